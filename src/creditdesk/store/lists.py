"""Lists of documents: one query for the ids in order, then pages of lines (FLOORS 8)."""

from __future__ import annotations

import dataclasses
from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ..domain.ledger import queries
from ..domain.ledger.queries import DocumentQuery
from . import ledger, rows
from .transaction import Transaction

_OPEN_PAST = """(CASE WHEN d.status = 'draft' OR d.date > :day OR (d.reversed_on IS NOT NULL AND d.reversed_on <= :day) THEN 0
  ELSE d.amount_minor - coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.to_id = d.id
      AND a.value_date <= :day AND (a.reversed_on IS NULL OR a.reversed_on > :day)), 0)
    + coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.from_id = d.id
      AND a.value_date <= :day AND (a.reversed_on IS NULL OR a.reversed_on > :day)), 0) END)"""
_DISPUTED = """EXISTS (SELECT 1 FROM dispute p WHERE p.document_id = d.id AND p.raised_on <= :day
    AND (p.closed_on IS NULL OR p.closed_on > :day))"""
#: the day a document is late by: of one in instalments the oldest open one's (filled in due order, DOMAIN E12)
_DUE = """CASE WHEN d.instalments = 0 OR {open} <= 0 THEN d.due_date ELSE (SELECT min(i.due_date) FROM instalment i
    WHERE i.document_id = d.id AND (SELECT sum(e.amount_minor) FROM instalment e WHERE e.document_id = d.id AND e.no <= i.no)
      > d.amount_minor - {open}) END"""
_SORT = {"date": "d.date", "due_date": "{due}", "no": "d.no", "customer": "c.name", "amount": "abs(d.amount_minor)",
         "open": "abs({open})", "days": "{due}", "currency": "d.currency", "kind": "d.kind",
         "salesperson": "d.salesperson"}


def _open(connection: Transaction, as_of: date) -> str:
    return "d.open_minor" if as_of.isoformat() >= ledger.horizon(connection) else _OPEN_PAST


def _where(query: DocumentQuery, opened: str) -> tuple[str, dict[str, Any]]:
    """The conditions of a query and their parameters."""
    due = _DUE.format(open=opened)
    day = query.as_of.isoformat()
    values: dict[str, Any] = {"day": day}
    parts = [f"d.kind IN ({', '.join(f':kind{k}' for k in range(len(query.kinds)))})"]
    values |= {f"kind{k}": kind for k, kind in enumerate(query.kinds)}
    alive = "d.status <> 'draft' AND d.date <= :day AND (d.reversed_on IS NULL OR d.reversed_on > :day)"
    parts.append({
        queries.ALL: "(d.reversed_on IS NULL OR d.reversed_on > d.date)", queries.DRAFTS: "d.status = 'draft'",
        queries.REVERSED: "d.status = 'reversed' AND d.reversed_on <= :day",
        queries.OPEN: f"{alive} AND {opened} <> 0", queries.UNAPPLIED: f"{alive} AND {opened} < 0",
        queries.OVERDUE: f"{alive} AND {opened} > 0 AND {due} < :day",
        queries.NOT_DUE: f"{alive} AND {opened} > 0 AND coalesce({due}, d.date) >= :day",
        queries.SETTLED: f"{alive} AND {opened} = 0", queries.DISPUTED: f"{alive} AND {_DISPUTED}",
    }[query.state])
    for condition, name, value in (
            ("d.customer_id = :customer", "customer", query.customer_id), ("d.batch_id = :batch", "batch", query.batch_id),
            ("d.currency = :currency", "currency", query.currency or None),
            ("d.date >= :dated_from", "dated_from", _iso(query.dated_from)),
            ("d.date <= :dated_to", "dated_to", _iso(query.dated_to)),
            (f"{due} >= :due_from", "due_from", _iso(query.due_from)),
            (f"{due} <= :due_to", "due_to", _iso(query.due_to)),
            (f"{due} <= :latest", "latest", _back(query.as_of, query.days_from)),
            (f"{due} >= :earliest", "earliest", _back(query.as_of, query.days_to))):
        if value is not None:
            parts.append(condition)
            values[name] = value
    if query.text.strip():
        parts.append("(d.no LIKE :text ESCAPE '\\' OR d.customer_id IN (SELECT id FROM customer WHERE name LIKE :text "
                     "ESCAPE '\\' OR initials LIKE :text ESCAPE '\\' OR code LIKE :text ESCAPE '\\'))")
        folded = query.text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values["text"] = f"%{folded}%"
    return " AND ".join(parts), values


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _back(as_of: date, days: int | None) -> str | None:
    return None if days is None else (as_of - timedelta(days)).isoformat()


