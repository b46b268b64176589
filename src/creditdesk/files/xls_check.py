"""An .xls file looked through before it is read: whether it is whole, locked, or reaches further than can be read.

The reader of workbooks makes room for what the file says of itself, and for every cell between the first and the last.
"""

from __future__ import annotations

import struct

from .ole import BrokenError, Container, Stream
from .sheet_size import locked, MOST_AT_ONCE, too_large, unreadable

_NAMES = ("Workbook", "Book", "WORKBOOK", "BOOK")
_PACKAGE = "EncryptedPackage"
_BEGIN, _END, _LOCK, _SHEET, _DIMENSIONS, _SEVERAL = 0x0809, 0x000A, 0x002F, 0x0085, 0x0200, 0x00BD
#: records of a cell with something in it, which begin with its row and column
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, _SEVERAL})
#: cells a sheet may announce without room being made for nothing
_ANNOUNCED = 1 << 20
_RECORD = struct.Struct("<HH")


def checked_xls(data: bytes, file: str) -> bytes:
    """The file, fit to be handed to the reader; FileError `password`, `unreadable`, `too_large`.

    What a sheet only says of its own size is put right where it says too much.
    """
    try:
        container = Container(data)
        if _PACKAGE in container.names:
            raise locked(file)
        stream = next((found for name in _NAMES if (found := container.stream(name)) is not None), None)
    except BrokenError:
        raise (locked if _PACKAGE.encode("utf-16-le") in data else unreadable)(file) from None
    if stream is None:
        raise unreadable(file)
    whole = bytearray()
    cells = 0
    seen: dict[int, tuple[int, int]] = {}
    for number, begin in enumerate(_sheets(stream.data, file), 1):
        if begin not in seen:
            rows, columns, announced = _reach(stream.data, begin)
            seen[begin] = rows, columns
            for offset in announced:
                whole = whole or bytearray(data)
                _announce_one(whole, stream, offset)
        rows, columns = seen[begin]
        cells += rows * columns
        if cells > MOST_AT_ONCE:
            raise too_large(str(number), rows, columns)
    return bytes(whole) or data


def _sheets(stream: bytes, file: str) -> list[int]:
    """Where the sheets begin; FileError `password` where what follows is locked."""
    found, at = [], 0
    while at + 4 <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        if kind == _LOCK:
            raise locked(file)
        if kind == _SHEET and at + 8 <= len(stream):
            found.append(int.from_bytes(stream[at + 4:at + 8], "little"))
        if kind == _END:
            break
        at += 4 + length
    return found


def _reach(stream: bytes, at: int) -> tuple[int, int, list[int]]:
    """(last row, last column, where the announcements that say too much lie) of one sheet."""
    row = column = depth = 0
    announced = []
    read, end = _RECORD.unpack_from, len(stream) - 8
    while at <= end:
        kind, length = read(stream, at)
        if kind in _CELLS:
            here, place = read(stream, at + 4)
            row, column = max(row, here + 1), max(column, place + 1)
            if kind == _SEVERAL and 6 <= length <= end + 4 - at:
                column = max(column, int.from_bytes(stream[at + 2 + length:at + 4 + length], "little") + 1)
        elif kind == _DIMENSIONS:
            if _says_too_much(stream[at + 4:at + 4 + length]):
                announced.append(at + 4)
        elif kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth < 1:
                break
        at += 4 + length
    return row, column, announced


def _says_too_much(record: bytes) -> bool:
    if len(record) not in (10, 14):
        return False
    first, last, left, right = struct.unpack_from("<HHHH" if len(record) == 10 else "<IIHH", record)
    left = 0 if left > 0xFF or right < left else left
    return bool(last < first or right < left or (last - first) * (right - left) > _ANNOUNCED)


def _announce_one(whole: bytearray, stream: Stream, offset: int) -> None:
    """One row and one column: the reader makes room for the rest as it comes."""
    (length,) = struct.unpack_from("<H", stream.data, offset - 2)
    for at, value in enumerate(struct.pack("<HHHH" if length == 10 else "<IIHH", 0, 1, 0, 1)):
        whole[stream.place(offset + at)] = value
