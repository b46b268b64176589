"""How a customer pays, from the own ledger: BH1–BH9, the optional OP1 and OP2, V3 and V6 (DOMAIN C3, C4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..collections.promises import evaluate, KEPT, last_day
from ..dates import add_months, years_between
from ..errors import N_
from ..ledger.documents import (
    Dispute,
    Document,
    INVOICE,
    Ledger,
    Promise,
    RECEIPT,
    RECOVERY,
)
from ..ledger.open_items import open_items, OpenItem
from ..ledger.settlement import instalments_of, payment_items
from .claims import MonthPeak, ToBase
from .factors import FactorInput, known, not_applicable, unknown

LEDGER = "ledger"
BILL_METHODS = frozenset({"bank_acceptance", "commercial_acceptance"})
_HALF_YEAR = 6
_ZERO = Decimal(0)
_TREND_ITEMS = 3


@dataclass(frozen=True, slots=True)
class BehaviourSettings:
    """Days of grace for BH2 and the amount from which a delay counts in BH3 (DOMAIN C3, I1)."""

    grace_days: int = 3
    small_amount: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class BehaviourItem:
    """One portion behind the figures, in base currency; `days` beyond terms, negative = early."""

    document_id: int
    no: str
    amount: Decimal
    due: date
    paid: date
    days: int
    settled: bool


@dataclass(frozen=True, slots=True)
class PromiseResult:
    """A judged promise: what came from the day it was made to its date + 2."""

    promise: Promise
    received: Decimal
    kept: bool


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The behaviour factors with the items and sums that explain them.

    `parts` holds numerator and denominator by factor code; `clipped` is WADBT with early payments counted as on time.
    """

    inputs: Mapping[str, FactorInput]
    items: tuple[BehaviourItem, ...]
    promises: tuple[PromiseResult, ...]
    parts: Mapping[str, tuple[Decimal, Decimal]]
    clipped: Decimal | None
    balance: Decimal
    flags: Mapping[str, str]


def weighted_days(items: Sequence[BehaviourItem], *, clip: bool = False) -> Decimal | None:
    """WADBT = Σ a·DBT ÷ Σ a, unrounded; None without amounts."""
    weight = sum((item.amount for item in items), _ZERO)
    if not weight:
        return None
    return sum((item.amount * (max(item.days, 0) if clip else item.days) for item in items), _ZERO) / weight


def behaviour(ledger: Ledger, as_of: date, *, to_base: ToBase, limit: Decimal | None = None,
              peaks: Sequence[MonthPeak] = (), settings: BehaviourSettings | None = None) -> Behaviour:
    """BH1–BH9 of one customer's ledger on `as_of`.

    `to_base` converts an amount at the rate of `as_of`; `limit` is the one in force without temporary ones, None for
    none; `peaks` are the monthly peaks of six months (`claims.monthly_peaks`).
    """
    rules = settings or BehaviourSettings()
    every = _items(ledger, as_of, to_base)
    start, quarter = add_months(as_of, -12), add_months(as_of, -3)
    year = tuple(item for item in every if start < item.paid <= as_of)
    parts: dict[str, tuple[Decimal, Decimal]] = {}
    inputs = _payment_factors(year, quarter, rules, parts)
    judged = judged_promises(ledger, as_of, start)
    broken = sum(1 for result in judged if not result.kept)
    inputs["BH4"] = (known(Decimal(broken) / len(judged), LEDGER) if judged
                     else not_applicable(N_("no promises made"), LEDGER))
    waiting = open_items(ledger, as_of)
    # converted item by item, as every total in base currency is (DOMAIN E10)
    balance = sum((to_base(item.balance, item.currency) for item in waiting), _ZERO)
    late = _overdue_beyond(waiting, as_of, to_base)
    inputs["BH5"] = known(late[30] / balance if balance > 0 else _ZERO, LEDGER)
    parts["BH5"] = (late[30], balance)
    inputs["BH7"] = _dispute_factor(ledger, as_of, start, to_base, parts)
    inputs["BH8"] = _relationship(ledger, as_of)
    inputs["BH9"] = _utilisation(peaks, limit, parts)
    inputs |= _trade(ledger, as_of, start, to_base)
    return Behaviour(inputs, year, judged, parts, weighted_days(year, clip=True), balance,
                     _flags(ledger, as_of, to_base, late[90], balance))


