"""The figures a limit depends on, by grade, and how a limit is rounded (DOMAIN D2, D4–D6, D8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, ROUND_DOWN

from ..collections.worklist import GRADE_FACTOR
from ..errors import N_, RuleError
from .grades import grade, NR


@dataclass(frozen=True, slots=True)
class GradeTerms:
    """Shares of net worth, working capital and (None = off) turnover, history factor, longest term, least deposit.

    `review` are months between looks (None: a case of its own), `dunning` the speed of the worklist (DOMAIN A3, C6, I2).
    """

    net_worth: Decimal
    working_capital: Decimal
    history: Decimal
    max_days: int
    min_deposit: Decimal
    turnover: Decimal | None = None
    review: int | None = 3
    dunning: Decimal = Decimal(1)


def _terms(a: str, b: str, h: str, days: int, deposit: str) -> GradeTerms:
    return GradeTerms(Decimal(a), Decimal(b), Decimal(h), days, Decimal(deposit))


_NONE = _terms("0", "0", "0", 0, "1")
_BOUNDS: Mapping[str, GradeTerms] = {
    "AAA": _terms("0.15", "0.25", "1.5", 90, "0"), "AA": _terms("0.12", "0.20", "1.4", 75, "0"),
    "A": _terms("0.10", "0.175", "1.3", 60, "0"), "BBB": _terms("0.075", "0.125", "1.15", 45, "0"),
    "BB": _terms("0.05", "0.08", "1.0", 30, "0.10"), "B": _terms("0.03", "0.05", "0.8", 15, "0.30"),
    "CCC": _terms("0.01", "0.02", "0.5", 7, "0.50"), "CC": _NONE, "C": _NONE, "D": _NONE,
    NR: _terms("0", "0", "0", 0, "0.30")}
DEFAULT_TERMS: Mapping[str, GradeTerms] = {
    code: replace(bounds, review=grade(code).review_months, dunning=GRADE_FACTOR.get(code, Decimal(1)))
    for code, bounds in _BOUNDS.items()}
#: what the year's posture does to the shares a grade may draw on (DOMAIN A53, A113, design)
TIGHT, NEUTRAL, LOOSE = "tight", "neutral", "loose"
POSTURE_NAMES = {TIGHT: N_("Tight"), NEUTRAL: N_("Neutral"), LOOSE: N_("Loose")}
POSTURE_FACTORS = {TIGHT: Decimal("0.8"), NEUTRAL: Decimal(1), LOOSE: Decimal("1.2")}


def in_posture(terms: GradeTerms, factor: Decimal) -> GradeTerms:
    """The shares and the history factor of a grade times the posture's factor; days and deposits stay."""
    if factor == 1:
        return terms
    return replace(terms, net_worth=terms.net_worth * factor, working_capital=terms.working_capital * factor,
                   history=terms.history * factor, turnover=None if terms.turnover is None else terms.turnover * factor)


@dataclass(frozen=True, slots=True)
class LimitPolicy:
    """Parameters of the limit methods; shares are fractions, amounts base currency."""

    grades: Mapping[str, GradeTerms] = field(default_factory=lambda: DEFAULT_TERMS)
    single_own_assets: Decimal = Decimal("0.10")
    single_budget: Decimal = Decimal("0.15")
    group_budget: Decimal = Decimal("0.20")
    section_budget: Decimal = Decimal("0.40")
    new_customers: Decimal = Decimal("0.10")
    trial_amount: Decimal = Decimal(50_000)
    trial_share: Decimal = Decimal("0.20")
    default_peak: Decimal = Decimal("1.2")
    monthly_settlement_days: int = 15
    without_capital: Decimal = Decimal("0.5")

    def terms(self, grade: str) -> GradeTerms:
        """Figures of a grade; RuleError `no_policy` where the policy lacks it."""
        found = self.grades.get(grade)
        if found is None:
            raise RuleError(N_("The policy has no figures for grade {grade}."), code="no_policy", field="grade",
                            grade=grade)
        return found


def round_down(amount: Decimal) -> Decimal:
    """Below 100,000 to thousands, below 1,000,000 to ten thousands, else to fifty thousands; never below 0 (D6)."""
    if amount <= 0:
        return Decimal(0)
    step = Decimal(1_000 if amount < 100_000 else 10_000 if amount < 1_000_000 else 50_000)
    return (amount / step).to_integral_value(ROUND_DOWN) * step
