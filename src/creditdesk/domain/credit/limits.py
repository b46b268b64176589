"""The methods that say how much credit is right, and the proposal they add up to (DOMAIN D1–D6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, ROUND_HALF_UP

from ..errors import InputError, N_
from .claims import MonthPeak
from .cover import cover_of, Mitigant, with_cover
from .financials import Statement
from .grades import D, NR
from .limit_policy import LimitPolicy, round_down

NEED, CAPACITY, HISTORY = "need", "capacity", "history"
OWN_TOLERANCE, MITIGANTS, RISK_RETURN = "own_tolerance", "mitigants", "risk_return"
Inputs = Mapping[str, Decimal | str | None]
_CENT, _YEAR, _ZERO = Decimal("0.01"), Decimal(365), Decimal(0)
MIN_ADJUST, MAX_ADJUST = Decimal("-0.50"), Decimal("0.20")


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method allows, in base currency to the cent; `limit` None = unknown, `reason` says why (template)."""

    code: str
    limit: Decimal | None
    usable: bool
    reason: str
    inputs: Inputs


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def peak_factor(monthly_sales: Sequence[Decimal], policy: LimitPolicy) -> Decimal:
    """Largest ÷ mean month of the last twelve; 1.2 with fewer months or without sales (DOMAIN D1)."""
    year = list(monthly_sales)[-12:]
    total = sum(year, _ZERO)
    return max(year) * 12 / total if len(year) == 12 and total > 0 else policy.default_peak


def need(sales: Decimal | None, term_days: int, *, wadbt: Decimal = _ZERO, billing_lag: Decimal = _ZERO,
         peak: Decimal | None = None, monthly_settlement: bool = False, policy: LimitPolicy | None = None
         ) -> MethodResult:
    """D1: sales of twelve months incl. VAT ÷ 365 × days outstanding × peak factor; unknown without sales."""
    rules = policy or LimitPolicy()
    factor = rules.default_peak if peak is None else peak
    extra = Decimal(rules.monthly_settlement_days if monthly_settlement else 0)
    days = term_days + max(_ZERO, wadbt) + billing_lag + extra
    inputs: Inputs = {"sales": sales, "term_days": Decimal(term_days), "wadbt": max(_ZERO, wadbt),
                      "billing_lag": billing_lag, "settlement_days": extra, "peak": factor}
    if sales is None or sales <= 0:
        return MethodResult(NEED, None, False, N_("no sales to expect"), inputs)
    return MethodResult(NEED, _cents(sales * days * factor / _YEAR), True, "", inputs)


def capacity(grade: str, statement: Statement | None, policy: LimitPolicy | None = None) -> MethodResult:
    """D2: the smaller of net worth × a and working capital × b; half of the first without working capital."""
    rules = policy or LimitPolicy()
    terms = rules.terms(grade)
    worth = statement.tangible_net_worth if statement else None
    capital = statement.working_capital if statement else None
    turnover = statement.revenue if statement else None
    inputs: Inputs = {"grade": grade, "net_worth": worth, "a": terms.net_worth, "working_capital": capital,
                      "b": terms.working_capital, "turnover": turnover, "c": terms.turnover}
    if worth is None:
        return MethodResult(CAPACITY, None, False, N_("no statement"), inputs)
    if worth <= 0:
        return MethodResult(CAPACITY, _cents(_ZERO), True, N_("tangible net worth is used up"), inputs)
    if capital is None or capital <= 0:
        allowed = worth * terms.net_worth * rules.without_capital
        reason = N_("working capital unknown or used up: half")
    else:
        allowed, reason = min(worth * terms.net_worth, capital * terms.working_capital), ""
    if terms.turnover is not None and turnover is not None:
        allowed = min(allowed, turnover * terms.turnover)
    return MethodResult(CAPACITY, _cents(allowed), True, reason, inputs)


def history(grade: str, peaks: Sequence[MonthPeak], policy: LimitPolicy | None = None) -> MethodResult:
    """D3: the largest monthly peak later paid at most 10 days late × h; unknown where none qualifies."""
    factor = (policy or LimitPolicy()).terms(grade).history
    good = [peak for peak in peaks if peak.qualifies]
    best = max(good, key=lambda peak: peak.amount, default=None)
    inputs: Inputs = {"grade": grade, "h": factor, "peak": best.amount if best else None,
                      "month": best.month.strftime("%Y-%m") if best else None, "months": Decimal(len(good))}
    if best is None:
        return MethodResult(HISTORY, None, False, N_("no month was paid in full within 10 days"), inputs)
    return MethodResult(HISTORY, _cents(best.amount * factor), True, "", inputs)


def ar_budget(planned_sales: Decimal, target_dso: Decimal) -> Decimal:
    """Planned yearly sales ÷ 365 × target DSO (DOMAIN D4)."""
    return planned_sales * target_dso / _YEAR