def ledger_flags(ledger: Ledger, as_of: date, to_base: ToBase, waiting: Sequence[OpenItem]) -> dict[str, str]:
    """V3 and V6 alone with the amount that fires them; `waiting` are the ledger's open items of the day."""
    balance = sum((to_base(item.balance, item.currency) for item in waiting), _ZERO)
    return _flags(ledger, as_of, to_base, _overdue_beyond(waiting, as_of, to_base)[90], balance)


def _items(ledger: Ledger, as_of: date, to_base: ToBase) -> tuple[BehaviourItem, ...]:
    numbers = {document.id: document.no for document in ledger.documents}
    return tuple(BehaviourItem(item.document_id, numbers.get(item.document_id, ""), to_base(item.amount, item.currency),
                               item.due_date, item.paid_on, item.days_beyond_terms, item.settled)
                 for item in payment_items(ledger, as_of))


def _payment_factors(year: Sequence[BehaviourItem], quarter: date, rules: BehaviourSettings,
                     parts: dict[str, tuple[Decimal, Decimal]]) -> dict[str, FactorInput]:
    """BH1, BH2, BH3 and BH6 from the items of the last twelve months."""
    nothing = unknown(N_("no payments in twelve months"), LEDGER)
    found = dict.fromkeys(("BH1", "BH2", "BH3"), nothing)
    weight = sum((item.amount for item in year), _ZERO)
    mean = weighted_days(year)
    if mean is not None:
        late = sum((item.amount for item in year if item.days > rules.grace_days), _ZERO)
        found["BH1"], found["BH2"] = known(mean, LEDGER), known(late / weight, LEDGER)
        parts["BH1"] = (sum((item.amount * item.days for item in year), _ZERO), weight)
        parts["BH2"] = (late, weight)
    counted = [item.days for item in year if item.amount > rules.small_amount]
    if counted:
        found["BH3"] = known(Decimal(max(counted)), LEDGER)
    last, prior = ([item for item in year if item.paid > quarter], [item for item in year if item.paid <= quarter])
    now, before = weighted_days(last), weighted_days(prior)
    if min(len(last), len(prior)) >= _TREND_ITEMS and now is not None and before is not None:
        found["BH6"] = known(now - before, LEDGER)
        parts["BH6"] = (now, before)
    else:
        found["BH6"] = unknown(N_("fewer than three payments in one of the periods"), LEDGER)
    return found


def judged_promises(ledger: Ledger, as_of: date, start: date) -> tuple[PromiseResult, ...]:
    """Promises whose date + 2 lies after `start` and before `as_of`; kept from 95 % received (DOMAIN C3)."""
    judged = (evaluate(promise, ledger.documents, as_of) for promise in ledger.promises if start < last_day(promise) < as_of)
    return tuple(PromiseResult(found.promise, found.received, found.state == KEPT) for found in judged)


def _overdue_beyond(waiting: Sequence[OpenItem], as_of: date, to_base: ToBase) -> dict[int, Decimal]:
    """Undisputed amounts more than 30 and more than 90 days overdue, in base currency."""
    sums = {30: _ZERO, 90: _ZERO}
    for item in waiting:
        if item.is_claim and item.undisputed > 0:
            amount = to_base(item.undisputed, item.currency)
            for days in sums:
                if item.days_overdue(as_of) > days:
                    sums[days] += amount
    return sums


def _dispute_factor(ledger: Ledger, as_of: date, start: date, to_base: ToBase,
                    parts: dict[str, tuple[Decimal, Decimal]]) -> FactorInput:
    documents = {document.id: document for document in ledger.documents}
    billed = sum((document.sale_sign * to_base(document.amount, document.currency) for document in ledger.documents
                  if document.sale_sign and document.counts_on(as_of) and start < document.date), _ZERO)
    unfounded = sum((to_base(_unfounded(dispute, documents[dispute.document_id], as_of),
                             documents[dispute.document_id].currency) for dispute in ledger.disputes
                     if start < dispute.raised_on <= as_of and dispute.document_id in documents), _ZERO)
    parts["BH7"] = (unfounded, billed)
    if billed <= 0:
        return unknown(N_("nothing billed in twelve months"), LEDGER)
    return known(unfounded / billed, LEDGER)


