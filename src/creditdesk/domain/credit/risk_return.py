"""Which limit earns most after expected loss, funding and work (DOMAIN D7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, ROUND_HALF_UP

from ..errors import InputError, N_
from .limits import MethodResult, RISK_RETURN

_YEAR, _ZERO, _CENT = Decimal(365), Decimal(0), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class RiskReturnTerms:
    """Fractions: margin, VAT, loss given default, cost of funds, hurdle; days outstanding in all; yearly amounts."""

    margin: Decimal
    forecast: Decimal
    days: Decimal
    admin: Decimal
    vat: Decimal = Decimal("0.13")
    lgd: Decimal = Decimal("0.70")
    funds: Decimal = Decimal("0.06")
    hurdle: Decimal = Decimal("0.10")

    def __post_init__(self) -> None:
        if self.days <= 0:
            raise InputError(N_("The days outstanding must be more than 0."), code="bad_days", field="days")


@dataclass(frozen=True, slots=True)
class RiskReturnRow:
    """One candidate limit; amounts unrounded, a year's. `accepted`: net ≥ 0 and net ÷ contribution ≥ hurdle."""

    limit: Decimal
    pd: Decimal
    sales: Decimal
    contribution: Decimal
    expected_loss: Decimal
    funding: Decimal
    admin: Decimal
    net: Decimal
    accepted: bool
    best: bool = False


def default_probability(limit: Decimal, pd: Decimal, capacity: Decimal) -> Decimal:
    """PD(L): × 1 up to the capacity, × 1.5 up to 1.5 of it, × 2 up to twice, × 4 above; at most 1."""
    if capacity <= 0:
        factor = Decimal(4)
    elif limit <= capacity:
        factor = Decimal(1)
    elif limit <= capacity * Decimal("1.5"):
        factor = Decimal("1.5")
    else:
        factor = Decimal(2) if limit <= capacity * 2 else Decimal(4)
    return min(Decimal(1), pd * factor)


def compare(limits: Sequence[Decimal], pd: Decimal, capacity: Decimal, terms: RiskReturnTerms
            ) -> tuple[RiskReturnRow, ...]:
    """One row per candidate in the order given, the best marked: the largest net, of equal ones the smaller limit."""
    rows = [_row(limit, default_probability(limit, pd, capacity), terms) for limit in limits]
    best = max(rows, key=lambda row: (row.net, -row.limit), default=None)
    return tuple(replace(row, best=row is best) for row in rows)


def _row(limit: Decimal, pd: Decimal, terms: RiskReturnTerms) -> RiskReturnRow:
    sales = min(limit * _YEAR / terms.days, terms.forecast)
    contribution = sales * terms.margin / (1 + terms.vat)
    loss = pd * terms.lgd * limit
    funding = min(limit, sales * terms.days / _YEAR) * terms.funds
    net = contribution - loss - funding - terms.admin
    accepted = net >= 0 and contribution > 0 and net >= terms.hurdle * contribution
    return RiskReturnRow(limit, pd, sales, contribution, loss, funding, terms.admin, net, accepted)


def default_candidates(capacity: Decimal | None, proposed: Decimal | None, terms: RiskReturnTerms
                       ) -> tuple[Decimal, ...]:
    """Capacity, 1.5 × capacity, what the whole forecast needs, and the proposal of D6; ascending, without zeros."""
    found = {terms.forecast * terms.days / _YEAR}
    if capacity is not None:
        found |= {capacity, capacity * Decimal("1.5")}
    if proposed is not None:
        found.add(proposed)
    return tuple(sorted({amount.quantize(_CENT, ROUND_HALF_UP) for amount in found if amount > 0}))


def risk_return(limits: Sequence[Decimal], pd: Decimal, capacity: Decimal, terms: RiskReturnTerms) -> MethodResult:
    """The best candidate as a method; not usable when even it loses money or earns less than the hurdle."""
    rows = compare(limits, pd, capacity, terms)
    best = next((row for row in rows if row.best), None)
    if best is None:
        return MethodResult(RISK_RETURN, None, False, N_("no candidate to compare"), {})
    inputs = {"pd": best.pd, "contribution": best.contribution, "expected_loss": best.expected_loss,
              "funding": best.funding, "admin": best.admin, "net": best.net, "margin": terms.margin}
    reason = "" if best.accepted else N_("does not earn enough: decline or ask for prepayment")
    return MethodResult(RISK_RETURN, best.limit.quantize(_CENT, ROUND_HALF_UP), best.accepted, reason, inputs)


def break_even_probability(limit: Decimal, terms: RiskReturnTerms) -> Decimal:
    """PD at which a limit earns nothing: (margin × turns ÷ (1 + VAT) − cost of funds − admin ÷ L) ÷ LGD."""
    if limit <= 0 or terms.lgd <= 0:
        raise InputError(N_("A limit and a loss share above 0 are needed."), code="bad_limit", field="limit")
    return (terms.margin * _YEAR / terms.days / (1 + terms.vat) - terms.funds - terms.admin / limit) / terms.lgd


@dataclass(frozen=True, slots=True)
class OrderWorth:
    """The one-order test: the chance of default up to which an order pays, beside that of the customer's grade."""

    break_even: Decimal
    pd: Decimal

    @property
    def pays(self) -> bool:
        return self.pd < self.break_even


def order_worth(price: Decimal, pd: Decimal, *, margin: Decimal, vat: Decimal, lgd: Decimal) -> OrderWorth:
    """The test with the cost and the recovery that margin and loss share give for `price` incl. VAT (DOMAIN D7)."""
    return OrderWorth(order_break_even(price, price / (1 + vat) * (1 - margin), price * (1 - lgd)), pd)


def order_break_even(price: Decimal, cost: Decimal, recovery: Decimal = _ZERO) -> Decimal:
    """The one-order test: accept while the chance of default is below (P − C) ÷ (P − R)."""
    if price <= recovery:
        raise InputError(N_("The price must be above what is recovered."), code="bad_price", field="price")
    return (price - cost) / (price - recovery)
