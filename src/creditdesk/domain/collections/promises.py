"""Whether a promise to pay is pending, kept or broken (DOMAIN C3, E7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from ..ledger.documents import Promise

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
