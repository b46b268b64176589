"""A customer frozen or stopped by a person, until the person lifts it (DOMAIN D11, D14 e)."""

from __future__ import annotations

from datetime import date

from ...domain.credit.triggers import RESTRICTED, STOP
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...store import customers, orders as store, rows
from ..ledger.entry import Entry, entry
from ..session import Session


def freeze(session: Session, customer_id: int, day: date, reason: str, *, stop: bool = False) -> int:
    """Hold the orders of a customer from a day on (`stop`: all of them, until lifted); a reason is required."""
    if not reason.strip():
        raise InputError(N_("Give a reason for the freeze."), code="missing", field="reason")
    check_range(day, "date")
    with entry(session, "freeze", "customer", reason=reason) as (work, says):
        owner = work.customer(customer_id)
        new_id = freeze_in(work, owner, day, reason, stop=stop)
        says["entity_id"], says["after"] = owner, {"since": day.isoformat(), "state": STOP if stop else RESTRICTED}
    return new_id


def freeze_in(work: Entry, owner: int, day: date, reason: str, *, stop: bool = False) -> int:
    """The same inside a transaction; answers the freeze's id."""
    new_id = rows.insert(work.connection, "credit_freeze", {
        "customer_id": owner, "state": STOP if stop else RESTRICTED, "since": day.isoformat(),
        "reason": reason.strip(), "created_at": work.stamp, "created_by": work.session.user, "event_seq": work.seq})
    work.touch("credit_freeze")
    return new_id


def lift(session: Session, customer_id: int, day: date, reason: str) -> None:
    """End every freeze of a customer from a day on; RuleError `not_frozen`."""
    if not reason.strip():
        raise InputError(N_("Give a reason for the freeze."), code="missing", field="reason")
    with entry(session, "lift", "customer", reason=reason) as (work, says):
        owner = work.customer(customer_id)
        found = store.freeze(work.connection, owner, day)
        if found is None:
            raise RuleError(N_("The customer is not frozen."), code="not_frozen", field="customer")
        while found is not None:
            store.lift_freeze(work.connection, found["id"], day.isoformat(), reason.strip(), work.seq)
            found = store.freeze(work.connection, owner, day)
        work.touch("credit_freeze.lifting")
        says["entity_id"], says["after"] = owner, {"lifted_on": day.isoformat()}


def frozen_by(session: Session, customer_id: int, as_of: date) -> tuple[str, date, str, str] | None:
    """(state, since, reason, who) of the freeze that holds on a day, None without one."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        row = store.freeze(connection, root, as_of) if root is not None else None
    return None if row is None else (row["state"], date.fromisoformat(row["since"]), row["reason"], row["created_by"])
