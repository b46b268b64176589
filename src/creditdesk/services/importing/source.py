"""A file or a pasted block, its layout found or remembered (CLI Import, Heading row)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ...domain.errors import FileError
from ...domain.ledger.import_layout import bare_layout, find_layout, Head, Layout
from ...files.sheet_in import head, open_workbook, read_text, Sheet
from ...store import importing
from .. import pinyin
from ..session import Session
from .merged import with_merged


@dataclass(frozen=True, slots=True)
class Source:
    """One sheet to import. `remembered`: its mapping was corrected by a person in an earlier import.

    `sum_lines`: a person said then that rows with one number are the lines of one invoice.
    """

    file: str
    digest: str
    sheet: Sheet
    layout: Layout
    remembered: bool = False
    sum_lines: bool | None = None
    #: names of the workbook's sheets; one for a text
    sheets: tuple[str, ...] = ()
    #: other sheets of the workbook with the very same headings, which are not read: one a month, for instance
    alike: tuple[str, ...] = ()

    def mapped(self, columns: Mapping[str, int]) -> Source:
        """The same sheet with a corrected mapping {field: column}."""
        layout = self.layout.with_columns(columns)
        return replace(self, layout=layout, sheet=with_merged(self.sheet, layout))


def open_file(session: Session, path: Path, kind: str, *, sheet: str | None = None,
              mapping: Mapping[str, str] | None = None, bare: bool = False) -> Source:
    """Find headings and columns of a file; a mapping remembered for this layout is used where none is given.

    `bare`: where no heading is known, the fullest row is taken for the headings, and a person chooses every column.
    """
    sheets = open_workbook(path, sheet, pinyin.load)  # new customers will be spelled
    return _source(session, sheets, path.name, hashlib.sha256(path.read_bytes()).hexdigest(), kind, mapping, bare)


def open_pasted(session: Session, text: str, kind: str, *, bare: bool = False) -> Source:
    """The same for a block pasted from Excel or WPS."""
    sheets = read_text(text)
    return _source(session, sheets, sheets[0].name, hashlib.sha256(text.encode()).hexdigest(), kind, None, bare)


def _source(session: Session, sheets: list[Sheet], file: str, digest: str, kind: str,
            mapping: Mapping[str, str] | None, bare: bool) -> Source:
    heads = [head(sheet) for sheet in sheets]
    try:
        layout = find_layout(heads, kind, mapping)
    except FileError as error:
        found = bare_layout(heads, kind) if bare and error.code == "no_heading" else None
        if found is None:
            raise
        layout = found
    source = Source(file, digest, with_merged(sheets[layout.sheet], layout), layout,
                    sheets=tuple(dict.fromkeys(one.name for one in sheets)), alike=_alike(heads, layout))
    if mapping:
        return source
    with session.book.read() as connection:
        kept = importing.profile(connection, kind, layout.signature)
    if not kept:
        return source
    profile = json.loads(kept)
    return replace(source.mapped(profile["columns"]), remembered=True, sum_lines=profile["sum_lines"])


def _alike(heads: Sequence[Head], layout: Layout) -> tuple[str, ...]:
    """Names of the other sheets whose heading row says the same."""
    found = []
    for other in heads:
        if other.name != layout.sheet_name:
            with suppress(FileError):
                if find_layout([other], layout.kind).signature == layout.signature:
                    found.append(other.name)
    return tuple(found)


def remember(session: Session, source: Source, sum_lines: bool | None = None) -> None:
    """Keep the mapping of this layout for the next file like it, and whether its rows are lines of invoices."""
    with session.book.write() as connection:
        importing.remember_profile(connection, source.layout.kind, source.layout.signature, json.dumps(
            {"columns": dict(source.layout.columns), "sum_lines": sum_lines}), session.stamp())
