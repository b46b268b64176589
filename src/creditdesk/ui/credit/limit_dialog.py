"""The limit dialog: the proposal first, now against typed, what it rests on, the way to its approval, the letter (DESIGN 04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, ROUND_DOWN

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.domain.money import display
from creditdesk.i18n import _
from creditdesk.services.credit.applications import LimitRequest, route, submit_limit, Submitted
from creditdesk.services.credit.limit_view import review_day
from creditdesk.services.credit.limits import check_decision, check_reason, TEMPORARY_DAYS
from creditdesk.services.credit.overview import limit_desk, LimitDesk
from creditdesk.ui.credit import limit_words, words
from creditdesk.ui.credit.limit_letter import LetterPane, WIDTH as LETTER_WIDTH
from creditdesk.ui.credit.limit_parts import Comparison, LimitTabs
from creditdesk.ui.credit.limit_path import ApprovalPath
from creditdesk.ui.credit.limit_typed import Typed
from creditdesk.ui.credit.reason_chips import ReasonChips
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import BackNote
from creditdesk.ui.insight.wording import with_currency
from creditdesk.ui.ledger.words import terms_written
from creditdesk.ui.moments import local_moment
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.choice import Choice, Segments
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors
from creditdesk.ui.widgets.tall_column import TallColumn

_SETTLE_MS = 250
_ZERO, _CENT = Decimal(0), Decimal("0.01")
_LEFT_WIDTH = 812


class LimitDialog(Dialog):
    """The amount is judged on every key, way and letter in the worker. `letter_asked` follows a limit decided: its reasons."""

    letter_asked = Signal(object)
    rested = Signal()  # nobody has typed for a moment

    def __init__(self, desk: Desk, found: LimitDesk, asked: Decimal | None = None, parent: QWidget | None = None, *,
                 typed: Typed | None = None) -> None:
        view = found.limit
        super().__init__(_("Limit of {name}").format(name=view.name), _("Submit"), parent, width=_LEFT_WIDTH)
        self._desk, self._found, self.view, self._busy, self._asked = desk, found, view, False, asked
        self.outcome: Submitted | None = None
        self.replaces = typed.replaces if typed else None
        self.amount = AmountEdit(view.currency)
        self.amount.set_amount(asked if asked is not None else view.proposed)
        self.amount.setFont(active().font(20, bold=True))
        self.currency = Choice([(code, code) for code in found.currencies])
        self.kind = Segments([(False, _("Standing")), (True, _("Temporary"))], _("Kind"))
        self._usual_terms = found.terms.agreed.terms or found.terms.terms
        self.terms = QLineEdit(terms_written(self._usual_terms))
        self.begins, self.until = DateEdit(view.as_of, near=view.as_of), DateEdit(review_day(view), near=view.as_of)
        self.reasons, self.reason = ReasonChips(), QPlainTextEdit()
        self.deposit = QCheckBox(_("A deposit is agreed"))
        self.deposit.hide()
        self.letter = LetterPane(desk)
        self.path = ApprovalPath()
        self.tabs = LimitTabs(found)
        blank = self.typed()
        self.back = BackNote(lambda: self._restore(blank))
        if typed is None or typed.replaces is not None:
            self.back.hide()
        if typed is not None:
            self._restore(typed)
        self._start = self.typed()
        self._build()
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._settled)
        self._timer.timeout.connect(self.rested)
        self._connect()
        self.show_letter(str(desk.settings.value("limit/letter") or "1") == "1")
        self._judge()
        if self.tabs.percent:
            self._adjusted()

    # Building

    def _build(self) -> None:
        column = TallColumn()
        box = column.box
        box.setContentsMargins(20, 14, 16, 6)
        box.setSpacing(10)
        box.addWidget(self.back)
        box.addLayout(self._top())
        self.above = Note("", "warn")
        box.addWidget(self.above)
        box.addWidget(self.tabs)
        box.addLayout(self._terms_row())
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(active().px(48))
        why = FormField(_("Reasons"), self.reasons, name="reasons", help_line=False)
        reason = FormField(_("In words"), self.reason, name="reason", rule=self._check_reason, help_line=False)
        box.addWidget(why)
        box.addWidget(reason)
        box.addWidget(self.deposit)
        box.addStretch(1)
        self.fields += [why, reason]
        self._scroll = column.in_area(_("Limit"))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._scroll, 1)
        row.addWidget(self.letter)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(row, 1)
        self.add_to_footer(self.path)
        self.note.hide()
        self.letter_button = self.add_button(button(_("Letter"), "envelope-simple", shortcut="Alt+L"))
        self.letter_button.setCheckable(True)

    def _top(self) -> QHBoxLayout:
        top, left, line = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        top.setSpacing(16)
        left.setSpacing(6)
        line.setSpacing(8)
        amount = FormField(_("New limit"), self.amount, name="amount", required=True, rule=self._check_amount,
                           help_text=self._said())
        currency = FormField(_("Currency"), self.currency, name="currency")
        line.addWidget(amount, 1)
        line.addWidget(currency)
        left.addLayout(line)
        left.addStretch(1)
        self.compared = Comparison(self.view, self._found.warn_at, self._usual_terms)
        top.addLayout(left, 2)
        top.addWidget(self.compared, 3)
        self.fields = [amount, currency]
        return top

    def _said(self) -> str:
        said = _("Proposed {amount}").format(amount=words.whole(self.view.proposed))
        return said if self._asked is None else _("Asked for {amount}").format(amount=words.whole(self._asked)) + " · " + said

    def _terms_row(self) -> QGridLayout:
        row = QGridLayout()
        row.setHorizontalSpacing(12)
        fields = (FormField(_("Kind"), self.kind, name="temporary"),
                  FormField(_("Terms"), self.terms, name="terms", rule=self._check_terms, required=True,
                            help_text=limit_words.most_days(self._found.terms)),
                  FormField(_("Effective from"), self.begins, name="from", required=True, rule=self._check_begin),
                  FormField(_("Expires on"), self.until, name="until", rule=self._check_days))
        for place, field in enumerate(fields):
            row.addWidget(field, 0, place)
            row.setColumnStretch(place, 1)
        self.fields += fields
        return row

    def show_letter(self, on: bool) -> None:
        """Show or hide the letter; the dialog fits itself into the window it stands in."""
        self.letter.setVisible(on)
        self.letter_button.setChecked(on)
        self._desk.settings.setValue("limit/letter", "1" if on else "0")
        owner = self.parentWidget()
        window = owner.window() if owner is not None else None
        room_w, room_h = (window.width() - 24, window.height() - 40) if window is not None else (1200, 760)
        wide = _LEFT_WIDTH + (LETTER_WIDTH if on else 0)
        self.setMinimumWidth(_LEFT_WIDTH)
        self.resize(min(wide, max(room_w, _LEFT_WIDTH)), min(840, max(room_h, 480)))
        self._settled()

    def _connect(self) -> None:
        self.amount.textEdited.connect(lambda _text: self._judge())
        self.currency.chosen.connect(lambda _value: self._currency_chosen())
        self.kind.chosen.connect(lambda _value: self._kind_chosen())
        self.begins.day_changed.connect(lambda _day: self._kind_chosen())
        self.until.day_changed.connect(lambda _day: self._timer.start())
        self.terms.textChanged.connect(lambda _text: self._judge())
        self.reasons.changed.connect(self._timer.start)
        self.reason.textChanged.connect(self._timer.start)
        self.deposit.toggled.connect(lambda _on: self._timer.start())
        self.tabs.adjustment.chosen.connect(lambda _value: self._adjusted())
        self.letter.changed.connect(self._timer.start)
        self.letter_button.toggled.connect(self.show_letter)
        self.submitted.connect(self._submit)

    # What was typed

    def typed(self) -> Typed:
        """The texts as they stand."""
        return Typed(self.amount.text(), str(self.currency.value()), self.begins.text(), self.until.text(), self.temporary,
                     self.reason.toPlainText(), self.terms.text(), self.reasons.codes(), self.tabs.percent,
                     self.replaces)

    def unsaved(self) -> bool:
        return self.typed() != self._start

    def _restore(self, typed: Typed) -> None:
        self.currency.set_value(typed.currency)
        self.amount.set_currency(typed.currency)
        self.amount.setText(typed.amount)
        self.begins.setText(typed.begins)
        self.until.setText(typed.until)
        self.kind.set_value(typed.temporary)
        self.terms.setText(typed.terms or terms_written(self._usual_terms))
        self.reasons.set_codes(typed.reasons)
        self.reason.setPlainText(typed.reason)
        self.tabs.adjustment.set_value(typed.adjustment)

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

    def _line(self) -> Decimal | None:
        """The limit there would be, temporary ones in it."""
        base = self._base_amount()
        standing = (self.view.in_force or _ZERO) + self.view.temporary
        return None if base is None else standing + base if self.temporary else base

    def _proposed(self) -> Decimal:
        """The proposal in the currency chosen."""
        rate = self._found.rates.at(str(self.currency.value()), self.view.as_of)
        proposed = self.view.proposed
        return proposed if not rate or self.currency.value() == self.view.currency else (proposed / rate).quantize(
            _CENT, ROUND_DOWN)

    def _above(self) -> bool:
        base = self._base_amount()
        return base is not None and not self.temporary and base > self.view.proposed

    def _terms_typed(self) -> str | None:
        try:
            return parse_terms(self.terms.text()).canonical
        except InputError:
            return None

    # Rules of the fields

    def _check_amount(self) -> None:
        amount = self.amount.amount()
        if amount is not None and amount < 0:
            raise InputError(N_("A limit cannot be below zero."), code="bad_amount", field="amount", value=amount)

    def _check_terms(self) -> None:
        if self.terms.text().strip():
            parse_terms(self.terms.text())

    def _check_begin(self) -> None:
        begins = self.begins.day()
        if begins is not None and begins < self.view.as_of:
            raise InputError(N_("{date} lies in the past: a limit begins today at the earliest."), code="out_of_range",
                             field="from", date=begins.isoformat())

    def _check_days(self) -> None:
        begins = self.begins.day()
        if begins is not None:
            check_decision(_ZERO, begins, self.until.day(), temporary=self.temporary)

    def _check_reason(self) -> None:
        needs_words = self._above() or self.tabs.percent != 0
        check_reason(self.reason.toPlainText() if needs_words else self._full_reason(), above=self._above())

    def _full_reason(self) -> str:
        """The reasons chosen, then the words: what the file keeps."""
        return ": ".join(part for part in (self.reasons.words(), self.reason.toPlainText().strip()) if part)

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

    def _adjusted(self) -> None:
        """Work the proposal out anew; an amount that followed it goes on following."""
        session, key, day = self._desk.session, self.view.customer_id, self.view.as_of
        share = Decimal(self.tabs.percent) / 100
        self._desk.work.read(lambda _progress: limit_desk(session, key, day, adjustment=share), self._reworked,
                             group=("limit-adjusted", id(self)))

    def _reworked(self, found: LimitDesk) -> None:
        follows = self._base_amount() == self.view.proposed and self.currency.value() == self.view.currency
        self._found, self.view = found, found.limit
        if follows:
            self.amount.set_amount(found.limit.proposed)
        self.tabs.show_desk(found)
        self.fields[0].set_help(self._said())
        self._judge()

    def _judge(self) -> None:
        line = self._line()
        self.compared.show_limit(line)
        self.compared.show_terms(self._terms_typed())
        self.reasons.show_for(lower=line is not None and self.view.in_force is not None and line < self.view.in_force)
        told = limit_words.warnings(self._found, self._base_amount(), line, self._terms_typed(), temporary=self.temporary)
        self.above.setVisible(bool(told))
        self.above.set_text("\n".join(told))
        self._timer.start()

    def _request(self) -> LimitRequest:
        """What the fields ask for; InputError names one of them."""
        amount, begins = self.amount.amount(), self.begins.day()
        if amount is None or begins is None:
            raise InputError(N_("Please fill this in."), code="required", field="from" if begins is None else "amount")
        methods: dict[str, object] = {method.code: str(method.limit) for method in self.view.methods if method.usable}
        methods |= {"proposed": str(self.view.proposed), **self._found.terms.agreed.methods()}
        if self.tabs.percent:
            methods["adjustment"] = str(Decimal(self.tabs.percent) / 100)
        if self.letter.wanted:
            methods["letter"] = str(self.letter.language.value() or "auto")
        return LimitRequest(self.view.customer_id, amount, str(self.currency.value()), begins, self.until.day(), self.temporary,
                            parse_terms(self.terms.text()).canonical, self._full_reason(), methods,
                            None if self.temporary else self._proposed(), self.deposit.isChecked(), self.replaces,
                            self.reasons.codes())

    def _settled(self) -> None:
        """The fields have come to rest: ask for the way and draw the letter."""
        if self.view.exposure is not None:
            self.tabs.show_candidate(self._line())
        try:
            request = self._request()
        except CreditDeskError:
            self.letter.show_request(None)
            return
        session, day = self._desk.session, self.view.as_of
        self.letter.show_request(request)
        self._desk.work.read(lambda _progress: route(session, request, day), lambda found: self._show_route(found, request.begins),
                             failed=self._desk.notices.failed, group=("limit-route", id(self)))

    def _show_route(self, found: Submitted, begins: date) -> None:
        self.outcome = found
        steps, at = limit_words.path(found, begins, found.applicant)
        self.path.show_steps(steps, at)
        self.path.setToolTip(limit_words.route_words(found, self.view.grade))
        self.deposit.setVisible(found.needed.deposit and not self._desk.session.single_person)
        self.primary_button.setText(_("Set the limit") if found.decision_id is not None else _("Submit for approval"))

    # Submitting

    def _submit(self) -> None:
        if self._busy or not all_right(self.fields):
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
        self._timer.stop()
        self._start = self.typed()
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
        if done.decision_id is not None and self.letter.wanted:
            self.letter_asked.emit(request)

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
        if left:
            self._desk.notices.failed(left[0])

    def question_to_leave(self) -> tuple[str, str, str]:
        return _("Close without submitting"), _("What you typed stands here again when you open this limit."), _("Close")
