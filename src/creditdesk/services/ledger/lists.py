"""Lists of documents for the window: ids in order, pages of lines, totals; and what a receipt can settle."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.ledger import open_items as rule
from ...domain.ledger.documents import Allocation, BillEvent, CLAIM_KINDS, Dispute, Document, REVERSED
from ...domain.ledger.open_items import OpenItem
from ...domain.ledger.queries import DocumentLine, DocumentQuery, ListTotal
from ...domain.ledger.settlement import open_instalments, OpenPart
from ...domain.money import from_minor
from ...store import ledger as ledger_store, lists, reads
from ..session import Session
from .posting import written_off_amount


def document_ids(session: Session, query: DocumentQuery) -> array[int]:
    """Ids of the documents a query asks for, in its order."""
    with session.book.read() as connection:
        return lists.document_ids(connection, query)


def document_lines(session: Session, ids: Sequence[int], as_of: date) -> list[DocumentLine]:
    """A page of lines, in the order of `ids`."""
    with session.book.read() as connection:
        return [_line(row, as_of) for row in lists.document_lines(connection, ids, as_of)]


def _line(row: tuple[object, ...], as_of: date) -> DocumentLine:
    (key, kind, no, customer_id, code, name, day, due, currency, amount, opened, status, disputed, assumed, salesperson,
     note, method, instalments, reversed_on) = row
    due_day = date.fromisoformat(str(due)) if due else None
    # a document reversed after the as-of day still counts on it
    shown = "posted" if status == REVERSED and str(reversed_on) > as_of.isoformat() else str(status)
    overdue = (as_of - due_day).days if due_day and opened and int(opened) > 0 else None  # type: ignore[call-overload]
    return DocumentLine(
        int(key), str(kind), str(no), int(customer_id), str(code), str(name),  # type: ignore[call-overload]
        date.fromisoformat(str(day)), due_day, str(currency), from_minor(abs(int(amount)), str(currency)),  # type: ignore[call-overload]
        from_minor(abs(int(opened)), str(currency)), overdue, shown, bool(disputed), bool(assumed), str(salesperson),  # type: ignore[call-overload]
        str(note), str(method), bool(instalments))


def document_totals(session: Session, query: DocumentQuery) -> list[ListTotal]:
    """What the whole list adds up to, by currency; currencies are never added together."""
    with session.book.read() as connection:
        found = lists.document_totals(connection, query)
    return [ListTotal(currency, count, abs(from_minor(amount, currency)), abs(from_minor(opened, currency)))
            for currency, count, amount, opened in found]


def state_counts(session: Session, query: DocumentQuery, states: Sequence[str]) -> dict[str, int]:
    """How many documents each state would show under the query's other conditions."""
    with session.book.read() as connection:
        return lists.state_counts(connection, query, states)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document with all that hangs on it, as it stands in the book."""

    document: Document
    settles: tuple[tuple[Allocation, Document], ...]
    settled_by: tuple[tuple[Allocation, Document], ...]
    disputes: tuple[Dispute, ...]
    open: Decimal
    parts: tuple[OpenPart, ...] = ()  # instalments with what is open of each; one for a document without any
    written_off: Decimal = Decimal(0)  # and not recovered
    bill_events: tuple[BillEvent, ...] = ()

    @property
    def due_date(self) -> date | None:
        """The day the document is late by: that of its oldest open instalment."""
        return min((part.due_date for part in self.parts if part.open), default=self.document.due_date)


def document_view(session: Session, document_id: int, as_of: date) -> DocumentView | None:
    """A document with its allocations on both sides and its disputes; None when it is gone."""
    with session.book.read() as connection:
        document = reads.document(connection, document_id)
        if document is None:
            return None
        allocations = reads.allocations_of(connection, document_id)
        others = reads.by_ids(connection, [a.to_id if a.from_id == document_id else a.from_id for a in allocations])
        disputes = reads.disputes_of(connection, document_id)
        claim = document.kind in CLAIM_KINDS
        written_off = written_off_amount(connection, document_id) if claim else Decimal(0)
        events = reads.bill_events(connection, "d.id = ?", (document_id,))
    live = [a for a in allocations if a.counts_on(as_of)]
    opened = document.amount - sum((a.amount for a in live), Decimal(0)) if document.counts_on(as_of) else Decimal(0)
    return DocumentView(
        document, tuple((a, others[a.to_id]) for a in allocations if a.from_id == document_id),
        tuple((a, others[a.from_id]) for a in allocations if a.to_id == document_id), tuple(disputes), opened,
        open_instalments(document, allocations, disputes, as_of) if claim else (), written_off, tuple(events))


def open_items(session: Session, customer_id: int, as_of: date, currency: str = "") -> list[OpenItem]:
    """Open claims and open credits of one customer as of a day: claims by due date, then credits."""
    with session.book.read() as connection:
        # what is open now answers for today; on an earlier day what was settled since counts too
        today = as_of.isoformat() >= ledger_store.horizon(connection)
        ledger = reads.open_ledger_of(connection, customer_id) if today else reads.ledger_of(connection, customer_id)
    return [item for item in rule.open_items(ledger, as_of) if not currency or item.currency == currency]
