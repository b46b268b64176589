"""Tasks that post: documents, receipts with their allocations, reversal, write-off, recovery, refund (DOMAIN E)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import (
    CLAIM_KINDS,
    DEBIT_KINDS,
    Document,
    POSTED,
    RECEIPT,
    RECOVERY,
    REFUND,
    SMALL_DIFFERENCE,
    WRITE_OFF,
)
from ...domain.ledger.drafts import AllocationDraft, DocumentDraft
from ...domain.ledger.terms import due_date, parse_terms
from ...domain.money import display
from ...store import company, customers, reads
from ...store.transaction import Transaction
from ..own_customers import check_not_seller
from ..session import Session
from .entry import Entry, entry
from .reversible import Reversible
from .small_differences import check_small


@dataclass(frozen=True, slots=True)
class DueRule:
    """What the book and a customer say about due dates; cut-off day ("" for none) and adjustment by the day they hold from."""

    customer_terms: str
    book_terms: str
    cutoffs: tuple[tuple[date, str], ...]
    adjusts: tuple[tuple[date, str], ...]
    holidays: frozenset[date]

    def due(self, draft: DocumentDraft) -> DocumentDraft:
        """The draft with its due date: its own, else by its terms, else by the customer's, else by the book's."""
        if draft.kind not in CLAIM_KINDS or draft.due_date is not None or draft.instalments:
            return draft
        text = draft.terms or self.customer_terms or self.book_terms
        due = self.date_by(text, draft.date, draft.delivered_on, draft.accepted_on, draft.confirmed_on)
        return dataclasses.replace(draft, due_date=due, terms=parse_terms(text).canonical, due_assumed=not draft.terms)

    def date_by(self, terms: str, invoice_date: date, delivered_on: date | None, accepted_on: date | None = None,
                confirmed_on: date | None = None) -> date:
        """The due date that these terms give."""
        cutoff = _on(self.cutoffs, invoice_date)
        return due_date(parse_terms(terms), invoice_date=invoice_date, delivered_on=delivered_on,
                        accepted_on=accepted_on, confirmed_on=confirmed_on,
                        cutoff_day=int(cutoff) if cutoff not in ("", "0") else None,
                        adjust=_on(self.adjusts, invoice_date) or "none", holidays=self.holidays)


def due_rule(connection: Transaction, customer_terms: str) -> DueRule:
    """The rule of due dates for a customer with these terms ("" for none of their own)."""
    found, decided = company.settings(connection), company.policy_versions(connection)

    def values(key: str) -> tuple[tuple[date, str], ...]:
        # over the book's setting stands what the policy says from a day on
        return (date.min, found.get(key, "")), *(
            (date.fromisoformat(row["effective_from"]), row["value"]) for row in decided.get(key, ()))

    return DueRule(customer_terms, str(company.company(connection)["default_terms"]), values("cutoff_day"), values("due_adjust"),
                   holidays(connection))


def _on(values: Sequence[tuple[date, str]], day: date) -> str:
    """The value that holds on a day: of those begun by then the last."""
    return [value for begin, value in values if begin <= day][-1]


def holidays(connection: Transaction) -> frozenset[date]:
    """The book's list of days off besides Saturdays and Sundays."""
    return frozenset(date.fromisoformat(day) for day in (company.setting(connection, "holidays") or "").split())


def post_document(session: Session, draft: DocumentDraft) -> Document:
    """Post one document with its allocations in one transaction; answers it as it stands in the book."""
    with entry(session, "post", draft.kind) as (work, says):
        document_id = work.document(completed(work, draft))
        document = _document(work.connection, document_id, None)
        says["entity_id"], says["after"] = document_id, described(document)
    return document


def completed(work: Entry, draft: DocumentDraft) -> DocumentDraft:
    """The draft with the due date the customer's and the book's terms give it."""
    if draft.kind not in CLAIM_KINDS or draft.due_date is not None or draft.instalments:
        return draft
    row = customers.by_id(work.connection, draft.customer_id)
    return due_rule(work.connection, str(row["terms"]) if row else "").due(draft)


def described(document: Document) -> dict[str, Any]:
    """What the audit event says of a document, beside the digest that vouches for it."""
    said = {"kind": document.kind, "no": document.no, "customer_id": document.customer_id,
            "date": document.date.isoformat(), "amount": str(document.amount), "currency": document.currency}
    if document.due_date:
        said["due_date"] = document.due_date.isoformat()
    return said


def post_many(session: Session, drafts: Sequence[DocumentDraft]) -> list[int]:
    """Post several documents under one event, all or none (the entry grid's save)."""
    with entry(session, "post", "documents") as (work, says):
        ids = [work.document(completed(work, draft)) for draft in drafts]
        says["after"] = {"count": len(ids), "first": ids[0] if ids else None, "last": ids[-1] if ids else None}
    return ids


def allocate(session: Session, from_id: int, parts: Sequence[AllocationDraft]) -> list[int]:
    """Allocate open parts of one receipt or credit note; answers the allocations' ids."""
    if not parts:
        raise InputError(N_("Choose at least one invoice to allocate to."), code="missing", field="allocations")
    with entry(session, "allocate", "document") as (work, says):
        ids = [work.allocate(from_id, part) for part in parts]
        says["entity_id"] = from_id
        says["after"] = {"to": {str(part.to_id): str(part.amount) for part in parts}}
    return ids


