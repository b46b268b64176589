"""Reads and writes of the security held for customers (DOMAIN D5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import rows
from .transaction import Transaction

_SELECT = ("SELECT v.*, coalesce(c.merged_into, c.id) AS owner_id, f.name AS file_name FROM cover v "
           "JOIN customer c ON c.id = v.customer_id LEFT JOIN stored_file f ON f.id = v.file_id ")


def covers_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Every security of a customer, ended ones too, newest first; `owner_id` follows merges."""
    return rows.many(connection, _SELECT + "WHERE coalesce(c.merged_into, c.id) = ? ORDER BY v.id DESC", (customer_id,))


def covers(connection: Transaction, as_of: date) -> list[dict[str, Any]]:
    """Those of every customer that nobody had ended by the day, run out or not."""
    return rows.many(connection, _SELECT + "WHERE v.ended_on IS NULL OR v.ended_on > ? ORDER BY v.id", (as_of.isoformat(),))


def cover(connection: Transaction, cover_id: int) -> dict[str, Any] | None:
    """One security, or None."""
    return rows.one(connection, _SELECT + "WHERE v.id = ?", (cover_id,))


def end(connection: Transaction, cover_id: int, day: str, reason: str, seq: int) -> None:
    """End a security from a day on, under an audit event."""
    rows.update(connection, "cover", cover_id, {"ended_on": day, "end_reason": reason, "end_seq": seq})


def insurance_cuts(connection: Transaction, as_of: date) -> dict[int, int]:
    """The last audit event that ended an insurance of a customer, by customer (DOMAIN D11, insurer's reduction)."""
    return {row[0]: row[1] for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), max(v.end_seq) FROM cover v JOIN customer c "
                    "ON c.id = v.customer_id WHERE v.kind = 'insurance' AND v.ended_on <= ? GROUP BY 1",
        (as_of.isoformat(),))}


def file_of(connection: Transaction, cover_id: int) -> tuple[str, bytes] | None:
    """(name, bytes) of the document kept with a security, None without one."""
    found = rows.tuples(connection, "SELECT f.name, f.content FROM cover v JOIN stored_file f ON f.id = v.file_id "
                                    "WHERE v.id = ?", (cover_id,))
    return (str(found[0][0]), bytes(found[0][1])) if found else None