def document_ids(connection: Transaction, query: DocumentQuery) -> array[int]:
    """Ids of the documents a query asks for, in its order."""
    opened = _open(connection, query.as_of)
    where, values = _where(query, opened)
    key = _SORT[query.sort].format(open=opened, due=_DUE.format(open=opened))
    # more days overdue means an earlier due date
    falling = query.descending != (query.sort == "days")
    direction = "DESC" if falling else "ASC"
    join = "JOIN customer c ON c.id = d.customer_id" if query.sort == "customer" else ""
    found = rows.stream(connection, f"SELECT d.id FROM document d {join} WHERE {where} "
                                    f"ORDER BY {key} {direction}, d.id {direction}", values)
    return array("q", (row[0] for row in found))


def document_lines(connection: Transaction, ids: Sequence[int], as_of: date) -> list[tuple[Any, ...]]:
    """Lines of these documents in the order of `ids`: the columns of DocumentLine with minor, signed amounts."""
    opened = _open(connection, as_of)
    found: dict[int, tuple[Any, ...]] = {}
    for part in rows.chunks(ids):
        marks = ", ".join(f":i{k}" for k in range(len(part)))
        values: dict[str, Any] = {"day": as_of.isoformat(), **{f"i{k}": item for k, item in enumerate(part)}}
        for row in rows.stream(
            connection, f"SELECT d.id, d.kind, d.no, d.customer_id, c.code, c.name, d.date, {_DUE.format(open=opened)}, "
                        f"d.currency, d.amount_minor, {opened}, d.status, {_DISPUTED}, d.due_assumed, d.salesperson, d.note, "
                        f"d.method, d.instalments, d.reversed_on FROM document d JOIN customer c ON c.id = d.customer_id "
                        f"WHERE d.id IN ({marks})", values):
            found[row[0]] = row
    return [found[item] for item in ids if item in found]


def document_totals(connection: Transaction, query: DocumentQuery) -> list[tuple[str, int, int, int]]:
    """(currency, count, amount, open) of a whole list, minor and signed."""
    opened = _open(connection, query.as_of)
    where, values = _where(query, opened)
    return [(row[0], row[1], row[2], row[3]) for row in rows.stream(
        connection, f"SELECT d.currency, count(*), coalesce(sum(d.amount_minor), 0), coalesce(sum({opened}), 0) "
                    f"FROM document d WHERE {where} GROUP BY d.currency ORDER BY d.currency", values)]


def state_counts(connection: Transaction, query: DocumentQuery, states: Sequence[str]) -> dict[str, int]:
    """How many documents each state would show under the query's other conditions, in one pass."""
    opened = _open(connection, query.as_of)
    parts: list[str] = []
    values: dict[str, Any] = {}
    for state in states:
        where, more = _where(dataclasses.replace(query, state=state), opened)
        parts.append(f"count(*) FILTER (WHERE {where})")
        values |= more
    row = next(rows.stream(connection, f"SELECT {', '.join(parts)} FROM document d", values))
    return dict(zip(states, row, strict=True))


def open_by_currency(connection: Transaction, customer_id: int) -> list[tuple[str, int]]:
    """(currency, signed open minor) of a customer now."""
    return [(row[0], row[1]) for row in rows.tuples(
        connection, "SELECT currency, sum(open_minor) FROM document WHERE customer_id = ? AND open_minor <> 0 "
                    "GROUP BY currency", (customer_id,))]


def same_amount(connection: Transaction, customer_id: int, kind: str, minor: int, currency: str, first: str,
                last: str) -> tuple[str, str, int] | None:
    """(number, date, id) of the latest posted document of this customer with the same amount in the days given."""
    found = rows.tuples(connection, "SELECT no, date, id FROM document WHERE customer_id = ? AND kind = ? AND amount_minor = ? "
                                    "AND currency = ? AND date BETWEEN ? AND ? AND status = 'posted' "
                                    "ORDER BY date DESC, id DESC LIMIT 1",
                        (customer_id, kind, minor, currency, first, last))
    return (str(found[0][0]), str(found[0][1]), int(found[0][2])) if found else None


def document_events(connection: Transaction, document_id: int) -> list[tuple[str, str, str, str, str]]:
    """(at, user, action, entity, reason) of the events that touched a document, oldest first."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows.tuples(connection, """
        SELECT at, "user", action, entity, reason FROM event WHERE seq IN (
          SELECT event_seq FROM document WHERE id = :id UNION SELECT reversal_seq FROM document WHERE id = :id
          UNION SELECT event_seq FROM allocation WHERE from_id = :id OR to_id = :id
          UNION SELECT reversal_seq FROM allocation WHERE from_id = :id OR to_id = :id
          UNION SELECT event_seq FROM dispute WHERE document_id = :id
          UNION SELECT closing_seq FROM dispute WHERE document_id = :id) ORDER BY seq""", {"id": document_id})]
