"""Collection stages by days overdue, their touches, and the letter that goes out next (DOMAIN I1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..errors import N_, RuleError
from ..ledger.open_items import OpenItem

PRE_DUE, REMIND, NEGOTIATE, FORMAL, LEGAL, RECOVERY = range(6)
STAGE_NAMES = {PRE_DUE: N_("Before due"), REMIND: N_("Reminder"), NEGOTIATE: N_("Negotiation"),
               FORMAL: N_("Formal demand"), LEGAL: N_("Legal or agency"), RECOVERY: N_("Debt recovery")}
#: the demand letters in their order; L1 is no demand
DEMANDS = ("L2", "L3", "L4", "L5")
LETTERS = ("L1", *DEMANDS)
_LETTER_OF_STAGE = {PRE_DUE: "L1", REMIND: "L2", NEGOTIATE: "L3", FORMAL: "L4", LEGAL: "L5"}
SKIP_REASONS = {"disputed": N_("Everything overdue is disputed."), "promise": N_("A promise to pay is pending."),
                "plan": N_("A payment plan is in order."), "recent": N_("The last letter is too recent."),
                "small": N_("The amount is too small.")}
ACTIONS = {"wait": N_("Wait"), "remind": N_("Send a reminder"),
           "confirm": N_("Remind, confirm invoice and goods received"),
           "negotiate": N_("Ask for the cause, agree a plan"), "demand": N_("Demand formally"),
           "legal": N_("Legal steps or agency"), "enforce": N_("Enforce and log recovery"), "call": N_("Call first"),
           "check_promise": N_("Check the promise"), "check_plan": N_("Check the plan")}
_ACTION_OF_STAGE = {PRE_DUE: "remind", REMIND: "confirm", NEGOTIATE: "negotiate", FORMAL: "demand", LEGAL: "legal",
                    RECOVERY: "enforce"}


@dataclass(frozen=True, slots=True)
class StagePolicy:
    """Bounds and rhythms. `bounds[i]` is the last day overdue of stage i + 1; days and amounts in base currency."""

    bounds: tuple[int, int, int] = (30, 60, 90)
    first_touches: tuple[int, ...] = (3, 10, 20)
    every: tuple[int, int, int] = (7, 7, 14)
    recovery_every: int = 14
    letter_gap: int = 5
    pre_due_days: int = 7
    pre_due_amount: Decimal = Decimal(20000)
    pre_due_grades: frozenset[str] = frozenset({"AAA", "AA", "A", "BBB", "BB", "B"})
    small_amount: Decimal = Decimal(0)
    limitation_days: int = 90


@dataclass(frozen=True, slots=True)
class Standing:
    """What besides the age decides a customer's stage."""

    vetoed: bool = False
    plan_in_order: bool = False
    in_recovery: bool = False


def oldest_overdue(items: Iterable[OpenItem], as_of: date) -> int:
    """Days overdue of the oldest undisputed open claim, whatever its amount; 0 where none is overdue."""
    return max((item.days_overdue(as_of) for item in items if item.is_overdue(as_of)), default=0)


def stage_of_age(days: int, policy: StagePolicy | None = None) -> int:
    """Stage 0–4 by days overdue alone."""
    bounds = (policy or StagePolicy()).bounds
    return 0 if days <= 0 else 1 + sum(days > bound for bound in bounds)


def stage_of(days: int, standing: Standing | None = None, policy: StagePolicy | None = None) -> int:
    """Stage 0–5: recovery, then a veto or insolvency (4 at once), then a plan in order (0), then the age."""
    standing = standing or Standing()
    if standing.in_recovery:
        return RECOVERY
    if standing.vetoed:
        return LEGAL
    return PRE_DUE if standing.plan_in_order else stage_of_age(days, policy)


@dataclass(frozen=True, slots=True)
class Touch:
    """What to do next and when; due when its day has come and nobody has been in contact since."""

    action: str
    day: date | None
    due_today: bool


def next_touch(stage: int, oldest_due: date | None, as_of: date, last_contact: date | None = None, *,
               strategic: bool = False, promise_date: date | None = None, planned: date | None = None,
               policy: StagePolicy | None = None, plan_date: date | None = None) -> Touch:
    """The next touch: a pending promise's day, the next instalment of a plan in order, the day agreed at the last contact,
    else the rhythm of the stage.

    `oldest_due` is the due date of the oldest undisputed overdue item, `last_contact` the last contact or letter. The
    rhythm counts from the stage's first day, or from the last contact; a missed touch stays due.
    """
    if promise_date is not None:
        return Touch("check_promise", promise_date, promise_date <= as_of)
    if plan_date is not None:
        return Touch("check_plan", plan_date, plan_date <= as_of)
    action = "call" if strategic and stage in (REMIND, NEGOTIATE, FORMAL) else _ACTION_OF_STAGE[stage]
    if planned is not None and (last_contact is None or planned > last_contact):
        return Touch(action, planned, planned <= as_of)
    if oldest_due is None or (stage == PRE_DUE and oldest_due >= as_of):
        return Touch(action if stage != PRE_DUE else "wait", None, False)
    if stage == PRE_DUE:
        return Touch("check_plan", None, False)
    day = _rhythm(stage, oldest_due, last_contact, as_of, policy or StagePolicy())
    return Touch(action, day, day <= as_of)


