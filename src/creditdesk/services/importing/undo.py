"""Taking a whole import back (CLI undo-import)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...domain.errors import N_, RuleError
from ...domain.ledger.import_headings import CUSTOMERS
from ...store import audit, company, customers, importing, ledger, orders, rows
from ...store.transaction import Transaction
from ..ledger.entry import Entry, may_enter_closed
from ..session import Session

#: how long the window offers to undo an import; later its documents are reversed one by one, or by the command line
UNDO_DAYS = 30


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

    def can_be_undone(self, today: date) -> bool:
        """Whether the window offers to undo it (DESIGN 9, 05b)."""
        return self.status == "posted" and (today - date.fromisoformat(self.created_at[:10])).days <= UNDO_DAYS


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
    batch_id, later = int(row["id"]), _changed_later(connection, int(row["id"]))
    restored = _restore(connection, row, later)
    work = Entry(connection, session)
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
    rows.update(connection, "batch", batch_id, {"status": "undone"})
    removed = [key for key in customers.created_by(connection, batch_id) if key not in later]
    customers.remove(connection, removed)
    work.finish(audit.Change("undo_import", "batch", batch_id, after={
        "reversed": len(ids) + len(ordered), "removed_customers": removed, "restored": restored}, reason=reason))
    return Undone(batch_id, len(ids) + len(ordered), len(removed))


def _changed_later(connection: Transaction, batch_id: int) -> dict[int, dict[str, int]]:
    """Customers that later imports changed: {customer: {field: import}}."""
    found: dict[int, dict[str, int]] = {}
    for row in importing.batches(connection):
        if row["id"] > batch_id and row["kind"] == CUSTOMERS and row["status"] == "posted":
            for key, fields in json.loads(row["detail"] or "{}").get("before", {}).items():
                found.setdefault(int(key), {}).update(dict.fromkeys(fields, int(row["id"])))
    return found


def _restore(connection: Transaction, row: dict[str, Any], later: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Give changed customers their old values back; what a person has changed since stays as it is.

    RuleError `depends` where a later import changed the same cell: it would bring the value of this one back.
    """
    detail = json.loads(row["detail"] or "{}")
    restored: dict[str, Any] = {}
    for key, before in detail.get("before", {}).items():
        now, after = customers.by_id(connection, int(key)), detail["after"][key]
        if now is None or now["removed"]:
            continue
        if again := set(before) & set(later.get(int(key), {})):
            number = later[int(key)][min(again)]
            raise RuleError(N_("Import {later} has changed customer {name} since. Undo that one first."),
                            code="depends", field="batch", later=number, name=now["name"])
        old = {name: value for name, value in before.items() if now[name] == after[name]}
        taken = customers.by_code(connection, old["code"]) if "code" in old else None
        if taken is not None:
            raise RuleError(N_("The code {used} that this import replaced belongs to {name} by now. Give it another code "
                               "first."), code="depends", field="batch", used=old["code"], name=taken["name"])
        if old:
            rows.update(connection, "customer", int(key), old)
            restored[key] = old
    return restored
