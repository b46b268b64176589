"""What is owed on a day: the first thing the window shows, so nothing is imported here that it does not need (DOMAIN F)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ...domain.insight.dashboard import BucketLine, Standing
from ...domain.money import from_minor
from ...store import aging, company, sqlite
from ...store.transaction import Transaction
from ..insight.receivables import BORDERS, instalments_in, Receivables, receivables_in
from ..rates import rate_book, RateBook
from ..session import Session
from .expected import Claim, claims_due

_KEYS = ("not_due", "1-30", "31-60", "61-90", "91+")
_ZERO = Decimal(0)


class Owed(NamedTuple):
    """What is owed on a day, by whom, and the state of the book it was read in."""

    standing: Standing
    by_customer: Receivables
    state: tuple[int, int]


def owed(session: Session, as_of: date) -> Owed:
    """Receivables by age, what falls due until Sunday, and how many customers owe it, in base currency; with the customers."""
    with session.book.read() as connection:
        return owed_in(connection, as_of, rate_book(connection))


def owed_in(connection: Transaction, as_of: date, rates: RateBook, known: Owed | None = None) -> Owed:
    """The same inside a transaction; `known` where it is of that day and the book has not changed since."""
    state = sqlite.state(connection)
    if known is not None and (known.standing.as_of, known.state) == (as_of, state):
        return known
    now = receivables_in(connection, as_of, rates)
    return Owed(_standing(connection, as_of, rates, now), now, state)


def _standing(connection: Transaction, as_of: date, rates: RateBook, now: Receivables) -> Standing:
    counts = _bucket_counts(connection, as_of)
    week = list(claims_due(connection, as_of, as_of, as_of + timedelta(6 - as_of.weekday())))
    disputed = sum((rates.to_base(from_minor(min(amount, opened), currency), currency, as_of) or _ZERO
                    for _c, currency, _d, amount, opened in aging.disputed_totals(connection, as_of)), _ZERO)
    sums, everyone = now.sums(), now.by_customer.values()
    gross = sum(sums[:5], _ZERO)
    lines = tuple(BucketLine(key, sums[k], sums[k] / gross if gross else _ZERO, counts[k], sum(1 for row in everyone if row[k] > 0))
                  for k, key in enumerate(_KEYS))
    return Standing(
        as_of=as_of, currency=rates.base, balance=now.balance, not_due=sums[0], overdue=now.overdue, unapplied=sums[5],
        disputed=disputed, debtors_count=sum(1 for row in everyone if sum(row, _ZERO) > 0),
        overdue_count=sum(1 for row in everyone if sum(row[1:5], _ZERO) > 0), week_amount=_sum_of(week, rates, as_of),
        week_invoices=len(week), week_customers=len({row[0] for row in week}), buckets=lines,
        without_rate=tuple(sorted(now.without_rate)))


def _sum_of(claims: Iterable[Claim], rates: RateBook, as_of: date) -> Decimal:
    return sum((rates.to_base(amount, currency, as_of) or _ZERO for _customer, currency, _day, amount in claims), _ZERO)


def _bucket_counts(connection: Transaction, as_of: date) -> list[int]:
    """How many documents stand in each age class; one with instalments stands in each class of theirs."""
    counts = aging.bucket_counts(connection, as_of, BORDERS)
    parts = {(item.document_id, 0 if item.bucket is None else item.bucket + 1)
             for item in instalments_in(connection, as_of) if not item.unapplied}
    return [count + sum(1 for _document, place in parts if place == at) for at, count in enumerate(counts)]


def is_empty(session: Session) -> bool:
    """Whether nothing has been posted in the book yet."""
    with session.book.read() as connection:
        return not company.has_documents(connection)
