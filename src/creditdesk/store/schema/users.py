"""Users of the book (DOMAIN K). A change of a user is a further row; the latest of a name holds."""

from sqlalchemy import Column, Index, String, Table

from .base import count, event_seq, flag, key, metadata, text

user_account = Table(
    "user_account", metadata,
    key(), text("name"), text("name_key"), text("display_name"), text("roles"), text("password_hash"),
    text("recovery_hash"), flag("active"), flag("must_change"), text("successor"), text("created_at"),
    text("created_by"), event_seq(),
)
Index("ix_user_name", user_account.c.name_key, user_account.c.id)
# Wrong passwords in a row, so that guessing is slow over several starts of the program.
sign_in_attempt = Table(
    "sign_in_attempt", metadata, Column("name_key", String(80), primary_key=True), count("failures"), text("last_at"),
)
