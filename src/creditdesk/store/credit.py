"""Reads and writes of scores and limit decisions (DOMAIN C, D)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from ..domain.money import from_minor
from . import rows


def grades(connection: Connection, as_of: date) -> dict[int, str]:
    """The grade of each customer's latest saved score dated on or before the day."""
    return {row[0]: row[1] for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), s.grade FROM score s JOIN customer c ON c.id = s.customer_id "
                    "WHERE s.as_of <= ? ORDER BY s.as_of, s.id", (as_of.isoformat(),))}


def scores_of(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    """Saved scores of a customer, newest first."""
    return rows.many(connection, "SELECT * FROM score WHERE customer_id IN (SELECT id FROM customer WHERE id = ? OR "
                                 "merged_into = ?) ORDER BY as_of DESC, id DESC", (customer_id, customer_id))


def score_row(connection: Connection, score_id: int) -> dict[str, Any] | None:
    """One saved score, or None."""
    return rows.one(connection, "SELECT * FROM score WHERE id = ?", (score_id,))


def latest_scores(connection: Connection, as_of: date) -> dict[int, tuple[int, date, str, str]]:
    """(score id, day, card, grade) of each customer's latest saved score dated on or before the day."""
    return {row[0]: (row[1], date.fromisoformat(row[2]), row[3], row[4]) for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), s.id, s.as_of, s.card, s.grade FROM score s "
                    "JOIN customer c ON c.id = s.customer_id WHERE s.as_of <= ? ORDER BY s.as_of, s.id",
        (as_of.isoformat(),))}


def insert_score(connection: Connection, values: dict[str, Any], seq: int) -> int:
    """Write a score under an audit event and answer its id."""
    return rows.insert(connection, "score", {**values, "event_seq": seq})


def limits_of(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    """Limit decisions of a customer, in force or not, newest effective first."""
    return rows.many(connection, "SELECT * FROM limit_decision WHERE customer_id IN (SELECT id FROM customer WHERE id = ? "
                                 "OR merged_into = ?) ORDER BY effective_from DESC, id DESC",
                     (customer_id, customer_id))


def limits(connection: Connection, as_of: date) -> list[dict[str, Any]]:
    """Every decision effective by the day and not withdrawn, oldest first: the last per customer is in force."""
    return rows.many(connection, "SELECT l.*, coalesce(c.merged_into, c.id) AS owner_id FROM limit_decision l "
                                 "JOIN customer c ON c.id = l.customer_id WHERE l.effective_from <= ? AND "
                                 "(l.withdrawn_on IS NULL OR l.withdrawn_on > ?) ORDER BY l.effective_from, l.id",
                     (as_of.isoformat(), as_of.isoformat()))


def limits_in_force(connection: Connection, as_of: date) -> dict[int, Decimal]:
    """The limit in force of each customer that has one decided, temporary ones added while they last; major units."""
    standing: dict[int, Decimal] = {}
    temporary: dict[int, Decimal] = {}
    day = as_of.isoformat()
    for row in limits(connection, as_of):
        amount = from_minor(row["amount_minor"], row["currency"])
        if not row["temporary"]:
            standing[row["owner_id"]] = amount
        elif row["expires_on"] is None or row["expires_on"] >= day:
            temporary[row["owner_id"]] = temporary.get(row["owner_id"], Decimal(0)) + amount
    return {key: amount + temporary.get(key, Decimal(0)) for key, amount in standing.items()}


def bills_undue(connection: Connection, as_of: date) -> list[tuple[int, str, str, int]]:
    """(customer_id, currency, method, amount minor) of bills received and not past their maturity on the day (D14)."""
    day = as_of.isoformat()
    return [tuple(row) for row in rows.tuples(
        connection, "SELECT customer_id, currency, method, -amount_minor FROM document "
                    "WHERE method IN ('bank_acceptance', 'commercial_acceptance') AND status <> 'draft' AND date <= ? "
                    "AND (reversed_on IS NULL OR reversed_on > ?) AND (maturity IS NULL OR maturity >= ?)",
        (day, day, day))]
