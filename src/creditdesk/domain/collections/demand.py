"""What a letter demands, and by when (DOMAIN I1 "What it demands", I4 "Field defaults")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..ledger.open_items import OpenItem
from .interest import InterestRow, InvoiceInterest

Day = date  # a field named date hides the type inside its class

ZERO = Decimal(0)
WITH_INTEREST = frozenset({"L4", "L5"})
_DEADLINE_DAYS = {"L2": 7, "L3": 7, "L4": 10, "L5": 10, "L9": 7}
_REPLY_DAYS = {"L3": 5, "L6": 10}


@dataclass(frozen=True, slots=True)
class DemandLine:
    """A row of the invoice table. Credits are negative; `open` leaves the disputed part out."""

    document_id: int
    no: str
    kind: str
    date: Day
    due_date: Day | None
    amount: Decimal
    paid: Decimal
    open: Decimal
    days_late: int
    disputed: Decimal = ZERO
    instalment_no: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """The figures a letter states, in one currency; total = principal + interest + compensation + fee."""

    kind: str
    currency: str
    lines: tuple[DemandLine, ...]
    principal: Decimal
    interest: Decimal = ZERO
    compensation: Decimal = ZERO
    fee: Decimal = ZERO
    interest_rows: tuple[tuple[InvoiceInterest, InterestRow], ...] = ()
    regimes: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest + self.compensation + self.fee

    @property
    def claims(self) -> tuple[DemandLine, ...]:
        """The lines asked for, without the credits."""
        return tuple(line for line in self.lines if line.open > 0)

    @property
    def max_days(self) -> int:
        return max((line.days_late for line in self.claims), default=0)

    @property
    def first_due(self) -> Day | None:
        return min((line.due_date for line in self.claims if line.due_date), default=None)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Pay by, answer by; None where the letter sets none."""

    payment: Day | None
    reply: Day | None


def deadlines(kind: str, letter_date: Day) -> Deadlines:
    """L2, L3 and L9 + 7 days, L4 and L5 + 10; reply L3 + 5, L6 + 10 (DOMAIN I4)."""

    def after(days: int | None) -> Day | None:
        return None if days is None else letter_date + timedelta(days)

    return Deadlines(after(_DEADLINE_DAYS.get(kind)), after(_REPLY_DAYS.get(kind)))


def reminder(items: Sequence[OpenItem], currency: str, as_of: Day, small_amount: Decimal = ZERO) -> Demand | None:
    """The figures of an L1 from the items `stages.pre_due_items` chose; None where nothing falls due."""
    lines = tuple(_claim_line(item, as_of) for item in _in_order(items) if item.currency == currency)
    principal = sum((line.open for line in lines), ZERO)
    return Demand("L1", currency, lines, principal) if lines and principal > small_amount else None


def demand(kind: str, items: Iterable[OpenItem], currency: str, as_of: Day, *,
           interest: Sequence[InvoiceInterest] = (), fee: Decimal = ZERO, small_amount: Decimal = ZERO
           ) -> Demand | None:
    """The figures of L2–L5: overdue undisputed items, then open credits as negative rows.

    `items` are everything open (`ledger.open_items`); `interest` counts for L4 and L5 only, for the invoices listed.
    None where nothing is overdue or the principal is ≤ `small_amount` (of the letter's currency).
    """
    mine = [item for item in items if item.currency == currency]
    claims = [_claim_line(item, as_of) for item in _in_order(mine) if item.is_overdue(as_of)]
    offsets = [_credit_line(item) for item in sorted(mine, key=lambda item: (item.date, item.no))
               if item.sign < 0 and item.open > 0]
    principal = sum((line.open for line in claims + offsets), ZERO)
    if not claims or principal <= small_amount:
        return None
    listed = {line.document_id for line in claims}
    counted = [row for row in interest if row.document_id in listed and row.currency == currency
               ] if kind in WITH_INTEREST else []
    return Demand(
        kind, currency, tuple(claims + offsets), principal,
        sum((row.interest for row in counted if row.interest is not None), ZERO),
        sum((row.compensation for row in counted), ZERO), fee,
        tuple((row, segment) for row in counted for segment in row.rows),
        tuple(sorted({row.regime for row in counted})), _warnings(counted))


def undemanded_disputed(items: Iterable[OpenItem], currency: str, as_of: Day) -> Decimal:
    """The overdue disputed amount the letter leaves out."""
    return sum((item.disputed for item in items
                if item.currency == currency and item.is_claim and item.due_date < as_of), ZERO)


def _in_order(items: Iterable[OpenItem]) -> list[OpenItem]:
    return sorted((item for item in items if item.is_claim),
                  key=lambda item: (item.due_date, item.no, item.instalment_no or 0))


def _claim_line(item: OpenItem, as_of: Day) -> DemandLine:
    return DemandLine(item.document_id, item.no, item.kind, item.date, item.due_date, item.amount, item.paid,
                      item.undisputed, max(0, item.days_overdue(as_of)), item.disputed, item.instalment_no)


def _credit_line(item: OpenItem) -> DemandLine:
    """A credit is used up, not paid: both columns are negative, so that amount − paid = open holds here too."""
    return DemandLine(item.document_id, item.no, item.kind, item.date, None, -item.amount, -item.paid, -item.open, 0)


def _warnings(counted: Sequence[InvoiceInterest]) -> tuple[str, ...]:
    found = {warning for row in counted for warning in row.warnings}
    found |= {row.reason for row in counted if row.interest is None}
    return tuple(sorted(found))


def is_resolved(listed: Iterable[tuple[int, int | None]], still_open: Iterable[OpenItem]) -> bool:
    """Whether every item of a letter (document id, instalment no.) is closed by allocations (DOMAIN I1).

    Unallocated credits change nothing: they leave the items open.
    """
    opened = {(item.document_id, item.instalment_no) for item in still_open}
    return not any(item in opened for item in listed)
