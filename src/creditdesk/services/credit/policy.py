"""The owner's figures behind scores and limits, as of a day: settings of the book, over them dated policy (DOMAIN D).

Shares are fractions. By grade: `limit_net_worth_A`, `limit_working_capital_A`, `limit_turnover_A`, `limit_history_A`,
`max_days_A`, `min_deposit_A`, `review_months_A`, `dunning_A`; the year's `posture`
scales the first four. Of the order check: `order_check` (on, off), `hold_tolerance`, `hold_overdue_days`,
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
from ...domain.credit.grades import ORDER
from ...domain.credit.limit_policy import DEFAULT_TERMS, GradeTerms, in_posture, LimitPolicy, NEUTRAL, POSTURE_FACTORS
from ...domain.credit.limits import ar_budget
from ...domain.credit.order_check import HoldRules
from ...store import company
from ...store.transaction import Transaction

#: where a figure of a grade is kept when not under `limit_<name>_<grade>`
TERM_KEYS = {"max_days": "max_days_", "min_deposit": "min_deposit_", "review": "review_months_", "dunning": "dunning_"}
_WHOLE = frozenset({"max_days", "review"})
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
    #: the year's posture, and what it does to the shares of every grade (already in `limits`)
    posture: str = NEUTRAL
    posture_factor: Decimal = Decimal(1)
    #: own tolerance beside the caps of D4: share of sales lost, share overdue, the least grade sold to on account (A79)
    max_loss: Decimal | None = None
    max_overdue: Decimal | None = Decimal("0.25")
    min_grade: str = ""
    #: a limit from this amount on wants an agency report of the last 12 months, class A always (A47)
    report_above: Decimal | None = None
    own_cash: Decimal | None = None
    own_liabilities: Decimal | None = None
    #: whether who pays well waits half as long for the next step (A119)
    faster_steps: bool = False

    def review_months(self, grade: str) -> int | None:
        """Months until a customer of a grade is looked at again; None for a case of its own."""
        return self.limits.terms(grade).review


def policy_in(connection: Transaction, as_of: date) -> CreditPolicy:
    """The policy in force on a day, inside a transaction."""
    values = {**company.settings(connection), **company.policy(connection, as_of)}
    budget = _number(values, "ar_budget")
    sales, days = _number(values, "planned_sales"), _number(values, "target_dso")
    if budget is None and sales is not None and days is not None:
        budget = ar_budget(sales, days)
    usual = CreditPolicy()
    plain = {name: _or(values, name, getattr(usual, name)) for name in ("vat", "lgd", "funds", "hurdle", "warn_at")}
    posture = values.get("posture", "") if values.get("posture", "") in POSTURE_FACTORS else NEUTRAL
    factor = _or(values, f"posture_{posture}", POSTURE_FACTORS[posture])
    return CreditPolicy(
        limits=_limits(values, factor), posture=posture, posture_factor=factor,
        max_loss=_number(values, "max_loss_rate"), max_overdue=_or(values, "max_overdue_share", Decimal("0.25")),
        min_grade=values.get("min_grade", "") if values.get("min_grade", "") in ORDER else "",
        report_above=_number(values, "agency_report_above"), own_cash=_number(values, "own_cash"),
        own_liabilities=_number(values, "own_current_liabilities"), faster_steps=_yes(values, "faster_steps"),
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


def _limits(values: Mapping[str, str], factor: Decimal) -> LimitPolicy:
    usual = LimitPolicy()
    return replace(usual, grades={grade: in_posture(_terms(values, grade, terms), factor) for grade, terms in DEFAULT_TERMS.items()},
                   monthly_settlement_days=int(_or(values, "monthly_settlement_days",
                                                   Decimal(usual.monthly_settlement_days))),
                   **{name: _or(values, name, getattr(usual, name)) for name in _SHARES})


def _terms(values: Mapping[str, str], grade: str, usual: GradeTerms) -> GradeTerms:
    changed: dict[str, Decimal | int | None] = {}
    for entry in fields(GradeTerms):
        name = entry.name
        found = _number(values, TERM_KEYS.get(name, f"limit_{name}_") + grade)
        if found is not None:
            changed[name] = (int(found) or None if name == "review" else int(found)) if name in _WHOLE else found
    return replace(usual, **changed)  # type: ignore[arg-type]
