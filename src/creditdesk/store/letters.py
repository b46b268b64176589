"""Reads and writes of letters, the PDFs they point into, and their templates (DOMAIN I4)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from . import rows
from .transaction import Transaction

LETTER_COLUMNS = ("id", "number", "kind", "stage", "customer_id", "language", "currency", "date", "deadline",
                  "principal_minor", "interest_minor", "compensation_minor", "total_minor", "figures", "file_id",
                  "first_page", "pages", "created_at", "created_by", "event_seq")
ITEM_COLUMNS = ("id", "letter_id", "document_id", "instalment_no", "amount_minor", "event_seq")


def marks_up_to(connection: Transaction, as_of: date) -> list[tuple[int, str, str, str, int]]:
    """(id, number, kind, date, customer) of every letter dated up to the day, oldest first.

    Statements, notices about a limit, agreements and thanks chase nobody: left out.
    """
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows.tuples(
        connection, "SELECT l.id, l.number, l.kind, l.date, coalesce(c.merged_into, c.id) FROM letter l JOIN customer c "
                    "ON c.id = l.customer_id WHERE l.date <= ? AND l.kind NOT IN ('L6', 'L7', 'L8', 'L10') ORDER BY l.date, l.id",
        (as_of.isoformat(),))]


def claims_up_to(connection: Transaction, as_of: date) -> list[tuple[int, int, int | None]]:
    """(letter, document, instalment) of every claim a letter dated up to the day demanded.

    Credits, statements and agreements are left out.
    """
    return [(row[0], row[1], row[2]) for row in rows.tuples(
        connection, "SELECT i.letter_id, i.document_id, i.instalment_no FROM letter_item i JOIN letter l "
                    "ON l.id = i.letter_id WHERE l.date <= ? AND l.kind NOT IN ('L6', 'L8') AND i.amount_minor > 0 ORDER BY i.id",
        (as_of.isoformat(),))]


def last_run(connection: Transaction) -> date | None:
    """The date of the latest run of reminders and demands."""
    found = rows.tuples(connection, "SELECT max(date) FROM letter WHERE kind NOT IN ('L6', 'L7', 'L8', 'L9', 'L10')")[0][0]
    return date.fromisoformat(found) if found else None


def statement_marked(connection: Transaction, customer_id: int, as_of: date, mark: str) -> tuple[int, str] | None:
    """(id, number) of the statement of a day that was issued with the very same words and figures, or None."""
    found = rows.tuples(
        connection, "SELECT id, number FROM letter WHERE kind = 'L6' AND customer_id = ? AND date = ? AND "
                    "json_extract(figures, '$.print') = ?", (customer_id, as_of.isoformat(), mark))
    return (found[0][0], found[0][1]) if found else None


def latest_sequence(connection: Transaction, stem: str) -> int:
    """The highest running number among letters numbered `stem` + digits; 0 when there is none."""
    found = rows.tuples(connection, "SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM letter WHERE number LIKE ? "
                                    "ESCAPE '!'", (len(stem) + 1, _like(stem) + "%"))[0][0]
    return int(found or 0)


def _like(stem: str) -> str:
    return stem.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def store_file(connection: Transaction, name: str, content: bytes, stamp: str, seq: int,
               media: str = "application/pdf") -> int:
    """Keep a PDF, or another file, in the book and answer its id."""
    return rows.insert(connection, "stored_file", {
        "name": name, "media": media, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
        "created_at": stamp, "event_seq": seq, "content": content})


def insert_letters(connection: Transaction, letters: Sequence[tuple[tuple[Any, ...], Sequence[tuple[int, int | None, int]]]],
                   seq: int) -> list[int]:
    """Insert letters (columns between id and event_seq) with their items (document, instalment, amount); their ids."""
    first, item = rows.next_id(connection, "letter"), rows.next_id(connection, "letter_item")
    items: list[tuple[Any, ...]] = []
    for number, (_values, lines) in enumerate(letters):
        for document_id, instalment_no, amount in lines:
            items.append((item + len(items), first + number, document_id, instalment_no, amount, seq))
    rows.insert_many(connection, "letter", LETTER_COLUMNS,
                     [(first + number, *values, seq) for number, (values, _lines) in enumerate(letters)])
    rows.insert_many(connection, "letter_item", ITEM_COLUMNS, items)
    return [first + number for number in range(len(letters))]


def letters(connection: Transaction, customer_id: int | None = None, up_to: date | None = None) -> list[dict[str, Any]]:
    """Issued letters with their customer's code and name, newest first; those of merged records too."""
    where: list[str] = ["1 = 1"]
    parameters: list[Any] = []
    if customer_id is not None:
        where.append("coalesce(c.merged_into, c.id) = ?")
        parameters.append(customer_id)
    if up_to is not None:
        where.append("l.date <= ?")
        parameters.append(up_to.isoformat())
    return rows.many(connection, "SELECT l.*, r.id AS owner_id, r.code AS customer_code, r.name AS customer_name, "
                                 "f.name AS file_name FROM letter l JOIN customer c ON c.id = l.customer_id JOIN customer r "
                                 "ON r.id = coalesce(c.merged_into, c.id) JOIN stored_file f ON f.id = l.file_id "
                                 f"WHERE {' AND '.join(where)} ORDER BY l.date DESC, l.id DESC", tuple(parameters))


def letter(connection: Transaction, letter_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM letter WHERE id = ?", (letter_id,))


def file_content(connection: Transaction, file_id: int) -> bytes:
    """The bytes of a stored file."""
    return bytes(rows.tuples(connection, "SELECT content FROM stored_file WHERE id = ?", (file_id,))[0][0])


def template(connection: Transaction, kind: str, language: str) -> str | None:
    """The edited text of a letter, or None where the shipped one holds."""
    found = rows.tuples(connection, "SELECT body FROM letter_template WHERE kind = ? AND language = ?", (kind, language))
    return str(found[0][0]) if found else None


def edited_templates(connection: Transaction) -> set[tuple[str, str]]:
    """(letter, language) of every edited text."""
    return {(row[0], row[1]) for row in rows.tuples(connection, "SELECT kind, language FROM letter_template", ())}


def put_template(connection: Transaction, kind: str, language: str, body: str | None, stamp: str, author: str) -> None:
    """Replace the edited text (None: the shipped one holds again)."""
    connection.execute("DELETE FROM letter_template WHERE kind = ? AND language = ?", (kind, language))
    if body is not None:
        rows.insert(connection, "letter_template", {"kind": kind, "language": language, "body": body,
                                                    "updated_at": stamp, "author": author})
