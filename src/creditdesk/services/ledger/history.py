"""Who did what to a document, from the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

from ...store import lists
from ..session import Session


@dataclass(frozen=True, slots=True)
class Happening:
    """One audit event that touched a document: `at` is the UTC moment as written down."""

    at: str
    user: str
    action: str
    entity: str
    reason: str


def document_history(session: Session, document_id: int) -> tuple[Happening, ...]:
    """Events that wrote, settled, disputed or reversed a document, oldest first."""
    with session.book.read() as connection:
        return tuple(Happening(*row) for row in lists.document_events(connection, document_id))
