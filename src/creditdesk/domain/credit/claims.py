"""The life of each claim up to a day, the card that fits the customer, and monthly peaks (DOMAIN C5, D3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..dates import add_months, month_end
from ..ledger.documents import CLAIM_KINDS, Document, DRAFT, INVOICE, Ledger, RECEIPT
from ..ledger.settlement import by_document, instalments_of, settled_portions

NEW, EXISTING = "new", "existing"
ToBase = Callable[[Decimal, str], Decimal]
_ZERO = Decimal(0)
_MONTHS, _COUNT = 6, 6
#: days late that still count as paid on time in the history method (DOMAIN D3)
PROMPT_DAYS = 10


@dataclass(frozen=True, slots=True)
class ClaimHistory:
    """A claim as of a day: when it was closed (None: open), its latest payment against terms, and how it ended."""

    document: Document
    last_due: date
    open: Decimal
    overdue: bool
    closed_on: date | None
    worst_days: int | None
    written_off: bool

    @property
    def on_credit(self) -> bool:
        """Due later than its own date (DOMAIN C5)."""
        return self.document.kind == INVOICE and self.last_due > self.document.date

    @property
    def paid_promptly(self) -> bool:
        """Closed, not by a write-off, every payment at most 10 days late."""
        return (self.closed_on is not None and not self.written_off
                and (self.worst_days is None or self.worst_days <= PROMPT_DAYS))


def claim_histories(ledger: Ledger, as_of: date) -> tuple[ClaimHistory, ...]:
    """Every claim that counts on `as_of`, by date."""
    touching = by_document(ledger.allocations)
    known = {document.id: document for document in ledger.documents}
    found = []
    for document in ledger.documents:
        if document.kind not in CLAIM_KINDS or not document.counts_on(as_of):
            continue
        portions = settled_portions(document, touching.get(document.id, ()), as_of)
        parts = instalments_of(document)
        settled: defaultdict[int, Decimal] = defaultdict(Decimal)
        for portion in portions:
            settled[portion.instalment.no] += portion.amount
        open_amount = document.amount - sum(settled.values(), _ZERO)
        sources = [known.get(portion.allocation.from_id) for portion in portions]
        payments = [(portion.allocation.value_date - portion.instalment.due_date).days
                    for portion, source in zip(portions, sources, strict=True) if source and source.kind == RECEIPT]
        found.append(ClaimHistory(
            document, parts[-1].due_date, open_amount,
            any(part.due_date < as_of and settled[part.no] < part.amount for part in parts),
            max((portion.allocation.value_date for portion in portions), default=document.date) if not open_amount
            else None,
            max(payments, default=None), any(source.writes_off for source in sources if source)))
    return tuple(sorted(found, key=lambda claim: (claim.document.date, claim.document.id)))


def which_card(ledger: Ledger, as_of: date) -> str:
    """`existing` from 6 months after the first credit invoice with 6 of them settled or overdue in a year (C5)."""
    claims = claim_histories(ledger, as_of)
    start = add_months(as_of, -12)
    credit = [claim for claim in claims if claim.on_credit]
    dealt = any(claim.document.kind == INVOICE and claim.document.date > start for claim in claims)
    if not credit or not dealt or add_months(credit[0].document.date, _MONTHS) > as_of:
        return NEW
    counted = sum(1 for claim in credit
                  if claim.overdue or (claim.closed_on is not None and start < claim.closed_on <= as_of))
    return EXISTING if counted >= _COUNT else NEW


@dataclass(frozen=True, slots=True)
class MonthPeak:
    """The highest daily exposure of one calendar month, in base currency, and whether it was later paid promptly."""

    month: date
    day: date
    amount: Decimal
    qualifies: bool


def monthly_peaks(ledger: Ledger, as_of: date, months: int, to_base: ToBase,
                  more: Mapping[date, Decimal] | None = None) -> tuple[MonthPeak, ...]:
    """Peaks of the last `months` calendar months, the current one included, from that of the first invoice on.

    `more` holds changes of exposure by day beside the ledger's documents: orders, shipments, undue bills, in base
    currency.
    """
    claims = claim_histories(ledger, as_of)
    first = min((claim.document.date for claim in claims), default=None)
    if first is None:
        return ()
    changes = _changes(ledger, as_of, to_base, more or {})
    days = sorted(changes)
    month = add_months(as_of.replace(day=1), 1 - months)
    level = sum((changes[day] for day in days if day < month), _ZERO)
    peaks = []
    while month <= as_of:
        end = min(month_end(month), as_of)
        best, when = level, month
        for day in days:
            if month <= day <= end:
                level += changes[day]
                if level > best or day == month:
                    best, when = level, day
        if month_end(month) >= first:
            peaks.append(_peak(month, when, best, claims))
        month = add_months(month, 1)
    return tuple(peaks)


def _peak(month: date, day: date, amount: Decimal, claims: tuple[ClaimHistory, ...]) -> MonthPeak:
    waiting = [claim for claim in claims if claim.document.date <= day
               and (claim.closed_on is None or claim.closed_on > day)]
    prompt = bool(waiting) and amount > 0 and all(claim.paid_promptly for claim in waiting)
    return MonthPeak(month, day, amount, prompt)


def _changes(ledger: Ledger, as_of: date, to_base: ToBase, more: Mapping[date, Decimal]) -> dict[date, Decimal]:
    """Change of exposure by day up to `as_of`: each document on its date, taken back on the day it was reversed."""
    changes: defaultdict[date, Decimal] = defaultdict(Decimal)
    for document in ledger.documents:
        gone = document.reversed_on
        if document.status == DRAFT or document.date > as_of or (gone is not None and gone <= document.date):
            continue
        amount = document.sign * to_base(document.amount, document.currency)
        changes[document.date] += amount
        if gone is not None and gone <= as_of:
            changes[gone] -= amount
    for day, amount in more.items():
        if day <= as_of:
            changes[day] += amount
    return dict(changes)
