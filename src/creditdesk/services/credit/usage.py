"""Limits and their use for lists, and what about limits and scores needs attention (DOMAIN D14, D17)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.credit.exposure import LimitInForce
from ...domain.dates import add_months
from ...domain.errors import N_
from ...domain.ledger.open_items import open_items
from ...domain.money import from_minor
from ...store import aging, credit, reads
from ...store.book import Transaction
from ..insight.aging import rows_in
from ..rates import rate_book, RateBook
from ..session import Session
from .covers import ending_in
from .decisions import in_force
from .factoring import taken_off_in
from .orders import kept_back_in, sums_in
from .policy import CreditPolicy, policy_in

OVER_LIMIT, NEAR_LIMIT, LIMIT_EXPIRING, LIMIT_EXPIRED = "over_limit", "near_limit", "limit_expiring", "limit_expired"
SCORE_OLD, COVER_ENDING, COVER_ENDED = "score_old", "cover_ending", "cover_ended"
ALERT_NAMES = {OVER_LIMIT: N_("Over the limit"), NEAR_LIMIT: N_("Near the limit"),
               LIMIT_EXPIRING: N_("Limit expires soon"), LIMIT_EXPIRED: N_("Limit has expired"),
               SCORE_OLD: N_("Review is due"), COVER_ENDING: N_("Security ends soon"),
               COVER_ENDED: N_("Security has ended")}
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

    @property
    def over(self) -> bool:
        return self.limit is not None and self.exposure is not None and self.exposure > self.limit


@dataclass(frozen=True, slots=True)
class Alert:
    """Something about a customer's limit or score to look at; `amount` is what exceeds or is left, `day` the day due."""

    customer_id: int
    kind: str
    exposure: Decimal | None = None
    limit: Decimal | None = None
    amount: Decimal | None = None
    day: date | None = None


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
                                limit.decision.until if limit and limit.decision else None)
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


def credit_alerts(session: Session, as_of: date, *, days_ahead: int = 30) -> list[Alert]:
    """Customers over or near their limit, limits that expire soon or have, scores older than their grade allows."""
    with session.book.read() as connection:
        used, policy = usage_in(connection, as_of), policy_in(connection, as_of)
        scores, ending = credit.latest_scores(connection, as_of), ending_in(connection, as_of)
    alerts: list[Alert] = []
    for item in used.values():
        if item.over and item.exposure is not None and item.limit is not None:
            alerts.append(Alert(item.customer_id, OVER_LIMIT, item.exposure, item.limit, item.exposure - item.limit))
        elif item.percent is not None and item.percent >= policy.warn_at:
            left = None if item.limit is None or item.exposure is None else item.limit - item.exposure
            alerts.append(Alert(item.customer_id, NEAR_LIMIT, item.exposure, item.limit, left))
        if item.expires is not None and (item.expires - as_of).days <= days_ahead:
            kind = LIMIT_EXPIRED if item.expires < as_of else LIMIT_EXPIRING
            alerts.append(Alert(item.customer_id, kind, item.exposure, item.limit, day=item.expires))
    for customer, (_score, day, _card, grade) in scores.items():
        months = policy.review_months(grade)
        if months is not None and add_months(day, months) < as_of:
            alerts.append(Alert(customer, SCORE_OLD, day=add_months(day, months)))
    alerts += [Alert(row.cover.customer_id, COVER_ENDING if row.step else COVER_ENDED, day=row.cover.until)
               for row in ending]
    order = {kind: place for place, kind in enumerate((
        OVER_LIMIT, LIMIT_EXPIRED, COVER_ENDED, NEAR_LIMIT, LIMIT_EXPIRING, COVER_ENDING, SCORE_OLD))}
    return sorted(alerts, key=lambda alert: (order[alert.kind], -(alert.amount or _ZERO), alert.day or as_of,
                                             alert.customer_id))


