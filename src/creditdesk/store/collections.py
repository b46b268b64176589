"""Reads of collections: what is open, promised, disputed, contacted and written about, for the whole book at once.

Everything is answered as of a day. Amounts come in minor units, signed as in the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ..domain.ledger.documents import Allocation, Dispute, Document, Ledger, Promise
from . import ledger, reads, rows
from .transaction import Transaction

_COLUMNS = "id, no, kind, customer_id, currency, date, coalesce(due_date, date), amount_minor"
_TODAY = f"SELECT {_COLUMNS}, open_minor FROM document WHERE open_minor <> 0 AND instalments = 0"
_PAST = f"""SELECT {_COLUMNS}, amount_minor
      - coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.to_id = document.id AND a.value_date <= :day
          AND (a.reversed_on IS NULL OR a.reversed_on > :day)), 0)
      + coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.from_id = document.id AND a.value_date <= :day
          AND (a.reversed_on IS NULL OR a.reversed_on > :day)), 0) AS opened
    FROM document WHERE settled_on > :day AND date <= :day AND instalments = 0 AND status <> 'draft'
      AND (reversed_on IS NULL OR reversed_on > :day)"""


def open_rows(connection: Transaction, as_of: date, customer_id: int | None = None) -> list[tuple[Any, ...]]:
    """(id, no, kind, customer, currency, date, due, amount, open) of documents without instalments open on the day.

    Today reads the open-amount index, a past date the settlement index: never the whole ledger.
    """
    mine = "" if customer_id is None else f" AND customer_id = {int(customer_id)}"
    if as_of.isoformat() >= ledger.horizon(connection):
        return list(rows.tuples(connection, _TODAY + mine))
    return [row for row in rows.tuples(connection, _PAST + mine, {"day": as_of.isoformat()}) if row[8]]


def open_instalment_documents(connection: Transaction, as_of: date, customer_id: int | None = None) -> Ledger:
    """Documents with instalments that have something open on the day, with their allocations."""
    where = "d.instalments = 1 AND d.status <> 'draft' AND d.settled_on > ? AND d.date <= ?"
    parameters: tuple[Any, ...] = (as_of.isoformat(),) * 2
    if customer_id is not None:
        where, parameters = f"{where} AND d.customer_id = ?", (*parameters, customer_id)
    documents = tuple(reads.documents(connection, where, parameters))
    return Ledger(documents, tuple(allocations_of(connection, [row.id for row in documents])) if documents else ())


def allocations_of(connection: Transaction, document_ids: Sequence[int]) -> list[Allocation]:
    """All allocations that settle one of these documents."""
    return [found for part in rows.chunks(document_ids)
            for found in reads.allocations(connection, f"a.to_id IN ({rows.marks(part)})", tuple(part))]


def payments_of(connection: Transaction, document_ids: Sequence[int], as_of: date
                ) -> dict[int, list[tuple[date, int, str]]]:
    """(value date, amount, kind of the payer) of the allocations to each document in force on the day."""
    found: dict[int, list[tuple[date, int, str]]] = defaultdict(list)
    day = as_of.isoformat()
    for part in rows.chunks(document_ids):
        for document_id, value_date, amount, kind in rows.tuples(
                connection, "SELECT a.to_id, a.value_date, a.amount_minor, f.kind FROM allocation a JOIN document f "
                            f"ON f.id = a.from_id WHERE a.to_id IN ({rows.marks(part)}) AND a.value_date <= ? AND "
                            "(a.reversed_on IS NULL OR a.reversed_on > ?) ORDER BY a.value_date, a.id",
                (*part, day, day)):
            found[document_id].append((date.fromisoformat(value_date), amount, kind))
    return found


def open_disputes(connection: Transaction, as_of: date) -> dict[int, list[Dispute]]:
    """Disputes open on the day, by document."""
    found: dict[int, list[Dispute]] = defaultdict(list)
    for dispute in reads.disputes(connection, "p.raised_on <= ? AND (p.closed_on IS NULL OR p.closed_on > ?)",
                                  (as_of.isoformat(),) * 2):
        found[dispute.document_id].append(dispute)
    return found


def roots(connection: Transaction) -> dict[int, int]:
    """The record each customer's papers stand under: itself, or the one it is merged into."""
    return {row[0]: row[1] for row in rows.tuples(connection, "SELECT id, coalesce(merged_into, id) FROM customer")}


