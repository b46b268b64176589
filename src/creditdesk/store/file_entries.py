"""Reads and writes of the parts of a customer's file that are no facts, and of the documents in it (DOMAIN B)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from ..domain.customers.file_entries import FileEntry
from . import rows
from .reads import day, must_day
from .transaction import Transaction

_SELECT = ("SELECT e.*, coalesce(c.merged_into, c.id) AS owner_id, coalesce(f.name, '') AS file_name FROM file_entry e "
           "JOIN customer c ON c.id = e.customer_id LEFT JOIN stored_file f ON f.id = e.file_id")


def _record(row: dict[str, Any]) -> FileEntry:
    return FileEntry(row["id"], row["owner_id"], row["kind"], must_day(row["date"]), json.loads(row["body"] or "{}"),
                     row["file_id"] or 0, row["file_name"], row["replaces"] or 0, row["created_by"], day(row["ended_on"]),
                     row["end_reason"], row["created_at"])


def entries_of(connection: Transaction, customer_id: int) -> list[FileEntry]:
    """Every entry of a customer and the records merged into it, ended ones too, newest first."""
    return [_record(row) for row in rows.many(
        connection, f"{_SELECT} WHERE c.id = ? OR c.merged_into = ? ORDER BY e.date DESC, e.id DESC",
        (customer_id, customer_id))]


def of_kind(connection: Transaction, kind: str, as_of: date) -> list[FileEntry]:
    """The entries of a kind in force on a day in the whole book."""
    return [_record(row) for row in rows.many(
        connection, f"{_SELECT} WHERE e.kind = ? AND (e.ended_on IS NULL OR e.ended_on > ?) ORDER BY e.id",
        (kind, as_of.isoformat()))]


def everything(connection: Transaction, kinds: Sequence[str], as_of: date) -> dict[int, list[FileEntry]]:
    """The same of several kinds, by customer."""
    found: defaultdict[int, list[FileEntry]] = defaultdict(list)
    for row in rows.many(connection, f"{_SELECT} WHERE e.kind IN ({rows.marks(kinds)}) AND (e.ended_on IS NULL OR "
                                     "e.ended_on > ?) ORDER BY e.id", (*kinds, as_of.isoformat())):
        found[row["owner_id"]].append(_record(row))
    return found


def root_of(connection: Transaction, entry_id: int) -> int:
    """The first version of an entry: what hangs on it names that one."""
    row = rows.one(connection, """WITH RECURSIVE earlier(id, replaces) AS (
        SELECT id, replaces FROM file_entry WHERE id = ?
        UNION SELECT e.id, e.replaces FROM file_entry e JOIN earlier ON e.id = earlier.replaces)
        SELECT id FROM earlier WHERE replaces IS NULL""", (entry_id,))
    return int(row["id"]) if row else entry_id


def by_id(connection: Transaction, entry_id: int) -> FileEntry | None:
    row = rows.one(connection, f"{_SELECT} WHERE e.id = ?", (entry_id,))
    return None if row is None else _record(row)


def insert(connection: Transaction, entry: FileEntry, stamp: str, user: str, seq: int) -> int:
    """Write an entry under an audit event and answer its id."""
    return rows.insert(connection, "file_entry", {
        "customer_id": entry.customer_id, "kind": entry.kind, "date": entry.date.isoformat(),
        "body": json.dumps(dict(entry.values), sort_keys=True, ensure_ascii=False), "file_id": entry.file_id or None,
        "replaces": entry.replaces or None, "created_at": stamp, "created_by": user, "event_seq": seq})


def end(connection: Transaction, entry_id: int, on: str, reason: str, seq: int) -> None:
    """Let an entry count no more from a day on; the row stays."""
    rows.update(connection, "file_entry", entry_id, {"ended_on": on, "end_reason": reason, "ending_seq": seq})


def keep_file(connection: Transaction, name: str, media: str, content: bytes, stamp: str, seq: int) -> int:
    """Store a document with its hash and answer its id."""
    return rows.insert(connection, "stored_file", {
        "name": name, "media": media, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
        "created_at": stamp, "event_seq": seq, "content": content})


def file_content(connection: Transaction, file_id: int) -> tuple[str, bytes] | None:
    """(name, content) of a stored document."""
    found = rows.tuples(connection, "SELECT name, content FROM stored_file WHERE id = ?", (file_id,))
    return (found[0][0], found[0][1]) if found else None
