"""Beside a list: one document with what settled it, its disputes, its history, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.ledger.documents import (
    Allocation,
    BILL_METHODS,
    BOUND_KINDS,
    CLAIM_KINDS,
    CREDIT_NOTE,
    Dispute,
    Document,
    DRAFT,
    POSTED,
    RECEIPT,
    REVERSED,
    SMALL_DIFFERENCE,
)
from creditdesk.domain.money import display
from creditdesk.i18n import _, titled
from creditdesk.services.ledger.history import Happening
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.ui.ledger import words
from creditdesk.ui.moments import local_moment
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.controls import button, icon_button, label, link, rule

Act = Callable[[], object]
DISPUTE, CREDIT, WRITE_OFF, PAY, REVERSE, EDIT, DISCARD, APPLY, BILL, RECOVER = (
    "dispute", "credit_note", "write_off", "pay", "reverse", "edit", "discard", "apply", "bill", "recover")


class DocumentPanel(QFrame):
    """`show_document` fills it; `asked` carries what the person wants of the document shown."""

    asked = Signal(str, object)  # one of the actions above, the DocumentView
    unallocate = Signal(object, object)  # DocumentView, Allocation
    dispute_closed = Signal(object, object)  # DocumentView, Dispute
    other_asked = Signal(int)  # another document's id
    customer_asked = Signal(int)
    closed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(_("Document"))
        self._today = today
        self.view: DocumentView | None = None
        self._title, self._tag = label("", "section", selectable=True), StatusTag()
        close = icon_button("x", _("Close"))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 8, 6)
        head.addWidget(self._title, 1)
        head.addWidget(self._tag)
        head.addWidget(close)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(16, 10, 16, 12)
        self._foot.setSpacing(6)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._area, 1)
        box.addWidget(rule())
        box.addLayout(self._foot)
        self.actions_shown: list[QPushButton] = []

    def show_document(self, view: DocumentView, customer: str, history: Sequence[Happening]) -> None:
        """Show a document of a customer with its history."""
        self.view = view
        document = view.document
        self._title.setText(document.no or _("Draft"))
        self._show_status(view)
        inner = QWidget()
        inner.setProperty("plain", True)
        box = QVBoxLayout(inner)
        box.setContentsMargins(16, 4, 16, 12)
        box.setSpacing(8)
        name = link(customer)
        name.clicked.connect(lambda: self.customer_asked.emit(document.customer_id))
        box.addWidget(name, 0, Qt.AlignmentFlag.AlignLeft)
        box.addLayout(self._facts(view))
        self._add_instalments(box, view)
        self._add_bill(box, view)
        self._add_allocations(box, _("Settled by"), view.settled_by)
        self._add_allocations(box, _("Settles"), view.settles)
        self._add_disputes(box, view.disputes)
        self._add_history(box, history)
        box.addStretch(1)
        self._area.setWidget(inner)
        self._show_actions(view)

    def _show_status(self, view: DocumentView) -> None:
        document = view.document
        if document.status == DRAFT:
            self._tag.set_status(_("Draft"), "track", "pencil-simple")
        elif document.status == REVERSED:
            self._tag.set_status(_("Reversed"), "track", "arrow-counter-clockwise")
        elif not view.open:
            self._tag.set_status(_("Settled"), "ok", "check-circle")
        elif any(item.open_on(self._today()) for item in view.disputes):
            self._tag.set_status(_("Disputed"), "warn", "flag")
        elif document.sign < 0:
            self._tag.set_status(_("Unapplied"), "warn", "hourglass")
        elif (view.due_date or document.date) < self._today():
            self._tag.set_status(_("Overdue"), "danger", "warning")
        else:
            self._tag.set_status(_("Not due"), "track", "clock")

    def _facts(self, view: DocumentView) -> QGridLayout:
        document = view.document
        days = (self._today() - view.due_date).days if view.due_date and view.open and document.sign > 0 else None
        pairs = [
            (_("Kind"), words.kind(document.kind)),
            (_("Amount"), f"{document.currency} {display(document.amount, document.currency)}"),
            (_("Open amount"), f"{document.currency} {display(view.open, document.currency)}"),
            (_("Date"), document.date.isoformat()),
            (_("Due date"), view.due_date.isoformat() if view.due_date else ""),
            (_("Age"), words.days_late(days)), (_("Terms"), document.terms),
            (_("Way of payment"), words.method(document.method)),
            (_("Bill due on"), document.maturity.isoformat() if document.maturity else ""),
            (_("Delivered on"), document.delivered_on.isoformat() if document.delivered_on else ""),
            (_("Accepted on"), document.accepted_on.isoformat() if document.accepted_on else ""),
            (_("Confirmed on"), document.confirmed_on.isoformat() if document.confirmed_on else ""), (_("Order"), document.order_no),
            (_("Contract"), document.contract_no), (_("Salesperson"), document.salesperson), (_("Note"), document.note),
            (_("Reason"), _("Small difference") if document.reason == SMALL_DIFFERENCE else document.reason),
            (_("Reversed on"), document.reversed_on.isoformat() if document.reversed_on else "")]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(pair for pair in pairs if pair[1]):
            grid.addWidget(label(name, "sec"), row, 0, Qt.AlignmentFlag.AlignTop)
            text = label(value, "strong" if name == _("Open amount") else "", wrap=True, selectable=True)
            grid.addWidget(text, row, 1)
        return grid

    def _add_instalments(self, box: QVBoxLayout, view: DocumentView) -> None:
        if not view.document.instalments:
            return
        currency, parts = view.document.currency, {part.no: part for part in view.parts}
        self._heading(box, _("Instalments"))
        for part in view.document.instalments:
            found = parts.get(part.no)
            state = "" if found is None or found.open == part.amount else " · " + (
                _("open: {amount}").format(amount=display(found.open, currency)) if found.open else _("settled"))
            self._pair(box, f"{part.no}. {part.due_date.isoformat()}{state}", display(part.amount, currency))

    def _add_bill(self, box: QVBoxLayout, view: DocumentView) -> None:
        if view.bill_events:
            self._heading(box, _("Bill"))
        for event in view.bill_events:
            self._pair(box, _(words.BILL_EVENTS[event.event]), event.happened_on.isoformat())

    def _add_allocations(self, box: QVBoxLayout, title: str, found: Sequence[tuple[Allocation, Document]]) -> None:
        if not found or self.view is None:
            return
        self._heading(box, title)
        for allocation, other in found:
            row = QHBoxLayout()
            row.setSpacing(6)
            name = link(other.no, tip=_("Show {no}").format(no=other.no))
            name.clicked.connect(lambda _on=False, key=other.id: self.other_asked.emit(key))
            row.addWidget(name)
            about = f"{words.kind(other.kind)} · {allocation.value_date.isoformat()}"
            if allocation.reversed_on:
                about += " · " + _("taken back {date}").format(date=allocation.reversed_on.isoformat())
            row.addWidget(label(about, "mut"), 1)
            row.addWidget(label(display(allocation.amount, other.currency), tone="t3" if allocation.reversed_on else ""))
            if not allocation.reversed_on and other.kind not in BOUND_KINDS and self.view.document.kind not in BOUND_KINDS:
                undo = icon_button("arrow-u-up-left", _("Take back the allocation to {no}").format(no=other.no))
                undo.clicked.connect(lambda _on=False, item=allocation: self.unallocate.emit(self.view, item))
                row.addWidget(undo)
            box.addLayout(row)

    def _add_disputes(self, box: QVBoxLayout, found: Sequence[Dispute]) -> None:
        if not found or self.view is None:
            return
        self._heading(box, _("Disputes"))
        currency = self.view.document.currency
        for item in found:
            state = _(words.OUTCOMES[item.outcome]) if item.outcome in words.OUTCOMES else _("open")
            self._pair(box, f"{item.no} · {words.reason(item.reason)} · {state}", display(item.amount, currency))
            if item.closed_on is None:
                close = link(_("Close dispute"))
                close.clicked.connect(lambda _on=False, one=item: self.dispute_closed.emit(self.view, one))
                box.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_history(self, box: QVBoxLayout, history: Sequence[Happening]) -> None:
        if not history:
            return
        self._heading(box, _("Activity"))
        for item in history:
            said = _(words.ACTIONS[item.action]) if item.action in words.ACTIONS else item.action
            text = f"{local_moment(item.at)} · {item.user} · {said}"
            box.addWidget(label(titled(text, item.reason) if item.reason else text, "mut", wrap=True))

    @staticmethod
    def _heading(box: QVBoxLayout, text: str) -> None:
        box.addSpacing(4)
        box.addWidget(rule())
        box.addWidget(label(text, "strong"))

    @staticmethod
    def _pair(box: QVBoxLayout, left: str, right: str) -> None:
        row = QHBoxLayout()
        row.addWidget(label(left, "sec", wrap=True), 1)
        row.addWidget(label(right))
        box.addLayout(row)

    def _show_actions(self, view: DocumentView) -> None:
        while self._foot.count():
            item = self._foot.takeAt(0)
            line = item.layout() if item is not None else None
            while line is not None and line.count():
                child = line.takeAt(0)
                widget = child.widget() if child is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        self.actions_shown = []
        wanted = self._wanted(view)
        for start in range(0, len(wanted), 3):
            row = QHBoxLayout()
            row.setSpacing(6)
            for action, text, icon in wanted[start:start + 3]:
                made = button(text, icon, small=True)
                made.clicked.connect(lambda _on=False, what=action: self.asked.emit(what, self.view))
                row.addWidget(made)
                self.actions_shown.append(made)
            row.addStretch(1)
            self._foot.addLayout(row)

    @staticmethod
    def _wanted(view: DocumentView) -> list[tuple[str, str, str]]:
        document = view.document
        if document.status == DRAFT:
            return [(EDIT, _("Open the draft"), "pencil-simple"), (DISCARD, _("Delete draft"), "trash")]
        if document.status != POSTED:
            return []
        found: list[tuple[str, str, str]] = []
        if document.kind in CLAIM_KINDS and view.open:
            found += [(PAY, _("Record receipt"), "money"), (CREDIT, _("Credit note"), "note-pencil"),
                      (DISPUTE, _("Dispute"), "flag"), (WRITE_OFF, _("Write off"), "scissors")]
        if view.written_off > 0:
            found.append((RECOVER, _("Record recovery"), "arrow-u-up-left"))
        if document.kind in (RECEIPT, CREDIT_NOTE) and view.open:
            found.append((APPLY, _("Allocate"), "check"))
        if document.kind == RECEIPT and document.method in BILL_METHODS:
            found.append((BILL, _("Bill"), "receipt"))
        return [*found, (REVERSE, _("Reverse"), "arrow-counter-clockwise")]
