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
_HEAD = 4096
_DIMENSION = re.compile(rb'<dimension[^>]*\bref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
#: cells in columns of one letter or more, of two or more, of three
_LETTERS = tuple(re.compile(rb'<c r="' + b"[A-Z]" * count) for count in (1, 2, 3))
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
        raise FileError(N_("The sheet “{sheet}” reaches to row {row} and column {column}, which is more than can be read. Delete what "
                           "stands far behind the table, or copy the table into a new file."), code="too_large", sheet=sheet,
                        row=row, column=column)


def _reach(parts: zipfile.ZipFile, path: str) -> tuple[int, int]:
    """(last row, last column) as the sheet says; where it says nothing or too much, as its filled cells are."""
    if not path:
        return 0, 0
    with parts.open(path) as stream:
        said = _DIMENSION.search(stream.read(_HEAD))
    if said is not None:
        row, column = int(said[2]), column_number(said[1])
        if row * column <= MOST:
            return row, column
    row, column = _at_most(parts, path)
    return (row, column) if row * column <= MOST else _filled(parts, path)


def _at_most(parts: zipfile.ZipFile, path: str) -> tuple[int, int]:
    """The last row, and a column behind which there is no cell: quick, and mostly all there is to know."""
    row, widest = 0, 0
    for piece in pieces(parts, path):
        row = max(row, *map(int, _ROW.findall(piece)), 0)
        while widest < len(_LETTERS) and _LETTERS[widest].search(piece):
            widest += 1
    return row, (0, 26, 702, 16_384)[widest]


def _filled(parts: zipfile.ZipFile, path: str) -> tuple[int, int]:
    row = column = 0
    for piece in pieces(parts, path):
        for letters, number in _FILLED.findall(piece):
            row, column = max(row, int(number)), max(column, column_number(letters))
    return row, column
