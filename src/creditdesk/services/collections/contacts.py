"""What was said: contacts with a customer and their promises to pay (DOMAIN E7, I3)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...domain.dates import check_range
from ...domain.errors import InputError, N_
from ...domain.money import check_range as check_amount, currency_code, to_minor
from ...store import rows
from ..ledger.entry import Entry, entry
from ..session import Session

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?")


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """A promise to pay `amount` by `date`, made on `made_on`."""

    customer_id: int
    amount: Decimal
    currency: str
    date: dt.date
    made_on: dt.date
    written: bool = False
    channel: str = ""
    person: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact at a local moment ("2026-02-20T10:00"); `invoices` are the numbers spoken of (DOMAIN I3)."""

    customer_id: int
    at: str
    channel: str
    result: str = ""
    person: str = ""
    cause: str = ""
    note: str = ""
    next_action: str = ""
    next_on: dt.date | None = None
    invoices: Sequence[str] = ()
    interrupts: bool = False


def add_promise_in(work: Entry, draft: PromiseDraft) -> int:
    """Note a promise inside a transaction; answers its id."""
    currency = currency_code(draft.currency)
    if draft.amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=draft.amount)
    check_amount(draft.amount)
    if draft.date < draft.made_on:
        raise InputError(N_("A promise made on {made} cannot be for {date}, before it."), code="out_of_range",
                         field="date", value=draft.date.isoformat(), made=draft.made_on.isoformat(),
                         date=draft.date.isoformat())
    new_id = rows.insert(work.connection, "promise", {
        "customer_id": work.customer(draft.customer_id), "amount_minor": to_minor(draft.amount, currency),
        "currency": currency, "date": check_range(draft.date).isoformat(),
        "made_on": check_range(draft.made_on, "made_on").isoformat(), "written": int(draft.written),
        "channel": draft.channel, "person": draft.person, "note": draft.note, "created_at": work.stamp,
        "event_seq": work.seq})
    work.touch("promise")
    return new_id


def log_contact_in(work: Entry, draft: ContactDraft) -> int:
    """Log a contact inside a transaction; answers its id."""
    found = _MOMENT.fullmatch(draft.at.strip())
    try:
        day = dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None:
        raise InputError(N_("“{value}” is not a moment. Write it like 2026-11-20T10:00."), code="bad_date", field="at",
                         value=draft.at)
    check_range(day, "at")
    if not draft.channel.strip():
        raise InputError(N_("Say how the customer was reached."), code="missing", field="channel")
    new_id = rows.insert(work.connection, "contact", {
        "customer_id": work.customer(draft.customer_id), "at": draft.at.strip().replace(" ", "T"),
        "channel": draft.channel.strip(), "person": draft.person, "result": draft.result, "cause": draft.cause,
        "note": draft.note, "next_action": draft.next_action,
        "next_on": draft.next_on.isoformat() if draft.next_on else None, "invoices": "\n".join(draft.invoices),
        "interrupts": int(draft.interrupts), "created_at": work.stamp, "created_by": work.session.user,
        "event_seq": work.seq})
    work.touch("contact")
    return new_id


def add_promise(session: Session, draft: PromiseDraft) -> int:
    """Note a promise to pay; InputError names the field. Answers its id."""
    with entry(session, "add", "promise") as (work, says):
        new_id = add_promise_in(work, draft)
        says["entity_id"] = new_id
        says["after"] = {"customer_id": draft.customer_id, "amount": str(draft.amount), "currency": draft.currency,
                         "date": draft.date.isoformat()}
    return new_id


def log_contact(session: Session, draft: ContactDraft, promise: PromiseDraft | None = None) -> int:
    """Log a contact, and the promise made in it, in one transaction; answers the contact's id."""
    with entry(session, "log", "contact") as (work, says):
        new_id = log_contact_in(work, draft)
        says["entity_id"] = new_id
        says["after"] = {"customer_id": draft.customer_id, "at": draft.at, "channel": draft.channel,
                         "result": draft.result}
        if promise is not None:
            says["after"]["promise"] = add_promise_in(work, promise)
    return new_id


def log_contacts(session: Session, drafts: Sequence[ContactDraft]) -> list[int]:
    """Log the same kind of contact with several customers in one transaction; the contacts' ids."""
    with entry(session, "log", "contact") as (work, says):
        ids = [log_contact_in(work, draft) for draft in drafts]
        says["after"] = {"customers": [draft.customer_id for draft in drafts], "count": len(ids)}
    return ids
