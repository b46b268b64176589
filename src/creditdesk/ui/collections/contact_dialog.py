"""Logging a contact: how, with whom, what came of it, what was promised, and what is next (DOMAIN I3, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.money import display
from creditdesk.i18n import _, listed, ngettext
from creditdesk.services.collections.board import ChaseRow
from creditdesk.services.collections.contacts import ContactDraft, log_contact, log_contacts, PromiseDraft
from creditdesk.ui.collections import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors

PROMISE = "promise"
DEFAULT_TIME = "12:00"


def check_not_ahead(day: date | None, today: date) -> None:
    """InputError `out_of_range` for a contact of a later day."""
    if day is not None and day > today:
        raise InputError(N_("A contact cannot be logged before it took place."), code="out_of_range", field="at")


class ContactDialog(Dialog):
    """For one customer, or the same for several at once (then without a promise)."""

    def __init__(self, desk: Desk, rows: Sequence[ChaseRow], parent: QWidget | None = None, *, time: str = "") -> None:
        """`time` as "14:05": the present minute; the day is that of the desk."""
        super().__init__(_("Log a contact"), _("Log contact"), parent, width=560)
        self._desk, self._rows, self._time = desk, tuple(rows), time or DEFAULT_TIME
        self._busy = False
        self.fields: list[FormField] = []
        one = rows[0] if len(rows) == 1 else None
        self.body.addWidget(label(self._whom(), "strong", wrap=True))
        if one is not None:
            about = [f"{one.work.contact} {one.work.phone}".strip(), _("Overdue {amount}, oldest {days} days").format(
                amount=display(one.overdue, one.work.currency), days=one.work.days_overdue)]
            self.body.addWidget(label(" · ".join(filter(None, about)), "mut", wrap=True))
        self._build(one)
        self.submitted.connect(self._submit)
        self._fit()

    def _whom(self) -> str:
        if len(self._rows) == 1:
            return self._rows[0].work.name
        names = listed(row.short_name for row in self._rows[:4])
        more = len(self._rows) - 4
        return names + (ngettext(" and {count} more", " and {count} more", more).format(count=more) if more > 0 else "")

    def _build(self, one: ChaseRow | None) -> None:
        today = self._desk.today()
        self.channel = Choice([(code, _(text)) for code, text in words.CHANNELS.items()])
        self.person = QLineEdit(one.work.contact if one else "")
        self.at = DateEdit(today)
        self.outcome = Choice([(code, _(text)) for code, text in words.RESULTS.items()
                              if one is not None or code != PROMISE])
        self.cause = Choice([(code, _(text)) for code, text in words.CAUSES.items()])
        self.amount = AmountEdit(one.work.currency if one else "CNY")
        self.promised = DateEdit(None, near=today)
        self.written = QCheckBox(_("In writing: it also restarts the limitation period"))
        self.next_action, self.next_on = QLineEdit(), DateEdit(None, near=today)
        self.memo = QPlainTextEdit()
        self.memo.setFixedHeight(60)
        self.memo.setTabChangesFocus(True)
        if one is not None:
            self.amount.remainder = lambda: one.work.overdue
        self.outcome.chosen.connect(lambda _value: self._fit())
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        currency = one.work.currency if one else "CNY"
        for place, field in enumerate((
                FormField(_("Channel"), self.channel, name="channel"), FormField(_("Person reached"), self.person),
                FormField(_("Day"), self.at, name="at", required=True, rule=lambda: check_not_ahead(self.at.day(), today)),
                FormField(_("Result"), self.outcome), FormField(_("Reason for the delay"), self.cause),
                FormField(_("Promised amount ({currency})").format(currency=currency), self.amount, name="amount"),
                FormField(_("Promised for"), self.promised, name="date"),
                FormField(_("Next step"), self.next_action),
                FormField(_("Next step on"), self.next_on, name="next_on"))):
            self.fields.append(field)
            row, column = divmod(place, 3) if place < 3 else (1, place - 3) if place < 5 else (2, place - 5) if place < 7 else (
                4, place - 7)
            grid.addWidget(field, row, 2 if place == 8 else column, 1, 2 if place in (4, 7) else 1)
        self.promise_fields = self.fields[5:7]
        grid.addWidget(self.written, 3, 0, 1, 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(FormField(_("Note"), self.memo, help_line=False))

    def _fit(self) -> None:
        promising = self.outcome.value() == PROMISE
        for part in (*self.promise_fields, self.written):
            part.setVisible(promising)

    def _drafts(self) -> tuple[list[ContactDraft], PromiseDraft | None]:
        """What the fields say; InputError names a field."""
        day = self.at.day()
        if day is None:
            raise InputError(N_("Please fill this in."), code="required", field="at")
        draft = [ContactDraft(
            row.customer_id, f"{day.isoformat()}T{self._time}", str(self.channel.value()), str(self.outcome.value()),
            self.person.text().strip(), str(self.cause.value()), self.memo.toPlainText().strip(),
            self.next_action.text().strip(), self.next_on.day()) for row in self._rows]
        return draft, self._promise(day) if self.outcome.value() == PROMISE else None

    def _promise(self, made_on: date) -> PromiseDraft:
        amount, day, row = self.amount.amount(), self.promised.day(), self._rows[0]
        if amount is None:
            raise InputError(N_("Please fill this in."), code="required", field="amount")
        if day is None:
            raise InputError(N_("Please fill this in."), code="required", field="date")
        return PromiseDraft(row.customer_id, Decimal(amount), row.work.currency, day, made_on, self.written.isChecked(),
                            str(self.channel.value()), self.person.text().strip(), self.memo.toPlainText().strip())

    def _submit(self) -> None:
        shown = [field for field in self.fields if field.isVisibleTo(self)]
        if self._busy or not all_right(shown):
            return
        try:
            drafts, promise = self._drafts()
        except CreditDeskError as error:
            self._failed(error)
            return
        self._busy = True
        session = self._desk.session

        def job(_progress: object) -> None:
            if len(drafts) == 1:
                log_contact(session, drafts[0], promise)
            else:
                log_contacts(session, drafts)

        self._desk.work.write(job, lambda _result: self._done(), failed=self._failed, what="contacts")

    def _done(self) -> None:
        self.accept()
        self._desk.notices.toast(ngettext("Contact logged with {name}", "Contact logged with {count} customers",
                                          len(self._rows)).format(name=self._rows[0].short_name, count=len(self._rows)))

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])