def unallocate(session: Session, allocation_ids: Sequence[int], day: date, reason: str = "") -> None:
    """Take allocations back as of `day`; both sides are open again from then on."""
    with entry(session, "unallocate", "allocation", reason=reason) as (work, says):
        work.unallocate(allocation_ids, day)
        says["after"] = {"ids": list(allocation_ids), "on": day.isoformat()}


def reverse(session: Session, document_id: int, day: date, reason: str) -> list[int]:
    """Reverse a posted document and what exists only for it; a reason is required."""
    if not reason.strip():
        raise InputError(N_("Give a reason for the reversal."), code="missing", field="reason")
    with entry(session, "reverse", "document", reason=reason) as (work, says):
        ids = work.reverse(document_id, day, reason)
        says["entity_id"], says["after"] = document_id, {"reversed": ids, "on": day.isoformat()}
    return ids


def write_off_in(work: Entry, document: Document, amount: Decimal, day: date, reason: str, no: str = "",
                 note: str = "") -> int:
    """Write part of an invoice off, inside a transaction."""
    if not reason.strip():
        raise InputError(N_("Give a reason for the write-off."), code="missing", field="reason")
    if reason == SMALL_DIFFERENCE:
        check_small(work, document.no, amount, document.currency, day)
    check_not_seller(work.session, work.connection, document.customer_id)
    return work.document(DocumentDraft(
        kind=WRITE_OFF, customer_id=document.customer_id, date=day, amount=amount, currency=document.currency, no=no,
        reason=reason, note=note, allocations=(AllocationDraft(document.id, amount),)))


def recover_in(work: Entry, document: Document, amount: Decimal, day: date, no: str = "", note: str = "") -> int:
    """Money received on a claim written off: the claim revives by `amount` and is paid at once (DOMAIN E2)."""
    written_off = written_off_amount(work.connection, document.id)
    if amount > written_off:
        raise RuleError(N_("{no}: only {amount} was written off."), code="over_allocated", field="amount",
                        no=document.no, amount=display(written_off, document.currency))
    recovery = work.document(DocumentDraft(kind=RECOVERY, customer_id=document.customer_id, date=day, amount=amount,
                                           currency=document.currency, no=no, note=note, parent_id=document.id))
    work.document(DocumentDraft(kind=RECEIPT, customer_id=document.customer_id, date=day, amount=amount,
                                currency=document.currency, parent_id=recovery,
                                allocations=(AllocationDraft(recovery, amount),)))
    return recovery


def written_off_amount(connection: Transaction, document_id: int) -> Decimal:
    """Written off and not yet recovered of one invoice."""
    off = sum((row.amount for row in reads.write_offs_of(connection, document_id)), Decimal(0))
    back = sum((row.amount for row in reads.recoveries_of(connection, document_id)), Decimal(0))
    return off - back


def refund_in(work: Entry, source: Document, amount: Decimal, day: date, no: str = "", note: str = "") -> int:
    """Pay unapplied money of a receipt or credit note back to the customer."""
    refund = work.document(DocumentDraft(kind=REFUND, customer_id=source.customer_id, date=day, amount=amount,
                                         currency=source.currency, no=no, note=note))
    work.allocate(source.id, AllocationDraft(refund, amount))
    return refund


def write_off(session: Session, document_id: int, amount: Decimal, day: date, reason: str) -> int:
    """Write off an uncollectable part of an invoice (DOMAIN E5)."""
    with entry(session, "write_off", "document", reason=reason) as (work, says):
        new_id = write_off_in(work, _document(work.connection, document_id, DEBIT_KINDS), amount, day, reason)
        says["entity_id"], says["after"] = document_id, {"amount": str(amount), "write_off": new_id}
    return new_id


def recover(session: Session, document_id: int, amount: Decimal, day: date) -> Reversible:
    """Record money received on a claim written off; answers what was posted, for undo (DOMAIN E5)."""
    with entry(session, "post", RECOVERY) as (work, says):
        new_id = recover_in(work, _document(work.connection, document_id, CLAIM_KINDS), amount, day)
        says["entity_id"], says["after"] = document_id, {"amount": str(amount), "recovery": new_id}
        posted = tuple(work.posted)
    return Reversible(posted)


def refund(session: Session, source_id: int, amount: Decimal, day: date) -> int:
    """Record money paid back out of an unapplied receipt."""
    with entry(session, "refund", "document") as (work, says):
        new_id = refund_in(work, _document(work.connection, source_id, None), amount, day)
        says["entity_id"], says["after"] = source_id, {"amount": str(amount), "refund": new_id}
    return new_id


def _document(connection: Transaction, document_id: int, kinds: frozenset[str] | None) -> Document:
    found = reads.document(connection, document_id)
    if found is None or found.status != POSTED or (kinds is not None and found.kind not in kinds):
        raise RuleError(N_("That document is not posted, or was reversed."), code="unknown_document", field="document")
    return found
