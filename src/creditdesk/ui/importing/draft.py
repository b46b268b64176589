"""An import on its way: the file, what a person decided about it, and what the check found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from creditdesk.domain.errors import FileError
from creditdesk.domain.ledger.import_headings import INVOICES
from creditdesk.services.importing import commit, edits, preview, source
from creditdesk.services.importing.options import ImportOptions, ImportResult
from creditdesk.services.importing.plan import make_plan
from creditdesk.services.importing.preview import Preview
from creditdesk.services.importing.source import Source
from creditdesk.services.session import Session
from creditdesk.ui.importing import words

Tell = Callable[[int], None]


@dataclass(slots=True)
class ImportDraft:
    """Kept while the pages are made anew, so that a change of language loses nothing."""

    kind: str = INVOICES
    path: Path | None = None
    pasted: str = ""
    source: Source | None = None
    edits: dict[tuple[int, int], str] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    currency: str = ""
    remember: bool = True
    #: the mapping as it was first found
    found: dict[str, int] = field(default_factory=dict)
    preview: Preview | None = None
    result: ImportResult | None = None

    def options(self) -> ImportOptions:
        return ImportOptions(self.kind, currency=self.currency, date_order=self.date_order, decimal=self.decimal,
                             skip_bad_rows=True)

    @property
    def corrected(self) -> bool:
        """Whether a person has changed the mapping."""
        return self.source is not None and dict(self.source.layout.columns) != self.found

    @property
    def step(self) -> int:
        """0 choose a file, 1 check it, 2 done."""
        return 2 if self.result else 1 if self.source else 0


def open_source(session: Session, draft: ImportDraft, kind: str, sheet: str | None = None) -> tuple[str, Source]:
    """The file or block as `kind`; as another kind where only that finds all columns it needs. Runs in the worker."""
    def opened(one: str) -> Source:
        return (source.open_file(session, draft.path, one, sheet=sheet) if draft.path
                else source.open_pasted(session, draft.pasted, one))

    found = opened(kind)
    if not found.layout.missing:
        return kind, found
    for other in words.KINDS:
        with suppress(FileError):  # as that kind the file has no heading at all
            if other != kind and not (tried := opened(other)).layout.missing:
                return other, tried
    return kind, found


def reopen(session: Session, draft: ImportDraft, kind: str, sheet: str | None) -> Source:
    """The same file as exactly this kind or sheet."""
    if draft.path:
        return source.open_file(session, draft.path, kind, sheet=sheet)
    return source.open_pasted(session, draft.pasted, kind)


def check(session: Session, checked: Source, corrections: dict[tuple[int, int], str], options: ImportOptions,
          tell: Tell) -> Preview | None:
    """Every row held against the rules and the book; None where a required column has not been chosen."""
    if checked.layout.missing:
        return None
    plan = make_plan(session, edits.with_edits(checked, corrections), options, tell)
    return preview.preview(session, plan, tell)


def write(session: Session, found: Preview, keep_mapping: bool, tell: Tell) -> ImportResult:
    """Commit the good rows; the mapping is remembered for the next file like it."""
    result = commit.commit(session, found.plan, tell)
    if keep_mapping:
        source.remember(session, found.plan.source)
    return result
