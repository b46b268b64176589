"""Logging a contact, with the promise made in it, and noting a promise alone (DOMAIN E7, I3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _
from creditdesk.services.collections.contacts import add_promise, ContactDraft, log_contact, PromiseDraft
from creditdesk.ui.collections.contact_dialog import check_not_ahead
from creditdesk.ui.customers import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

_TIME = "%H:%M"


class ContactDialog(TaskDialog):
    """A call, visit or message; with result “promised” amount and day belong to it."""

    def __init__(self, desk: Desk, customer: Customer, currency: str, parent: QWidget | None) -> None:
        super().__init__(desk, _("Contact with {name}").format(name=customer.name), _("Log contact"), _("Contact logged"),
                         parent)
        self.setMinimumWidth(700)
        self._customer, self._currency = customer, currency
        now = desk.session.clock().astimezone()
        self.day, self.time = DateEdit(desk.today()), QLineEdit(now.strftime(_TIME))
        self.channel = Choice([(code, _(text)) for code, text in words.CHANNELS.items()])
        self.person = QLineEdit(customer.contact)
        self.outcome = Choice([(code, _(text)) for code, text in words.RESULTS.items()])
        self.cause = Choice([(code, _(text)) for code, text in words.CAUSES.items()])
        self.talk = QPlainTextEdit()
        self.talk.setTabChangesFocus(True)
        self.talk.setFixedHeight(72)
        self.amount, self.promised = AmountEdit(currency), DateEdit(near=desk.today())
        self.written = QCheckBox(_("In writing"))
        self.next_action, self.next_on = QLineEdit(), DateEdit(near=desk.today())
        self._beside(FormField(_("Channel"), self.channel, name="channel"), FormField(
            _("Date"), self.day, name="at", required=True, rule=lambda: check_not_ahead(self.day.day(), desk.today())),
                  FormField(_("Time"), self.time, name="time", rule=self._check_time))
        self._beside(FormField(_("Spoke to"), self.person, name="person"), FormField(_("Result"), self.outcome, name="result"),
                  FormField(_("Reason for the delay"), self.cause, name="cause"))
        self.add(FormField(_("Note"), self.talk, name="note", help_line=False))
        self._promise = [FormField(_("Promised amount ({currency})").format(currency=currency), self.amount, name="amount",
                                   rule=lambda: self._needed(self.amount.amount())),
                         FormField(_("Promised for"), self.promised, name="date",
                                   rule=lambda: self._needed(self.promised.day()))]
        self._promise_row = self._beside(*self._promise, self.written)
        self._beside(FormField(_("Next step"), self.next_action, name="next_action"),
                  FormField(_("On"), self.next_on, name="next_on"))
        self.outcome.currentIndexChanged.connect(lambda _row: self._show_promise())
        self._show_promise()
        self.keep(f"contact/{customer.id}", taken=self._show_promise)

    def _beside(self, *parts: QWidget) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in parts:
            row.addWidget(part, 1)
            if isinstance(part, FormField):
                self.fields.append(part)
                if isinstance(part.control, Choice):  # long entries must not squeeze the field beside
                    part.control.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                    part.control.setMinimumContentsLength(8)
        self.body.addWidget(made)
        return made

    @property
    def promises(self) -> bool:
        return self.outcome.value() == "promise"

    def _show_promise(self) -> None:
        self._promise_row.setVisible(self.promises)
        if self.promises and self.amount.amount() is None and not self.amount.text():
            self.amount.setFocus()

    def _needed(self, value: object) -> None:
        if self.promises and value is None:
            raise InputError(N_("Please fill this in."), code="required")

    def _check_time(self) -> None:
        text = self.time.text().strip().replace("：", ":")
        try:
            self.time.setText(datetime.strptime(text, _TIME).strftime(_TIME) if text else "")
        except ValueError as wrong:
            raise InputError(N_("“{value}” is not a time. Write it like 10:30."), code="bad_time", field="time",
                             value=text) from wrong

    def task(self) -> Callable[[], Any]:
        day = must_day(self.day)
        moment = f"{day.isoformat()}T{self.time.text()}" if self.time.text() else day.isoformat()
        key, person, note = self._customer.id, self.person.text().strip(), self.talk.toPlainText().strip()
        draft = ContactDraft(key, moment, str(self.channel.value()), str(self.outcome.value()), person,
                             str(self.cause.value()), note, self.next_action.text().strip(), self.next_on.day())
        promise = None
        if self.promises:
            promise = PromiseDraft(key, must_amount(self.amount), self._currency, must_day(self.promised), day,
                                   self.written.isChecked(), str(self.channel.value()), person, note)
        session = self._desk.session
        return lambda: log_contact(session, draft, promise)


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

    def task(self) -> Callable[[], Any]:
        draft = PromiseDraft(self._customer.id, must_amount(self.amount), self._currency, must_day(self.promised),
                             must_day(self.made), self.written.isChecked(), person=self.person.text().strip(),
                             note=self.memo.text().strip())
        session = self._desk.session
        return lambda: add_promise(session, draft)
