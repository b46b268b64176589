"""One invoice, credit note or debit note: save, save and new, keep as a draft. Nothing typed is lost unasked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, InputError
from creditdesk.domain.ledger.documents import CREDIT_NOTE, DEBIT_NOTE, Document, INVOICE
from creditdesk.i18n import _, current_language
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.ledger import drafts, entry_check, posting
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.services.ledger.reversible import Reversible
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.ledger.customer_picker import CustomerIndex
from creditdesk.ui.ledger.entry_form import EntryForm
from creditdesk.ui.ledger.risk_line import RiskLine
from creditdesk.ui.tables.layout_store import Settings
from creditdesk.ui.undoing import told_with_undo
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import show_errors


def enter_moves(settings: Settings) -> bool:
    """Whether Enter goes to the next field: a setting, on in zh and off in en unless chosen (DESIGN 5)."""
    chosen = str(settings.value("entry/enter_moves") or "")
    return current_language() == "zh" if not chosen else chosen in ("1", "true", "on")


class EntryDialog(Dialog):
    """`document` is a draft taken up again; `applies_to` the invoice a credit note lowers."""

    posted = Signal(object)  # Document

    def __init__(self, desk: Desk, base: str, index: Callable[[], CustomerIndex], kind: str = INVOICE, *,
                 customer: Customer | None = None, document: Document | None = None,
                 applies_to: DocumentView | None = None, parent: QWidget | None = None) -> None:
        titles = {INVOICE: _("New invoice"), CREDIT_NOTE: _("New credit note"), DEBIT_NOTE: _("New debit note")}
        super().__init__(_("Draft") if document else titles[kind], _("Save"), parent, width=660)
        self._desk = desk
        self._draft_id = document.id if document else None
        self.form = EntryForm(kind, desk.today(), base, index, applies_to)
        self.risk = RiskLine()
        self._risk_of = 0
        self.body.addWidget(self.risk)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        if customer:
            self.form.customer.set_customer(customer)
        if document:
            self.form.show_draft(drafts.draft_of(document), customer)
        self._again = self._busy = False
        target = f"draft/{document.id}" if document else f"for/{applies_to.document.id}" if applies_to else kind
        self._check_later = QTimer(self, singleShot=True, interval=60)
        self._check_later.timeout.connect(self._check)
        self.form.changed.connect(self._check_later.start)
        self._add_buttons(applies_to is None)
        self._walk = EnterWalk(self.form, lambda: enter_moves(desk.settings))
        self.submitted.connect(self.save)
        self._keeper = FormKeeper(self, desk, f"entry/{target}", read=self.form.dump,
                                  write=lambda kept: self.form.load(kept, index().by_id.get))
        self._check()
        self._show_number()

    def _add_buttons(self, more: bool) -> None:
        keep = self.add_button(button(_("Keep as draft")))
        keep.clicked.connect(self.keep)
        keep.setVisible(more)
        again = self.add_button(button(_("Save and new"), tip="F12"))
        again.clicked.connect(self.save_and_new)
        again.setVisible(more and self._draft_id is None)
        self.primary_button.setToolTip("Ctrl+S, F8")
        for keys, act in (("Ctrl+S", self.save), ("F8", self.save), ("F12", self.save_and_new)):
            QShortcut(QKeySequence(keys), self, act)

    def fill_from_order(self, number: str, amount: Decimal, currency: str) -> None:
        """Begin with what an order still asks to be invoiced."""
        self._keeper.switch(f"entry/order/{number}", lambda: self.form.show_order(number, amount, currency))
        self._check()

    @property
    def changed(self) -> bool:
        """Whether anything was typed since it was opened or saved."""
        return self._keeper.changed

    def save(self) -> None:
        """Post what the form says; wrong fields say so and keep what was typed."""
        self._save(False)

    def save_and_new(self) -> None:
        """The same, and the form is empty for the next one."""
        self._save(self._draft_id is None)

    def _save(self, again: bool) -> None:
        if self._busy or not self.form.check():
            return
        try:
            draft = self.form.draft()
        except CreditDeskError as error:
            self._failed(error)
            return
        session, kept = self._desk.session, self._draft_id
        self._again, self._busy = again, True
        self._desk.work.write(
            lambda _progress: drafts.post_draft(session, kept, draft) if kept else posting.post_document(session, draft),
            self._saved, failed=self._failed, what="ledger")

    def _saved(self, document: Document) -> None:
        self._busy = False
        told_with_undo(self._desk, _("{no} saved").format(no=document.no), Reversible((document.id,)))
        self.posted.emit(document)
        if self._again:
            self.form.start_next()
            self._keeper.restart()
            self._show_number()
        else:
            self.accept()

    def keep(self) -> None:
        """Keep what was typed as a draft."""
        try:
            draft = self.form.unfinished()
        except CreditDeskError as error:
            self._failed(error)
            return
        session, kept = self._desk.session, self._draft_id
        self._desk.work.write(lambda _progress: drafts.save_draft(session, draft, kept), self._kept, failed=self._failed,
                              what="ledger")

    def _kept(self, _draft_id: object) -> None:
        self._desk.notices.toast(_("Draft kept"))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        left = show_errors(self.form.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])

    def _check(self) -> None:
        """Ask the book about the present state: due date, number in use, limit. Silent while a field is unreadable."""
        try:
            draft = self.form.unfinished()
        except InputError:
            self.form.show_checked(None)
            return
        self._show_risk(draft.customer_id)
        session, today, kept = self._desk.session, self._desk.today(), self._draft_id
        self._desk.work.read(lambda _progress: entry_check.check_drafts(session, [draft], today, kept)[0],
                             self.form.show_checked, group=("entry", id(self)))

    def _show_risk(self, customer_id: int) -> None:
        """Grade, state and what is free of the customer, beside the entry (DOMAIN A38)."""
        if customer_id == self._risk_of or self.form.kind == CREDIT_NOTE:
            return
        self._risk_of = customer_id
        if not customer_id:
            self.risk.show_risk(None)
            return
        session, today = self._desk.session, self._desk.today()
        self._desk.work.read(lambda _progress: check_order(session, customer_id, Decimal(0), today), self.risk.show_risk,
                             group=("risk", id(self)))

    def _show_number(self) -> None:
        session, kind, today = self._desk.session, self.form.kind, self._desk.today()
        self._desk.work.read(lambda _progress: entry_check.next_number(session, kind, today),
                             self.form.no.setPlaceholderText, group=("number", id(self)))
