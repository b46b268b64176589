"""Payment plans: signed, judged by what came in, ended (DOMAIN E8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ...domain.collections import plans as rule
from ...domain.collections.plans import DEFAULT_DAYS, Plan, PlanPart, PlanState
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger.documents import CLAIM_KINDS, Document
from ...domain.ledger.open_items import OpenItem
from ...domain.money import currency_code, from_minor, to_minor
from ...store import customers, plans as store, reads
from ...store.transaction import Transaction
from ..ledger.entry import Entry, entry
from ..session import Session
from .opened import open_items_in

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A signed plan as entered; `document_ids` are invoices of the customer in `currency`."""

    customer_id: int
    currency: str
    signed_on: date
    document_ids: tuple[int, ...]
    instalments: tuple[PlanPart, ...]
    default_days: int = DEFAULT_DAYS
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of a customer's list: its state on the day, its invoices' numbers, and when it was ended."""

    standing: PlanState
    invoices: tuple[str, ...]
    note: str
    created_by: str
    ended_on: date | None
    end_reason: str


def add_plan(session: Session, draft: PlanDraft) -> int:
    """Note a signed plan; it takes the place of an earlier one for the same invoices. InputError names the field; its id."""
    with entry(session, "add", "plan", reason=draft.note.strip()) as (work, says):
        says["entity_id"] = add_plan_in(work, draft)
        says["after"] = {"customer_id": draft.customer_id, "signed_on": draft.signed_on.isoformat(),
                         "invoices": list(draft.document_ids), "instalments": [
                             [part.due_date.isoformat(), str(part.amount)] for part in draft.instalments]}
        new_id: int = says["entity_id"]
    return new_id


def add_plan_in(work: Entry, draft: PlanDraft) -> int:
    """The same inside a transaction."""
    currency, owner = currency_code(draft.currency), work.customer(draft.customer_id)
    check_range(draft.signed_on, "signed_on")
    found = reads.by_ids(work.connection, list(dict.fromkeys(draft.document_ids)))
    for document in found.values():
        _fits(document, owner, currency, draft.signed_on)
    parts = tuple(sorted(draft.instalments, key=lambda part: part.due_date))
    for part in parts:
        check_range(part.due_date, "instalments")
    plan = Plan(0, owner, currency, draft.signed_on, tuple(found), parts, draft.default_days)
    # a first payment made on the day of the signing is part of the plan
    rule.check(plan, _open_on(plan, found, work.connection, draft.signed_on)(draft.signed_on - timedelta(1)))
    plan_id = store.insert_plan(work.connection, {
        "customer_id": draft.customer_id, "currency": currency, "signed_on": draft.signed_on.isoformat(),
        "default_days": draft.default_days, "note": draft.note.strip(), "created_at": work.stamp,
        "created_by": work.session.user}, plan.document_ids,
        [(part.due_date.isoformat(), to_minor(part.amount, currency)) for part in parts], work.seq)
    for group in ("payment_plan", "plan_document", "plan_instalment"):
        work.touch(group)
    return plan_id


def _fits(document: Document, owner: int, currency: str, signed_on: date) -> None:
    if document.kind not in CLAIM_KINDS or document.customer_id != owner or document.date > signed_on:
        raise RuleError(N_("{no} is no open invoice of this customer on the day of the signing."), code="unknown_document",
                        field="invoices", no=document.no)
    if document.currency != currency:
        raise RuleError(N_("{no} is in {other}, the plan in {currency}: currencies are never mixed."),
                        code="currency_mismatch", field="invoices", no=document.no, other=document.currency, currency=currency)


def end_plan(session: Session, plan_id: int, day: date, reason: str) -> None:
    """End a plan from a day on, with a reason: its invoices are chased by their own dates again."""
    if not reason.strip():
        raise InputError(N_("Say why the plan ends."), code="missing", field="reason")
    with entry(session, "end", "plan", reason=reason.strip()) as (work, says):
        row = store.plan(work.connection, plan_id)
        if row is None:
            raise RuleError(N_("There is no such plan."), code="unknown_plan", field="plan")
        work.customer(row["customer_id"])
        if row["ended_on"]:
            raise RuleError(N_("This plan was ended on {date}."), code="ended", field="plan", date=row["ended_on"])
        store.end_plan(work.connection, plan_id, day.isoformat(), reason.strip(), work.seq)
        work.touch("payment_plan.ending")
        says["entity_id"], says["after"] = plan_id, {"ended_on": day.isoformat()}


def plans_of(session: Session, customer_id: int, as_of: date) -> list[PlanRow]:
    """Every plan of a customer, the newest first, each judged on the day."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        if root is None:
            return []
        rows = store.plans_of(connection, root)
        documents = reads.by_ids(connection, [key for row in rows for key in row["documents"]])
        items = open_items_in(connection, as_of, {}, root).get(root, [])
        return [_row(connection, row, documents, items, as_of) for row in rows]


