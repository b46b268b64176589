"""Scores and limits of every customer in one list, and what the limit dialog shows of one (DOMAIN C, D14, D17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.credit.grades import NR
from ...domain.credit.limit_policy import GradeTerms
from ...domain.customers.records import Customer
from ...domain.dates import add_months
from ...domain.money import from_minor
from ...store import credit, customers
from ...store.transaction import Transaction
from ..customers import record
from ..rates import rate_book, RateBook
from ..session import Session
from .agency_reports import lacking_from
from .covers import Cover, covers_in
from .decisions import ALWAYS, Waiting, waiting_in
from .limit_view import limit_view_in, LimitView
from .policy import CreditPolicy, policy_in
from .standing import worst_overdue_in
from .terms_setting import terms_view_in, TermsView
from .tolerance import own_caps_in, OwnCaps
from .usage import Usage, usage_in

#: days before a limit's last day, or a review, from which the list points to it (DOMAIN D17)
SOON_DAYS = 30
#: how many customers the start is limited to while no class is set (DOMAIN A70)
FIRST = 20


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A customer in the list, amounts in base currency; `score` and `review` None = never scored, or no review asked."""

    customer_id: int
    code: str
    name: str
    initials: str
    grade: str
    score: Decimal | None
    scored_on: date | None
    review: date | None
    limit: Decimal | None
    exposure: Decimal | None
    used: Decimal | None
    expires: date | None
    #: class A; while the book has none, one of the twenty with the largest exposure (DOMAIN A42, A70)
    key: bool = False
    temporary: Decimal = Decimal(0)
    temporary_until: date | None = None

    @property
    def ends(self) -> date | None:
        """The first day on which some of the limit runs out."""
        return min((day for day in (self.expires, self.temporary_until) if day is not None), default=None)

    @property
    def available(self) -> Decimal | None:
        return None if self.limit is None or self.exposure is None else self.limit - self.exposure

    @property
    def unrated(self) -> bool:
        return self.grade == NR

    @property
    def over(self) -> bool:
        return self.available is not None and self.available < 0

    def expiring(self, as_of: date) -> bool:
        """The limit, or a temporary one on top of it, has run out or does so within 30 days."""
        return self.ends is not None and (self.ends - as_of).days <= SOON_DAYS

    def review_due(self, as_of: date) -> bool:
        return self.review is not None and self.review <= as_of


@dataclass(frozen=True, slots=True)
class LimitEntry:
    """A decision as it was taken, newest first in lists; `began` None: in force for every date (imported)."""

    id: int
    amount: Decimal
    currency: str
    began: date | None
    until: date | None
    temporary: bool
    reason: str
    decided_at: str
    decided_by: str
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class LimitDesk:
    """What the limit dialog works with."""

    limit: LimitView
    decisions: tuple[LimitEntry, ...]
    rates: RateBook
    warn_at: Decimal
    terms: TermsView
    caps: OwnCaps
    grades: GradeTerms
    covers: tuple[Cover, ...] = ()
    #: days of the oldest undisputed item that decides the state (DOMAIN D11)
    worst_overdue: int = 0
    adjustment: Decimal = Decimal(0)
    #: the limit from which an agency's report is lacking, base currency; None: none is wanted, or it is on file (DOMAIN A47)
    report_from: Decimal | None = None
    #: applications of this customer that wait for a decision
    waiting: tuple[Waiting, ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        """Base currency, then those with a rate on the day."""
        known = sorted(code for code in self.rates.rates if self.rates.at(code, self.limit.as_of) is not None)
        return (self.rates.base, *(code for code in known if code != self.rates.base))


def credit_list(session: Session, as_of: date) -> list[CreditRow]:
    """Every customer that is not retired, by exposure."""
    with session.book.read() as connection:
        used, scores = usage_in(connection, as_of), credit.latest_results(connection, as_of)
        people, policy = [record(row) for row in customers.everyone(connection)], policy_in(connection, as_of)
    found = [_row(person, used.get(person.id), scores.get(person.id), policy) for person in people]
    found = sorted(found, key=lambda row: (-(row.exposure or Decimal(0)), row.code))
    first = {person.id for person in people if person.abc_class == "A"} or {
        row.customer_id for row in found[:FIRST] if row.exposure}
    return [replace(row, key=row.customer_id in first) for row in found]


def _row(person: Customer, used: Usage | None, score: tuple[date, str, str] | None, policy: CreditPolicy
         ) -> CreditRow:
    day, figure, grade = score or (None, "", NR)
    return CreditRow(person.id, person.code, person.name, person.initials, grade, Decimal(figure) if figure else None, day,
                     review_of(grade, day, policy), used.limit if used else None, used.exposure if used else Decimal(0),
                     used.percent if used else None, used.expires if used else None,
                     temporary=used.temporary if used else Decimal(0), temporary_until=used.temporary_until if used else None)


def review_of(grade: str, day: date | None, policy: CreditPolicy) -> date | None:
    """When the grade of a score asks for the next one; None without a score or for a case of its own."""
    months = policy.review_months(grade)
    return add_months(day, months) if day is not None and months is not None else None


def limit_desk(session: Session, customer_id: int, as_of: date, *, adjustment: Decimal = Decimal(0)) -> LimitDesk:
    """What the limit dialog shows; RuleError `unknown_customer`."""
    with session.book.read() as connection:
        limit = limit_view_in(connection, customer_id, as_of, adjustment=adjustment)
        key, policy = limit.customer_id, policy_in(connection, as_of)
        return LimitDesk(limit, _decisions(connection, key), rate_book(connection), policy.warn_at,
                         terms_view_in(connection, key, as_of), own_caps_in(connection, key, as_of),
                         policy.limits.terms(limit.grade),
                         tuple(covers_in(connection, key, rate_book(connection), as_of)),
                         worst_overdue_in(connection, key, as_of), adjustment, lacking_from(connection, key, as_of),
                         waiting_in(connection, key))


def _decisions(connection: Transaction, customer_id: int) -> tuple[LimitEntry, ...]:
    return tuple(LimitEntry(
        row["id"], from_minor(row["amount_minor"], row["currency"]), row["currency"],
        None if row["effective_from"] <= ALWAYS else date.fromisoformat(row["effective_from"]),
        date.fromisoformat(row["expires_on"]) if row["expires_on"] else None, bool(row["temporary"]), row["reason"],
        row["created_at"], row["created_by"], date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None)
        for row in credit.limits_of(connection, customer_id))
