"""Reads and writes of customers."""

from __future__ import annotations

import unicodedata
from typing import Any

from . import rows, sqlite
from .transaction import Transaction


def name_key(name: str) -> str:
    """A name as it is compared: blanks trimmed and folded, widths folded, case ignored (CLI Import, Customer)."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def by_id(connection: Transaction, customer_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM customer WHERE id = ?", (customer_id,))


def by_code(connection: Transaction, code: str) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM customer WHERE code = ?", (code,))


def by_name(connection: Transaction, name: str) -> list[dict[str, Any]]:
    return rows.many(connection, "SELECT * FROM customer WHERE name_key = ? AND removed = 0 ORDER BY merged_into IS NOT NULL, id",
                     (name_key(name),))


def everyone(connection: Transaction, *, retired: bool = False) -> list[dict[str, Any]]:
    """Customers by code; merged and, unless asked for, retired ones are left out."""
    where = "WHERE removed = 0" if retired else "WHERE removed = 0 AND retired_on IS NULL AND merged_into IS NULL"
    return rows.many(connection, f"SELECT * FROM customer {where} ORDER BY code")


def next_code(connection: Transaction) -> str:
    """The next free code of the form C0001."""
    latest = connection.scalar(
        "SELECT max(CAST(substr(code, 2) AS INTEGER)) FROM customer WHERE code GLOB 'C[0-9]*' "
        "AND substr(code, 2) NOT GLOB '*[^0-9]*'")
    return f"C{int(latest or 0) + 1:04d}"


def root(connection: Transaction, customer_id: int) -> int | None:
    """The id a customer's documents are kept under (a merged record's successor); None when there is no such record."""
    row = rows.one(connection, "SELECT id, merged_into FROM customer WHERE id = ?", (customer_id,))
    return None if row is None else int(row["merged_into"] or row["id"])


def members(connection: Transaction, customer_id: int) -> list[int]:
    """The record itself and those merged into it."""
    return [row[0] for row in rows.tuples(connection, "SELECT id FROM customer WHERE id = ? OR merged_into = ? "
                                                      "ORDER BY id", (customer_id, customer_id))]


def set_merged(connection: Transaction, customer_id: int, into_id: int | None) -> None:
    """Point a record at its successor (None: at itself again) and move its documents with it."""
    rows.update(connection, "customer", customer_id, {"merged_into": into_id})
    connection.execute("UPDATE document SET customer_id = ? WHERE issued_to = ?",
                               (into_id or customer_id, customer_id))


def joined_by_allocations(connection: Transaction, customer_id: int) -> bool:
    """Whether live allocations join documents posted for this record with documents posted for another."""
    return bool(rows.tuples(connection, """
        SELECT 1 FROM allocation a JOIN document f ON f.id = a.from_id JOIN document t ON t.id = a.to_id
        WHERE a.reversed_on IS NULL AND (f.issued_to = ?) <> (t.issued_to = ?) LIMIT 1""", (customer_id, customer_id)))


def names(connection: Transaction) -> dict[int, tuple[str, str]]:
    """(code, name) of every customer by id."""
    return {row[0]: row[1:] for row in rows.stream(connection, "SELECT id, code, name FROM customer")}


def short_names(connection: Transaction) -> dict[int, str]:
    """The short name of every customer that has one."""
    return {row[0]: row[1] for row in rows.tuples(connection, "SELECT id, short_name FROM customer WHERE short_name <> ''")}


def index_rows(connection: Transaction) -> list[tuple[int, str, str, str, int | None, str]]:
    """(id, code, tax id, name, merged into, terms) of every customer an import may mean, oldest first."""
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows.tuples(
        connection, "SELECT id, code, tax_id, name, merged_into, terms FROM customer WHERE removed = 0 "
                    "ORDER BY merged_into IS NOT NULL, id")]


#: tables that may name a customer of a batch and still be nothing but the batch itself
_BY_BATCH = frozenset({"customer", "document", "sales_order", "limit_decision"})


def created_by(connection: Transaction, batch_id: int) -> list[int]:
    """Customers a batch created that nothing outside it uses; other batches that were undone do not count."""
    others = "".join(f" AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = c.id)"
                     for table, column in sqlite.naming(connection, "customer") if table not in _BY_BATCH)
    return [row[0] for row in rows.tuples(connection, f"""
        SELECT c.id FROM customer c WHERE c.batch_id = ? AND c.removed = 0
          AND c.id NOT IN (SELECT used.id FROM (SELECT d.issued_to AS id, d.batch_id FROM document d
                           UNION SELECT d.customer_id, d.batch_id FROM document d
                           UNION SELECT o.customer_id, o.batch_id FROM sales_order o
                           UNION SELECT l.customer_id, l.batch_id FROM limit_decision l) used
                           LEFT JOIN batch b ON b.id = used.batch_id
                           WHERE (used.batch_id IS NULL OR used.batch_id <> ?) AND coalesce(b.status, '') <> 'undone')
          AND NOT EXISTS (SELECT 1 FROM customer m WHERE m.merged_into = c.id){others}""", (batch_id, batch_id))]


def of_batch(connection: Transaction, batch_id: int) -> list[int]:
    """Customers a batch created."""
    return [row[0] for row in rows.tuples(connection, "SELECT id FROM customer WHERE batch_id = ? AND removed = 0", (batch_id,))]


def remove(connection: Transaction, ids: list[int]) -> None:
    """Take customers out of sight for good; their code and name are free again, their documents keep their row."""
    for part in rows.chunks(ids):
        connection.execute(
            f"UPDATE customer SET removed = 1, code = code || '#' || id, name_key = '' WHERE id IN ({rows.marks(part)})",
            tuple(part))
