"""A customer's statements over the years with every ratio, its trend and the industry's norm beside it (DOMAIN C2, C4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.credit.factors import FACTORS, FRACTION, NOT_APPLICABLE, WORD_NAMES
from creditdesk.domain.credit.financials import altman_terms, FACTOR_CODES
from creditdesk.domain.customers.industry import figure, IndustryNote
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _, ngettext, titled, translate_error
from creditdesk.services.credit.industry import set_industry_notes
from creditdesk.services.credit.statements import StatementSheet, YearSheet
from creditdesk.ui.credit import words as credit_words
from creditdesk.ui.credit.words import LINES
from creditdesk.ui.customers import words
from creditdesk.ui.customers.statement_dialog import SECTIONS, StatementDialog
from creditdesk.ui.customers.statement_versions import StatementVersions
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.wording import whole
from creditdesk.ui.style.theme import active
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, link, Note

#: ratios over an average, with the line it is of
_AVERAGED = {"FN7": "total_assets", "FN8": "receivables", "FN9": "inventory"}
#: ratios of which less is better
_LESS, _IN_DAYS = frozenset({"FN4", "FN8", "FN9"}), frozenset({"FN8", "FN9"})
_YEAR_END = 12
Z_PRIVATE, Z_EMERGING = "Z'", "Z''"


@dataclass(slots=True)
class RatioRow:
    """One ratio over the years; `values` newest first, None = unknown, a word where the factor is one."""

    code: str
    title: str
    values: tuple[Decimal | str | None, ...]
    notes: tuple[str, ...]
    norm: Decimal | None
    marked: tuple[bool, ...] = ()


@dataclass(slots=True)
class LineRow:
    title: str
    values: tuple[Decimal | None, ...]
    total: bool


class StatementsView(QWidget):
    """Made of two tables that are built anew for each customer, as the years stand in their headings."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: Customer | None = None
        self.sheet: StatementSheet | None = None
        self.dialog: StatementDialog | None = None
        self.note = label("", "sec")
        self.enter_button = button(_("Enter statements"), "plus", small=True)
        self.enter_button.clicked.connect(self.enter)
        bar = QHBoxLayout()
        self.versions = link("")
        self.versions.clicked.connect(self.show_versions)
        self.foot = label("", "mut")
        bar.addWidget(self.note, 1)
        bar.addWidget(self.versions)
        bar.addWidget(self.enter_button)
        self.warning = Note("", "warn")
        self.warning.hide()
        self.ratios, self.lines = Card(_("Ratios"), flush=True), Card(_("Figures"), flush=True)
        self._tables: list[DataTable] = []
        tables = QHBoxLayout()
        tables.setSpacing(12)
        tables.addWidget(self.ratios, 3)
        tables.addWidget(self.lines, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addLayout(bar)
        box.addWidget(self.warning)
        box.addLayout(tables, 1)
        box.addWidget(self.foot)

    def show_sheet(self, customer: Customer, sheet: StatementSheet) -> None:
        self._customer, self.sheet = customer, sheet
        years = sheet.years[:3]
        held = self.focusWidget() is not None and any(table.isAncestorOf(self.focusWidget()) for table in self._tables)
        for table in self._tables:
            table.hide()
            table.deleteLater()
        self._tables = [self._ratio_table(years), self._line_table(years)]
        for card, table in zip((self.ratios, self.lines), self._tables, strict=True):
            table.setMinimumHeight(active().px(180))
            card.add(table, 1)
        if held:  # what was pressed to get here went with the old tables
            self._tables[0].view.setFocus()
        section = words.industry(sheet.section) if sheet.section else _("industry unknown")
        self.ratios.set_hint(_("norm of {section}").format(section=section) if sheet.section else
                             _("enter the customer's industry to compare with a norm"))
        self.lines.set_hint(_("whole units"))
        self.lines.setVisible(bool(years))
        self.note.setText(self._about(years))
        said = [titled(f"{year.statement.period_end:%Y-%m}", translate_error(problem)) for year in years for problem in year.problems]
        said += [_("{period} ends within a year: turnover and profit are of its months only.").format(
            period=f"{year.statement.period_end:%Y-%m}") for year in years if year.statement.period_end.month != _YEAR_END]
        if any(mark for row in (self._ratio_rows(years) if years else ()) for mark in row.marked):
            self.foot.setText(_("* the closing figure instead of an average: no statement of the year before"))
        else:
            self.foot.setText("")
        self.foot.setVisible(bool(self.foot.text()))
        self.versions.setVisible(bool(sheet.versions))
        count = len(sheet.versions)
        self.versions.setText(ngettext("{count} earlier version", "{count} earlier versions", count).format(count=count))
        if years and not years[0].counts:
            said.insert(0, _("The latest statement is too old: a score takes its ratios as unknown. Ask for a new one."))
        self.warning.setVisible(bool(said))
        self.warning.set_text("\n".join(said))

    def _about(self, years: tuple[YearSheet, ...]) -> str:
        if not years:
            return _("The ratios of a score come from here; two years make a trend.")
        latest = years[0]
        source = _("audited") if latest.statement.audited else _("unaudited")
        until = latest.book.fact.expires_on
        return " · ".join(part for part in (
            _("Latest {day}").format(day=latest.statement.period_end), source, latest.book.fact.source_name,
            _("counts until {day}").format(day=until) if until else "") if part)

    def _ratio_table(self, years: tuple[YearSheet, ...]) -> DataTable:
        columns = [Column("title", _("Ratio"), tip=lambda row: _(credit_words.HINTS.get(row.code, "")))]
        for place, year in enumerate(years):
            columns.append(Column(f"y{place}", str(year.statement.period_end)[:7], align="right", width=92, strong=not place,
                                  value=partial(_value, place=place), tip=partial(_reason, place=place)))
        columns.append(Column("trend", _("Change"), align="right", width=80, value=_trend,
                              tone=lambda row: _tone(row)))
        columns.append(Column("norm", _("Norm"), align="right", width=74, tone=lambda row: "t2",
                              value=lambda row: _norm(row), edit=self._edit_norm() if self._has_section else None))
        model = TableModel(columns, key=lambda row: row.code)
        table = DataTable(model, _("Ratios"), settings=self._desk.settings, name="")
        table.set_empty(_("No statement on file"), _("Type one, paste it from Excel or read a workbook."),
                        _("Enter statements"), "table")
        table.empty_action.connect(self.enter)
        model.edited.connect(lambda row, _key: self._keep_norm(row))
        model.edit_failed.connect(lambda _row, _key, error: self._desk.notices.failed(error))
        model.set_rows(self._ratio_rows(years) if years else [])
        return table

    @property
    def _has_section(self) -> bool:
        return self.sheet is not None and self.sheet.section is not None

    def _ratio_rows(self, years: tuple[YearSheet, ...]) -> list[RatioRow]:
        norms = self.sheet.norms if self.sheet else {}
        rows = []
        for code in FACTOR_CODES[:-1]:
            inputs = [year.ratios.inputs[code] for year in years]
            values = tuple(_("not applicable") if entry.state == NOT_APPLICABLE else entry.value for entry in inputs)
            marked = tuple(_AVERAGED.get(code) in year.ratios.closing_only and code in year.ratios.parts for year in years)
            notes = tuple("\n".join(part for part in (_figures(code, year), _(entry.note) if entry.note else _(
                "closing figure only: no statement of the year before") if mark else "") if part)
                          for year, entry, mark in zip(years, inputs, marked, strict=True))
            rows.append(RatioRow(code, credit_words.name(code), values, notes, norms.get(code), marked))
        for code, title, private in ((Z_PRIVATE, _("Altman Z' (manufacturing)"), True), (Z_EMERGING, _("Altman Z'' (others)"), False)):
            rows.append(RatioRow(code, title, tuple(year.z_private if private else year.z_emerging for year in years),
                                 tuple(_z_figures(year, private) for year in years), None))
        return rows

    def _line_table(self, years: tuple[YearSheet, ...]) -> DataTable:
        columns = [Column("title", _("Line"), tone=lambda row: "" if row.total else "t2")]
        for place, year in enumerate(years):
            columns.append(Column(f"y{place}", str(year.statement.period_end)[:7], "money", width=104, whole=True,
                                  value=partial(_amount, place=place)))
        model = TableModel(columns, key=lambda row: row.title)
        table = DataTable(model, _("Figures"), settings=self._desk.settings, name="")
        model.set_rows([LineRow(_(LINES[name]), tuple(getattr(year.statement, name) for year in years), name.startswith("total"))
                        for _title, names in SECTIONS for name in names
                        if any(getattr(year.statement, name) is not None for year in years)])
        return table

    # Norms and entry

    def _edit_norm(self) -> Callable[[Any, str], object]:
        def take(row: RatioRow, text: str) -> None:
            if row.code not in FACTORS:
                raise InputError(N_("There is no norm for “{value}”."), code="unknown_factor", field="key", value=row.title)
            if text.strip():
                found = figure(text)
                # a share typed as 58 means 58 %
                row.norm = found / 100 if FACTORS[row.code].kind == FRACTION and abs(found) > 1 and "%" not in text else found
        return take

    def _keep_norm(self, row: RatioRow) -> None:
        if self.sheet is None or self.sheet.section is None or row.norm is None:
            return
        note = IndustryNote(self.sheet.section, row.code, f"{row.norm:f}", "", self._desk.today())
        session = self._desk.session
        self._desk.work.write(lambda _progress: set_industry_notes(session, [note]), lambda _count: self._desk.notices.toast(
            _("Norm of the industry saved")), what="credit")

    def show_versions(self) -> None:
        """Statements that a later or better one stands in for: none was overwritten."""
        if self.sheet is not None and self._customer is not None:
            self.kept = StatementVersions(self._desk, self._customer.name, self.sheet, self)
            self.kept.open()

    def enter(self) -> None:
        """The grid of up to three years."""
        if self._customer is not None and self.sheet is not None:
            self.dialog = StatementDialog(self._desk, self._customer, tuple(year.book for year in self.sheet.years), self)
            self.dialog.open()


def _figures(code: str, year: YearSheet) -> str:
    """A ratio with the statement's own figures in it, "" where one is missing."""
    pair = year.ratios.parts.get(code)
    if pair is None:
        return ""
    top, bottom = (whole(figure) for figure in pair)
    return f"{'365 × ' if code in _IN_DAYS else ''}{top} ÷ {bottom}"


def _z_figures(year: YearSheet, private: bool) -> str:
    terms = altman_terms(year.statement, private=private)
    return " + ".join(f"{weight} × {x:.3f}" for weight, x in terms).replace("-", "−") if terms else ""


def _reason(row: RatioRow, place: int) -> str:
    return row.notes[place]


def _amount(row: LineRow, place: int) -> Decimal | None:
    return row.values[place]


def _value(row: RatioRow, place: int) -> str:
    value = row.values[place]
    if row.code in FACTORS:
        shown = credit_words.value_words(row.code, value) if not isinstance(value, str) or value in WORD_NAMES else value
        return f"{shown} *" if place < len(row.marked) and row.marked[place] else shown
    return credit_words.value_words("FN11", value)


def _norm(row: RatioRow) -> str:
    return credit_words.value_words(row.code, row.norm) if row.norm is not None else ""


def _change(row: RatioRow) -> Decimal | None:
    if len(row.values) < 2:
        return None
    now, before = row.values[0], row.values[1]
    return now - before if isinstance(now, Decimal) and isinstance(before, Decimal) else None


def _trend(row: RatioRow) -> str:
    change = _change(row)
    if change is None:
        return ""
    if row.code in FACTORS and FACTORS[row.code].kind == FRACTION:
        shown = _("{points} pp").format(points=f"{abs(change) * 100:.1f}")
    else:
        shown = credit_words.value_words(row.code if row.code in FACTORS else "FN11", abs(change)).split(" ")[0].rstrip("×")
    return f"{'↑' if change > 0 else '↓' if change < 0 else '→'} {shown}"


def _tone(row: RatioRow) -> str:
    change = _change(row)
    if not change:
        return "t2"
    return "ok" if (change > 0) != (row.code in _LESS) else "dan"
