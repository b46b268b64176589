"""What becomes of a bill received: honoured, discounted, endorsed, or dishonoured, which reopens its invoices (DOMAIN E2)."""

from __future__ import annotations

from datetime import date

from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import BILL_EVENTS, BILL_METHODS, DISHONOURED, Document, HONOURED, POSTED, RECEIPT
from ...store import bills as store, reads
from ..session import Session
from .entry import Entry, entry


def bill_event_in(work: Entry, bill: Document, event: str, day: date, note: str = "") -> int:
    """Write down inside a transaction what happened to a bill; answers the event's id.

    A dishonoured bill is reversed on that day: the invoices it settled are open again with their own due dates. One that
    was honoured can still turn out dishonoured, but no longer be discounted or endorsed.
    """
    if bill.kind != RECEIPT or bill.method not in BILL_METHODS:
        raise RuleError(N_("{no} is no bill: only a receipt by acceptance bill can be honoured or dishonoured."),
                        code="bad_kind", field="of", no=bill.no, value=bill.no)
    if event not in BILL_EVENTS:
        raise InputError(N_("“{value}” is not known here. Write one of {known}."), code="bad_value", field="event",
                         value=event, known=", ".join(BILL_EVENTS))
    if day < bill.date:
        raise InputError(N_("{no} was received on {date}: nothing can happen to it before that."), code="out_of_range",
                         field="date", value=day.isoformat(), no=bill.no, date=bill.date.isoformat())
    honoured = next((row for row in store.events_of(work.connection, bill.id) if row[0] == HONOURED), None)
    if honoured and event != DISHONOURED:
        raise RuleError(N_("{no} was honoured on {date}."), code="closed", field="of", no=bill.no, date=honoured[1])
    new_id = store.add_event(work.connection, {
        "document_id": bill.id, "event": event, "date": day.isoformat(), "note": note, "created_at": work.stamp,
        "created_by": work.session.user, "event_seq": work.seq})
    work.touch("bill_event")
    if event == DISHONOURED:
        work.reverse(bill.id, day, note or DISHONOURED)
    return new_id


def record_bill_event(session: Session, document_id: int, event: str, day: date, note: str = "") -> int:
    """Write down what happened to a bill; answers the event's id. InputError names the field."""
    with entry(session, event if event in BILL_EVENTS else "change", "bill", reason=note) as (work, says):
        bill = reads.document(work.connection, document_id)
        if bill is None or bill.status != POSTED:
            raise RuleError(N_("That document is not posted, or was reversed."), code="unknown_document", field="of")
        new_id = bill_event_in(work, bill, event, day, note)
        says["entity_id"], says["after"] = document_id, {"no": bill.no, "event": event, "on": day.isoformat()}
    return new_id
