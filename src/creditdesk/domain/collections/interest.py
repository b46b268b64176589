"""Simple late-payment interest, segment by segment (DOMAIN H3, H6). Fixed compensation beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext

from ..ledger.open_items import Part
from ..money import round_money
from .rates import BEFORE_RATE_TABLE, ECB_REFERENCE, half_year_start
from .regimes import CONTRACT_ONLY, EU, Fixed, fixed_rate, interest_start, Policy, Rates, REASONS, Terms, UK

ZERO = Decimal(0)
_ONE_DAY = timedelta(1)
EU_FIXED_SUM = Decimal(40)
#: UK fixed sums: for debts below the border; the last for all others
UK_FIXED_SUMS = ((Decimal(1000), Decimal(40)), (Decimal(10000), Decimal(70)))
UK_LARGEST_SUM = Decimal(100)


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice or debit note with its parts as of the day (`ledger.open_items.parts`) and its terms.

    A debit note of interest or a dunning fee bears none itself: leave it out.
    """

    document_id: int
    no: str
    currency: str
    parts: tuple[Part, ...]
    terms: Terms
    customer_id: int = 0


@dataclass(frozen=True, slots=True)
class InterestRow:
    """One segment: both ends included, `rate` a yearly fraction, `interest` rounded (the last takes the difference)."""

    from_date: date
    to_date: date
    days: int
    principal: Decimal
    rate: Decimal
    interest: Decimal
    instalment_no: int | None = None


@dataclass(frozen=True, slots=True)
class InvoiceInterest:
    """Interest on one invoice up to the as-of day.

    `interest` and `rate` are None with `reason` `before_rate_table` where no table reaches back, or `contract_only`
    where the law gives none. `days` counts from the oldest unpaid part, `principal` is what is overdue and undisputed.
    """

    document_id: int
    no: str
    currency: str
    regime: int
    reason: str
    rate: Decimal | None
    principal: Decimal
    days: int
    interest: Decimal | None
    compensation: Decimal
    provisional: bool = False
    rows: tuple[InterestRow, ...] = ()
    warnings: tuple[str, ...] = ()
    customer_id: int = 0

    @property
    def total(self) -> Decimal:
        return (self.interest or ZERO) + self.compensation


@dataclass(frozen=True, slots=True)
class _Segment:
    start: date
    end: date
    principal: Decimal
    rate: Decimal
    basis: int
    instalment_no: int | None

    @property
    def exact(self) -> Decimal:
        return self.principal * self.rate * (self.end - self.start).days / self.basis


def interest_on(claim: Claim, as_of: date, rates: Rates, policy: Policy | None = None) -> InvoiceInterest | None:
    """Interest and fixed compensation on an invoice; None without an overdue undisputed open part (DOMAIN H3)."""
    policy = policy or Policy()
    late = [(part, start) for part in claim.parts
            if _steps(part, start := interest_start(claim.terms, part.due_date), as_of)]
    unpaid = [(part, start) for part, start in late if part.undisputed > 0]
    if not unpaid:
        return None
    oldest = min(start for _, start in unpaid)
    first = fixed_rate(claim.terms, min(start for _, start in late) + _ONE_DAY, rates, policy)
    compensation, warnings = _compensation(claim.currency, first.regime, late)
    result = InvoiceInterest(
        claim.document_id, claim.no, claim.currency, first.regime, REASONS[first.regime], first.rate,
        sum((part.undisputed for part, _ in unpaid), ZERO), (as_of - oldest).days, None, compensation,
        first.provisional, (), first.warnings + warnings, claim.customer_id)
    if first.regime == CONTRACT_ONLY:
        return result
    segments: list[_Segment] = []
    provisional = False
    for part, start in late:
        fixed = fixed_rate(claim.terms, start + _ONE_DAY, rates, policy)
        found = _segments(part, start, as_of, fixed, rates, policy)
        if found is None:
            return replace(result, rate=None, reason=BEFORE_RATE_TABLE, provisional=False)
        segments += found[0]
        provisional = provisional or found[1]
    rows, total = _rounded(segments, claim.currency)
    if provisional:
        result = replace(result, provisional=True, warnings=(*result.warnings, "provisional_rate"))
    return replace(result, interest=total, rows=rows)