def _row(connection: Transaction, row: Mapping[str, Any], documents: Mapping[int, Document], items: Sequence[OpenItem],
         as_of: date) -> PlanRow:
    plan = record(row)
    ended = date.fromisoformat(row["ended_on"]) if row["ended_on"] else None
    standing = rule.judge(plan, _open_on(plan, documents, connection, as_of), as_of, worst_new(plan, items, as_of))
    return PlanRow(standing, tuple(documents[key].no for key in plan.document_ids), row["note"], row["created_by"], ended,
                   row["end_reason"])


def record(row: Mapping[str, Any]) -> Plan:
    """A plan from its row."""
    return Plan(row["id"], row["owner_id"], row["currency"], date.fromisoformat(row["signed_on"]), row["documents"],
                tuple(PlanPart(date.fromisoformat(due), from_minor(minor, row["currency"])) for due, minor in row["parts"]),
                row["default_days"])


def has_ended(row: Mapping[str, Any], as_of: date) -> bool:
    return row["ended_on"] is not None and row["ended_on"] <= as_of.isoformat()


def plans_in(connection: Transaction, as_of: date, items: Mapping[int, Sequence[OpenItem]], customer_id: int | None = None
             ) -> dict[int, tuple[PlanState, ...]]:
    """The plans that still have something open, by customer; of two for one invoice the one signed later counts."""
    rows = [row for row in store.plans_signed(connection, as_of, customer_id) if not has_ended(row, as_of)]
    if not rows:
        return {}
    documents = reads.by_ids(connection, [key for row in rows for key in row["documents"]])
    latest: dict[int, int] = {}
    for row in rows:
        latest |= dict.fromkeys(row["documents"], row["id"])
    found: defaultdict[int, list[PlanState]] = defaultdict(list)
    for row in rows:
        plan = record(row)
        if not any(latest[key] == plan.id for key in plan.document_ids):
            continue
        state = rule.judge(plan, _open_on(plan, documents, connection, as_of), as_of,
                           worst_new(plan, items.get(plan.customer_id, ()), as_of))
        if state.state != rule.FULFILLED:
            found[plan.customer_id].append(state)
    return {key: tuple(value) for key, value in found.items()}


def worst_new(plan: Plan, items: Sequence[OpenItem], as_of: date) -> int:
    """Days overdue of the latest debt made after the plan was signed (DOMAIN E8, default rule)."""
    return max((item.days_overdue(as_of) for item in items
                if item.is_overdue(as_of) and item.date > plan.signed_on and item.document_id not in plan.document_ids),
               default=0)


def _open_on(plan: Plan, documents: Mapping[int, Document], connection: Transaction, as_of: date) -> Callable[[date], Decimal]:
    """What was open of the plan's invoices on a day, by the allocations in force at `as_of`: what bounced never counted."""
    last = as_of.isoformat()
    paid = sorted((day, minor) for rows in store.reductions(connection, list(plan.document_ids)).values()
                  for day, reversed_on, minor in rows if day <= last and (reversed_on is None or reversed_on > last))
    whole = sum((documents[key].amount for key in plan.document_ids if documents[key].counts_on(as_of)), ZERO)

    def opened(day: date) -> Decimal:
        return whole - from_minor(sum(minor for value, minor in paid if value <= day.isoformat()), plan.currency)

    return opened
