"""Small dialogs on one document: reverse, dispute, close a dispute, write off, take an allocation back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.ledger.documents import Allocation, Dispute, Document
from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.ledger import disputes, posting
from creditdesk.services.ledger.lists import DocumentView
from creditdesk.services.ledger.reversible import Reversible
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger import words
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class ReverseDialog(TaskDialog):
    """Reverses a document with all its allocations; the reason is kept."""

    def __init__(self, desk: Desk, document: Document, parent: QWidget | None) -> None:
        super().__init__(desk, _("Reverse {no}").format(no=document.no), _("Reverse"),
                         _("{no} reversed").format(no=document.no), parent)
        self._document = document
        self.body.addWidget(label(_("A posted document is never changed: it is reversed, and what it settled is open again. "
                                    "Both stay in the book."), "mut", wrap=True))
        self.day = DateEdit(max(desk.today(), document.date))
        self.reason = QLineEdit()
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("Reversed on"), self.day, name="date", required=True))
        self.keep(f"reverse/{document.id}")

    def task(self) -> Callable[[], Any]:
        day, reason, session, key = must_day(self.day), self.reason.text(), self._desk.session, self._document.id
        return lambda: posting.reverse(session, key, day, reason)


class WriteOffDialog(TaskDialog):
    """Writes off what will not be collected; the claim is kept in mind (DOMAIN E5)."""

    def __init__(self, desk: Desk, view: DocumentView, parent: QWidget | None) -> None:
        document = view.document
        super().__init__(desk, _("Write off part of {no}").format(no=document.no), _("Write off"),
                         _("Written off on {no}").format(no=document.no), parent)
        self._document = document
        self.amount = AmountEdit(document.currency)
        self.amount.set_amount(view.open)
        self.reason = QLineEdit()
        self.day = DateEdit(max(desk.today(), document.date))
        self.add(FormField(_("Amount ({currency})").format(currency=document.currency), self.amount, name="amount",
                           required=True, help_text=_("Open: {amount}").format(amount=display(view.open, document.currency))))
        self.add(FormField(_("Reason"), self.reason, name="reason", required=True))
        self.add(FormField(_("Date"), self.day, name="date", required=True))
        self.keep(f"write_off/{document.id}")

    def task(self) -> Callable[[], Any]:
        amount, day, reason = must_amount(self.amount), must_day(self.day), self.reason.text()
        session, key = self._desk.session, self._document.id
        return lambda: Reversible((posting.write_off(session, key, amount, day, reason),))


class RecoverDialog(TaskDialog):
    """Records money that came in on a claim written off (DOMAIN E5)."""

    def __init__(self, desk: Desk, view: DocumentView, parent: QWidget | None) -> None:
        document = view.document
        super().__init__(desk, _("Recovery on {no}").format(no=document.no), _("Record recovery"),
                         _("Recovery recorded on {no}").format(no=document.no), parent)
        self._document = document
        self.body.addWidget(label(_("The claim revives by what came in and is paid with it at once."), "mut", wrap=True))
        self.amount = AmountEdit(document.currency)
        self.amount.set_amount(view.written_off)
        self.day = DateEdit(max(desk.today(), document.date))
        self.add(FormField(_("Amount ({currency})").format(currency=document.currency), self.amount, name="amount",
                           required=True, help_text=_("Written off: {amount}").format(
                               amount=display(view.written_off, document.currency))))
        self.add(FormField(_("Date"), self.day, name="date", required=True))
        self.keep(f"recover/{document.id}")

    def task(self) -> Callable[[], Any]:
        amount, day, session, key = must_amount(self.amount), must_day(self.day), self._desk.session, self._document.id
        return lambda: posting.recover(session, key, amount, day)


class DisputeDialog(TaskDialog):
    """Puts a part of an invoice under dispute: it is neither dunned nor charged interest (DOMAIN E6)."""

    def __init__(self, desk: Desk, view: DocumentView, parent: QWidget | None) -> None:
        document = view.document
        super().__init__(desk, _("Dispute {no}").format(no=document.no), _("Record dispute"),
                         _("Dispute recorded on {no}").format(no=document.no), parent)
        self._document = document
        self.amount = AmountEdit(document.currency)
        self.amount.set_amount(view.open)
        self.reason = Choice([(code, f"{code} {_(text)}") for code, text in words.REASONS.items()])
        self.day, self.memo = DateEdit(desk.today()), QLineEdit()
        self.add(FormField(_("Disputed amount ({currency})").format(currency=document.currency), self.amount, name="amount",
                           required=True, help_text=_("The rest is collected as before")))
        self.add(FormField(_("Reason"), self.reason, name="reason"))
        self.add(FormField(_("Raised on"), self.day, name="raised_on", required=True))
        self.add(FormField(_("Note"), self.memo, name="note"))
        self.keep(f"dispute/{document.id}")

    def task(self) -> Callable[[], Any]:
        amount, day, reason, note = must_amount(self.amount), must_day(self.day), str(self.reason.value()), self.memo.text()
        session, key = self._desk.session, self._document.id
        return lambda: disputes.add_dispute(session, key, amount, reason, day, note=note)


class CloseDisputeDialog(TaskDialog):
    """Closes a dispute with its outcome; what was accepted is settled by a credit note of its own."""

    def __init__(self, desk: Desk, document: Document, dispute: Dispute, parent: QWidget | None) -> None:
        super().__init__(desk, _("Close dispute {no}").format(no=dispute.no), _("Close dispute"),
                         _("Dispute {no} closed").format(no=dispute.no), parent)
        self._dispute = dispute
        self.outcome = Choice([(code, _(text)) for code, text in words.OUTCOMES.items()])
        self.part = AmountEdit(document.currency)
        self.day = DateEdit(max(desk.today(), dispute.raised_on))
        self.add(FormField(_("Outcome"), self.outcome, name="outcome"))
        self.add(FormField(_("Accepted part ({currency})").format(currency=document.currency), self.part, name="accepted",
                           help_text=_("Only for a part; disputed: {amount}").format(
                               amount=display(dispute.amount, document.currency))))
        self.add(FormField(_("Closed on"), self.day, name="date", required=True))
        self.keep(f"dispute_result/{dispute.id}")

    def task(self) -> Callable[[], Any]:
        outcome, accepted, day = str(self.outcome.value()), self.part.amount(), must_day(self.day)
        session, key = self._desk.session, self._dispute.id
        return lambda: disputes.close_dispute(session, key, outcome, day, accepted)


class UnallocateDialog(TaskDialog):
    """Takes allocations back: both sides are open again from the day given."""

    def __init__(self, desk: Desk, allocations: Sequence[Allocation], currency: str, parent: QWidget | None) -> None:
        super().__init__(desk, _("Take the allocation back"), _("Take back"), _("Allocation taken back"), parent)
        self._ids = [item.id for item in allocations]
        total = sum((item.amount for item in allocations), Decimal(0))
        self.body.addWidget(label(_("{amount} {currency} will be open again on both sides.").format(
            amount=display(total, currency), currency=currency), wrap=True))
        self.day, self.reason = DateEdit(desk.today()), QLineEdit()
        self.add(FormField(_("Taken back on"), self.day, name="date", required=True))
        self.add(FormField(_("Reason"), self.reason, name="reason"))
        self.keep(f"unallocate/{self._ids[0]}")

    def task(self) -> Callable[[], Any]:
        day, reason, session, ids = must_day(self.day), self.reason.text(), self._desk.session, self._ids
        return lambda: posting.unallocate(session, ids, day, reason)
