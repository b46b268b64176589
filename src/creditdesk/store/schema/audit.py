"""The audit chain."""

from sqlalchemy import Column, Integer, Table

from .base import metadata, text

event = Table(
    "event", metadata,
    Column("seq", Integer, primary_key=True),
    text("at"), text("user"), text("action"), text("entity"), text("entity_id"),
    text("before"), text("after"), text("reason"), text("prev_hash"), text("hash"),
)
