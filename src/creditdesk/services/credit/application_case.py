"""What the approval of a limit rests on: the uninsured amount, the grade, who may decide (DOMAIN D12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.credit.approval import CREDIT_MANAGER, for_owner, one_level_higher, Requirement, requirement
from ...domain.credit.cover import cover_of
from ...domain.credit.exposure import limit_in_force, LimitInForce
from ...domain.credit.grades import NR
from ...domain.errors import N_, RuleError
from ...domain.roles import APPROVE, OWNER
from ...store import credit, customers
from ...store.transaction import Transaction
from ..rates import rate_book, RateBook
from ..session import Session
from ..users import User, users_in
from .covers import held_in
from .decisions import decisions
from .matrix import matrix_in, outranks, within_line
from .policy import policy_in

#: characters of a written opinion, or of the reason for a limit above the proposal (design)
MIN_WORDS = 10


@dataclass(frozen=True, slots=True)
class Case:
    """The facts behind one decision; amounts base currency. `line` is the limit there would be, temporary ones in it."""

    customer_id: int
    salesperson: str
    grade: str
    amount: Decimal
    line: Decimal
    uninsured: Decimal
    secured: bool
    in_force: Decimal | None
    temporary: Decimal
    needed: Requirement
    cooling_hours: int
    within_line: bool
    people: tuple[User, ...]

    @property
    def lowers(self) -> bool:
        """Not above the limit in force: it may act at once (DOMAIN D11)."""
        return self.in_force is not None and self.line <= self.in_force + self.temporary

    def person(self, name: str) -> User | None:
        return next((user for user in self.people if user.name == name), None)

    def sells_to(self, user: User) -> bool:
        """Whether the customer is one of this salesperson's."""
        return bool(self.salesperson) and self.salesperson in (user.name, user.display_name)

    def may_decide(self, user: User) -> bool:
        return user.active and outranks(user.roles, self.needed) and not self.sells_to(user)

    def others(self, name: str) -> list[User]:
        """Whom the application can go to: those who may decide it, not below the applicant."""
        own = self.person(name)
        owner = own is not None and OWNER in own.roles
        return [user for user in self.people if user.name != name and self.may_decide(user)
                and (not owner or OWNER in user.roles)]


def case_in(connection: Transaction, customer_id: int, amount: Decimal, currency: str, as_of: date, *,
            temporary: bool) -> Case:
    """The case inside a transaction; RuleError `unknown_customer`, `no_rate`."""
    root = customers.root(connection, customer_id)
    row = customers.by_id(connection, root) if root is not None else None
    if row is None or root is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    rates = rate_book(connection)
    base = rates.to_base(amount, currency, as_of)
    if base is None:
        raise RuleError(N_("There is no exchange rate for {currency} up to {date}."), code="no_rate", field="rate",
                        currency=currency, date=as_of.isoformat())
    limit = _limit(connection, root, rates, as_of)
    line = (limit.amount or Decimal(0)) + limit.temporary + base if temporary else base
    held = held_in(connection, root, rates, as_of)
    worth = sum((item.worth for item in cover_of(held, line, as_of)), Decimal(0))
    latest = credit.latest_scores(connection, as_of).get(root)
    grade = latest[3] if latest else NR
    matrix, uninsured = matrix_in(connection, as_of), max(line - worth, Decimal(0))
    needed = requirement(uninsured, grade, own_net_assets=policy_in(connection, as_of).own_net_assets, matrix=matrix)
    if temporary and needed.role == CREDIT_MANAGER:
        needed = one_level_higher(needed)
    return Case(root, str(row["salesperson"]), grade, base, line, uninsured, worth > 0, limit.amount, limit.temporary,
                needed, 0 if uninsured <= matrix.first_line else matrix.cooling_hours, within_line(connection, as_of),
                tuple(users_in(connection)))


def _limit(connection: Transaction, customer_id: int, rates: RateBook, as_of: date) -> LimitInForce:
    return limit_in_force(decisions(credit.limits_of(connection, customer_id), rates, as_of), as_of)


def needed_of(session: Session, case: Case) -> Requirement:
    """The requirement as it meets whoever decides: an owner needs no second person."""
    return for_owner(case.needed) if session.single_person or OWNER in session.roles else case.needed


def role_of(session: Session) -> str:
    """The highest role of whoever decides, as the matrix knows roles."""
    if session.single_person or OWNER in session.roles:
        return OWNER
    return CREDIT_MANAGER if CREDIT_MANAGER in session.roles else ""


def check_allowed(case: Case) -> None:
    """Refuse what the matrix allows to nobody; RuleError `not_allowed`, `secured_only`."""
    if not case.needed.allowed:
        raise RuleError(N_("The policy allows no limit of this amount for grade {grade}."), code="not_allowed",
                        field="amount", grade=case.grade)
    if case.needed.secured_only and not case.secured:
        raise RuleError(N_("For grade {grade} this amount is possible only against security."), code="secured_only",
                        field="amount", grade=case.grade)


def at_once(session: Session, case: Case, reason: str, *, deposit_agreed: bool = False) -> bool:
    """Whether who is signed in decides without an application: a lower limit, or where nobody else could be asked."""
    if not session.may(APPROVE):
        return False
    if case.lowers:
        return True
    long_enough = not case.needed.opinion or len(reason.strip()) >= MIN_WORDS
    if session.single_person:
        return long_enough and case.cooling_hours == 0
    own = case.person(session.user)
    if own is None or not case.may_decide(own) or needed_of(session, case).second_person:
        return False
    deposit = not case.needed.deposit or deposit_agreed
    return long_enough and deposit and (case.within_line or not case.others(own.name))


def check_direct(session: Session, connection: Transaction, customer_id: int, amount: Decimal, currency: str, *,
                 temporary: bool, reason: str) -> None:
    """Refuse a limit decided past the applications that needs one; RuleError `needs_approval`, `not_allowed`."""
    if session.single_person:
        return
    case = case_in(connection, customer_id, amount, currency, session.clock().date(), temporary=temporary)
    if not case.lowers:
        check_allowed(case)
    if not at_once(session, case, reason, deposit_agreed=True):
        raise RuleError(N_("This limit needs the approval of somebody else. Submit it in the window."),
                        code="needs_approval", field="amount")
