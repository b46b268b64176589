"""Writes of the ledger. One function keeps `open_minor` and `settled_on` (DOMAIN E3, E11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, TYPE_CHECKING

from . import audit, rows, sqlite
from .transaction import Transaction

if TYPE_CHECKING:
    from ..domain.ledger.drafts import DocumentDraft

OPEN_END, NEVER = "9999-12-31", "0001-01-01"

#: the order in which `insert_documents` takes its tuples
DOCUMENT_COLUMNS = ("id", "kind", "no", "customer_id", "issued_to", "date", "due_date", "currency", "amount_minor", "status",
                    "open_minor", "settled_on", "instalments", "interest", "opening", "due_assumed", "terms", "method",
                    "maturity", "note", "salesperson", "delivered_on", "accepted_on", "confirmed_on", "contract_no", "order_no",
                    "reason", "batch_id", "parent_id", "created_at", "event_seq")
ALLOCATION_COLUMNS = ("id", "from_id", "to_id", "amount_minor", "value_date", "instalment_no", "batch_id", "created_at",
                      "event_seq")

#: the last day an allocation `a` counts before: the day it was taken back, or a document of it was reversed; NULL for none
ENDS = """nullif(min(coalesce(a.taken_back_on, '~'),
    coalesce((SELECT f.reversed_on FROM document f WHERE f.id = a.from_id), '~'),
    coalesce((SELECT t.reversed_on FROM document t WHERE t.id = a.to_id), '~')), '~')"""
_OPEN = """
UPDATE document SET open_minor = CASE WHEN status <> 'posted' THEN 0 ELSE amount_minor
    - coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.to_id = document.id AND a.reversed_on IS NULL), 0)
    + coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.from_id = document.id AND a.reversed_on IS NULL), 0)
    END WHERE {where}"""
_SETTLED = """
UPDATE document SET settled_on = CASE WHEN status = 'draft' THEN '0001-01-01' WHEN open_minor <> 0 THEN '9999-12-31'
    ELSE max(date, coalesce(reversed_on, date),
        coalesce((SELECT max(max(a.value_date, coalesce(a.reversed_on, a.value_date))) FROM allocation a
                  WHERE a.to_id = document.id), date),
        coalesce((SELECT max(max(a.value_date, coalesce(a.reversed_on, a.value_date))) FROM allocation a
                  WHERE a.from_id = document.id), date))
    END WHERE {where}"""


def refresh_open(connection: Transaction, ids: Iterable[int]) -> None:
    """Recompute the cached open amount and settlement day of these documents from their allocations."""
    for part in rows.chunks(ids):
        where = f"id IN ({rows.marks(part)})"
        connection.execute(_OPEN.format(where=where), tuple(part))
        connection.execute(_SETTLED.format(where=where), tuple(part))


def refresh_open_of_batch(connection: Transaction, batch_id: int) -> None:
    """The same for every document an import batch wrote or settled, in two statements."""
    where = ("batch_id = ? OR id IN (SELECT to_id FROM allocation WHERE batch_id = ?) "
             "OR id IN (SELECT from_id FROM allocation WHERE batch_id = ?)")
    parameters = (batch_id, batch_id, batch_id)
    connection.execute(_OPEN.format(where=where), parameters)
    connection.execute(_SETTLED.format(where=where), parameters)


def insert_documents(connection: Transaction, documents: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Insert tuples in DOCUMENT_COLUMNS order (amounts signed) and answer [count, digest] for their event."""
    from concurrent.futures import ThreadPoolExecutor
    pick = itemgetter(*rows.vouched_order("document", DOCUMENT_COLUMNS))
    # the database lets other threads run while it keeps or makes indexes, hardly while it takes rows
    with ThreadPoolExecutor(1) as beside:
        def digest() -> Any:
            return beside.submit(lambda: audit.digest(map(pick, documents)))

        with sqlite.indexes_later(connection, "document", len(documents)) as later:
            found = None if later else digest()
            rows.insert_many(connection, "document", DOCUMENT_COLUMNS, documents)
            found = found or digest()
        return list(found.result())


