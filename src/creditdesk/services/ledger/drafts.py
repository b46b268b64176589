"""Drafts: documents typed but not posted. They count nowhere, may be changed and deleted (DOMAIN E2)."""

from __future__ import annotations

from ...domain import dates, money
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import Document, DRAFT, sign
from ...domain.ledger.drafts import DocumentDraft
from ...domain.money import to_minor
from ...store import audit, ledger, reads, rows
from ..session import Session
from .entry import Entry, entry
from .posting import completed, described


def save_draft(session: Session, draft: DocumentDraft, draft_id: int | None = None) -> int:
    """Keep a document as a draft, over an earlier one if `draft_id` names it; answers its id.

    Only what the book cannot do without is asked for: customer, date, currency; the amount may still be missing.
    """
    _check(draft)
    with session.book.write() as connection:
        old = reads.document(connection, draft_id) if draft_id else None
        if draft_id and (old is None or old.status != DRAFT):
            raise RuleError(N_("That draft is gone: it was posted or deleted."), code="unknown_document", field="document")
        if draft_id:
            ledger.delete_draft(connection, draft_id)
        owner = Entry(connection, session).customer(draft.customer_id)
        new_id = draft_id or rows.next_id(connection, "document")
        ledger.insert_draft(connection, new_id, draft, owner, sign(draft.kind) * to_minor(draft.amount, draft.currency),
                            session.stamp())
        parts = sorted(draft.instalments, key=lambda part: part.due_date)
        ledger.insert_instalments(connection, new_id, [
            (part.due_date.isoformat(), to_minor(part.amount, draft.currency)) for part in parts], None)
        ledger.raise_horizon(connection, draft.date.isoformat())
        audit.record(connection, audit.Change("draft", draft.kind, new_id, described(old) if old else None, {
            "no": draft.no, "customer_id": owner, "date": draft.date.isoformat(), "amount": str(draft.amount),
            "currency": draft.currency}), session.signature())
    return new_id


def _check(draft: DocumentDraft) -> None:
    if draft.currency not in money.CURRENCIES:
        raise InputError(N_("“{value}” is not a currency. Write an ISO code such as CNY, USD or EUR."),
                         code="unknown_currency", field="currency", value=draft.currency)
    dates.check_range(draft.date)
    money.check_range(draft.amount)
    if draft.amount < 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=draft.amount)


def discard_draft(session: Session, draft_id: int) -> None:
    """Delete a draft; what it said stays in the audit chain."""
    with session.book.write() as connection:
        old = reads.document(connection, draft_id)
        if old is None or old.status != DRAFT:
            raise RuleError(N_("That draft is gone: it was posted or deleted."), code="unknown_document", field="document")
        ledger.delete_draft(connection, draft_id)
        audit.record(connection, audit.Change("discard", old.kind, draft_id, described(old)), session.signature())


def post_draft(session: Session, draft_id: int, draft: DocumentDraft) -> Document:
    """Post a draft as the form shows it now; the draft is gone with the same transaction."""
    with entry(session, "post", draft.kind) as (work, says):
        old = reads.document(work.connection, draft_id)
        if old is None or old.status != DRAFT:
            raise RuleError(N_("That draft is gone: it was posted or deleted."), code="unknown_document", field="document")
        ledger.delete_draft(work.connection, draft_id)
        document_id = work.document(completed(work, draft))
        document = reads.document(work.connection, document_id)
        assert document is not None
        says["entity_id"], says["after"] = document_id, {**described(document), "draft": draft_id}
    return document


def draft_of(document: Document) -> DocumentDraft:
    """A draft as the form takes it up again."""
    return DocumentDraft(
        kind=document.kind, customer_id=document.customer_id, date=document.date, amount=document.amount,
        currency=document.currency, no=document.no, due_date=document.due_date, terms=document.terms,
        instalments=document.instalments, method=document.method, note=document.note, salesperson=document.salesperson,
        delivered_on=document.delivered_on, accepted_on=document.accepted_on, confirmed_on=document.confirmed_on,
        contract_no=document.contract_no, order_no=document.order_no, opening=document.opening, interest=document.interest)
