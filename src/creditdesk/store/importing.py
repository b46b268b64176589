"""What an import asks the book before it writes, and what undoing one asks (CLI Import)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from . import rows, sqlite
from .transaction import Transaction

_IDENTITY = """SELECT d.customer_id, d.kind, d.no, d.date, abs(d.amount_minor), d.currency, d.status, d.id, d.open_minor
    FROM document d LEFT JOIN batch b ON b.id = d.batch_id WHERE coalesce(b.status, '') <> 'undone'"""


def document_count(connection: Transaction) -> int:
    return int(rows.tuples(connection, "SELECT count(*) FROM document")[0][0])


def identities(connection: Transaction, numbers: Collection[str], total: int) -> Iterator[tuple[Any, ...]]:
    """(customer, kind, number, date, minor, currency, status, id, open) of documents that carry one of the numbers.

    The whole table is read where that is cheaper than asking number by number.
    """
    if total <= 3 * len(numbers):
        yield from rows.stream(connection, _IDENTITY)
        return
    for part in rows.chunks(numbers):
        yield from rows.tuples(connection, f"{_IDENTITY} AND d.no IN ({rows.marks(part)})", tuple(part))


def numberless(connection: Transaction, kind: str, prefix: str) -> Iterator[tuple[Any, ...]]:
    """(customer, date, minor, currency, how many) of documents whose number was given by the program: INV-2026-0001.

    `prefix` is "INV-"; the year is that of the document, so a number of the person's own like INV-7 is not one of them.
    """
    yield from rows.tuples(connection, """
        SELECT d.customer_id, d.date, abs(d.amount_minor), d.currency, count(*) FROM document d
        LEFT JOIN batch b ON b.id = d.batch_id
        WHERE d.kind = ? AND d.no >= ? AND d.no < ? AND substr(d.no, 1, ?) = ? || substr(d.date, 1, 4) || '-'
          AND coalesce(b.status, '') <> 'undone'
        GROUP BY d.customer_id, d.date, d.amount_minor, d.currency""",
        (kind, prefix, prefix[:-1] + ".", len(prefix) + 5, prefix))


def batches(connection: Transaction) -> list[dict[str, Any]]:
    """Import batches, newest first."""
    return rows.many(connection, "SELECT * FROM batch ORDER BY id DESC")


def batch(connection: Transaction, batch_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM batch WHERE id = ?", (batch_id,))


def batch_documents(connection: Transaction, batch_id: int) -> list[tuple[int, str]]:
    """(id, date) of the documents of a batch that are not reversed yet."""
    return [(row[0], row[1]) for row in rows.tuples(
        connection, "SELECT id, date FROM document WHERE batch_id = ? AND status = 'posted' ORDER BY id", (batch_id,))]


def reversed_later(connection: Transaction, batch_id: int) -> str | None:
    """The number of a document of the batch that was reversed at a day after its own, or None: it stood for some days."""
    found = rows.tuples(connection, "SELECT no FROM document WHERE batch_id = ? AND status = 'reversed' AND "
                                    "reversed_on > date ORDER BY id LIMIT 1", (batch_id,))
    return str(found[0][0]) if found else None


#: tables whose rows about a document came with it, or say in another way whether they rely on it
_WITH_IT = frozenset({"document", "allocation", "instalment"})


def depends(connection: Transaction, batch_id: int) -> str | None:
    """The number of a document of the batch that a later entry relies on (allocation, dispute, letter, plan, proof), or None."""
    others = [(table, column) for table, column in sqlite.naming(connection, "document") if table not in _WITH_IT]
    told = "".join(f" OR EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = d.id)" for table, column in others)
    found = rows.tuples(connection, f"""
        SELECT d.no FROM document d WHERE d.batch_id = ? AND d.status = 'posted' AND (
          EXISTS (SELECT 1 FROM allocation a WHERE (a.to_id = d.id OR a.from_id = d.id) AND a.reversed_on IS NULL
                  AND (a.batch_id IS NULL OR a.batch_id <> d.batch_id))
          OR d.id IN (SELECT c.parent_id FROM document c WHERE c.status = 'posted')
          OR EXISTS (SELECT 1 FROM proof p WHERE p.customer_id = d.customer_id AND p.withdrawn_on IS NULL
                     AND instr(char(10) || p.invoices || char(10), char(10) || d.no || char(10)) > 0){told}) LIMIT 1""", (batch_id,))
    return str(found[0][0]) if found else None


def withdraw_limits(connection: Transaction, batch_id: int, seq: int) -> int:
    """Withdraw the limits a batch imported as if they had never been; answers how many."""
    found = connection.execute(
        "UPDATE limit_decision SET withdrawn_on = effective_from, withdrawal_seq = ? WHERE batch_id = ? AND "
        "withdrawn_on IS NULL", (seq, batch_id))
    return int(found.rowcount)


def profile(connection: Transaction, kind: str, signature: str) -> str | None:
    """The remembered mapping of a layout as JSON, or None."""
    found = rows.tuples(connection, "SELECT mapping FROM mapping_profile WHERE kind = ? AND signature = ?",
                        (kind, signature))
    return str(found[0][0]) if found else None


def remember_profile(connection: Transaction, kind: str, signature: str, mapping: str, stamp: str) -> None:
    connection.execute(
        "INSERT INTO mapping_profile (id, kind, signature, mapping, updated_at) VALUES ((SELECT coalesce(max(id), 0) + 1 "
        "FROM mapping_profile), ?, ?, ?, ?) ON CONFLICT (kind, signature) DO UPDATE SET mapping = excluded.mapping, "
        "updated_at = excluded.updated_at", (kind, signature, mapping, stamp))
