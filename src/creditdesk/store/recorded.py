"""The ledger as it was known at a moment: what was entered, taken back or reversed later is not there yet (DOMAIN E11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ..domain.ledger.documents import Document, Ledger, POSTED
from . import reads, rows
from .transaction import Transaction


def ledger_known(connection: Transaction, until: str, customer_id: int | None = None) -> Ledger:
    """Documents, allocations and disputes written before a UTC moment, as they stood then; of one customer if given."""
    where = "d.status <> 'draft' AND d.created_at < ?"
    values: tuple[Any, ...] = (until,)
    if customer_id is not None:
        where, values = f"{where} AND d.customer_id = ?", (until, customer_id)
    later = _later(connection, until)
    documents = {document.id: document for document in reads.documents(connection, where, values)}
    for key in documents.keys() & _ids(connection, "document", "reversal_seq", later):
        documents[key] = replace(documents[key], status=POSTED, reversed_on=None)
    told = {row[0]: date.fromisoformat(row[1]) for row in rows.tuples(
        connection, "SELECT id, taken_back_on FROM allocation WHERE taken_back_on IS NOT NULL")}
    for key in _ids(connection, "allocation", "reversal_seq", later):
        told.pop(key, None)
    allocations = []
    for row in reads.allocations(connection, f"{where} AND a.created_at < ?", (*values, until)):
        source, target = documents.get(row.from_id), documents.get(row.to_id)
        if source is not None and target is not None:
            allocations.append(replace(row, reversed_on=_end(told.get(row.id), source, target)))
    closed = _ids(connection, "dispute", "closing_seq", later)
    disputes = [replace(row, closed_on=None, outcome=None) if row.id in closed else row
                for row in reads.disputes(connection, f"{where} AND p.created_at < ?", (*values, until))]
    return Ledger(tuple(documents.values()), tuple(allocations), tuple(disputes))


def _end(taken_back: date | None, source: Document, target: Document) -> date | None:
    return min((day for day in (taken_back, source.reversed_on, target.reversed_on) if day), default=None)


def _later(connection: Transaction, until: str) -> int:
    """The first audit event that was written at the moment or after it."""
    found = connection.scalar("SELECT min(seq) FROM event WHERE at >= ?", (until,))
    return int(found) if found is not None else 2**62


def _ids(connection: Transaction, table: str, column: str, seq: int) -> set[int]:
    """Rows that an event at or after `seq` changed."""
    found: Iterable[tuple[Any, ...]] = rows.stream(connection, f"SELECT id FROM {table} WHERE {column} >= ?", (seq,))
    return {row[0] for row in found}
