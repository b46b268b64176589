"""How far a sheet reaches, looked up before it is parsed.

The reader of workbooks makes room for every cell of the used rectangle at once: one forgotten blank in the last row and column
would ask for more memory than there is, and then the whole program ends without a word.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from ..domain.errors import FileError, N_
from .xlsx_cells import BROKEN, column_number, pieces, sheet_path

#: cells that are read at most: a million rows of forty columns
MOST = 40_000_000
#: the same for formats that are read with all their sheets and formulas at once
MOST_AT_ONCE = 10_000_000
#: bytes that a part other than a sheet may unfold to, and how many times its own length a part unfolds to at most
_PART, _UNFOLDS = 256 << 20, 1032
_PIECE = 1 << 18
_SHEET = re.compile(r"^xl/worksheets/[^/]*$|^content\.xml$|\.(png|jpe?g|emf|wmf|gif|bmp)$", re.IGNORECASE)
_ROW = re.compile(rb'row [^>]*?\br="(\d+)"')
#: cells behind the columns Z, AZ, CZ and ZZ, and the numbers of these columns
_BEHIND = tuple(re.compile(rb' r="' + letters) for letters in (
    b"[A-Z]{2}", b"(?:[B-Z][A-Z]|[A-Z]{3})", b"(?:[D-Z][A-Z]|[A-Z]{3})", b"[A-Z]{3}"))
_WIDTHS = (26, 52, 104, 702, 16_384)
#: a cell that holds something; one that is only coloured takes no room
_FILLED = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>/]*>(?!</c>)')


def check_reach(data: bytes, sheet: str) -> None:
    """FileError `too_large` where a sheet of an xlsx file reaches further than can be read; others are bounded by their reader."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            row, column = _reach(parts, sheet_path(parts, sheet))
    except BROKEN:
        return  # whatever is wrong with the file, the reader of workbooks says it in words
    if row * column > MOST:
        raise too_large(sheet, row, column)


def check_parts(parts: zipfile.ZipFile, file: str) -> None:
    """FileError `unreadable` where a part that is kept in memory as a whole unfolds to more than any office's file does.

    BadZipFile where a part says less than it unfolds to.
    """
    for part in parts.infolist():
        if _SHEET.search(part.filename) or part.compress_size * _UNFOLDS <= _PART:
            continue
        size = 0
        with parts.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > _PART:
                    raise unreadable(file)


def too_large(sheet: str, row: int, column: int) -> FileError:
    return FileError(N_("The sheet “{sheet}” reaches to row {row} and column {column}, which is more than can be read. Delete what "
                        "stands far behind the table, or copy the table into a new file."), code="too_large", sheet=sheet,
                     row=row, column=column)


def locked(file: str) -> FileError:
    return FileError(N_("“{file}” is protected by a password. Open it in Excel or WPS and save it without one."),
                     code="password", file=file)


def unreadable(file: str) -> FileError:
    return FileError(N_("“{file}” is damaged or not a workbook. Open it in Excel or WPS and save it as xlsx."),
                     code="unreadable", file=file)


def _reach(parts: zipfile.ZipFile, path: str) -> tuple[int, int]:
    """(last row, last column) as the filled cells are; what the sheet says of itself is no more than a word."""
    if not path:
        return 0, 0
    row, column = _at_most(parts, path)
    return (row, column) if row * column <= MOST else _filled(parts, path)


def _at_most(parts: zipfile.ZipFile, path: str) -> tuple[int, int]:
    """The last row, and a column behind which there is no cell: quick, and mostly all there is to know."""
    row, widest = 0, 0
    for piece in pieces(parts, path):
        row = max(row, *map(int, _ROW.findall(piece)), 0)
        while widest < len(_BEHIND) and _BEHIND[widest].search(piece):
            widest += 1
    return row, _WIDTHS[widest]


def _filled(parts: zipfile.ZipFile, path: str) -> tuple[int, int]:
    row = column = 0
    for piece in pieces(parts, path):
        for letters, number in _FILLED.findall(piece):
            row, column = max(row, int(number)), max(column, column_number(letters))
    return row, column
