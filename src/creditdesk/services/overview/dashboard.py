"""The dashboard's figures of a day: one SQL statement each, no document loaded (DOMAIN F; FLOORS 3)."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

from ...domain.dates import add_months, month_end
from ...domain.insight import kpi
from ...domain.insight.dashboard import Dashboard, Debtor, TrendPoint
from ...domain.ledger.documents import CREDIT_NOTE, DEBIT_NOTE
from ...domain.money import from_minor
from ...store import aging, credit, customers
from ...store.book import Transaction
from ..credit.policy import policy_in
from ..credit.usage import beyond_balance_in
from ..insight.receivables import Receivables, receivables_in, totals_in
from ..rates import rate_book, RateBook
from ..session import Session
from .expected import expected_in
from .standing import standing_in

_ZERO = Decimal(0)


class _Sales:
    """Sales of any period within a span, from one look at the book."""

    def __init__(self, connection: Transaction, first: date, last: date, rates: RateBook) -> None:
        self._parts: list[tuple[str, str, Decimal]] = []
        for day, kind, currency, interest, reversed_on, minor in aging.turnover(connection, first, last):
            if kind == DEBIT_NOTE and interest:
                continue
            amount = rates.to_base(from_minor(minor, currency), currency, date.fromisoformat(day)) or _ZERO
            self._parts.append((day, reversed_on or "", -amount if kind == CREDIT_NOTE else amount))

    def of(self, first: date, last: date) -> Decimal:
        """What was billed from the first to the last day, as it stood at the end of it."""
        start, end = first.isoformat(), last.isoformat()
        return sum((amount for day, gone, amount in self._parts if start <= day <= end and (not gone or gone > end)), _ZERO)


def dashboard(session: Session, as_of: date, debtors: int = 8) -> Dashboard:
    """The figures, ageing bars and largest debtors of a day."""
    with session.book.read() as connection:
        rates = rate_book(connection)
        now = receivables_in(connection, as_of, rates)
        before_day = month_end(add_months(as_of, -1))
        before = totals_in(connection, before_day, rates)
        sales = _Sales(connection, kpi.last_twelve_months(before_day).start, as_of, rates)
        dso, cei = _measures(connection, as_of, now, rates, sales)
        dso_before, cei_before = _measures(connection, before_day, before, rates, sales)
        owed = standing_in(connection, as_of, rates, now)
        return Dashboard(
            **{item.name: getattr(owed, item.name) for item in dataclasses.fields(owed)}, balance_before=before.balance,
            dso=dso, dso_before=dso_before, cei=cei, cei_before=cei_before,
            expected=expected_in(connection, as_of, rates, now), debtors=_debtors(connection, as_of, now, debtors))


def _measures(connection: Transaction, as_of: date, position: Receivables, rates: RateBook,
              sales: _Sales) -> tuple[kpi.Figure, kpi.Figure]:
    """DSO over the 12 months up to the day, CEI over its last 3: one month's sales say little of it (DOMAIN F)."""
    year = kpi.last_twelve_months(as_of)
    first = add_months(as_of + timedelta(1), -3)
    opening = totals_in(connection, first - timedelta(1), rates).balance
    return (kpi.dso(position.balance, sales.of(year.start, as_of), year.days),
            kpi.cei(opening, sales.of(first, as_of), position.balance, position.sums()[0]))


def _debtors(connection: Transaction, as_of: date, position: Receivables, count: int) -> tuple[Debtor, ...]:
    names, grades = customers.names(connection), credit.grades(connection, as_of)
    short = customers.short_names(connection)
    limits = credit.limits_in_force(connection, as_of)
    beyond = beyond_balance_in(connection, as_of, rate_book(connection), policy_in(connection, as_of)) if limits else {}
    ordered = sorted(position.by_customer.items(), key=lambda pair: (-sum(pair[1], _ZERO), names[pair[0]][0]))
    found = []
    for customer, row in ordered[:count]:
        balance = sum(row, _ZERO)
        limit = limits.get(customer)
        owed = balance + (beyond.get(customer) or _ZERO)
        used = None if limit is None else (owed / limit if limit > 0 else (Decimal(9) if owed > 0 else _ZERO))
        if balance > 0:
            found.append(Debtor(customer, *names[customer], grades.get(customer), balance, tuple(row[:5]), used,
                                short.get(customer, "")))
    return tuple(found)


def trend(session: Session, as_of: date, months: int = 12) -> tuple[TrendPoint, ...]:
    """Receivables and overdue at the last month-ends and on the day itself."""
    days = [month_end(add_months(as_of.replace(day=1), -back)) for back in range(months - 1, 0, -1)] + [as_of]
    with session.book.read() as connection:
        rates = rate_book(connection)
        positions = [(day, totals_in(connection, day, rates)) for day in days]
    return tuple(TrendPoint(day, position.balance, position.overdue) for day, position in positions)