def insert_allocations(connection: Transaction, allocations: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Insert tuples in ALLOCATION_COLUMNS order and answer [count, digest]; the caller refreshes the open amounts."""
    with sqlite.indexes_later(connection, "allocation", len(allocations)):
        rows.insert_many(connection, "allocation", ALLOCATION_COLUMNS, allocations)
    pick = itemgetter(*rows.vouched_order("allocation", ALLOCATION_COLUMNS))
    return list(audit.digest(map(pick, allocations)))


def reverse_documents(connection: Transaction, ids: Sequence[int], day: str | None, reason: str, seq: int) -> None:
    """Mark documents reversed at `day` (None: each at its own date) and their allocations with them."""
    touched = set(ids)
    for part in rows.chunks(ids):
        marks = rows.marks(part)
        connection.execute(
            f"UPDATE document SET status = 'reversed', reversed_on = coalesce(?, date), reversal_reason = ?, "
            f"reversal_seq = ? WHERE id IN ({marks})", (day, reason, seq, *part))
        beside = f"from_id IN ({marks}) OR to_id IN ({marks})"
        connection.execute(
            f"UPDATE allocation SET taken_back_on = coalesce(?, value_date), reversal_seq = ? "
            f"WHERE taken_back_on IS NULL AND ({beside})", (day, seq, *part, *part))
        # one taken back later ends with its document all the same
        connection.execute(f"UPDATE allocation AS a SET reversed_on = {ENDS} WHERE {beside}", (*part, *part))
        for row in rows.tuples(connection, f"SELECT from_id, to_id FROM allocation WHERE {beside}", (*part, *part)):
            touched.update(row)
    refresh_open(connection, sorted(touched))


def reverse_allocations(connection: Transaction, ids: Sequence[int], day: str, seq: int) -> None:
    """Take allocations back at `day` (not before their value date) and reopen both sides."""
    touched: set[int] = set()
    for part in rows.chunks(ids):
        marks = rows.marks(part)
        connection.execute(
            f"UPDATE allocation SET taken_back_on = max(?, value_date), reversal_seq = ? "
            f"WHERE taken_back_on IS NULL AND id IN ({marks})", (day, seq, *part))
        connection.execute(f"UPDATE allocation AS a SET reversed_on = {ENDS} WHERE id IN ({marks})", tuple(part))
        for row in rows.tuples(connection, f"SELECT from_id, to_id FROM allocation WHERE id IN ({marks})", tuple(part)):
            touched.update(row)
    refresh_open(connection, sorted(touched))


def taken(connection: Transaction, ids: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    """{document: (day, minor) of all that allocations took of it and, negative, gave back}, where any was given back."""
    found: dict[int, list[tuple[date, int]]] = {}
    given_back: set[int] = set()
    for part in rows.chunks(ids, 400):
        marks = rows.marks(part)
        for side in ("from_id", "to_id"):
            for key, start, end, minor in rows.stream(
                    connection, f"SELECT {side}, value_date, reversed_on, amount_minor FROM allocation WHERE {side} IN ({marks}) "
                                "AND (reversed_on IS NULL OR reversed_on > value_date)", tuple(part)):
                changes = found.setdefault(key, [])
                changes.append((date.fromisoformat(start), minor))
                if end:
                    changes.append((date.fromisoformat(end), -minor))
                    given_back.add(key)
    return {key: found[key] for key in given_back}


def settling(connection: Transaction, ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """(allocation, kind and number of the document it comes from) of these allocations."""
    return [(row[0], row[1], row[2]) for part in rows.chunks(ids) for row in rows.tuples(
        connection, "SELECT a.id, d.kind, d.no FROM allocation a JOIN document d ON d.id = a.from_id "
                    f"WHERE a.id IN ({rows.marks(part)})", tuple(part))]


def discounts_beside(connection: Transaction, ids: Iterable[int]) -> list[tuple[int, str]]:
    """(document, date) of the live cash discounts given with these allocations: same event, same invoice."""
    return [(row[0], row[1]) for part in rows.chunks(ids) for row in rows.tuples(connection, f"""
        SELECT DISTINCT d.id, d.date FROM allocation a JOIN document d ON d.parent_id = a.from_id
          JOIN allocation b ON b.from_id = d.id AND b.to_id = a.to_id
        WHERE a.id IN ({rows.marks(part)}) AND d.kind = 'discount' AND d.status = 'posted' AND d.event_seq = a.event_seq
        """, tuple(part))]


def recovered_beyond(connection: Transaction, write_off_id: int) -> str | None:
    """The number of an invoice of which more would be recovered than written off without this write-off; else None."""
    found = rows.tuples(connection, """
        SELECT t.no FROM allocation a JOIN document t ON t.id = a.to_id WHERE a.from_id = :id AND a.reversed_on IS NULL
          AND coalesce((SELECT sum(r.amount_minor) FROM document r WHERE r.parent_id = t.id AND r.kind = 'recovery'
                        AND r.status = 'posted'), 0)
            > coalesce((SELECT sum(b.amount_minor) FROM allocation b JOIN document w ON w.id = b.from_id
                        WHERE b.to_id = t.id AND b.reversed_on IS NULL AND w.kind = 'write_off' AND w.id <> :id), 0)
        """, {"id": write_off_id})
    return str(found[0][0]) if found else None


def raise_horizon(connection: Transaction, day: str) -> None:
    """Remember the latest day any document, allocation or reversal carries: today's index serves dates from there on."""
    connection.execute(
        "INSERT INTO setting (key, value) VALUES ('ledger_horizon', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)", (day,))


def horizon(connection: Transaction) -> str:
    """The latest day the ledger speaks of; '0001-01-01' for an empty one."""
    return str(connection.scalar("SELECT value FROM setting WHERE key = 'ledger_horizon'") or NEVER)


def latest_number(connection: Transaction, prefix: str) -> int:
    """The highest running number among documents numbered `prefix` + digits; 0 when there is none."""
    latest = connection.scalar(
        "SELECT max(CAST(substr(no, ?) AS INTEGER)) FROM document WHERE no >= ? AND no < ?",
        (len(prefix) + 1, prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)))
    return int(latest or 0)


