"""The dashboard's figures of a day: few SQL statements, no document loaded (DOMAIN F; FLOORS 3)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ...domain.dates import add_months, month_end
from ...domain.insight import kpi
from ...domain.insight.dashboard import Dashboard, Debtor, TrendPoint
from ...domain.money import from_minor, majors
from ...store import aging, credit, customers, turnover
from ...store.transaction import Transaction
from ..insight.receivables import instalments_in, Receivables, totals_in
from ..rates import rate_book, RateBook
from ..session import Session
from .expected import expected_in, usual_delays
from .standing import Owed, owed_in

_ZERO = Decimal(0)


class _Position(NamedTuple):
    """What was owed at the end of a day, and what of it was not due."""

    day: date
    balance: Decimal
    not_due: Decimal


def dashboard(session: Session, as_of: date, debtors: int = 8, known: Owed | None = None) -> Dashboard:
    """The figures, ageing bars and largest debtors of a day, these without the use of their limits (`limit_use`).

    `known` spares reading what is owed a second time.
    """
    # a year of payments takes as long as all the other sums: both are read at the same time. The pool is the inner one, so that
    # the book cannot be closed between, even when something fails here: it would be left with its log beside it
    with session.book.read() as connection, ThreadPoolExecutor(1) as beside:
        delays = beside.submit(usual_delays, session, as_of)
        rates = rate_book(connection)
        owed, found, _state = owed_in(connection, as_of, rates, known)
        now = _Position(as_of, found.balance, found.sums()[0])
        before = _position(connection, rates, month_end(add_months(as_of, -1)), now)
        (dso, cei), (dso_before, cei_before) = _measures(connection, rates, now, before)
        return Dashboard(
            **{item.name: getattr(owed, item.name) for item in dataclasses.fields(owed)}, balance_before=before.balance,
            dso=dso, dso_before=dso_before, cei=cei, cei_before=cei_before,
            debtors=_debtors(connection, as_of, found, debtors),
            expected=expected_in(connection, as_of, rates, found, delays.result()))


def _position(connection: Transaction, rates: RateBook, day: date, now: _Position) -> _Position:
    """The position of an earlier day."""
    balance = _balance(connection, rates, day, now)
    if balance is None:
        found = totals_in(connection, day, rates)
        return _Position(day, found.balance, found.sums()[0])
    parts = sum((item.amount for item in instalments_in(connection, day) if item.bucket is None and not item.unapplied), _ZERO)
    return _Position(day, balance, from_minor(aging.not_due(connection, rates.base, day), rates.base) + parts)


def _balance(connection: Transaction, rates: RateBook, day: date, now: _Position) -> Decimal | None:
    """What was owed at the end of an earlier day, by what has come since; None where rates are in it."""
    grown = turnover.moved(connection, rates.base, day, now.day)
    return None if grown is None else now.balance - from_minor(grown, rates.base)


def _measures(connection: Transaction, rates: RateBook, now: _Position, before: _Position) -> list[tuple[kpi.Figure, kpi.Figure]]:
    """DSO over the 12 months up to each day, CEI over its last 3: one month's sales say little of it (DOMAIN F)."""
    years = [kpi.last_twelve_months(position.day) for position in (now, before)]
    quarters = [kpi.Period(add_months(position.day + timedelta(1), -3), position.day) for position in (now, before)]
    sales, found = _sales(connection, rates, [*years, *quarters]), []
    for position, year, quarter in zip((now, before), years, quarters, strict=True):
        opening = _balance(connection, rates, quarter.opening, now)
        if opening is None:
            opening = totals_in(connection, quarter.opening, rates).balance
        found.append((kpi.dso(position.balance, sales[year], year.days),
                      kpi.cei(opening, sales[quarter], position.balance, position.not_due)))
    return found


def _sales(connection: Transaction, rates: RateBook, periods: Sequence[kpi.Period]) -> dict[kpi.Period, Decimal]:
    """What was billed in each period as it stood at its end: the base currency at one look, others each day at its rate."""
    spans = [(period.start, period.end) for period in periods]
    billed, abroad = turnover.billed(connection, rates.base, spans)
    sales = majors(billed, rates.base)
    if abroad:
        sales = [amount + _abroad(connection, rates, span) for amount, span in zip(sales, spans, strict=True)]
    return dict(zip(periods, sales, strict=True))


def _abroad(connection: Transaction, rates: RateBook, span: turnover.Span) -> Decimal:
    return sum((rates.to_base(from_minor(minor, currency), currency, date.fromisoformat(day)) or _ZERO
                for day, currency, minor in turnover.billed_abroad(connection, rates.base, span)), _ZERO)


def _debtors(connection: Transaction, as_of: date, position: Receivables, count: int) -> tuple[Debtor, ...]:
    names, grades = customers.names(connection), credit.grades(connection, as_of)
    short = customers.short_names(connection)
    ordered = sorted(position.by_customer.items(), key=lambda pair: (-sum(pair[1], _ZERO), names[pair[0]][0]))
    return tuple(Debtor(customer, *names[customer], grades.get(customer), balance, tuple(row[:5]), None, short.get(customer, ""))
                 for customer, row in ordered[:count] if (balance := sum(row, _ZERO)) > 0)


def limit_use(session: Session, as_of: date, debtors: Sequence[Debtor]) -> tuple[Debtor, ...]:
    """The same debtors with the use of their limits: what counts against those beside the balance takes many rules to say."""
    with session.book.read() as connection:
        limits = credit.limits_in_force(connection, as_of)
        if limits.keys().isdisjoint(debtor.customer_id for debtor in debtors):
            return tuple(debtors)
        from ..credit.policy import policy_in
        from ..credit.usage import beyond_balance_in
        beyond = beyond_balance_in(connection, as_of, rate_book(connection), policy_in(connection, as_of))
    found = []
    for debtor in debtors:
        limit, owed = limits.get(debtor.customer_id), debtor.balance + (beyond.get(debtor.customer_id) or _ZERO)
        used = None if limit is None else (owed / limit if limit > 0 else (Decimal(9) if owed > 0 else _ZERO))
        found.append(dataclasses.replace(debtor, used=used))
    return tuple(found)


def trend(session: Session, as_of: date, months: int = 12) -> tuple[TrendPoint, ...]:
    """Receivables and overdue at the last month-ends and on the day itself."""
    days = [month_end(add_months(as_of.replace(day=1), -back)) for back in range(months - 1, 0, -1)] + [as_of]
    with session.book.read() as connection:
        rates = rate_book(connection)
        positions = [(day, totals_in(connection, day, rates)) for day in days]
    return tuple(TrendPoint(day, position.balance, position.overdue) for day, position in positions)
