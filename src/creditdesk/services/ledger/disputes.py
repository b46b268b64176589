"""Disputed parts of invoices: raised and closed (DOMAIN E6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.dates import add_working_days
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import CLAIM_KINDS, DISPUTE_REASONS, Document
from ...domain.money import display, from_minor, to_minor
from ...store import ledger, posted, reads, rows
from ..session import Session
from .entry import Entry, entry
from .posting import holidays

ACCEPTED, PARTLY, REJECTED, WITHDRAWN = "accepted", "partly", "rejected", "withdrawn"
#: working days until a dispute should be answered, unless said otherwise (DOMAIN E6)
TARGET_DAYS = 10
OUTCOMES = (ACCEPTED, PARTLY, REJECTED, WITHDRAWN)


def add_dispute_in(work: Entry, document: Document, amount: Decimal, reason: str, raised_on: date, *, no: str = "",
                   owner: str = "", target_on: date | None = None, note: str = "") -> int:
    """Put a part of an invoice under dispute inside a transaction; answers the dispute's id."""
    if document.kind not in CLAIM_KINDS:
        raise RuleError(N_("{no} is no invoice: only an invoice can be disputed."), code="bad_kind", field="invoice",
                        no=document.no)
    if reason not in DISPUTE_REASONS:
        raise InputError(N_("“{value}” is not a reason of a dispute. Choose one of {known}."), code="bad_reason",
                         field="reason", value=reason, known=", ".join(DISPUTE_REASONS))
    if amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)
    if amount > document.amount:
        raise InputError(N_("{no} is over {amount} {currency}: not more can be disputed."), code="out_of_range",
                         field="amount", value=amount, no=document.no, currency=document.currency,
                         amount=display(document.amount, document.currency))
    due = target_on or add_working_days(raised_on, TARGET_DAYS, holidays(work.connection))
    new_id = rows.insert(work.connection, "dispute", {
        "no": no or posted.next_dispute_number(work.connection), "document_id": document.id,
        "amount_minor": to_minor(amount, document.currency), "reason": reason, "raised_on": raised_on.isoformat(),
        "raised_by": work.session.user, "owner": owner, "target_on": due.isoformat(),
        "note": note, "created_at": work.stamp, "event_seq": work.seq})
    work.touch("dispute")
    return new_id


def close_dispute_in(work: Entry, dispute_id: int, outcome: str, accepted: Decimal | None, day: date) -> None:
    """Close a dispute inside a transaction; what was accepted is settled by a document of its own, not by this."""
    row = posted.dispute(work.connection, dispute_id)
    if row is None:
        raise RuleError(N_("There is no such dispute."), code="unknown_document", field="of")
    work.customer(row["customer_id"])
    if row["closed_on"]:
        raise RuleError(N_("Dispute {no} was closed on {date}."), code="closed", field="of", no=row["no"],
                        date=row["closed_on"])
    if outcome not in OUTCOMES:
        raise InputError(N_("“{value}” is not an outcome. Choose one of {known}."), code="bad_outcome", field="outcome",
                         value=outcome, known=", ".join(OUTCOMES))
    if day.isoformat() < row["raised_on"]:
        raise InputError(N_("The dispute was raised on {date}: it cannot be closed before that."), code="out_of_range",
                         field="date", value=day.isoformat(), date=row["raised_on"])
    minor = _accepted_minor(row["amount_minor"], row["currency"], outcome, accepted)
    rows.update(work.connection, "dispute", dispute_id, {
        "closed_on": day.isoformat(), "outcome": outcome, "accepted_minor": minor, "closing_seq": work.seq})
    work.touch("dispute.closing")


def _accepted_minor(disputed: int, currency: str, outcome: str, accepted: Decimal | None) -> int:
    if outcome in (REJECTED, WITHDRAWN):
        expected = accepted is None or accepted == 0
        minor = 0
    elif outcome == ACCEPTED:
        minor = disputed if not accepted else to_minor(accepted, currency)
        expected = minor == disputed
    else:
        minor = to_minor(accepted, currency) if accepted is not None else 0
        expected = 0 < minor < disputed
    if not expected:
        raise InputError(N_("The accepted part does not fit the outcome: {amount} {currency} was disputed."),
                         code="out_of_range", field="accepted", value=accepted, currency=currency,
                         amount=display(from_minor(disputed, currency), currency))
    return minor


def add_dispute(session: Session, document_id: int, amount: Decimal, reason: str, raised_on: date, *, no: str = "",
                owner: str = "", target_on: date | None = None, note: str = "") -> int:
    """Put a part of an invoice under dispute; InputError names the field. Answers the dispute's id."""
    with entry(session, "raise", "dispute") as (work, says):
        document = reads.document(work.connection, document_id)
        if document is None or ledger.posted_row(work.connection, document_id) is None:
            raise RuleError(N_("That document is not posted, or was reversed."), code="unknown_document",
                            field="invoice")
        work.customer(document.customer_id)
        new_id = add_dispute_in(work, document, amount, reason, raised_on, no=no, owner=owner, target_on=target_on,
                                note=note)
        says["entity_id"] = new_id
        says["after"] = {"invoice": document.no, "amount": str(amount), "reason": reason}
    return new_id


def close_dispute(session: Session, dispute_id: int, outcome: str, day: date, accepted: Decimal | None = None) -> None:
    """Close a dispute as accepted, partly (with the accepted part), rejected or withdrawn."""
    with entry(session, "close", "dispute") as (work, says):
        close_dispute_in(work, dispute_id, outcome, accepted, day)
        says["entity_id"], says["after"] = dispute_id, {"outcome": outcome, "on": day.isoformat()}
