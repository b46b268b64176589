"""What the command palette finds: customers and documents by a few characters, over indexes where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from . import rows
from .transaction import Transaction

_DOCUMENT = """SELECT d.id, d.kind, d.no, d.customer_id, coalesce(nullif(c.short_name, ''), c.name), d.date, d.due_date, d.currency,
    d.amount_minor, d.open_minor, d.status FROM document d JOIN customer c ON c.id = d.customer_id"""


def _pattern(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


#: a customer that one word means; a number of the phone is compared without its blanks and strokes
_MEANS = """(name LIKE :any{n} ESCAPE '\\' OR short_name LIKE :any{n} ESCAPE '\\' OR initials LIKE :any{n} ESCAPE '\\'
    OR code LIKE :begin{n} ESCAPE '\\' OR contact LIKE :any{n} ESCAPE '\\'
    OR name_en LIKE :any{n} ESCAPE '\\' OR invoice_title LIKE :any{n} ESCAPE '\\' OR email LIKE :any{n} ESCAPE '\\'
    OR registration_no LIKE :begin{n} ESCAPE '\\' OR address LIKE :any{n} ESCAPE '\\' OR website LIKE :any{n} ESCAPE '\\'
    OR (length(:word{n}) >= 4 AND tax_id LIKE :end{n} ESCAPE '\\')
    OR (length(:digits{n}) >= 3 AND replace(replace(phone, '-', ''), ' ', '') LIKE :dialled{n})
    OR id IN (SELECT customer_id FROM file_entry WHERE kind IN ('person', 'former_name') AND ended_on IS NULL
        AND (json_extract(body, '$.name') LIKE :any{n} ESCAPE '\\' OR (length(:digits{n}) >= 3 AND (
            replace(replace(coalesce(json_extract(body, '$.phone'), ''), '-', ''), ' ', '') LIKE :dialled{n}
            OR replace(replace(coalesce(json_extract(body, '$.mobile'), ''), '-', ''), ' ', '') LIKE :dialled{n})))))"""


def customers(connection: Transaction, words: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """(id, code, name, tax id) of living customers that every word means: code, name, pinyin, contact, phone, end of the tax number.

    Those that begin with the first word come first.
    """
    values: dict[str, object] = {"limit": limit}
    for n, word in enumerate(words):
        folded, digits = _pattern(word), word.replace("-", "") if word.replace("-", "").isdigit() else ""
        values |= {f"any{n}": f"%{folded}%", f"begin{n}": f"{folded}%", f"end{n}": f"%{folded}", f"word{n}": word,
                   f"digits{n}": digits, f"dialled{n}": f"%{digits}%"}
    means = " AND ".join(_MEANS.format(n=n) for n in range(len(words)))
    return rows.tuples(connection, f"""
        SELECT id, code, name, tax_id FROM customer
        WHERE removed = 0 AND merged_into IS NULL AND retired_on IS NULL AND {means}
        ORDER BY CASE WHEN code = :word0 COLLATE NOCASE THEN 0 WHEN initials LIKE :begin0 ESCAPE '\\'
            OR initials LIKE '% ' || :begin0 ESCAPE '\\' OR name LIKE :begin0 ESCAPE '\\'
            OR short_name LIKE :begin0 ESCAPE '\\' THEN 1 ELSE 2 END, length(name), id LIMIT :limit""", values)


_FILES = """
    SELECT 'contact' AS place, customer_id, trim(note || ' ' || person) AS text, substr(at, 1, 10) AS day FROM contact
        WHERE note LIKE :any ESCAPE '\\' OR person LIKE :any ESCAPE '\\'
    UNION ALL SELECT 'fact', customer_id, value || ' ' || note, obtained_on FROM fact
        WHERE superseded_on IS NULL AND key NOT LIKE 'financials%' AND (
            value LIKE :any ESCAPE '\\' OR note LIKE :any ESCAPE '\\' OR source_name LIKE :any ESCAPE '\\')
    UNION ALL SELECT e.kind, e.customer_id, j.value, e.date FROM file_entry e, json_each(e.body) j
        WHERE e.ended_on IS NULL AND j.key <> 'of' AND j.value LIKE :any ESCAPE '\\'
    UNION ALL SELECT 'paper', e.customer_id, f.name, e.date FROM file_entry e JOIN stored_file f ON f.id = e.file_id
        WHERE e.ended_on IS NULL AND f.name LIKE :any ESCAPE '\\'
    UNION ALL SELECT 'record', id, note, substr(created_at, 1, 10) FROM customer WHERE removed = 0 AND note LIKE :any ESCAPE '\\'
    UNION ALL SELECT 'score', customer_id, opinion, as_of FROM score WHERE opinion LIKE :any ESCAPE '\\'"""


def files(connection: Transaction, text: str, limit: int) -> list[tuple[Any, ...]]:
    """(place, customer, its name, text, day) where the words stand in a customer's file, the newest first (DOMAIN A4).

    `place` is contact, fact, record, score, paper or a kind of entry.
    """
    return rows.tuples(connection, f"""
        SELECT found.place, r.id, r.name, found.text, found.day FROM ({_FILES}) AS found JOIN customer c ON c.id = found.customer_id
        JOIN customer r ON r.id = coalesce(c.merged_into, c.id) ORDER BY found.day DESC, r.id LIMIT :limit""",
                       {"any": f"%{_pattern(text)}%", "limit": limit})


def balances(connection: Transaction, ids: Sequence[int], as_of: date) -> list[tuple[Any, ...]]:
    """(customer, currency, balance, overdue, receipts not allocated) in minor units as the book stands now."""
    if not ids:
        return []
    return rows.tuples(connection, f"""
        SELECT customer_id, currency, sum(open_minor), sum(CASE WHEN open_minor > 0 AND due_date < ? THEN open_minor ELSE 0 END),
          sum(CASE WHEN kind = 'receipt' THEN open_minor ELSE 0 END)
        FROM document WHERE customer_id IN ({rows.marks(ids)}) AND status = 'posted' AND open_minor <> 0
        GROUP BY customer_id, currency ORDER BY customer_id, currency""", (as_of.isoformat(), *ids))


def documents(connection: Transaction, text: str, limit: int) -> list[tuple[Any, ...]]:
    """Documents whose number contains the text, newest first among those found."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE no LIKE ? ESCAPE '\\' LIMIT ?",
                        (f"%{_pattern(text)}%", 4 * limit))
    return _lines(connection, [row[0] for row in found], limit)


