"""When a limit moves: steps of a new customer, temporary limits, triggers and review (DOMAIN D8, D9, D11, D17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..dates import add_months
from ..errors import N_, RuleError
from .exposure import LimitDecision
from .grades import notches, NR, rank

STEP_SHARES = (Decimal("0.20"), Decimal("0.40"), Decimal("0.70"), Decimal(1))
#: (invoices paid, months since the first invoice) each step asks for
STEP_NEEDS = ((0, 0), (3, 0), (6, 3), (12, 6))
_MAX_WADBT, _MAX_LATE = Decimal(5), 15
TEMPORARY_DAYS, TEMPORARY_PER_YEAR = 90, 2
NORMAL, WATCH, RESTRICTED, STOP = "normal", "watch", "restricted", "stop"


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """A credit invoice paid in full: when, how many days beyond terms, and its amount."""

    paid_on: date
    days: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """The step reached (0–3), what counts since the last step back, and the share of the limit."""

    step: int
    invoices: int
    since: date | None
    share: Decimal


def progress(first_invoice: date | None, paid: Sequence[PaidInvoice], broken_promises: Sequence[date] = (), *,
             faster: bool = False) -> Progress:
    """Step of progressive credit after these payments (DOMAIN D8); `faster`: who pays on time waits half as long (A119).

    A payment over 15 days late or a broken promise costs a step and starts counts, WADBT and months anew; at most one
    step up per payment.
    """
    step, counted, since = 0, list[PaidInvoice](), first_invoice
    events: list[tuple[date, int, PaidInvoice | None]] = [(day, 0, None) for day in broken_promises]
    events += [(invoice.paid_on, 1, invoice) for invoice in paid]
    for day, _, invoice in sorted(events, key=lambda event: event[:2]):
        if invoice is None or invoice.days > _MAX_LATE:
            step, counted, since = max(0, step - 1), [], day
            continue
        counted.append(invoice)
        if step < 3 and since is not None and _may_rise(step + 1, counted, since, day, faster=faster):
            step += 1
    return Progress(step, len(counted), since, STEP_SHARES[step])


def _may_rise(step: int, counted: Sequence[PaidInvoice], since: date, day: date, *, faster: bool) -> bool:
    invoices, months = STEP_NEEDS[step]
    full = add_months(since, months)
    if faster and all(invoice.days <= 0 for invoice in counted):
        invoices, full = (invoices + 1) // 2, since + (full - since) / 2
    weight = sum((invoice.amount for invoice in counted), Decimal(0))
    days = sum((invoice.amount * invoice.days for invoice in counted), Decimal(0))
    return len(counted) >= invoices and days <= _MAX_WADBT * weight and full <= day


def check_temporary(begins: date, until: date, held: Sequence[LimitDecision], *, worst_overdue: int) -> None:
    """Refuse a temporary limit over 90 days, a third within 12 months, or with more than 15 days overdue (DOMAIN D9).

    RuleError `bad_period`, `too_long`, `too_many`, `overdue`.
    """
    if until < begins:
        raise RuleError(N_("The end lies before the beginning."), code="bad_period", field="until")
    if until > begins + timedelta(TEMPORARY_DAYS):
        raise RuleError(N_("A temporary limit lasts at most {days} days."), code="too_long", field="until",
                        days=TEMPORARY_DAYS)
    start = add_months(begins, -12)
    recent = [entry for entry in held if entry.temporary and entry.begins is not None and start < entry.begins <= begins]
    if len(recent) >= TEMPORARY_PER_YEAR:
        raise RuleError(N_("There were {count} temporary limits in the last 12 months already."), code="too_many",
                        field="from", count=len(recent))
    if worst_overdue > _MAX_LATE:
        raise RuleError(N_("No temporary limit while an item is {days} days overdue."), code="overdue", field="from",
                        days=worst_overdue)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the triggers look at; `worst_overdue` = days of the oldest undisputed item above 1,000 (DOMAIN D11)."""

    old_grade: str
    new_grade: str
    exposure: Decimal
    limit: Decimal | None
    worst_overdue: int = 0
    insurer_reduced: bool = False
    good_reviews: int = 0
    utilisation: Decimal | None = None
    wadbt: Decimal | None = None
    last_invoice: date | None = None
    veto: bool = False
    red_alert: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A proposal: reductions may act at once, increases always need approval; `limit` is the one proposed."""

    code: str
    action: str
    limit: Decimal | None = None
    due: date | None = None
    increase: bool = False


def grades_apart(history: Sequence[tuple[date, str]], decided_on: date | None) -> tuple[str, str]:
    """(grade when the limit was decided, grade now) from saved grades, oldest first; the last two where that day is unknown.

    NR twice without a score.
    """
    if not history:
        return NR, NR
    new = history[-1][1]
    before = [grade for day, grade in history if decided_on is not None and day <= decided_on]
    if before:
        return before[-1], new
    return (history[-2][1] if len(history) > 1 else new), new


def deep_fall(old: str, new: str) -> bool:
    """Two notches or more, or to CCC or worse; NR never fell (DOMAIN D11)."""
    return NR not in (old, new) and (notches(old, new) <= -2 or rank(new) >= rank("CCC") > rank(old))


def triggers(facts: Facts, as_of: date) -> tuple[Trigger, ...]:
    """The proposals of D11 that the facts call for."""
    found: list[Trigger] = []
    frozen = min(facts.limit, max(Decimal(0), facts.exposure)) if facts.limit is not None else None
    if NR not in (facts.old_grade, facts.new_grade):
        if deep_fall(facts.old_grade, facts.new_grade):
            found.append(Trigger("downgrade_freeze", "freeze", frozen))
        elif notches(facts.old_grade, facts.new_grade) == -1:
            found.append(Trigger("downgrade_review", "review", due=as_of + timedelta(10)))
    if facts.worst_overdue > 90:
        found.append(Trigger("overdue_90", "stop", frozen))
    elif facts.worst_overdue > 60:
        found.append(Trigger("overdue_60", "freeze", frozen))
    elif facts.worst_overdue > 30:
        found.append(Trigger("overdue_30", "no_increase"))
    if facts.insurer_reduced:
        found.append(Trigger("insurer_reduced", "recalculate", due=as_of))
    if facts.last_invoice is not None and facts.last_invoice <= add_months(as_of, -12) and facts.limit:
        found.append(Trigger("dormant", "limit_to_zero", Decimal(0)))
    if not found and _earned_more(facts):
        assert facts.limit is not None
        found.append(Trigger("earned", "raise", facts.limit * Decimal("1.25"), increase=True))
    return tuple(found)


def _earned_more(facts: Facts) -> bool:
    return (facts.good_reviews >= 2 and facts.limit is not None and facts.limit > 0 and facts.utilisation is not None
            and facts.utilisation > Decimal("0.80") and facts.wadbt is not None and facts.wadbt <= 5)


def state_of(*, veto: bool, worst_overdue: int, frozen: bool, red_alert: bool) -> str:
    """stop, restricted, watch or normal (DOMAIN D11); over 60 days overdue is a freeze, over 30 no increase."""
    if veto or worst_overdue > 90:
        return STOP
    if frozen or worst_overdue > 60:
        return RESTRICTED
    return WATCH if red_alert or worst_overdue > 30 else NORMAL


def may_keep_in_batch(*, old_grade: str, new_grade: str, wadbt: Decimal | None, utilisation: Decimal | None,
                      red_alert: bool) -> bool:
    """Whether a quarterly review may be kept without looking: grade unchanged, WADBT ≤ 10, use ≤ 90 % (DOMAIN D17)."""
    return (old_grade == new_grade and (wadbt is None or wadbt <= 10)
            and (utilisation is None or utilisation <= Decimal("0.90")) and not red_alert)
