"""An .ods file looked through before it is read: repeated cells and blanks are a few letters in the file, but cells in memory."""

from __future__ import annotations

import zipfile
from typing import IO
from xml.parsers import expat

from .sheet_size import locked, MOST_AT_ONCE, too_large, unreadable

#: the table itself, and what stands in its place where the whole file is locked as one
CONTENT, WHOLE = "content.xml", "encrypted-package"
_MANIFEST, _LOCKED = "META-INF/manifest.xml", b"encryption-data"
_PIECE = 1 << 18
_CELL = frozenset({"table:table-cell", "table:covered-table-cell"})
_FILLED = frozenset({"office:value", "office:string-value", "office:date-value", "office:time-value", "office:boolean-value",
                     "table:formula"})
_ROWS, _COLUMNS = 1_048_576, 16_384
#: blanks that all texts together may hold in the short way
_BLANKS = 1_000_000


def check_ods(parts: zipfile.ZipFile, file: str) -> None:
    """FileError `password`; `too_large` where more cells would be made than can be held, `unreadable` where the text breaks off."""
    names = parts.namelist()
    if WHOLE in names or (_MANIFEST in names and _LOCKED in parts.read(_MANIFEST)):
        raise locked(file)
    try:
        with parts.open(CONTENT) as stream:
            _Count(file).read(stream)
    except (expat.ExpatError, LookupError):  # the second: an encoding that does not exist
        raise unreadable(file) from None


class _Count:
    """Cells as the reader will make them: columns of a row up to its last filled one, rows up to the last that has one."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._table = ""
        self._made = self._blanks = 0
        self._rows = self._widest = self._last = 0
        self._repeated, self._columns, self._filled = 1, 0, 0

    def read(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, name: str, given: dict[str, str]) -> None:
        if name in _CELL:
            self._columns = min(_COLUMNS, self._columns + self._number(given, "table:number-columns-repeated"))
            if given.get("office:value-type") == "string" or not _FILLED.isdisjoint(given):
                self._filled = self._columns
        elif name == "table:table-row":
            self._repeated = self._number(given, "table:number-rows-repeated")
            self._columns = self._filled = 0
        elif name == "table:table":
            self._table = given.get("table:name", "")
            self._rows = self._widest = self._last = 0
        elif name == "text:s":
            self._blanks += self._number(given, "text:c")
            if self._blanks > _BLANKS:
                raise unreadable(self._file)

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self._rows = min(_ROWS, self._rows + self._repeated)
            if self._filled:
                self._last, self._widest = self._rows, max(self._widest, self._filled)
            self._made += self._filled
            self._check()
        elif name == "table:table":
            self._made += self._last * self._widest

    def _check(self) -> None:
        if self._made + self._last * self._widest > MOST_AT_ONCE:
            raise too_large(self._table, self._last, self._widest)

    def _number(self, given: dict[str, str], name: str) -> int:
        text = given.get(name, "1")
        if not text.isdecimal() or len(text) > 9:
            raise unreadable(self._file)
        return int(text)
