"""Noting a promise to pay without a contact of its own (DOMAIN E7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import _
from creditdesk.services.collections.contacts import add_promise, PromiseDraft
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField


class PromiseDialog(TaskDialog):
    """A promise to pay without a contact of its own."""

    def __init__(self, desk: Desk, customer: Customer, currency: str, suggested: date | None, parent: QWidget | None) -> None:
        super().__init__(desk, _("Promise of {name}").format(name=customer.name), _("Note promise"), _("Promise noted"), parent)
        self._customer, self._currency = customer, currency
        self.amount, self.promised = AmountEdit(currency), DateEdit(suggested, near=desk.today())
        self.made, self.person = DateEdit(desk.today()), QLineEdit(customer.contact)
        self.written, self.memo = QCheckBox(_("In writing: it restarts the limitation period")), QLineEdit()
        self.add(FormField(_("Amount ({currency})").format(currency=currency), self.amount, name="amount", required=True))
        self.add(FormField(_("Promised for"), self.promised, name="date", required=True,
                           help_text=_("Kept when 95 % came in by two days later")))
        self.add(FormField(_("Promised on"), self.made, name="made_on", required=True))
        self.add(FormField(_("Promised by"), self.person, name="person"))
        self.add(FormField(_("Note"), self.memo, name="note"))
        self.body.addWidget(self.written)
        self.keep(f"promise/{customer.id}")

    def task(self) -> Callable[[], Any]:
        draft = PromiseDraft(self._customer.id, must_amount(self.amount), self._currency, must_day(self.promised),
                             must_day(self.made), self.written.isChecked(), person=self.person.text().strip(),
                             note=self.memo.text().strip())
        session = self._desk.session
        return lambda: add_promise(session, draft)
