"""Reads of the day's list: what was done in a span of time, limits that end soon."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.insight.day_marks import DayMark
from . import rows
from .transaction import Transaction

_DONE = {
    "invoices": "SELECT count(*) FROM document WHERE kind IN ('invoice', 'debit_note') AND batch_id IS NULL "
                "AND status <> 'draft' AND date >= :since AND {span}",
    "receipts": "SELECT count(*) FROM document WHERE kind = 'receipt' AND batch_id IS NULL AND status <> 'draft' "
                "AND date >= :since AND {span}",
    "letters": "SELECT count(*) FROM letter WHERE date >= :since AND {span}",
    "contacts": "SELECT count(*) FROM contact WHERE at >= :since AND {span}",
    "limits": "SELECT count(*) FROM limit_decision WHERE batch_id IS NULL AND effective_from >= :since AND {span}",
    "imports": "SELECT count(*) FROM batch WHERE {span}",
}


def done_between(connection: Transaction, first: str, last: str, since: date) -> dict[str, int]:
    """How many things of each kind were written from one UTC moment up to, not including, another.

    Only what is dated `since` or later: years of history entered in one go are not a day's work.
    """
    span = "created_at >= :first AND created_at < :last"
    parameters = {"first": first, "last": last, "since": since.isoformat()}
    return {kind: int(rows.tuples(connection, statement.format(span=span), parameters)[0][0])
            for kind, statement in _DONE.items()}


def marks_since(connection: Transaction, since: date, until: date) -> dict[str, DayMark]:
    """The last tick of each line of the day's list, of the days given, both included."""
    return {row[0]: DayMark(row[0], date.fromisoformat(row[1]), Decimal(row[2]) if row[2] else None) for row in rows.tuples(
        connection, "SELECT task, day, worth FROM day_mark WHERE day BETWEEN ? AND ? ORDER BY day, id",
        (since.isoformat(), until.isoformat()))}


def tick(connection: Transaction, mark: DayMark, stamp: str, user: str) -> None:
    """Note that a line was ticked off."""
    rows.insert(connection, "day_mark", {
        "task": mark.task, "day": mark.day.isoformat(), "worth": "" if mark.worth is None else str(mark.worth),
        "created_at": stamp, "created_by": user})


def untick(connection: Transaction, task: str, day: date) -> None:
    """Take the ticks of a day back."""
    connection.execute("DELETE FROM day_mark WHERE task = ? AND day = ?", (task, day.isoformat()))


def unapplied_receipts(connection: Transaction) -> int:
    """How many receipts are not wholly allocated."""
    return int(rows.tuples(connection, """SELECT count(*) FROM document INDEXED BY ix_document_open
        WHERE open_minor <> 0 AND instalments = 0 AND open_minor < 0 AND kind = 'receipt'""")[0][0])


def limits_ending(connection: Transaction, first: date, last: date) -> list[dict[str, Any]]:
    """The decisions in force whose last day lies in the days given, both included; `owner_id`, `name` of the customer.

    A decision that a later one replaced is not listed.
    """
    return rows.many(connection, """
        SELECT l.id, l.amount_minor, l.currency, l.expires_on, l.temporary, c.id AS owner_id, c.name, c.short_name
        FROM limit_decision l JOIN customer o ON o.id = l.customer_id JOIN customer c ON c.id = coalesce(o.merged_into, o.id)
        WHERE l.expires_on BETWEEN ? AND ? AND l.effective_from <= ? AND (l.withdrawn_on IS NULL OR l.withdrawn_on > ?)
          AND (l.temporary = 1 OR NOT EXISTS (
            SELECT 1 FROM limit_decision n WHERE n.customer_id = l.customer_id AND n.temporary = 0
              AND (n.withdrawn_on IS NULL OR n.withdrawn_on > ?)
              AND (n.effective_from > l.effective_from OR (n.effective_from = l.effective_from AND n.id > l.id))))
        ORDER BY l.expires_on, c.code""", (first.isoformat(), last.isoformat(), *(first.isoformat(),) * 3))
