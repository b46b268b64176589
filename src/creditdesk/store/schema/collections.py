"""Letters with their PDF and figures, contacts, stored files, letter templates (DOMAIN I)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint

from .base import count, day, event_seq, flag, key, metadata, minor, text

stored_file = Table(
    "stored_file", metadata,
    key(), text("name"), text("media"), text("sha256"), count("size"), text("created_at"), event_seq(),
    Column("content", LargeBinary, nullable=False),
)
letter = Table(
    "letter", metadata,
    key(), text("number"), text("kind"), Column("stage", Integer, nullable=False),
    Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("language"), text("currency"),
    day("date", required=True), day("deadline"), minor("principal_minor"), minor("interest_minor"),
    minor("compensation_minor"), minor("total_minor"), text("figures"),
    Column("file_id", Integer, ForeignKey("stored_file.id"), nullable=False), count("first_page"), count("pages"),
    text("created_at"), text("created_by"), event_seq(),
)
Index("ux_letter_number", letter.c.number, unique=True)
Index("ix_letter_customer", letter.c.customer_id, letter.c.date)
letter_item = Table(
    "letter_item", metadata,
    key(), Column("letter_id", Integer, ForeignKey("letter.id"), nullable=False),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False), Column("instalment_no", Integer),
    minor("amount_minor"), event_seq(),
)
Index("ix_letter_item", letter_item.c.letter_id)
Index("ix_letter_item_document", letter_item.c.document_id)

letter_template = Table(
    "letter_template", metadata,
    key(), text("kind"), text("language"), text("body"), text("updated_at"), text("author"),
    UniqueConstraint("kind", "language"),
)
contact = Table(
    "contact", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), text("at"), text("channel"),
    text("person"), text("result"), text("cause"), text("note"), text("next_action"), day("next_on"),
    # numbers of the invoices spoken of, one a line; whether the contact interrupts limitation
    text("invoices"), flag("interrupts"), text("created_at"), text("created_by"), event_seq(),
)
Index("ix_contact_customer", contact.c.customer_id, contact.c.at)
