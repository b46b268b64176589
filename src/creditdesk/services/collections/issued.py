"""Letters already issued: their list, state, figures and PDF (DOMAIN I1, I4)."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.collections.demand import is_resolved
from ...domain.errors import N_, RuleError
from ...domain.ledger.open_items import OpenItem
from ...domain.money import from_minor
from ...store import letters
from ..session import Session
from . import proofs
from .opened import open_items_in

Day = date  # a field named date hides the type inside its class
#: of a demand: open until all it lists is closed; of a statement: its reply
OPEN, RESOLVED = "open", "resolved"
AWAITED, AGREED, DIFFERING, UNANSWERED = "awaited", "agreed", "differing", "unanswered"
_REPLIES = {proofs.AGREES: AGREED, proofs.DIFFERS: DIFFERING, proofs.NO_REPLY: UNANSWERED}
STATEMENT, DEMANDS = "L6", frozenset({"L1", "L2", "L3", "L4", "L5"})


@dataclass(frozen=True, slots=True)
class IssuedLetter:
    """A letter of the book. `state` as above, "" of a notice; `delivery` the latest proof. Amounts in `currency`."""

    id: int
    number: str
    kind: str
    stage: int
    customer_id: int
    code: str
    name: str
    language: str
    currency: str
    date: Day
    deadline: Day | None
    principal: Decimal
    interest: Decimal
    compensation: Decimal
    total: Decimal
    pages: int
    file: str
    state: str
    created_by: str
    delivery: proofs.Proof | None = None

    @property
    def delivered_on(self) -> Day | None:
        return self.delivery.day if self.delivery else None


def letters_of(session: Session, as_of: date, customer_id: int | None = None) -> list[IssuedLetter]:
    """Letters dated up to the day, newest first, with their state on that day."""
    with session.book.read() as connection:
        rows = letters.letters(connection, customer_id, as_of)
        claims: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
        for letter_id, document_id, instalment_no in letters.claims_up_to(connection, as_of) if rows else ():
            claims[letter_id].append((document_id, instalment_no))
        found = open_items_in(connection, as_of, {}, customer_id) if rows else {}
        proved = proofs.of_letters(connection, as_of) if rows else {}
    by_customer: dict[int, list[OpenItem]] = found
    return [_letter(row, claims[row["id"]], by_customer.get(row["owner_id"], []), proved.get(row["id"]), as_of) for row in rows]


def _state(row: dict[str, Any], claims: list[tuple[int, int | None]], still_open: list[OpenItem],
           delivery: proofs.Proof | None, as_of: date) -> str:
    if row["kind"] == STATEMENT:
        if delivery is not None and delivery.result in _REPLIES:
            return _REPLIES[delivery.result]
        return UNANSWERED if row["deadline"] and row["deadline"] < as_of.isoformat() else AWAITED
    if row["kind"] not in DEMANDS:
        return ""
    return RESOLVED if is_resolved(claims, still_open) else OPEN


def _letter(row: dict[str, Any], claims: list[tuple[int, int | None]], still_open: list[OpenItem],
            delivery: proofs.Proof | None, as_of: date) -> IssuedLetter:
    currency = row["currency"]
    principal, interest, compensation, total = (
        from_minor(row[f"{name}_minor"], currency) for name in ("principal", "interest", "compensation", "total"))
    return IssuedLetter(
        row["id"], row["number"], row["kind"], row["stage"], row["owner_id"], row["customer_code"], row["customer_name"],
        row["language"], currency, date.fromisoformat(row["date"]),
        date.fromisoformat(row["deadline"]) if row["deadline"] else None, principal, interest, compensation, total,
        row["pages"], row["file_name"], _state(row, claims, still_open, delivery, as_of), row["created_by"], delivery)


def letter_pdf(session: Session, letter_id: int) -> bytes:
    """The PDF of one letter: its own pages out of the batch; RuleError `unknown_letter`."""
    from ...files.preview import extract_pages, page_count
    with session.book.read() as connection:
        row = letters.letter(connection, letter_id)
        if row is None:
            raise RuleError(N_("There is no such letter."), code="unknown_letter", field="letter")
        content = letters.file_content(connection, row["file_id"])
    if page_count(content) == row["pages"]:
        return content
    return extract_pages(content, row["first_page"], row["pages"])


def letter_figures(session: Session, letter_id: int) -> dict[str, Any]:
    """Everything the letter stated, as it was recorded with it; RuleError `unknown_letter`."""
    with session.book.read() as connection:
        row = letters.letter(connection, letter_id)
    if row is None:
        raise RuleError(N_("There is no such letter."), code="unknown_letter", field="letter")
    found: dict[str, Any] = json.loads(row["figures"])
    return found