def _rhythm(stage: int, oldest_due: date, last_contact: date | None, as_of: date, policy: StagePolicy) -> date:
    """Contacts before the due date do not count: they belong to an earlier debt."""
    since = last_contact if last_contact is not None and last_contact > oldest_due else None
    if stage == REMIND:
        days = [oldest_due + timedelta(touch) for touch in policy.first_touches]
        following = oldest_due + timedelta(policy.bounds[0] + 1)
        return next((day for day in days if since is None or day > since), following)
    step = policy.recovery_every if stage == RECOVERY else policy.every[stage - NEGOTIATE]
    if since is not None:
        return since + timedelta(step)
    # a veto moves a young debt to a late stage: then its first day is today at the latest
    return min(oldest_due + timedelta(_first_day(stage, policy)), as_of)


def _first_day(stage: int, policy: StagePolicy) -> int:
    return policy.bounds[min(stage, LEGAL) - NEGOTIATE] + 1


def letter_of_stage(stage: int) -> str | None:
    """L1…L5 for stages 0–4; None for recovery."""
    return _LETTER_OF_STAGE.get(stage)


def highest_letter(kinds: Iterable[str]) -> str | None:
    """The highest demand letter (L2 < L3 < L4 < L5) among those issued; None without one."""
    return max((kind for kind in kinds if kind in DEMANDS), default=None)


def which_letter(stage: int, highest_issued: str | None = None, *, by_age: bool = False,
                 starting_stage: int | None = None, vetoed: bool = False, limitation_days: int | None = None,
                 policy: StagePolicy | None = None) -> str | None:
    """The demand letter to issue now, L2–L5; None in stages 0 and 5 (DOMAIN I1, "Which letter").

    `highest_issued` looks at letters issued for any listed item, drafts left out. `limitation_days` are the days left
    before the earliest listed claim expires (negative: expired already, which no letter can help any more).
    """
    if vetoed and stage != RECOVERY:
        return "L5"
    if stage not in (REMIND, NEGOTIATE, FORMAL, LEGAL):
        return None
    target = DEMANDS.index(_LETTER_OF_STAGE[stage])
    if not by_age:
        allowed = 0 if highest_issued is None else DEMANDS.index(highest_issued) + 1
        if starting_stage is not None and starting_stage >= REMIND:
            allowed = max(allowed, DEMANDS.index(_LETTER_OF_STAGE[min(starting_stage, LEGAL)]))
        target = min(target, allowed)
    if limitation_days is not None and 0 <= limitation_days <= (policy or StagePolicy()).limitation_days:
        target = max(target, DEMANDS.index("L4"))
    return DEMANDS[target]


def sequence_gap(stage: int, letter: str | None) -> int:
    """How many letters the sequence is behind the age; 0 when level, negative when raised."""
    by_age = letter_of_stage(stage)
    if by_age is None or letter is None:
        return 0
    return LETTERS.index(by_age) - LETTERS.index(letter)


def too_recent(last_letter: date | None, letter_date: date, policy: StagePolicy | None = None) -> bool:
    """Whether the last letter to the customer is less than the gap (5 days) ago."""
    gap = (policy or StagePolicy()).letter_gap
    return last_letter is not None and letter_date < last_letter + timedelta(gap)


def skip_reason(*, overdue: Decimal, undisputed: Decimal, promise_pending: bool = False, plan_in_order: bool = False,
                last_letter: date | None = None, letter_date: date, policy: StagePolicy | None = None) -> str | None:
    """Why a customer gets no demand letter: disputed, promise, plan, recent, small; None when one may go out.

    `overdue` and `undisputed` are the customer's overdue totals in base currency.
    """
    policy = policy or StagePolicy()
    if overdue > 0 and undisputed <= 0:
        return "disputed"
    if promise_pending:
        return "promise"
    if plan_in_order:
        return "plan"
    if too_recent(last_letter, letter_date, policy):
        return "recent"
    return "small" if undisputed <= policy.small_amount else None


def pre_due_items(items: Iterable[OpenItem], as_of: date, *, reminded: Collection[tuple[int, int | None]] = (),
                  grade: str | None = None, is_new: bool = False, base_rate: Decimal = Decimal(1),
                  policy: StagePolicy | None = None) -> tuple[OpenItem, ...]:
    """The items an L1 lists: due within 7 days, not yet reminded, of an A or B or new customer or above 20,000.

    `reminded` holds (document id, instalment no.) of items on an issued L1; `base_rate` turns the items' currency into
    base currency.
    """
    policy = policy or StagePolicy()
    eligible = is_new or grade in policy.pre_due_grades
    return tuple(item for item in items if item.is_claim and item.undisputed > 0
                 and 0 <= (item.due_date - as_of).days <= policy.pre_due_days
                 and (item.document_id, item.instalment_no) not in reminded
                 and (eligible or item.undisputed * base_rate > policy.pre_due_amount))


def check_run_date(letter_date: date, last_run: date | None) -> None:
    """RuleError `before_last_run`: letters are issued in the order of their dates."""
    if last_run is not None and letter_date < last_run:
        raise RuleError(N_("Letters were already issued on {last}. A run dated {day} would be out of order."),
                        code="before_last_run", field="as_of", last=last_run.isoformat(), day=letter_date.isoformat())
