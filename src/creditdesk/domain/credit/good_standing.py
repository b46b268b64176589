"""Whether a customer has earned a letter of good standing: a year of invoices paid as agreed (DOMAIN A119, design)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..dates import add_months
from ..errors import N_, RuleError
from ..ledger.documents import INVOICE, Ledger, WRITE_OFF
from ..ledger.open_items import open_items
from ..ledger.settlement import payment_items
from .behaviour import judged_promises

#: invoices paid within the year below which nothing can be said
LEAST_INVOICES = 3
#: days beyond terms that still count as paid in time: by amount on average, and of any one payment (DOMAIN D8)
MOST_AVERAGE, MOST_LATE = 5, 15


@dataclass(frozen=True, slots=True)
class GoodRecord:
    """A year's invoices paid in full: how many and what they came to by currency; `since` is the first invoice's day."""

    since: date
    start: date
    count: int
    sums: tuple[tuple[str, Decimal], ...]


def good_record(ledger: Ledger, as_of: date) -> GoodRecord:
    """The record of the twelve months up to the day.

    RuleError `not_earned` says what speaks against it: anything overdue or written off, payments that come late, a broken
    promise, or fewer than three invoices paid.
    """
    invoices = {row.id: row for row in ledger.documents if row.kind == INVOICE and row.counts_on(as_of)}
    start = add_months(as_of, -12)
    opened = [item for item in open_items(ledger, as_of) if item.is_claim]
    if any(item.is_overdue(as_of) for item in opened):
        raise _not_earned(N_("something is overdue"))
    if any(row.kind == WRITE_OFF and row.counts_on(as_of) for row in ledger.documents):
        raise _not_earned(N_("a claim was written off"))
    if any(not result.kept for result in judged_promises(ledger, as_of, start)):
        raise _not_earned(N_("a promise was broken within the year"))
    parts: defaultdict[int, list[tuple[date, int, Decimal]]] = defaultdict(list)
    for item in payment_items(ledger, as_of):
        if item.settled and item.document_id in invoices:
            parts[item.document_id].append((item.paid_on, item.days_beyond_terms, item.amount))
    left = {item.document_id for item in opened}
    paid = {key: found for key, found in parts.items() if key not in left and max(part[0] for part in found) > start}
    year = [part for found in parts.values() for part in found if part[0] > start]
    if any(days > MOST_LATE for _day, days, _amount in year):
        raise _not_earned(N_("a payment came more than 15 days late within the year"))
    if sum(days * amount for _day, days, amount in year) > MOST_AVERAGE * sum(amount for _day, _days, amount in year):
        raise _not_earned(N_("payments come more than 5 days late on average"))
    if len(paid) < LEAST_INVOICES:
        raise _not_earned(N_("fewer than three invoices were paid within the year"))
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for key, found in paid.items():
        sums[invoices[key].currency] += sum((amount for _day, _days, amount in found), Decimal(0))
    return GoodRecord(min(row.date for row in invoices.values()), start, len(paid), tuple(sorted(sums.items())))


def _not_earned(why: str) -> RuleError:
    return RuleError(N_("No letter of good standing: {why}."), code="not_earned", field="customer", why=RuleError(why))
