"""Reads and writes of facts about customers (DOMAIN B9); financial statements are facts of their own key."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection

from ..domain.customers.facts import Fact
from . import rows
from .reads import day, must_day

_SELECT = ("SELECT f.*, coalesce(c.merged_into, c.id) AS owner_id FROM fact f JOIN customer c ON c.id = f.customer_id "
           "WHERE f.status <> 'superseded'")


def _record(row: dict[str, Any]) -> Fact:
    return Fact(row["id"], row["owner_id"], row["key"], row["value"], row["source_type"], must_day(row["obtained_on"]),
                row["unit"], row["source_name"], row["source_ref"], row["quotes"], day(row["valid_from"]),
                day(row["expires_on"]), row["entered_by"], row["verifier"], day(row["verified_on"]), row["method"],
                row["note"])


def facts_of(connection: Connection, customer_id: int) -> list[Fact]:
    """Every fact about a customer and the records merged into it, in the order of entry."""
    return [_record(row) for row in rows.many(
        connection, f"{_SELECT} AND (c.id = ? OR c.merged_into = ?) ORDER BY f.id", (customer_id, customer_id))]


def everything(connection: Connection) -> dict[int, list[Fact]]:
    """The same for the whole book, by customer."""
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in rows.many(connection, f"{_SELECT} ORDER BY f.id"):
        found[row["owner_id"]].append(_record(row))
    return found


def insert(connection: Connection, fact: Fact, stamp: str, seq: int) -> int:
    """Write a fact under an audit event and answer its id."""
    return rows.insert(connection, "fact", {
        "customer_id": fact.customer_id, "key": fact.key, "value": fact.value, "unit": fact.unit,
        "source_type": fact.source_type, "source_name": fact.source_name, "source_ref": fact.source_ref,
        "quotes": fact.quotes, "obtained_on": fact.obtained_on.isoformat(),
        "valid_from": fact.valid_from.isoformat() if fact.valid_from else None,
        "expires_on": fact.expires_on.isoformat() if fact.expires_on else None, "entered_by": fact.entered_by,
        "verifier": fact.verifier, "verified_on": fact.verified_on.isoformat() if fact.verified_on else None,
        "method": fact.method, "confidence": f"{fact.base_confidence:f}", "note": fact.note, "created_at": stamp,
        "event_seq": seq})


def same(connection: Connection, fact: Fact) -> int | None:
    """The id of an equal fact already on file (same key, value, source and day), else None."""
    row = rows.one(connection, "SELECT id FROM fact WHERE customer_id = ? AND key = ? AND value = ? AND source_type = ? "
                               "AND source_name = ? AND obtained_on = ? AND quotes = ?",
                   (fact.customer_id, fact.key, fact.value, fact.source_type, fact.source_name,
                    fact.obtained_on.isoformat(), fact.quotes))
    return None if row is None else int(row["id"])
