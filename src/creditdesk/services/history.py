"""The book's history as a person reads it (DOMAIN K)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..store import audit, company, history
from .session import Session


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Who did what, when and why; `before` and `after` are what changed."""

    seq: int
    at: str
    user: str
    action: str
    entity: str
    entity_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str


def head(session: Session) -> tuple[int, str]:
    """(events, hash of the last) of the chain: kept elsewhere once a month, a history rewritten later no longer fits it (DOMAIN K)."""
    with session.book.read() as connection:
        kept = company.setting(connection, "audit_head") or f"0:{audit.GENESIS}"
    count, digest = kept.split(":", 1)
    return int(count), digest


def events(session: Session, text: str = "", limit: int = 500) -> list[HistoryEvent]:
    """The last `limit` events, newest first; with `text` only those in which it stands."""
    with session.book.read() as connection:
        found = history.events(connection, text.strip(), limit)
    return [HistoryEvent(row["seq"], row["at"], row["user"], row["action"], row["entity"], row["entity_id"],
                         _read(row["before"]), _read(row["after"]), row["reason"]) for row in found]


def _read(text: str) -> Mapping[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"": value}
