"""The money of the next 30 days: open items at their due date plus the customer's usual delay (DESIGN 9, screen 01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.dates import add_months
from ...domain.insight.aging import aged_items
from ...domain.insight.dashboard import Expected
from ...domain.money import from_minor
from ...store import aging, customers, reads
from ...store.book import Transaction
from ..insight.receivables import Receivables, receivables_in
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
    ledger = reads.with_instalments(connection)
    for item in aged_items(ledger, as_of) if ledger.documents else ():
        if not item.unapplied and first <= item.start <= last:
            yield item.customer_id, item.currency, item.start, item.amount


def expected_in(connection: Transaction, as_of: date, rates: RateBook, position: Receivables) -> Expected:
    """The figure: long overdue items are left out, and money paid but not allocated will not come a second time."""
    lines = _lines(connection, as_of, rates, position)
    return Expected(as_of + timedelta(AHEAD), sum((line[2] for line in lines.values()), _ZERO),
                    sum((line[3] for line in lines.values()), _ZERO), sum(line[0] for line in lines.values()))


def expected_lines(session: Session, as_of: date) -> list[ExpectedLine]:
    """What stands behind the figure, by customer, the largest first."""
    with session.book.read() as connection:
        rates = rate_book(connection)
        lines = _lines(connection, as_of, rates, receivables_in(connection, as_of, rates))
        delays, names = _delays(connection, as_of), customers.names(connection)
    found = [ExpectedLine(customer, *names[customer], count, first, delays.get(customer), due, credits)
             for customer, (count, first, due, credits) in lines.items()]
    return sorted(found, key=lambda line: (-line.amount, line.code))


def _delays(connection: Transaction, as_of: date) -> Mapping[int, int]:
    """Whole days late, amount-weighted, of the customers that paid often enough in the last 12 months."""
    found = aging.usual_delays(connection, add_months(as_of, -12), as_of)
    return {customer: max(0, round(days)) for customer, (count, days) in found.items() if count >= ENOUGH}


def _lines(connection: Transaction, as_of: date, rates: RateBook,
           position: Receivables) -> dict[int, tuple[int, date, Decimal, Decimal]]:
    """By customer (items, first due date, due, credits); credits never exceed what is due."""
    delays, until = _delays(connection, as_of), as_of + timedelta(AHEAD)
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
