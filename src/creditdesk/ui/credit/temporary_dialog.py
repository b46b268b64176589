"""More limit for a while: amount, days and what it is for (DOMAIN D9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.credit.triggers import TEMPORARY_DAYS, TEMPORARY_PER_YEAR
from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _
from creditdesk.services.credit.applications import Submitted
from creditdesk.services.credit.temporary import grant_temporary
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

_USUAL_DAYS = 30


class TemporaryDialog(TaskDialog):
    """The amount is added to the limit and gone after the last day."""

    def __init__(self, desk: Desk, customer: Customer, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Temporary limit: {name}").format(name=customer.name), _("Grant temporary limit"),
                         _("Temporary limit granted"), parent)
        self._customer = customer
        today = desk.today()
        self.amount, self.purpose = AmountEdit(currency), QLineEdit()
        self.begins, self.until = DateEdit(today, near=today), DateEdit(today + timedelta(_USUAL_DAYS), near=today)
        self.add(FormField(_("More than the limit by ({currency})").format(currency=currency), self.amount, name="amount",
                           required=True))
        self.add(FormField(_("From"), self.begins, name="from", required=True))
        self.add(FormField(_("Last day"), self.until, name="until", required=True,
                           help_text=_("Ends by itself; open invoices stay, new orders hold")))
        self.add(FormField(_("Order or purpose"), self.purpose, name="reason", required=True))
        self.note.setText(_("At most {days} days, {count} in 12 months, none with debts over 15 days late.").format(
            days=TEMPORARY_DAYS, count=TEMPORARY_PER_YEAR))
        self.keep(f"temporary/{customer.id}")

    def task(self) -> Callable[[], Any]:
        session, key, day = self._desk.session, self._customer.id, self._desk.today()
        amount, currency = must_amount(self.amount), self.amount.currency
        begins, until, purpose = must_day(self.begins), must_day(self.until), self.purpose.text()
        return lambda: grant_temporary(session, key, amount, currency, begins, until, day, purpose=purpose)

    def _done(self, result: object) -> None:
        waits = isinstance(result, Submitted) and result.decision_id is None
        if waits:
            self._told = _("Temporary limit put before an approver")
        super()._done(result)
