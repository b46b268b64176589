"""The checked rows in a table: any number of them, cells in error marked, corrected in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Signal

from creditdesk.domain import money
from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.import_cells import shown
from creditdesk.domain.ledger.import_headings import AMOUNT, CURRENCY, DATE, field_type, INVOICES, TERMS_DAYS
from creditdesk.domain.ledger.import_layout import Layout
from creditdesk.i18n import _
from creditdesk.services.importing.preview import DUPLICATE, ERROR, LINE, NEW_CUSTOMER, PreviewRow
from creditdesk.ui.importing import words
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.model import GridModel, Index
from creditdesk.ui.widgets.arithmetic import amount_from

_WIDTHS = {AMOUNT: 98, DATE: 100, TERMS_DAYS: 88, CURRENCY: 80}
_USUAL, _NARROW, _ROOM, _CHECK = 118, 96, 610, 176
_WIDE = frozenset({"customer", "name", "invoice_no", "receipt_no", "order_no"})
#: what a person looks at first, in this order whatever the sheet's; what becomes of the row follows it
_FIRST = ("e_invoice_no", "invoice_no", "receipt_no", "order_no", "code", "customer_code", "customer", "name", "invoice_date",
          "date", "due_date", "amount")
CHECK = "state"
_RECKONING = re.compile(r"[*×/÷wWkK万千亿]|\d\s*[+]\s*\d")
_ICONS = {ERROR: "x-circle", NEW_CUSTOMER: "warning", DUPLICATE: "copy", LINE: "list"}


class PreviewModel(GridModel):
    """Rows in the order of the sheet. `corrected(row, column, text)` follows an edit; the check of the file comes after."""

    corrected = Signal(int, int, str)

    def __init__(self, layout: Layout, currency: str) -> None:
        super().__init__(_columns(layout, currency, self._correct), key=lambda row: row.row)
        self._rows: Sequence[PreviewRow] = []

    def show_rows(self, rows: Sequence[PreviewRow]) -> None:
        """Other rows, or the same after another check."""
        self.beginResetModel()
        self._rows = rows
        self.loading = False
        self.endResetModel()
        self.state_changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, row: int) -> Any:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    @property
    def filtered(self) -> bool:
        return False

    def clear_filters(self) -> None:
        """The filter is a choice of rows above the table."""

    def sort_by(self, key: str, descending: bool) -> None:
        """The order of the sheet is how a row is found again in it."""

    def error_of(self, row: Any, column: Column) -> str:
        """What is wrong in this very cell."""
        found = super().error_of(row, column)
        return found or "\n".join(words.problem_words(one) for one in row.problems if one.field == column.key)

    def warning_of(self, row: Any, column: Column) -> str:
        """What a person may want to look at in this cell."""
        if row.state == NEW_CUSTOMER and column.key in ("customer", "customer_code"):
            return words.state_words(NEW_CUSTOMER)
        return "\n".join(words.problem_words(one) for one in row.warnings if one.field == column.key)

    def _correct(self, column: int, currency: str, row: PreviewRow, text: str) -> None:
        text = _reckoned(text, currency) if currency else text
        cells = [*row.cells, *[""] * (column + 1 - len(row.cells))]
        if shown(cells[column]) == text.strip():
            return
        cells[column] = text
        row.cells = cells
        self.corrected.emit(row.row, column, text)


def _columns(layout: Layout, currency: str, correct: Any) -> list[Column]:
    columns = [Column("row", _("Row"), "int", width=54, tone=lambda _row: "t3")]
    seen = 1
    fields = layout.columns
    first = [field for field in _FIRST if field in fields and (field, layout.kind) != ("invoice_no", "receipts")]
    for field in [*first, *sorted(set(fields) - set(first), key=fields.__getitem__)]:
        place = fields[field]
        kind = field_type(field)
        columns.append(Column(
            field, words.field_words(field, layout.kind), value=partial(_cell, place, kind, currency),
            width=_WIDTHS.get(kind, _USUAL if field in _WIDE else _NARROW),
            align="right" if kind == AMOUNT else "left", edit=partial(correct, place, currency if kind == AMOUNT else "")))
        if field == "invoice_date" and layout.kind == INVOICES and "due_date" not in layout.columns:
            columns.append(Column("due", _("Due date"), "date", width=92, tone=lambda _row: "t3",
                                  tip=lambda row: _("From the payment terms") if row.due else ""))
        if field == (first or [""])[-1]:
            seen = len(columns)
    # What becomes of a row is always in sight: after the first columns where there is room, else before them. Where all
    # columns are seen at once, the name has the room that is left.
    fits = sum(column.width for column in columns[:seen]) <= _ROOM
    if fits and seen == len(columns):
        for at, column in enumerate(columns):
            if column.key in ("customer", "name"):
                columns[at] = replace(column, width=0)
    check = Column(CHECK, _("Result"), width=_CHECK,
                   value=partial(_state, layout.kind), tone=_tone, icon=_icon, tip=_all_problems)
    columns.insert(seen if fits else 1, check)
    return columns


def _cell(place: int, kind: str, currency: str, row: PreviewRow) -> str:
    """The cell as the sheet shows it, figures with thousands marks."""
    cell = row.cells[place] if place < len(row.cells) else ""
    if kind == AMOUNT and isinstance(cell, (int, float)):
        try:
            return money.display(Decimal(shown(cell)), currency)
        except (InvalidOperation, InputError):
            return shown(cell)
    return shown(cell)


def _reckoned(text: str, currency: str) -> str:
    """A typed sum (`1200*3`, `12.5万`) as a plain amount; anything else as it is, for the check of the file to judge."""
    if not _RECKONING.search(text):
        return text
    try:
        return str(amount_from(text, currency))
    except InputError:
        return text


def _state(kind: str, row: PreviewRow) -> str:
    told = row.problems or row.warnings
    return words.short_problem(told[0], kind) if told else words.short_state(row.state)


def _icon(row: PreviewRow) -> str:
    return _ICONS.get(row.state, "warning" if row.warnings else "check-circle")


def _tone(row: PreviewRow) -> str:
    if row.state == ERROR:
        return "dan"
    if row.state in (DUPLICATE, LINE):
        return "t3"
    return "war" if row.warnings or row.state == NEW_CUSTOMER else "ok"


def _all_problems(row: PreviewRow) -> str:
    return "\n".join(words.problem_words(one) for one in (*row.problems, *row.warnings)) or words.state_words(row.state)
