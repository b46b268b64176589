"""What every customer owes by age on a day, in base currency: for figures and lists over the whole book (DOMAIN E10, E12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ...domain.money import from_minor, majors
from ...store import aging
from ...store.transaction import Transaction
from ..rates import RateBook

if TYPE_CHECKING:
    from ...domain.insight.aging import AgedItem

BORDERS = (30, 60, 90)
_ZERO = Decimal(0)


@dataclass(slots=True)
class Receivables:
    """Per customer (not due, bucket…, unapplied). What lacks a rate is left out: its currencies and its customers are told."""

    by_customer: dict[int, list[Decimal]] = field(default_factory=lambda: defaultdict(lambda: [_ZERO] * 6))
    without_rate: set[str] = field(default_factory=set)
    unrated: set[int] = field(default_factory=set)

    _sums: list[Decimal] = field(default_factory=list)

    def sums(self) -> list[Decimal]:
        """Of all customers; they are added up once, when everything has been read."""
        if not self._sums:
            self._sums = [sum(column, _ZERO) for column in zip(*self.by_customer.values(), strict=True)] or [_ZERO] * 6
        return self._sums

    @property
    def balance(self) -> Decimal:
        return sum(self.sums(), _ZERO)

    @property
    def overdue(self) -> Decimal:
        return sum(self.sums()[1:5], _ZERO)

    def _add(self, customer: int, column: int, value: Decimal | None, currency: str) -> None:
        if value is None:
            self.without_rate.add(currency)
            self.unrated.add(customer)
        else:
            self.by_customer[customer][column] += value
            self._sums = []


def receivables_in(connection: Transaction, as_of: date, rates: RateBook) -> Receivables:
    """Base currency straight from SQL; other currencies item by item at the rate of the day (DOMAIN E10)."""
    found = Receivables()
    foreign = False
    for row in aging.open_totals(connection, as_of, borders=BORDERS):
        if row[1] == rates.base:
            found.by_customer[row[0]] = majors(row[2:], row[1])
        else:
            foreign = True
    _add_others(connection, found, as_of, rates, foreign)
    return found


def totals_in(connection: Transaction, as_of: date, rates: RateBook) -> Receivables:
    """The same sums much faster, for who need not know whose they are: base currency stands under customer 0."""
    found = Receivables()
    foreign = False
    for row in aging.open_sums(connection, as_of, BORDERS):
        if row[0] == rates.base:
            found.by_customer[0] = majors(row[1:], row[0])
        else:
            foreign = True
    _add_others(connection, found, as_of, rates, foreign)
    return found


def _add_others(connection: Transaction, found: Receivables, as_of: date, rates: RateBook, foreign: bool) -> None:
    """Items in other currencies, and those with instalments, which SQL leaves to the domain's rule."""
    if foreign:
        for customer, currency, day, opened in aging.open_foreign(connection, as_of, rates.base):
            found._add(customer, _column(opened, day, as_of),
                       rates.to_base(from_minor(opened, currency), currency, as_of), currency)
    for item in instalments_in(connection, as_of):
        found._add(item.customer_id, 0 if item.bucket is None else item.bucket + 1,
                   rates.to_base(item.amount, item.currency, as_of), item.currency)


def instalments_in(connection: Transaction, as_of: date) -> Iterable[AgedItem]:
    """What is open of documents to be paid in parts; the rule that ages them is loaded where there are some."""
    if not aging.has_instalments(connection):
        return ()
    from ...domain.insight.aging import aged_items
    from ...store import reads
    return aged_items(reads.with_instalments(connection), as_of)


def _column(opened: int, due: str | None, as_of: date) -> int:
    if opened < 0 or due is None:  # credits have no due date
        return 5
    late = (as_of - date.fromisoformat(due)).days
    return 0 if late <= 0 else 1 + sum(late > border for border in BORDERS)
