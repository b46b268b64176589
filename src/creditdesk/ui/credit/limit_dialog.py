"""The limit dialog: what the methods propose, the limit typed beside it, and what submitting it will do (DESIGN 04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, ROUND_DOWN

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.money import display
from creditdesk.i18n import _, translate_error
from creditdesk.services.credit.applications import LimitRequest, route, submit_limit, Submitted
from creditdesk.services.credit.limit_view import review_day
from creditdesk.services.credit.limits import check_decision, check_reason, TEMPORARY_DAYS
from creditdesk.services.credit.overview import LimitDesk
from creditdesk.ui.credit import limit_words, words
from creditdesk.ui.credit.limit_parts import Comparison, HistoryCard, MethodsCard
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import with_currency
from creditdesk.ui.moments import local_moment
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField, show_errors

_SETTLE_MS = 250
_ZERO, _CENT = Decimal(0), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the fields when the dialog was closed without submitting."""

    amount: str
    currency: str
    begins: str
    until: str
    temporary: bool
    reason: str


class LimitDialog(Dialog):
    """Opens with the proposal, or what was asked for; the amount is judged on every key, the way it goes in the worker."""

    def __init__(self, desk: Desk, found: LimitDesk, asked: Decimal | None = None, parent: QWidget | None = None, *,
                 typed: Typed | None = None) -> None:
        view = found.limit
        super().__init__(_("Limit of {name}").format(name=view.name), _("Submit"), parent, width=820)
        self._desk, self._found, self.view, self._busy = desk, found, view, False
        self.outcome: Submitted | None = None
        self.amount = AmountEdit(view.currency)
        self.amount.set_amount(asked if asked is not None else view.proposed)
        self.currency = Choice([(code, code) for code in found.currencies])
        self.kind = Segments([(False, _("Standing")), (True, _("Temporary"))], _("Kind"))
        self.begins, self.until = DateEdit(view.as_of, near=view.as_of), DateEdit(review_day(view), near=view.as_of)
        self.reason = QPlainTextEdit()
        self.deposit = QCheckBox(_("A deposit is agreed"))
        self.deposit.hide()
        if typed is not None:
            self._restore(typed)
        self._start = self.typed()
        self._build(asked)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._ask_route)
        self._connect()
        self._judge()
        self._fit()

    # Building

    def _build(self, asked: Decimal | None) -> None:
        inner = QWidget()
        inner.setProperty("plain", True)
        box = QVBoxLayout(inner)
        box.setContentsMargins(20, 16, 20, 8)
        box.setSpacing(12)
        top, left = QHBoxLayout(), QVBoxLayout()
        top.setSpacing(20)
        left.setSpacing(6)
        said = _("Proposed {amount}").format(amount=words.whole(self.view.proposed))
        if asked is not None:
            said = _("Asked for {amount}").format(amount=words.whole(asked)) + " · " + said
        line = QHBoxLayout()
        line.setSpacing(8)
        amount = FormField(_("New limit"), self.amount, name="amount", required=True, rule=self._check_amount, help_text=said)
        currency = FormField(_("Currency"), self.currency, name="currency")
        line.addWidget(amount, 1)
        line.addWidget(currency)
        self.above = Note("", "warn")
        left.addLayout(line)
        left.addWidget(self.above)
        left.addStretch(1)
        self.compared = Comparison(self.view, self._found.warn_at)
        top.addLayout(left, 2)
        top.addWidget(self.compared, 3)
        box.addLayout(top)
        box.addWidget(MethodsCard(self.view))
        row = QGridLayout()
        row.setHorizontalSpacing(12)
        kind = FormField(_("Kind"), self.kind, name="temporary")
        begins = FormField(_("Effective from"), self.begins, name="from", required=True)
        until = FormField(_("Expires on"), self.until, name="until", rule=self._check_days)
        for column, field in enumerate((kind, begins, until)):
            row.addWidget(field, 0, column)
            row.setColumnStretch(column, 1)
        box.addLayout(row)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(60)
        reason = FormField(_("Reason"), self.reason, name="reason", required=True, rule=self._check_reason)
        box.addWidget(reason)
        box.addWidget(self.deposit)
        box.addWidget(HistoryCard(self._found.decisions))
        box.addStretch(1)
        self.fields = [amount, currency, kind, begins, until, reason]
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._scroll, 1)

    def _fit(self) -> None:
        """As tall as its content, but never taller than the window it stands in."""
        inner, window = self._scroll.widget(), self.parentWidget()
        content = (inner.sizeHint().height() if inner is not None else 0) + 90
        room = window.window().height() - 40 if window is not None else content
        self.resize(max(self.minimumWidth(), 900), min(content, max(room, 480)))

    def _connect(self) -> None:
        self.amount.textEdited.connect(lambda _text: self._judge())
        self.currency.chosen.connect(lambda _value: self._currency_chosen())
        self.kind.chosen.connect(lambda _value: self._kind_chosen())
        self.begins.day_changed.connect(lambda _day: self._kind_chosen())
        self.reason.textChanged.connect(self._timer.start)
        self.deposit.toggled.connect(lambda _on: self._timer.start())
        self.submitted.connect(self._submit)

    # What was typed

    def typed(self) -> Typed:
        """The texts as they stand."""
        return Typed(self.amount.text(), str(self.currency.value()), self.begins.text(), self.until.text(), self.temporary,
                     self.reason.toPlainText())

    @property
    def changed(self) -> bool:
        return self.typed() != self._start

    def _restore(self, typed: Typed) -> None:
        self.currency.set_value(typed.currency)
        self.amount.set_currency(typed.currency)
        self.amount.setText(typed.amount)
        self.begins.setText(typed.begins)
        self.until.setText(typed.until)
        self.kind.set_value(typed.temporary)
        self.reason.setPlainText(typed.reason)

    @property
    def temporary(self) -> bool:
        return bool(self.kind.value())

    def _base_amount(self) -> Decimal | None:
        """The amount in base currency, None while it cannot be read."""
        try:
            amount = self.amount.amount()
        except InputError:
            return None
        return None if amount is None else self._found.rates.to_base(amount, str(self.currency.value()), self.view.as_of)

    def _proposed(self) -> Decimal:
        """The proposal in the currency chosen."""
        rate = self._found.rates.at(str(self.currency.value()), self.view.as_of)
        proposed = self.view.proposed
        return proposed if not rate or self.currency.value() == self.view.currency else (proposed / rate).quantize(
            _CENT, ROUND_DOWN)

    def _above(self) -> bool:
        base = self._base_amount()
        return base is not None and not self.temporary and base > self.view.proposed

    # Rules of the fields

    def _check_amount(self) -> None:
        amount = self.amount.amount()
        if amount is not None and amount < 0:
            raise InputError(N_("A limit cannot be below zero."), code="bad_amount", field="amount", value=amount)

    def _check_days(self) -> None:
        begins = self.begins.day()
        if begins is not None:
            check_decision(_ZERO, begins, self.until.day(), temporary=self.temporary)

    def _check_reason(self) -> None:
        check_reason(self.reason.toPlainText(), above=self._above())

    # What it would mean

    def _currency_chosen(self) -> None:
        self.amount.set_currency(str(self.currency.value()))
        self._judge()

    def _kind_chosen(self) -> None:
        """A temporary limit lasts 90 days at most: its end follows unless it was set nearer."""
        try:
            first, last = self.begins.day() or self.view.as_of, self.until.day()
        except InputError:
            first, last = self.view.as_of, None
        latest = first + timedelta(TEMPORARY_DAYS)
        if self.temporary and (last is None or last > latest):
            self.until.set_day(latest)
        self._judge()

    def _judge(self) -> None:
        base, view = self._base_amount(), self.view
        standing = (view.in_force or _ZERO) + view.temporary
        self.compared.show_limit(None if base is None else standing + base if self.temporary else base)
        above = self._above()
        self.above.setVisible(above)
        if above and base is not None:
            over = (base / view.proposed - 1) if view.proposed else None
            said = _("Above the proposal by {share}. Write why in at least 10 characters.").format(
                share=words.percent(over) if over is not None else words.whole(base))
            self.above.set_text(said)
        self._timer.start()

    def _request(self) -> LimitRequest:
        """What the fields ask for; InputError names one of them."""
        amount, begins = self.amount.amount(), self.begins.day()
        if amount is None or begins is None:
            raise InputError(N_("Please fill this in."), code="required", field="from" if begins is None else "amount")
        methods = {method.code: str(method.limit) for method in self.view.methods if method.usable}
        return LimitRequest(self.view.customer_id, amount, str(self.currency.value()), begins, self.until.day(), self.temporary,
                            self.view.terms, self.reason.toPlainText().strip(), {**methods, "proposed": str(self.view.proposed)},
                            None if self.temporary else self._proposed(), self.deposit.isChecked())

    def _ask_route(self) -> None:
        try:
            request = self._request()
        except CreditDeskError:
            self.note.setText("")
            return
        session, day = self._desk.session, self.view.as_of
        self._desk.work.read(lambda _progress: route(session, request, day), self._show_route,
                             failed=lambda error: self.note.setText(
                                 translate_error(error) if isinstance(error, CreditDeskError) else str(error)),
                             group=("limit-route", id(self)))

    def _show_route(self, found: Submitted) -> None:
        self.outcome = found
        self.note.setText(limit_words.route_words(found, self.view.grade))
        self.deposit.setVisible(found.needed.deposit and not self._desk.session.single_person)
        self.primary_button.setText(_("Set the limit") if found.decision_id is not None else _("Submit for approval"))

    # Submitting

    def _submit(self) -> None:
        wrong = [field for field in self.fields if not field.check()]
        if wrong or self._busy:
            if wrong:
                wrong[0].control.setFocus()
                self._scroll.ensureWidgetVisible(wrong[0])
            return
        try:
            request = self._request()
        except CreditDeskError as error:
            self._failed(error)
            return
        self._busy = True
        task = self._task(request, self.view.as_of)
        self._desk.work.write(lambda _progress: task(), lambda done: self._done(done, request), failed=self._failed, what="credit")

    def _task(self, request: LimitRequest, day: date) -> Callable[[], Submitted]:
        session = self._desk.session
        return lambda: submit_limit(session, request, day)

    def _done(self, done: Submitted, request: LimitRequest) -> None:
        self.outcome = done
        self.accept()
        amount, name = display(request.amount, request.currency), self.view.name
        if done.decision_id is not None:
            text = _("Limit of {name} set to {amount}").format(name=name, amount=with_currency(request.amount, request.currency))
        elif done.not_before is not None:
            text = _("Limit of {name} submitted; it rests until {when}").format(
                name=name, when=local_moment(done.not_before.isoformat()))
        else:
            text = _("Limit of {name} over {amount} submitted").format(name=name, amount=amount)
        self._desk.notices.toast(text)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])
