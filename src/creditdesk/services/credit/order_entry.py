"""Orders on their way: entered and shipped under the check, held, released with a reason (DOMAIN D14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ...domain.credit.order_check import HOLD, PASS, PASSED, RELEASE_DAYS, RELEASE_REASONS
from ...domain.errors import InputError, N_, RuleError
from ...domain.money import check_range as check_amount, from_minor, to_minor
from ...store import orders as store, rows
from ...store.audit import canonical
from ...store.transaction import Transaction
from ..ledger.entry import Entry, entry
from ..own_customers import check_not_seller
from ..session import Session
from .order_check import check_order_in, OrderCheck
from .orders import APPROVED, enter_in, HELD, live_order, order_line, OrderDraft, OrderLine, ship_in
from .policy import policy_in


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it was entered, with the check it went through; `check` None while the check is switched off."""

    order: OrderLine
    check: OrderCheck | None


def place_order(session: Session, draft: OrderDraft) -> Placed:
    """Enter an order; with the check switched on, one that does not pass is entered as held and counts from its release."""
    with entry(session, "enter", "order") as (work, says):
        connection = work.connection
        found = None
        if policy_in(connection, draft.date).order_check:
            found = check_order_in(connection, draft.customer_id, draft.amount, draft.date, currency=draft.currency,
                                   prepaid=draft.deposit, terms_days=draft.terms_days, method=draft.method)
        free = found is None or lets_go(found)
        order_id = enter_in(work, draft, status=APPROVED if free else HELD)
        row = store.order(connection, order_id, draft.date)
        assert row is not None
        says["entity_id"] = order_id
        says["after"] = {"no": row["no"], "customer_id": draft.customer_id, "amount": str(draft.amount),
                         "currency": row["currency"], "status": row["status"],
                         **({"decision": found.outcome} if found else {})}
        return Placed(order_line(row, draft.date), found)


def checks_orders(session: Session, day: date) -> bool:
    """Whether the owner has switched the check on for a day."""
    with session.book.read() as connection:
        return policy_in(connection, day).order_check


def lets_go(found: OrderCheck) -> bool:
    """Whether nothing is in the way: it passes, was released, or carries the deposit it needs."""
    needed = found.decision.deposit
    return found.outcome == PASS or (found.outcome != HOLD and needed is not None and found.currency == found.base
                                     and found.prepaid >= needed)


def ship_order(session: Session, order_id: int, day: date, amount: Decimal, note: str = "", *,
               already_shipped: bool = False) -> int:
    """Note a shipment; answers its id. With the check switched on, RuleError `held` for an order in the way.

    Goods that have left already are noted whatever the check says: the hold comes before delivery, never after it.
    """
    with entry(session, "ship", "order") as (work, says):
        row = live_order(work.connection, order_id, day)
        work.customer(row["owner_id"])
        if policy_in(work.connection, day).order_check and not already_shipped:
            found = check_order_in(work.connection, row["owner_id"], from_minor(row["amount_minor"], row["currency"]), day,
                                   order_no=row["no"])
            if not (lets_go(found) or _covered(work.connection, row, day, amount)):
                raise RuleError(N_("Order {no} is held. Release it, or remove what holds it."), code="held", field="order",
                                no=row["no"])
        shipment_id = ship_in(work, order_id, day, amount, note)
        says["entity_id"] = order_id
        says["after"] = {"no": row["no"], "shipment": shipment_id, "amount": str(amount), "date": day.isoformat()}
    return shipment_id


def _covered(connection: Transaction, row: Mapping[str, Any], day: date, amount: Decimal) -> bool:
    """Whether a release that is valid on the day covers all that was shipped and this shipment too."""
    valid = store.release(connection, row["id"], day)
    return valid is not None and int(row["shipped_minor"]) + to_minor(amount, row["currency"]) <= int(valid["amount_minor"])


def recheck_order(session: Session, order_id: int, day: date) -> Placed:
    """Check an order once more; one entered as held that passes by now is free and counts from the day."""
    with entry(session, "recheck", "order") as (work, says):
        row = live_order(work.connection, order_id, day)
        work.customer(row["owner_id"])
        found = check_order_in(work.connection, row["owner_id"], from_minor(row["amount_minor"], row["currency"]), day,
                               order_no=row["no"])
        if row["counts_from"] is None and lets_go(found):
            _release(work, row, PASSED, "", row["amount_minor"], (day, day), [])
        says["entity_id"], says["after"] = order_id, {"no": row["no"], "decision": found.outcome}
        after = store.order(work.connection, order_id, day)
        assert after is not None
        return Placed(order_line(after, day), found)


def _release(work: Entry, row: Mapping[str, Any], reason_code: str, note: str, minor: int, days: tuple[date, date],
             held_for: list[str]) -> int:
    work.touch("order_release")
    return rows.insert(work.connection, "order_release", {
        "order_id": row["id"], "reason_code": reason_code, "note": note, "amount_minor": minor,
        "date": days[0].isoformat(), "valid_until": days[1].isoformat(), "held_for": canonical(held_for),
        "created_at": work.stamp, "created_by": work.session.user, "event_seq": work.seq})


def release_order(session: Session, order_id: int, reason_code: str, amount: Decimal, day: date, *, note: str = "",
                  days: int = RELEASE_DAYS) -> int:
    """Let a held order go up to `amount` (the order's currency) until `day` + `days`; logged with what it was held for.

    InputError `bad_value` for an unknown reason, `bad_amount`, `missing` without a note; RuleError `not_held`.
    """
    if reason_code not in RELEASE_REASONS:
        raise InputError(N_("Choose why the order is released."), code="bad_value", field="reason", value=reason_code)
    if not note.strip():
        raise InputError(N_("Say in a few words why the order is released."), code="missing", field="note")
    if not 1 <= days <= RELEASE_DAYS:
        raise InputError(N_("A release is valid for at most {count} days."), code="out_of_range", field="days",
                         value=days, count=RELEASE_DAYS)
    with entry(session, "release", "order", reason=note) as (work, says):
        row = live_order(work.connection, order_id, day)
        check_not_seller(session, work.connection, row["owner_id"])
        whole = from_minor(row["amount_minor"], row["currency"])
        if not 0 < check_amount(amount) <= whole:
            raise InputError(N_("Release at most the order's amount."), code="bad_amount", field="amount", value=amount)
        found = check_order_in(work.connection, row["owner_id"], whole, day, order_no=row["no"])
        if row["status"] != HELD and lets_go(found):
            raise RuleError(N_("Order {no} is not held."), code="not_held", field="order", no=row["no"])
        held_for = [reason.code for reason in found.decision.reasons if reason.holds]
        release_id = _release(work, row, reason_code, note.strip(), to_minor(amount, row["currency"]),
                              (day, day + timedelta(days)), held_for)
        says["entity_id"] = order_id
        says["after"] = {"no": row["no"], "release": release_id, "reason": reason_code, "amount": str(amount),
                         "until": (day + timedelta(days)).isoformat()}
    return release_id

