"""Reads and writes of the firm's own registers (DOMAIN A6, A76, A113, A114)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from ..domain.customers.file_entries import FileEntry
from . import rows
from .reads import day, must_day
from .transaction import Transaction

_SELECT = ("SELECT e.*, coalesce(f.name, '') AS file_name FROM register_entry e "
           "LEFT JOIN stored_file f ON f.id = e.file_id")


def _record(row: dict[str, Any]) -> FileEntry:
    return FileEntry(row["id"], 0, row["kind"], must_day(row["date"]), json.loads(row["body"] or "{}"), row["file_id"] or 0,
                     row["file_name"], row["replaces"] or 0, row["created_by"], day(row["ended_on"]), row["end_reason"],
                     row["created_at"])


def of_kind(connection: Transaction, kind: str, as_of: date | None = None) -> list[FileEntry]:
    """Entries of a kind, the newest day first: those in force on a day, or every one."""
    if as_of is None:
        return [_record(row) for row in rows.many(
            connection, f"{_SELECT} WHERE e.kind = ? ORDER BY e.date DESC, e.id DESC", (kind,))]
    return [_record(row) for row in rows.many(
        connection, f"{_SELECT} WHERE e.kind = ? AND e.date <= ? AND (e.ended_on IS NULL OR e.ended_on > ?) "
                    "ORDER BY e.date DESC, e.id DESC", (kind, as_of.isoformat(), as_of.isoformat()))]


def by_id(connection: Transaction, entry_id: int) -> FileEntry | None:
    row = rows.one(connection, f"{_SELECT} WHERE e.id = ?", (entry_id,))
    return None if row is None else _record(row)


def roots(connection: Transaction) -> dict[int, int]:
    """The first version of every entry: what hangs on it names that one."""
    before = {row[0]: row[1] for row in rows.tuples(connection, "SELECT id, replaces FROM register_entry ORDER BY id", ())}
    found: dict[int, int] = {}
    for key, earlier in before.items():  # an entry replaces one written before it
        found[key] = found.get(earlier, key) if earlier else key
    return found


def insert(connection: Transaction, entry: FileEntry, stamp: str, user: str, seq: int) -> int:
    """Write an entry under an audit event and answer its id."""
    return rows.insert(connection, "register_entry", {
        "kind": entry.kind, "date": entry.date.isoformat(),
        "body": json.dumps(dict(entry.values), sort_keys=True, ensure_ascii=False), "file_id": entry.file_id or None,
        "replaces": entry.replaces or None, "created_at": stamp, "created_by": user, "event_seq": seq})


def end(connection: Transaction, entry_id: int, on: str, reason: str, seq: int) -> None:
    """Let an entry count no more from a day on; the row stays."""
    rows.update(connection, "register_entry", entry_id, {"ended_on": on, "end_reason": reason, "ending_seq": seq})
