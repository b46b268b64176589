"""Reads and writes of scores and limit decisions (DOMAIN C, D)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.money import from_minor
from . import rows
from .transaction import Transaction

_STANDING = """
SELECT coalesce(c.merged_into, c.id), {columns} FROM score s JOIN customer c ON c.id = s.customer_id
LEFT JOIN score_override o ON o.score_id = s.id AND o.begins <= :day AND o.expires_on >= :day
  AND (o.withdrawn_on IS NULL OR o.withdrawn_on > :day)
WHERE s.as_of <= :day ORDER BY s.as_of, s.id, o.id"""


def _standing(connection: Transaction, as_of: date, columns: str) -> list[tuple[Any, ...]]:
    """Columns of every saved score up to the day, the customer before them, oldest first; `o` is its override in force."""
    return rows.tuples(connection, _STANDING.format(columns=columns), {"day": as_of.isoformat()})


def grades(connection: Transaction, as_of: date) -> dict[int, str]:
    """The grade of each customer's latest saved score dated on or before the day, as overridden by hand (DOMAIN C9)."""
    return {row[0]: row[1] for row in _standing(connection, as_of, "coalesce(o.grade, s.grade)")}


def scores_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Saved scores of a customer as they were computed, newest first."""
    return rows.many(connection, "SELECT * FROM score WHERE customer_id IN (SELECT id FROM customer WHERE id = ? OR "
                                 "merged_into = ?) ORDER BY as_of DESC, id DESC", (customer_id, customer_id))


def standing_scores(connection: Transaction, customer_id: int, as_of: date) -> list[dict[str, Any]]:
    """Saved scores of a customer dated up to a day, newest first, the grade as overridden on that day."""
    day = as_of.isoformat()
    overridden = dict(rows.tuples(
        connection, "SELECT o.score_id, o.grade FROM score_override o JOIN customer c ON c.id = o.customer_id WHERE "
                    "coalesce(c.merged_into, c.id) = ? AND o.begins <= ? AND o.expires_on >= ? AND "
                    "(o.withdrawn_on IS NULL OR o.withdrawn_on > ?) ORDER BY o.id", (customer_id, day, day, day)))
    return [row | {"grade": overridden.get(row["id"], row["grade"])} for row in scores_of(connection, customer_id)
            if row["as_of"] <= day]


def score_row(connection: Transaction, score_id: int) -> dict[str, Any] | None:
    """One saved score, or None."""
    return rows.one(connection, "SELECT * FROM score WHERE id = ?", (score_id,))


def latest_scores(connection: Transaction, as_of: date) -> dict[int, tuple[int, date, str, str]]:
    """(score id, day, card, grade as overridden) of each customer's latest saved score dated on or before the day."""
    return {row[0]: (row[1], date.fromisoformat(row[2]), row[3], row[4])
            for row in _standing(connection, as_of, "s.id, s.as_of, s.card, coalesce(o.grade, s.grade)")}


def latest_results(connection: Transaction, as_of: date) -> dict[int, tuple[date, str, str]]:
    """(day, score or "", grade as overridden) of each customer's latest saved score dated on or before the day."""
    return {row[0]: (date.fromisoformat(row[1]), row[2] or "", row[3])
            for row in _standing(connection, as_of, "s.as_of, s.score, coalesce(o.grade, s.grade)")}


def grade_history(connection: Transaction, as_of: date) -> dict[int, list[tuple[date, str]]]:
    """(day, grade as overridden) of every saved score dated up to the day, by customer, oldest first."""
    found: dict[int, list[tuple[date, str]]] = {}
    for row in _standing(connection, as_of, "s.as_of, coalesce(o.grade, s.grade)"):
        found.setdefault(row[0], []).append((date.fromisoformat(row[1]), row[2]))
    return found


def insert_score(connection: Transaction, values: dict[str, Any], seq: int) -> int:
    """Write a score under an audit event and answer its id."""
    return rows.insert(connection, "score", {**values, "event_seq": seq})


def limits_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Limit decisions of a customer, in force or not, newest effective first."""
    return rows.many(connection, "SELECT * FROM limit_decision WHERE customer_id IN (SELECT id FROM customer WHERE id = ? "
                                 "OR merged_into = ?) ORDER BY effective_from DESC, id DESC",
                     (customer_id, customer_id))


def limits(connection: Transaction, as_of: date, only: int | None = None) -> list[dict[str, Any]]:
    """Every decision effective by the day and not withdrawn, oldest first: the last per customer is in force.

    `only` those of one customer and the records merged into it.
    """
    mine, parameters = ("", ()) if only is None else ("AND (c.id = ? OR c.merged_into = ?) ", (only, only))
    return rows.many(connection, "SELECT l.*, coalesce(c.merged_into, c.id) AS owner_id FROM limit_decision l "
                                 "JOIN customer c ON c.id = l.customer_id WHERE l.effective_from <= ? AND "
                                 f"(l.withdrawn_on IS NULL OR l.withdrawn_on > ?) {mine}ORDER BY l.effective_from, l.id",
                     (as_of.isoformat(), as_of.isoformat(), *parameters))


def limits_in_force(connection: Transaction, as_of: date) -> dict[int, Decimal]:
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


def bills_undue(connection: Transaction, as_of: date) -> list[tuple[int, str, str, int]]:
    """(customer_id, currency, method, amount minor) of bills received and not past their maturity on the day (D14)."""
    day = as_of.isoformat()
    return [tuple(row) for row in rows.tuples(
        connection, "SELECT customer_id, currency, method, -amount_minor FROM document "
                    "WHERE method IN ('bank_acceptance', 'commercial_acceptance') AND status <> 'draft' AND date <= ? "
                    "AND (reversed_on IS NULL OR reversed_on > ?) AND (maturity IS NULL OR maturity >= ?) "
                    "AND NOT EXISTS (SELECT 1 FROM bill_event e WHERE e.document_id = document.id AND e.date <= ? "
                    "AND e.event IN ('honoured', 'dishonoured'))", (day,) * 4)]
