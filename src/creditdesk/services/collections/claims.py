"""A customer's open claims with what they bear and how long they last: interest and limitation side by side (DOMAIN H3, H4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.collections.interest import InvoiceInterest
from ...domain.collections.limitation import Clock
from ..session import Session
from .interest import interest_report
from .limitation import limitation_report


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """An open invoice or debit note. `interest` None where nothing is overdue, `clock` None where no period is tracked."""

    document_id: int
    no: str
    currency: str
    open: Decimal
    due_date: date | None
    interest: InvoiceInterest | None
    clock: Clock | None


def claims_of(session: Session, customer_id: int, as_of: date) -> list[OpenClaim]:
    """Every open claim of a customer, the earliest due first."""
    interest = {line.result.document_id: line.result for line in interest_report(session, as_of, customer_id)}
    lines = limitation_report(session, as_of, customer_id)
    found = [OpenClaim(line.document_id, line.invoice, line.currency, line.open, line.due_date, interest.get(line.document_id),
                       line.clock) for line in lines]
    return sorted(found, key=lambda claim: (claim.due_date or date.max, claim.no))
