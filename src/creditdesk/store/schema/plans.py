"""Payment plans and what was proved of letters and debts: both restart the limitation period (DOMAIN E8, H4, I4)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from .base import count, day, event_seq, key, metadata, minor, text

payment_plan = Table(
    "payment_plan", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("currency"),
    day("signed_on", required=True), count("default_days"), text("note"), text("created_at"), text("created_by"),
    event_seq(), day("ended_on"), text("end_reason"), event_seq("ending_seq"),
)
Index("ix_plan_customer", payment_plan.c.customer_id, payment_plan.c.signed_on)
plan_document = Table(
    "plan_document", metadata,
    key(), Column("plan_id", Integer, ForeignKey("payment_plan.id"), nullable=False),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False), event_seq(),
    UniqueConstraint("plan_id", "document_id"),
)
Index("ix_plan_document", plan_document.c.document_id)
plan_instalment = Table(
    "plan_instalment", metadata,
    key(), Column("plan_id", Integer, ForeignKey("payment_plan.id"), nullable=False), Column("no", Integer, nullable=False),
    day("due_date", required=True), minor("amount_minor"), event_seq(), UniqueConstraint("plan_id", "no"),
)
# kind a demand, b the debtor agreed, c suit, d other proceedings; without a letter it speaks of the invoices named,
# one a line, or of all. `result` and `balance_minor` are the customer's reply to a statement.
proof = Table(
    "proof", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False),
    Column("letter_id", Integer, ForeignKey("letter.id")), text("kind"), day("day", required=True), day("sent_on"),
    text("channel"), text("waybill"), text("person"), text("invoices"), day("runs_from"), text("result"),
    Column("balance_minor", Integer), text("note"), Column("file_id", Integer, ForeignKey("stored_file.id")),
    text("created_at"), text("created_by"), event_seq(), day("withdrawn_on"), text("withdraw_reason"),
    event_seq("withdrawal_seq"),
)
Index("ix_proof_customer", proof.c.customer_id, proof.c.day)
Index("ix_proof_letter", proof.c.letter_id)
