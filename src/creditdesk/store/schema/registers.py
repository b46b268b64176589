"""Registers of the firm itself: providers and their cases, insurers' policies, assignments to factors, sources, strategies (DOMAIN A).

Kept like the entries of a customer's file: `body` is JSON by the fields of its kind, a change is a new row that replaces the old one.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from .base import day, event_seq, key, metadata, text

register_entry = Table(
    "register_entry", metadata,
    key(), text("kind"), day("date", required=True), text("body"), Column("file_id", Integer, ForeignKey("stored_file.id")),
    Column("replaces", Integer), text("created_at"), text("created_by"), event_seq(), day("ended_on"), text("end_reason"),
    event_seq("ending_seq"),
)
Index("ix_register_entry", register_entry.c.kind, register_entry.c.date)
