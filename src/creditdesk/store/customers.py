"""Reads and writes of customers."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Connection

from . import rows

FIELDS = ("code", "name", "short_name", "tax_id", "country", "terms", "currency", "language", "contact", "phone", "email",
          "address", "service_address", "industry", "size", "salesperson", "class", "strategic", "contract_no",
          "contract_rate", "legal_form", "founded_on", "note", "starting_stage")


def name_key(name: str) -> str:
    """A name as it is compared: blanks trimmed and folded, widths folded, case ignored (CLI Import, Customer)."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def by_id(connection: Connection, customer_id: int) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM customer WHERE id = ?", (customer_id,))


def by_code(connection: Connection, code: str) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM customer WHERE code = ?", (code,))


def by_tax_id(connection: Connection, tax_id: str) -> dict[str, Any] | None:
    return rows.one(connection, "SELECT * FROM customer WHERE tax_id = ? AND tax_id <> '' ORDER BY merged_into IS NOT "
                                "NULL, id", (tax_id,))


def by_name(connection: Connection, name: str) -> list[dict[str, Any]]:
    return rows.many(connection, "SELECT * FROM customer WHERE name_key = ? ORDER BY merged_into IS NOT NULL, id",
                     (name_key(name),))


def everyone(connection: Connection, *, retired: bool = False) -> list[dict[str, Any]]:
    """Customers by code; merged and, unless asked for, retired ones are left out."""
    where = "" if retired else "WHERE retired_on IS NULL AND merged_into IS NULL"
    return rows.many(connection, f"SELECT * FROM customer {where} ORDER BY code")


def next_code(connection: Connection) -> str:
    """The next free code of the form C0001."""
    latest = connection.exec_driver_sql(
        "SELECT max(CAST(substr(code, 2) AS INTEGER)) FROM customer WHERE code GLOB 'C[0-9]*' "
        "AND substr(code, 2) NOT GLOB '*[^0-9]*'").scalar()
    return f"C{int(latest or 0) + 1:04d}"
