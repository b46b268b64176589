"""Financial statements from a workbook or a block pasted from one (DOMAIN C2, M)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..domain.credit.statement_layout import read_statements, StatementRead
from ..domain.errors import InputError
from .sheet_in import open_workbook, read_text, Sheet, TextSheet


def statement_file(path: Path) -> StatementRead:
    """The statements of every sheet of a workbook together; FileError as `open_workbook`, InputError `no_statement`."""
    return _read(open_workbook(path))


def statement_text(text: str) -> StatementRead:
    """The same of a pasted block; FileError `empty`, InputError `no_statement`."""
    return _read(read_text(text))


def _read(sheets: Sequence[Sheet]) -> StatementRead:
    if not all(isinstance(sheet, TextSheet) for sheet in sheets):
        return read_statements((sheet.name, _cells(sheet)) for sheet in sheets)
    # a text is given once per separator: the one that reads most lines is the right one
    best: StatementRead | None = None
    problem: InputError | None = None
    for sheet in sheets:
        try:
            found = read_statements([("", _cells(sheet))])
        except InputError as error:
            problem = problem or error
            continue
        if best is None or _size(found) > _size(best):
            best = found
    if best is not None:
        return best
    assert problem is not None
    raise problem


def _cells(sheet: Sheet) -> Iterator[Sequence[object]]:
    return (cells for _number, cells in sheet.rows())


def _size(found: StatementRead) -> int:
    return sum(len(period.lines) for period in found.periods)
