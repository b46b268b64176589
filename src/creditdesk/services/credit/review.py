"""The quarterly review: whose limit is due, what has changed, what is proposed, and keeping many at once (DOMAIN D17)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.credit.scoring import FactorRow
from ...domain.credit.triggers import may_keep_in_batch
from ...domain.customers import facts as fact_rule
from ...domain.dates import add_months
from ...domain.errors import N_, RuleError
from ...domain.money import from_minor
from ...store import credit, facts, reads, standing as store
from ...store.standing import methods_of
from ...store.transaction import Transaction
from ..ledger.entry import entry
from ..rates import rate_book
from ..session import Session
from .basis import NO_RATE, peaks
from .covers import Cover, covers_of
from .facts import STATEMENT
from .limit_view import limit_view, LimitView
from .limits import decide_in
from .orders import counted_in
from .policy import policy_in
from .proposals import FREEZE, LimitProposal, proposals_in, STOP
from .recalculate import scored_again
from .scoring import open_score, score_history
from .standing import Standing, standings_in
from .terms_setting import agreed_in

KEEP, HIGHER, LOWER, FREEZING = "keep", "raise", "cut", "freeze"
OUTCOME_NAMES = {KEEP: N_("Keep"), HIGHER: N_("Raise"), LOWER: N_("Cut"), FREEZING: N_("Freeze")}
DUE_AHEAD = 30
#: share of reviews on time that is aimed at (DOMAIN D17)
ON_TIME_TARGET = Decimal("0.95")
_REVIEW, _CUT_SHARE = "review", Decimal("0.90")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A limit whose review is due; amounts base currency. `batch`: may be kept without looking at it."""

    customer_id: int
    code: str
    name: str
    due: date
    limit: Decimal
    exposure: Decimal | None
    used: Decimal | None
    old_grade: str
    grade: str
    wadbt: Decimal | None
    trend: Decimal | None
    state: str
    red: tuple[str, ...]
    outcome: str
    batch: bool
    currency: str

    def late(self, as_of: date) -> bool:
        return self.due < as_of


