"""What the reader of workbooks does not tell of an xlsx cell: errors, formulas nobody has calculated, leading zeros.

An error (#N/A) and a formula without a value are blank for the reader; taken as blank, a missing due date would quietly be
replaced by one from the terms. A number shown as 00000123 by its format loses its zeros. These cells get a text instead.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree

from ..domain.ledger.import_cells import Uncalculated

#: (row from 1, column from 0) → the text that stands for the cell
OddCells = dict[int, list[tuple[int, str]]]

_PIECE = 1 << 18
BROKEN = (zipfile.BadZipFile, LookupError, OSError, ElementTree.ParseError, ValueError, zlib.error, EOFError,
          RuntimeError, struct.error, OverflowError)  # the last three: a part that says it is locked, or longer than can be
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*?/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_BARE_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*>([^<]+)</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>')
_ZEROS = re.compile(r"0{2,15}")
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&apos;", b"'"), (b"&amp;", b"&"))
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def odd_cells(source: str | BinaryIO, sheet: str) -> OddCells:
    """The odd cells of one sheet, by row; nothing where the file is no xlsx or its parts are not where they belong."""
    try:
        with zipfile.ZipFile(source) as parts:
            path = sheet_path(parts, sheet)
            return _scan(parts, path, _zero_formats(parts)) if path else {}
    except BROKEN:
        return {}  # whatever is wrong with the file, the reader of workbooks says it in words


def pads_with_zeros(source: BinaryIO) -> bool:
    """Whether the workbook has a number format of nothing but zeros."""
    try:
        with zipfile.ZipFile(source) as parts:
            return bool(_zero_formats(parts))
    except BROKEN:
        return False


def sheet_path(parts: zipfile.ZipFile, sheet: str) -> str:
    """Where the sheet of a name is kept, "" where it is not found."""
    if "xl/workbook.xml" not in parts.namelist():
        return ""
    found = [one.get(_RELATION) for one in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
             if one.get("name") == sheet]
    links = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(
        parts.read("xl/_rels/workbook.xml.rels"))}
    target = links.get(found[0], "") if found else ""
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target) if target else ""


def _zero_formats(parts: zipfile.ZipFile) -> dict[int, int]:
    """Places of the styles whose number format is nothing but zeros → how many."""
    if "xl/styles.xml" not in parts.namelist():
        return {}
    root = ElementTree.fromstring(parts.read("xl/styles.xml"))
    codes = {one.get("numFmtId"): str(one.get("formatCode", "")) for one in root.iter(f"{_MAIN}numFmt")}
    styles = root.find(f"{_MAIN}cellXfs")
    wanted = [codes.get(one.get("numFmtId"), "") for one in styles] if styles is not None else []
    return {place: len(code) for place, code in enumerate(wanted) if _ZEROS.fullmatch(code)}


def _scan(parts: zipfile.ZipFile, path: str, zeros: dict[int, int]) -> OddCells:
    found: OddCells = {}
    padded = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bs="(%b)"[^>]*><v>(\d+)</v>' % b"|".join(
        str(style).encode() for style in zeros)) if zeros else None
    for piece in pieces(parts, path):
        if b't="e"' in piece:
            for column, row, text in _ERROR.findall(piece):
                _add(found, column, row, text)
        if b"<f>" in piece or b"<f " in piece:
            for column, row, text in _BARE_FORMULA.findall(piece):
                _add(found, column, row, b"=" + text, Uncalculated)
        if padded is not None:
            for column, row, style, digits in padded.findall(piece):
                if len(digits) < (width := zeros[int(style)]):
                    _add(found, column, row, digits.rjust(width, b"0"))
    return found


def pieces(parts: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The part of a sheet in pieces that end with a row."""
    rest = b""
    with parts.open(path) as stream:
        while data := stream.read(_PIECE):
            end = data.rfind(b"</row>") + 6
            if end == 5:  # no row ends here
                rest += data
                continue
            yield rest + data[:end]
            rest = data[end:]
    yield rest


def column_number(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _add(found: OddCells, column: bytes, row: bytes, text: bytes, kind: type[str] = str) -> None:
    for entity, mark in _ENTITIES:
        text = text.replace(entity, mark)
    found.setdefault(int(row), []).append((column_number(column) - 1, kind(text.decode("utf-8", "replace"))))