def _steps(part: Part, start: date, as_of: date) -> list[tuple[date, date, Decimal]]:
    """(start, end, principal) between part payments; a payment's own day still bears interest on the old amount."""
    principal = part.amount - part.disputed
    steps: list[tuple[date, date, Decimal]] = []
    at = start
    for reduction in sorted(part.reductions, key=lambda row: row.value_date):
        if reduction.value_date > at:
            steps.append((at, reduction.value_date, principal))
            at = reduction.value_date
        principal -= reduction.amount
    if as_of > at:
        steps.append((at, as_of, principal))
    return [step for step in steps if step[2] > 0]


def _segments(part: Part, start: date, as_of: date, fixed: Fixed, rates: Rates, policy: Policy
              ) -> tuple[list[_Segment], bool] | None:
    """Segments of one part and whether a rate is provisional; None where a rate is missing."""
    steps = _steps(part, start, as_of)
    if fixed.regime == EU and not policy.single_rate:
        return _half_years(part, steps, fixed, rates, policy)
    rate = fixed.rate
    if rate is None:
        return None if steps else ([], False)
    return ([_Segment(begin, end, principal, rate, fixed.day_basis, part.instalment_no)
             for begin, end, principal in steps], fixed.provisional)


def _half_years(part: Part, steps: Sequence[tuple[date, date, Decimal]], fixed: Fixed, rates: Rates, policy: Policy
                ) -> tuple[list[_Segment], bool] | None:
    """Steps split on 1 January and 1 July: the first day of a half-year bears its own rate already."""
    table = rates.get(ECB_REFERENCE)
    segments: list[_Segment] = []
    provisional = False
    for begin, end, principal in steps:
        at = begin
        while at < end:
            first_day = at + _ONE_DAY
            found = table.half_year(first_day) if table else None
            if found is None:
                return None
            until = min(end, _last_of_half_year(first_day))
            segments.append(_Segment(at, until, principal, found.rate + policy.eu_margin, fixed.day_basis,
                                     part.instalment_no))
            provisional = provisional or found.provisional
            at = until
    return segments, provisional


def _last_of_half_year(day: date) -> date:
    start = half_year_start(day)
    return date(start.year, 6, 30) if start.month == 1 else date(start.year, 12, 31)


def _rounded(segments: Sequence[_Segment], currency: str) -> tuple[tuple[InterestRow, ...], Decimal]:
    """Rows rounded one by one, the last taking the difference to the invoice's own rounding."""
    with localcontext() as context:
        context.prec = 60
        total = round_money(sum((segment.exact for segment in segments), ZERO), currency)
        shares = [round_money(segment.exact, currency) for segment in segments]
    if shares:
        shares[-1] += total - sum(shares, ZERO)
    rows = tuple(InterestRow(segment.start + _ONE_DAY, segment.end, (segment.end - segment.start).days,
                             segment.principal, segment.rate, share, segment.instalment_no)
                 for segment, share in zip(segments, shares, strict=True))
    return rows, total


def _compensation(currency: str, regime: int, late: Sequence[tuple[Part, date]]) -> tuple[Decimal, tuple[str, ...]]:
    """Fixed sum of regimes 5 and 6; 0 with a warning where the invoice is in another currency (DOMAIN H6)."""
    owed = [amount for part, start in late if (amount := _open_at_breach(part, start)) > 0]
    if regime not in (EU, UK) or not owed:
        return ZERO, ()
    if currency != ("EUR" if regime == EU else "GBP"):
        return ZERO, ("compensation_other_currency",)
    if regime == EU:
        return EU_FIXED_SUM * len(owed), ()
    debt = sum(owed, ZERO)  # once for the invoice, never again for a part of it
    return next((fixed for border, fixed in UK_FIXED_SUMS if debt < border), UK_LARGEST_SUM), ()


def _open_at_breach(part: Part, start: date) -> Decimal:
    paid = sum((row.amount for row in part.reductions if row.value_date <= start), ZERO)
    return part.amount - part.disputed - paid
