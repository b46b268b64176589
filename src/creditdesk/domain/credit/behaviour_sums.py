"""BH1–BH9 from sums that the store adds up: the same figures as `behaviour`, for a whole book at once (DOMAIN C3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..dates import add_months, month_end
from ..errors import N_
from .behaviour import LEDGER, trade_factors, years
from .claims import EXISTING, NEW
from .factors import FactorInput, known, not_applicable, unknown

_ZERO = Decimal(0)
#: the answers of the rule (`behaviour`) where there is no figure; made once, for there are many customers
_NOTHING = unknown(N_("no payments in twelve months"), LEDGER)
_NO_PROMISE = not_applicable(N_("no promises made"), LEDGER)
_TOO_FEW = unknown(N_("fewer than three payments in one of the periods"), LEDGER)
_NOT_BILLED = unknown(N_("nothing billed in twelve months"), LEDGER)
_NO_INVOICE = unknown(N_("no invoice yet"), LEDGER)
_NO_LIMIT = not_applicable(N_("no limit"), LEDGER)
_NOTHING_OPEN = not_applicable(N_("nothing open and a limit of zero"), LEDGER)
_TREND_ITEMS, _CARD_MONTHS, _CARD_COUNT = 3, 6, 6


@dataclass(frozen=True, slots=True)
class WindowSums:
    """Σ a, Σ a·days, Σ a of what was late, number of items and the longest delay of one window; amounts in minor units."""

    weight: int = 0
    weighted: int = 0
    late: int = 0
    count: int = 0
    longest: int | None = None

    def plus(self, other: WindowSums) -> WindowSums:
        delays = [days for days in (self.longest, other.longest) if days is not None]
        return WindowSums(self.weight + other.weight, self.weighted + other.weighted, self.late + other.late,
                          self.count + other.count, max(delays, default=None))

    @property
    def mean(self) -> Decimal | None:
        return Decimal(self.weighted) / self.weight if self.weight else None


@dataclass(frozen=True, slots=True)
class BehaviourSums:
    """What the store adds up for one customer as of a day; amounts in minor units of the base currency."""

    last: WindowSums = WindowSums()
    prior: WindowSums = WindowSums()
    judged: int = 0
    broken: int = 0
    balance: int = 0
    late_30: int = 0
    late_90: int = 0
    billed: int = 0
    unfounded: int = 0
    lost: int = 0
    first_invoice: date | None = None
    last_invoice: date | None = None
    first_credit: date | None = None
    counted: int = 0
    billed_recent: int = 0
    received: int = 0


def inputs_of(sums: BehaviourSums, as_of: date, limit: int | None, peak: Decimal | None) -> dict[str, FactorInput]:
    """The nine behaviour factors, OP1 and OP2; the limit and the mean of its monthly peaks in minor units."""
    year = sums.last.plus(sums.prior)
    found = dict.fromkeys(("BH1", "BH2", "BH3"), _NOTHING)
    if year.mean is not None:
        found["BH1"], found["BH2"] = known(year.mean, LEDGER), known(Decimal(year.late) / year.weight, LEDGER)
    if year.longest is not None:
        found["BH3"] = known(Decimal(year.longest), LEDGER)
    found["BH4"] = (known(Decimal(sums.broken) / sums.judged, LEDGER) if sums.judged
                    else _NO_PROMISE)
    found["BH5"] = known(Decimal(sums.late_30) / sums.balance if sums.balance > 0 else _ZERO, LEDGER)
    now, before = sums.last.mean, sums.prior.mean
    enough = min(sums.last.count, sums.prior.count) >= _TREND_ITEMS and now is not None and before is not None
    found["BH6"] = (known((now or _ZERO) - (before or _ZERO), LEDGER) if enough
                    else _TOO_FEW)
    found["BH7"] = (known(Decimal(sums.unfounded) / sums.billed, LEDGER) if sums.billed > 0
                    else _NOT_BILLED)
    found["BH8"] = (known(years(sums.first_invoice, as_of), LEDGER) if sums.first_invoice
                    else _NO_INVOICE)
    found["BH9"] = _utilisation(limit, peak)
    recent, before = Decimal(sums.billed_recent), Decimal(sums.billed - sums.billed_recent)
    # a customer who paid with a bill is read by the rule itself
    return found | trade_factors(recent, before, _ZERO, Decimal(sums.received))


def _utilisation(limit: int | None, peak: Decimal | None) -> FactorInput:
    if limit is None:
        return _NO_LIMIT
    if limit > 0:
        return known(peak / limit, LEDGER) if peak is not None else _NO_INVOICE
    return known("over_limit", LEDGER) if peak is not None and peak > 0 else _NOTHING_OPEN


def flags_of(sums: BehaviourSums, decimals: int) -> dict[str, str]:
    """V3 and V6 with the amount that fires them; `decimals` are those of the base currency."""
    flags: dict[str, str] = {}
    if sums.lost > 0:
        flags["V3"] = f"{Decimal(sums.lost).scaleb(-decimals):f}"
    if sums.late_90 > max(Decimal("0.05") * sums.balance, Decimal(5000).scaleb(decimals)):
        flags["V6"] = f"{Decimal(sums.late_90).scaleb(-decimals):f}"
    return flags


def card_of(sums: BehaviourSums, as_of: date) -> str:
    """`new` or `existing`, as `claims.which_card` says (DOMAIN C5)."""
    dealt = sums.last_invoice is not None and sums.last_invoice > add_months(as_of, -12)
    if sums.first_credit is None or not dealt or add_months(sums.first_credit, _CARD_MONTHS) > as_of:
        return NEW
    return EXISTING if sums.counted >= _CARD_COUNT else NEW


def months_of(as_of: date, months: int) -> list[tuple[str, str]]:
    """(first day, last day) of the last calendar months as ISO text, the current one up to the day."""
    start = as_of.replace(day=1)
    firsts = [add_months(start, place - months + 1) for place in range(months)]
    return [(first.isoformat(), min(month_end(first), as_of).isoformat()) for first in firsts]


def mean_peak(changes: Mapping[str, int], opening: int, first_claim: str | None, months: Sequence[tuple[str, str]]
              ) -> Decimal | None:
    """Mean of the monthly peaks (DOMAIN C3, BH9) from changes of exposure by ISO day; None before the first claim.

    `opening` is the level before all of them; months before that of the first claim are left out.
    """
    if first_claim is None or not months:
        return None
    level = opening + sum(amount for day, amount in changes.items() if day < months[0][0])
    days = sorted(day for day in changes if day >= months[0][0])
    total = count = place = 0
    for first, last in months:
        best = level
        while place < len(days) and days[place] <= last:
            day = days[place]
            level += changes[day]
            if level > best or day == first:
                best = level
            place += 1
        if first[:7] >= first_claim[:7]:
            total, count = total + best, count + 1
    return Decimal(total) / count if count else None
