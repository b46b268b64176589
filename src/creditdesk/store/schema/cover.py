"""Security held for a customer: insurance, guarantees, deposits (DOMAIN D5). A change is an end and a further row."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from .base import day, event_seq, flag, key, metadata, minor, text

cover = Table(
    "cover", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("kind"),
    minor("amount_minor"), text("currency"), text("percent"), text("provider"), text("guarantor_grade"),
    day("begins"), day("until"), text("note"), Column("file_id", Integer, ForeignKey("stored_file.id")),
    text("created_at"), text("created_by"), event_seq(), day("ended_on"), text("end_reason"), event_seq("end_seq"),
)
Index("ix_cover_customer", cover.c.customer_id)

# What a group of customers may owe together (DOMAIN D10); the latest row of a name counts, `ended` takes the limit away.
group_limit = Table(
    "group_limit", metadata,
    key(), text("name"), minor("amount_minor"), text("currency"), day("effective_from", required=True), flag("ended"),
    text("reason"), text("created_at"), text("created_by"), event_seq(),
)
Index("ix_group_limit", group_limit.c.name, group_limit.c.effective_from)
