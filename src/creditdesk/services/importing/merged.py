"""Cells merged over several rows, as owners keep their own ledgers: the customer stands once for all its invoices."""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.ledger.import_cells import shown
from ...domain.ledger.import_headings import AMOUNT, field_type, RAW
from ...domain.ledger.import_layout import Layout
from ...domain.ledger.import_reader import begins_as_total
from ...files.sheet_in import Row, Sheet


class MergedSheet:
    """A sheet whose merged cells count for every row they span, below the headings and but for amounts.

    An amount merged over two rows is one amount. Blank rows and rows of totals stay what they are.
    """

    def __init__(self, base: Sheet, layout: Layout) -> None:
        self.base = base
        self.name = base.name
        columns = {column for field, column in layout.columns.items() if field_type(field) not in (AMOUNT, RAW)}
        self._spans = [(max(top, layout.last_heading_row + 1), bottom, column) for top, bottom, column in base.merged
                       if column in columns and bottom > layout.last_heading_row + 1]

    @property
    def fills(self) -> bool:
        """Whether any cell below the headings is merged over rows."""
        return bool(self._spans)

    def rows(self) -> Iterator[Row]:
        begins: dict[int, list[tuple[int, int]]] = {}
        for top, bottom, column in self._spans:
            begins.setdefault(top, []).append((bottom, column))
        #: column → (last row, the value)
        held: dict[int, tuple[int, object]] = {}
        for number, cells in self.base.rows():
            if held and any(shown(cell) for cell in cells) and not begins_as_total(cells):
                filled = list(cells)
                for column, (last, value) in held.items():
                    if number <= last and column < len(filled) and not shown(filled[column]):
                        filled[column] = value
                cells = filled
            for bottom, column in begins.get(number, ()):
                held[column] = (bottom, cells[column] if column < len(cells) else "")
            yield number, cells

    @property
    def row_count(self) -> int:
        return self.base.row_count

    @property
    def merged(self) -> list[tuple[int, int, int]]:
        return self.base.merged


def with_merged(sheet: Sheet, layout: Layout) -> Sheet:
    """The sheet with its merged cells filled, by the columns of this layout instead of any former one."""
    base = sheet.base if isinstance(sheet, MergedSheet) else sheet
    found = MergedSheet(base, layout)
    return found if found.fills else base
