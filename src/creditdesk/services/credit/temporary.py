"""Temporary limits: at most 90 days, two a year, none with old debts; a hard end (DOMAIN D9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.credit.triggers import check_temporary
from ...domain.errors import InputError, N_
from ...store import credit, customers
from ...store.book import Transaction
from ..ledger.entry import entry
from ..rates import rate_book
from ..session import Session
from .decisions import decisions
from .limits import decide_in
from .standing import worst_overdue_in


def check_temporary_in(connection: Transaction, customer_id: int, begins: date, until: date, as_of: date) -> None:
    """RuleError `bad_period`, `too_long`, `too_many`, `overdue` where D9 forbids a temporary limit."""
    root = customers.root(connection, customer_id) or customer_id
    held = decisions([row for row in credit.limits_of(connection, root) if not row["withdrawn_on"]], rate_book(connection),
                     as_of)
    check_temporary(begins, until, held, worst_overdue=worst_overdue_in(connection, root, as_of))


def grant_temporary(session: Session, customer_id: int, amount: Decimal, currency: str, begins: date, until: date, as_of: date,
                    *, purpose: str) -> int:
    """Add `amount` to the limit from `begins` to the end of `until`; `purpose` names the order or season. Answers its id."""
    if not purpose.strip():
        raise InputError(N_("Say what the temporary limit is for."), code="missing", field="reason")
    if amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)
    with entry(session, "decide", "limit", reason=purpose) as (work, says):
        check_temporary_in(work.connection, customer_id, begins, until, as_of)
        new_id = decide_in(work, customer_id, amount, currency, begins, until, temporary=True, reason=purpose.strip())
        says["entity_id"] = new_id
        says["after"] = {"customer_id": customer_id, "amount": str(amount), "currency": currency, "temporary": True,
                         "from": begins.isoformat(), "until": until.isoformat()}
    return new_id
