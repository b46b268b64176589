"""Reads of the limits of groups (DOMAIN D10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import rows
from .transaction import Transaction


def any_limit(connection: Transaction) -> bool:
    """Whether the book has a group's limit at all: most have none, and an order check should not pay for it."""
    return bool(rows.tuples(connection, "SELECT 1 FROM group_limit LIMIT 1"))


def limit_of(connection: Transaction, name: str, as_of: date) -> dict[str, Any] | None:
    """The limit of a group in force on a day; None without one."""
    row = rows.one(connection, "SELECT * FROM group_limit WHERE name = ? AND effective_from <= ? "
                               "ORDER BY effective_from DESC, id DESC LIMIT 1", (name, as_of.isoformat()))
    return None if row is None or row["ended"] else row
