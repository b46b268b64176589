"""Promises to pay: pending, kept or broken (DOMAIN C3, E7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..ledger.documents import Document, Promise, RECEIPT

PENDING, KEPT, BROKEN = "pending", "kept", "broken"
GRACE_DAYS = 2
ENOUGH = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class PromiseState:
    """`received` are the whole receipts of the customer from the day the promise was made to its last day."""

    promise: Promise
    state: str
    received: Decimal

    @property
    def kept_amount(self) -> Decimal:
        return min(self.received, self.promise.amount)


def last_day(promise: Promise) -> date:
    """Receipts count up to this day: the promised one + 2."""
    return promise.date + timedelta(GRACE_DAYS)


def judged_on(promise: Promise) -> date:
    """From this day on a promise is kept or broken."""
    return last_day(promise) + timedelta(1)


def evaluate(promise: Promise, documents: Iterable[Document], as_of: date) -> PromiseState:
    """Broken with less than 95 % received. Each promise counts the receipts of its currency for itself."""
    received = sum((d.amount for d in documents
                    if d.kind == RECEIPT and d.customer_id == promise.customer_id and d.currency == promise.currency
                    and promise.made_on <= d.date <= last_day(promise) and d.counts_on(as_of)), Decimal(0))
    if as_of < judged_on(promise):
        return PromiseState(promise, PENDING, received)
    return PromiseState(promise, KEPT if received >= ENOUGH * promise.amount else BROKEN, received)


def judged_between(promises: Iterable[Promise], documents: Iterable[Document], start: date,
                   end: date) -> tuple[PromiseState, ...]:
    """The promises whose judgement day lies in the period, as they stand at its end (DOMAIN F, promise kept)."""
    known = tuple(documents)
    return tuple(evaluate(p, known, end) for p in promises if start <= judged_on(p) <= end)


def last_promise(promises: Iterable[Promise], as_of: date) -> Promise | None:
    """The promise made last up to the day; of one day the later entry."""
    return max((row for row in promises if row.made_on <= as_of), key=lambda row: (row.made_on, row.id), default=None)