def own_tolerance(own_net_assets: Decimal | None, budget: Decimal | None, policy: LimitPolicy | None = None
                  ) -> MethodResult:
    """D4: the most one customer may owe uninsured; unknown without own net assets and receivables budget."""
    rules = policy or LimitPolicy()
    caps = []
    if own_net_assets is not None:
        caps.append(max(_ZERO, own_net_assets) * rules.single_own_assets)
    if budget is not None:
        caps.append(budget * rules.single_budget)
    inputs: Inputs = {"own_net_assets": own_net_assets, "share_of_assets": rules.single_own_assets, "ar_budget": budget,
                      "share_of_budget": rules.single_budget}
    if not caps:
        return MethodResult(OWN_TOLERANCE, None, False, N_("own net assets and receivables budget are not entered"),
                            inputs)
    return MethodResult(OWN_TOLERANCE, _cents(min(caps)), True, "", inputs)


def tolerance_breaches(*, budget: Decimal | None, group: Decimal = _ZERO, section: Decimal = _ZERO,
                       total: Decimal = _ZERO, new_customers: Decimal = _ZERO, policy: LimitPolicy | None = None
                       ) -> tuple[str, ...]:
    """Which shares of the receivables budget would be exceeded: group, section, total, new_customers (DOMAIN D4).

    Amounts are the exposures after the limit in question, base currency; new customers are held against the total.
    """
    rules = policy or LimitPolicy()
    found = []
    if budget is not None:
        found += [name for name, amount, share in (("group", group, rules.group_budget),
                                                   ("section", section, rules.section_budget),
                                                   ("total", total, Decimal(1))) if amount > budget * share]
    if total > 0 and new_customers > total * rules.new_customers:
        found.append("new_customers")
    return tuple(found)


def trial_step(need_limit: Decimal | None, limit: Decimal | None = None, policy: LimitPolicy | None = None) -> Decimal:
    """Step 0 of D8: 20 % of the limit, else of the need, at most 50,000; 50,000 when both are unknown."""
    rules = policy or LimitPolicy()
    base = limit if limit is not None else need_limit
    return rules.trial_amount if base is None else min(rules.trial_amount, base * rules.trial_share)


def mitigants(base: Decimal | None, held: Sequence[Mitigant], as_of: date) -> MethodResult:
    """D5: what insurance, guarantees and deposits add to `base`; unknown base counts 0."""
    start = base or _ZERO
    worth = with_cover(start, held, as_of) - start
    inputs: dict[str, Decimal | str | None] = {"base": base}
    for line in cover_of(held, start + worth, as_of):
        inputs[f"{line.mitigant.kind}:{line.mitigant.name}"] = line.worth
    reason = "" if held else N_("no cover on file")
    return MethodResult(MITIGANTS, _cents(worth), bool(held), reason, inputs)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The limit proposed, rounded down, with each step before it (DOMAIN D6); `binding` names what held it down."""

    limit: Decimal
    base: Decimal
    base_method: str
    covered: Decimal
    adjusted: Decimal
    before_rounding: Decimal
    binding: str
    term_days: int
    min_deposit: Decimal


def proposal(grade: str, methods: Sequence[MethodResult], held: Sequence[Mitigant], as_of: date, *,
             adjustment: Decimal = _ZERO, policy: LimitPolicy | None = None) -> Proposal:
    """D6: min(need, base + mitigants, own cap + mitigants), adjusted first, rounded down last.

    Base = capacity, else history; with neither, or without a rating, the trial step alone; 0 for a grade that only buys
    against prepayment (CC, C). Grade D gives 0 whatever secures it. InputError
    `bad_adjustment` outside −50 %…+20 %.
    """
    if not MIN_ADJUST <= adjustment <= MAX_ADJUST:
        raise InputError(N_("The adjustment lies between −50 % and +20 %."), code="bad_adjustment", field="adjustment")
    rules = policy or LimitPolicy()
    terms = rules.terms(grade)
    known = {method.code: method.limit for method in methods if method.usable and method.limit is not None}
    wanted, cap = known.get(NEED), known.get(OWN_TOLERANCE)
    base_method = next((code for code in (CAPACITY, HISTORY) if code in known), "trial")
    if grade == NR:
        base_method = "trial"
    elif base_method == "trial" and terms.min_deposit >= 1:
        base_method = "no_credit"  # a grade that only buys against prepayment gets no trial order either
    if grade == D:
        base, covered, base_method = _ZERO, _ZERO, "veto"
    elif base_method == "no_credit":
        base, covered = _ZERO, with_cover(_ZERO, held, as_of)
    elif base_method == "trial":
        base = covered = trial_step(wanted, policy=rules)
    else:
        base = known[base_method]
        covered = with_cover(base, held, as_of)
    adjusted = covered * (1 + adjustment)
    bounds = {base_method: adjusted}
    if wanted is not None:
        bounds[NEED] = wanted
    if cap is not None:
        bounds[OWN_TOLERANCE] = with_cover(cap, held, as_of)
    binding = min(bounds, key=lambda code: bounds[code])
    return Proposal(round_down(bounds[binding]), base, base_method, covered, adjusted, bounds[binding], binding,
                    terms.max_days, terms.min_deposit)
