"""Reads of one customer's file: what was said, promised and changed, with those of the records merged into it."""

from __future__ import annotations

from typing import Any

from . import rows
from .transaction import Transaction

_MINE = "IN (SELECT id FROM customer WHERE id = :id OR merged_into = :id)"


def contacts_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Contacts, newest first."""
    return _many(connection, f"SELECT * FROM contact WHERE customer_id {_MINE} ORDER BY at DESC, id DESC", customer_id)


def promise_rows(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Promises with the way they were made, the latest due first."""
    return _many(connection, f"SELECT * FROM promise WHERE customer_id {_MINE} ORDER BY date DESC, id DESC", customer_id)


def merged_into(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """The records that stand under this one."""
    return _many(connection, "SELECT * FROM customer WHERE merged_into = :id ORDER BY code", customer_id)


def changes_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Audit events about the customer's own record (created, changed, merged), newest first."""
    return _many(connection, "SELECT seq, at, \"user\", action, before, after, reason FROM event WHERE entity = 'customer' "
                             "AND entity_id = CAST(:id AS TEXT) ORDER BY seq DESC", customer_id)


def batch_name(connection: Transaction, batch_id: int) -> str:
    """The file a batch came from."""
    found = rows.tuples(connection, "SELECT file_name FROM batch WHERE id = ?", (batch_id,))
    return str(found[0][0]) if found else ""


def record_events(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Audit events that touched the record: its own, and imports of customers; newest first."""
    return _many(connection, "SELECT seq, at, \"user\", action, entity, before, after, reason FROM event WHERE "
                             "(entity = 'customer' AND entity_id = CAST(:id AS TEXT)) OR (entity = 'batch' AND after LIKE "
                             "'%\"' || :id || '\":%') ORDER BY seq DESC", customer_id)


def document_counts(connection: Transaction) -> dict[int, int]:
    """How many documents each customer has, drafts left out."""
    return dict(rows.tuples(connection, "SELECT customer_id, count(*) FROM document WHERE status <> 'draft' "
                                        "GROUP BY customer_id"))


def _many(connection: Transaction, statement: str, customer_id: int) -> list[dict[str, Any]]:
    return rows.many(connection, statement, {"id": customer_id})
