"""Reads and writes of the company, its bank accounts, settings and rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from . import rows
from .transaction import Transaction


def company(connection: Transaction) -> dict[str, Any]:
    """The one row of the company."""
    return rows.one(connection, "SELECT * FROM company WHERE id = 1") or {}


def bank_accounts(connection: Transaction) -> list[dict[str, Any]]:
    return rows.many(connection, "SELECT * FROM bank_account ORDER BY position, id")


def replace_bank_accounts(connection: Transaction, accounts: list[dict[str, Any]]) -> None:
    connection.execute("DELETE FROM bank_account")
    for position, account in enumerate(accounts):
        rows.insert(connection, "bank_account", {**account, "position": position})


def setting(connection: Transaction, key: str, default: str = "") -> str:
    found = connection.scalar("SELECT value FROM setting WHERE key = ?", (key,))
    return default if found is None else str(found)


def settings(connection: Transaction) -> dict[str, str]:
    return {row[0]: row[1] for row in rows.tuples(connection, "SELECT key, value FROM setting")}


def put_setting(connection: Transaction, key: str, value: str) -> None:
    connection.execute("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET "
                               "value = excluded.value", (key, value))


def rates(connection: Transaction) -> dict[str, list[tuple[date, Decimal]]]:
    """Exchange rates by currency, oldest first: units of the base currency for one unit."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    for currency, day, rate in rows.tuples(connection, "SELECT currency, date, rate FROM fx_rate ORDER BY date"):
        found.setdefault(currency, []).append((date.fromisoformat(day), Decimal(rate)))
    return found


def put_rate(connection: Transaction, currency: str, day: date, rate: Decimal) -> None:
    connection.execute("INSERT INTO fx_rate (id, currency, date, rate) VALUES ((SELECT coalesce(max(id), 0) + 1 "
                               "FROM fx_rate), ?, ?, ?) ON CONFLICT (currency, date) DO UPDATE SET rate = excluded.rate",
                               (currency, day.isoformat(), str(rate)))


def policy(connection: Transaction, as_of: date) -> dict[str, str]:
    """Policy parameters in force on a day: the latest effective, of those the latest entered."""
    return {row[0]: row[1] for row in rows.tuples(
        connection, "SELECT key, value FROM policy_param WHERE effective_from <= ? ORDER BY effective_from, id",
        (as_of.isoformat(),))}


def has_documents(connection: Transaction) -> bool:
    return bool(rows.tuples(connection, "SELECT 1 FROM document LIMIT 1"))


def policy_versions(connection: Transaction) -> dict[str, list[dict[str, Any]]]:
    """Every version of each policy parameter, in order of effect; of one day the last entered stands last."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.many(connection, "SELECT * FROM policy_param ORDER BY effective_from, id"):
        found.setdefault(row["key"], []).append(row)
    return found
