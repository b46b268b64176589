"""Two years of bills and payments of the sample company, from fixed figures and no chance (DESIGN intro).

Open bills and those shown on the screens are written out in `resources/sample/company.json`; the settled ones between them
follow each customer's rhythm: every so many days, about so much, paid about so late.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..domain.ledger.documents import RECEIPT

#: the day the figures of the sample were written for
SAMPLE_AS_OF = date(2026, 11, 20)
_FIRST_NUMBER = 1200
# (day of the year's invoice series, running number reached): the pictures' numbers stand on this line
_SERIES = ((date(2026, 1, 1), 1), (date(2026, 6, 18), 712), (date(2026, 7, 25), 846), (date(2026, 8, 28), 968),
           (date(2026, 9, 21), 1090), (date(2026, 10, 13), 1151), (date(2026, 11, 13), 1180), (date(2027, 1, 1), 1290))


@dataclass(frozen=True, slots=True)
class Payment:
    """Part of a bill settled on a day, by a receipt unless `kind` says otherwise; `reference` is the bank's number."""

    day: date
    amount: Decimal
    reference: str = ""
    kind: str = RECEIPT


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice of the sample with what was paid on it; `number` 0 until the series gives it one."""

    customer: str
    number: int
    day: date
    due: date
    amount: Decimal
    payments: tuple[Payment, ...] = ()

    @property
    def open(self) -> Decimal:
        return self.amount - sum((payment.amount for payment in self.payments), Decimal(0))


def bills(company: Mapping[str, Any]) -> list[Bill]:
    """Every bill by day, numbered, as of SAMPLE_AS_OF."""
    found: list[Bill] = []
    for customer in company["customers"]:
        found += _written(customer)
        if customer.get("rhythm"):
            found += _settled(customer, company["season"], company["lateness"])
    found.sort(key=lambda bill: (bill.day, bill.customer))
    return _numbered(found)


def _written(customer: Mapping[str, Any]) -> Iterator[Bill]:
    for number, day, due, amount, payments in customer["bills"]:
        yield Bill(customer["code"], int(number or 0), date.fromisoformat(day), date.fromisoformat(due), Decimal(amount),
                   tuple(Payment(date.fromisoformat(paid), Decimal(part), *rest) for paid, part, *rest in payments))


def _settled(customer: Mapping[str, Any], season: Mapping[str, float], lateness: Mapping[str, float]) -> Iterator[Bill]:
    """Bills by the customer's rhythm, each paid by the rhythm's last day; those that would stay open are left out."""
    rhythm, code = customer["rhythm"], customer["code"]
    day, until = date.fromisoformat(rhythm["since"]), date.fromisoformat(rhythm["until"])
    day += timedelta(round(rhythm["every"] * _share(code, 0, "start")))
    turn = 0
    while day < until:
        turn += 1
        month = f"{day:%Y-%m}"
        amount = Decimal(round(rhythm["amount"] * season.get(month, 1) * (0.72 + 0.56 * _share(code, turn, "amount")), -1))
        due = day + timedelta(int(customer["terms"]))
        late = rhythm["late"] * lateness.get(f"{due:%Y-%m}", 1) + rhythm["spread"] * (_share(code, turn, "late") * 2 - 1)
        payments = tuple(_paid(code, turn, max(day, _working(due + timedelta(round(late)))), amount))
        if payments[-1].day <= until:
            yield Bill(code, 0, day, due, amount, payments)
        day = _working(day + timedelta(max(3, round(rhythm["every"] * (0.8 + 0.4 * _share(code, turn, "gap"))))))


def _paid(code: str, turn: int, day: date, amount: Decimal) -> Iterator[Payment]:
    """In one payment, every eighth bill in two."""
    if turn % 8 == 5:
        first = (amount * Decimal("0.6")).quantize(Decimal(1))
        yield Payment(day, first)
        yield Payment(_working(day + timedelta(9)), amount - first)
    else:
        yield Payment(day, amount)


def _working(day: date) -> date:
    """The day, a Saturday's or Sunday's moved to Monday."""
    return day + timedelta((7 - day.weekday()) if day.weekday() > 4 else 0)


def _share(code: str, turn: int, of: str) -> float:
    """A figure in [0, 1) that looks like chance and is the same every time."""
    return zlib.crc32(f"{code} {turn} {of}".encode()) / 2**32


def _numbered(found: Sequence[Bill]) -> list[Bill]:
    """Bills with a number each, growing with the day; numbers of earlier years and of this one never meet."""
    used = {bill.number for bill in found}
    numbered, last = [], _FIRST_NUMBER
    for bill in found:
        if not bill.number:
            number = last + 3 if bill.day < _SERIES[0][0] else _in_series(bill.day)
            while number in used:
                number += 1
            used.add(number)
            last = number if bill.day < _SERIES[0][0] else last
            bill = replace(bill, number=number)
        numbered.append(bill)
    return numbered


def _in_series(day: date) -> int:
    for (start, low), (end, high) in pairwise(_SERIES):
        if start <= day < end:
            return low + (high - low) * (day - start).days // (end - start).days
    raise ValueError(day)


def moved(found: Sequence[Bill], days: int) -> list[Bill]:
    """The bills and payments so many days later (earlier, when negative)."""
    step = timedelta(days)
    return [replace(bill, day=bill.day + step, due=bill.due + step,
                    payments=tuple(replace(part, day=part.day + step) for part in bill.payments)) for bill in found]
