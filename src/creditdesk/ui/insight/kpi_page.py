"""Reports, key figures: every figure of a period with its formula and what it was made from (DOMAIN F)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from creditdesk.domain.dates import add_months, month_end
from creditdesk.domain.errors import InputError
from creditdesk.domain.insight import kpi as rule
from creditdesk.domain.insight.measures import Kpis
from creditdesk.domain.insight.tables import Cell, Column as ReportColumn, Table
from creditdesk.i18n import _, translate_error
from creditdesk.services.insight import kpi as service
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.exporting import Exporter
from creditdesk.ui.insight.kpi_words import behind, Measure, measures, money_or_none
from creditdesk.ui.insight.report_tabs import report_tabs
from creditdesk.ui.page import Page
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.date_edit import DateEdit

OWN = "own"
SPANS = ("twelve", "month", "last_month", "quarter", "last_quarter", "year", "last_year")


def span_of(name: str, today: date) -> tuple[date, date]:
    """First and last day of a named period."""
    month = today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    return {"month": (month, today), "last_month": (add_months(month, -1), month_end(add_months(month, -1))),
            "quarter": (quarter, today), "last_quarter": (add_months(quarter, -3), month_end(add_months(quarter, -1))),
            "year": (month.replace(month=1), today),
            "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
            "twelve": (rule.last_twelve_months(today).start, today)}[name]


class KpiPage(Page):
    """`figures()` are the lines shown; the period is kept between runs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Key figures"))
        self._session, self._work, self._settings, self._today_is = desk.session, desk.work, desk.settings, desk.today
        self._currency = self._wanted = ""
        self.exporter = Exporter(self, desk, self.as_table)
        export = self.head.add_secondary(button(_("Export"), "download-simple", tip=_("Export the table as shown")))
        export.setMenu(self.exporter.menu())
        self._build_filters()
        self.model = TableModel([
            Column("title", _("Key figure"), width=210), Column("shown", _("Value"), width=120, align="right", strong=True,
                                                                sort_key=lambda row: row.figure.value),
            Column("numerator", _("Numerator"), "money", width=150, currency=lambda _row: self._currency or "CNY",
                   value=lambda row: money_or_none(row.name, row.figure.numerator)),
            Column("denominator", _("Denominator"), "money", width=150, currency=lambda _row: self._currency or "CNY",
                   value=lambda row: money_or_none(row.name, row.figure.denominator)),
            Column("formula", _("Formula"), value=lambda row: row.reason or row.formula,
                   tone=lambda row: "war" if row.reason else "t2", tip=lambda row: row.formula)], key=lambda row: row.name)
        self.table = DataTable(self.model, _("Key figures"), settings=desk.settings, name="kpi")
        self.table.set_empty(_("Nothing to reckon with yet"))
        self.table.row_opened.connect(self._open)
        card = Card(flush=True)
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def _build_filters(self) -> None:
        self.tabs = report_tabs("reports/kpi", self._switch)
        self.period = Choice([("month", _("This month")), ("last_month", _("Last month")), ("quarter", _("This quarter")),
                              ("last_quarter", _("Last quarter")), ("year", _("This year")), ("last_year", _("Last year")),
                              ("twelve", _("Last 12 months")), (OWN, _("Own period"))])
        self.period.setAccessibleName(_("Period"))
        kept = self._settings.value("kpi/period")
        self.period.set_value(kept if kept in SPANS else "twelve")
        self.period.chosen.connect(self._period_chosen)
        first, last = span_of(str(self.period.value()), self._today_is())
        self.first, self.last = DateEdit(first, near=self._today_is()), DateEdit(last, near=self._today_is())
        for field, name in ((self.first, _("From")), (self.last, _("To"))):
            field.setFixedWidth(active().px(132))
            field.setAccessibleName(name)
            field.day_changed.connect(self._day_changed)
        self.problem = label("", "err")
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.tabs, self.period, self.first, label("–", "sec"), self.last, self.problem):
            row.addWidget(part)
        row.addStretch(1)
        self.body.addLayout(row)

    def _switch(self, key: object) -> None:
        self.tabs.set_value("reports/kpi")
        if key != "reports/kpi":
            self.navigate.emit(str(key), {})

    def _period_chosen(self, name: object) -> None:
        if name != OWN:
            self._settings.setValue("kpi/period", str(name))
            first, last = span_of(str(name), self._today_is())
            self.first.set_day(first)
            self.last.set_day(last)
            self.refresh()
        else:
            self.first.setFocus()

    def _day_changed(self, _day: object) -> None:
        self.period.set_value(OWN)
        self.refresh()

    def set_context(self, **args: object) -> None:
        """`start` and `end` of the period, `figure` to put the cursor on."""
        start, end = args.get("start"), args.get("end")
        if isinstance(start, date) and isinstance(end, date):
            self.first.set_day(start)
            self.last.set_day(end)
            named = next((name for name in SPANS if span_of(name, self._today_is()) == (start, end)), OWN)
            self.period.set_value(named)
        self._wanted = str(args.get("figure") or "")

    def refresh(self) -> None:
        try:
            start, end = self.first.day() or self._today_is(), self.last.day() or self._today_is()
            service.period_of(start, end)
        except InputError as error:
            self.problem.setText(translate_error(error))
            return
        self.problem.setText("")
        self.head.set_context(_("{start} to {end}").format(start=start, end=end))
        if not self.model.rows:
            self.model.set_loading()
        session = self._session
        self._work.read(lambda _progress: service.kpi_report(session, start, end), self._show, group=(id(self), "kpi"),
                        label=_("Reckoning the key figures"))

    def _show(self, found: tuple[str, Kpis]) -> None:
        self._currency, kpis = found
        self.model.set_rows(measures(kpis))
        wanted, self._wanted = self._wanted, ""
        if not (wanted and self.table.select_key(wanted)):
            self.table.select_first()

    def _open(self, line: Measure) -> None:
        """Show the list a figure was made from."""
        until = self.last.day() or self._today_is()
        page, args = behind(line.name)
        self.navigate.emit(page, {**args, "as_of": until} if page == "reports/aging" else args)

    def figures(self) -> list[Measure]:
        """The lines as shown."""
        return self.model.visible_rows()

    def as_table(self) -> Table:
        """The figures with native values for export."""
        columns = [ReportColumn(_("Key figure")), ReportColumn(_("Value")),
                   ReportColumn(_("Numerator"), "money", self._currency),
                   ReportColumn(_("Denominator"), "money", self._currency), ReportColumn(_("Formula")),
                   ReportColumn(_("Why there is no value"))]
        rows: list[list[Cell]] = [
            [row.title, row.shown, money_or_none(row.name, row.figure.numerator),
             money_or_none(row.name, row.figure.denominator), row.formula, row.reason] for row in self.figures()]
        subtitle = f"{self.head.context().text()} · {self._currency}"
        return Table(_("Key figures"), subtitle, columns, rows)
