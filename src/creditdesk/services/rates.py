"""Exchange rates of the book: the latest dated up to a day (DOMAIN E10)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..domain.errors import InputError, N_
from ..domain.money import convert, currency_code
from ..store import audit, company
from ..store.transaction import Transaction
from .session import Session


@dataclass(frozen=True, slots=True)
class RateBook:
    """All rates of a book, to convert with."""

    base: str
    rates: dict[str, list[tuple[date, Decimal]]]

    def at(self, currency: str, day: date) -> Decimal | None:
        """Base units for one unit of `currency` on `day`; None where no rate is dated up to it."""
        if currency == self.base:
            return Decimal(1)
        found = self.rates.get(currency, [])
        place = bisect_right(found, day, key=lambda pair: pair[0])
        return found[place - 1][1] if place else None

    def to_base(self, amount: Decimal, currency: str, day: date) -> Decimal | None:
        """The amount in the base currency, rounded half-up; None without a rate."""
        if currency == self.base:
            return amount
        rate = self.at(currency, day)
        return None if rate is None else convert(amount, rate, self.base)

    @property
    def lookup(self) -> Callable[[str, date], Decimal | None]:
        return self.at


def rate_book(connection: Transaction) -> RateBook:
    """The rates as they stand in a transaction."""
    return RateBook(str(company.company(connection)["base_currency"]), company.rates(connection))


def rate_book_of(session: Session) -> RateBook:
    with session.book.read() as connection:
        return rate_book(connection)


def put_rate_in(connection: Transaction, session: Session, currency: str, day: date, rate: Decimal) -> None:
    """Enter a rate inside a transaction; InputError `bad_rate` when it is not above zero."""
    code = currency_code(currency)
    if rate <= 0:
        raise InputError(N_("A rate must be above zero."), code="bad_rate", field="rate")
    company.put_rate(connection, code, day, rate)
    audit.record(connection, audit.Change("rate", "fx_rate", code, after={
        "currency": code, "date": day.isoformat(), "rate": str(rate)}), session.signature())


def put_rate(session: Session, currency: str, day: date, rate: Decimal) -> None:
    """Enter or correct the rate of a day."""
    with session.book.write() as connection:
        put_rate_in(connection, session, currency, day, rate)
