"""The settings of collections, as the rules want them (DOMAIN I1, H2, H4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from ...domain.collections import regimes
from ...domain.collections.limitation import YEARS
from ...domain.collections.stages import StagePolicy
from ...domain.credit.grades import NR, ORDER
from ...domain.customers.records import Company, Customer
from ...store import company
from ...store.transaction import Transaction
from .law import under_chinese_law


@dataclass(frozen=True, slots=True)
class CollectionsPolicy:
    """Everything the person may set. `fee` is the dunning fee per letter in base currency; 0 charges none.

    `limitation_years` None: the period of claims that are not under Chinese law is not tracked (DOMAIN H0).
    """

    stages: StagePolicy
    interest: regimes.Policy
    fee: Decimal = Decimal(0)
    limitation_years: int | None = None
    #: dunning speed by grade where the owner set one (DOMAIN A3, I2)
    speeds: Mapping[str, Decimal] = field(default_factory=dict)


def policy_in(connection: Transaction, as_of: date) -> CollectionsPolicy:
    """The policy in force on a day: settings of the book, over them what was decided with a date."""
    values = {**company.settings(connection), **company.policy(connection, as_of)}
    stages = StagePolicy()
    stages = replace(stages, small_amount=_amount(values, "small_amount", stages.small_amount),
                     letter_gap=_whole(values, "letter_gap", stages.letter_gap),
                     pre_due_days=_whole(values, "pre_due_days", stages.pre_due_days),
                     pre_due_amount=_amount(values, "pre_due_amount", stages.pre_due_amount))
    interest = regimes.Policy()
    interest = replace(interest, day_basis=_whole(values, "interest_day_basis", interest.day_basis),
                       sale_factor=_amount(values, "sale_factor", interest.sale_factor),
                       single_rate=values.get("eu_single_rate") in ("1", "on"))
    years = _whole(values, "limitation_years", 0)
    return CollectionsPolicy(stages, interest, _amount(values, "dunning_fee", Decimal(0)), years or None,
                             {grade: _amount(values, f"dunning_{grade}", Decimal(1)) for grade in (*ORDER, NR)
                              if values.get(f"dunning_{grade}")})


def limitation_years(policy: CollectionsPolicy, customer: Customer, firm: Company) -> int | None:
    """Three years for a Chinese company's claim under Chinese law; elsewhere what the owner entered, or None (H0)."""
    return YEARS if under_chinese_law(customer, firm) else policy.limitation_years


def _amount(values: Mapping[str, str], key: str, usual: Decimal) -> Decimal:
    try:
        found = Decimal(values.get(key) or str(usual))
    except InvalidOperation:  # a value no form of ours writes: the usual one is safer than none
        return usual
    return found if found.is_finite() and found >= 0 else usual


def _whole(values: Mapping[str, str], key: str, usual: int) -> int:
    text = values.get(key, "")
    return int(text) if text.isdecimal() else usual
