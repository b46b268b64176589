"""Users of a book and their wrong passwords (DOMAIN K)."""

from __future__ import annotations

from typing import Any

from . import rows
from .transaction import Transaction


def name_key(name: str) -> str:
    """What makes two names the same: case and blanks do not tell."""
    return " ".join(name.split()).casefold()


_LATEST = "SELECT * FROM user_account WHERE id IN (SELECT max(id) FROM user_account GROUP BY name_key)"


def accounts(connection: Transaction) -> list[dict[str, Any]]:
    """Every user as last changed, in order of entry."""
    return rows.many(connection, f"SELECT * FROM ({_LATEST}) AS latest ORDER BY "
                                 "(SELECT min(id) FROM user_account AS first WHERE first.name_key = latest.name_key)")


def account(connection: Transaction, name: str) -> dict[str, Any] | None:
    """A user as last changed, by name."""
    return rows.one(connection, "SELECT * FROM user_account WHERE name_key = ? ORDER BY id DESC LIMIT 1", (name_key(name),))


def any_active(connection: Transaction) -> bool:
    """Whether the book has passwords."""
    return bool(rows.tuples(connection, f"SELECT 1 FROM ({_LATEST}) WHERE active = 1 LIMIT 1"))


def add(connection: Transaction, values: dict[str, Any], seq: int) -> int:
    """Write a user, new or changed, under an audit event."""
    return rows.insert(connection, "user_account", {**values, "event_seq": seq})


def attempts(connection: Transaction, name: str) -> tuple[int, str]:
    """(wrong passwords in a row, moment of the last) of a name, whether or not there is such a user."""
    found = rows.tuples(connection, "SELECT failures, last_at FROM sign_in_attempt WHERE name_key = ?", (name_key(name),))
    return (int(found[0][0]), str(found[0][1])) if found else (0, "")


def put_attempts(connection: Transaction, name: str, failures: int, at: str) -> None:
    """Keep the count; 0 forgets it."""
    connection.execute("DELETE FROM sign_in_attempt WHERE name_key = ?", (name_key(name),))
    if failures:
        connection.execute("INSERT INTO sign_in_attempt (name_key, failures, last_at) VALUES (?, ?, ?)",
                                   (name_key(name)[:80], failures, at))


def hand_customers(connection: Transaction, former: tuple[str, ...], to: str) -> list[int]:
    """Give the customers of a salesperson (under any of the names) to another; answers their ids."""
    found = [row[0] for row in rows.tuples(
        connection, f"SELECT id FROM customer WHERE salesperson IN ({rows.marks(former)}) ORDER BY id", former)]
    for key in found:
        rows.update(connection, "customer", key, {"salesperson": to})
    return found
