"""Who owes what for how long, for the whole book or one customer (DOMAIN E11, E12; CLI Aging)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, UTC
from decimal import Decimal
from operator import itemgetter
from typing import Any, overload

from ...domain.insight import aging as rule
from ...domain.insight.aging import AgedItem, AgingRow, Buckets
from ...domain.ledger.open_items import open_items, OpenItem
from ...domain.money import from_minor, to_minor
from ...store import aging, collections, credit, customers, reads
from ...store.recorded import ledger_known
from ...store.transaction import Transaction
from ..collections.opened import open_items_in
from ..session import Session

#: (customer, currency, not due, bucket…, unapplied) in minor units
Raw = tuple[Any, ...]


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
    lines: Sequence[CustomerAging]
    totals: tuple[AgingRow, ...]

    def whole(self) -> AgingReport:
        """The same with every line made now: for a list that shows them all, in the worker."""
        return replace(self, lines=tuple(self.lines))


class Lines(Sequence[CustomerAging]):
    """Lines of a report by customer code, each made when it is looked at: a book may have tens of thousands.

    Names and grades are read at the first look, so that whoever wants the totals alone does not wait for them.
    """

    def __init__(self, session: Session, as_of: date, raw: list[Raw], disputed: dict[tuple[int, str], Decimal]) -> None:
        self._session, self._as_of, self._raw, self._disputed = session, as_of, raw, disputed
        self._names: dict[int, tuple[str, str]] = {}
        self._grades: dict[int, str] = {}

    def _named(self) -> None:
        with self._session.book.read() as connection:
            names = customers.names(connection)
            self._grades = credit.grades(connection, self._as_of)
        self._raw.sort(key=lambda row: (names[row[0]][0], row[1]))
        self._names = names

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, index: int) -> CustomerAging: ...
    @overload
    def __getitem__(self, index: slice) -> list[CustomerAging]: ...
    def __getitem__(self, index: int | slice) -> CustomerAging | list[CustomerAging]:
        if not self._names and self._raw:
            self._named()
        if isinstance(index, slice):
            return [self._line(raw) for raw in self._raw[index]]
        return self._line(self._raw[index])

    def _line(self, raw: Raw) -> CustomerAging:
        return CustomerAging(_row(raw, self._disputed), *self._names[raw[0]], self._grades.get(raw[0]))


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
    """Aging rows inside a transaction, by customer and currency."""
    disputed = _disputed(connection, as_of)
    return [_row(raw, disputed) for raw in sorted(_raw_rows(connection, as_of, basis, buckets, credits, customer_id))]


def _row(raw: Raw, disputed: dict[tuple[int, str], Decimal]) -> AgingRow:
    figures = [from_minor(value, raw[1]) for value in raw[2:]]
    return AgingRow(raw[0], raw[1], figures[0], tuple(figures[1:-1]), figures[-1], sum(figures, Decimal(0)),
                    disputed.get((raw[0], raw[1]), Decimal(0)))


def _raw_rows(connection: Transaction, as_of: date, basis: str, buckets: Buckets, credits: str,
              customer_id: int | None) -> list[Raw]:
    """One SQL statement, plus the domain's rule for documents with instalments; minor units."""
    found: list[Raw] = aging.open_totals(connection, as_of, basis=basis, borders=buckets.days_at(as_of),
                                         credits=credits, customer_id=customer_id)
    extra = list(_instalment_items(connection, as_of, basis, buckets, credits, customer_id))
    if not extra:
        return found
    width = len(buckets.keys)
    merged: dict[tuple[int, str], list[int]] = {(row[0], row[1]): list(row[2:]) for row in found}
    for item in extra:
        figures = merged.setdefault((item.customer_id, item.currency), [0] * (width + 2))
        column = width + 1 if item.unapplied else 0 if item.bucket is None else item.bucket + 1
        figures[column] += to_minor(item.amount, item.currency)
    return [(customer, currency, *figures) for (customer, currency), figures in merged.items()]


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
                 credits: str = rule.OWN_COLUMN, customer_id: int | None = None, as_recorded: bool = False) -> AgingReport:
    """The aging report as of a day; `as_recorded` with what had been entered by the end of that day only (DOMAIN E11)."""
    with session.book.read() as connection:
        if as_recorded:
            rows = rule.age(ledger_known(connection, _end_of(as_of), customer_id), as_of, basis=basis, buckets=buckets,
                            credits=credits)
            raw = [(row.customer_id, row.currency, *(to_minor(value, row.currency) for value in (
                row.not_due, *row.buckets, row.unapplied))) for row in rows]
            disputed = {(row.customer_id, row.currency): row.disputed for row in rows}
            return AgingReport(as_of, basis, buckets, Lines(session, as_of, raw, disputed), _totals(raw, disputed))
        raw = _raw_rows(connection, as_of, basis, buckets, credits, customer_id)
        disputed = _disputed(connection, as_of)
    return AgingReport(as_of, basis, buckets, Lines(session, as_of, raw, disputed), _totals(raw, disputed))


def _end_of(day: date) -> str:
    """The UTC moment at which a day ends where the person is, as the book writes moments."""
    midnight = datetime.combine(day + timedelta(1), time.min).astimezone()
    return midnight.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _totals(raw: list[Raw], disputed: dict[tuple[int, str], Decimal]) -> tuple[AgingRow, ...]:
    """One row per currency (customer 0); currencies are never added together."""
    found = []
    for currency in sorted({row[1] for row in raw}):
        mine = [row for row in raw if row[1] == currency]
        sums = (sum(map(itemgetter(index), mine)) for index in range(2, len(mine[0])))
        in_dispute = sum((amount for (_c, money), amount in disputed.items() if money == currency), Decimal(0))
        found.append(_row((0, currency, *sums), {(0, currency): in_dispute}))
    return tuple(found)


def aging_items(session: Session, as_of: date, customer_id: int, *, currency: str = "", basis: str = rule.BY_DUE,
                buckets: Buckets = rule.STANDARD, credits: str = rule.OWN_COLUMN, as_recorded: bool = False
                ) -> tuple[AgingItem, ...]:
    """What stands behind one line of the report: per column its items add up to the line's figure."""
    with session.book.read() as connection:
        disputes = collections.open_disputes(connection, as_of)
        items: Iterable[OpenItem] = (open_items(ledger_known(connection, _end_of(as_of), customer_id), as_of) if as_recorded else
                                     open_items_in(connection, as_of, disputes, customer_id).get(customer_id, []))
    return tuple(_placed(item, as_of, basis, buckets, credits) for item in items
                 if not currency or item.currency == currency)


def _placed(item: OpenItem, as_of: date, basis: str, buckets: Buckets, credits: str) -> AgingItem:
    apart = item.sign < 0 and credits == rule.OWN_COLUMN
    start = item.due_date if basis == rule.BY_DUE and item.sign > 0 else item.date
    bucket = None if apart else buckets.place(start, as_of)
    if bucket is None and not apart and basis == rule.BY_INVOICE:
        bucket = 0
    return AgingItem(item, item.balance, (as_of - start).days, bucket, apart)
