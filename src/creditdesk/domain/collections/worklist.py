"""The order in which customers are chased (DOMAIN I2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..errors import N_
from . import promises
from .stages import stage_of_age

#: chance of slipping another bucket, by the stage of the age, until the own roll rates are known
DEFAULT_ROLL = {1: Decimal("0.35"), 2: Decimal("0.50"), 3: Decimal("0.65"), 4: Decimal("0.80")}
AGE_FACTOR = {1: Decimal("1.0"), 2: Decimal("1.2"), 3: Decimal("1.5"), 4: Decimal("1.3")}
GRADE_FACTOR = {**dict.fromkeys(("AAA", "AA", "A"), Decimal("0.8")),
                **dict.fromkeys(("CCC", "CC", "C", "D"), Decimal("1.2"))}
ROLL_CAP = Decimal("0.95")
LIMITATION_DAYS, DEADLINE_DAYS = 30, 7
CHIP_NAMES = {"q": N_("chance of slipping"), "k_age": N_("age factor"), "k_strat": N_("customer factor"),
              "k_status": N_("status factor")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer with undisputed overdue amounts. `overdue` in base currency, `days` of the oldest undisputed item.

    `promise` is the state of the last promise ("" none), `contacted_since` whether a contact was logged after it broke.
    `limitation_days` and `deadline_days` (guarantee, insurer) are what is left of the earliest one.
    """

    code: str
    overdue: Decimal
    days: int
    grade: str | None = None
    strategic: bool = False
    on_watch: bool = False
    promise: str = ""
    promise_today: bool = False
    contacted_since: bool = False
    plan_in_order: bool = False
    limitation_days: int | None = None
    deadline_days: int | None = None
    #: the grade's dunning speed where the policy sets another than I2's
    speed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """P and what it is made of: P = A × q × k_age × k_strat × k_status."""

    candidate: Candidate
    tier: str
    amount: Decimal
    q: Decimal
    k_age: Decimal
    k_strat: Decimal
    k_status: Decimal
    value: Decimal = field(default=Decimal(0))

    @property
    def chips(self) -> tuple[tuple[str, Decimal], ...]:
        """The four factors in their order, as shown beside the amount."""
        return (("q", self.q), ("k_age", self.k_age), ("k_strat", self.k_strat), ("k_status", self.k_status))


def _broken(candidate: Candidate) -> bool:
    return candidate.promise == promises.BROKEN and not candidate.contacted_since


def _within(left: int | None, days: int) -> bool:
    return left is not None and left <= days


def tier_of(candidate: Candidate) -> str:
    """T0 a right is about to be lost, T1 a promise is due or was broken without a contact since, T2 the rest.

    What expired already is no longer T0: haste does not help there.
    """
    if (_within(candidate.limitation_days, LIMITATION_DAYS) and (candidate.limitation_days or 0) >= 0) or (
            _within(candidate.deadline_days, DEADLINE_DAYS) and (candidate.deadline_days or 0) >= 0):
        return "T0"
    return "T1" if candidate.promise_today or _broken(candidate) else "T2"


def priority(candidate: Candidate, roll: Mapping[int, Decimal] | None = None) -> Priority:
    """The priority of one customer; `roll` gives own roll rates by stage of age (1–4) in place of the defaults."""
    age = max(1, stage_of_age(candidate.days))
    base = (roll or {}).get(age, DEFAULT_ROLL[age])
    speed = candidate.speed if candidate.speed is not None else GRADE_FACTOR.get(candidate.grade or "", Decimal("1.0"))
    q = min(base * speed, ROLL_CAP)
    k_strat = Decimal("1.0")
    if candidate.strategic != candidate.on_watch:
        k_strat = Decimal("0.8") if candidate.strategic else Decimal("1.2")
    k_status = Decimal("1.0")
    if candidate.promise == promises.PENDING or candidate.plan_in_order:
        k_status = Decimal(0)
    elif _broken(candidate):
        k_status = Decimal("1.5")
    value = candidate.overdue * q * AGE_FACTOR[age] * k_strat * k_status
    return Priority(candidate, tier_of(candidate), candidate.overdue, q, AGE_FACTOR[age], k_strat, k_status, value)


def worklist(candidates: Iterable[Candidate], *, small_amount: Decimal = Decimal(0),
             roll: Mapping[int, Decimal] | None = None) -> tuple[Priority, ...]:
    """In working order: tier, then P falling, overdue amount falling, customer code; small debtors are left out."""
    rows = [priority(candidate, roll) for candidate in candidates if candidate.overdue > small_amount]
    return tuple(sorted(rows, key=lambda row: (row.tier, -row.value, -row.amount, row.candidate.code)))
