"""Whether a limit rests on an agency's report where the policy wants one: class A, or from an amount on (DOMAIN A47)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ...domain.customers.archive import has_report, REPORT_MONTHS
from ...domain.errors import N_, RuleError
from ...domain.money import display
from ...store import customers, file_entries
from ...store.transaction import Transaction
from ..rates import rate_book
from .policy import policy_in


def wanted_from(connection: Transaction, customer_id: int, as_of: date) -> Decimal | None:
    """The limit (base currency) from which a report is wanted; 0 for class A, None where the policy has no such rule."""
    above = policy_in(connection, as_of).report_above
    row = customers.by_id(connection, customer_id)
    if above is None or row is None:
        return None
    return Decimal(0) if row["class"] == "A" else above


def lacking_from(connection: Transaction, customer_id: int, as_of: date) -> Decimal | None:
    """The same, None too where a report of the last twelve months is on file."""
    found = wanted_from(connection, customer_id, as_of)
    if found is None or has_report(file_entries.entries_of(connection, customer_id), as_of):
        return None
    return found


def check_report(connection: Transaction, customer_id: int, line: Decimal, as_of: date) -> None:
    """RuleError `report_missing` where a limit of `line` (base currency) wants a report and none is on file."""
    above = lacking_from(connection, customer_id, as_of)
    if above is None or line <= 0 or line < above:
        return
    if above == 0:
        raise RuleError(N_("The policy wants an agency report of the last {months} months for class A, and none is on file."),
                        code="report_missing", field="amount", months=REPORT_MONTHS)
    base = rate_book(connection).base
    raise RuleError(N_("From {amount} {currency} on the policy wants an agency report of the last {months} months, and none "
                       "is on file."),
                    code="report_missing", field="amount", amount=display(above, base), currency=base, months=REPORT_MONTHS)
