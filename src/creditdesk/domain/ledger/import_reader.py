"""Reading one row of a sheet after the other: cells by their columns, blank and total rows left out (CLI Import)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ..errors import CreditDeskError, InputError, N_
from ..money import named_beside, parse
from .import_cells import (
    Ambiguous,
    Amounts,
    Currencies,
    Dates,
    is_no,
    is_void,
    minor_units,
    read_code,
    read_kind,
    read_method,
    read_name,
    read_remark,
    shown,
    TermsColumn,
    Uncalculated,
    Words,
)
from .import_headings import AMOUNT, CODE, CURRENCY, DATE, field_type, fields_of, FLAG, KIND, METHOD, TERMS, TERMS_DAYS
from .import_layout import Layout
from .import_records import AnyRow, Options, RowProblem

Cells = Sequence[object]
_TOTALS = re.compile(r"小计|合计|总计|本页小计|本月合计|total|subtotal|grandtotal|sub-total", re.IGNORECASE)
#: columns in which the same few values come again and again
_REPEATED_CODES = frozenset({"customer_code", "tax_id", "seller_tax_id", "contract_no", "invoice_code"})
_REPEATED_TEXTS = frozenset({"salesperson", "country", "industry", "size"})
_NAMES = frozenset({"customer", "name"})


class Reader:
    """Turns rows into drafts and problems; a subclass knows one kind of import and completes the row.

    Rows with a cell that reads two ways wait in `pending` until the whole column was seen.
    """

    def __init__(self, layout: Layout, options: Options) -> None:
        self.layout = layout
        self.options = options
        self.drafts: list[AnyRow] = []
        self.problems: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self.skipped = 0
        self.pending: list[tuple[int, Cells]] = []
        self.dates: dict[str, Dates] = {}
        self.amounts: dict[str, Amounts] = {}
        slots = {field: slot for slot, field in enumerate(fields_of(layout.kind))}
        self._blank: list[Any] = [*(None if field_type(field) in _WITHOUT_TEXT else "" for field in slots), None]
        self._steps = [(column, slots[field], self._converter(field), field)
                       for field, column in layout.columns.items()]
        self._width = max(layout.columns.values(), default=-1) + 1
        self._date_slots = [slots[field] for field in self.dates]
        # a row with its own date is never a blank or a total row; -1 stands for a kind or sheet without such a column
        self._date_slot = next(iter(self._date_slots), -1)

    def _converter(self, field: str) -> Callable[[Any], object]:
        kind = field_type(field)
        if kind == DATE:
            order = self.options.date_order
            self.dates[field] = Dates(field, order if order in ("dmy", "mdy") else None)
            return self.dates[field].__getitem__
        if kind == AMOUNT:
            self.amounts[field] = Amounts(field, self.options.decimal)
            return self.amounts[field]
        if kind == CODE:
            return Words(read_code).__getitem__ if field in _REPEATED_CODES else read_code
        if field == "state":
            return is_void
        if field in _NAMES:
            return Words(read_name).__getitem__
        if field in _REPEATED_TEXTS:
            return Words(read_remark).__getitem__
        makers: dict[str, Callable[[], Callable[[Any], object]]] = {
            CURRENCY: lambda: Currencies().__getitem__, TERMS: lambda: TermsColumn().__getitem__,
            TERMS_DAYS: lambda: TermsColumn().__getitem__, KIND: lambda: read_kind,
            METHOD: lambda: read_method, FLAG: lambda: is_no}
        return makers.get(kind, lambda: read_remark)()

    def read(self, row: int, cells: Cells) -> None:
        """One row: becomes a draft, problems, a skipped row, or waits."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        values = self._blank.copy()
        problems: list[RowProblem] = []
        waits = False
        for column, slot, convert, field in self._steps:
            cell = cells[column]
            if not cell and cell != 0:
                continue
            try:
                values[slot] = convert(cell)
            except Ambiguous:
                waits = True
            except InputError as error:
                if shown(cell):
                    problems.append(self.problem(row, field, cell, error))
        if waits:
            self.pending.append((row, cells))
        elif values[self._date_slot] is None and self.is_no_row(cells, values):
            self.skipped += 1
        else:
            draft = self.complete(row, cells, values[:-1], problems)
            if problems:
                self.problems += problems
            elif draft is not None:
                self.drafts.append(draft)

    def finish(self) -> None:
        """All rows have been seen: the columns settle how they are read, and the waiting rows are read again."""
        for dates in self.dates.values():
            dates.settle()
        for amounts in self.amounts.values():
            amounts.settle()
        waiting, self.pending = self.pending, []
        for row, cells in waiting:
            self.read(row, cells)
        if waiting:
            self.drafts.sort(key=lambda draft: draft.row)
        self.problems.sort(key=lambda problem: problem.row)

    def complete(self, row: int, cells: Cells, values: list[Any], problems: list[RowProblem]) -> AnyRow | None:
        """The draft of a row, or None where it is left out; what is wrong is added to `problems`."""
        raise NotImplementedError

    def is_no_row(self, cells: Cells, values: list[Any]) -> bool:
        """Whether a row without a readable date is blank or a total (its first filled cell begins with 合计, total …)."""
        for slot in self._date_slots:
            if values[slot] is not None:
                return False
        return self._nothing_mapped(cells) or begins_as_total(cells)

    def _nothing_mapped(self, cells: Cells) -> bool:
        return not any(shown(cells[step[0]]) for step in self._steps)

    def problem(self, row: int, field: str, cell: object, error: CreditDeskError) -> RowProblem:
        if isinstance(cell, Uncalculated):
            error = InputError(N_("“{value}” is a formula without a result. Open the file in Excel or WPS, save it and "
                                  "import it again."), code=error.code, field=field, value=str(cell))
        return RowProblem.of(row, self.layout.heading(field), field, shown(cell), error)

    def missing(self, row: int, field: str) -> RowProblem:
        heading = self.layout.heading(field)
        return RowProblem(row, heading, field, "", "missing", N_("“{heading}” is empty. Fill it in."),
                          {"heading": heading})

    def cell_of(self, cells: Cells, field: str) -> object:
        column = self.layout.columns.get(field)
        return "" if column is None else cells[column]

    def money(self, row: int, field: str, cells: Cells, amount: float | Decimal, currency: str,
              problems: list[RowProblem]) -> int:
        """Minor units of an amount; 0 and a problem where the currency cannot hold it."""
        cell = self.cell_of(cells, field)
        try:
            minor = minor_units(amount, currency)
        except InputError as error:
            problems.append(self.problem(row, field, cell, error))
            return 0
        if isinstance(cell, str) and (named := named_beside(cell)) and named != currency:
            self.warnings.append(self.problem(row, field, cell, InputError(
                N_("“{value}” names {named}, but the row is in {currency}. It is imported in {currency}."), code="other_currency",
                field=field, value=shown(cell), named=named, currency=currency)))
        return minor

    def party(self, row: int, code: str, name: str, tax_id: str, problems: list[RowProblem]) -> None:
        """Add a problem where a row names no customer, unless it already has one in these columns."""
        if not (code or name or tax_id) and not _has_problem(problems, "customer_code", "customer", "tax_id"):
            problems.append(self.missing(row, "customer" if "customer" in self.layout.columns else "customer_code"))

    def required(self, row: int, field: str, value: date | float | Decimal | None, problems: list[RowProblem]) -> None:
        if value is None and not _has_problem(problems, field):
            problems.append(self.missing(row, field))


_WITHOUT_TEXT = frozenset({DATE, AMOUNT, CURRENCY, TERMS, TERMS_DAYS, KIND, METHOD, FLAG})


def _has_problem(problems: list[RowProblem], *fields: str) -> bool:
    return any(problem.field in fields for problem in problems)


def first_word(cells: Cells) -> str:
    """The first filled cell, widths folded and without blanks (合　计 is 合计)."""
    for cell in cells:
        if cell and (text := shown(cell)):
            return "".join(unicodedata.normalize("NFKC", text).split())
    return ""


def begins_as_total(cells: Cells) -> bool:
    """Whether the first filled cell begins with 合计, total or another word of sums."""
    return bool(_TOTALS.match(first_word(cells)))


def is_total_of_figures(cells: Cells) -> bool:
    """Whether a row of a sheet without dates is a total: 合计 first, and nothing but figures beside it."""
    if not begins_as_total(cells):
        return False
    filled = [cell for cell in cells if shown(cell)]
    return all(_is_figure(cell) for cell in filled[1:])


def _is_figure(cell: object) -> bool:
    if isinstance(cell, (int, float)):
        return True
    try:
        parse(cell)
    except InputError:
        return False
    return True