@dataclass(frozen=True, slots=True)
class FactorMove:
    """A factor's points at the last decision and now; None where it did not count."""

    code: str
    name: str
    before: Decimal | None
    now: Decimal | None


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What is looked at before one limit is reviewed. `peaks` are (month, highest exposure) of twelve months."""

    row: ReviewRow
    as_of: date
    view: LimitView
    old_score: Decimal | None
    score: Decimal | None
    factors: tuple[FactorMove, ...]
    peaks: tuple[tuple[date, Decimal], ...]
    orders: Decimal
    expired: tuple[str, ...]
    covers: tuple[Cover, ...]
    proposals: tuple[LimitProposal, ...]


@dataclass(frozen=True, slots=True)
class OnTime:
    """Reviews done in a span, and those of them done by their day."""

    done: int
    on_time: int
    late_now: int

    @property
    def share(self) -> Decimal | None:
        """Fraction on time, those overdue now counted as late; None without any."""
        every = self.done + self.late_now
        return Decimal(self.on_time) / every if every else None


@dataclass(frozen=True, slots=True)
class Board:
    """What the review page shows, over standings that were read once."""

    rows: list[ReviewRow]
    proposals: list[LimitProposal]
    on_time: OnTime


def board(session: Session, first: date, as_of: date) -> Board:
    """Reviews due, proposals and the share on time since `first`."""
    with session.book.read() as connection:
        known = standings_in(connection, as_of)
        asked = proposals_in(connection, as_of, known=known)
        rows = _due_of(connection, as_of, known.values(), asked)
        return Board(rows, asked, _on_time_in(connection, first, as_of, rows))


def _due_in(connection: Transaction, as_of: date, only: int | None = None, *, every: bool = False) -> list[ReviewRow]:
    """Limits whose review falls due within 30 days or is late (`every`: all), by exposure."""
    known = standings_in(connection, as_of, only)
    return _due_of(connection, as_of, known.values(), proposals_in(connection, as_of, only, known), every=every)


def _due_of(connection: Transaction, as_of: date, standings: Collection[Standing], proposed: Sequence[LimitProposal], *,
            every: bool = False) -> list[ReviewRow]:
    asked: dict[int, list[LimitProposal]] = {}
    for item in proposed:
        asked.setdefault(item.customer_id, []).append(item)
    found, base = [], rate_book(connection).base
    for standing in standings:
        due = review_due(standing)
        if standing.limit is not None and due is not None and (every or due <= as_of + timedelta(DUE_AHEAD)):
            found.append(_row(standing, due, asked.get(standing.customer_id, ()), base))
    return sorted(found, key=lambda row: (-(row.exposure or Decimal(0)), row.code))


def review_due(standing: Standing) -> date | None:
    """The decision's last day, else the grade's interval after it began or, unknown, after the first score; None without."""
    if standing.expires is not None:
        return standing.expires
    began = standing.decided_on or (standing.history[0][0] if standing.history else None)
    months = standing.review_months
    return add_months(began, months) if began is not None and months is not None else None


def _row(standing: Standing, due: date, asked: Collection[LimitProposal], base: str) -> ReviewRow:
    assert standing.limit is not None
    batch = may_keep_in_batch(old_grade=standing.old_grade, new_grade=standing.grade, wadbt=standing.wadbt,
                              utilisation=standing.used, red_alert=bool(standing.red)) and not asked
    return ReviewRow(standing.customer_id, standing.code, standing.name, due, standing.limit, standing.exposure,
                     standing.used, standing.old_grade, standing.grade, standing.wadbt, standing.trend, standing.state,
                     standing.red, _outcome(standing, asked), batch, base)


def _outcome(standing: Standing, asked: Collection[LimitProposal]) -> str:
    if any(item.action in (FREEZE, STOP) for item in asked) or standing.state in ("restricted", "stop"):
        return FREEZING
    if any(item.increase for item in asked):
        return HIGHER
    lower = any(item.proposed is not None and standing.limit is not None and item.proposed < standing.limit for item in asked)
    return LOWER if lower or any(item.trigger == "downgrade_review" for item in asked) else KEEP


def review_form(session: Session, customer_id: int, as_of: date) -> ReviewForm:
    """Everything for one customer, due or not; RuleError `no_limit` where none was decided."""
    with session.book.read() as connection:
        found = _due_in(connection, as_of, customer_id, every=True)
        if not found:
            raise RuleError(N_("No limit has been decided."), code="no_limit", field="customer")
        row, decided = found[0], store.standing_decisions(connection, as_of).get(customer_id)
        begun = decided["effective_from"] if decided else ""
        before = next((saved for saved in credit.scores_of(connection, customer_id) if saved["as_of"] <= begun), None)
        asked, orders = tuple(proposals_in(connection, as_of, customer_id)), counted_in(connection, customer_id, as_of)
        months = _peaks(connection, customer_id, as_of)
        told = fact_rule.current((fact for fact in facts.facts_of(connection, customer_id)
                                  if not fact.key.startswith(STATEMENT)), as_of)
        now = scored_again(connection, customer_id, as_of)
        expired = tuple(sorted(key for key, item in told.items()
                               if item.fact.expires_on is not None and item.fact.expires_on < as_of))
    history = score_history(session, customer_id)
    old = open_score(session, before["id"]) if before else open_score(session, history[-1].id) if history else None
    view = limit_view(session, customer_id, as_of)
    return ReviewForm(row, as_of, view, old.result.score if old else None,
                      now.result.score if now else None,
                      _moves(old.result.factors if old else (), now.result.factors if now else ()), months,
                      sum((order.amount for order in orders if order.currency == view.currency), Decimal(0)), expired,
                      tuple(item for item in covers_of(session, customer_id, as_of) if item.counts_on(as_of)), asked)


def _moves(before: Collection[FactorRow], now: Collection[FactorRow]) -> tuple[FactorMove, ...]:
    """Factors of both scores, the largest moves first; those that did not move are left out."""
    old = {row.code: row.points for row in before}
    names = {row.code: row.name for row in (*before, *now)}
    new = {row.code: row.points for row in now}
    moves = [FactorMove(code, names[code], old.get(code), new.get(code)) for code in names if old.get(code) != new.get(code)]
    return tuple(sorted(moves, key=lambda move: -abs((move.now or Decimal(0)) - (move.before or Decimal(0)))))


def _peaks(connection: Transaction, customer_id: int, as_of: date) -> tuple[tuple[date, Decimal], ...]:
    policy = policy_in(connection, as_of)
    try:
        found = peaks(reads.ledger_of(connection, customer_id), as_of, 12, rate_book(connection), policy.exposure,
                      counted_in(connection, customer_id, as_of))
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        return ()
    return tuple((peak.month, peak.amount) for peak in found)


def keep_limits(session: Session, customer_ids: Collection[int], as_of: date, *, reason: str = "") -> list[int]:
    """Keep limits as they are up to their next review, in one transaction; answers the ids of the decisions.

    More than one: RuleError `not_alike` names the first that has to be looked at (DOMAIN D17). Nothing is kept then.
    """
    ids: list[int] = []
    with entry(session, "decide", "limit", reason=reason or _REVIEW) as (work, says):
        due = {row.customer_id: row for row in _due_in(work.connection, as_of, every=True)}
        decided, policy = store.standing_decisions(work.connection, as_of), policy_in(work.connection, as_of)
        for customer_id in customer_ids:
            row, before = due.get(customer_id), decided.get(customer_id)
            if row is None or before is None:
                raise RuleError(N_("No limit has been decided."), code="no_limit", field="customer")
            if len(customer_ids) > 1 and not row.batch:
                raise RuleError(N_("{name} cannot be kept unseen: look at it by itself."), code="not_alike", field="customer",
                                name=row.name)
            months = policy.review_months(row.grade) or 3
            methods = {**agreed_in(before).methods(), "review": {"due": row.due.isoformat(), "outcome": KEEP}}
            ids.append(decide_in(
                work, customer_id, from_minor(before["amount_minor"], before["currency"]), before["currency"], as_of,
                add_months(as_of, months) - timedelta(1), terms=str(before["terms"]), reason=reason or _REVIEW,
                methods=methods))
        says["entity_id"], says["after"] = ids[0] if ids else "", {"kept": len(ids), "date": as_of.isoformat()}
    return ids


def _on_time_in(connection: Transaction, first: date, as_of: date, due_now: Sequence[ReviewRow]) -> OnTime:
    """Reviews decided between two days against their due days, and those late on the last one."""
    told = [(day, methods_of(methods).get("review")) for _key, day, methods in store.reviews(connection, first, as_of)]
    done = [(day, str(review["due"])) for day, review in told if isinstance(review, dict)]
    return OnTime(len(done), sum(day <= due for day, due in done), sum(row.late(as_of) for row in due_now))
