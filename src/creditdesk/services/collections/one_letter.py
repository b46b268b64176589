"""One letter by itself, beside the runs of reminders: planned, looked at, issued and kept (DOMAIN I4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...domain.collections.demand import deadlines
from ...domain.collections.letter_content import LetterContent
from ...domain.collections.letter_words import LANGUAGES, letter_number, usual_fields
from ...domain.customers.records import Company, Customer
from ...domain.errors import InputError, N_, RuleError
from ...domain.money import to_minor
from ...store import customers, letters as store
from ...store.transaction import Transaction
from ..company import profile_in
from ..customers import record
from ..ledger.entry import entry
from ..session import Session
from .letter_fields import company_fields, customer_fields, letter_prefix


@dataclass(frozen=True, slots=True)
class Parties:
    """From whom to whom a letter goes, and in which language."""

    customer: Customer
    company: Company
    language: str

    @property
    def place(self) -> int:
        """0 for words in Chinese, 1 for English ones."""
        return 0 if self.language == "zh" else 1


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter before it is issued; `items` are (document, instalment, amount in minor units) it speaks of."""

    kind: str
    parties: Parties
    currency: str
    number: str
    date: date
    content: LetterContent
    figures: Mapping[str, Any]
    amount: Decimal = Decimal(0)
    items: tuple[tuple[int, int | None, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class IssuedNotice:
    """What was issued."""

    id: int
    number: str
    path: Path


#: plans a letter from the book as it stands
Planner = Callable[[Transaction], Planned]


def preview(session: Session, plan: Planner) -> bytes:
    """The very PDF that would be issued; nothing is kept."""
    from ...files.letters import letter_pdf
    with session.book.read() as connection:
        content = plan(connection).content
    return letter_pdf(content)


def issue(session: Session, plan: Planner, folder: Path) -> IssuedNotice:
    """Record the letter with its PDF and write the PDF into `folder`; both or neither."""
    from ...files.letters import letter_pdf
    from ...files.preview import page_count
    from ...files.writing import write_bytes
    with entry(session, "issue", "letters") as (work, says):
        ready = plan(work.connection)
        content, day, name = letter_pdf(ready.content), ready.date, f"{ready.number}.pdf"
        file_id = store.store_file(work.connection, name, content, work.stamp, work.seq)
        deadline = deadlines(ready.kind, day).payment
        minor = to_minor(ready.amount, ready.currency)
        row = (ready.number, ready.kind, 0, ready.parties.customer.id, ready.parties.language, ready.currency, day.isoformat(),
               deadline.isoformat() if deadline else None, minor, 0, 0, minor,
               json.dumps(ready.figures, ensure_ascii=False), file_id, 1, page_count(content), work.stamp, session.user)
        new_id = store.insert_letters(work.connection, [(row, ready.items)], work.seq)[0]
        for group in ("stored_file", "letter", "letter_item"):
            work.touch(group)
        says["entity_id"], says["after"] = new_id, {"count": 1, "first": ready.number, "last": ready.number,
                                                    "date": day.isoformat(), "file": name}
        path = folder / name
        write_bytes(path, content)
    return IssuedNotice(new_id, ready.number, path)


def parties_in(connection: Transaction, customer_id: int, language: str) -> Parties:
    """Both sides of a letter; `language` "" is the customer's. RuleError `unknown_customer`, InputError `unknown_language`."""
    root = customers.root(connection, customer_id)
    row = customers.by_id(connection, root) if root is not None else None
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    person, firm = record(row), profile_in(connection)
    chosen = language or person.letter_language(firm)
    if chosen not in LANGUAGES:
        raise InputError(N_("“{value}” is not a language of letters. Choose zh or en."), code="unknown_language",
                         field="language", value=chosen)
    return Parties(person, firm, chosen)


def next_number(connection: Transaction, company: Company, kind: str, day: date) -> str:
    """The number the next letter of a kind bears."""
    prefix = letter_prefix(company)
    latest = store.latest_sequence(connection, letter_number(prefix, kind, day, 0)[:-4])
    return letter_number(prefix, kind, day, latest + 1)


def fields_of(kind: str, number: str, day: date, parties: Parties, currency: str) -> dict[str, object]:
    """The fields every letter has: both sides, number, day, currency and the usual deadlines."""
    return {**usual_fields(kind, day, parties.language), **company_fields(parties.company, currency, parties.language),
            **customer_fields(parties.customer, parties.company), "letter_no": number, "letter_date": day, "as_of_date": day,
            "currency": currency}
