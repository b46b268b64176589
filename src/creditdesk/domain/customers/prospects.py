"""Whether a customer is sold to on account at all, and what its risk and its prospects together call for (DOMAIN A111, A112)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, ROUND_HALF_UP

from ..credit.grades import D, NR, ORDER
from ..errors import N_
from .records import Customer

LOW, MIDDLE, HIGH = "low", "middle", "high"
LEVELS: Mapping[str, str] = {LOW: N_("low"), MIDDLE: N_("middle"), HIGH: N_("high")}
#: what to do in each cell: risk, then potential (design)
POSTURES: Mapping[tuple[str, str], str] = {
    (LOW, HIGH): N_("Grow: raise the limit ahead of demand"), (LOW, MIDDLE): N_("Keep: steady terms, yearly look"),
    (LOW, LOW): N_("Keep with little effort"), (MIDDLE, HIGH): N_("Grow against security"),
    (MIDDLE, MIDDLE): N_("Keep and watch"), (MIDDLE, LOW): N_("Shorten terms, hold the limit"),
    (HIGH, HIGH): N_("Sell against deposit or guarantee"), (HIGH, MIDDLE): N_("Reduce step by step"),
    (HIGH, LOW): N_("Payment in advance, collect what is open")}
_FROM_HIGH, _FROM_MIDDLE = Decimal("3.5"), Decimal("2.5")
#: grades of middle and of high risk begin here (C6)
_MIDDLE_FROM, _HIGH_FROM = ORDER.index("BBB"), ORDER.index("CCC")


@dataclass(frozen=True, slots=True)
class Prospect:
    """Where a customer stands: `potential` 1–5 to one decimal, None while nobody judged it; `risk` "" while not rated."""

    potential: Decimal | None
    risk: str
    potential_level: str

    @property
    def posture(self) -> str:
        """What the cell suggests, "" while one side is unknown."""
        return POSTURES.get((self.risk, self.potential_level), "")


def prospect(customer: Customer, grade: str) -> Prospect:
    """The mean of growth, margin and strategic weight, those judged, beside the risk the grade tells."""
    judged = [Decimal(level) for level in (customer.growth, customer.margin, customer.importance) if level]
    mean = (sum(judged, Decimal(0)) / len(judged)).quantize(Decimal("0.1"), ROUND_HALF_UP) if judged else None
    level = "" if mean is None else HIGH if mean >= _FROM_HIGH else MIDDLE if mean >= _FROM_MIDDLE else LOW
    return Prospect(mean, risk_of(grade), level)


def risk_of(grade: str) -> str:
    """AAA–A low, BBB–B middle, CCC–D high; "" without a grade."""
    if not grade or grade == NR:
        return ""
    place = ORDER.index(grade)
    return HIGH if place >= _HIGH_FROM else MIDDLE if place >= _MIDDLE_FROM else LOW


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a customer may buy on account: what the rule asks for and is not there; `by_hand` where the owner says no."""

    identity: bool
    veto: bool
    by_hand: bool

    @property
    def on_account(self) -> bool:
        return self.identity and not self.veto and not self.by_hand

    @property
    def missing(self) -> tuple[str, ...]:
        """What stands against it, in words."""
        found = []
        if self.by_hand:
            found.append(N_("payment in advance was agreed"))
        if self.veto:
            found.append(N_("a veto is in force"))
        if not self.identity:
            found.append(N_("the identity was not checked"))
        return tuple(found)


def admission(customer: Customer, *, identity_verified: bool, number_valid: bool, grade: str, vetoes: bool) -> Admission:
    """The least conditions to sell on account: identity known, no veto (DOMAIN A112).

    The identity counts as checked by a verified fact, or by a tax number of valid form on the record.
    """
    return Admission(identity_verified or number_valid, vetoes or grade == D, customer.cash_only)
