"""Corrections of single cells, laid over a sheet: the file itself is never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ...files.sheet_in import Row, Sheet
from .merged import MergedSheet, with_merged
from .source import Source

#: (the sheet's own row number, column from 0) → what a person typed instead
Edits = Mapping[tuple[int, int], str]


class EditedSheet:
    """A sheet with some of its cells replaced."""

    def __init__(self, base: Sheet, edits: Edits) -> None:
        self.base = base
        self.name = base.name
        self._by_row: dict[int, list[tuple[int, str]]] = {}
        for (row, column), text in edits.items():
            self._by_row.setdefault(row, []).append((column, text))

    def rows(self) -> Iterator[Row]:
        for number, cells in self.base.rows():
            changes = self._by_row.get(number)
            yield number, _changed(cells, changes) if changes else cells

    @property
    def row_count(self) -> int:
        return self.base.row_count

    @property
    def merged(self) -> list[tuple[int, int, int]]:
        return self.base.merged


def _changed(cells: Sequence[object], changes: Sequence[tuple[int, str]]) -> Sequence[object]:
    found = list(cells)
    for column, text in changes:
        found += [""] * (column + 1 - len(found))
        found[column] = text
    return found


def with_edits(source: Source, edits: Edits) -> Source:
    """The same sheet with these corrections instead of any former ones; a merged cell is corrected for all its rows."""
    sheet = source.sheet.base if isinstance(source.sheet, MergedSheet) else source.sheet
    base = sheet.base if isinstance(sheet, EditedSheet) else sheet
    return replace(source, sheet=with_merged(EditedSheet(base, edits) if edits else base, source.layout))
