"""What the command palette finds: customers and documents by a few characters, over indexes where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from . import rows

_DOCUMENT = """SELECT d.id, d.kind, d.no, d.customer_id, coalesce(nullif(c.short_name, ''), c.name), d.date, d.due_date, d.currency,
    d.amount_minor, d.open_minor, d.status FROM document d JOIN customer c ON c.id = d.customer_id"""


def _pattern(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def customers(connection: Connection, text: str, limit: int) -> list[tuple[Any, ...]]:
    """(id, code, name, tax id) of living customers found by code, name, pinyin or the end of the tax number.

    Those that begin with the text come first.
    """
    folded = _pattern(text)
    return rows.tuples(connection, """
        SELECT id, code, name, tax_id FROM customer
        WHERE removed = 0 AND merged_into IS NULL AND retired_on IS NULL AND (
            name LIKE :any ESCAPE '\\' OR short_name LIKE :any ESCAPE '\\' OR initials LIKE :any ESCAPE '\\'
            OR code LIKE :begin ESCAPE '\\' OR (length(:text) >= 4 AND tax_id LIKE :end ESCAPE '\\'))
        ORDER BY CASE WHEN code = :text COLLATE NOCASE THEN 0 WHEN initials LIKE :begin ESCAPE '\\'
            OR name LIKE :begin ESCAPE '\\' OR short_name LIKE :begin ESCAPE '\\' THEN 1 ELSE 2 END, length(name), id LIMIT :limit""",
        {"any": f"%{folded}%", "begin": f"{folded}%", "end": f"%{folded}", "text": text, "limit": limit})


def balances(connection: Connection, ids: Sequence[int], as_of: date) -> list[tuple[Any, ...]]:
    """(customer, currency, balance, overdue) in minor units as the book stands now."""
    if not ids:
        return []
    return rows.tuples(connection, f"""
        SELECT customer_id, currency, sum(open_minor), sum(CASE WHEN open_minor > 0 AND due_date < ? THEN open_minor ELSE 0 END)
        FROM document WHERE customer_id IN ({rows.marks(ids)}) AND status = 'posted' AND open_minor <> 0
        GROUP BY customer_id, currency ORDER BY customer_id, currency""", (as_of.isoformat(), *ids))


def documents(connection: Connection, text: str, limit: int) -> list[tuple[Any, ...]]:
    """Documents whose number contains the text, newest first among those found."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE no LIKE ? ESCAPE '\\' LIMIT ?",
                        (f"%{_pattern(text)}%", 4 * limit))
    return _lines(connection, [row[0] for row in found], limit)


def documents_of_amount(connection: Connection, minor: int, limit: int) -> list[tuple[Any, ...]]:
    """Documents of exactly this amount, newest first."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE amount_minor IN (?, ?) ORDER BY id DESC LIMIT ?",
                        (minor, -minor, limit))
    return _lines(connection, [row[0] for row in found], limit)


def latest_documents(connection: Connection, limit: int) -> list[tuple[Any, ...]]:
    """The documents entered last."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE status = 'posted' ORDER BY id DESC LIMIT ?", (limit,))
    return _lines(connection, [row[0] for row in found], limit)


def _lines(connection: Connection, ids: Sequence[int], limit: int) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    return rows.tuples(connection, f"{_DOCUMENT} WHERE d.id IN ({rows.marks(ids)}) ORDER BY d.date DESC, d.id DESC LIMIT ?",
                       (*ids, limit))
