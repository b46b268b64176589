"""What the archive of a customer must hold, by its class A, B or C, and which class its exposure calls for (DOMAIN B8, A42)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..dates import add_months
from ..errors import N_
from .file_entries import FileEntry
from .file_kinds import AGENCY, Choices, CONTRACT, PAPER, PAPERS, REFERENCE, VISIT

#: what the archive of a class must hold: code, how many (DOMAIN B8)
ARCHIVE: Mapping[str, tuple[tuple[str, int], ...]] = {
    "A": (("licence", 1), ("statement", 2), ("agency_report", 1), (VISIT, 1), (CONTRACT, 1), (REFERENCE, 2)),
    "B": (("licence", 1), (CONTRACT, 1), ("public_record", 1), (REFERENCE, 1)),
    "C": (("licence", 1), ("public_record", 1))}
ARCHIVE_NAMES: Choices = {"licence": PAPERS["licence"], "statement": N_("Statements of two years"),
                          "agency_report": PAPERS["agency_report"], VISIT: N_("Site visit"), CONTRACT: N_("Contract"),
                          REFERENCE: N_("Trade references"), "public_record": N_("Public record check")}
#: an agency's report older than this no longer stands for one (DOMAIN A47), a statement ending before this is history
REPORT_MONTHS, STATEMENT_MONTHS = 12, 36
#: cumulated share of the exposure up to which a customer is A, then B (design)
A_SHARE, B_SHARE = Decimal("0.80"), Decimal("0.95")


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """One thing the archive must hold: how many are wanted and how many are there."""

    code: str
    wanted: int
    present: int

    @property
    def complete(self) -> bool:
        return self.present >= self.wanted


def archive(abc_class: str, entries: Sequence[FileEntry], statement_ends: Sequence[dt.date], public_record: bool,
            as_of: dt.date) -> tuple[ArchiveItem, ...]:
    """What the archive of a customer must hold and what it holds; a customer without a class is held to C.

    Statements are told by the ends of their periods; a report of an agency counts for twelve months.
    """
    oldest = add_months(as_of, -STATEMENT_MONTHS)
    present: dict[str, int] = {"statement": len({end for end in statement_ends if end > oldest}),
                               "public_record": int(public_record)}
    for entry in entries:
        code = entry.value("class") if entry.kind == PAPER else "agency_report" if entry.kind == AGENCY else entry.kind
        if entry.kind == REFERENCE and not entry.value("answer"):
            continue
        if (entry.kind == PAPER and code == "statement") or (code == "agency_report" and not report_counts(entry, as_of)):
            continue
        present[code] = present.get(code, 0) + 1
    return tuple(ArchiveItem(code, wanted, present.get(code, 0)) for code, wanted in ARCHIVE.get(abc_class, ARCHIVE["C"]))


def report_counts(entry: FileEntry, as_of: dt.date) -> bool:
    """Whether a report of an agency is younger than twelve months."""
    return entry.date > add_months(as_of, -REPORT_MONTHS)


def has_report(entries: Sequence[FileEntry], as_of: dt.date) -> bool:
    """Whether the file holds an agency's report of the last twelve months, entered as one or as a paper (DOMAIN A47)."""
    return any((entry.kind == AGENCY or (entry.kind == PAPER and entry.value("class") == "agency_report"))
               and (entry.ended_on is None or entry.ended_on > as_of) and report_counts(entry, as_of) for entry in entries)


def completeness(items: Sequence[ArchiveItem]) -> Decimal:
    """Required items present ÷ required, a fraction; two references count as two items (DOMAIN B8)."""
    wanted = sum(item.wanted for item in items)
    return Decimal(sum(min(item.wanted, item.present) for item in items)) / wanted if wanted else Decimal(1)


def classes(exposures: Mapping[int, Decimal]) -> dict[int, str]:
    """The class each customer's share of the exposure calls for: the largest that together hold 80 % are A, up to 95 % B.

    The customer that crosses a border still belongs to the better class; those without exposure are C.
    """
    total = sum((amount for amount in exposures.values() if amount > 0), Decimal(0))
    found, before = {}, Decimal(0)
    for key, amount in sorted(exposures.items(), key=lambda pair: (-pair[1], pair[0])):
        if amount <= 0 or total <= 0:
            found[key] = "C"
            continue
        found[key] = "A" if before < A_SHARE * total else "B" if before < B_SHARE * total else "C"
        before += amount
    return found
