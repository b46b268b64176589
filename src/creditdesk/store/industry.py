"""Reads and writes of the industry list (DOMAIN B7)."""

from __future__ import annotations

from datetime import date

from ..domain.customers.industry import IndustryNote, OUTLOOK
from . import rows
from .transaction import Transaction


def notes(connection: Transaction, as_of: date, entered_before: date | None = None) -> list[IndustryNote]:
    """The entry in force for every section and key on the day; of those entered before a day, where one is given."""
    found: dict[tuple[str, str], IndustryNote] = {}
    limit = entered_before.isoformat() if entered_before is not None else "9999"
    for row in rows.many(connection, "SELECT * FROM industry_note WHERE date <= ? AND created_at < ? ORDER BY date, id",
                         (as_of.isoformat(), limit)):
        found[row["section"], row["key"]] = IndustryNote(row["section"], row["key"], row["value"], row["note"],
                                                         date.fromisoformat(row["date"]), row["created_by"])
    return [note for note in found.values() if note.value]


def outlooks(connection: Transaction, as_of: date, entered_before: date | None = None) -> dict[str, IndustryNote]:
    """The outlook of each section on the day, where one was given; `entered_before` as in `notes`."""
    return {note.section: note for note in notes(connection, as_of, entered_before) if note.key == OUTLOOK}


def insert(connection: Transaction, note: IndustryNote, stamp: str, user: str, seq: int) -> int:
    """Write an entry under an audit event; earlier ones stay."""
    return rows.insert(connection, "industry_note", {
        "section": note.section, "key": note.key, "value": note.value, "note": note.note, "date": note.date.isoformat(),
        "created_at": stamp, "created_by": user, "event_seq": seq})
