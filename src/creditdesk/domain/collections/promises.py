"""Whether a promise to pay is pending, kept or broken (DOMAIN C3, E7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..dates import add_months
from ..ledger.documents import Document, Promise, RECEIPT

PENDING, KEPT, BROKEN = "pending", "kept", "broken"
GRACE = timedelta(2)
ENOUGH = Decimal("0.95")


def received_for(promise: Promise, receipts: Iterable[tuple[date, Decimal]], as_of: date) -> Decimal:
    """Receipts of the customer from the day the promise was made to its date + 2 days, as of a day."""
    until = min(promise.date + GRACE, as_of)
    return sum((amount for day, amount in receipts if promise.made_on <= day <= until), Decimal(0))


def promise_state(promise: Promise, receipts: Iterable[tuple[date, Decimal]], as_of: date) -> str:
    """Kept once 95 % has come in; pending to date + 2 days; broken from date + 3 on.

    `receipts` are (value date, amount) in the promise's currency, whole, in force on the day.
    """
    if received_for(promise, receipts, as_of) >= promise.amount * ENOUGH:
        return KEPT
    return PENDING if as_of <= promise.date + GRACE else BROKEN


def last_promise(promises: Iterable[Promise], as_of: date) -> Promise | None:
    """The promise made last up to the day; of one day the later entry."""
    return max((row for row in promises if row.made_on <= as_of), key=lambda row: (row.made_on, row.id), default=None)


@dataclass(frozen=True, slots=True)
class PromiseState:
    """A promise with its state and the whole receipts that count for it, each promise on its own."""

    promise: Promise
    state: str
    received: Decimal

    @property
    def kept_amount(self) -> Decimal:
        return min(self.received, self.promise.amount)


def judged_on(promise: Promise) -> date:
    """From this day on (date + 3) a promise counts as kept or broken in figures and scores."""
    return promise.date + GRACE + timedelta(1)


def evaluate(promise: Promise, documents: Iterable[Document], as_of: date) -> PromiseState:
    """The promise against the receipts of its customer and currency that are in force on `as_of`."""
    receipts = [(d.date, d.amount) for d in documents
                if d.kind == RECEIPT and d.customer_id == promise.customer_id and d.currency == promise.currency
                and d.counts_on(as_of)]
    return PromiseState(promise, promise_state(promise, receipts, as_of), received_for(promise, receipts, as_of))


def judged_between(promises: Iterable[Promise], documents: Iterable[Document], start: date,
                   end: date) -> tuple[PromiseState, ...]:
    """The promises whose judgement day lies in the period, as they stand at its end (DOMAIN F, promise kept)."""
    known = tuple(documents)
    return tuple(evaluate(p, known, end) for p in promises if start <= judged_on(p) <= end)


def kept_and_broken(promises: Iterable[Promise], documents: Iterable[Document], as_of: date) -> tuple[int, int]:
    """Numbers of judged promises whose date + 2 lies in the 12 months to `as_of` (DOMAIN C3, BH4)."""
    known = tuple(documents)
    since = add_months(as_of, -12)
    states = [evaluate(p, known, as_of).state for p in promises
              if since < p.date + GRACE and judged_on(p) <= as_of]
    return states.count(KEPT), states.count(BROKEN)
