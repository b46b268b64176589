"""A checked file before it is written: what would happen, row by row (CLI Import)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.customers.identity import clean_id
from ...domain.errors import FileError, N_
from ...domain.ledger.documents import CLAIM_KINDS
from ...domain.ledger.import_cells import shown
from ...domain.ledger.import_headings import CUSTOMERS
from ...domain.ledger.import_layout import require_columns
from ...domain.ledger.import_records import Checked, CustomerRow, InvoiceRow, Options, RowProblem
from ...domain.ledger.import_rows import check_sheet
from ...domain.money import currency_code, from_minor
from ...store import audit, company
from ...store.transaction import Transaction
from ..ledger.entry import may_enter_closed
from ..session import Session
from . import against_book, customer_rows
from .against_book import Held
from .customer_rows import CustomerChange
from .options import ImportOptions, ImportResult
from .parties import Parties
from .source import Source
from .unhindered import unhindered


@dataclass(slots=True)
class Plan:
    """Everything decided about a file; committing writes exactly this, if the book has not changed meanwhile."""

    source: Source
    options: ImportOptions
    currency: str
    checked: Checked
    held: Held
    changes: list[CustomerChange]
    problems: list[RowProblem]
    #: what is imported as it stands, but may be looked at
    warnings: list[RowProblem]
    #: number of the audit event that was next when the rows were checked: an unchanged book need not be asked again
    seq: int

    @property
    def created_customers(self) -> int:
        if self.options.kind == CUSTOMERS:
            return sum(1 for change in self.changes if change.new)
        return len({id(item.party.new) for item in self.held.accepted if item.party.new is not None})

    @property
    def accepted(self) -> int:
        if self.options.kind == CUSTOMERS:
            return sum(len(change.rows) for change in self.changes)
        return len(self.held.accepted)

    @property
    def due_dates_assumed(self) -> int:
        """Invoices whose due date comes from the customer's or the book's terms, not from the row."""
        return sum(1 for row in (item.row for item in self.held.accepted) if isinstance(row, InvoiceRow)
                   and row.kind in CLAIM_KINDS and row.due_date is None and row.terms is None)

    def total(self) -> list[tuple[str, Decimal]]:
        """Sum of the accepted rows by currency, credit notes negative."""
        sums: dict[str, int] = {}
        for item in self.held.accepted:
            sums[item.row.currency] = sums.get(item.row.currency, 0) + item.row.signed_minor
        return [(currency, from_minor(minor, currency)) for currency, minor in sorted(sums.items())]

    def result(self, batch: int | None, written: bool) -> ImportResult:
        return ImportResult(self.source.file, batch, self.accepted, self.held.duplicates,
                            self.created_customers, self.due_dates_assumed, self.checked.skipped_rows, self.problems,
                            self.warnings, self.total(), written, self.source.layout.sheet_name, self.source.alike)


def make_plan(session: Session, source: Source, options: ImportOptions,
              progress: Callable[[int], None] | None = None) -> Plan:
    """Check every row against the rules and the book; nothing is written. FileError where a required column is missing."""
    require_columns(source.layout)
    with unhindered(), session.book.read() as connection:
        return plan_in(connection, source, options, progress, closed_too=may_enter_closed(session))


def plan_in(connection: Transaction, source: Source, options: ImportOptions,
            progress: Callable[[int], None] | None = None, *, closed_too: bool = False) -> Plan:
    """The same inside a transaction, so that what is written is what was checked; `closed_too`: of closed periods too."""
    profile = company.company(connection)
    currency = currency_code(options.currency) if options.currency else str(profile["base_currency"])
    parties = Parties.of(connection)
    checked = check_sheet(source.sheet.rows(), source.layout, Options(
        default_currency=currency, date_order=options.date_order, decimal=options.decimal, customer_key=parties.key,
        sum_lines=source.sum_lines if options.sum_lines is None else options.sum_lines,
        own_tax_id=clean_id(str(profile["tax_id"]))), progress)
    if checked.skipped_rows == checked.rows_read and not _filled(source):
        raise FileError(N_("The sheet “{sheet}” has headings, but no rows below them."), code="no_rows",
                        sheet=source.layout.sheet_name)
    held = Held()
    changes: list[CustomerChange] = []
    warnings = list(checked.warnings)
    if options.kind == CUSTOMERS:
        rows = [row for row in checked.drafts if isinstance(row, CustomerRow)]
        changes, held.duplicates = customer_rows.compare(connection, rows, currency)
        warnings += customer_rows.doubts(rows, source.layout, str(profile["country"]))
    else:
        lock = company.setting(connection, "lock_date")
        held = against_book.hold(connection, checked.drafts, source.layout, parties,
                                 date.fromisoformat(lock) if lock and not closed_too else None)
    problems = sorted([*checked.problems, *held.problems], key=lambda problem: problem.row)
    return Plan(source, options, currency, checked, held, changes, problems, warnings, audit.next_seq(connection))


def _filled(source: Source) -> bool:
    """Whether anything stands below the headings."""
    return any(shown(cell) for number, cells in source.sheet.rows() if number > source.layout.last_heading_row for cell in cells)
