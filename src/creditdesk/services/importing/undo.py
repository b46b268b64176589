"""Taking a whole import back (CLI undo-import)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...domain.errors import N_, RuleError
from ...store import audit, company, customers, importing, ledger, orders, rows
from ...store.book import Transaction
from ..ledger.entry import Entry, may_enter_closed
from ..session import Session


@dataclass(frozen=True, slots=True)
class Batch:
    """One import as it stands in the book."""

    id: int
    kind: str
    file_name: str
    created_at: str
    user: str
    status: str
    accepted: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a batch did."""

    batch: int
    reversed: int
    removed_customers: int


def batches(session: Session) -> list[Batch]:
    """Imports, newest first."""
    with session.book.read() as connection:
        return [Batch(row["id"], row["kind"], row["file_name"], row["created_at"], row["user"], row["status"],
                      row["accepted"], row["duplicates"]) for row in importing.batches(connection)]


def undo_batch(session: Session, batch_id: int, reason: str = "") -> Undone:
    """Reverse every document of a batch at its own date and remove the customers only it uses.

    RuleError `unknown_batch`, `undone`, `depends` (a later entry relies on it) or `locked`.
    """
    with session.book.write() as connection:
        row = importing.batch(connection, batch_id)
        if row is None:
            raise RuleError(N_("There is no import {batch}."), code="unknown_batch", field="batch", batch=batch_id)
        if row["status"] == "undone":
            raise RuleError(N_("Import {batch} was undone already."), code="undone", field="batch", batch=batch_id)
        relied = importing.depends(connection, batch_id) or orders.relied_on(connection, batch_id)
        if relied is not None:
            raise RuleError(N_("Document {no} of this import has been allocated, disputed or demanded since. "
                               "Take that back first."), code="depends", field="batch", no=relied)
        alone = importing.reversed_later(connection, batch_id)
        if alone is not None:
            raise RuleError(N_("Document {no} of this import was reversed by itself. Reverse the others one by one too."),
                            code="depends", field="batch", no=alone)
        documents = importing.batch_documents(connection, batch_id)
        if not may_enter_closed(session):
            _not_locked(connection, documents)
        return _undo(connection, session, row, [key for key, _day in documents], reason)


def _not_locked(connection: Transaction, documents: Sequence[tuple[int, str]]) -> None:
    lock = company.setting(connection, "lock_date")
    if lock and any(day <= lock for _key, day in documents):
        raise RuleError(N_("The books are closed up to {lock}, and this import has documents before that."),
                        code="locked", field="batch", lock=lock)


def _undo(connection: Transaction, session: Session, row: dict[str, Any], ids: list[int], reason: str) -> Undone:
    work = Entry(connection, session)
    batch_id = int(row["id"])
    if ids:
        ledger.reverse_documents(connection, ids, None, reason or "undo import", work.seq)
        work.touch("document.reversal")
        work.touch("allocation.reversal")
    ordered = orders.batch_orders(connection, batch_id)
    if ordered:
        orders.cancel(connection, ordered, None, reason or "undo import", work.seq)
        work.touch("sales_order.cancelling")
    if importing.withdraw_limits(connection, batch_id, work.seq):
        work.touch("limit_decision.withdrawal")
    restored = json.loads(row["detail"] or "{}").get("before", {})
    for customer_id, before in restored.items():
        rows.update(connection, "customer", int(customer_id), before)
    rows.update(connection, "batch", batch_id, {"status": "undone"})
    removed = customers.created_by(connection, batch_id)
    customers.remove(connection, removed)
    work.finish(audit.Change("undo_import", "batch", batch_id, after={
        "reversed": len(ids) + len(ordered), "removed_customers": removed, "restored": sorted(restored)}, reason=reason))
    return Undone(batch_id, len(ids) + len(ordered), len(removed))
