"""The first tab of a customer: age of the balance, payment habit, file, score, promises and disputes, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.grades import GRADES
from creditdesk.domain.insight.aging import STANDARD
from creditdesk.domain.money import display
from creditdesk.i18n import _, ngettext
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_timeline import Event
from creditdesk.ui.customers import head, words
from creditdesk.ui.customers.timeline_view import TimelineView
from creditdesk.ui.insight import wording
from creditdesk.ui.ledger import words as ledger_words
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.aging_bar import AgingBars, Bucket
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label, link
from creditdesk.ui.widgets.elided import ElidedLabel
from creditdesk.ui.widgets.score_scale import ScoreScale
from creditdesk.ui.widgets.trend_chart import BarChart

_KEYS = ("not_due", *STANDARD.keys)
_RECENT = 40
#: what stands behind each bar, as the invoice list takes it
BEHIND: tuple[dict[str, object], ...] = (
    {"state": "not_due"}, {"state": "overdue", "days_from": 1, "days_to": 30},
    {"state": "overdue", "days_from": 31, "days_to": 60}, {"state": "overdue", "days_from": 61, "days_to": 90},
    {"state": "overdue", "days_from": 91})


class OverviewTab(QScrollArea):
    """`bucket_chosen` (place), `tab_asked` (key of a tab), `asked` (action), `event_opened` (Event)."""

    bucket_chosen = Signal(int)
    tab_asked = Signal(str)
    asked = Signal(str)
    event_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: Overview | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("plain", True)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 12, 0, 0)
        grid.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        for card in (self._aging_card(), self._habit_card(), self._file_card()):
            left.addWidget(card)
        left.addStretch(1)
        right.addWidget(self._score_card())
        right.addWidget(self._attention_card())
        right.addWidget(self._timeline_card(), 1)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(0, 45)
        grid.setColumnStretch(1, 55)
        self.setWidget(inner)

    # Building

    def _aging_card(self) -> Card:
        self._aging = Card(_("Age of the balance"))
        self._overdue = label("", "sec")
        self._aging.add_to_head(self._overdue)
        self._currency_row = QHBoxLayout()
        self._aging.body.addLayout(self._currency_row)
        self._currencies: Segments | None = None
        self.bars = AgingBars(_("Age of the balance"), row_height=26)
        self.bars.chosen.connect(self.bucket_chosen)
        self._aging.add(self.bars)
        self._unapplied = label("", "sec", wrap=True)
        self._aging.add(self._unapplied)
        return self._aging

    def _habit_card(self) -> Card:
        self._habit = Card(_("Average delay"), _("12 months, days"))
        self._mean = label("", "sec")
        self._habit.add_to_head(self._mean)
        self.chart = BarChart(_("Average days after the due date, by month of payment"))
        self.chart.setFixedHeight(active().px(116))
        self._habit.add(self.chart)
        self._no_habit = label(_("Nothing was paid in the last 12 months"), "mut")
        self._habit.add(self._no_habit)
        return self._habit

    def _file_card(self) -> Card:
        card = Card(_("File"))
        edit = link(_("Edit"), tip=_("Edit data") + " (F2)")
        edit.clicked.connect(lambda: self.asked.emit(head.EDIT))
        card.add_to_head(edit)
        self._file = QGridLayout()
        self._file.setHorizontalSpacing(16)
        self._file.setVerticalSpacing(6)
        self._file.setColumnStretch(1, 1)
        card.body.addLayout(self._file)
        return card

    def _score_card(self) -> Card:
        self._score = Card(_("Credit score"))
        details = link(_("Details"))
        details.clicked.connect(lambda: self.tab_asked.emit("scores"))
        self._score.add_to_head(details)
        row = QHBoxLayout()
        row.setSpacing(16)
        words_box = QVBoxLayout()
        words_box.setSpacing(0)
        self.score, self._scored_on = label("", "hero"), label("", "sec")
        words_box.addWidget(self.score)
        words_box.addWidget(self._scored_on)
        row.addLayout(words_box)
        self.scale = ScoreScale([(entry.code, entry.score) for entry in reversed(GRADES) if entry.score is not None])
        row.addWidget(self.scale, 1)
        self._score.body.addLayout(row)
        self._unscored = QWidget()
        empty = QHBoxLayout(self._unscored)
        empty.setContentsMargins(0, 0, 0, 0)
        empty.addWidget(label(_("Not scored yet"), "mut"), 1)
        start = button(_("Score"), "circle-wavy-check", small=True)
        start.clicked.connect(lambda: self.asked.emit(head.SCORE))
        empty.addWidget(start)
        self._score.add(self._unscored)
        return self._score

    def _attention_card(self) -> Card:
        self._attention = Card(_("Promises and disputes"))
        self._attention_box = QVBoxLayout()
        self._attention_box.setSpacing(6)
        self._attention.body.addLayout(self._attention_box)
        return self._attention

    def _timeline_card(self) -> Card:
        card = Card(_("Timeline"), flush=True)
        note = button(_("Log a contact"), "note-pencil", small=True)
        note.clicked.connect(lambda: self.asked.emit(head.CONTACT))
        card.add_to_head(note)
        self.recent = TimelineView()
        self.recent.setMinimumHeight(240)
        self.recent.opened.connect(self.event_opened)
        card.add(self.recent, 1)
        card.body.setContentsMargins(0, 0, 0, 8)
        return card

    # Showing

    def show_customer(self, view: Overview, events: Sequence[Event]) -> None:
        self._view = view
        self._show_currencies()
        self._show_aging()
        self._show_habit(view)
        self._show_file(view)
        self._show_score(view)
        self._show_attention(view)
        self.recent.set_events(events[:_RECENT])

    def _show_currencies(self) -> None:
        assert self._view is not None
        while (item := self._currency_row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._currencies = None
        if len(self._view.aging) > 1:
            self._currencies = Segments([(row.currency, row.currency) for row in self._view.aging], _("Currency"))
            self._currencies.chosen.connect(lambda _code: self._show_aging())
            self._currency_row.addWidget(self._currencies)
            self._currency_row.addStretch(1)

    @property
    def currency(self) -> str:
        """The currency whose age is shown."""
        if self._currencies is not None:
            return str(self._currencies.value())
        return self._view.aging[0].currency if self._view and self._view.aging else ""

    def _show_aging(self) -> None:
        assert self._view is not None
        row = next((row for row in self._view.aging if row.currency == self.currency), None)
        amounts = (row.not_due, *row.buckets) if row else (Decimal(0),) * 5
        currency = row.currency if row else self._view.base
        self.bars.set_buckets([Bucket(wording.bucket_title(key), amount, display(amount, currency) if amount else "—")
                               for key, amount in zip(_KEYS, amounts, strict=True)])
        self._aging.set_hint(wording.unit_words(currency))
        overdue = row.overdue if row else Decimal(0)
        self._overdue.setText(_("Overdue {amount}").format(amount=display(overdue, currency)) if overdue
                              else _("Nothing overdue"))
        said = []
        if row and row.unapplied:
            said.append(_("Receipts and credits not allocated: {amount}").format(amount=display(row.unapplied, currency)))
            said.append(_("Balance {amount}").format(amount=display(row.balance, currency)))
        if row and row.disputed:
            said.append(_("Disputed: {amount}").format(amount=display(row.disputed, currency)))
        self._unapplied.setText(" · ".join(said))
        self._unapplied.setVisible(bool(said))

    def _show_habit(self, view: Overview) -> None:
        habit = view.habit
        self.chart.setVisible(habit.mean is not None)
        self._no_habit.setVisible(habit.mean is None)
        self._mean.setText("" if habit.mean is None else _("Mean {days}").format(days=wording.decimal(habit.mean)))
        self._mean.setToolTip(ngettext("{count} payment, weighted by amount", "{count} payments, weighted by amount",
                                       habit.payments).format(count=f"{habit.payments:,}"))
        self.chart.set_bars([wording.month_name(day) for day, _mean in habit.months],
                            [None if mean is None else max(0.0, float(mean)) for _day, mean in habit.months])

    def _show_file(self, view: Overview) -> None:
        customer = view.customer
        receipt = view.last_receipt
        paid = f"{receipt.date} · {wording.SYMBOLS.get(receipt.currency, receipt.currency + ' ')}" \
               f"{display(receipt.amount, receipt.currency)}" if receipt else ""
        contact = " · ".join(part for part in (customer.contact, customer.phone) if part)
        terms = words.terms(view.terms) + ("" if view.own_terms else f" ({_('by default')})")
        _fill(self._file, [
            (_("Tax number"), customer.tax_id), (_("Terms"), terms), (_("Contact"), contact), (_("E-mail"), customer.email),
            (_("Last receipt"), paid), (_("Address for notices"), customer.service_address or customer.address),
            (_("Contract"), " · ".join(part for part in (customer.contract_no, customer.contract_rate) if part)),
            (_("Note"), customer.note)])

    def _show_score(self, view: Overview) -> None:
        score = view.score
        rated = score is not None and score.score is not None
        self._unscored.setVisible(score is None)
        for widget in (self.score, self._scored_on, self.scale):
            widget.setVisible(score is not None)
        if score is None:
            return
        self.score.setText(wording.decimal(score.score) if score.score is not None else score.grade)
        self._scored_on.setText(f"{score.as_of}")
        self.scale.setVisible(rated)
        self.scale.set_score(score.score, view.score_range)

    def _show_attention(self, view: Overview) -> None:
        while (item := self._attention_box.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for state in view.promises[:3]:
            promise, tag = state.promise, words.PROMISE_STATES[state.state]
            symbol = wording.SYMBOLS.get(promise.currency, f"{promise.currency} ")
            amount = f"{symbol}{display(promise.amount, promise.currency)}"
            self._attention_box.addWidget(_line(
                _("Promised {amount} for {day}").format(amount=amount, day=promise.date), tag.tone, _(tag.text), tag.icon))
        for dispute, document in view.disputes:
            symbol = wording.SYMBOLS.get(document.currency, f"{document.currency} ")
            amount = f"{symbol}{display(dispute.amount, document.currency)}"
            text = _("{no}: {amount} disputed, {reason}").format(no=document.no, amount=amount,
                                                                 reason=ledger_words.reason(dispute.reason))
            self._attention_box.addWidget(_line(text, "warn", _("Disputed"), "flag"))
        self._attention.setVisible(bool(view.promises or view.disputes))


def _line(text: str, tone: str, word: str, icon_name: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(ElidedLabel(text), 1)
    row.addWidget(StatusTag(word, tone, icon_name))
    return made


def _fill(grid: QGridLayout, pairs: Sequence[tuple[str, str]]) -> None:
    while (item := grid.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
    for row, (name, value) in enumerate(pair for pair in pairs if pair[1]):
        grid.addWidget(label(name, "sec"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(value, wrap=True, selectable=True), row, 1)
