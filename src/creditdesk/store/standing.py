"""Reads over the whole book of what moves a limit: freezes, last invoices, decisions (DOMAIN D11, D17)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from . import rows
from .transaction import Transaction


def freezes(connection: Transaction, as_of: date) -> dict[int, str]:
    """The state of every customer a person has frozen or stopped on the day."""
    day = as_of.isoformat()
    return {row[0]: row[1] for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), z.state FROM credit_freeze z JOIN customer c ON "
                    "c.id = z.customer_id WHERE z.since <= ? AND (z.lifted_on IS NULL OR z.lifted_on > ?) "
                    "ORDER BY z.state = 'stop'", (day, day))}


def last_invoices(connection: Transaction, as_of: date) -> dict[int, date]:
    """The day of each customer's last posted invoice up to the day."""
    day = as_of.isoformat()
    return {row[0]: date.fromisoformat(row[1]) for row in rows.tuples(
        connection, "SELECT customer_id, max(date) FROM document WHERE kind = 'invoice' AND status <> 'draft' AND date <= ? "
                    "AND (reversed_on IS NULL OR reversed_on > ?) GROUP BY customer_id", (day, day))}


def first_invoices(connection: Transaction, as_of: date) -> dict[int, date]:
    """The day of each customer's first posted invoice up to the day."""
    day = as_of.isoformat()
    return {row[0]: date.fromisoformat(row[1]) for row in rows.tuples(
        connection, "SELECT customer_id, min(date) FROM document WHERE kind = 'invoice' AND status <> 'draft' AND date <= ? "
                    "AND (reversed_on IS NULL OR reversed_on > ?) GROUP BY customer_id", (day, day))}


def standing_decisions(connection: Transaction, as_of: date) -> dict[int, dict[str, Any]]:
    """The decision in force of every customer, temporary ones aside; `owner_id` follows merges."""
    day = as_of.isoformat()
    return {row["owner_id"]: row for row in rows.many(
        connection, "SELECT l.*, coalesce(c.merged_into, c.id) AS owner_id FROM limit_decision l JOIN customer c ON "
                    "c.id = l.customer_id WHERE l.temporary = 0 AND l.effective_from <= ? AND (l.withdrawn_on IS NULL OR "
                    "l.withdrawn_on > ?) ORDER BY l.effective_from, l.id", (day, day))}


def methods_of(text: str) -> dict[str, Any]:
    """The figures kept with a decision; one that an application led to holds them inside."""
    found: dict[str, Any] = json.loads(text) if text else {}
    inner = found.get("methods")
    return {**found, **methods_of(inner)} if isinstance(inner, str) else found


def agreed_discount(connection: Transaction, customer_id: int, as_of: date) -> str:
    """The cash discount kept with the decision in force ("2/10"), "" for none."""
    found = standing_decisions(connection, as_of).get(customer_id)
    return str(methods_of(found["methods"]).get("discount", "")) if found else ""


def reviews(connection: Transaction, first: date, last: date) -> list[tuple[int, str, str]]:
    """(customer, day decided, methods) of the decisions taken as a review between two days, both included."""
    return [(row[0], row[1], row[2]) for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), l.effective_from, l.methods FROM limit_decision l JOIN customer c "
                    "ON c.id = l.customer_id WHERE l.temporary = 0 AND l.withdrawn_on IS NULL AND l.effective_from BETWEEN ? "
                    "AND ? AND l.methods LIKE '%review%' ORDER BY l.effective_from, l.id",
        (first.isoformat(), last.isoformat()))]
