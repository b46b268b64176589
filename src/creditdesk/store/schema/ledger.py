"""Documents, instalments, allocations, disputes, promises (DOMAIN E).

`amount_minor` and `open_minor` are signed: + raises what the customer owes, − lowers it, so a sum is a balance. `open_minor`
and `settled_on` are a cache over the allocations, written only by `store.ledger.refresh_open`.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text as sql

from .base import day, event_seq, flag, key, metadata, minor, text

document = Table(
    "document", metadata,
    key(), text("kind"), text("no"), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False),
    # issued_to is the customer it was posted for; customer_id follows a merge of two records of one firm
    Column("issued_to", Integer, ForeignKey("customer.id"), nullable=False),
    day("date", required=True), day("due_date"), text("currency"), minor("amount_minor"), text("status", "posted"),
    minor("open_minor"), Column("settled_on", String(10), nullable=False), flag("instalments"), flag("interest"),
    flag("opening"), flag("due_assumed"), text("terms"), text("method"), day("maturity"), text("note"),
    text("salesperson"), day("delivered_on"), day("accepted_on"), day("confirmed_on"), text("contract_no"),
    text("order_no"), text("reason"),
    Column("batch_id", Integer, ForeignKey("batch.id")), Column("parent_id", Integer, ForeignKey("document.id")),
    text("created_at"), event_seq(), day("reversed_on"), text("reversal_reason"), event_seq("reversal_seq"),
)
Index("ix_document_customer", document.c.customer_id, document.c.kind, document.c.no)
Index("ix_document_no", document.c.no)
Index("ix_document_order", document.c.order_no, document.c.customer_id, sqlite_where=sql("order_no <> ''"))
# Today's aging reads this index alone, a past date the next one (FLOORS 3).
Index("ix_document_open", document.c.customer_id, document.c.currency, document.c.due_date, document.c.date,
      document.c.open_minor, sqlite_where=sql("open_minor <> 0 AND instalments = 0"))
Index("ix_document_settled", document.c.settled_on, document.c.date, document.c.customer_id, document.c.currency,
      document.c.due_date, document.c.amount_minor, document.c.reversed_on, document.c.instalments)
# What was taken back, for whoever asks what changed since an event (store.touched).
Index("ix_document_reversed", document.c.reversal_seq, sqlite_where=sql("reversal_seq IS NOT NULL"))

instalment = Table(
    "instalment", metadata,
    key(), Column("document_id", Integer, ForeignKey("document.id"), nullable=False),
    Column("no", Integer, nullable=False), day("due_date", required=True), minor("amount_minor"), event_seq(),
)
Index("ux_instalment", instalment.c.document_id, instalment.c.no, unique=True)

allocation = Table(
    "allocation", metadata,
    key(), Column("from_id", Integer, ForeignKey("document.id"), nullable=False),
    Column("to_id", Integer, ForeignKey("document.id"), nullable=False), minor("amount_minor"),
    day("value_date", required=True), Column("instalment_no", Integer), Column("batch_id", Integer),
    # taken_back_on is what was said; reversed_on what holds: earlier where one of the two documents was reversed earlier
    text("created_at"), event_seq(), day("reversed_on"), day("taken_back_on"), event_seq("reversal_seq"),
)
Index("ix_allocation_to", allocation.c.to_id, allocation.c.value_date, allocation.c.reversed_on,
      allocation.c.amount_minor)
Index("ix_allocation_from", allocation.c.from_id, allocation.c.value_date, allocation.c.reversed_on,
      allocation.c.amount_minor)
Index("ix_allocation_reversed", allocation.c.reversal_seq, sqlite_where=sql("reversal_seq IS NOT NULL"))

dispute = Table(
    "dispute", metadata,
    key(), text("no"), Column("document_id", Integer, ForeignKey("document.id"), nullable=False),
    minor("amount_minor"), text("reason"), day("raised_on", required=True), text("raised_by"), text("owner"),
    day("target_on"), text("note"), text("created_at"), event_seq(), day("closed_on"), text("outcome"),
    Column("accepted_minor", Integer, nullable=False, server_default="0"), event_seq("closing_seq"),
)
Index("ix_dispute_document", dispute.c.document_id)

promise = Table(
    "promise", metadata,
    key(), Column("customer_id", Integer, ForeignKey("customer.id"), nullable=False), minor("amount_minor"),
    text("currency"), day("date", required=True), day("made_on", required=True), flag("written"), text("channel"),
    text("person"), text("note"), text("created_at"), event_seq(),
)
Index("ix_promise_customer", promise.c.customer_id, promise.c.date)

# What became of a bill received: honoured, dishonoured, discounted, endorsed. One dishonoured is reversed as a receipt beside.
bill_event = Table(
    "bill_event", metadata,
    key(), Column("document_id", Integer, ForeignKey("document.id"), nullable=False), text("event"),
    day("date", required=True), text("note"), text("created_at"), text("created_by"), event_seq(),
)
Index("ix_bill_event_document", bill_event.c.document_id, bill_event.c.date)

# What `post` took without a number: the digest of its whole content, so that the same entry is known again.
posted_entry = Table(
    "posted_entry", metadata, key(), text("digest"), text("kind"), event_seq(),
)
Index("ux_posted_entry", posted_entry.c.digest, unique=True)
