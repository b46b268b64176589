"""An import on its way: the file, what a person decided about it, and what the check found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from creditdesk.domain.ledger.import_headings import INVOICES
from creditdesk.domain.ledger.import_layout import guesses
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
    sum_lines: bool | None = None
    #: the mapping as it was first found, and what was only guessed
    found: dict[str, int] = field(default_factory=dict)
    guessed: dict[str, int] = field(default_factory=dict)
    preview: Preview | None = None
    result: ImportResult | None = None

    def options(self) -> ImportOptions:
        return ImportOptions(self.kind, currency=self.currency, date_order=self.date_order, decimal=self.decimal,
                             skip_bad_rows=True, sum_lines=self.sum_lines)

    @property
    def corrected(self) -> bool:
        """Whether a person has changed the mapping, or said what the rows with one number are."""
        return self.source is not None and (dict(self.source.layout.columns) != {**self.found, **self.guessed}
                                            or self.sum_lines not in (None, self.source.sum_lines))

    @property
    def to_remember(self) -> bool:
        """Whether the next file like it gains by the mapping: it was corrected, or a guess was left standing."""
        return self.remember and (self.corrected or bool(self.guessed))

    def guess(self) -> None:
        """Take columns that only resemble known ones; the person is asked to look at them."""
        if self.source is not None and not self.source.remembered:
            self.guessed = guesses(self.source.layout)
            if self.guessed:
                self.source = self.source.mapped({**self.source.layout.columns, **self.guessed})

    @property
    def step(self) -> int:
        """0 choose a file, 1 check it, 2 done."""
        return 2 if self.result else 1 if self.source else 0


def open_source(session: Session, draft: ImportDraft, kind: str) -> tuple[str, Source]:
    """The file or block as `kind`; where columns it needs are missing, as the kind that uses most of them. In the worker."""
    found = reopen(session, draft, kind, None)
    if not found.layout.missing:
        return kind, found
    better: tuple[str, Source] | None = None
    for other in words.KINDS:
        if other != kind and not (tried := reopen(session, draft, other, None)).layout.missing and (
                better is None or len(tried.layout.columns) > len(better[1].layout.columns)):
            better = other, tried
    return better or (kind, found)


def reopen(session: Session, draft: ImportDraft, kind: str, sheet: str | None) -> Source:
    """The same file as exactly this kind or sheet; unknown headings are for the person to choose."""
    if draft.path:
        return source.open_file(session, draft.path, kind, sheet=sheet, bare=True)
    return source.open_pasted(session, draft.pasted, kind, bare=True)


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
        source.remember(session, found.plan.source, found.plan.options.sum_lines)
    return result
