"""The industry list: outlooks that scores inherit and norms that ratios stand beside (DOMAIN B7, C4 QL2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ...domain.customers.industry import checked, IndustryNote, OUTLOOK
from ...domain.errors import InputError, N_
from ...store import industry as store
from ..ledger.entry import entry
from ..session import Session


def industry_notes(session: Session, as_of: date) -> list[IndustryNote]:
    """The entries in force on a day."""
    with session.book.read() as connection:
        return store.notes(connection, as_of)


def norms(session: Session, section: str | None, as_of: date) -> dict[str, Decimal]:
    """The usual ratios of a section by factor, where the owner gave them."""
    with session.book.read() as connection:
        return {note.key: Decimal(note.value) for note in store.notes(connection, as_of)
                if note.section == section and note.key != OUTLOOK}


def set_industry_notes(session: Session, notes: Sequence[IndustryNote]) -> int:
    """Write entries of the list; those that say nothing new are left out. Answers how many were written."""
    if not notes:
        raise InputError(N_("There is nothing to save."), code="missing", field="value")
    ready = [checked(note) for note in notes]
    with entry(session, "set", "industry") as (work, says):
        known = {(note.section, note.key): note for note in store.notes(work.connection, max(note.date for note in ready))}
        new = [note for note in ready if (old := known.get((note.section, note.key))) is None
               or (old.value, old.note) != (note.value, note.note)]
        for note in new:
            store.insert(work.connection, note, work.stamp, session.user, work.seq)
        if new:
            work.touch("industry_note")
        says["after"] = {"notes": [f"{note.section} {note.key} {note.value}" for note in new]}
    return len(new)
