"""The command palette's search: customers, documents by number or amount (DESIGN 3, Command palette)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.errors import InputError
from ..domain.money import from_minor, parse, to_minor
from ..store import company, search as tables
from ..store.book import Transaction
from .session import Session

CUSTOMERS, DOCUMENTS = 6, 5


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer with what is open today: (currency, balance, overdue)."""

    id: int
    code: str
    name: str
    tax_id: str
    balances: Sequence[tuple[str, Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document; `amount` and `open` are signed: + is what the customer owes."""

    id: int
    kind: str
    number: str
    customer_id: int
    customer: str
    day: date
    due: date | None
    currency: str
    amount: Decimal
    open: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a few characters find; `recent`: nothing was asked, the documents are the latest."""

    customers: Sequence[FoundCustomer]
    documents: Sequence[FoundDocument]
    recent: bool = False


def search(session: Session, text: str, as_of: date) -> Found:
    """Customers by name, pinyin initials, code or the end of the tax number; documents by number or exact amount."""
    asked = " ".join(text.split())
    with session.book.read() as connection:
        if not asked:
            return Found((), [_document(row) for row in tables.latest_documents(connection, DOCUMENTS)], True)
        rows = tables.customers(connection, asked, CUSTOMERS)
        sums: dict[int, list[tuple[str, Decimal, Decimal]]] = {}
        for customer, currency, balance, overdue in tables.balances(connection, [row[0] for row in rows], as_of):
            sums.setdefault(customer, []).append((currency, from_minor(balance, currency), from_minor(overdue, currency)))
        documents = tables.documents(connection, asked, DOCUMENTS) if len(asked) > 1 else []
        if not documents and (minor := _amount(connection, asked)):
            documents = tables.documents_of_amount(connection, minor, DOCUMENTS)
    found = [FoundCustomer(key, code, name, tax_id, sums.get(key, ())) for key, code, name, tax_id in rows]
    # who owes something is meant more often; within both, the better match first
    found.sort(key=lambda one: not one.balances)
    return Found(found, [_document(row) for row in documents])


def _amount(connection: Transaction, text: str) -> int:
    """The text as minor units of the book's currency, 0 where it is no amount."""
    currency = str(company.company(connection)["base_currency"])
    try:
        return to_minor(parse(text), currency)
    except InputError:
        return 0


def _document(row: Sequence[Any]) -> FoundDocument:
    key, kind, number, customer_id, customer, day, due, currency, amount, opened, status = row
    return FoundDocument(key, kind, number, customer_id, customer, date.fromisoformat(day),
                         date.fromisoformat(due) if due else None, currency, from_minor(amount, currency),
                         from_minor(opened, currency), status)
