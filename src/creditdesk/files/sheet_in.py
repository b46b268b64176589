"""Workbooks and separated texts, read row by row (DOMAIN M; FLOORS 5)."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ..domain.errors import FileError, N_, reason_of
from ..domain.ledger.import_layout import Head, HEAD_ROWS
from .encodings import decode, not_text, records, SEPARATORS
from .ods_check import check_ods, CONTENT, WHOLE
from .sheet_size import check_parts, check_reach, locked, unreadable
from .xls_check import checked_xls
from .xlsx_cells import BROKEN, odd_cells, OddCells, pads_with_zeros

Row = tuple[int, Sequence[object]]
PASTED = "clipboard"
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"


class Sheet(Protocol):
    """One table of cells: str, int, float, bool, date, datetime; a blank cell is ""."""

    name: str

    def rows(self) -> Iterator[Row]:
        """(the row's number as Excel shows it, its cells), again from the first at every call."""

    @property
    def row_count(self) -> int:
        """Number of the last row, for progress."""

    @property
    def merged(self) -> list[tuple[int, int, int]]:
        """Cells merged over several rows: (first row, last row, column from 0); their value stands in the first."""


def head(sheet: Sheet) -> Head:
    """The rows among which the headings are looked for; of a text that cannot be split further, those up to there."""
    found = []
    try:
        for row in islice(sheet.rows(), HEAD_ROWS):
            found.append(row)
    except FileError:
        if not isinstance(sheet, TextSheet):  # a text may be read by the wrong separator here
            raise
    return Head(sheet.name, tuple(found))


#: bytes of a workbook that takes a while to parse
_LARGE = 1_000_000


class WorkbookSheet:
    """A sheet of an xlsx, xls or ods workbook; parsed at the first look and kept until `release`."""

    def __init__(self, workbook: CalamineWorkbook, name: str, file: str, data: bytes = b"",
                 meanwhile: Callable[[], object] | None = None) -> None:
        """`data` is the file itself where it is an xlsx: some things have to be looked at there."""
        self._meanwhile = meanwhile
        self.name = name
        self._workbook = workbook
        self._file = file
        self._data = data
        self._sheet: CalamineSheet | None = None
        self._odd: OddCells | None = None
        self._padded: bool | None = None

    def _parsed(self) -> CalamineSheet:
        if self._sheet is None:
            if self._data:
                check_reach(self._data, self.name)
            if self._meanwhile and len(self._data) > _LARGE:
                self._meanwhile()
            with _readable(self._file):
                self._sheet = self._workbook.get_sheet_by_name(self.name)
        return self._sheet

    def rows(self) -> Iterator[Row]:
        # calamine begins at the first row of the sheet, whatever the used range
        numbered = enumerate(self._parsed().iter_rows(), 1)
        return self._looked_at(numbered) if self._data else numbered

    def _looked_at(self, rows: Iterable[tuple[int, list[Any]]]) -> Iterator[Row]:
        """Rows with their odd cells; the file is searched for them when the first row with a blank comes.

        An odd cell is a blank for the parser, but for zeros that are only a format.
        """
        if self._padded is None:
            self._padded = pads_with_zeros(BytesIO(self._data))
        if self._odd is None and self._padded:
            self._odd = odd_cells(BytesIO(self._data), self.name)
        for number, cells in rows:
            if self._odd is None and "" in cells:
                self._odd = odd_cells(BytesIO(self._data), self.name)
            if self._odd:
                for column, text in self._odd.get(number, ()):
                    cells += [""] * (column + 1 - len(cells))
                    cells[column] = text
            yield number, cells

    @property
    def merged(self) -> list[tuple[int, int, int]]:
        """Cells merged over several rows: (first row as Excel shows it, last row, column from 0)."""
        with _readable(self._file):
            found = self._parsed().merged_cell_ranges or []
        return [(top + 1, bottom + 1, left) for (top, left), (bottom, _right) in found if bottom > top]

    @property
    def row_count(self) -> int:
        end = self._parsed().end
        return 0 if end is None else end[0] + 1

    def release(self) -> None:
        """Forget the parsed cells; a later look parses again."""
        self._sheet = None


class TextSheet:
    """A separated text read by one separator."""

    def __init__(self, name: str, text: str, separator: str) -> None:
        self.name = name
        self.separator = separator
        self._text = text

    def rows(self) -> Iterator[Row]:
        number = 0
        try:
            for number, cells in enumerate(records(self._text, self.separator), 1):
                yield number, cells
        except csv.Error as error:
            row = number if "end of data" in str(error) else number + 1
            raise FileError(N_("Row {row} of “{file}” cannot be split into cells: a quotation mark does not close, or a cell is longer "
                               "than a million characters."), code="unreadable", file=self.name, row=row) from error

    @property
    def merged(self) -> list[tuple[int, int, int]]:
        return []

    @property
    def row_count(self) -> int:
        return self._text.count("\n") + 1


def open_workbook(path: Path, sheet: str | None = None, meanwhile: Callable[[], object] | None = None) -> list[Sheet]:
    """The visible sheets of a workbook, or a text file once per separator (, ; tab |); the layout tells which fits.

    `sheet` keeps only the sheet of that name, hidden or not, or of that number from 1. FileError `not_found`,
    `unreadable`, `empty`, `password`, `foreign`, `unknown_sheet`. `meanwhile` is called before a large sheet is parsed, which
    lets other threads work.
    """
    name = path.name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FileError(N_("The file “{file}” was not found."), code="not_found", file=name) from None
    except OSError as error:
        raise FileError(N_("“{file}” cannot be read: {reason}. Close it in other programs and try again."),
                        code="unreadable", file=name, reason=reason_of(error)) from error
    if not data.strip():
        raise _empty(name)
    if data.startswith((_ZIP, _OLE)):
        return _workbook(path, data, sheet, meanwhile)
    return _texts(data, name)


def read_text(text: str) -> list[Sheet]:
    """A block pasted from Excel or WPS, once per separator, tab first; FileError `empty`."""
    if not text.strip():
        raise FileError(N_("The clipboard holds no rows. Copy them with their headings first."), code="empty")
    return [TextSheet(PASTED, text, separator) for separator in sorted(SEPARATORS, key=lambda mark: mark != "\t")]


def _texts(data: bytes, name: str) -> list[Sheet]:
    start = data[:400].lstrip().lower()
    if data.startswith(_PDF) or start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise not_text(name)
    text = decode(data, name).lstrip("\ufeff")
    if not text.strip():
        raise _empty(name)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and (mark := first.strip()[4:5] or "\t") in SEPARATORS:
        return [TextSheet(name, rest, mark)]  # a line for Excel itself, which does not count it as a row
    return [TextSheet(name, text, separator) for separator in SEPARATORS]


def _workbook(path: Path, data: bytes, wanted: str | None, meanwhile: Callable[[], object] | None) -> list[Sheet]:
    name = path.name
    try:
        with _readable(name):
            workbook = _opened(path, data)
            sheets = [(one.name, one.visible == SheetVisibleEnum.Visible) for one in workbook.sheets_metadata]
    except PasswordError:
        raise locked(name) from None
    if wanted is not None:
        chosen = [title for number, (title, _) in enumerate(sheets, 1) if title == wanted] or [
            title for number, (title, _) in enumerate(sheets, 1) if str(number) == wanted]
        if not chosen:
            raise FileError(N_("“{file}” has no sheet “{sheet}”. Its sheets: {known}."), code="unknown_sheet",
                            field="sheet", file=name, sheet=wanted, known=", ".join(title for title, _ in sheets))
    else:
        chosen = [title for title, visible in sheets if visible] or [title for title, _ in sheets]
    found: list[Sheet] = [WorkbookSheet(workbook, title, name, data if data.startswith(_ZIP) else b"", meanwhile)
                          for title in chosen]
    if not any(one.row_count for one in found):
        raise _empty(name)
    return found


@contextmanager
def _readable(name: str) -> Iterator[None]:
    """FileError `unreadable` for whatever the reader of workbooks cannot read; PasswordError passes."""
    try:
        yield
    except PasswordError:
        raise
    except (CalamineError, OSError, ValueError) as error:
        raise unreadable(name) from error
    except BaseException as error:  # the reader is written in Rust: where it panics at a damaged file, that is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(name) from error


def _opened(path: Path, data: bytes) -> CalamineWorkbook:
    """The workbook, once it is known to fit into memory: the reader itself would end the program where it does not."""
    if data.startswith(_OLE):
        return CalamineWorkbook.from_filelike(BytesIO(checked_xls(data, path.name)))
    _check_zip(data, path.name)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise
    except (CalamineError, ValueError):
        return CalamineWorkbook.from_filelike(BytesIO(data))  # a name with the wrong ending: look at the content


def _check_zip(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            check_parts(parts, name)
            if {CONTENT, WHOLE} & set(parts.namelist()):
                check_ods(parts, name)
    except BROKEN:
        raise unreadable(name) from None


def _empty(name: str) -> FileError:
    return FileError(N_("“{file}” is empty."), code="empty", file=name)