def _trade(ledger: Ledger, as_of: date, start: date, to_base: ToBase) -> dict[str, FactorInput]:
    """OP1, what was billed in the last six months against the six before; OP2, the share of bills among the year's receipts."""
    middle = add_months(as_of, -_HALF_YEAR)
    billed = {True: _ZERO, False: _ZERO}
    received = bills = _ZERO
    for document in ledger.documents:
        if not document.counts_on(as_of) or document.date <= start:
            continue
        if document.sale_sign:
            billed[document.date > middle] += document.sale_sign * to_base(document.amount, document.currency)
        elif document.kind == RECEIPT:
            amount = to_base(document.amount, document.currency)
            received += amount
            bills += amount if document.method in BILL_METHODS else _ZERO
    return trade_factors(billed[True], billed[False], bills, received)


def trade_factors(recent: Decimal, before: Decimal, bills: Decimal, received: Decimal) -> dict[str, FactorInput]:
    """OP1 and OP2 from their sums."""
    return {"OP1": known(recent / before - 1, LEDGER) if before > 0 else unknown(N_("nothing billed in the six months before"), LEDGER),
            "OP2": known(bills / received, LEDGER) if received > 0 else unknown(N_("no payments in twelve months"), LEDGER)}


def _unfounded(dispute: Dispute, document: Document, as_of: date) -> Decimal:
    """The part raised after the last instalment's due date, or rejected or withdrawn since; each dispute once."""
    if dispute.raised_on > instalments_of(document)[-1].due_date:
        return dispute.amount
    if dispute.closed_on is None or dispute.closed_on > as_of:
        return _ZERO
    if dispute.outcome in ("rejected", "withdrawn"):
        return dispute.amount
    return dispute.amount - dispute.accepted if dispute.outcome == "partly" else _ZERO


def _relationship(ledger: Ledger, as_of: date) -> FactorInput:
    first = min((document.date for document in ledger.documents if document.kind == INVOICE
                 and document.counts_on(as_of)), default=None)
    if first is None:
        return unknown(N_("no invoice yet"), LEDGER)
    return known(years(first, as_of), LEDGER)


def years(start: date, end: date) -> Decimal:
    """Whole anniversaries plus the elapsed part of the current one, unrounded (DOMAIN C3)."""
    whole, elapsed, length = years_between(start, end)
    return whole + Decimal(elapsed) / length


def _utilisation(peaks: Sequence[MonthPeak], limit: Decimal | None,
                 parts: dict[str, tuple[Decimal, Decimal]]) -> FactorInput:
    if limit is None:
        return not_applicable(N_("no limit"), LEDGER)
    mean = sum((peak.amount for peak in peaks), _ZERO) / len(peaks) if peaks else _ZERO
    parts["BH9"] = (mean, limit)
    if limit > 0:
        return known(mean / limit, LEDGER) if peaks else unknown(N_("no invoice yet"), LEDGER)
    return known("over_limit", LEDGER) if mean > 0 else not_applicable(N_("nothing open and a limit of zero"), LEDGER)


def _flags(ledger: Ledger, as_of: date, to_base: ToBase, beyond_90: Decimal, balance: Decimal) -> dict[str, str]:
    flags: dict[str, str] = {}
    lost = sum(((1 if document.writes_off else -1) * to_base(document.amount, document.currency)
                for document in ledger.documents
                if (document.writes_off or document.kind == RECOVERY) and document.counts_on(as_of)), _ZERO)
    if lost > 0:
        flags["V3"] = f"{lost:f}"
    if beyond_90 > max(Decimal("0.05") * balance, Decimal(5000)):
        flags["V6"] = f"{beyond_90:f}"
    return flags
