"""Balance sheets, income and cash-flow statements read by the names of their lines into one record a period (DOMAIN C2, M)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ..dates import add_months
from ..errors import InputError, N_
from ..money import parse
from .statement_heads import BEFORE, Column, days_in, firm_in, folded, headings, IGNORED, NOW, period_end, unit_in
from .statement_names import (
    BETTER,
    CHECKED_LINES,
    FINANCE_COST,
    FIXED_ASSETS,
    FLOWS,
    fold,
    INCOME_TAX,
    line_of,
    LONG_DEBTS,
    RETAINED_EARNINGS,
    RIGHT_SIDE,
)

#: rows of a sheet that are looked at; a statement has some sixty
MAX_ROWS = 2000
_DASHES = frozenset({"-", "—", "–", "--", "——", "/"})


@dataclass(slots=True)
class PeriodRead:
    """One period as read: figures in the unit of the form; `period_end` None where the form does not say."""

    period_end: date | None
    lines: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementRead:
    """What a form said: periods newest first, the unit it names (None: not said), cautions to show, whose form it is.

    `blank` are lines that the form has and leaves empty in the newest period: they may be nothing, or not filled in.
    """

    periods: tuple[PeriodRead, ...]
    unit: Decimal | None
    cautions: tuple[str, ...]
    firm: str = ""
    blank: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """One sheet as read: figures by (kind, year) of their column, the day its head names."""

    found: dict[tuple[str, int | None], dict[str, Decimal]] = field(default_factory=dict)
    names: dict[tuple[str, int | None], dict[str, str]] = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    end: date | None = None
    unit: Decimal | None = None
    firm: str = ""

    def take(self, line: str, name: str, key: tuple[str, int | None], amount: Decimal) -> None:
        """Keep a figure; the first of a line holds, unless a later one has the better name; parts of one line add up."""
        lines, names = self.found.setdefault(key, {}), self.names.setdefault(key, {})
        if line == RETAINED_EARNINGS:
            if name not in names:
                names[name] = line
                lines[line] = lines.get(line, Decimal(0)) + amount
        elif line not in lines or (name in BETTER.get(line, ()) and names.get(line) not in BETTER[line]):
            lines[line], names[line] = amount, name


def read_statements(sheets: Iterable[tuple[str, Iterable[Sequence[object]]]]) -> StatementRead:
    """The statements that the sheets (name, rows) of one file, or a pasted block, hold; InputError `no_statement`."""
    read = [_sheet(name, rows) for name, rows in sheets]
    kept = [sheet for sheet in read if sheet.found]
    unit = next((sheet.unit for sheet in [*kept, *read] if sheet.unit is not None), None)
    told = period_end([sheet.end for sheet in kept if sheet.end] or [sheet.end for sheet in read if sheet.end])
    periods: dict[date | None, PeriodRead] = {}
    for sheet in kept:
        scale = sheet.unit / unit if sheet.unit and unit else Decimal(1)
        for key, lines in sheet.found.items():
            for line, amount in lines.items():
                end = _end(*key, sheet.end or told, flow=line in FLOWS)
                periods.setdefault(end, PeriodRead(end)).lines.setdefault(line, amount * scale)
    found = sorted((period for period in periods.values() if set(period.lines) - CHECKED_LINES),
                   key=lambda period: period.period_end or date.min, reverse=True)
    if not found:
        raise InputError(N_("No line of a financial statement was recognised. The first column should name the lines, "
                            "such as 流动资产合计 or Total assets."), code="no_statement", field="file")
    cautions = [caution for period in found for caution in _settle(period)]
    if found[0].period_end is not None and found[0].period_end.month != 12:
        cautions.append(N_("The figures end within a year: the ratios take the profit and loss as a whole year's."))
    if unit is None:
        cautions.append(N_("The form does not say its unit; choose it."))
    empty = {line for sheet in kept for line in sheet.blank} - set(found[0].lines) - CHECKED_LINES - {FINANCE_COST}
    return StatementRead(tuple(found), unit, tuple(dict.fromkeys(cautions)),
                         next((sheet.firm for sheet in read if sheet.firm), ""), tuple(sorted(empty)))


def _sheet(name: str, source: Iterable[Sequence[object]]) -> _Sheet:
    sheet, columns, days = _Sheet(), list[Column](), days_in([name])
    labels: set[int] = set()
    rows = [cells for _place, cells in zip(range(MAX_ROWS), source, strict=False)]
    numbered = _numbered(rows)
    for cells in rows:
        texts = [folded(cell) for cell in cells]
        joined = "\t".join(text for text in texts if text)
        sheet.unit = sheet.unit or unit_in(joined)
        sheet.firm = sheet.firm or firm_in(joined)
        if new := headings(cells):
            columns = _under(new, columns)
            labels |= {column.label for column in columns}
            continue
        told = [(place, line) for place, text in enumerate(texts) if text and (line := line_of(text))]
        if not told and not sheet.found:
            days += days_in(cells)
        for rank, (place, line) in enumerate(told):
            labels.add(place)
            stop = min([place_ for place_, _line in told[rank + 1:]] + [other for other in labels if other > place] + [len(cells)])
            for column in _own(columns, place, stop, cells, numbered):
                amount = _figure(cells[column.place]) if column.place < len(cells) else None
                if column.kind == IGNORED:
                    continue
                if amount is None:
                    sheet.blank.add(line)
                else:
                    sheet.take(line, fold(texts[place]), (column.kind if column.year is None else "", column.year), amount)
    sheet.end = period_end(days)
    return sheet


def _under(new: list[Column], above: list[Column]) -> list[Column]:
    """A second row of headings keeps the year its column has from the first (2025年 over 期末余额)."""
    years = {column.place: column.year for column in above if column.year is not None}
    if not years or any(column.year is not None for column in new):
        return new
    told, year = [], None
    for column in new:
        year = years.get(column.place, year)
        told.append(Column(column.place, column.kind, year if column.kind == NOW else None, column.label))
    return told


def _own(columns: Sequence[Column], place: int, stop: int, cells: Sequence[object], numbered: bool) -> list[Column]:
    """The columns of figures of a name: those before the next label; without headings the figures that follow it."""
    if columns:
        return [column for column in columns if place < column.place < stop]
    filled = [other for other in range(place + 1, stop) if _figure(cells[other]) is not None][1 if numbered else 0:]
    return [Column(other, (NOW, BEFORE)[rank] if rank < 2 else f"{BEFORE}{rank}") for rank, other in enumerate(filled[:3])]


def _numbered(rows: Sequence[Sequence[object]]) -> bool:
    """Whether the first figure behind each name is the number of its line (行次): whole, small and rising."""
    firsts = []
    for cells in rows:
        place = next((place for place, cell in enumerate(cells) if folded(cell) and line_of(folded(cell))), None)
        if place is not None:
            figures = [amount for cell in cells[place + 1:] if (amount := _figure(cell)) is not None]
            firsts += figures[:1] if len(figures) > 1 else []
    whole = all(figure == int(figure) and 0 < figure < 200 for figure in firsts)
    return len(firsts) > 1 and whole and all(a < b for a, b in pairwise(firsts))


def _end(kind: str, year: int | None, told: date | None, *, flow: bool) -> date | None:
    """The last day of the period a column tells of. The opening of a balance sheet is the end of the year before; the
    year before of a profit and loss ends a year before this one."""
    if year is not None:
        return told if told is not None and told.year == year else date(year, 12, 31)
    if told is None or kind == NOW:
        return told
    back = 1 if kind == BEFORE else int(kind.removeprefix(BEFORE))
    return add_months(told, -12 * back) if flow or told.month == 12 else date(told.year - back, 12, 31)


def _settle(period: PeriodRead) -> list[str]:
    """Take out what only checks the form, and say what does not add up in it."""
    lines = period.lines
    said: list[str] = []
    if FINANCE_COST in lines:
        cost = lines.pop(FINANCE_COST)
        if "interest_expense" not in lines:
            lines["interest_expense"] = cost
            said.append(N_("The form has no interest expense; finance costs stand in for it. They also hold "
                           "charges and exchange differences: check the figure."))
    check = {name: lines.pop(name) for name in CHECKED_LINES if name in lines}
    if "equity" not in lines and RIGHT_SIDE in check and "total_liabilities" in lines:
        lines["equity"] = check[RIGHT_SIDE] - lines["total_liabilities"]
    sums = ((("current_assets", FIXED_ASSETS), "total_assets", N_("Current and other assets do not add up to total assets.")),
            (("current_liabilities", LONG_DEBTS), "total_liabilities",
             N_("Current and other liabilities do not add up to total liabilities.")),
            (("total_liabilities", "equity"), RIGHT_SIDE, N_("Liabilities and equity do not add up to the total of their side.")),
            (("net_profit", INCOME_TAX), "profit_before_tax", N_("Profit before tax less income tax is not the net profit.")))
    every = {**lines, **check}
    for parts, whole, words in sums:
        if all(part in every for part in parts) and whole in every:
            total = sum((every[part] for part in parts), Decimal(0))
            if abs(total - every[whole]) > max(Decimal("0.02"), abs(every[whole]) * Decimal("0.000001")):
                said.append(words)
    return said


def _figure(cell: object) -> Decimal | None:
    """The amount in a cell, a dash is nothing at all; None for blanks and words."""
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    text = folded(cell)
    if not text:
        return None
    if text in _DASHES:
        return Decimal(0)
    try:
        return parse(cell if isinstance(cell, (int, float, Decimal)) else text, mark="point")
    except InputError:
        return None
