"""Logging a contact: how, with whom, what came of it, what was promised, and what is next (DOMAIN I3, E7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed, ngettext
from creditdesk.services.collections.board import ChaseRow
from creditdesk.services.collections.contacts import ContactDraft, log_contact, log_contacts, PromiseDraft
from creditdesk.ui.collections import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import must_amount, must_day, TaskDialog
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.form_field import FormField

PROMISE = "promise"
_TIME = "%H:%M"


def check_not_ahead(day: date | None, today: date) -> None:
    """InputError `out_of_range` for a contact of a later day."""
    if day is not None and day > today:
        raise InputError(N_("A contact cannot be logged before it took place."), code="out_of_range", field="at")


@dataclass(frozen=True, slots=True)
class Subject:
    """With whom: `overdue` is in `currency`, its oldest item `days` late; None where that is not known here."""

    customer_id: int
    name: str
    short_name: str
    contact: str
    currency: str
    phone: str = ""
    overdue: Decimal | None = None
    days: int = 0

    @classmethod
    def of(cls, customer: Customer, currency: str) -> Subject:
        """A customer as its file names it."""
        return cls(customer.id, customer.name, customer.short_name or customer.name, customer.contact, currency)

    @classmethod
    def chased(cls, row: ChaseRow) -> Subject:
        """A customer of the collections list."""
        work = row.work
        return cls(row.customer_id, work.name, row.short_name, work.contact, work.currency, work.phone, row.overdue,
                   work.days_overdue)


class ContactDialog(TaskDialog):
    """A call, visit or message with one customer, or the same with several (then without a promise); with result “promised”
    amount and day belong to it."""

    def __init__(self, desk: Desk, subjects: Sequence[Subject], parent: QWidget | None) -> None:
        one = subjects[0] if len(subjects) == 1 else None
        super().__init__(desk, _("Contact with {name}").format(name=one.name) if one else _("Log a contact"), _("Log contact"),
                         ngettext("Contact logged with {name}", "Contact logged with {count} customers", len(subjects)).format(
                             name=subjects[0].short_name, count=len(subjects)), parent)
        self.setMinimumWidth(700)
        self._subjects, self._one = tuple(subjects), one
        self._make_controls(one)
        if about := _about(self._subjects):
            self.body.addWidget(label(about, "mut" if one else "strong", wrap=True))
        self._lay_out(subjects[0].currency)
        self.outcome.currentIndexChanged.connect(lambda _row: self._show_promise())
        self._show_promise()
        self.keep("contact/" + "-".join(str(row.customer_id) for row in subjects), taken=self._show_promise)

    def _make_controls(self, one: Subject | None) -> None:
        today = self._desk.today()
        self.day = DateEdit(today)
        self.time = QLineEdit(self._desk.session.clock().astimezone().strftime(_TIME))
        self.channel = Choice([(code, _(text)) for code, text in words.CHANNELS.items()])
        self.person = QLineEdit(one.contact if one else "")
        self.outcome = Choice([(code, _(text)) for code, text in words.RESULTS.items() if one is not None or code != PROMISE])
        self.cause = Choice([(code, _(text)) for code, text in words.CAUSES.items()])
        self.talk = QPlainTextEdit()
        self.talk.setTabChangesFocus(True)
        self.talk.setFixedHeight(72)
        self.amount, self.promised = AmountEdit(self._subjects[0].currency), DateEdit(near=today)
        if one is not None and one.overdue is not None:
            self.amount.remainder = lambda: one.overdue
        self.written = QCheckBox(_("In writing"))
        self.written.setToolTip(_("In writing: it restarts the limitation period"))
        self.next_action, self.next_on = QLineEdit(), DateEdit(near=today)

    def _lay_out(self, currency: str) -> None:
        today = self._desk.today()
        self._beside(FormField(_("Channel"), self.channel, name="channel"), FormField(
            _("Date"), self.day, name="at", required=True, rule=lambda: check_not_ahead(self.day.day(), today)),
                  FormField(_("Time"), self.time, name="time", rule=self._check_time))
        self._beside(FormField(_("Spoke to"), self.person, name="person"), FormField(_("Result"), self.outcome, name="result"),
                  FormField(_("Reason for the delay"), self.cause, name="cause"))
        self.add(FormField(_("Note"), self.talk, name="note", help_line=False))
        self.promise_fields = [
            FormField(_("Promised amount ({currency})").format(currency=currency), self.amount, name="amount",
                      rule=lambda: self._needed(self.amount.amount())),
            FormField(_("Promised for"), self.promised, name="date", rule=lambda: self._needed(self.promised.day()))]
        self._promise_row = self._beside(*self.promise_fields, self.written)
        self._beside(FormField(_("Next step"), self.next_action, name="next_action"),
                  FormField(_("On"), self.next_on, name="next_on"))

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
        return self.outcome.value() == PROMISE

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
        person, note = self.person.text().strip(), self.talk.toPlainText().strip()
        drafts = [ContactDraft(row.customer_id, moment, str(self.channel.value()), str(self.outcome.value()), person,
                               str(self.cause.value()), note, self.next_action.text().strip(), self.next_on.day())
                  for row in self._subjects]
        session, one = self._desk.session, self._one
        if one is None:
            return lambda: log_contacts(session, drafts)
        promise = None
        if self.promises:
            promise = PromiseDraft(one.customer_id, must_amount(self.amount), one.currency, must_day(self.promised), day,
                                   self.written.isChecked(), str(self.channel.value()), person, note)
        return lambda: log_contact(session, drafts[0], promise)


def _about(subjects: Sequence[Subject]) -> str:
    """Whom to reach and what about; of several customers their names."""
    if len(subjects) == 1:
        one = subjects[0]
        owed = "" if one.overdue is None else _("Overdue {amount}, oldest {days} days").format(
            amount=display(one.overdue, one.currency), days=one.days)
        return " · ".join(filter(None, (f"{one.contact} {one.phone}".strip() if owed else "", owed)))
    names = listed(row.short_name for row in subjects[:4])
    more = len(subjects) - 4
    return names + (ngettext(" and {count} more", " and {count} more", more).format(count=more) if more > 0 else "")
