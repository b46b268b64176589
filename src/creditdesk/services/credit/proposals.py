"""What the program would do with a limit, for a person to accept: triggers and steps (DOMAIN D8, D11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ...domain.credit import triggers as rule
from ...domain.credit.grades import NR, rank
from ...domain.errors import N_, RuleError
from ...domain.money import round_money
from ...store.standing import standing_decisions
from ...store.transaction import Transaction
from ..ledger.entry import entry
from ..rates import rate_book
from ..session import Session
from .applications import LimitRequest, submit_limit
from .freezes import freeze_in
from .limit_view import limit_view_in, review_day
from .limits import decide_in
from .standing import Standing, standings_in
from .steps import decided_step, step_in
from .terms_setting import Agreed, agreed_in

FREEZE, STOP, REVIEW, RECALCULATE, TO_ZERO, RAISE = "freeze", "stop", "review", "recalculate", "limit_to_zero", "raise"
STEP_UP, STEP_BACK, AMORTISE = "step_up", "step_back", "amortise"
#: what a proposal says, by trigger
TEXTS = {
    "downgrade_freeze": N_("Grade {before} to {grade}: freeze at what is owed"),
    "downgrade_review": N_("Grade {before} to {grade}: review by {day}"),
    "overdue_90": N_("{days} days overdue: stop deliveries"), "overdue_60": N_("{days} days overdue: freeze"),
    AMORTISE: N_("Frozen and paid down: limit to what is owed"),
    "insurer_reduced": N_("The insurer's cover ended: work the limit out anew"),
    "dormant": N_("No invoice for 12 months: limit to 0"),
    "earned": N_("Better grade, well used, paid on time: 25% more"),
    STEP_UP: N_("Step {step} reached: {share}% of the limit"), STEP_BACK: N_("Paid late: back to step {step}")}
ACTION_NAMES = {FREEZE: N_("Freeze"), STOP: N_("Stop"), REVIEW: N_("Review"), RECALCULATE: N_("Recalculate"),
                TO_ZERO: N_("Limit to 0"), RAISE: N_("Raise"), STEP_UP: N_("Step up"), STEP_BACK: N_("Step back"),
                AMORTISE: N_("Reduce")}
_ZERO = Decimal(0)
#: neither a limit nor a freeze follows from these: a person looks at the customer
_TO_LOOK_AT = frozenset({REVIEW})


@dataclass(frozen=True, slots=True)
class LimitProposal:
    """A proposal for one customer; amounts base currency. `template` with `fields` is the sentence, to be translated.

    `increase`: needs a decision by who may approve; a reduction may act at once (DOMAIN D11).
    """

    customer_id: int
    code: str
    name: str
    trigger: str
    action: str
    limit: Decimal | None
    proposed: Decimal | None
    exposure: Decimal | None
    currency: str
    increase: bool
    template: str
    fields: Mapping[str, Any]
    due: date | None = None
    step: int | None = None

    @property
    def acceptable(self) -> bool:
        """Whether one click carries it out; a review is done by hand."""
        return self.action not in _TO_LOOK_AT and self.proposed is not None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of a proposal: a decision, or an application that waits for an approver."""

    decision_id: int | None
    application_id: int | None


def proposals_in(connection: Transaction, as_of: date, only: int | None = None, known: Mapping[int, Standing] | None = None
                 ) -> list[LimitProposal]:
    """Every proposal of the day: stops and freezes first, then reductions, then increases, by exposure.

    `known` are the standings of the day where they were read already.
    """
    base = rate_book(connection).base
    found: list[LimitProposal] = []
    for standing in (standings_in(connection, as_of, only) if known is None else known).values():
        if standing.limit is None or standing.exposure is None:
            continue
        mine = _triggered(connection, standing, as_of, base)
        if not any(item.action in (FREEZE, STOP) for item in mine):
            mine += _stepped(connection, standing, as_of, base)
        found += mine
    order = (STOP, FREEZE, AMORTISE, STEP_BACK, RECALCULATE, TO_ZERO, REVIEW, STEP_UP, RAISE)
    return sorted(found, key=lambda item: (order.index(item.action), -(item.exposure or _ZERO), item.code))


def _triggered(connection: Transaction, standing: Standing, as_of: date, base: str) -> list[LimitProposal]:
    frozen = standing.state in (rule.RESTRICTED, rule.STOP) and standing.frozen
    facts = rule.Facts(standing.old_grade, standing.grade, standing.exposure or _ZERO, standing.limit, standing.worst_overdue,
                       standing.insurer_cut, _good_reviews(standing), standing.used, standing.wadbt, standing.last_invoice,
                       standing.veto, bool(standing.red))
    found = []
    for trigger in rule.triggers(facts, as_of):
        proposed, action, code = trigger.limit, trigger.action, trigger.code
        if action == "no_increase":
            continue
        if action in (FREEZE, STOP) and frozen:
            if proposed is None or standing.limit is None or proposed >= standing.limit:
                continue
            action, code = AMORTISE, AMORTISE
        if action == RECALCULATE:
            proposed = limit_view_in(connection, standing.customer_id, as_of).proposed
        due = standing.history[-1][0] + timedelta(10) if code == "downgrade_review" else trigger.due
        found.append(_proposal(standing, code, action, proposed, base, due))
    return found


