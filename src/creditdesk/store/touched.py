"""Whose scores may have moved since a moment: everything written after an audit event that a score rests on (DOMAIN C)."""

from __future__ import annotations

from dataclasses import dataclass

from . import rows
from .transaction import Transaction

#: new rows are found by their keys, what was taken back by indexes that hold nothing else
_LEDGER = """
SELECT customer_id FROM document WHERE id > :document AND event_seq > :seq
UNION SELECT customer_id FROM document WHERE reversal_seq > :seq
UNION SELECT d.customer_id FROM allocation a JOIN document d ON d.id = a.to_id WHERE a.id > :allocation AND a.event_seq > :seq
UNION SELECT d.customer_id FROM allocation a JOIN document d ON d.id = a.to_id WHERE a.reversal_seq > :seq
UNION SELECT d.customer_id FROM dispute p JOIN document d ON d.id = p.document_id
  WHERE p.event_seq > :seq OR p.closing_seq > :seq
UNION SELECT d.customer_id FROM bill_event b JOIN document d ON d.id = b.document_id WHERE b.event_seq > :seq
UNION SELECT customer_id FROM promise WHERE event_seq > :seq
UNION SELECT customer_id FROM payment_plan WHERE event_seq > :seq OR ending_seq > :seq"""
_FILE = """
SELECT customer_id FROM fact WHERE event_seq > :seq OR superseding_seq > :seq OR verification_seq > :seq
UNION SELECT customer_id FROM limit_decision WHERE event_seq > :seq OR withdrawal_seq > :seq
UNION SELECT customer_id FROM sales_order WHERE event_seq > :seq OR cancel_seq > :seq
UNION SELECT o.customer_id FROM shipment s JOIN sales_order o ON o.id = s.order_id
  WHERE s.event_seq > :seq OR s.reversal_seq > :seq
UNION SELECT CAST(entity_id AS INTEGER) FROM event WHERE seq > :seq AND entity = 'customer'
UNION SELECT c.id FROM customer c JOIN industry_note n ON n.section = upper(substr(trim(c.industry), 1, 1))
  WHERE n.event_seq > :seq"""
#: rates, rules and cards move the scores of everybody
_EVERYBODY = ("SELECT EXISTS (SELECT 1 FROM event WHERE seq > :seq AND entity IN ('fx_rate', 'policy_param', 'scorecard') "
              "AND action <> 'draft')")


@dataclass(frozen=True, slots=True)
class Mark:
    """The latest audit event, document and allocation of a moment."""

    seq: int
    document: int
    allocation: int

    @property
    def text(self) -> str:
        return f"{self.seq} {self.document} {self.allocation}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        parts = text.split()
        return cls(*map(int, parts)) if len(parts) == 3 and all(part.isdecimal() for part in parts) else None


def mark(connection: Transaction) -> Mark:
    """The present moment of the book; drafts are not counted, for what they become takes their place."""
    seq = connection.scalar("SELECT max(seq) FROM event")
    document = connection.scalar("SELECT id FROM document WHERE event_seq IS NOT NULL ORDER BY id DESC LIMIT 1")
    allocation = connection.scalar("SELECT max(id) FROM allocation")
    return Mark(int(seq or 0), int(document or 0), int(allocation or 0))


def customers_since(connection: Transaction, since: Mark) -> set[int] | None:
    """The customers touched since a mark, merged ones as their successors; None for everybody."""
    given = {"seq": since.seq, "document": since.document, "allocation": since.allocation}
    if connection.scalar(_EVERYBODY, {"seq": since.seq}):
        return None
    return {row[0] for row in rows.tuples(
        connection, f"SELECT coalesce(c.merged_into, c.id) FROM ({_LEDGER} UNION {_FILE}) t JOIN customer c "
                    "ON c.id = t.customer_id", given)}
