"""Scores and limit decisions: what was decided stays as it was (DOMAIN C, D)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from .base import day, event_seq, flag, key, metadata, minor, text

score = Table(
    "score", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), day("as_of", required=True),
    text("card"), text("version"), text("score"), text("grade"), text("coverage"), text("confidence"), text("inputs"),
    text("result"), text("opinion"), text("created_at"), text("created_by"), event_seq(),
)
Index("ix_score_customer", score.c.customer_id, score.c.as_of)

limit_decision = Table(
    "limit_decision", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), minor("amount_minor"),
    text("currency"), day("effective_from", required=True), day("expires_on"), flag("temporary"), text("terms"),
    text("reason"), text("methods"), text("created_at"), text("created_by"),
    Column("batch_id", Integer, ForeignKey("batch.id")), event_seq(), day("withdrawn_on"), event_seq("withdrawal_seq"),
)
Index("ix_limit_customer", limit_decision.c.customer_id, limit_decision.c.effective_from)

credit_profile = Table(
    "credit_profile", metadata,
    Column("customer_id", Integer, ForeignKey("customer.id"), primary_key=True), text("lines"), text("updated_at"),
)
