"""The numbers beside the pages' names: what waits there (DESIGN 3, Nav rail)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ...store import today as store
from ..collections.positions import positions_in
from ..collections.worklist import disputed_rows, worklist_of
from ..credit.inbox import waiting
from ..letting_go import let_go
from ..session import Session
from .today import LIMIT_AHEAD


def rail_counts(session: Session, as_of: date) -> Mapping[str, int]:
    """By page: receipts to allocate, customers to chase, applications to decide and limits that end within 30 days."""
    with session.book.read() as connection:
        positions = positions_in(connection, as_of)
        receipts = store.unapplied_receipts(connection)
        ending = len(store.limits_ending(connection, as_of, as_of + timedelta(LIMIT_AHEAD)))
    chased, rows = len(worklist_of(positions)) + len(disputed_rows(positions)), list(positions.customers)
    del positions
    let_go(rows)
    return {"receipts": receipts, "collections": chased, "credit": ending + waiting(session, as_of)}
