"""The document panel at work: reads documents in the worker and opens the dialogs its buttons ask for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from creditdesk.domain.ledger.documents import Allocation, CREDIT_NOTE, Dispute, Document
from creditdesk.i18n import _
from creditdesk.services import customers
from creditdesk.services.ledger import drafts, lists
from creditdesk.services.ledger.history import document_history, Happening
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import document_panel as acts
from creditdesk.ui.ledger.bill_dialog import BillDialog
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.document_dialogs import (
    CloseDisputeDialog,
    DisputeDialog,
    RecoverDialog,
    ReverseDialog,
    UnallocateDialog,
    WriteOffDialog,
)
from creditdesk.ui.ledger.document_panel import DocumentPanel
from creditdesk.ui.ledger.entry_dialog import EntryDialog


class DocumentDesk(QObject):
    """Owns the panel of a page. `navigate` asks for another page, as `Page.navigate` does."""

    navigate = Signal(str, dict)
    shown = Signal(bool)  # the panel appears or goes

    def __init__(self, desk: Desk, index: Callable[[], CustomerIndex], base: Callable[[], str], owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._index, self._base, self._owner = desk, index, base, owner
        self.dialog: QDialog | None = None
        self.panel = DocumentPanel(desk.today)
        self.panel.hide()
        self.panel.asked.connect(self._asked)
        self.panel.unallocate.connect(self._unallocate)
        self.panel.dispute_closed.connect(self._close_dispute)
        self.panel.other_asked.connect(self.show)
        self.panel.customer_asked.connect(lambda key: self.navigate.emit("customers", {"customer_id": key}))
        self.panel.closed.connect(self.close)

    def show(self, document_id: int) -> None:
        """Show a document in the panel."""
        session, today = self._desk.session, self._desk.today()

        def job(_progress: object) -> tuple[DocumentView, str, tuple[Happening, ...]] | None:
            view = lists.document_view(session, document_id, today)
            if view is None:
                return None
            return view, customers.customer(session, view.document.customer_id).name, document_history(session, document_id)

        self._desk.work.read(job, self._arrived, group=("document", id(self)))

    def _arrived(self, found: tuple[DocumentView, str, tuple[Happening, ...]] | None) -> None:
        if found is None:
            self.close()
            return
        self.panel.show_document(*found)
        if self.panel.isHidden():
            self.panel.show()
            self.shown.emit(True)

    def close(self) -> None:
        """Put the panel away."""
        if not self.panel.isHidden():
            self.panel.hide()
            self.shown.emit(False)

    def refresh(self) -> None:
        """Read the document shown anew."""
        if self.panel.view is not None and not self.panel.isHidden():
            self.show(self.panel.view.document.id)

    def open(self, dialog: QDialog) -> None:
        """Show a dialog over the page; kept so that it lives while it is open."""
        self.dialog = dialog
        dialog.open()

    def enter(self, kind: str, *, customer_id: int | None = None, document: Document | None = None,
              applies_to: DocumentView | None = None) -> EntryDialog:
        """Open the form of a new document, or of a draft."""
        key = document.customer_id if document else applies_to.document.customer_id if applies_to else customer_id
        made = EntryDialog(self._desk, self._base(), self._index, kind, customer=self._index().by_id.get(key or 0),
                           document=document, applies_to=applies_to, parent=self._owner.window())
        self.open(made)
        return made

    def _asked(self, what: str, view: DocumentView) -> None:
        document, parent = view.document, self._owner.window()
        if what == acts.REVERSE:
            self.open(ReverseDialog(self._desk, document, parent))
        elif what == acts.DISPUTE:
            self.open(DisputeDialog(self._desk, view, parent))
        elif what == acts.WRITE_OFF:
            self.open(WriteOffDialog(self._desk, view, parent))
        elif what == acts.RECOVER:
            self.open(RecoverDialog(self._desk, view, parent))
        elif what == acts.BILL:
            self.open(BillDialog(self._desk, view, parent))
        elif what == acts.CREDIT:
            self.enter(CREDIT_NOTE, applies_to=view)
        elif what == acts.EDIT:
            self.enter(document.kind, document=document)
        elif what == acts.DISCARD:
            self._discard(document)
        elif what == acts.PAY:
            self.navigate.emit("receipts", {"new": True, "customer_id": document.customer_id,
                                            "currency": document.currency, "document_id": document.id})
        elif what == acts.APPLY:
            self.navigate.emit("receipts", {"credit_id": document.id})

    def _discard(self, document: Document) -> None:
        session = self._desk.session
        self._desk.notices.confirm(
            _("Delete draft"), _("The draft was never posted; the book's history keeps that it was there."),
            _("Delete draft"), lambda: self._desk.work.write(
                lambda _progress: drafts.discard_draft(session, document.id),
                lambda _done: self._desk.notices.toast(_("Draft deleted")), what="ledger"))

    def _unallocate(self, view: DocumentView, allocation: Allocation) -> None:
        self.open(UnallocateDialog(self._desk, [allocation], view.document.currency, self._owner.window()))

    def _close_dispute(self, view: DocumentView, dispute: Dispute) -> None:
        self.open(CloseDisputeDialog(self._desk, view.document, dispute, self._owner.window()))

