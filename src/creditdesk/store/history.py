"""Reads of the book's history, newest first."""

from __future__ import annotations

from typing import Any

from . import rows
from .transaction import Transaction

_COLUMNS = 'seq, at, "user", action, entity, entity_id, before, after, reason'


def events(connection: Transaction, text: str, limit: int) -> list[dict[str, Any]]:
    """The last events in which `text` stands (user, action, entity, reason or what changed); all for ""."""
    if not text:
        return rows.many(connection, f"SELECT {_COLUMNS} FROM event ORDER BY seq DESC LIMIT ?", (limit,))
    folded = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return rows.many(connection, f"""SELECT {_COLUMNS} FROM event
        WHERE "user" || ' ' || action || ' ' || entity || ' ' || entity_id || ' ' || reason || ' ' || after
        LIKE ? ESCAPE '\\' ORDER BY seq DESC LIMIT ?""", (f"%{folded}%", limit))
