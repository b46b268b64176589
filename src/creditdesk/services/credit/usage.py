"""Limits and their use for lists (DOMAIN D14)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.credit.exposure import LimitInForce
from ...domain.ledger.open_items import open_items
from ...domain.money import from_minor
from ...store import aging, credit, reads
from ...store.transaction import Transaction
from ..insight.aging import rows_in
from ..rates import rate_book, RateBook
from ..session import Session
from .decisions import in_force
from .factoring import taken_off_in
from .orders import kept_back_in, sums_in
from .policy import CreditPolicy, policy_in

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Usage:
    """A customer's exposure against its limit, base currency; `limit` (temporary ones in it) None = none decided.

    `exposure` None where a rate is missing; `percent` is a fraction, None without a limit above zero.
    """

    customer_id: int
    exposure: Decimal | None
    limit: Decimal | None
    percent: Decimal | None
    expires: date | None = None
    temporary: Decimal = _ZERO
    temporary_until: date | None = None

    @property
    def over(self) -> bool:
        return self.limit is not None and self.exposure is not None and self.exposure > self.limit


def limits_in_force(session: Session, as_of: date) -> dict[int, LimitInForce]:
    """The limit in force of every customer for whom one was decided, in base currency."""
    with session.book.read() as connection:
        return in_force(connection, as_of, rate_book(connection))


def usage(session: Session, as_of: date) -> dict[int, Usage]:
    """Exposure and limit of every customer that has either."""
    with session.book.read() as connection:
        return usage_in(connection, as_of)


def usage_in(connection: Transaction, as_of: date, only: int | None = None) -> dict[int, Usage]:
    """The same inside a transaction; `only` of one customer, which reads little of a large book."""
    rates, policy = rate_book(connection), policy_in(connection, as_of)
    limits = in_force(connection, as_of, rates, only)
    owed = _exposures(connection, as_of, rates, policy, only)
    found = {}
    for customer in sorted(owed.keys() | limits.keys()):
        limit = limits.get(customer)
        line, exposure = (limit.line if limit else None), owed.get(customer, _ZERO)
        percent = exposure / line if line and exposure is not None else None
        found[customer] = Usage(customer, exposure, line, percent,
                                limit.decision.until if limit and limit.decision else None,
                                limit.temporary if limit else _ZERO, limit.temporary_until if limit else None)
    return found


def _exposures(connection: Transaction, as_of: date, rates: RateBook, policy: CreditPolicy, only: int | None
               ) -> dict[int, Decimal | None]:
    """The exposure of D14 of every customer; what is open in base currency from SQL, others item by item."""
    sums: defaultdict[int, Decimal] = defaultdict(Decimal)
    without_rate: set[int] = set()

    def add(customer: int, amount: Decimal, currency: str) -> None:
        value = rates.to_base(amount, currency, as_of)
        if value is None:
            without_rate.add(customer)
        else:
            sums[customer] += value

    foreign = False
    for row in rows_in(connection, as_of, customer_id=only):
        if row.currency == rates.base:
            sums[row.customer_id] += row.balance
        else:
            foreign = True
    if foreign:
        for customer, currency, _day, amount in aging.open_foreign(connection, as_of, rates.base):
            add(customer, from_minor(amount, currency), currency)
        for item in open_items(reads.with_instalments(connection), as_of):
            if item.currency != rates.base:
                add(item.customer_id, item.balance, item.currency)
    for customer, more in beyond_balance_in(connection, as_of, rates, policy).items():
        if more is None:
            without_rate.add(customer)
        else:
            sums[customer] += more
    whole: dict[int, Decimal | None] = dict(sums) | dict.fromkeys(without_rate)
    return whole if only is None else {key: amount for key, amount in whole.items() if key == only}


def beyond_balance_in(connection: Transaction, as_of: date, rates: RateBook, policy: CreditPolicy
                      ) -> dict[int, Decimal | None]:
    """What the exposure of D14 holds beyond the balance: undue bills, orders, shipments, deposits kept back, less risk sold.

    Base currency; None where a rate is missing; customers without any of it are left out.
    """
    found: dict[int, Decimal | None] = {}

    def add(customer: int, value: Decimal | None) -> None:
        before = found.get(customer, _ZERO)
        found[customer] = None if value is None or before is None else before + value

    for customer, currency, method, amount in credit.bills_undue(connection, as_of):
        add(customer, rates.to_base(policy.exposure.part(from_minor(amount, currency), method, currency), currency, as_of))
    ordered = sums_in(connection, as_of, rates)
    for customer, parts in ordered.items():
        add(customer, None if parts is None else parts.shipped + parts.open)
    deposits = {customer: parts.deposits for customer, parts in ordered.items() if parts and parts.deposits}
    for customer, kept in kept_back_in(connection, as_of, rates, deposits).items():
        add(customer, kept)
    for customer, sold in taken_off_in(connection, as_of, rates).items():
        add(customer, None if sold is None else -sold)
    return found


