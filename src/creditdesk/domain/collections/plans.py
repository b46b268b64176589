"""Payment plans: instalments, what has been paid of them, and when a plan has defaulted (DOMAIN E8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..errors import InputError, N_
from ..ledger.instalments import equal_parts, MAX_PARTS, scheduled

ACTIVE, DEFAULTED, FULFILLED = "active", "defaulted", "fulfilled"
STATE_NAMES = {ACTIVE: N_("In order"), DEFAULTED: N_("Defaulted"), FULFILLED: N_("Paid off")}
DEFAULT_DAYS = 5
#: a new invoice this many days overdue, or more instalments short, breaks a plan
NEW_OVERDUE_DAYS, SHORT_INSTALMENTS = 15, 2
MOST_INSTALMENTS = MAX_PARTS
ZERO = Decimal(0)
_ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class PlanPart:
    """An instalment, in the plan's currency."""

    due_date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A signed plan for some invoices; `instalments` in the order of their dates."""

    id: int
    customer_id: int
    currency: str
    signed_on: date
    document_ids: tuple[int, ...]
    instalments: tuple[PlanPart, ...]
    default_days: int = DEFAULT_DAYS

    @property
    def total(self) -> Decimal:
        return sum((part.amount for part in self.instalments), ZERO)


@dataclass(frozen=True, slots=True)
class PlanState:
    """How a plan stands on a day: `paid` of its total, the day of the next instalment."""

    plan: Plan
    state: str
    paid: Decimal
    next_date: date | None
    defaulted_on: date | None = None

    @property
    def in_order(self) -> bool:
        return self.state == ACTIVE


def instalments(total: Decimal, count: int, first: date, currency: str) -> tuple[PlanPart, ...]:
    """Equal parts a month apart: each rounded half-up, the last takes the rest; InputError `bad_count`."""
    parts = scheduled(equal_parts(total, count, currency, field="count"), first)
    return tuple(PlanPart(part.due_date, part.amount) for part in parts)


def check(plan: Plan, owed: Decimal) -> None:
    """InputError where the instalments do not fit: none, not above zero, before the signing, or above what is owed."""
    if not plan.document_ids:
        raise InputError(N_("Name the invoices of the plan."), code="missing", field="invoices")
    if not plan.instalments:
        raise InputError(N_("The plan has no instalments."), code="missing", field="instalments")
    if any(part.amount <= 0 for part in plan.instalments):
        raise InputError(N_("The amount must be above zero."), code="bad_amount", field="instalments")
    if plan.instalments[0].due_date < plan.signed_on:
        raise InputError(N_("An instalment is due on {date}, before the plan was signed."), code="out_of_range",
                         field="instalments", date=plan.instalments[0].due_date.isoformat())
    if plan.total > owed:
        raise InputError(N_("The instalments add up to {total}, but only {open} is open."), code="over_allocated",
                         field="instalments", total=plan.total, open=owed)


def judge(plan: Plan, open_on: Callable[[date], Decimal], as_of: date, worst_new: int = 0) -> PlanState:
    """The state on a day; `open_on` says what was open of the plan's invoices, `worst_new` days of the latest new debt.

    A default stays: it is found on the day an instalment is overdue for longer than the agreed days, or on which two are
    short.
    """
    paid = _paid(plan, open_on(as_of))
    broken = _broken_on(plan, open_on, as_of)
    following = _next(plan, paid)
    if open_on(as_of) <= 0:
        state, broken = FULFILLED, None
    elif broken is not None or worst_new > NEW_OVERDUE_DAYS:
        state = DEFAULTED
    else:
        state = ACTIVE
    return PlanState(plan, state, paid, following, broken)


def _paid(plan: Plan, opened: Decimal) -> Decimal:
    return max(ZERO, plan.total - max(opened, ZERO))


def _broken_on(plan: Plan, open_on: Callable[[date], Decimal], as_of: date) -> date | None:
    """The first day on which the plan was broken, up to the day asked for."""
    found = []
    wanted = ZERO
    for place, part in enumerate(plan.instalments):
        wanted += part.amount
        last = part.due_date + timedelta(plan.default_days)
        if last < as_of and _paid(plan, open_on(last)) < wanted:
            found.append(last + _ONE_DAY)
        if part.due_date < as_of and place + 1 >= SHORT_INSTALMENTS and _short(
                plan.instalments[:place + 1], _paid(plan, open_on(part.due_date))) >= SHORT_INSTALMENTS:
            found.append(part.due_date + _ONE_DAY)
    return min(found, default=None)


def _short(due: Sequence[PlanPart], paid: Decimal) -> int:
    """How many of the instalments due are not wholly paid."""
    wanted, count = ZERO, 0
    for part in due:
        wanted += part.amount
        count += paid < wanted
    return count


def _next(plan: Plan, paid: Decimal) -> date | None:
    wanted = ZERO
    for part in plan.instalments:
        wanted += part.amount
        if paid < wanted:
            return part.due_date
    return None
