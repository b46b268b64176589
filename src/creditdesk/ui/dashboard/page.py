"""The first page: six figures, aging, trend, largest debtors and the day's list (DESIGN 9, screen 01)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from creditdesk.i18n import _, listed, ngettext, pgettext
from creditdesk.ui.dashboard import figures
from creditdesk.ui.dashboard.day_list import DayList, task_words
from creditdesk.ui.dashboard.debtors import Debtors
from creditdesk.ui.dashboard.doing import Doing
from creditdesk.ui.dashboard.reading import First, Reading
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.aging_bar import AgingBars, Bucket
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button, link, Note
from creditdesk.ui.widgets.empty_state import EmptyState
from creditdesk.ui.widgets.kpi_card import KpiCard
from creditdesk.ui.widgets.trend_chart import Series, TrendChart
from creditdesk.ui.work import Progress, UNTOLD

if TYPE_CHECKING:
    from creditdesk.domain.insight.dashboard import Dashboard, DayTask, Standing, TrendPoint

#: days overdue behind each bar: the bucket's filter of the invoice list
_BEHIND: tuple[dict[str, Any], ...] = (
    {"state": "not_due"}, {"state": "overdue", "days_from": 1, "days_to": 30},
    {"state": "overdue", "days_from": 31, "days_to": 60}, {"state": "overdue", "days_from": 61, "days_to": 90},
    {"state": "overdue", "days_from": 91})


#: the cards that say what is owed; the others come with the second step
_FIRST = ("balance", "overdue", "week")


class DashboardPage(Page):
    """Reads in four steps so that what is owed stands first: that, the other figures, the day's list, the trend.

    What the later steps need is imported by them, in the worker.
    """

    def __init__(self, desk: Desk, reading: Reading | None = None) -> None:
        """`reading`: what was asked of the book before the page was there."""
        super().__init__(_("Overview"))
        self._reading = reading
        self._session, self._work, self._notices, self._today_is = desk.session, desk.work, desk.notices, desk.today
        self._data: Standing | None = None
        self._whole: Dashboard | None = None
        self._targets: dict[str, Decimal] = {}
        self._behind: dict[str, figures.Shown] = {}
        self._compact = False
        self._build_head()
        self.empty = EmptyState("tray", _("Nothing is posted yet"), _("Import customers and open invoices from Excel, and "
                                "the figures stand here."), _("Import from Excel"))
        self.empty.acted.connect(lambda: self.navigate.emit("import", {}))
        self._stack = QStackedWidget()
        self._full = QWidget()
        self._full.setProperty("plain", True)
        self._area = QScrollArea()  # large text in a small window: nothing is squeezed away
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._full)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.doing = Doing(desk, self)
        self.doing.navigate.connect(self.navigate)
        self._build_body()

    # Building

    def _build_head(self) -> None:
        receipt = self.head.add_secondary(button(_("Record receipt"), "money", shortcut="Ctrl+R"))
        receipt.clicked.connect(lambda: self.navigate.emit("receipts", {"new": True}))
        invoice = self.head.set_primary(button(_("New invoice"), "plus", kind="primary", shortcut="Ctrl+N"))
        invoice.clicked.connect(lambda: self.navigate.emit("invoices", {"new": True}))

    def _build_body(self) -> None:
        self._outer_box = QVBoxLayout(self._full)
        self._outer_box.setContentsMargins(0, 0, 0, 0)
        self.note = Note("", "warn")
        rates = button(_("Enter rates"), small=True)
        rates.clicked.connect(lambda: self.navigate.emit("settings", {"section": "rates"}))
        self.note.add(rates)
        self.note.hide()
        self._outer_box.addWidget(self.note)
        self._cards_row = QHBoxLayout()
        self.cards = {name: KpiCard(figures.title_of(name)) for name in figures.NAMES}
        for name, card in self.cards.items():
            # six equal cards, whatever their words
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            card.opened.connect(lambda own=name: self._open(own))
            self._cards_row.addWidget(card, 1)
        self._outer_box.addLayout(self._cards_row)
        self._grid = QGridLayout()
        self._outer_box.addLayout(self._grid, 1)
        self._grid.addWidget(self._aging_card(), 0, 0, 1, 2)
        self._grid.addWidget(self._trend_card(), 1, 0)
        self.debtors = Debtors()
        self.debtors.chosen.connect(lambda customer: self.navigate.emit("customers", {"customer_id": customer}))
        self.debtors.all_asked.connect(lambda: self.navigate.emit("customers", {}))
        self._grid.addWidget(self.debtors, 1, 1)
        self.day = DayList()
        self.day.asked.connect(self.doing.act)
        self.day.all_asked.connect(lambda: self.navigate.emit("collections", {"show": "today"}))
        self.day.ticked.connect(self._tick)
        self._grid.addWidget(self.day, 0, 2, 2, 1)
        self._grid.setColumnStretch(0, 384)
        self._grid.setColumnStretch(1, 412)
        self._grid.setRowStretch(1, 1)
        self._grid.setRowMinimumHeight(1, active().px(150))
        self.set_compact(False)

    def _aging_card(self) -> Card:
        self._aging = Card(pgettext("card", "Aging"))
        self.segments = Segments([("amount", _("Amount")), ("customers", pgettext("number of", "Customers"))], _("Aging by"))
        self.segments.chosen.connect(lambda _value: self._show_aging())
        report = link(_("Aging report"))
        report.clicked.connect(lambda: self.navigate.emit("reports/aging", {}))
        self._aging.add_to_head(self.segments)
        self._aging.add_to_head(report)
        self.bars = AgingBars(_("Aging"), strip=True)
        self.bars.chosen.connect(self._open_bucket)
        self._aging.add(self.bars)
        self._aging.body.addStretch(1)
        return self._aging

    def _trend_card(self) -> Card:
        self._trend = Card(_("Receivables trend"))
        self.chart = TrendChart(_("Receivables trend"))
        self._trend.add(self.chart, 1)
        return self._trend

    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        self._compact = compact
        if not hasattr(self, "day"):
            return
        gap = 10 if compact else 12
        for layout in (self._outer_box, self._cards_row, self._grid):
            layout.setSpacing(gap)
        for card in self.cards.values():
            card.set_compact(compact)
        self.bars.set_row_height(27 if compact else 36)
        self.debtors.set_compact(compact)
        self.day.setFixedWidth(active().px(344 if compact else 371))

    # Reading

    def refresh(self) -> None:
        as_of = self._today_is()
        self.head.set_context(wording.long_day(as_of))
        session = self._session

        def fourth(_progress: Progress) -> Sequence[TrendPoint]:
            from creditdesk.services.overview.dashboard import trend
            return trend(session, as_of)

        reading, self._reading = self._reading, None
        if reading is None or reading.as_of != as_of:
            reading = Reading(self._work, session, as_of)
        reading.tell(self._show_first, self._show, self.debtors.set_limits)
        self._read_day()
        self._work.read(fourth, self._show_trend, group=(id(self), "trend"), label=_("Reading the trend"))

    def _show_first(self, found: First) -> None:
        nothing, data, settings = found
        self._stack.setCurrentWidget(self.empty if nothing else self._area)
        self._targets = {name: value for name in ("dso", "cei") if (value := _figure(settings.get(f"{name}_target", "")))}
        self._show_owed(data, _FIRST)
        QTimer.singleShot(0, self.debtors, self.debtors.prepare)

    def _show(self, data: Dashboard) -> None:
        self._whole = data
        self._show_owed(data, figures.NAMES)
        self.debtors.set_currency(data.currency)
        self.debtors.set_debtors(data.debtors, data.debtors_count)

    def _show_owed(self, data: Standing, names: Sequence[str]) -> None:
        self._data = data
        self.note.setVisible(bool(data.without_rate))
        self.note.set_text(_("No exchange rate for {currencies}: amounts in it are not in these figures.").format(
            currencies=listed(data.without_rate)))
        for name in names:
            words = self._behind[name] = figures.shown(name, data, self._targets)
            self.cards[name].set_figure(words.value, words.foot, unit=words.unit, formula=words.formula, change=words.change,
                                        worse=words.worse)
        self._aging.set_hint(_("by due date · {unit}").format(unit=wording.unit_words(data.currency)))
        self._show_aging()

    def _show_aging(self) -> None:
        if self._data is None:
            return
        by_customer = self.segments.value() == "customers"
        heads = sum(line.customers for line in self._data.buckets)
        buckets = []
        for line in self._data.buckets:
            title = wording.bucket_title(line.key)
            if by_customer:
                share = Decimal(line.customers) / heads if heads else Decimal(0)
                buckets.append(Bucket(title, Decimal(line.customers), f"{line.customers:,}", wording.percent(share)))
            else:
                count = ngettext("{count} inv.", "{count} inv.", line.invoices).format(count=f"{line.invoices:,}")
                buckets.append(Bucket(title, line.amount, wording.whole(line.amount), wording.percent(line.share), count))
        self.bars.set_buckets(buckets)

    def _show_day(self, tasks: Sequence[DayTask]) -> None:
        self.day.set_tasks(tasks)

    def _show_trend(self, points: Sequence[TrendPoint]) -> None:
        currency = self._data.currency if self._data else "CNY"
        peak = max((point.balance for point in points), default=Decimal(0))
        unit, words, mark, decimals = wording.scale_of(peak, currency)
        self._trend.set_hint(_("{count} months · {unit}").format(count=len(points), unit=words))

        def series(title: str, values: list[Decimal], token: str) -> Series:
            end = wording.decimal(values[-1] / unit, decimals) + mark if values else ""
            return Series(title, [float(value / unit) for value in values], end, token)

        self.chart.set_series([wording.month_name(point.day) for point in points], [
            series(pgettext("trend", "Total"), [point.balance for point in points], "acc"),
            series(_("Overdue"), [point.overdue for point in points], "a3")])

    # The day's list

    def _read_day(self) -> None:
        session, as_of = self._session, self._today_is()

        def third(_progress: Progress) -> Sequence[DayTask]:
            from creditdesk.services.overview.today import day_tasks
            return day_tasks(session, as_of)

        self._work.read(third, self._show_day, group=(id(self), "day"), label=_("Reading today's work"))

    def _tick(self, task: DayTask, done: bool) -> None:
        """Done, or not after all; no figure changes by it, so only the list is read again."""
        from creditdesk.services.overview import ticking
        session, as_of = self._session, self._today_is()
        change = ticking.tick if done else ticking.untick
        title = task_words(task)[0]
        words = _("Done: {title}") if done else _("Open again: {title}")

        def told(_result: object) -> None:
            self._read_day()
            undo, again = (lambda: self._tick(task, False)), (lambda: self._tick(task, True))
            self._notices.toast(words.format(title=title), undo if done else None, redo=again)

        def refused(error: BaseException) -> None:
            self._read_day()
            self._notices.failed(error)

        self._work.write(lambda _progress: change(session, task, as_of), told, failed=refused, what=UNTOLD)

    # Going on

    def _open(self, name: str) -> None:
        words = self._behind.get(name)
        if words is not None and words.page == figures.EXPECTED and self._whole is not None:
            self.doing.show_expected(self._whole.expected, self._whole.currency)
        elif words is not None:
            self.navigate.emit(words.page, dict(words.args))

    def _open_bucket(self, place: int) -> None:
        if 0 <= place < len(_BEHIND):
            self.navigate.emit("invoices", dict(_BEHIND[place]))


def _figure(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
