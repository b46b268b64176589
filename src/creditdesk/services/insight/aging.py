"""Who owes what for how long, for the whole book or one customer (DOMAIN E11, E12; CLI Aging)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.insight import aging as rule
from ...domain.insight.aging import AgedItem, AgingRow, Buckets
from ...domain.ledger.open_items import OpenItem
from ...domain.money import from_minor
from ...store import aging, collections, credit, customers, reads
from ...store.book import Transaction
from ..collections.positions import open_items_in
from ..session import Session


@dataclass(frozen=True, slots=True)
class CustomerAging:
    """One line of the aging report: the figures and whose they are."""

    row: AgingRow
    code: str
    name: str
    grade: str | None


@dataclass(frozen=True, slots=True)
class AgingReport:
    """Lines per customer and currency by code, and totals per currency; figures in major units."""

    as_of: date
    basis: str
    buckets: Buckets
    lines: tuple[CustomerAging, ...]
    totals: tuple[AgingRow, ...]


@dataclass(frozen=True, slots=True)
class AgingItem:
    """One open document, or instalment of it, in its place: `bucket` None is not due, or a credit kept apart.

    `amount` is signed (credits negative); `age` counts days from the day the basis begins at, ≤ 0 for not yet.
    """

    item: OpenItem
    amount: Decimal
    age: int
    bucket: int | None
    unapplied: bool


def rows_in(connection: Transaction, as_of: date, *, basis: str = rule.BY_DUE, buckets: Buckets = rule.STANDARD,
            credits: str = rule.OWN_COLUMN, customer_id: int | None = None) -> list[AgingRow]:
    """Aging rows inside a transaction: one SQL statement, plus the domain's rule for documents with instalments."""
    found: dict[tuple[int, str], list[Decimal]] = {}
    width = len(buckets.keys)
    for row in aging.open_totals(connection, as_of, basis=basis, borders=buckets.days_at(as_of), credits=credits,
                                 customer_id=customer_id):
        found[(row[0], row[1])] = [from_minor(value, row[1]) for value in row[2:]]
    for item in _instalment_items(connection, as_of, basis, buckets, credits, customer_id):
        figures = found.setdefault((item.customer_id, item.currency), [Decimal(0)] * (width + 2))
        figures[width + 1 if item.unapplied else 0 if item.bucket is None else item.bucket + 1] += item.amount
    disputed = _disputed(connection, as_of)
    return [AgingRow(customer, currency, figures[0], tuple(figures[1:width + 1]), figures[width + 1],
                     sum(figures, Decimal(0)), disputed.get((customer, currency), Decimal(0)))
            for (customer, currency), figures in sorted(found.items())]


def _instalment_items(connection: Transaction, as_of: date, basis: str, buckets: Buckets, credits: str,
                      customer_id: int | None) -> Iterable[AgedItem]:
    ledger = reads.with_instalments(connection)
    return [item for item in rule.aged_items(ledger, as_of, basis=basis, buckets=buckets, credits=credits)
            if customer_id is None or item.customer_id == customer_id]


def _disputed(connection: Transaction, as_of: date) -> dict[tuple[int, str], Decimal]:
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for customer, currency, _document, amount, opened in aging.disputed_totals(connection, as_of):
        found[(customer, currency)] += from_minor(min(amount, opened), currency)
    return found


def aging_report(session: Session, as_of: date, *, basis: str = rule.BY_DUE, buckets: Buckets = rule.STANDARD,
                 credits: str = rule.OWN_COLUMN, customer_id: int | None = None) -> AgingReport:
    """The aging report as of a day."""
    with session.book.read() as connection:
        rows = rows_in(connection, as_of, basis=basis, buckets=buckets, credits=credits, customer_id=customer_id)
        names = customers.names(connection)
        grades = credit.grades(connection, as_of)
    lines = [CustomerAging(row, *names[row.customer_id], grades.get(row.customer_id)) for row in rows]
    lines.sort(key=lambda line: (line.code, line.row.currency))
    return AgingReport(as_of, basis, buckets, tuple(lines), rule.totals(rows))


def aging_items(session: Session, as_of: date, customer_id: int, *, currency: str = "", basis: str = rule.BY_DUE,
                buckets: Buckets = rule.STANDARD, credits: str = rule.OWN_COLUMN) -> tuple[AgingItem, ...]:
    """What stands behind one line of the report: per column its items add up to the line's figure."""
    with session.book.read() as connection:
        disputes = collections.open_disputes(connection, as_of)
        items = open_items_in(connection, as_of, disputes, customer_id).get(customer_id, [])
    return tuple(_placed(item, as_of, basis, buckets, credits) for item in items
                 if not currency or item.currency == currency)


def _placed(item: OpenItem, as_of: date, basis: str, buckets: Buckets, credits: str) -> AgingItem:
    apart = item.sign < 0 and credits == rule.OWN_COLUMN
    start = item.due_date if basis == rule.BY_DUE and item.sign > 0 else item.date
    bucket = None if apart else buckets.place(start, as_of)
    if bucket is None and not apart and basis == rule.BY_INVOICE:
        bucket = 0
    return AgingItem(item, item.balance, (as_of - start).days, bucket, apart)
