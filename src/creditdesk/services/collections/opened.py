"""Everything open on a day, by customer, as items: the ground of positions, statements and aging (DOMAIN E3, E11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ...domain.ledger.documents import Dispute, Ledger
from ...domain.ledger.open_items import open_items, OpenItem
from ...domain.money import from_minor
from ...store import collections as store
from ...store.transaction import Transaction

ZERO = Decimal(0)


def open_items_in(connection: Transaction, as_of: date, disputes: Mapping[int, Sequence[Dispute]],
                  customer_id: int | None = None) -> dict[int, list[OpenItem]]:
    """Everything open on the day by customer: claims first by due date, then credits by date."""
    found: defaultdict[int, list[OpenItem]] = defaultdict(list)
    days: dict[str, date] = {}
    for document_id, no, kind, owner, currency, day, due, minor, opened in store.open_rows(connection, as_of, customer_id):
        amount, left = from_minor(abs(minor), currency), from_minor(abs(opened), currency)
        disputed = min(sum((row.amount for row in disputes[document_id]), ZERO), left) if document_id in disputes else ZERO
        found[owner].append(OpenItem(document_id, no, kind, _day(day, days), _day(due if minor > 0 else day, days), amount,
                                     amount - left, left, disputed, None, owner, currency))
    parts = store.open_instalment_documents(connection, as_of, customer_id)
    if parts.documents:
        mine = tuple(row for key in {document.id for document in parts.documents} for row in disputes.get(key, ()))
        for item in open_items(Ledger(parts.documents, parts.allocations, mine), as_of):
            found[item.customer_id].append(item)
    for items in found.values():
        items.sort(key=lambda item: (item.sign < 0, item.due_date, item.no, item.instalment_no or 0))
    return dict(found)


def _day(text: str, known: dict[str, date]) -> date:
    """A day from its text; a book repeats few days over many documents."""
    day = known.get(text)
    if day is None:
        day = known[text] = date.fromisoformat(text)
    return day
