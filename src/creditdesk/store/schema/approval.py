"""Applications for limits and the steps they took; nothing is ever changed, a step is added (DOMAIN D13)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from .base import day, event_seq, flag, key, metadata, minor, text

# The amounts of the decision stand in the application's currency, `uninsured_minor` in the book's.
limit_application = Table(
    "limit_application", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), minor("amount_minor"),
    text("currency"), text("terms"), flag("temporary"), day("begins", required=True), day("until"), text("reason"),
    text("methods"), minor("uninsured_minor"), text("grade"), flag("secured"), text("formula_version"),
    text("applicant"), Column("replaces", Integer), text("created_at"), event_seq(),
)
Index("ix_application_customer", limit_application.c.customer_id)
application_step = Table(
    "application_step", metadata,
    key(), Column("application_id", Integer, ForeignKey("limit_application.id"), nullable=False), text("state"),
    text("user"), text("at"), text("comment"), flag("agrees"), Column("amount_minor", Integer),
    Column("decision_id", Integer, ForeignKey("limit_decision.id")), text("snapshot_hash"), event_seq(),
)
Index("ix_application_step", application_step.c.application_id, application_step.c.id)
