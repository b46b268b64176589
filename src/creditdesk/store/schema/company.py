"""The company of the book, its bank accounts, settings, rates and import batches."""

from sqlalchemy import Column, LargeBinary, String, Table, Text, UniqueConstraint

from .base import count, day, event_seq, flag, key, metadata, text

company = Table(
    "company", metadata,
    key(), text("name"), text("name_en"), text("country", "CN"), text("tax_id"), text("address"), text("phone"),
    text("email"), text("contact"), text("signatory"), text("base_currency", "CNY"), text("default_terms", "30"),
    text("letter_prefix"), text("size"), Column("logo", LargeBinary), flag("is_sample"), text("book_id"),
    text("created_at"),
)
bank_account = Table(
    "bank_account", metadata,
    key(), text("currency"), text("account_name"), text("bank_name"), text("account_no"), count("position"),
)
setting = Table("setting", metadata, Column("key", String(80), primary_key=True), Column("value", Text, nullable=False))
policy_param = Table(
    "policy_param", metadata,
    key(), text("key"), text("value"), day("effective_from", required=True), text("author"), text("reason"),
    text("created_at"),
)
fx_rate = Table(
    "fx_rate", metadata,
    key(), text("currency"), day("date", required=True), text("rate"), UniqueConstraint("currency", "date"),
)
batch = Table(
    "batch", metadata,
    key(), text("kind"), text("file_name"), text("file_sha"), text("created_at"), text("user"), text("status"),
    count("accepted"), count("duplicates"), text("detail"), event_seq(),
)
mapping_profile = Table(
    "mapping_profile", metadata,
    key(), text("kind"), text("signature"), text("mapping"), text("updated_at"), UniqueConstraint("kind", "signature"),
)
