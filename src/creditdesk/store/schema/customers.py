"""Customers and the facts known about them (DOMAIN B)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from .base import day, event_seq, flag, key, metadata, text

customer = Table(
    "customer", metadata,
    key(), text("code"), text("name"), text("name_key"), text("short_name"), text("initials"), text("tax_id"),
    text("country"), text("terms"), text("currency"), text("language"), text("contact"), text("phone"), text("email"),
    text("address"), text("service_address"), text("industry"), text("size"), text("salesperson"),
    text("class", ""), flag("strategic"), text("contract_no"), text("contract_rate"), text("legal_form"),
    day("founded_on"), text("note"), Column("starting_stage", Integer), day("retired_on"), flag("removed"),
    Column("merged_into", Integer, ForeignKey("customer.id")), Column("batch_id", Integer, ForeignKey("batch.id")),
    text("created_at"), text("name_en"), text("registration_no"), text("business_address"), text("website"),
    text("invoice_title"), text("invoice_tax_id"), text("invoice_address"), text("invoice_bank"), text("methods"),
    text("growth"), text("margin"), text("importance"), flag("cash_only"), day("sme_notice_on"),
)
Index("ux_customer_code", customer.c.code, unique=True)
Index("ix_customer_name_key", customer.c.name_key)
Index("ix_customer_tax_id", customer.c.tax_id)

fact = Table(
    "fact", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("key"), text("value"),
    text("unit"), text("source_type"), text("source_name"), text("source_ref"), text("quotes"),
    day("obtained_on", required=True), day("valid_from"), day("expires_on"), text("entered_by"), text("verifier"),
    day("verified_on"), text("method"), text("confidence"), text("status"), text("note"), text("created_at"),
    event_seq(), event_seq("verification_seq"), day("superseded_on"), text("supersede_reason"),
    event_seq("superseding_seq"),
)
Index("ix_fact_customer", fact.c.customer_id, fact.c.key, fact.c.obtained_on)

# Parts of a customer's file that are no facts: people, accounts, contracts, visits, references, owners, papers (DOMAIN B).
# `body` is JSON by the fields of its kind; a change is a new row that replaces the old one, so nothing is overwritten.
file_entry = Table(
    "file_entry", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("kind"),
    day("date", required=True), text("body"), Column("file_id", Integer, ForeignKey("stored_file.id")),
    Column("replaces", Integer), text("created_at"), text("created_by"), event_seq(), day("ended_on"), text("end_reason"),
    event_seq("ending_seq"),
)
Index("ix_file_entry_customer", file_entry.c.customer_id, file_entry.c.kind)

# What is known of an industry: its outlook 1-5 and the usual value of a ratio; the latest row of a key counts (DOMAIN B7).
industry_note = Table(
    "industry_note", metadata,
    key(), text("section"), text("key"), text("value"), text("note"), day("date", required=True), text("created_at"),
    text("created_by"), event_seq(),
)
Index("ix_industry_note", industry_note.c.section, industry_note.c.key, industry_note.c.date)