def promises_made(connection: Transaction, as_of: date) -> list[Promise]:
    """Promises made up to the day."""
    return reads.promises(connection, "m.made_on <= ?", (as_of.isoformat(),))


def receipts_since(connection: Transaction, since: date, as_of: date) -> list[Document]:
    """Receipts dated from `since` to the day, of customers that ever promised to pay."""
    return reads.documents(
        connection, "d.kind = 'receipt' AND d.status <> 'draft' AND d.date BETWEEN ? AND ? AND d.customer_id IN "
                    "(SELECT coalesce(c.merged_into, c.id) FROM promise m JOIN customer c ON c.id = m.customer_id)",
        (since.isoformat(), as_of.isoformat()))


def last_contacts(connection: Transaction, as_of: date) -> dict[int, tuple[str, str | None]]:
    """(moment, agreed next day) of each customer's last contact up to the end of the day."""
    return {row[0]: (row[1], row[2]) for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), t.at, t.next_on FROM contact t JOIN customer c "
                    "ON c.id = t.customer_id WHERE substr(t.at, 1, 10) <= ? ORDER BY t.at, t.id", (as_of.isoformat(),))}


def agreed_steps(connection: Transaction, as_of: date) -> dict[int, tuple[str, str, str]]:
    """(next step, its day or "", result) of each customer's last contact up to the end of the day."""
    return {row[0]: (row[1], row[2], row[3]) for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), t.next_action, coalesce(t.next_on, ''), t.result FROM contact t "
                    "JOIN customer c ON c.id = t.customer_id WHERE substr(t.at, 1, 10) <= ? ORDER BY t.at, t.id",
        (as_of.isoformat(),))}


def first_invoices(connection: Transaction, customer_ids: Iterable[int]) -> dict[int, date]:
    """The date of each customer's first invoice."""
    return {row[0]: date.fromisoformat(row[1]) for part in rows.chunks(customer_ids) for row in rows.tuples(
        connection, "SELECT customer_id, min(date) FROM document WHERE kind = 'invoice' AND status <> 'draft' AND "
                    f"customer_id IN ({rows.marks(part)}) GROUP BY customer_id", tuple(part))}


def proved_demands(connection: Transaction, as_of: date) -> list[tuple[int, date, frozenset[str]]]:
    """(customer, day, invoice numbers or none for all) of contacts that a person marked as interrupting, with proof."""
    return [(row[0], date.fromisoformat(row[1][:10]), frozenset(filter(None, row[2].split("\n")))) for row in rows.tuples(
        connection, "SELECT coalesce(c.merged_into, c.id), t.at, t.invoices FROM contact t JOIN customer c "
                    "ON c.id = t.customer_id WHERE t.interrupts = 1 AND substr(t.at, 1, 10) <= ?", (as_of.isoformat(),))]


def customers_by_id(connection: Transaction, customer_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Rows of these customers, retired ones too: a debt does not retire."""
    return [row for part in rows.chunks(customer_ids) for row in rows.many(
        connection, f"SELECT * FROM customer WHERE id IN ({rows.marks(part)})", tuple(part))]


def open_from_allocations(connection: Transaction, document_ids: Iterable[int], as_of: date) -> dict[int, int]:
    """What is open of each document by its allocations alone, without the cache: for checking a letter's figures."""
    day = as_of.isoformat()
    found: dict[int, int] = {}
    for part in rows.chunks(document_ids, 400):
        marks = rows.marks(part)
        for document_id, opened in rows.tuples(connection, f"""
                SELECT d.id, d.amount_minor
                  - coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.to_id = d.id AND a.value_date <= ?
                      AND (a.reversed_on IS NULL OR a.reversed_on > ?)), 0)
                  + coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.from_id = d.id AND a.value_date <= ?
                      AND (a.reversed_on IS NULL OR a.reversed_on > ?)), 0)
                FROM document d WHERE d.id IN ({marks}) AND d.status <> 'draft'
                  AND (d.reversed_on IS NULL OR d.reversed_on > ?)""", (day, day, day, day, *part, day)):
            found[document_id] = opened
    return found


def documents_of(connection: Transaction, customer_id: int, as_of: date) -> list[Document]:
    """Everything dated up to the day for one customer, reversed documents too: the movements of a statement."""
    return reads.documents(connection, "d.customer_id = ? AND d.status <> 'draft' AND d.date <= ?",
                           (customer_id, as_of.isoformat()))
