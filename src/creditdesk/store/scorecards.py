"""Reads and writes of scorecard versions, overrides, recalculated scores and what challengers say (DOMAIN C9, C12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from ..domain.credit.grades import notches
from . import rows
from .transaction import Transaction


def versions(connection: Transaction) -> list[dict[str, Any]]:
    """Every version made in the book, oldest first."""
    return rows.many(connection, "SELECT * FROM scorecard ORDER BY id")


def version(connection: Transaction, name: str) -> dict[str, Any] | None:
    """One version by its name, or None."""
    return rows.one(connection, "SELECT * FROM scorecard WHERE version = ?", (name,))


def steps(connection: Transaction) -> list[dict[str, Any]]:
    """What became of versions, in the order in which it takes effect; of one day the later entered comes later."""
    return rows.many(connection, "SELECT * FROM scorecard_step ORDER BY effective_from, id")


def insert_version(connection: Transaction, values: dict[str, Any]) -> int:
    """Write a draft and answer its id."""
    return rows.insert(connection, "scorecard", values)


def update_version(connection: Transaction, version_id: int, values: dict[str, Any]) -> None:
    """Change a draft, or say which event vouches for it from now on."""
    rows.update(connection, "scorecard", version_id, values)


def delete_version(connection: Transaction, version_id: int) -> None:
    """Throw a draft away."""
    connection.execute("DELETE FROM scorecard WHERE id = ? AND event_seq IS NULL", (version_id,))


def insert_step(connection: Transaction, values: dict[str, Any]) -> int:
    return rows.insert(connection, "scorecard_step", values)


def insert_challenger_score(connection: Transaction, values: dict[str, Any]) -> int:
    return rows.insert(connection, "challenger_score", values)


def insert_override(connection: Transaction, values: dict[str, Any]) -> int:
    return rows.insert(connection, "score_override", values)


def overrides_of(connection: Transaction, customer_id: int) -> list[dict[str, Any]]:
    """Every override of a customer, newest first."""
    return rows.many(connection, "SELECT * FROM score_override WHERE customer_id IN (SELECT id FROM customer WHERE id = ? "
                                 "OR merged_into = ?) ORDER BY id DESC", (customer_id, customer_id))


def waiting_overrides(connection: Transaction) -> list[dict[str, Any]]:
    """Overrides that wait for somebody else's word, oldest first, with the customer's id and name."""
    return rows.many(connection, "SELECT o.*, c.id AS owner_id, c.code, c.name, c.short_name FROM score_override o "
                                 "JOIN customer h ON h.id = o.customer_id JOIN customer c ON c.id = coalesce(h.merged_into, h.id) "
                                 "WHERE o.approved_by = '' AND o.withdrawn_on IS NULL ORDER BY o.id")


def override(connection: Transaction, override_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM score_override WHERE id = ?", (override_id,))


def override_on(connection: Transaction, score_id: int, day: date) -> dict[str, Any] | None:
    """The override in force on a saved score on a day, or None."""
    when = day.isoformat()
    return rows.one(connection, "SELECT * FROM score_override WHERE score_id = ? AND begins <= ? AND expires_on >= ? AND "
                                "(withdrawn_on IS NULL OR withdrawn_on > ?) ORDER BY id DESC LIMIT 1",
                    (score_id, when, when, when))


def withdraw_override(connection: Transaction, override_id: int, day: date, reason: str, seq: int) -> None:
    """End an override on a day."""
    rows.update(connection, "score_override", override_id,
                {"withdrawn_on": day.isoformat(), "withdraw_reason": reason, "withdrawal_seq": seq})


def override_counts(connection: Transaction, since: date) -> tuple[int, int, int]:
    """(overrides, of these upward, scores decided by a person) since a day; continued overrides count once."""
    day = since.isoformat()
    done = rows.tuples(connection, "SELECT proposed, grade FROM score_override WHERE continues IS NULL AND approved_by <> '' "
                                   "AND begins >= ?", (day,))
    decided = rows.tuples(connection, "SELECT count(*) FROM score WHERE cause = '' AND as_of >= ?", (day,))
    return len(done), sum(notches(old, new) > 0 for old, new in done), int(decided[0][0])


def raised(connection: Transaction) -> list[tuple[int, date]]:
    """(customer, first day) of every grade that was raised by hand; continued overrides count once."""
    return [(row[0], date.fromisoformat(row[1])) for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), o.begins, o.proposed, o.grade FROM score_override o JOIN customer c "
                    "ON c.id = o.customer_id WHERE o.continues IS NULL AND o.approved_by <> '' ORDER BY o.id")
        if notches(row[2], row[3]) > 0]


def begun(connection: Transaction, as_of: date) -> set[int]:
    """The customers with a saved score dated up to a day."""
    return {row[0] for row in rows.tuples(
        connection, "SELECT DISTINCT coalesce(c.merged_into, c.id) FROM score s JOIN customer c ON c.id = s.customer_id "
                    "WHERE s.as_of <= ?", (as_of.isoformat(),))}


def latest_kept(connection: Transaction, as_of: date, only: Collection[int]) -> dict[int, dict[str, Any]]:
    """The latest saved score of these customers as it was computed, with its inputs: id, as_of, card, version, score, grade."""
    latest: dict[int, int] = {}
    for owner, score_id in rows.tuples(
            connection, "SELECT coalesce(c.merged_into, c.id), s.id FROM score s JOIN customer c ON c.id = s.customer_id "
                        "WHERE s.as_of <= ? ORDER BY s.as_of, s.id", (as_of.isoformat(),)):
        if owner in only:
            latest[owner] = score_id
    owners = {score_id: owner for owner, score_id in latest.items()}
    # what a score rested on is long: it is read for the latest ones alone
    return {owners[row["id"]]: row for part in rows.chunks(owners) for row in rows.many(
        connection, f"SELECT id, as_of, card, version, score, grade, inputs FROM score WHERE id IN ({rows.marks(part)})",
        tuple(part))}


def other_card_since(connection: Transaction, customer_id: int, card: str, since: date, as_of: date
                     ) -> dict[str, Any] | None:
    """The latest score of a customer on the other card within a span of days, or None (DOMAIN C5, change of cards)."""
    return rows.one(connection, "SELECT s.grade, s.as_of FROM score s JOIN customer c ON c.id = s.customer_id WHERE "
                                "coalesce(c.merged_into, c.id) = ? AND s.card <> ? AND s.as_of >= ? AND s.as_of <= ? "
                                "ORDER BY s.as_of DESC, s.id DESC LIMIT 1",
                    (customer_id, card, since.isoformat(), as_of.isoformat()))


def scores_between(connection: Transaction, first: date, last: date) -> list[dict[str, Any]]:
    """Saved scores of a span of days with the customer's name and, as `before`, the grade of the score before."""
    return rows.many(connection, """
        SELECT * FROM (
          SELECT s.id, s.as_of, s.cause, s.score, s.grade, c.id AS owner_id, c.name, c.short_name, c.code,
            lag(s.grade) OVER own AS before
          FROM score s JOIN customer o ON o.id = s.customer_id JOIN customer c ON c.id = coalesce(o.merged_into, o.id)
          WHERE s.as_of <= ? WINDOW own AS (PARTITION BY c.id ORDER BY s.as_of, s.id))
        WHERE as_of >= ? ORDER BY as_of DESC, id DESC""", (last.isoformat(), first.isoformat()))
