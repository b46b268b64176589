"""Small differences (尾差): a write-off that is no loss, so it stays small (DOMAIN E2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.errors import N_, RuleError
from ...domain.ledger.documents import SMALL_LIMIT
from ...domain.money import display
from ..rates import rate_book
from .entry import Entry


def check_small(work: Entry, no: str, amount: Decimal, currency: str, day: date) -> None:
    """RuleError `out_of_range` above SMALL_LIMIT in base currency (in its own where it has no rate)."""
    rates = rate_book(work.connection)
    worth = rates.to_base(amount, currency, day)
    if (amount if worth is None else worth) > SMALL_LIMIT:
        raise RuleError(N_("{no}: {amount} {currency} is no small difference; up to {limit} {base} is."), code="out_of_range",
                        field="amount", no=no, amount=display(amount, currency), currency=currency, limit=SMALL_LIMIT,
                        base=rates.base)
