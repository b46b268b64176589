"""The audit chain: every change leaves one event in its own transaction, each hashed over the one before.

A posted row is vouched for by its event: the event holds a digest over the rows it wrote (`VOUCHED` says which columns), so
`verify` finds any later edit made outside the program (DOMAIN K, A34). A row that is changed in place is told by every event
that touches it (`masters`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..domain.roles import check_right
from . import masters
from .transaction import Transaction

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Vouched:
    """Columns of a table that one event vouches for; `seq` is the column that names the event."""

    table: str
    seq: str
    columns: tuple[str, ...]

    @property
    def select(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


VOUCHED: dict[str, Vouched] = {
    "document": Vouched("document", "event_seq", (
        "id", "kind", "no", "issued_to", "date", "due_date", "currency", "amount_minor", "instalments", "interest",
        "opening", "due_assumed", "terms", "method", "maturity", "note", "salesperson", "delivered_on", "accepted_on",
        "confirmed_on", "contract_no", "order_no", "reason", "batch_id", "parent_id", "created_at")),
    "document.reversal": Vouched("document", "reversal_seq", ("id", "status", "reversed_on", "reversal_reason")),
    "instalment": Vouched("instalment", "event_seq", ("id", "document_id", "no", "due_date", "amount_minor")),
    "allocation": Vouched("allocation", "event_seq", (
        "id", "from_id", "to_id", "amount_minor", "value_date", "instalment_no", "batch_id", "created_at")),
    "allocation.reversal": Vouched("allocation", "reversal_seq", ("id", "taken_back_on")),
    "dispute": Vouched("dispute", "event_seq", (
        "id", "no", "document_id", "amount_minor", "reason", "raised_on", "raised_by", "owner", "target_on", "note",
        "created_at")),
    "dispute.closing": Vouched("dispute", "closing_seq", ("id", "closed_on", "outcome", "accepted_minor")),
    "bill_event": Vouched("bill_event", "event_seq", (
        "id", "document_id", "event", "date", "note", "created_at", "created_by")),
    "promise": Vouched("promise", "event_seq", (
        "id", "customer_id", "amount_minor", "currency", "date", "made_on", "written", "channel", "person", "note",
        "created_at")),
    "contact": Vouched("contact", "event_seq", (
        "id", "customer_id", "at", "channel", "person", "result", "cause", "note", "next_action", "next_on",
        "invoices", "interrupts", "created_at", "created_by")),
    "stored_file": Vouched("stored_file", "event_seq", ("id", "name", "media", "sha256", "size", "created_at")),
    "letter": Vouched("letter", "event_seq", (
        "id", "number", "kind", "stage", "customer_id", "language", "currency", "date", "deadline", "principal_minor",
        "interest_minor", "compensation_minor", "total_minor", "figures", "file_id", "first_page", "pages",
        "created_at", "created_by")),
    "letter_item": Vouched("letter_item", "event_seq", (
        "id", "letter_id", "document_id", "instalment_no", "amount_minor")),
    "score": Vouched("score", "event_seq", (
        "id", "customer_id", "as_of", "card", "version", "score", "grade", "coverage", "confidence", "inputs",
        "result", "opinion", "created_at", "created_by", "cause")),
    "score_override": Vouched("score_override", "event_seq", (
        "id", "score_id", "customer_id", "proposed", "grade", "reason_code", "note", "begins", "expires_on",
        "approved_by", "continues", "created_at", "created_by")),
    "score_override.withdrawal": Vouched("score_override", "withdrawal_seq", ("id", "withdrawn_on", "withdraw_reason")),
    "challenger_score": Vouched("challenger_score", "event_seq", (
        "id", "score_id", "version", "score", "grade", "created_at")),
    "scorecard": Vouched("scorecard", "event_seq", (
        "id", "version", "type", "parent", "reason", "author", "body", "created_at")),
    "scorecard_step": Vouched("scorecard_step", "event_seq", (
        "id", "version", "type", "status", "effective_from", "reason", "approved_by", "created_at", "created_by")),
    "limit_decision": Vouched("limit_decision", "event_seq", (
        "id", "customer_id", "amount_minor", "currency", "effective_from", "expires_on", "temporary", "terms",
        "reason", "methods", "created_at", "created_by", "batch_id")),
    "limit_decision.withdrawal": Vouched("limit_decision", "withdrawal_seq", ("id", "withdrawn_on")),
    "fact": Vouched("fact", "event_seq", (
        "id", "customer_id", "key", "value", "unit", "source_type", "source_name", "source_ref", "quotes",
        "obtained_on", "valid_from", "expires_on", "entered_by", "confidence", "note", "created_at")),
    "fact.verification": Vouched("fact", "verification_seq", ("id", "verifier", "verified_on", "method")),
    "fact.superseding": Vouched("fact", "superseding_seq", ("id", "status", "superseded_on", "supersede_reason")),
    "file_entry": Vouched("file_entry", "event_seq", (
        "id", "customer_id", "kind", "date", "body", "file_id", "replaces", "created_at", "created_by")),
    "file_entry.ending": Vouched("file_entry", "ending_seq", ("id", "ended_on", "end_reason")),
    "register_entry": Vouched("register_entry", "event_seq", (
        "id", "kind", "date", "body", "file_id", "replaces", "created_at", "created_by")),
    "register_entry.ending": Vouched("register_entry", "ending_seq", ("id", "ended_on", "end_reason")),
    "posted_entry": Vouched("posted_entry", "event_seq", ("id", "digest", "kind")),
    "industry_note": Vouched("industry_note", "event_seq", (
        "id", "section", "key", "value", "note", "date", "created_at", "created_by")),
    "sales_order": Vouched("sales_order", "event_seq", (
        "id", "no", "customer_id", "date", "currency", "amount_minor", "deposit_minor", "terms_days", "method", "status",
        "note", "batch_id", "created_at", "created_by")),
    "sales_order.cancelling": Vouched("sales_order", "cancel_seq", ("id", "cancelled_on", "cancel_reason")),
    "shipment": Vouched("shipment", "event_seq", (
        "id", "order_id", "date", "amount_minor", "note", "created_at", "created_by")),
    "shipment.reversal": Vouched("shipment", "reversal_seq", ("id", "reversed_on")),
    "order_release": Vouched("order_release", "event_seq", (
        "id", "order_id", "reason_code", "note", "amount_minor", "date", "valid_until", "held_for", "created_at",
        "created_by")),
    "credit_freeze": Vouched("credit_freeze", "event_seq", (
        "id", "customer_id", "state", "since", "reason", "created_at", "created_by")),
    "user_account": Vouched("user_account", "event_seq", (
        "id", "name", "name_key", "display_name", "roles", "password_hash", "recovery_hash", "active", "must_change",
        "successor", "created_at", "created_by")),
    "limit_application": Vouched("limit_application", "event_seq", (
        "id", "customer_id", "amount_minor", "currency", "terms", "temporary", "begins", "until", "reason", "methods",
        "uninsured_minor", "grade", "secured", "formula_version", "applicant", "replaces", "created_at")),
    "application_step": Vouched("application_step", "event_seq", (
        "id", "application_id", "state", "user", "at", "comment", "agrees", "amount_minor", "decision_id",
        "snapshot_hash")),
    "cover": Vouched("cover", "event_seq", (
        "id", "customer_id", "kind", "amount_minor", "currency", "percent", "provider", "guarantor_grade", "begins", "until",
        "note", "file_id", "created_at", "created_by")),
    "group_limit": Vouched("group_limit", "event_seq", (
        "id", "name", "amount_minor", "currency", "effective_from", "ended", "reason", "created_at", "created_by")),
    "cover.ending": Vouched("cover", "end_seq", ("id", "ended_on", "end_reason")),
    "payment_plan": Vouched("payment_plan", "event_seq", (
        "id", "customer_id", "currency", "signed_on", "default_days", "note", "created_at", "created_by")),
    "payment_plan.ending": Vouched("payment_plan", "ending_seq", ("id", "ended_on", "end_reason")),
    "plan_document": Vouched("plan_document", "event_seq", ("id", "plan_id", "document_id")),
    "plan_instalment": Vouched("plan_instalment", "event_seq", ("id", "plan_id", "no", "due_date", "amount_minor")),
    "proof": Vouched("proof", "event_seq", (
        "id", "customer_id", "letter_id", "kind", "day", "sent_on", "channel", "waybill", "person", "invoices", "runs_from",
        "result", "balance_minor", "note", "file_id", "created_at", "created_by")),
    "proof.withdrawal": Vouched("proof", "withdrawal_seq", ("id", "withdrawn_on", "withdraw_reason")),
    "credit_freeze.lifting": Vouched("credit_freeze", "lift_seq", ("id", "lifted_on", "lift_reason")),
}


def canonical(value: Any) -> str:
    """One JSON text for one value: sorted keys, no blanks."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def digest(rows: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """(count, SHA-256) over rows of integers, texts and NULLs in the order given (by id)."""
    hasher, count = hashlib.sha256(), 0
    source = iter(rows)
    while part := list(islice(source, 1_000)):  # one update per thousand rows: most of the cost is the calls
        hasher.update(("\n".join(map(repr, map(tuple, part))) + "\n").encode())
        count += len(part)
    return count, hasher.hexdigest()


def next_seq(connection: Transaction) -> int:
    """Number of the event about to be written; rows it vouches for carry it."""
    return int(connection.scalar("SELECT coalesce(max(seq), 0) + 1 FROM event"))


def vouch(connection: Transaction, group: str, seq: int) -> list[Any]:
    """[count, digest] over the rows of `group` that carry `seq`, as they stand in the book now."""
    vouched = VOUCHED[group]
    cursor: Any = connection.execute(
        f"SELECT {vouched.select} FROM {vouched.table} WHERE {vouched.seq} = ? ORDER BY id", (seq,))
    return list(digest(cursor))


@dataclass(frozen=True, slots=True)
class Change:
    """What an event says: who did what to which entity, before, after and why."""

    action: str
    entity: str
    entity_id: object = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who writes, and the UTC moment, as the composition root knows them; `rights` None: everything is allowed."""

    user: str
    at: str
    rights: frozenset[str] | None = None


