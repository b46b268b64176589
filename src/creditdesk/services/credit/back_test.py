"""The book scored again at past quarter-ends with what was on file by then, and what came of it (DOMAIN C11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.credit.card_standing import scores_beside
from ...domain.credit.exposure import LimitInForce, Order
from ...domain.credit.factors import KNOWN
from ...domain.credit.grades import D
from ...domain.credit.outcomes import Conduct, conduct_of, month_ends, MONTHS, quarter_ends
from ...domain.credit.recalibration import Contest, contest
from ...domain.credit.scorecard import Scorecard
from ...domain.credit.scoring import score, ScoreResult
from ...domain.credit.validation import calibration, Case
from ...domain.customers.facts import Fact
from ...domain.customers.records import Customer
from ...domain.dates import add_months, month_end
from ...domain.errors import RuleError
from ...domain.ledger.documents import Ledger
from ...store import customers, facts, industry, plans, reads, scorecards
from ...store.transaction import Transaction
from ..customers import record
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import Basis, build, Conduct as Paid, conduct, converter, NO_RATE
from .broken_plans import broken_plans
from .cards import CardsInForce, in_force as cards_in_force
from .decisions import in_force
from .facts import fact_flags
from .orders import every_counted_in
from .policy import CreditPolicy, policy_in

#: how many quarter-ends are gone back at most, after the latest one whose outcome is known
QUARTERS = 12
_DAY = timedelta(1)
_NONE = LimitInForce(None, Decimal(0), None)
#: reports how far a long task is: (done, total)
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackCase:
    """A customer at a quarter-end: what the score rested on, the score on today's card, and whether it went bad."""

    quarter: date
    basis: Basis
    result: ScoreResult
    bad: bool

    @property
    def case(self) -> Case | None:
        """For the figures; None for a customer that was not rated."""
        return None if self.result.score is None else Case(self.result.score, self.bad, self.result.grade)


@dataclass(frozen=True, slots=True)
class BackTest:
    """Every case of the quarters tested. `bad_before`: customers already late or in default then, who say nothing of the score."""

    as_of: date
    quarters: tuple[date, ...]
    cases: tuple[BackCase, ...]
    bad_before: int
    cards: CardsInForce
    #: of every grade raised by hand whose twelve months are over: whether the customer went bad
    raised: tuple[bool, ...] = ()

    def of(self, kind: str | None) -> tuple[BackCase, ...]:
        """The cases of one kind of card, None for all."""
        return self.cases if kind is None else tuple(item for item in self.cases if item.basis.card == kind)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the whole test reads once."""

    people: tuple[Customer, ...]
    ledgers: Mapping[int, Ledger]
    rates: RateBook
    policy: CreditPolicy
    cards: CardsInForce
    orders: Mapping[int, list[Order]]


def back_test(session: Session, as_of: date, step: Step | None = None) -> BackTest:
    """Score the book at every past quarter-end whose twelve months are over, on the cards in force today.

    A customer takes part when invoiced in the year before; facts entered after the quarter-end are left out.
    """
    with session.book.read() as connection:
        read = _Read(tuple(record(row) for row in customers.everyone(connection)), reads.ledgers(connection),
                     rate_book(connection), policy_in(connection, as_of), cards_in_force(connection, as_of),
                     every_counted_in(connection, as_of))
        first = min((item.date for own in read.ledgers.values() for item in own.documents), default=None)
        last = add_months(as_of, -MONTHS)
        quarters = quarter_ends(first, last)[-QUARTERS:] if first is not None else ()
        past = _conducts(read, quarters, as_of)
        insolvent = _insolvencies(facts.everything(connection))
        broken = _broken(connection, quarters, as_of)
        cases: list[BackCase] = []
        before = 0
        for place, quarter in enumerate(quarters):
            if step is not None:
                step(place, len(quarters))
            told = facts.everything(connection, quarter + _DAY)
            limits, outlooks = in_force(connection, quarter, read.rates), industry.outlooks(connection, quarter, quarter + _DAY)
            defaulted = broken_plans(connection, quarter)
            for person in read.people:
                own = past.get(person.id)
                if own is None or not own.traded(add_months(quarter, -12), quarter):
                    continue
                if own.late_on(quarter):
                    before += 1
                    continue
                paid = _paid(read, person, quarter, limits.get(person.id, _NONE))
                basis = build(person, quarter, paid, told.get(person.id, ()), read.cards, outlooks, defaulted.get(person.id, ""))
                result = _score(basis, basis.scorecard(basis.card))
                if result.grade == D:
                    before += 1
                    continue
                cases.append(BackCase(quarter, basis, result, own.went_bad(
                    quarter, insolvent.get(person.id), broken.get(person.id, ()))))
        raised = _raised(connection, past, insolvent, broken, as_of)
    return BackTest(as_of, quarters, tuple(cases), before, read.cards, raised)


def _raised(connection: Transaction, past: Mapping[int, Conduct], insolvent: Mapping[int, date],
            broken: Mapping[int, list[date]], as_of: date) -> tuple[bool, ...]:
    """What came of the grades raised by hand, looked at from the end of their month on."""
    found = []
    for customer, begins in scorecards.raised(connection):
        day, own = month_end(begins), past.get(customer)
        if own is not None and day in own.days and add_months(day, MONTHS) <= as_of:
            found.append(own.went_bad(day, insolvent.get(customer), broken.get(customer, ())))
    return tuple(found)


def _conducts(read: _Read, quarters: tuple[date, ...], as_of: date) -> dict[int, Conduct]:
    if not quarters:
        return {}
    days = month_ends(quarters[0], as_of)
    found = {}
    for customer, own in read.ledgers.items():
        try:
            found[customer] = conduct_of(own, days, converter(read.rates, as_of))
        except RuleError as error:
            if error.code != NO_RATE:
                raise
    return found


def _insolvencies(told: Mapping[int, list[Fact]]) -> dict[int, date]:
    """The first day insolvency was known of a customer (V2, by itself or by the registered status)."""
    found: dict[int, date] = {}
    for customer, own in told.items():
        for fact in own:
            if "V2" in fact_flags([fact], fact.obtained_on):
                found[customer] = min(found.get(customer, fact.obtained_on), fact.obtained_on)
    return found


def _broken(connection: Transaction, quarters: tuple[date, ...], as_of: date) -> dict[int, list[date]]:
    """The month-ends on which a customer's payment plan was in default."""
    found: defaultdict[int, list[date]] = defaultdict(list)
    if quarters and plans.plans_signed(connection, as_of):
        for day in month_ends(quarters[0], as_of):
            for customer in broken_plans(connection, day):
                found[customer].append(day)
    return dict(found)


