"""Scores, limit decisions, orders and what holds or releases them: what was decided stays as it was (DOMAIN C, D)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from .base import day, event_seq, flag, key, metadata, minor, text

score = Table(
    "score", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), day("as_of", required=True),
    text("card"), text("version"), text("score"), text("grade"), text("coverage"), text("confidence"), text("inputs"),
    text("result"), text("opinion"), text("created_at"), text("created_by"), event_seq(),
    text("cause"),  # "" saved by a person, "recalculated" by the program
)
Index("ix_score_customer", score.c.customer_id, score.c.as_of)

# A grade changed by hand for a saved score (DOMAIN C9); `continues` is the one it carries on after a recalculation.
score_override = Table(
    "score_override", metadata,
    key(), Column("score_id", Integer, ForeignKey("score.id"), nullable=False),
    Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("proposed"), text("grade"),
    text("reason_code"), text("note"), day("begins", required=True), day("expires_on", required=True),
    text("approved_by"), Column("continues", Integer), text("created_at"), text("created_by"), event_seq(),
    day("withdrawn_on"), text("withdraw_reason"), event_seq("withdrawal_seq"),
)
Index("ix_override_score", score_override.c.score_id)

# Versions of scorecards (DOMAIN C12): a draft may change until its first step, from then on its body is vouched for.
scorecard = Table(
    "scorecard", metadata,
    key(), text("version"), text("type"), text("parent"), text("reason"), text("author"), text("body"),
    text("created_at"), event_seq(),
)
Index("ux_scorecard_version", scorecard.c.version, unique=True)
# What became of a version, the cards that come with the program too: challenger, active, retired; only ever added to.
scorecard_step = Table(
    "scorecard_step", metadata,
    key(), text("version"), text("type"), text("status"), day("effective_from", required=True), text("reason"),
    text("approved_by"), text("created_at"), text("created_by"), event_seq(),
)
Index("ix_scorecard_step", scorecard_step.c.type, scorecard_step.c.effective_from)
# The challenger's silent score beside a saved one of the champion.
challenger_score = Table(
    "challenger_score", metadata,
    key(), Column("score_id", Integer, ForeignKey("score.id"), nullable=False), text("version"), text("score"),
    text("grade"), text("created_at"), event_seq(),
)
Index("ix_challenger_score", challenger_score.c.score_id)

limit_decision = Table(
    "limit_decision", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), minor("amount_minor"),
    text("currency"), day("effective_from", required=True), day("expires_on"), flag("temporary"), text("terms"),
    text("reason"), text("methods"), text("created_at"), text("created_by"),
    Column("batch_id", Integer, ForeignKey("batch.id")), event_seq(), day("withdrawn_on"), event_seq("withdrawal_seq"),
)
Index("ix_limit_customer", limit_decision.c.customer_id, limit_decision.c.effective_from)

# `status` says how the order was entered: an approved one counts from its date, a held one from its release (DOMAIN D14).
sales_order = Table(
    "sales_order", metadata,
    key(), text("no"), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False),
    day("date", required=True), text("currency"), minor("amount_minor"), minor("deposit_minor"),
    Column("terms_days", Integer), text("method"), text("status", "approved"), text("note"),
    Column("batch_id", Integer, ForeignKey("batch.id")), text("created_at"), text("created_by"), event_seq(),
    day("cancelled_on"), text("cancel_reason"), event_seq("cancel_seq"),
)
Index("ix_order_customer", sales_order.c.customer_id, sales_order.c.no)
Index("ix_order_no", sales_order.c.no)

shipment = Table(
    "shipment", metadata,
    key(), Column("order_id", Integer, ForeignKey("sales_order.id"), nullable=False), day("date", required=True),
    minor("amount_minor"), text("note"), text("created_at"), text("created_by"), event_seq(), day("reversed_on"),
    event_seq("reversal_seq"),
)
Index("ix_shipment_order", shipment.c.order_id, shipment.c.date)

order_release = Table(
    "order_release", metadata,
    key(), Column("order_id", Integer, ForeignKey("sales_order.id"), nullable=False), text("reason_code"), text("note"),
    minor("amount_minor"), day("date", required=True), day("valid_until", required=True), text("held_for"),
    text("created_at"), text("created_by"), event_seq(),
)
Index("ix_release_order", order_release.c.order_id, order_release.c.date)

credit_freeze = Table(
    "credit_freeze", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("state"),
    day("since", required=True), text("reason"), text("created_at"), text("created_by"), event_seq(), day("lifted_on"),
    text("lift_reason"), event_seq("lift_seq"),
)
Index("ix_freeze_customer", credit_freeze.c.customer_id, credit_freeze.c.since)