def write_event(connection: Transaction, seq: int, change: Change, signed: Signature,
                digests: Mapping[str, Sequence[Any]] | None = None) -> str:
    """Append one event to the chain and answer its hash.

    RuleError `forbidden` where who signs has no right to it: as no change is made without its event, none gets past here.
    """
    check_right(change.action, change.entity, signed.rights)
    after = dict(change.after or {})
    told = {group: list(value) for group, value in (digests or {}).items()} | masters.collect(connection)
    if told:
        after["digests"] = told
    last = connection.scalar("SELECT hash FROM event WHERE seq = ?", (seq - 1,))
    row = (seq, signed.at, signed.user, change.action, change.entity, str(change.entity_id),
           canonical(change.before) if change.before is not None else "", canonical(after) if after else "",
           change.reason, last or GENESIS)
    value = event_hash(row)
    connection.execute(
        'INSERT INTO event (seq, at, "user", action, entity, entity_id, before, after, reason, prev_hash, hash) '
        "VALUES (?,?,?,?,?,?,?,?,?,?,?)", (*row, value))
    connection.execute(
        "INSERT INTO setting (key, value) VALUES ('audit_head', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value", (f"{seq}:{value}",))
    return value


def event_hash(row: Sequence[Any]) -> str:
    """SHA-256 over the previous hash and the canonical event; `row` ends with prev_hash."""
    return hashlib.sha256((row[9] + canonical(list(row[:9]))).encode()).hexdigest()


def record(connection: Transaction, change: Change, signed: Signature) -> int:
    """An event of rows that are changed in place (a customer's data, a setting, a draft)."""
    seq = next_seq(connection)
    write_event(connection, seq, change, signed)
    return seq
