"""Temporary limits: at most 90 days, two a year, none with old debts; a hard end (DOMAIN D9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.errors import InputError, N_
from ..session import Session
from .applications import LimitRequest, submit_limit, Submitted


def grant_temporary(session: Session, customer_id: int, amount: Decimal, currency: str, begins: date, until: date, as_of: date,
                    *, purpose: str) -> Submitted:
    """Ask for `amount` more from `begins` to the end of `until`; `purpose` names the order or season.

    Decided at once, or put before an approver, as the matrix says of the limit there would be (DOMAIN D12).
    """
    if not purpose.strip():
        raise InputError(N_("Say what the temporary limit is for."), code="missing", field="reason")
    if amount <= 0:
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)
    return submit_limit(session, LimitRequest(customer_id, amount, currency, begins, until, temporary=True,
                                              reason=purpose.strip()), as_of)
