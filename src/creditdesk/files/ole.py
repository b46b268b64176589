"""The container of old Office files (MS-CFB), followed with care: every chain ends, and nothing lies outside the file.

The reader of workbooks follows the tables of such a file as they stand. In a damaged one a chain may lead back to itself or a size
say four billion bytes, and then the reader asks for more memory than there is, which ends the whole program without a word.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_END = 0xFFFFFFFE
_RESERVED = 0xFFFFFFFA
_HEADER, _ENTRY, _MINI = 512, 128, 64
#: streams shorter than this lie in the small sectors
_SMALL = 4096
_SIZES = {9: 512, 12: 4096}


class BrokenError(Exception):
    """The container contradicts itself."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its bytes, and where each of its blocks lies in the file."""

    data: bytes
    places: Sequence[int]
    block: int

    def place(self, offset: int) -> int:
        """Where a byte of the stream lies in the file."""
        return self.places[offset // self.block] + offset % self.block


class Container:
    """The streams of a file by name; BrokenError at opening or reading where its tables cannot be right."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER:
            raise BrokenError
        self._data = data
        shift, small, fat_count, first, mini_first, mini_count, more = (
            *struct.unpack_from("<HH", data, 30), *struct.unpack_from("<II", data, 44), *struct.unpack_from("<III", data, 60))
        if shift not in _SIZES or small != 6:
            raise BrokenError
        self._size = _SIZES[shift]
        self._sectors = -(-max(0, len(data) - self._size) // self._size)  # before the first lies the header, one sector long
        if max(fat_count, mini_count) > self._sectors:
            raise BrokenError
        self._fat = self._numbers([sector for sector in self._tables(more) if sector < _RESERVED])
        entries = self._read(self._chain(first, self._fat, None))
        if len(entries) < _ENTRY:
            raise BrokenError
        self._entries = [self._entry(entries[at:at + _ENTRY]) for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)]
        self._mini: list[int] = []
        self._mini_fat: Sequence[int] = ()
        if mini_count:
            _name, start, length = self._entries[0]
            self._mini = self._chain(start, self._fat, -(-length // self._size))
            self._mini_fat = self._numbers(self._chain(mini_first, self._fat, mini_count))
        for _name, start, length in self._entries[1:]:
            self._blocks(start, length)  # a stream nobody wants may be followed all the same

    @property
    def names(self) -> list[str]:
        return [name for name, _start, _length in self._entries]

    def stream(self, name: str) -> Stream | None:
        """The first stream of a name, None where there is none."""
        for known, start, length in self._entries:
            if known == name:
                places, block = self._blocks(start, length)
                data = b"".join(self._data[place:place + block] for place in places)
                return Stream(data[:length], places, block)
        return None

    def _tables(self, following: int) -> list[int]:
        """The sectors that hold the table of sectors; those behind the first 109 are themselves a chain."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        for _step in range(self._sectors + 1):
            if following >= _RESERVED:
                return found
            part = self._numbers([following])
            if not part:
                break
            found += part[:-1]
            following = part[-1]
        raise BrokenError

    def _entry(self, entry: bytes) -> tuple[str, int, int]:
        (start,) = struct.unpack_from("<I", entry, 116)
        (length,) = struct.unpack_from("<I" if self._size == _HEADER else "<Q", entry, 120)
        return entry[:64].decode("utf-16-le", "replace").partition("\0")[0], start, length

    def _blocks(self, start: int, length: int) -> tuple[list[int], int]:
        """Where the blocks of a stream lie, and how long each is."""
        if not length:
            return [], _MINI
        if length > len(self._data):
            raise BrokenError
        if length >= _SMALL:
            return [self._offset(sector) for sector in self._chain(start, self._fat, -(-length // self._size))], self._size
        places = []
        for number in self._chain(start, self._mini_fat, -(-length // _MINI)):
            sector, inside = divmod(number * _MINI, self._size)
            if sector >= len(self._mini):
                raise BrokenError
            places.append(self._offset(self._mini[sector]) + inside)
        return places, _MINI

    def _chain(self, sector: int, table: Sequence[int], count: int | None) -> list[int]:
        """The sectors of a chain, `count` of them or until its end."""
        found: list[int] = []
        while sector != _END and (count is None or len(found) < count):
            if sector >= len(table) or len(found) > len(table):  # outside, or it leads back to itself
                raise BrokenError
            found.append(sector)
            sector = table[sector]
        return found

    def _offset(self, sector: int) -> int:
        if sector >= self._sectors:
            raise BrokenError
        return (sector + 1) * self._size

    def _read(self, sectors: Sequence[int]) -> bytes:
        return b"".join(self._data[(at := self._offset(sector)):at + self._size] for sector in sectors)

    def _numbers(self, sectors: Sequence[int]) -> tuple[int, ...]:
        found = self._read(sectors)
        return struct.unpack_from(f"<{len(found) // 4}I", found)
