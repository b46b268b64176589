"""Text files as offices write them, and the separators of their columns (DOMAIN M, Encodings)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from ..domain.errors import FileError, N_

SEPARATORS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FIELD_LIMIT = 1 << 20


def decode(data: bytes, name: str) -> str:
    """The text of a file: by its byte-order mark, else strict UTF-8, else GB18030; FileError `foreign` for neither.

    A file with zero bytes can only be UTF-16 without its mark: one of its two orders gives separators and ends of lines.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding, name)
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = data.decode(encoding, "replace")
            if "\n" in text and "\0" not in text and "\ufffd" not in text and any(mark in text for mark in SEPARATORS):
                return text
        raise not_text(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030", name)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise not_text(name) from None


def not_text(name: str) -> FileError:
    return FileError(N_("“{file}” is neither a workbook nor a text file in UTF-8, UTF-16 or GB18030. Open it in "
                        "Excel or WPS and save it as xlsx."), code="foreign", file=name)


def records(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a separated text; a quoted cell may hold line breaks, a blank line is an empty row.

    Raises csv.Error where a quotation mark does not close before the end of the text or within a million characters: the rows
    behind it would vanish into one cell.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    begin = end = read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        # newline="" leaves the ends of lines to the reader, which knows those inside quotes
        for line in io.StringIO(text, newline=""):
            read += len(line)
            yield line

    for row in csv.reader(lines(), delimiter=separator):
        begin, end = end, read
        yield row
    _check_closed(text[begin:end], separator)


def _check_closed(last: str, separator: str) -> None:
    """csv.Error where the last row ends inside quotes, as only that one can; other liberties are taken as they are."""
    if '"' not in last:
        return
    try:
        for _row in csv.reader(io.StringIO(last, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        if "end of data" in str(error):
            raise
