"""How long a term may be, what extra days cost, and what a cash discount is worth (DOMAIN D15, D16)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext, ROUND_FLOOR

from ..errors import InputError, N_

_DISCOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*%?\s*/\s*(\d{1,3})")
_YEAR, _ONE, _ZERO = Decimal(365), Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """The longest term in days that every bound allows, and which bound that is."""

    days: int
    binding: str
    bounds: Mapping[str, int]


def own_maximum(margin_share: Decimal, funds: Decimal) -> int:
    """T_own = 365 × margin share one is willing to spend ÷ cost of funds, whole days; InputError `bad_rate`."""
    if funds <= 0:
        raise InputError(N_("The cost of funds must be above 0."), code="bad_rate", field="funds")
    return int((_YEAR * margin_share / funds).to_integral_value(ROUND_FLOOR))


def candidate_term(grade_max: int, *, industry: int | None = None, own: int | None = None, statutory: int | None = None
                   ) -> TermCandidate:
    """T = min(industry norm, grade's maximum, own maximum, statutory maximum); a bound that is unknown is left out."""
    bounds = {name: days for name, days in (("grade", grade_max), ("industry", industry), ("own", own),
                                            ("statutory", statutory)) if days is not None}
    binding = min(bounds, key=lambda name: bounds[name])
    return TermCandidate(bounds[binding], binding, bounds)


def price_of_days(days: int, funds: Decimal, *, more_default: Decimal = _ZERO, lgd: Decimal = _ZERO) -> Decimal:
    """Share of the price that `days` more cost: funds × days ÷ 365 + ΔPD × LGD."""
    return funds * days / _YEAR + more_default * lgd


def cash_cycle_warning(dio: Decimal, term_days: int, dpo: Decimal, target: Decimal) -> bool:
    """Whether stock days + term − payable days exceed the target cash cycle."""
    return dio + term_days - dpo > target


@dataclass(frozen=True, slots=True)
class DiscountYield:
    """What a buyer pays a year for not taking the discount: simple on 365 and 360 days, and compounded."""

    simple: Decimal
    simple_360: Decimal
    compounded: Decimal


def discount_yield(rate: Decimal, discount_days: int, net_days: int) -> DiscountYield:
    """"d/n1 net n2": d ÷ (1 − d) × 365 ÷ (n2 − n1); InputError `bad_discount`."""
    if not _ZERO < rate < _ONE or net_days <= discount_days or discount_days < 0:
        raise InputError(N_("A discount lies between 0 and 100 % and ends before the due day."), code="bad_discount",
                         field="discount")
    once, days = rate / (_ONE - rate), Decimal(net_days - discount_days)
    with localcontext() as context:
        context.prec = 40
        compounded = (_ONE + once) ** (_YEAR / days) - _ONE
    return DiscountYield(once * _YEAR / days, once * 360 / days, +compounded)


def read_discount(text: str) -> tuple[Decimal, int] | None:
    """(rate, days) of "2/10"; None for an empty text; InputError `bad_discount`."""
    if not text.strip():
        return None
    match = _DISCOUNT.fullmatch(text.strip())
    if match is None or not 0 < Decimal(match[1]) < 100:
        raise InputError(N_("Write a discount like 2/10: 2 % within 10 days."), code="bad_discount", field="discount")
    return Decimal(match[1]) / 100, int(match[2])


def largest_discount(cost: Decimal, days: int) -> Decimal:
    """The most that paying `days` earlier is worth at a yearly cost: 1 − 1 ÷ (1 + k·N ÷ 365)."""
    return _ONE - _ONE / (_ONE + cost * days / _YEAR)


def worth_offering(offer: DiscountYield, own_cost: Decimal, loss_relief: Decimal = _ZERO, *, cash_critical: bool = False
                   ) -> bool:
    """Offer only below the own marginal cost of funds + expected-loss relief, or when cash is critical."""
    return cash_critical or offer.simple < own_cost + loss_relief
