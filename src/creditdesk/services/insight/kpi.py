"""The key figures of a period over the whole book (DOMAIN F; CLI KPIs)."""

from __future__ import annotations

from datetime import date

from ...domain.errors import InputError, N_
from ...domain.insight.kpi import Period
from ...domain.insight.measures import Kpis, measure, Money
from ...domain.ledger.documents import Ledger
from ...store import reads
from ..rates import rate_book
from ..session import Session


def period_of(start: date, end: date) -> Period:
    """Both ends count; InputError when they stand the wrong way round."""
    if end < start:
        raise InputError(N_("The period ends ({end}) before it begins ({start})."), code="bad_period", field="to",
                         start=start.isoformat(), end=end.isoformat())
    return Period(start, end)


def kpi_report(session: Session, start: date, end: date) -> tuple[str, Kpis]:
    """(base currency, every key figure) of a period."""
    period = period_of(start, end)
    with session.book.read() as connection:
        rates = rate_book(connection)
        parts = reads.ledgers(connection).values()
    whole = Ledger(*(tuple(item for part in parts for item in getattr(part, name))
                     for name in ("documents", "allocations", "disputes", "promises")))
    return rates.base, measure(whole, period, Money(rates.base, rates.lookup))
