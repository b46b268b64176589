"""What a person chooses for an import, and what comes of it (CLI Import)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ...domain.ledger.import_records import RowProblem


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`kind` customers, invoices, receipts or orders; `mapping` {field: heading} corrects what was found by itself.

    `sum_lines` True: rows with one number are the lines of one invoice; None: where the layout says so.
    """

    kind: str
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    date_order: str | None = None
    decimal: str | None = None
    dry_run: bool = False
    skip_bad_rows: bool = False
    sum_lines: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was, or with a refused or rehearsed file would be, imported. `batch` is None where nothing was written."""

    file: str
    batch: int | None
    accepted: int
    duplicates: int
    created_customers: int
    due_dates_assumed: int
    skipped_rows: int
    problems: Sequence[RowProblem]
    warnings: Sequence[RowProblem]
    total: Sequence[tuple[str, Decimal]]
    written: bool
    #: the sheet that was read, and others with the same headings that were not
    sheet: str = ""
    alike: Sequence[str] = ()
