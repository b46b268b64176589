"""The money of the next 30 days: open items at their due date plus the customer's usual delay (DESIGN 9, screen 01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.dates import add_months
from ...domain.insight.dashboard import Expected
from ...domain.money import from_minor
from ...store import aging, customers, turnover
from ...store.transaction import Transaction
from ..insight.receivables import instalments_in, Receivables, receivables_in
from ..rates import rate_book, RateBook
from ..session import Session

AHEAD = 30
#: an item overdue longer than this is not expected within the next month
HOPELESS = 90
#: a usual delay is taken from so many settled items on
ENOUGH = 5
_ZERO = Decimal(0)
#: (customer, currency, due date, open amount)
Claim = tuple[int, str, date, Decimal]


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """What one customer is expected to pay: its items, its usual delay in days (None: not known), its open credits."""

    customer_id: int
    code: str
    name: str
    items: int
    first_due: date
    delay: int | None
    due: Decimal
    credits: Decimal

    @property
    def amount(self) -> Decimal:
        return self.due - self.credits


def claims_due(connection: Transaction, as_of: date, first: date, last: date) -> Iterator[Claim]:
    """What is open and due in the days given, both included; of instalments what is open of each."""
    for customer, currency, day, opened in aging.due_between(connection, first, last):
        yield customer, currency, date.fromisoformat(day), from_minor(opened, currency)
    for item in instalments_in(connection, as_of):
        if not item.unapplied and first <= item.start <= last:
            yield item.customer_id, item.currency, item.start, item.amount


def expected_in(connection: Transaction, as_of: date, rates: RateBook, position: Receivables,
                delays: Mapping[int, int]) -> Expected:
    """The figure: long overdue items are left out, and money paid but not allocated will not come a second time."""
    lines = _lines(connection, as_of, rates, position, delays)
    return Expected(as_of + timedelta(AHEAD), sum((line[2] for line in lines.values()), _ZERO),
                    sum((line[3] for line in lines.values()), _ZERO), sum(line[0] for line in lines.values()))


def expected_lines(session: Session, as_of: date) -> list[ExpectedLine]:
    """What stands behind the figure, by customer, the largest first."""
    with session.book.read() as connection:
        rates = rate_book(connection)
        delays, names = _delays(connection, as_of), customers.names(connection)
        lines = _lines(connection, as_of, rates, receivables_in(connection, as_of, rates), delays)
    found = [ExpectedLine(customer, *names[customer], count, first, delays.get(customer), due, credits)
             for customer, (count, first, due, credits) in lines.items()]
    return sorted(found, key=lambda line: (-line.amount, line.code))


def usual_delays(session: Session, as_of: date) -> Mapping[int, int]:
    """Whole days late of the customers that paid often enough, read beside whatever else is being read."""
    with session.book.read_beside() as connection:
        return _delays(connection, as_of)


def _delays(connection: Transaction, as_of: date) -> Mapping[int, int]:
    """Whole days late, amount-weighted, of the customers that paid often enough in the last 12 months."""
    found: dict[int, list[int]] = {}  # how many, what was paid, days late weighted by it
    for customer, minor, days in turnover.payments(connection, add_months(as_of, -12), as_of):
        sums = found.get(customer)
        if sums is None:
            found[customer] = [1, minor, minor * days]
        else:
            sums[0] += 1
            sums[1] += minor
            sums[2] += minor * days
    return {customer: max(0, round(late / paid)) for customer, (count, paid, late) in found.items()
            if count >= ENOUGH and paid}


def _lines(connection: Transaction, as_of: date, rates: RateBook, position: Receivables,
           delays: Mapping[int, int]) -> dict[int, tuple[int, date, Decimal, Decimal]]:
    """By customer (items, first due date, due, credits); credits never exceed what is due."""
    until = as_of + timedelta(AHEAD)
    coming: defaultdict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for customer, currency, day, amount in claims_due(connection, as_of, as_of - timedelta(HOPELESS), until):
        value = rates.to_base(amount, currency, as_of)
        if value is not None and day + timedelta(delays.get(customer, 0)) <= until:
            coming[customer].append((day, value))
    found = {}
    for customer, items in coming.items():
        due = sum((value for _day, value in items), _ZERO)
        found[customer] = len(items), min(day for day, _value in items), due, min(due, -position.by_customer[customer][5])
    return found
