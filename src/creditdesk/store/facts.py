"""Reads and writes of facts about customers (DOMAIN B9); financial statements are facts of their own key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from ..domain.customers.facts import Fact
from . import rows
from .reads import day, must_day
from .transaction import Transaction

_SELECT = "SELECT f.*, coalesce(c.merged_into, c.id) AS owner_id FROM fact f JOIN customer c ON c.id = f.customer_id"


def _record(row: dict[str, Any]) -> Fact:
    return Fact(row["id"], row["owner_id"], row["key"], row["value"], row["source_type"], must_day(row["obtained_on"]),
                row["unit"], row["source_name"], row["source_ref"], row["quotes"], day(row["valid_from"]),
                day(row["expires_on"]), row["entered_by"], row["verifier"], day(row["verified_on"]), row["method"],
                row["note"], day(row["superseded_on"]))


def facts_of(connection: Transaction, customer_id: int) -> list[Fact]:
    """Every fact about a customer and the records merged into it, in the order of entry."""
    return [_record(row) for row in rows.many(
        connection, f"{_SELECT} WHERE c.id = ? OR c.merged_into = ? ORDER BY f.id", (customer_id, customer_id))]


def everything(connection: Transaction, entered_before: date | None = None) -> dict[int, list[Fact]]:
    """The same for the whole book, by customer; only what was entered before a day, where one is given."""
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    where, parameters = (("AND f.created_at < ? ", (entered_before.isoformat(),)) if entered_before is not None
                         else ("", ()))
    for row in rows.many(connection, f"{_SELECT} {where}ORDER BY f.id", parameters):
        found[row["owner_id"]].append(_record(row))
    return found


def of_keys(connection: Transaction, keys: Sequence[str]) -> dict[int, list[Fact]]:
    """The facts of some keys in the whole book, by customer."""
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in rows.many(connection, f"{_SELECT} WHERE f.key IN ({rows.marks(keys)}) ORDER BY f.id", tuple(keys)):
        found[row["owner_id"]].append(_record(row))
    return found


def told_by(connection: Transaction, customer_id: int, reference: str) -> list[int]:
    """Facts a customer's file holds on the word of one source reference and that nobody took back."""
    return [row[0] for row in rows.tuples(connection, "SELECT id FROM fact WHERE customer_id = ? AND source_ref = ? "
                                                      "AND superseded_on IS NULL", (customer_id, reference))]


def insert(connection: Transaction, fact: Fact, stamp: str, seq: int) -> int:
    """Write a fact under an audit event and answer its id."""
    return rows.insert(connection, "fact", {
        "customer_id": fact.customer_id, "key": fact.key, "value": fact.value, "unit": fact.unit,
        "source_type": fact.source_type, "source_name": fact.source_name, "source_ref": fact.source_ref,
        "quotes": fact.quotes, "obtained_on": fact.obtained_on.isoformat(),
        "valid_from": fact.valid_from.isoformat() if fact.valid_from else None,
        "expires_on": fact.expires_on.isoformat() if fact.expires_on else None, "entered_by": fact.entered_by,
        "verifier": fact.verifier, "verified_on": fact.verified_on.isoformat() if fact.verified_on else None,
        "method": fact.method, "confidence": f"{fact.base_confidence:f}", "note": fact.note, "created_at": stamp,
        "event_seq": seq, "verification_seq": seq if fact.verifier else None})


def same(connection: Transaction, fact: Fact) -> int | None:
    """The id of an equal fact already on file (same key, value, source and day), else None."""
    row = rows.one(connection, "SELECT id FROM fact WHERE customer_id = ? AND key = ? AND value = ? AND source_type = ? "
                               "AND source_name = ? AND obtained_on = ? AND quotes = ? AND superseded_on IS NULL",
                   (fact.customer_id, fact.key, fact.value, fact.source_type, fact.source_name,
                    fact.obtained_on.isoformat(), fact.quotes))
    return None if row is None else int(row["id"])


def by_id(connection: Transaction, fact_id: int) -> Fact | None:
    """One fact."""
    row = rows.one(connection, f"{_SELECT} WHERE f.id = ?", (fact_id,))
    return None if row is None else _record(row)


def set_verified(connection: Transaction, fact_id: int, verifier: str, on: str, method: str, seq: int) -> None:
    """Write who checked a fact, under an audit event."""
    rows.update(connection, "fact", fact_id, {"verifier": verifier, "verified_on": on, "method": method,
                                              "verification_seq": seq})


def set_superseded(connection: Transaction, fact_id: int, on: str, reason: str, seq: int) -> None:
    """Let a fact count no more from a day on, under an audit event; the row stays."""
    rows.update(connection, "fact", fact_id, {"status": "superseded", "superseded_on": on, "supersede_reason": reason,
                                              "superseding_seq": seq})
