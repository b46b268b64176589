"""What `post` asks of the ledger: whether an entry is there already, and which document a number means (CLI Post)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from . import rows
from .transaction import Transaction


def same_number(connection: Transaction, customer_id: int, kind: str, number: str) -> list[dict[str, Any]]:
    """Documents of a customer with this kind and number, reversed ones too; those of an undone import are forgotten."""
    return rows.many(connection, """
        SELECT d.id, d.date, d.amount_minor, d.currency, d.status FROM document d LEFT JOIN batch b ON b.id = d.batch_id
        WHERE d.customer_id = ? AND d.kind = ? AND d.no = ? AND d.status <> 'draft' AND coalesce(b.status, '') <> 'undone'
        """, (customer_id, kind, number))


def live_numbered(connection: Transaction, number: str, kinds: Collection[str],
                  customer_id: int | None = None) -> list[dict[str, Any]]:
    """Posted documents with a number, of one customer or of all."""
    wanted = sorted(kinds)
    where = "" if customer_id is None else "AND customer_id = ?"
    return rows.many(connection, "SELECT id, kind, no, customer_id, issued_to, currency, amount_minor, open_minor FROM document "
                                 f"WHERE no = ? AND status = 'posted' AND kind IN ({rows.marks(wanted)}) {where} "
                                 "ORDER BY id", (number, *wanted, *(() if customer_id is None else (customer_id,))))


def disputes_numbered(connection: Transaction, number: str, customer_id: int | None = None) -> list[dict[str, Any]]:
    """Disputes with a number, of one customer or of all, with their document's customer and currency."""
    where = "" if customer_id is None else "AND d.customer_id = ?"
    return rows.many(connection, "SELECT p.*, d.customer_id, d.issued_to, d.currency FROM dispute p JOIN document d ON "
                                 f"d.id = p.document_id WHERE p.no = ? {where} ORDER BY p.id",
                     (number, *(() if customer_id is None else (customer_id,))))


def next_dispute_number(connection: Transaction) -> str:
    """The next free number of a dispute: D0001."""
    latest = connection.scalar("SELECT max(CAST(substr(no, 2) AS INTEGER)) FROM dispute WHERE no GLOB 'D[0-9]*' "
                                        "AND substr(no, 2) NOT GLOB '*[^0-9]*'")
    return f"D{int(latest or 0) + 1:04d}"


def dispute(connection: Transaction, dispute_id: int) -> dict[str, Any] | None:
    """One dispute with its document's currency."""
    return rows.one(connection, "SELECT p.*, d.currency, d.customer_id FROM dispute p JOIN document d ON "
                                "d.id = p.document_id WHERE p.id = ?", (dispute_id,))


def is_known(connection: Transaction, digest: str) -> bool:
    """Whether an entry with this content was posted before."""
    return bool(rows.tuples(connection, "SELECT 1 FROM posted_entry WHERE digest = ?", (digest,)))


def remember(connection: Transaction, digest: str, kind: str, seq: int) -> None:
    """Keep the content's digest of an entry without a number."""
    rows.insert(connection, "posted_entry", {"digest": digest, "kind": kind, "event_seq": seq})


def policy_value(connection: Transaction, key: str, effective_from: str) -> str | None:
    """The value entered last for a policy parameter from a day on; None when there is none."""
    found = rows.tuples(connection, "SELECT value FROM policy_param WHERE key = ? AND effective_from = ? "
                                    "ORDER BY id DESC LIMIT 1", (key, effective_from))
    return str(found[0][0]) if found else None
