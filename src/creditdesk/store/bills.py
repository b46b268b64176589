"""Bills received: what became of them, and which of them fall due (DOMAIN E2, D14)."""

from __future__ import annotations

from typing import Any

from . import rows
from .transaction import Transaction


def events_of(connection: Transaction, document_id: int) -> list[tuple[str, str, str]]:
    """(event, date, note) of one bill, oldest first."""
    return [(row[0], row[1], row[2]) for row in rows.tuples(
        connection, "SELECT event, date, note FROM bill_event WHERE document_id = ? ORDER BY date, id", (document_id,))]


def add_event(connection: Transaction, values: dict[str, Any]) -> int:
    """Write an event; answers its id."""
    return rows.insert(connection, "bill_event", values)