def used_on(connection: Transaction, customer_id: int, kind: str, number: str, but: int | None = None) -> str | None:
    """The date of a live document with this number, kind and customer (other than `but`), or None."""
    found = connection.scalar("SELECT date FROM document WHERE customer_id = ? AND kind = ? AND no = ? "
                                       "AND status <> 'reversed' AND id <> ?",
                                       (customer_id, kind, number, but or 0))
    return None if found is None else str(found)


def posted_row(connection: Transaction, document_id: int) -> dict[str, Any] | None:
    """What an allocation or reversal needs of a posted document; None when it is none."""
    return rows.one(connection, "SELECT id, kind, no, customer_id, date, currency, amount_minor, open_minor, batch_id "
                                "FROM document WHERE id = ? AND status = 'posted'", (document_id,))


def dependants(connection: Transaction, document_id: int) -> list[int]:
    """Discounts, write-offs and recovery receipts that exist only for this document."""
    return [row[0] for row in rows.tuples(connection, """
        SELECT id FROM document WHERE parent_id = ? AND status = 'posted'
        UNION SELECT d.id FROM document d WHERE d.status = 'posted' AND d.kind IN ('write_off', 'discount')
          AND EXISTS (SELECT 1 FROM allocation a WHERE a.from_id = d.id AND a.to_id = ? AND a.reversed_on IS NULL)
          AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.from_id = d.id AND a.to_id <> ? AND a.reversed_on IS NULL)
        """, (document_id,) * 3)]


def insert_instalments(connection: Transaction, document_id: int, parts: Sequence[tuple[str, int]], seq: int | None) -> None:
    """(due date, minor amount) in due order, numbered from 1."""
    first = rows.next_id(connection, "instalment")
    rows.insert_many(connection, "instalment", ("id", "document_id", "no", "due_date", "amount_minor", "event_seq"),
                     [(first + k, document_id, k + 1, due, amount, seq) for k, (due, amount) in enumerate(parts)])


def add_allocation(connection: Transaction, values: tuple[Any, ...]) -> int:
    """Insert one allocation (columns after the id) and refresh both sides; answers its id."""
    allocation_id = rows.next_id(connection, "allocation")
    insert_allocations(connection, [(allocation_id, *values)])
    refresh_open(connection, values[:2])
    return allocation_id


def live_allocations(connection: Transaction, ids: Iterable[int]) -> list[int]:
    """Those of these allocations that were not taken back."""
    return [row[0] for part in rows.chunks(ids) for row in rows.tuples(
        connection, f"SELECT id FROM allocation WHERE reversed_on IS NULL AND id IN ({rows.marks(part)})", tuple(part))]


def insert_draft(connection: Transaction, document_id: int, draft: DocumentDraft, owner: int, signed: int,
                 stamp: str) -> None:
    """Write a draft: no event vouches for it, nothing of it is open."""
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    rows.insert_many(connection, "document", DOCUMENT_COLUMNS, [(
        document_id, draft.kind, draft.no.strip(), owner, draft.customer_id, draft.date.isoformat(), iso(draft.due_date),
        draft.currency, signed, "draft", 0, NEVER, int(bool(draft.instalments)), int(draft.interest), int(draft.opening),
        int(draft.due_assumed), draft.terms, draft.method, iso(draft.maturity), draft.note, draft.salesperson,
        iso(draft.delivered_on), iso(draft.accepted_on), iso(draft.confirmed_on), draft.contract_no, draft.order_no,
        draft.reason, None, draft.parent_id, stamp, None)])


def delete_draft(connection: Transaction, document_id: int) -> None:
    """Remove a draft; a posted document is never deleted."""
    connection.execute("DELETE FROM instalment WHERE document_id = ? AND document_id IN "
                               "(SELECT id FROM document WHERE status = 'draft')", (document_id,))
    connection.execute("DELETE FROM document WHERE id = ? AND status = 'draft'", (document_id,))


def open_of(connection: Transaction, ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """{document: (open minor, date)} of posted claims."""
    return {row[0]: (row[1], row[2]) for part in rows.chunks(ids) for row in rows.tuples(
        connection, f"SELECT id, open_minor, date FROM document WHERE id IN ({rows.marks(part)})", tuple(part))}
