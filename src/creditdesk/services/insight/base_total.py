"""What all currencies of an aging report come to in the book's own (DOMAIN E10): item by item, rounded, then added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.insight import aging as rule
from ...domain.insight.aging import AgingRow, Buckets
from ...domain.money import from_minor
from ...store import aging, reads
from ...store.transaction import Transaction
from ..rates import rate_book, RateBook
from ..session import Session

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BaseTotal:
    """`row` in the book's currency, None where a currency of `without_rate` has no rate dated up to the day."""

    row: AgingRow | None
    without_rate: tuple[str, ...] = ()


def base_total(session: Session, as_of: date, own: AgingRow | None, *, basis: str = rule.BY_DUE,
               buckets: Buckets = rule.STANDARD, credits: str = rule.OWN_COLUMN) -> BaseTotal:
    """Everything open in the book's currency; `own` is the report's total of that currency, None for nothing open in it."""
    with session.book.read() as connection:
        rates = rate_book(connection)
        start = [_ZERO] * (len(buckets.keys) + 2) if own is None else [own.not_due, *own.buckets, own.unapplied]
        missing: set[str] = set()
        for place, currency, amount in _foreign(connection, as_of, rates, basis, buckets, credits):
            value = rates.to_base(amount, currency, as_of)
            if value is None:
                missing.add(currency)
            else:
                start[place] += value
        disputed = _disputed(connection, as_of, rates, own)
    if missing:
        return BaseTotal(None, tuple(sorted(missing)))
    return BaseTotal(AgingRow(0, rates.base, start[0], tuple(start[1:-1]), start[-1], sum(start, _ZERO), disputed))


def _foreign(connection: Transaction, as_of: date, rates: RateBook, basis: str, buckets: Buckets,
             credits: str) -> list[tuple[int, str, Decimal]]:
    """(column, currency, signed amount) of every open item that is not in the book's currency."""
    found = []
    for _customer, currency, day, opened in aging.open_foreign(connection, as_of, rates.base, basis=basis, credits=credits):
        if day is None or (opened < 0 and credits == rule.OWN_COLUMN):
            column = len(buckets.keys) + 1
        else:
            column = _column(buckets.place(date.fromisoformat(day), as_of), basis)
        found.append((column, currency, from_minor(opened, currency)))
    ledger = reads.with_instalments(connection)
    for item in rule.aged_items(ledger, as_of, basis=basis, buckets=buckets, credits=credits) if ledger.documents else ():
        if item.currency != rates.base:
            found.append((_column(item.bucket, basis), item.currency, item.amount))
    return found


def _column(bucket: int | None, basis: str) -> int:
    if bucket is None:
        return 1 if basis == rule.BY_INVOICE else 0
    return bucket + 1


def _disputed(connection: Transaction, as_of: date, rates: RateBook, own: AgingRow | None) -> Decimal:
    """The memo of all currencies; a currency without a rate makes the whole total unknown anyway."""
    other = (rates.to_base(from_minor(min(amount, opened), currency), currency, as_of) or _ZERO
             for _c, currency, _d, amount, opened in aging.disputed_totals(connection, as_of) if currency != rates.base)
    return (own.disputed if own else _ZERO) + sum(other, _ZERO)