def _paid(read: _Read, person: Customer, quarter: date, limit: LimitInForce) -> Paid:
    own = _until(read.ledgers[person.id], quarter)
    return conduct(own, quarter, read.rates, limit.amount, read.policy.behaviour, read.policy.exposure,
                   read.orders.get(person.id, ()))


def _until(ledger: Ledger, day: date) -> Ledger:
    """The ledger without what came later: the rules would leave it out too, but look at it."""
    return Ledger(tuple(item for item in ledger.documents if item.date <= day),
                  tuple(item for item in ledger.allocations if item.value_date <= day), ledger.disputes, ledger.promises)


def _score(basis: Basis, card: Scorecard) -> ScoreResult:
    return score(card, basis.inputs, basis.flags, section=basis.section)


def cases_on(found: tuple[BackCase, ...], card: Scorecard) -> list[Case | None]:
    """The same cases scored on another card; None where it does not rate one."""
    scored = [(item, _score(item.basis, card)) for item in found]
    return [None if result.score is None else Case(result.score, item.bad, result.grade) for item, result in scored]


def factor_cases(found: tuple[BackCase, ...], card: Scorecard) -> dict[str, list[Case]]:
    """Every factor of a card alone: its score 0…100 in the cases where it was known."""
    scored: dict[str, list[Case]] = {factor.code: [] for factor in card.factors}
    for item in found:
        for row in _score(item.basis, card).factors:
            if row.state == KNOWN and row.score is not None:
                scored[row.code].append(Case(row.score, item.bad))
    return scored


def compare(found: BackTest, challenger: Scorecard, quarters: int) -> Contest:
    """A version against the cards in force on the cases it is for and both rate; RuleError, InputError without both outcomes."""
    cases = tuple(item for item in found.of(challenger.type)
                  if scores_beside(challenger, item.basis.scorecard(challenger.type), item.basis.section))
    pairs = [(old, new) for old, new in zip((item.case for item in cases), cases_on(cases, challenger), strict=True)
             if old is not None and new is not None]
    old, new = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    fits = {row.grade: row.calibrated for row in calibration(old)}
    kept = all(row.calibrated or not fits.get(row.grade, True) for row in calibration(new))
    return contest(old, new, quarters=quarters, calibrated=kept)
