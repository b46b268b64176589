"""The book as a portfolio: how it spreads, what it may lose, how it stands to the firm's caps (DOMAIN A93, A79, D4, F)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import N_
from . import kpi

_ZERO = Decimal(0)
#: from this share of a cap its light is amber
NEAR_SHARE = Decimal("0.9")
OK, NEAR, OVER, UNKNOWN = "ok", "near", "over", "unknown"
MONEY, SHARE, POINTS = "money", "share", "points"
#: concentration that calls for a look (J24), and the index from which it is red (F)
TOP_ONE, TOP_FIVE, HHI_AMBER, HHI_RED = Decimal("0.20"), Decimal("0.60"), Decimal(1500), Decimal(2500)


@dataclass(frozen=True, slots=True)
class Holding:
    """One customer in the portfolio, base currency: exposure, what of it is overdue and covered by security.

    `loss` is what a year costs on average: uncovered exposure × default probability × loss given default.
    """

    customer_id: int
    name: str
    exposure: Decimal
    overdue: Decimal
    covered: Decimal
    loss: Decimal

    @property
    def uncovered(self) -> Decimal:
        return max(_ZERO, self.exposure - self.covered)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the portfolio: its key, how many customers, and sums; `share` of all exposure, None while there is none."""

    key: str
    customers: int
    exposure: Decimal
    overdue: Decimal
    covered: Decimal
    loss: Decimal
    share: Decimal | None
    customer_id: int = 0


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap with what stands against it: `value` and `most` in money, as a fraction or in points; None = not known.

    `who` is the customer, group or section that comes nearest, `customer_id` where it is a customer.
    """

    code: str
    kind: str
    value: Decimal | None
    most: Decimal | None
    who: str = ""
    customer_id: int = 0
    red_above: Decimal | None = None

    @property
    def used(self) -> Decimal | None:
        """Value ÷ cap, of two lines the second; None while one is unknown or the cap is 0."""
        most = self.red_above or self.most
        return self.value / most if self.value is not None and most else None

    @property
    def state(self) -> str:
        """ok, near from 90 % on, over above it; a cap of two lines is over only above the second."""
        if self.value is None or self.most is None:
            return UNKNOWN
        if self.red_above is not None:
            return OVER if self.value > self.red_above else NEAR if self.value >= self.most else OK
        if self.value > self.most:
            return OVER
        return NEAR if self.most and self.value >= self.most * NEAR_SHARE else OK


CAP_NAMES: Mapping[str, str] = {
    "single_uninsured": N_("Largest customer, uninsured"), "single_budget": N_("Largest customer"), "group_budget": N_("Largest group"),
    "section_budget": N_("Largest industry section"), "total_budget": N_("All receivables"),
    "new_customers": N_("New customers together"),
    "overdue": N_("Overdue share"), "loss": N_("Losses of 12 months"), "expected_loss": N_("Expected loss of a year"),
    "min_grade": N_("Below the least grade"), "top1": N_("Share of the largest"), "top5": N_("Share of the five largest"),
    "hhi": N_("Concentration index (HHI)")}
#: what must be entered in the policy before a cap can be held against anything
CAP_NEEDS: Mapping[str, str] = {
    "single_uninsured": N_("enter own net assets"), "single_budget": N_("enter the budget of receivables"),
    "group_budget": N_("enter the budget of receivables"), "section_budget": N_("enter the budget of receivables"),
    "total_budget": N_("enter the budget of receivables"), "loss": N_("enter the largest loss rate"),
    "expected_loss": N_("enter the largest loss rate"), "min_grade": N_("choose the least grade")}


def slices(holdings: Sequence[Holding], key_of: Callable[[Holding], str]) -> tuple[Slice, ...]:
    """The portfolio by a key, the largest exposure first."""
    parts: defaultdict[str, list[Holding]] = defaultdict(list)
    for item in holdings:
        parts[key_of(item)].append(item)
    total = sum((item.exposure for item in holdings if item.exposure > 0), _ZERO)
    found = [_slice(key, items, total) for key, items in parts.items()]
    return tuple(sorted(found, key=lambda part: (-part.exposure, part.key)))


def each(holdings: Sequence[Holding]) -> tuple[Slice, ...]:
    """Every customer for itself, the largest first."""
    total = sum((item.exposure for item in holdings if item.exposure > 0), _ZERO)
    found = [_slice(item.name, (item,), total, item.customer_id) for item in holdings]
    return tuple(sorted(found, key=lambda part: (-part.exposure, part.key)))


def _slice(key: str, items: Sequence[Holding], total: Decimal, customer_id: int = 0) -> Slice:
    exposure = sum((item.exposure for item in items), _ZERO)
    return Slice(key, len(items), exposure, sum((item.overdue for item in items), _ZERO), sum((item.covered for item in items), _ZERO),
                 sum((item.loss for item in items), _ZERO), max(_ZERO, exposure) / total if total > 0 else None, customer_id)


def concentration(amounts: Iterable[Decimal]) -> tuple[Cap, Cap, Cap]:
    """Top-1, top-5 and HHI of the amounts above zero against the lines of J24."""
    found = kpi.concentration(amounts)
    return (Cap("top1", SHARE, found.top1.value, TOP_ONE), Cap("top5", SHARE, found.top5.value, TOP_FIVE),
            Cap("hhi", POINTS, found.hhi.value, HHI_AMBER, red_above=HHI_RED))


def largest(code: str, sums: Mapping[str, Decimal], cap: Decimal | None, customers: Mapping[str, int] | None = None) -> Cap:
    """The part that comes nearest to a cap on each of them; nobody owing anything counts as 0."""
    name = max(sums, key=lambda key: (sums[key], key), default="")
    return Cap(code, MONEY, max(_ZERO, sums.get(name, _ZERO)), cap, name, (customers or {}).get(name, 0))