def documents_of_amount(connection: Transaction, minor: int, limit: int) -> list[tuple[Any, ...]]:
    """Documents of exactly this amount, newest first."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE amount_minor IN (?, ?) ORDER BY id DESC LIMIT ?",
                        (minor, -minor, limit))
    return _lines(connection, [row[0] for row in found], limit)


def latest_documents(connection: Transaction, limit: int) -> list[tuple[Any, ...]]:
    """The documents entered last."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE status = 'posted' ORDER BY id DESC LIMIT ?", (limit,))
    return _lines(connection, [row[0] for row in found], limit)


def latest_of(connection: Transaction, customer_id: int, limit: int) -> list[tuple[Any, ...]]:
    """The documents of a customer that are dated last."""
    found = rows.tuples(connection, "SELECT id FROM document WHERE customer_id = ? AND status = 'posted' "
                        "ORDER BY date DESC, id DESC LIMIT ?", (customer_id, limit))
    return _lines(connection, [row[0] for row in found], limit)


def latest_letters(connection: Transaction, customer_id: int, limit: int) -> list[tuple[Any, ...]]:
    """(id, number, kind, day) of the letters issued to a customer last."""
    return rows.tuples(connection, "SELECT id, number, kind, date FROM letter WHERE customer_id = ? "
                       "ORDER BY date DESC, id DESC LIMIT ?", (customer_id, limit))


def _lines(connection: Transaction, ids: Sequence[int], limit: int) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    return rows.tuples(connection, f"{_DOCUMENT} WHERE d.id IN ({rows.marks(ids)}) ORDER BY d.date DESC, d.id DESC LIMIT ?",
                       (*ids, limit))
