"""Entries of `post` that are documents, and what is done to documents (CLI Post, DOMAIN E)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.errors import CreditDeskError
from ...domain.ledger.documents import (
    CLAIM_KINDS,
    CREDIT_NOTE,
    DEBIT_KINDS,
    DEBIT_NOTE,
    Instalment,
    INVOICE,
    KINDS,
    RECEIPT,
    RECOVERY,
    REFUND,
    WRITE_OFF,
)
from ...domain.ledger.drafts import AllocationDraft, DocumentDraft
from ...domain.ledger.terms import parse_terms
from ...domain.money import from_minor
from ..ledger import bills, posting
from .fields import Fields
from .run import check_currency, in_currency, Kind, Run

_MONEY_IN = frozenset({RECEIPT, CREDIT_NOTE})


def _draft(run: Run, item: Fields, kind: str, **more: Any) -> DocumentDraft:
    currency = item.currency(run.base)
    return DocumentDraft(
        kind=kind, customer_id=run.customer_id(item), no=item.text("no"), date=item.day("date"),
        amount=item.money("amount", currency), currency=currency, note=item.text("note"),
        salesperson=item.text("salesperson"), **more)


def _is_same(run: Run, draft: DocumentDraft) -> bool:
    return run.is_same(draft.customer_id, draft.kind, draft.no, draft.date, draft.amount, draft.currency)


def _claim(kind: str) -> Kind:
    def post(run: Run, item: Fields) -> bool:
        currency = item.currency(run.base)
        parts = sorted(_instalment(part, currency) for part in item.items("instalments"))
        draft = _draft(
            run, item, kind, due_date=item.optional_day("due_date"),
            terms=parse_terms(item.text("terms")).canonical if item.has("terms") else "",
            instalments=tuple(Instalment(number, due, amount) for number, (due, amount) in enumerate(parts, 1)),
            interest=item.flag("interest"), opening=item.flag("opening"), delivered_on=item.optional_day("delivered_on"),
            accepted_on=item.optional_day("accepted_on"), confirmed_on=item.optional_day("confirmed_on"),
            contract_no=item.text("contract_no"), order_no=item.text("order"))
        if _is_same(run, draft):
            return False
        run.work.document(posting.completed(run.work, draft))
        return True
    return post


def _instalment(part: Fields, currency: str) -> tuple[date, Decimal]:
    """Its day and amount; what is wrong with them is told of the instalments, not of the invoice's own fields."""
    try:
        return part.day("due_date"), part.money("amount", currency)
    except CreditDeskError as error:
        error.fields.setdefault("value", part.value(error.field or "") or "")
        error.field = "instalments"
        raise


def credit_note(run: Run, item: Fields) -> bool:
    """With `applies_to` it settles that invoice up to what is open, the rest stays unapplied."""
    draft = _draft(run, item, CREDIT_NOTE, due_date=item.optional_day("due_date"), reason=item.text("reason"))
    if _is_same(run, draft):
        return False
    target = run.found(item, "applies_to", DEBIT_KINDS, draft.customer_id) if item.has("applies_to") else None
    document_id = run.work.document(draft)
    if target is not None:
        amount = min(draft.amount, from_minor(target["open_minor"], target["currency"]))
        if amount > 0:
            try:
                run.work.allocate(document_id, AllocationDraft(target["id"], amount))
            except CreditDeskError as error:  # here the invoice is named by another field
                error.field = "applies_to"
                raise
    return True


def receipt(run: Run, item: Fields) -> bool:
    """Money in, with the invoices it was allocated to."""
    draft = _draft(run, item, RECEIPT, method=item.text("method"), maturity=item.optional_day("maturity"))
    if _is_same(run, draft):
        return False
    document_id = run.work.document(draft)
    for part in item.items("allocate"):
        _allocate(run, part, document_id, draft.customer_id, draft.currency)
    return True


def _allocate(run: Run, item: Fields, from_id: int, customer_id: int, currency: str) -> None:
    try:
        target = run.found(item, "to", DEBIT_KINDS, run.optional_customer_id(item) or customer_id)
        discount = item.money("discount", currency) if item.has("discount") else Decimal(0)
        run.work.allocate(from_id, AllocationDraft(int(target["id"]), item.money("amount", currency), discount))
    except CreditDeskError as error:  # the fields are those of the part, not of the whole entry
        error.fields.setdefault("value", item.value(error.field or ""))
        raise


def allocation(run: Run, item: Fields) -> bool:
    source = run.document(item, "from", _MONEY_IN, run.optional_customer_id(item))
    check_currency(item, source.no, source.currency)
    _allocate(run, item, source.id, source.customer_id, source.currency)
    return True


def reversal(run: Run, item: Fields) -> bool:
    """Reverses a document with its allocations; `note` stands in for a reason, `of_kind` tells two of one number apart."""
    kind = item.choice("of_kind", KINDS)
    document = run.document(item, "of", {kind} if kind else KINDS, run.optional_customer_id(item))
    run.work.reverse(document.id, item.day("date"), item.text("reason") or item.text("note"))
    return True


def bill_event(run: Run, item: Fields) -> bool:
    """What became of a bill received; dishonoured, its invoices are open again."""
    bill = run.document(item, "of", {RECEIPT}, run.optional_customer_id(item))
    bills.bill_event_in(run.work, bill, item.required("event"), item.day("date"), item.text("note"))
    return True


def refund(run: Run, item: Fields) -> bool:
    """Money paid back out of what `from` names; without it the refund stays open until something is allocated to it."""
    source = run.document(item, "from", _MONEY_IN, run.customer_id(item)) if item.has("from") else None
    if source is not None:
        item = in_currency(item, source)
    draft = _draft(run, item, REFUND)
    if _is_same(run, draft):
        return False
    if source is None:
        run.work.document(draft)
    else:
        posting.refund_in(run.work, source, draft.amount, draft.date, draft.no, draft.note)
    return True


def write_off(run: Run, item: Fields) -> bool:
    """Part of an invoice that will not be collected; `note` is kept beside the reason."""
    invoice = run.document(item, "invoice", CLAIM_KINDS, run.optional_customer_id(item))
    item = in_currency(item, invoice)
    amount, day, number = item.money("amount", invoice.currency), item.day("date"), item.text("no")
    if run.is_same(invoice.customer_id, WRITE_OFF, number, day, amount, invoice.currency):
        return False
    posting.write_off_in(run.work, invoice, amount, day, item.required("reason"), number, item.text("note"))
    return True


def recovery(run: Run, item: Fields) -> bool:
    """Money received on a claim written off."""
    invoice = run.document(item, "invoice", CLAIM_KINDS, run.optional_customer_id(item))
    item = in_currency(item, invoice)
    amount, day, number = item.money("amount", invoice.currency), item.day("date"), item.text("no")
    if run.is_same(invoice.customer_id, RECOVERY, number, day, amount, invoice.currency):
        return False
    posting.recover_in(run.work, invoice, amount, day, number, item.text("note"))
    return True


KINDS_OF_DOCUMENTS: dict[str, Kind] = {
    INVOICE: _claim(INVOICE), DEBIT_NOTE: _claim(DEBIT_NOTE), CREDIT_NOTE: credit_note, RECEIPT: receipt,
    "allocation": allocation, "reversal": reversal, "bill_event": bill_event, REFUND: refund, WRITE_OFF: write_off, RECOVERY: recovery}
