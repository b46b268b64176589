"""Entries of `post` about disputes, promises and contacts (CLI Post; DOMAIN E6, E7, I3)."""

from __future__ import annotations

from ...domain.collections.limitation import DEMAND
from ...domain.collections.plans import PlanPart
from ...domain.errors import InputError, N_
from ...domain.ledger.documents import CLAIM_KINDS
from ...domain.money import to_minor
from ...store import posted
from ..collections.contacts import add_promise_in, ContactDraft, log_contact_in, PromiseDraft
from ..collections.plans import add_plan_in, PlanDraft
from ..collections.proofs import add_proof_in, KIND_NAMES, ProofDraft
from ..ledger.disputes import add_dispute_in, close_dispute_in
from .fields import Fields
from .run import check_currency, in_currency, Kind, Run


def dispute(run: Run, item: Fields) -> bool:
    """A dispute is the same with the same customer, number, invoice, amount and day; its amount defaults to the whole."""
    invoice = run.document(item, "invoice", CLAIM_KINDS, run.optional_customer_id(item))
    number, raised_on = item.text("no"), item.day("raised_on")
    item = in_currency(item, invoice)
    amount = item.money("amount", invoice.currency) if item.has("amount") else invoice.amount
    for row in posted.disputes_numbered(run.connection, number, invoice.customer_id) if number else ():
        if (row["document_id"], row["amount_minor"], row["raised_on"]) == (
                invoice.id, to_minor(amount, invoice.currency), raised_on.isoformat()):
            return False
        raise InputError(N_("Number {no} is already used for a dispute of {date} of this customer."),
                         code="number_in_use", field="no", no=number, date=row["raised_on"])
    add_dispute_in(run.work, invoice, amount, item.required("reason"), raised_on, no=number, owner=item.text("owner"),
                   target_on=item.optional_day("target_on"), note=item.text("note"))
    return True


def dispute_result(run: Run, item: Fields) -> bool:
    row = run.dispute(item, "of", run.optional_customer_id(item))
    check_currency(item, row["no"], row["currency"])
    accepted = item.money("accepted", row["currency"]) if item.has("accepted") else None
    close_dispute_in(run.work, int(row["id"]), item.required("outcome"), accepted, item.day("date"))
    return True


def promise(run: Run, item: Fields) -> bool:
    currency = item.currency(run.base)
    add_promise_in(run.work, PromiseDraft(
        run.customer_id(item), item.money("amount", currency), currency, item.day("date"), item.day("made_on"),
        item.flag("written"), item.text("channel"), item.text("person"), item.text("note")))
    return True


def contact(run: Run, item: Fields) -> bool:
    """The invoices spoken of must be in the book."""
    customer_id = run.customer_id(item)
    for number in item.texts("invoices"):
        run.found(Fields({"invoices": number}), "invoices", CLAIM_KINDS, customer_id)
    log_contact_in(run.work, ContactDraft(
        customer_id, item.required("at"), item.required("channel"), item.text("result"), item.text("person"),
        item.text("cause"), item.text("note"), item.text("next_action"), item.optional_day("next_on"),
        item.texts("invoices"), item.flag("interrupts")))
    return True


def proof(run: Run, item: Fields) -> bool:
    """A letter that arrived, or what was proved of a customer's debts; `interruption` a, b, c or d, a where none is given."""
    customer_id = run.optional_customer_id(item)
    for number in item.texts("invoices"):
        run.found(Fields({"invoices": number}), "invoices", CLAIM_KINDS, customer_id)
    add_proof_in(run.work, ProofDraft(
        item.day("delivered_on"), item.choice("interruption", KIND_NAMES, DEMAND), item.text("letter"), customer_id,
        item.texts("invoices"), item.text("channel"), item.text("waybill"), item.text("signer"), item.optional_day("sent_on"),
        item.optional_day("runs_from"), note=item.text("note")))
    return True


def plan(run: Run, item: Fields) -> bool:
    """A signed payment plan; its currency is that of its invoices."""
    customer_id = run.customer_id(item)
    found = [run.document(Fields({"invoices": number}), "invoices", CLAIM_KINDS, customer_id) for number in item.texts("invoices")]
    currency = item.text("currency") or (found[0].currency if found else run.base)
    parts = tuple(PlanPart(part.day("due_date"), part.money("amount", currency)) for part in item.items("instalments"))
    add_plan_in(run.work, PlanDraft(customer_id, currency, item.day("signed_on"), tuple(row.id for row in found), parts,
                                    note=item.text("note")))
    return True


KINDS_OF_CLAIMS: dict[str, Kind] = {
    "dispute": dispute, "dispute_result": dispute_result, "promise": promise, "contact": contact, "proof": proof, "plan": plan}
