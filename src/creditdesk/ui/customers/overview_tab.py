"""The first tab of a customer: age of the balance, payment habit, file, score, promises and disputes, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.domain.credit.grades import GRADES
from creditdesk.domain.customers.habit import Habit
from creditdesk.domain.insight.aging import STANDARD
from creditdesk.domain.money import display
from creditdesk.i18n import _, aside, listed, N_, ngettext, SEMICOLON
from creditdesk.services.credit.covers import KIND_NAMES
from creditdesk.services.customer_overview import Overview
from creditdesk.services.customer_profile import CustomerProfile
from creditdesk.services.customer_timeline import Event
from creditdesk.ui.customers import file_words, head, words
from creditdesk.ui.customers.next_panel import NextPanel
from creditdesk.ui.customers.timeline_view import TimelineView
from creditdesk.ui.insight import wording
from creditdesk.ui.ledger import words as ledger_words
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.aging_bar import AgingBars, Bucket
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, label, link
from creditdesk.ui.widgets.score_scale import ScoreScale
from creditdesk.ui.widgets.trend_chart import BarChart

_KEYS = ("not_due", *STANDARD.keys)
_RECENT, _FEWEST, _LAST_DAY = 40, 3, 31
WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
#: what stands behind each bar, as the invoice list takes it
BEHIND: tuple[dict[str, object], ...] = (
    {"state": "not_due"}, {"state": "overdue", "days_from": 1, "days_to": 30},
    {"state": "overdue", "days_from": 31, "days_to": 60}, {"state": "overdue", "days_from": 61, "days_to": 90},
    {"state": "overdue", "days_from": 91})


class OverviewTab(QScrollArea):
    """`bucket_chosen` (place), `tab_asked` (key of a tab), `asked` (action), `event_opened` (Event)."""

    bucket_chosen = Signal(int)
    tab_asked = Signal(str)
    part_asked = Signal(str)
    prospects_asked = Signal()
    asked = Signal(str)
    event_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: Overview | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
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
        self.next = NextPanel()
        self.next.asked.connect(self.asked)
        self.next.tab_asked.connect(self.tab_asked)
        self.next.part_asked.connect(self.part_asked)
        self.next.prospects_asked.connect(self.prospects_asked)
        right.addWidget(self._score_card())
        right.addWidget(self.next)
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
        self.bars = AgingBars(_("Age of the balance"), row_height=24)
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
        self.chart.setFixedHeight(active().px(96))
        self._habit.add(self.chart)
        self._ways = label("", "sec", wrap=True)
        self._habit.add(self._ways)
        self._no_habit = label(_("No invoice was settled in the last 12 months"), "mut")
        self._habit.add(self._no_habit)
        return self._habit

    def _file_card(self) -> Card:
        card = self._file_title = Card(_("File"))
        edit = link(_("Edit"), tip=_("Edit data") + " (F2)")
        edit.clicked.connect(lambda: self.asked.emit(head.EDIT))
        card.add_to_head(edit)
        self._file = QGridLayout()
        self._file.setHorizontalSpacing(16)
        self._file.setVerticalSpacing(4)
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

    def _timeline_card(self) -> Card:
        """The latest that fits, without a bar of its own inside the page that scrolls; the tab has all of it."""
        card = Card(_("Timeline"), flush=True)
        everything = link(_("All"))
        everything.setAccessibleName(_("The whole timeline"))
        everything.clicked.connect(lambda: self.tab_asked.emit("timeline"))
        note = button(_("Log a contact"), "note-pencil", small=True)
        note.clicked.connect(lambda: self.asked.emit(head.CONTACT))
        card.add_to_head(everything)
        card.add_to_head(note)
        self.recent = TimelineView(fits=True)
        self.recent.setMinimumHeight(self.recent.row_height * _FEWEST)
        self.recent.opened.connect(self.event_opened)
        card.add(self.recent, 1)
        card.body.setContentsMargins(0, 0, 0, 8)
        return card

    # Showing

    def show_customer(self, view: Overview, profile: CustomerProfile, events: Sequence[Event]) -> None:
        self._view = view
        self._show_currencies()
        self._show_aging()
        self._show_habit(view)
        self._show_file(view, profile)
        self._show_score(view)
        self.next.show_customer(view, profile)
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
        self._ways.setText(habit_words(habit))
        self._ways.setVisible(bool(self._ways.text()))
        self.chart.set_bars([wording.month_name(day) for day, _mean in habit.months],
                            [None if mean is None else max(0.0, float(mean)) for _day, mean in habit.months])

    def _show_file(self, view: Overview, profile: CustomerProfile) -> None:
        customer, receipt = view.customer, view.last_receipt
        paid = f"{receipt.date} · {wording.SYMBOLS.get(receipt.currency, receipt.currency + ' ')}" \
               f"{display(receipt.amount, receipt.currency)}" if receipt else ""
        contact = " · ".join(part for part in (customer.contact, customer.phone) if part)
        terms = words.terms(view.terms) if view.own_terms else aside(words.terms(view.terms), _("by default"))
        capital = file_words.value_words("registered_capital", profile.fact("registered_capital")) if profile.fact(
            "registered_capital") else ""
        security = listed((f"{_(KIND_NAMES[cover.kind])} {display(cover.amount, cover.currency)}" + (
            f" {_('until {day}').format(day=cover.until)}" if cover.until else "") for cover in profile.covers), SEMICOLON)
        self._file_title.set_hint(_("{percent} complete").format(percent=wording.percent(profile.complete, 0)))
        shown = [
            (_("Tax number"), customer.tax_id), (_("Legal representative"), profile.fact("legal_representative")),
            (_("Registered capital"), capital), (_("Terms"), terms), (_("Contact"), contact), (_("Last receipt"), paid),
            (_("Security held"), security), (_("Address for notices"), customer.service_address or customer.address),
            (_("Contract"), " · ".join(part for part in (customer.contract_no, customer.contract_rate) if part)),
            (_("Note"), customer.note)]
        _fill(self._file, shown)

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


def habit_words(habit: Habit) -> str:
    """How they usually pay: the middle delay, the day, the way, in parts (DOMAIN A72)."""
    found = []
    if habit.median is not None:
        found.append(_("half of it within {days} days of the due date").format(days=f"{habit.median:f}"))
    if habit.month_day is not None:
        found.append(_("usually at the end of the month") if habit.month_day == _LAST_DAY else
                     _("usually on day {day} of the month").format(day=habit.month_day))
    elif habit.weekday is not None:
        found.append(_("usually on a {weekday}").format(weekday=_(WEEKDAYS[habit.weekday])))
    if habit.method and habit.method_share is not None:
        found.append(f"{ledger_words.method(habit.method)} {wording.percent(habit.method_share, 0)}")
    if habit.pays_in_parts and habit.in_parts is not None:
        found.append(_("{percent} of invoices in parts").format(percent=wording.percent(habit.in_parts, 0)))
    return " · ".join(found)


def _fill(grid: QGridLayout, pairs: Sequence[tuple[str, str]]) -> None:
    while (item := grid.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
    for row, (name, value) in enumerate(pair for pair in pairs if pair[1]):
        grid.addWidget(label(name, "sec"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(value, wrap=True, selectable=True), row, 1)
