"""The command palette's search: customers, documents by number or amount (DESIGN 3, Command palette)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.errors import InputError
from ..domain.money import from_minor, parse, to_minor
from ..store import company, credit, search as tables
from ..store.transaction import Transaction
from .session import Session

CUSTOMERS, DOCUMENTS, OF_CUSTOMER, FILES = 6, 5, 2, 5
#: characters of what was found in a file, around the words asked for
_AROUND = 60


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer with what is open today: (currency, balance, overdue), its grade, and (currency, receipts not allocated)."""

    id: int
    code: str
    name: str
    tax_id: str
    balances: Sequence[tuple[str, Decimal, Decimal]]
    grade: str = ""
    unapplied: Sequence[tuple[str, Decimal]] = ()


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A letter issued to the customer found first."""

    id: int
    number: str
    kind: str
    customer_id: int
    day: date


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
class FoundInFile:
    """Words of a customer's file: `place` is contact, fact, record, score, paper or a kind of entry, `text` what stands there."""

    place: str
    customer_id: int
    customer: str
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class Found:
    """What a few characters find; `recent`: the documents are the latest, of the first customer or (nothing asked) of all."""

    customers: Sequence[FoundCustomer]
    documents: Sequence[FoundDocument]
    recent: bool = False
    letters: Sequence[FoundLetter] = ()
    files: Sequence[FoundInFile] = ()


def search(session: Session, text: str, as_of: date) -> Found:
    """Customers that every word means (name, pinyin, code, contact, phone, end of the tax number); documents by number or amount;
    from two characters on the files too, where they are not what was found already."""
    asked = unicodedata.normalize("NFKC", " ".join(text.split()))
    with session.book.read() as connection:
        if not asked:
            return Found((), [_document(row) for row in tables.latest_documents(connection, DOCUMENTS)], True)
        found = _customers(connection, asked, as_of)
        documents = tables.documents(connection, asked, DOCUMENTS) if len(asked) > 1 else []
        if not documents and (minor := _amount(connection, asked)):
            documents = tables.documents_of_amount(connection, minor, DOCUMENTS)
        if documents or not found:
            return Found(found, [_document(row) for row in documents], files=_files(connection, asked) if not documents else ())
        first = found[0].id
        latest = [_document(row) for row in tables.latest_of(connection, first, OF_CUSTOMER)]
        letters = [FoundLetter(key, number, kind, first, date.fromisoformat(day))
                   for key, number, kind, day in tables.latest_letters(connection, first, OF_CUSTOMER)]
        return Found(found, latest, True, letters, _files(connection, asked))


def _customers(connection: Transaction, asked: str, as_of: date) -> list[FoundCustomer]:
    """Who owes something is meant more often; within both, the better match first."""
    rows = tables.customers(connection, asked.split(), CUSTOMERS)
    if not rows and " " in asked and asked.isascii():  # full pinyin typed by syllables
        rows = tables.customers(connection, [asked.replace(" ", "")], CUSTOMERS)
    grades = credit.grades(connection, as_of) if rows else {}
    sums: dict[int, list[tuple[str, Decimal, Decimal]]] = {}
    apart: dict[int, list[tuple[str, Decimal]]] = {}
    for customer, currency, balance, overdue, unapplied in tables.balances(connection, [row[0] for row in rows], as_of):
        sums.setdefault(customer, []).append((currency, from_minor(balance, currency), from_minor(overdue, currency)))
        if unapplied:
            apart.setdefault(customer, []).append((currency, -from_minor(unapplied, currency)))
    found = [FoundCustomer(key, code, name, tax_id, sums.get(key, ()), grades.get(key, ""), apart.get(key, ()))
             for key, code, name, tax_id in rows]
    return sorted(found, key=lambda one: not one.balances)


def _files(connection: Transaction, asked: str) -> list[FoundInFile]:
    """Where the words stand in contacts, facts, notes, opinions and papers."""
    if len(asked) < 2:
        return []
    return [FoundInFile(place, key, name, _cut(" ".join(text.split()), asked), date.fromisoformat(day))
            for place, key, name, text, day in tables.files(connection, asked, FILES)]


def _cut(text: str, asked: str) -> str:
    """The part of a long text around what was asked for."""
    at = max(0, text.casefold().find(asked.casefold()))
    start = max(0, at - _AROUND // 2)
    part = text[start:start + _AROUND + len(asked)]
    return ("…" if start else "") + part + ("…" if start + len(part) < len(text) else "")


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
