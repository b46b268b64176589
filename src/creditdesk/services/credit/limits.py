"""Limit decisions: what was decided, from when, until when and why (DOMAIN D; CLI Post, `limit`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.dates import check_range
from ...domain.errors import InputError, N_
from ...domain.money import check_range as check_amount, currency_code, to_minor
from ...domain.roles import APPROVE
from ...store import rows
from ...store.audit import canonical
from ..ledger.entry import Entry, entry
from ..session import Session
from .application_case import check_direct, MIN_WORDS
from .groups import check_member_in

#: longest run of a temporary limit (DOMAIN D9)
TEMPORARY_DAYS = 90


def decide_in(work: Entry, customer_id: int, amount: Decimal, currency: str, effective_from: date,
              expires_on: date | None = None, *, temporary: bool = False, terms: str = "", reason: str = "",
              methods: Mapping[str, Any] | None = None, batch_id: int | None = None) -> int:
    """Write a limit decision inside a transaction; it replaces an earlier one from its first day. Answers its id."""
    work.session.require(APPROVE)
    code = currency_code(currency)
    check_decision(amount, effective_from, expires_on, temporary=temporary)
    check_member_in(work.connection, work.customer(customer_id), amount, code, effective_from)
    new_id = rows.insert(work.connection, "limit_decision", {
        "customer_id": work.customer(customer_id), "amount_minor": to_minor(amount, code), "currency": code,
        "effective_from": effective_from.isoformat(), "expires_on": expires_on.isoformat() if expires_on else None,
        "temporary": int(temporary), "terms": terms, "reason": reason,
        "methods": canonical(methods) if methods else "", "batch_id": batch_id, "created_at": work.stamp,
        "created_by": work.session.user, "event_seq": work.seq})
    work.touch("limit_decision")
    return new_id


def check_decision(amount: Decimal, effective_from: date, expires_on: date | None, *, temporary: bool) -> None:
    """Refuse an amount below zero, days that cannot be, and a temporary limit without or beyond its end (DOMAIN D9)."""
    if amount < 0:
        raise InputError(N_("A limit cannot be below zero."), code="bad_amount", field="amount", value=amount)
    check_amount(amount)
    check_range(effective_from, "from")
    if expires_on is not None and check_range(expires_on, "until") < effective_from:
        raise InputError(N_("The limit would end on {until}, before it begins on {start}."), code="out_of_range",
                         field="until", value=expires_on.isoformat(), until=expires_on.isoformat(),
                         start=effective_from.isoformat())
    if temporary and expires_on is None:
        raise InputError(N_("A temporary limit needs its last day."), code="missing", field="until")
    if temporary and expires_on is not None and (expires_on - effective_from).days > TEMPORARY_DAYS:
        raise InputError(N_("A temporary limit lasts at most {count} days."), code="out_of_range", field="until",
                         value=expires_on.isoformat(), count=TEMPORARY_DAYS)


def check_reason(reason: str, *, above: bool) -> None:
    """Refuse a decision without reason, or one above the proposal that ten characters do not explain."""
    if not reason.strip():
        raise InputError(N_("Give a reason for the limit."), code="missing", field="reason")
    if above and len(reason.strip()) < MIN_WORDS:
        raise InputError(N_("Above the proposal: give the reason in at least {count} characters."),
                         code="reason_too_short", field="reason", count=MIN_WORDS)


def decide(session: Session, customer_id: int, amount: Decimal, currency: str, effective_from: date,
           expires_on: date | None = None, *, temporary: bool = False, terms: str = "", reason: str = "",
           methods: Mapping[str, Any] | None = None, proposed: Decimal | None = None) -> int:
    """Decide a customer's limit; a reason is asked for, a longer one above `proposed` (the limit proposed, same currency).

    InputError names the field. Answers the decision's id.
    """
    check_reason(reason, above=proposed is not None and amount > proposed)
    with entry(session, "decide", "limit", reason=reason) as (work, says):
        check_direct(session, work.connection, customer_id, amount, currency_code(currency), temporary=temporary,
                     reason=reason)
        new_id = decide_in(work, customer_id, amount, currency, effective_from, expires_on, temporary=temporary,
                           terms=terms, reason=reason, methods=methods)
        says["entity_id"] = new_id
        says["after"] = {"customer_id": customer_id, "amount": str(amount), "currency": currency,
                         "from": effective_from.isoformat(), "until": expires_on.isoformat() if expires_on else ""}
    return new_id
