"""Reports, portfolio: the firm's caps with their lights, and the exposure by grade, industry, region, group (DOMAIN A93, A79)."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QMenu

from creditdesk.domain.customers.prospects import LEVELS, POSTURES
from creditdesk.domain.customers.region import PROVINCES
from creditdesk.domain.insight import portfolio as rule
from creditdesk.domain.insight.portfolio import Cap, CAP_NAMES, CAP_NEEDS, Slice
from creditdesk.domain.insight.tables import Table
from creditdesk.domain.sections import SECTIONS
from creditdesk.i18n import _, pgettext
from creditdesk.services.overview import portfolio as service
from creditdesk.services.overview.portfolio import Portfolio
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.insight.exporting import Exporter
from creditdesk.ui.insight.report_tabs import report_tabs
from creditdesk.ui.page import Page
from creditdesk.ui.style.icons import icon
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import button

KEY = "reports/portfolio"
#: the gravest stands first
_LIGHTS = {rule.OVER: ("danger", "warning-circle"), rule.NEAR: ("warn", "warning"), rule.OK: ("ok", "check-circle"),
           rule.UNKNOWN: ("track", "circle-dashed")}


class PortfolioPage(Page):
    """Enter on a cap or a customer opens it; what is missing for a cap leads to the policy."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Portfolio"))
        self._desk = desk
        self.found: Portfolio | None = None
        self.exporter = Exporter(self, desk, self.as_table)
        export = self.head.add_secondary(button(_("Export"), "download-simple", tip=_("Export the table as shown")))
        export.setMenu(self.exporter.menu())
        policy = self.head.add_secondary(button(_("Credit policy"), "scales"))
        policy.clicked.connect(lambda: self.navigate.emit("settings/policy", {"part": "tolerance"}))
        self.tabs = report_tabs(KEY, self._switch)
        self.cut = Segments([(service.GRADES, _("Grade")), (service.SECTIONS, _("Industry")), (service.REGIONS, _("Region")),
                             (service.GROUPS, _("Group")), (service.CLASSES, _("Class")), (service.POSTURES, _("Risk and prospects")),
                             (service.CUSTOMERS, _("Customer"))], _("Cut by"))
        kept = str(desk.settings.value("portfolio/cut") or "")
        self.cut.set_value(kept if kept in service.CUTS else service.GRADES)
        self.cut.chosen.connect(lambda _cut: self._cut_chosen())
        row = QHBoxLayout()
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.body.addLayout(row)
        self._build_caps()
        self._build_slices()

    def _base(self) -> str:
        return self.found.base if self.found else "CNY"

    def _build_caps(self) -> None:
        self.caps = TableModel([
            Column("name", _("Cap"), value=lambda row: _(CAP_NAMES[row.code]), strong=True, width=210),
            Column("state", _("State"), "tag", value=_light, width=132),
            Column("value", _("Now"), width=124, align="right", value=lambda row: _figure(row, row.value),
                   sort_key=lambda row: row.value),
            Column("most", _("Cap at"), width=124, align="right", value=_most,
                   sort_key=lambda row: row.most),
            Column("used", pgettext("share", "Used"), "limit", width=110),
            Column("who", _("Nearest"), value=_who, tone=lambda row: "t2")],
            key=lambda row: row.code)
        self.cap_table = DataTable(self.caps, _("Caps of our own"), settings=self._desk.settings, name="portfolio_caps")
        self.cap_table.row_opened.connect(self.open_cap)
        card = Card(_("Caps of our own"), _("from the credit policy; amber from 90%"), flush=True)
        card.add(self.cap_table, 1)
        self.body.addWidget(card, 1)

    def _build_slices(self) -> None:
        def money(key: str, title: str, *, strong: bool = False) -> Column:
            return Column(key, title, "money", width=124, currency=lambda _row: self._base(), whole=True, strong=strong)

        self.model = TableModel([
            Column("key", _("Part"), value=lambda row: self._part_words(row), strong=True),
            Column("customers", _("Customers"), "int", width=84),
            money("exposure", _("Exposure"), strong=True), Column("share", _("Share"), "percent", decimals=1, width=84),
            money("overdue", _("Overdue")), money("covered", _("Covered")), money("loss", _("Expected loss"))],
            key=lambda row: (row.key, row.customer_id))
        self.table = DataTable(self.model, _("Exposure"), settings=self._desk.settings, name="portfolio")
        self.table.set_empty(_("Nothing is owed in this cut"), _("Choose another cut, or name groups in the customers' files."))
        self.table.row_opened.connect(self.open_slice)
        self.table.menu_asked.connect(self._menu)
        self.card = Card(_("Exposure"), "", flush=True)
        self.card.add_to_head(self.cut)
        self.card.add(self.table, 1)
        self.body.addWidget(self.card, 1)

    def _switch(self, key: object) -> None:
        self.tabs.set_value(KEY)
        if key != KEY:
            self.navigate.emit(str(key), {})

    def _cut_chosen(self) -> None:
        self._desk.settings.setValue("portfolio/cut", str(self.cut.value()))
        self._show_slices()

    def refresh(self) -> None:
        session, day = self._desk.session, self._desk.today()
        if self.found is None:
            self.model.set_loading()
            self.caps.set_loading()
        self._desk.work.read(lambda _progress: service.portfolio(session, day), self._show, group=(id(self), "portfolio"),
                             label=_("Reckoning the portfolio"))

    def _show(self, found: Portfolio) -> None:
        self.found = found
        self.head.set_context(f"{found.as_of} · {wording.unit_words(found.base)}" + (
            " · " + _("{count} customers without an exchange rate are left out").format(count=found.unrated) if found.unrated else ""))
        self.caps.set_rows(sorted(found.caps, key=lambda row: list(_LIGHTS).index(row.state)))
        self.cap_table.select_first()
        self._show_slices()

    def _show_slices(self) -> None:
        found = self.found
        if found is None:
            return
        rows = found.views[str(self.cut.value())]
        self.model.set_rows(list(rows))
        self.table.set_totals({"key": _("Together"), "customers": sum(row.customers for row in rows),
                               "exposure": sum((row.exposure for row in rows), Decimal(0)),
                               "overdue": sum((row.overdue for row in rows), Decimal(0)),
                               "covered": sum((row.covered for row in rows), Decimal(0)),
                               "loss": sum((row.loss for row in rows), Decimal(0))})
        self.card.set_hint(_("expected loss {amount} a year").format(amount=wording.whole(found.loss)))

    def _part_words(self, row: Slice) -> str:
        cut = str(self.cut.value())
        if cut == service.SECTIONS:
            return f"{row.key} {_(SECTIONS[row.key])}" if row.key in SECTIONS else _("Industry not known")
        if cut == service.REGIONS:
            return _(PROVINCES[row.key]) if row.key in PROVINCES else row.key or _("Region not known")
        if cut == service.CLASSES:
            return _("Class {letter}").format(letter=row.key) if row.key else _("No class")
        if cut == service.POSTURES:
            risk, _mark, potential = row.key.partition("/")
            if not row.key:
                return _("Not judged yet")
            return _("Risk {risk}, potential {potential}: {posture}").format(
                risk=_(LEVELS[risk]), potential=_(LEVELS[potential]), posture=_(POSTURES[risk, potential]))
        return row.key

    # Acting

    def open_cap(self, row: Cap) -> None:
        """The customer that comes nearest, the policy where something is missing, else the cut that explains it."""
        if row.state == rule.UNKNOWN and row.code in CAP_NEEDS:
            self.navigate.emit("settings/policy", {"part": "tolerance"})
        elif row.customer_id:
            self.navigate.emit("credit", {"customer_id": row.customer_id})
        elif row.code in ("overdue", "total_budget"):
            self.navigate.emit("reports/aging", {})
        else:
            self.cut.set_value({"group_budget": service.GROUPS, "section_budget": service.SECTIONS, "min_grade": service.GRADES}.get(
                row.code, service.CUSTOMERS))
            self._show_slices()

    def open_slice(self, row: Slice) -> None:
        """A customer opens; a grade or class shows its customers."""
        cut = str(self.cut.value())
        if row.customer_id:
            self.navigate.emit("customers", {"customer_id": row.customer_id})
        elif cut == service.GRADES:
            self.navigate.emit("customers", {"narrow": f"grade:{row.key}"})
        elif cut == service.CLASSES:
            self.navigate.emit("customers", {"narrow": f"class:{row.key or '—'}"})

    def _menu(self, menu: QMenu, rows: list[Slice]) -> None:
        if rows:
            menu.addAction(icon("users"), _("Show"), lambda: self.open_slice(rows[0]))

    def as_table(self) -> Table:
        """The cut shown, with native values."""
        return self.table.as_table(_("Portfolio"), self.head.context().text())


def _light(row: Cap) -> Tag:
    near = _("near the cap") if row.red_above is None else _("above the warning line")
    words = {rule.OK: _("within the cap"), rule.NEAR: near, rule.OVER: _("above the cap"),
             rule.UNKNOWN: _("not known")}[row.state]
    return Tag(words, *_LIGHTS[row.state])


def _most(row: Cap) -> str:
    """The cap, or its two lines: from the first it is to be watched, above the second too much."""
    first = _figure(row, row.most)
    return first if row.red_above is None else f"{first} / {_figure(row, row.red_above)}"


def _figure(row: Cap, value: Decimal | None) -> str:
    if value is None:
        return ""
    if row.kind == rule.SHARE:
        return wording.percent(value, 1)
    return wording.whole(value)


def _who(row: Cap) -> str:
    if row.state == rule.UNKNOWN:
        return _(CAP_NEEDS[row.code]) if row.code in CAP_NEEDS and row.most is None else _("nothing is owed")
    if row.code == "section_budget" and row.who in SECTIONS:
        return f"{row.who} {_(SECTIONS[row.who])}"
    return row.who
