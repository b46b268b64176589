"""The checked rows in a table: any number of them, cells in error marked, corrected in place."""

from __future__ import annotations

from collections.abc import Sequence
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

_WIDTHS = {AMOUNT: 112, DATE: 104, TERMS_DAYS: 88, CURRENCY: 80}
_USUAL, _NARROW, _ROOM = 130, 96, 560
_WIDE = frozenset({"customer", "name", "invoice_no", "receipt_no"})
CHECK = "state"


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

    def _correct(self, column: int, row: PreviewRow, text: str) -> None:
        cells = [*row.cells, *[""] * (column + 1 - len(row.cells))]
        if shown(cells[column]) == text.strip():
            return
        cells[column] = text
        row.cells = cells
        self.corrected.emit(row.row, column, text)


def _columns(layout: Layout, currency: str, correct: Any) -> list[Column]:
    columns = [Column("row", _("Row"), "int", width=60, tone=lambda _row: "t3")]
    for field, place in sorted(layout.columns.items(), key=lambda pair: pair[1]):
        kind = field_type(field)
        columns.append(Column(
            field, words.field_words(field, layout.kind), value=partial(_cell, place, kind, currency),
            width=_WIDTHS.get(kind, _USUAL if field in _WIDE else _NARROW),
            align="right" if kind == AMOUNT else "left", edit=partial(correct, place)))
        if field == "invoice_date" and layout.kind == INVOICES and "due_date" not in layout.columns:
            columns.append(Column("due", _("Due date"), "date", width=104, tone=lambda _row: "t3",
                                  tip=lambda row: _("From the payment terms") if row.due else ""))
    # What becomes of a row is always in sight: at the end where there is room, else before the cells.
    fits = sum(column.width for column in columns) <= _ROOM
    check = Column(CHECK, _("Result"), width=0 if fits else 160, value=_state, tone=_tone, tip=_all_problems)
    columns.insert(len(columns) if fits else 1, check)
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


def _state(row: PreviewRow) -> str:
    if row.problems:
        return words.problem_words(row.problems[0])
    if row.warnings:
        return words.problem_words(row.warnings[0])
    return words.state_words(row.state)


def _tone(row: PreviewRow) -> str:
    if row.state == ERROR:
        return "dan"
    if row.state in (DUPLICATE, LINE):
        return "t3"
    return "war" if row.warnings or row.state == NEW_CUSTOMER else "ok"


def _all_problems(row: PreviewRow) -> str:
    return "\n".join(words.problem_words(one) for one in (*row.problems, *row.warnings)) or words.state_words(row.state)
