"""The owner's figures behind scores and limits, as of a day: settings of the book, over them dated policy (DOMAIN D).

Shares are fractions. By grade: `limit_net_worth_A`, `limit_working_capital_A`, `limit_turnover_A`, `limit_history_A`,
`max_days_A`, `min_deposit_A`. Of the order check: `order_check` (on, off), `hold_tolerance`, `hold_overdue_days`,
`hold_review_days`, `limit_tolerance_share`, `limit_tolerance_amount`, `review_holds`, `terms_hold`. What has no default
and is not entered stays unknown: a method that needs it is not usable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from ...domain.credit.behaviour import BehaviourSettings
from ...domain.credit.exposure import ExposureRules
from ...domain.credit.limit_policy import DEFAULT_TERMS, GradeTerms, LimitPolicy
from ...domain.credit.limits import ar_budget
from ...domain.credit.order_check import HoldRules
from ...store import company
from ...store.book import Transaction

_SHARES = ("single_own_assets", "single_budget", "group_budget", "section_budget", "new_customers", "trial_amount",
           "trial_share", "default_peak", "without_capital")


@dataclass(frozen=True, slots=True)
class CreditPolicy:
    """Parameters in force on a day; amounts base currency, None = not entered."""

    limits: LimitPolicy = field(default_factory=LimitPolicy)
    behaviour: BehaviourSettings = field(default_factory=BehaviourSettings)
    exposure: ExposureRules = field(default_factory=ExposureRules)
    hold: HoldRules = field(default_factory=HoldRules)
    #: whether a parent's guarantee may lift a member to the parent's grade less one (DOMAIN D10)
    parent_lifts: bool = False
    #: whether an order is checked as it is entered and shipped; the owner switches it on
    order_check: bool = False
    own_net_assets: Decimal | None = None
    budget: Decimal | None = None
    billing_lag: Decimal = Decimal(0)
    margin: Decimal | None = None
    vat: Decimal = Decimal("0.13")
    lgd: Decimal = Decimal("0.70")
    funds: Decimal = Decimal("0.06")
    hurdle: Decimal = Decimal("0.10")
    admin: Decimal = Decimal(0)
    warn_at: Decimal = Decimal("0.90")


def policy_in(connection: Transaction, as_of: date) -> CreditPolicy:
    """The policy in force on a day, inside a transaction."""
    values = {**company.settings(connection), **company.policy(connection, as_of)}
    budget = _number(values, "ar_budget")
    sales, days = _number(values, "planned_sales"), _number(values, "target_dso")
    if budget is None and sales is not None and days is not None:
        budget = ar_budget(sales, days)
    usual = CreditPolicy()
    plain = {name: _or(values, name, getattr(usual, name)) for name in ("vat", "lgd", "funds", "hurdle", "warn_at")}
    return CreditPolicy(
        limits=_limits(values),
        behaviour=BehaviourSettings(int(_or(values, "grace_days", Decimal(3))),
                                    _or(values, "small_amount", Decimal(0))),
        exposure=ExposureRules(_or(values, "bank_bill_share", usual.exposure.bank_bill_share),
                               _or(values, "commercial_bill_share", usual.exposure.commercial_bill_share)),
        hold=_hold(values), order_check=_yes(values, "order_check"), parent_lifts=_yes(values, "parent_lifts"),
        own_net_assets=_number(values, "own_net_assets"), budget=budget,
        billing_lag=_or(values, "billing_lag_days", Decimal(0)), margin=_number(values, "margin"),
        admin=_or(values, "credit_admin_cost", Decimal(0)), **plain)


def _hold(values: Mapping[str, str]) -> HoldRules:
    usual = HoldRules()
    return HoldRules(
        _or(values, "limit_tolerance_share", usual.tolerance_share),
        _or(values, "limit_tolerance_amount", usual.tolerance_amount), _or(values, "hold_tolerance", usual.hold_tolerance),
        int(_or(values, "hold_overdue_days", Decimal(usual.overdue_days))),
        int(_or(values, "hold_review_days", Decimal(usual.review_days))), _yes(values, "review_holds"),
        _yes(values, "terms_hold"))


def _yes(values: Mapping[str, str], key: str) -> bool:
    return values.get(key, "").strip().casefold() in ("1", "true", "yes", "on")


def _number(values: Mapping[str, str], key: str) -> Decimal | None:
    """A figure entered, or None: what cannot be read is not entered."""
    try:
        found = Decimal(values.get(key, "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _or(values: Mapping[str, str], key: str, usual: Decimal) -> Decimal:
    found = _number(values, key)
    return usual if found is None else found


def _limits(values: Mapping[str, str]) -> LimitPolicy:
    usual = LimitPolicy()
    return replace(usual, grades={grade: _terms(values, grade, terms) for grade, terms in DEFAULT_TERMS.items()},
                   monthly_settlement_days=int(_or(values, "monthly_settlement_days",
                                                   Decimal(usual.monthly_settlement_days))),
                   **{name: _or(values, name, getattr(usual, name)) for name in _SHARES})


def _terms(values: Mapping[str, str], grade: str, usual: GradeTerms) -> GradeTerms:
    changed: dict[str, Decimal | int] = {}
    for entry in fields(GradeTerms):
        name = entry.name
        key = f"{name}_{grade}" if name in ("max_days", "min_deposit") else f"limit_{name}_{grade}"
        found = _number(values, key)
        if found is not None:
            changed[name] = int(found) if name == "max_days" else found
    return replace(usual, **changed)  # type: ignore[arg-type]
