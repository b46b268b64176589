"""The list of all customers with what they owe, for the whole book at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..domain.customers.file_kinds import FOREIGN_ID, FORMER_NAME, PERSON
from ..domain.customers.records import Customer
from ..store import aging, credit, customer_file, customers, file_entries
from .credit.usage import Usage, usage_in
from .customers import record
from .insight.receivables import receivables_in
from .rates import rate_book
from .session import Session

_ZERO = Decimal(0)
_KINDS, _MEANING = (PERSON, FORMER_NAME, FOREIGN_ID), ("name", "phone", "mobile", "value")


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer of the list. Amounts in the base currency; `buckets` are not due, 1–30, 31–60, 61–90, 90+ days.

    `unapplied` (≤ 0) is deducted in `balance`. `unrated`: something of it lacks an exchange rate and is left out.
    """

    customer: Customer
    currency: str
    grade: str | None
    buckets: tuple[Decimal, ...]
    unapplied: Decimal
    usage: Usage | None = None
    disputed: bool = False
    unrated: bool = False
    #: other words that mean this customer: former names, people and their telephones, numbers abroad
    also: str = ""

    @property
    def balance(self) -> Decimal:
        return sum(self.buckets, _ZERO) + self.unapplied

    @property
    def overdue(self) -> Decimal:
        return sum(self.buckets[1:], _ZERO)

    @property
    def late(self) -> bool:
        """Something is overdue for more than 60 days: from there on it stands in red (DESIGN 9, 02)."""
        return sum(self.buckets[3:], _ZERO) > 0

    @property
    def owes(self) -> bool:
        """Whether anything is open, credits included: such a customer is shown even when it is retired."""
        return any(self.buckets) or bool(self.unapplied) or self.unrated

    @property
    def over(self) -> bool:
        return self.usage is not None and self.usage.over


def customer_list(session: Session, as_of: date) -> list[CustomerLine]:
    """Every customer by code, retired ones too, merged ones under their successor; a dozen statements for the book."""
    with session.book.read() as connection:
        rates = rate_book(connection)
        owed = receivables_in(connection, as_of, rates)
        used, grades = usage_in(connection, as_of), credit.grades(connection, as_of)
        disputed = {row[0] for row in aging.disputed_totals(connection, as_of)}
        also = {key: " ".join(text for item in found for text in (item.value(name) for name in _MEANING) if text)
                for key, found in file_entries.everything(connection, _KINDS, as_of).items()}
        people = [record(row) for row in customers.everyone(connection, retired=True) if row["merged_into"] is None]
    nothing = [_ZERO] * 6
    lines = []
    for person in people:
        figures = owed.by_customer.get(person.id, nothing)
        lines.append(CustomerLine(person, rates.base, grades.get(person.id), tuple(figures[:5]), figures[5],
                                  used.get(person.id), person.id in disputed, person.id in owed.unrated, also.get(person.id, "")))
    return lines


def document_counts(session: Session) -> Mapping[int, int]:
    """How many documents stand under each customer."""
    with session.book.read() as connection:
        return customer_file.document_counts(connection)
