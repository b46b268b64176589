"""What the merge fields of the letters stand for, for whoever edits a text."""

from __future__ import annotations

from creditdesk.i18n import N_

FIELD_WORDS = {
    "amount_to_release": N_("paid to resume deliveries"), "as_of_date": N_("day of the figures"),
    "bank_account": N_("our account number"), "bank_account_name": N_("name on our account"), "bank_name": N_("our bank"),
    "closing_balance": N_("balance at the end"), "complaint_clause": N_("how to complain"),
    "contact_name": N_("customer's contact"), "contract_no": N_("contract number"), "copies": N_("number of copies"),
    "court": N_("court of the place"), "currency": N_("currency with its unit"), "currency_name": N_("name of the currency"),
    "currency_unit": N_("unit of the currency"), "customer_code": N_("customer's code"), "customer_name": N_("customer's name"),
    "deadline": N_("pay by"), "default_days": N_("days until default"), "deposit": N_("deposit"), "discount": N_("discount"),
    "disputed": N_("disputed amount"), "due_date": N_("due date"), "dunning_fee": N_("fee of the letter"),
    "effective_date": N_("from which day"), "expiry": N_("until which day"), "fixed_comp": N_("fixed compensation"),
    "guarantor": N_("guarantor"), "guarantor_clause": N_("clause of the guarantor"), "hold_date": N_("held since"),
    "hold_reason": N_("why it is held"), "instalment_table": N_("table of instalments"),
    "interest_basis": N_("how interest is reckoned"), "interest_due": N_("interest"), "interest_table": N_("table of interest"),
    "invoice_table": N_("table of invoices"), "legal_basis": N_("legal basis"), "letter_date": N_("date of the letter"),
    "letter_history": N_("letters before"), "letter_no": N_("number of the letter"), "max_days": N_("longest days late"),
    "new_limit": N_("new limit"), "next_review": N_("next review"), "old_limit": N_("limit before"),
    "orders": N_("orders held"), "our_address": N_("our address"), "our_contact": N_("our contact"),
    "our_email": N_("our e-mail"), "our_name": N_("our name"), "our_phone": N_("our phone"),
    "our_signatory": N_("our signatory"), "our_tax_id": N_("our tax number"), "overdue": N_("overdue amount"),
    "paid_amount": N_("amount paid"), "paid_count": N_("payments made"), "pay_sentence": N_("request to pay"),
    "plan_rate": N_("rate during the plan"), "prc_law": N_("Chinese law applies"),
    "prev_letter_date": N_("date of the letter before"), "prev_letter_no": N_("number of the letter before"),
    "principal_cn": N_("principal in words"), "principal_due": N_("principal"), "purpose": N_("purpose"),
    "reasons": N_("reasons"), "registration_no": N_("registration number"), "reply_deadline": N_("reply by"),
    "resume_days": N_("days until deliveries resume"), "seal": N_("place of the seal"),
    "service_address": N_("address for notices"), "since": N_("customer since"),
    "statement_table": N_("table of the statement"), "temp_clause": N_("clause of a temporary limit"),
    "terms": N_("payment terms"), "total_cn": N_("total in words"), "total_due": N_("total"),
    "unapplied": N_("not yet allocated"), "uscc": N_("credit code"), "waive_clause": N_("interest waived"),
    "window_start": N_("first day of the period")}
