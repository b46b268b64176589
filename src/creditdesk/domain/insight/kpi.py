"""The key figures and their formulas, from plain inputs (DOMAIN F). A denominator ≤ 0 gives no value, never 0.

Amounts of one figure are in one currency. `domain.insight.measures` draws the inputs from a ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext, ROUND_HALF_UP

from ..dates import add_months, month_end
from ..errors import N_

ZERO, ONE = Decimal(0), Decimal(1)
DAYS, TIMES, FRACTION, POINTS = "days", "times", "fraction", "points"
COUNTBACK_MONTHS = 24
#: why a figure has no value; stable words, translated where they are shown
NO_SALES, NO_BALANCE, NOTHING_DUE, NO_PROMISES = "no_sales", "no_balance", "nothing_due", "no_promises"
NO_RATE, OLDER_THAN_24_MONTHS, NOTHING_COLLECTIBLE = "no_rate", "older_than_24_months", "nothing_collectible"
REASON_NAMES = {
    NO_SALES: N_("No sales in the period"), NO_BALANCE: N_("Nothing is owed"),
    NOTHING_DUE: N_("Nothing fell due"), NO_PROMISES: N_("No promise fell due"),
    NO_RATE: N_("An exchange rate is missing"), OLDER_THAN_24_MONTHS: N_("Owed for longer than 24 months of sales"),
    NOTHING_COLLECTIBLE: N_("Nothing could be collected"),
}
#: every figure by its name in the command `kpi`
NAMES = {
    "dso": N_("DSO"),
    "dso_countback": N_("DSO, count-back"),
    "dso_best_possible": N_("Best possible DSO"),
    "add": N_("Average days delinquent"),
    "cei": N_("Collection effectiveness (CEI)"),
    "turnover": N_("Receivables turnover"),
    "overdue_ratio": N_("Overdue ratio"),
    "bad_debt_ratio": N_("Bad-debt ratio, 12 months"),
    "collection_rate": N_("Collection success"),
    "promise_kept_ratio": N_("Promises kept"),
    "top1": N_("Largest customer"),
    "top5": N_("Five largest customers"),
    "top10": N_("Ten largest customers"),
    "hhi": N_("Concentration (HHI)"),
}
UNIT_NAMES = {DAYS: N_("days"), TIMES: N_("times a year"), FRACTION: N_("share"), POINTS: N_("points")}


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure to 4 decimals with what it was made from; value None comes with a reason."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Both ends count; the opening date is the day before `start`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(self.end)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def opening(self) -> date:
        return self.start - timedelta(1)

    @property
    def whole_months(self) -> int | None:
        """How many whole calendar months it is, None when it is not."""
        if self.start.day != 1 or self.end != month_end(self.end):
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class MonthSales:
    """Credit sales of a month; `days` are its elapsed ones."""

    days: int
    sales: Decimal


def last_twelve_months(end: date) -> Period:
    """The 12 months ending on `end`."""
    after = end + timedelta(1)
    start = add_months(after, -12)
    return Period(start if start.day == after.day else start + timedelta(1), end)  # 29 February a year ago was 1 March


def months_back(end: date, count: int = COUNTBACK_MONTHS) -> tuple[Period, ...]:
    """The month of `end` up to it, then whole calendar months, newest first."""
    first = end.replace(day=1)
    earlier = (add_months(first, -n) for n in range(1, count))
    return (Period(first, end), *(Period(month, month_end(month)) for month in earlier))


def rounded(value: Decimal) -> Decimal:
    """To 4 decimals, half-up."""
    with localcontext() as context:
        context.prec = 50
        return value.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def ratio(numerator: Decimal, denominator: Decimal, *, reason: str, unit: str = FRACTION,
          factor: int = 1) -> Figure:
    """numerator ÷ denominator × factor; `reason` where the denominator is 0 or less."""
    if denominator <= 0:
        return Figure(None, numerator, denominator, unit, reason)
    with localcontext() as context:
        context.prec = 50
        return Figure(rounded(numerator * factor / denominator), numerator, denominator, unit)


def without_rate(unit: str) -> Figure:
    """A figure that a missing exchange rate makes unknown."""
    return Figure(None, None, None, unit, NO_RATE)


def dso(ar_end: Decimal, sales: Decimal, days: int) -> Figure:
    """AR at the end ÷ credit sales × days of the period (应收账款周转天数)."""
    return ratio(ar_end, sales, reason=NO_SALES, unit=DAYS, factor=days)


def dso_best_possible(not_due: Decimal, sales: Decimal, days: int) -> Figure:
    """Not-due AR ÷ credit sales × days: what DSO would be if nobody were late."""
    return ratio(not_due, sales, reason=NO_SALES, unit=DAYS, factor=days)


def add(ar_end: Decimal, not_due: Decimal, sales: Decimal, days: int) -> Figure:
    """Average days delinquent: DSO − best-possible DSO, from the unrounded ones."""
    return ratio(ar_end - not_due, sales, reason=NO_SALES, unit=DAYS, factor=days)


def dso_countback(ar_end: Decimal, months: Sequence[MonthSales]) -> Figure:
    """How many days of the newest sales the AR is worth; `months` newest first, at most 24 are used.

    A month with sales ≤ 0 adds its days and nothing else. The denominator shows the sales that were used up.
    """
    rest, days, used = ar_end, ZERO, ZERO
    if ar_end <= 0 and not any(month.sales > 0 for month in months[:COUNTBACK_MONTHS]):
        return Figure(None, ar_end, used, DAYS, NO_SALES)
    with localcontext() as context:
        context.prec = 50
        for month in months[:COUNTBACK_MONTHS]:
            if rest <= 0:
                break
            if month.sales <= 0:
                days += month.days
                continue
            part = min(rest, month.sales)
            days += part / month.sales * month.days
            rest -= part
            used += part
        if rest > 0:
            return Figure(None, ar_end, used, DAYS, OLDER_THAN_24_MONTHS)
        return Figure(rounded(days), ar_end, used, DAYS)


def cei(ar_begin: Decimal, sales: Decimal, ar_end: Decimal, not_due_end: Decimal) -> Figure:
    """Collection effectiveness: what was collected of what could have been (收账效率), a fraction."""
    collectible = ar_begin + sales
    return ratio(collectible - ar_end, collectible - not_due_end, reason=NOTHING_COLLECTIBLE)


def turnover(ar_begin: Decimal, ar_end: Decimal, sales: Decimal, period: Period) -> Figure:
    """Annualised credit sales ÷ average AR, times a year (应收账款周转率)."""
    months = period.whole_months
    with localcontext() as context:
        context.prec = 50
        annual = sales * 12 / months if months else sales * 365 / period.days
        return ratio(annual, (ar_begin + ar_end) / 2, reason=NO_BALANCE, unit=TIMES)


def turnover_days(figure: Figure) -> Figure:
    """365 ÷ the unrounded turnover."""
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return Figure(None, figure.denominator, figure.numerator, DAYS, figure.reason)
    return ratio(figure.denominator, figure.numerator, reason=NO_SALES, unit=DAYS, factor=365)


def overdue_ratio(overdue: Decimal, ar_end: Decimal) -> Figure:
    """Overdue ÷ AR (逾期率); pass overdue − disputed for the undisputed variant."""
    return ratio(overdue, ar_end, reason=NO_BALANCE)


def bad_debt_ratio(write_offs: Decimal, recoveries: Decimal, sales: Decimal) -> Figure:
    """(Write-offs − recoveries) ÷ credit sales, each of the 12 months ending on the period's end (坏账率)."""
    return ratio(write_offs - recoveries, sales, reason=NO_SALES)


def collection_rate(received: Decimal, due: Decimal) -> Figure:
    """Receipts on items due ÷ what was due (回款率)."""
    return ratio(received, due, reason=NOTHING_DUE)


def promise_kept_ratio(kept: Decimal, promised: Decimal) -> Figure:
    """Kept amount ÷ promised amount (承诺兑现率)."""
    return ratio(kept, promised, reason=NO_PROMISES)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of the largest debtors, and the Herfindahl index in points (0–10,000)."""

    top1: Figure
    top5: Figure
    hhi: Figure
    top10: Figure


def concentration(balances: Iterable[Decimal]) -> Concentration:
    """One balance per customer (or group); those of 0 and less are left out."""
    owed = sorted((balance for balance in balances if balance > 0), reverse=True)
    total = sum(owed, ZERO)
    with localcontext() as context:
        context.prec = 50
        squares = sum((balance * balance for balance in owed), ZERO)
        hhi = ratio(squares, total * total, reason=NO_BALANCE, unit=POINTS, factor=10_000)
    top1, top5, top10 = (ratio(sum(owed[:n], ZERO), total, reason=NO_BALANCE) for n in (1, 5, 10))
    return Concentration(top1, top5, hhi, top10)