def _good_reviews(standing: Standing) -> int:
    """Saved grades in a row, up to the latest, that lie above the one at the last decision."""
    if standing.old_grade == NR or standing.decided_on is None:
        return 0
    held = 0
    for day, grade in reversed(standing.history):
        if day <= standing.decided_on or grade == NR or rank(grade) >= rank(standing.old_grade):
            break
        held += 1
    return held


def _stepped(connection: Transaction, standing: Standing, as_of: date, base: str) -> list[LimitProposal]:
    """A step up or back for a customer whose limit was decided as a step; none up with old debts or to less (DOMAIN D8)."""
    before = decided_step(standing.decision)
    if before is None:
        return []
    view = step_in(connection, standing.customer_id, as_of)
    step = min(view.progress.step, before + 1)
    if step == before or (step > before and (standing.worst_overdue > 30 or view.full is None)):
        return []
    action = STEP_UP if step > before else STEP_BACK
    item = _proposal(standing, action, action, view.amount, base, None, step, view.progress.share)
    return [item] if item.increase or (step < before and item.proposed != standing.limit) else []


def _proposal(standing: Standing, code: str, action: str, proposed: Decimal | None, base: str, due: date | None,
              step: int | None = None, share: Decimal = _ZERO) -> LimitProposal:
    limit = standing.limit
    if proposed is not None:
        proposed = round_money(proposed, base)
    increase = proposed is not None and limit is not None and proposed > limit
    return LimitProposal(
        standing.customer_id, standing.code, standing.name, code, action, limit, proposed, standing.exposure, base,
        increase, TEXTS[code], {"before": standing.old_grade, "grade": standing.grade, "days": standing.worst_overdue,
                                "day": due, "step": step, "share": int(share * 100)}, due, step)


def accept_proposal(session: Session, item: LimitProposal, as_of: date, *, reason: str = "") -> Accepted:
    """Carry a proposal out: a reduction in one decision with its freeze, an increase as an application (DOMAIN D11, D12).

    RuleError `outdated` where the book no longer says so, `by_hand` for one that a person has to look at.
    """
    if not item.acceptable or item.proposed is None:
        raise RuleError(N_("This one is decided by hand: open the customer's limit."), code="by_hand", field="proposal")
    words = reason.strip() or item.trigger
    if item.increase:
        return _apply(session, item, as_of, words)
    with entry(session, "decide", "limit", reason=words) as (work, says):
        _still_so(work.connection, item, as_of)
        view, before = limit_view_in(work.connection, item.customer_id, as_of), _before(work.connection, item, as_of)
        new_id = decide_in(work, item.customer_id, item.proposed, item.currency, as_of, review_day(view), reason=words,
                           methods=_methods(item, before), terms=before.terms)
        if item.action in (FREEZE, STOP):
            freeze_in(work, work.customer(item.customer_id), as_of, words, stop=item.action == STOP)
        says["entity_id"] = new_id
        says["after"] = {"customer_id": item.customer_id, "amount": str(item.proposed), "currency": item.currency,
                         "trigger": item.trigger, "from": as_of.isoformat()}
    return Accepted(new_id, None)


def _apply(session: Session, item: LimitProposal, as_of: date, words: str) -> Accepted:
    assert item.proposed is not None
    with session.book.read() as connection:
        _still_so(connection, item, as_of)
        view, before = limit_view_in(connection, item.customer_id, as_of), _before(connection, item, as_of)
    told = submit_limit(session, LimitRequest(item.customer_id, item.proposed, item.currency, as_of, review_day(view),
                                              terms=before.terms, reason=words, methods=_methods(item, before),
                                              proposed=item.proposed), as_of)
    return Accepted(told.decision_id, told.application_id)


def _still_so(connection: Transaction, item: LimitProposal, as_of: date) -> None:
    now = next((row for row in proposals_in(connection, as_of, item.customer_id) if row.trigger == item.trigger), None)
    if now is None or now.proposed != item.proposed:
        raise RuleError(N_("The book has changed since: look at the proposal again."), code="outdated", field="proposal")


def _before(connection: Transaction, item: LimitProposal, as_of: date) -> Agreed:
    """Terms, discount and deposit decided before go on holding."""
    return agreed_in(standing_decisions(connection, as_of).get(item.customer_id))


def _methods(item: LimitProposal, before: Agreed) -> dict[str, Any]:
    found: dict[str, Any] = {**before.methods(), "trigger": item.trigger, "proposed": str(item.proposed)}
    return found if item.step is None else found | {"step": item.step}
