"""Every change of a customer's record field by field, from the audit chain: by hand, by an import, by a merge (DOMAIN A4, B1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..store import customer_file, customers
from ..store.transaction import Transaction
from .session import Session

#: fields the program keeps for itself
_OWN = frozenset({"name_key", "initials", "batch_id", "merged_into"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field changed at a moment (UTC). `before` None: not known any more; `how` is a file's name or a reason."""

    seq: int
    at: str
    name: str
    before: Any
    after: Any
    user: str
    how: str


def customer_history(session: Session, customer_id: int) -> list[FieldChange]:
    """The changes of one record, newest first; what a record began with stands as a change from nothing."""
    with session.book.read() as connection:
        row = customers.by_id(connection, customer_id)
        if row is None:
            return []
        return list(_walk(connection, customer_id, dict(row)))


def _walk(connection: Transaction, customer_id: int, now: dict[str, Any]) -> Iterator[FieldChange]:
    """From today backwards: an import tells only what stood there before, what it wrote follows from what came after."""
    for event in customer_file.record_events(connection, customer_id):
        before, after = _read(event["before"]), _read(event["after"])
        seq, at, user, how = event["seq"], event["at"], event["user"], event["reason"]
        if event["entity"] == "batch":
            changed = after.get("before", {}).get(str(customer_id), {})
            if event["action"] == "undo_import":
                continue
            for name, old in changed.items():
                if name not in _OWN:
                    yield FieldChange(seq, at, name, old, now.get(name), user, str(after.get("file", "")))
                now[name] = old
        elif event["action"] == "change":
            for name, old in before.items():
                if name not in _OWN:
                    yield FieldChange(seq, at, name, old, after.get(name), user, how)
                now[name] = old
        elif event["action"] == "create":
            for name, value in after.items():
                if name not in _OWN and value not in ("", None, 0):
                    yield FieldChange(seq, at, name, "", value, user, how)


def _read(text: str) -> Mapping[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
