"""Taking an action of this run back: what it wrote is reversed as if it had never counted (DESIGN 3, undo bar)."""

from __future__ import annotations

from datetime import date

from ..domain.errors import N_, RuleError
from ..store import ledger
from .ledger.entry import entry
from .ledger.reversible import Reversible
from .session import Session


def take_back(session: Session, action: Reversible, reason: str = "undo") -> None:
    """Reverse all of it in one transaction, each document at its own date; RuleError when something built on it since."""
    with entry(session, "undo", "document", reason=reason) as (work, says):
        live = [row for row in (ledger.posted_row(work.connection, item) for item in action.documents) if row]
        allocations = ledger.live_allocations(work.connection, action.allocations)
        if len(live) < len(action.documents) or len(allocations) < len(action.allocations):
            raise RuleError(N_("This was changed since and cannot be undone in one step. Reverse it on the document."),
                            code="depends")
        # the earliest allocations first: what was settled is open again before its documents go
        if allocations:
            work.unallocate(allocations, date.min)
        done: set[int] = set()
        for row in reversed(live):
            if row["id"] not in done and ledger.posted_row(work.connection, row["id"]):
                done.update(work.reverse(row["id"], date.fromisoformat(row["date"]), reason))
        says["after"] = {"reversed": sorted(done), "unallocated": allocations}
