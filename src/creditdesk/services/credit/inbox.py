"""The approver's inbox: each application with its figures, who may decide it and what was said (DOMAIN D13)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ...domain.credit import approval
from ...domain.credit.approval import late_on, name_of, Requirement, standing_state
from ...domain.errors import CreditDeskError, N_
from ...domain.money import from_minor
from ...domain.roles import APPROVE, OWNER
from ...store import applications as store, customers, orders as order_store
from ...store.transaction import Transaction
from ..rates import rate_book
from ..session import Session
from ..users import users_in
from .application_case import Case, case_in, needed_of
from .applications import cooled_at, OPEN, snapshot_hash


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an application's history; `kept` False: what was asked for was changed since, outside the program."""

    state: str
    user: str
    at: str
    comment: str
    agrees: bool
    amount: Decimal | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Application:
    """An application as the inbox shows it.

    `amount` and `in_force` in `currency` where it is the book's, the base amounts in `base`; `needed` the cell of the
    matrix by its name; `deciders` who may decide; `ready_at` the moment a single person may; `blocked` why whoever is
    signed in may not, as a template without fields, "" where they may.
    """

    id: int
    customer_id: int
    code: str
    customer: str
    amount: Decimal
    currency: str
    base_amount: Decimal
    base: str
    uninsured: Decimal
    in_force: Decimal | None
    grade: str
    terms: str
    temporary: bool
    begins: date
    until: date | None
    reason: str
    methods: Mapping[str, Any]
    applicant: str
    submitted_at: str
    state: str
    needed: Requirement
    deciders: tuple[str, ...]
    ready_at: datetime | None
    blocked: str
    mine: bool
    late: bool
    steps: tuple[Step, ...]

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def needed_name(self) -> str:
        return name_of(self.needed)

    @property
    def may_decide(self) -> bool:
        return not self.blocked and self.state in (approval.SUBMITTED, approval.UNDER_REVIEW)


def inbox(session: Session, as_of: date) -> list[Application]:
    """Applications that wait: those whoever is signed in may decide first, of those the oldest."""
    found = [one for one in applications(session, as_of) if one.open]
    return sorted(found, key=lambda one: (not one.may_decide, one.submitted_at, one.id))


def waiting(session: Session, as_of: date) -> int:
    """How many of them whoever is signed in may decide, for the pill beside the page's name."""
    return sum(1 for one in inbox(session, as_of) if one.may_decide)


def applications(session: Session, as_of: date, customer_id: int | None = None) -> list[Application]:
    """Every application, newest first."""
    with session.book.read() as connection:
        steps, decided = store.steps(connection), store.decisions_of_applications(connection)
        return [_view(session, connection, row, steps[row["id"]], decided, as_of)
                for row in store.every(connection, customer_id)]


def application(session: Session, application_id: int, as_of: date) -> Application | None:
    """One application."""
    with session.book.read() as connection:
        row = store.one(connection, application_id)
        if row is None:
            return None
        return _view(session, connection, row, store.steps(connection, application_id)[application_id],
                     store.decisions_of_applications(connection), as_of)


def _view(session: Session, connection: Transaction, row: Mapping[str, Any], steps: Sequence[Mapping[str, Any]],
          decided: Mapping[int, Mapping[str, Any]], as_of: date) -> Application:
    amount, rates = from_minor(row["amount_minor"], row["currency"]), rate_book(connection)
    case = _case(connection, row, amount, as_of)
    state = _state(connection, row, steps, decided, as_of)
    mine = session.single_person or _applicant(connection, str(row["applicant"])) == session.user
    ready = cooled_at(row, case.cooling_hours) if case and session.single_person else None
    submitted = next((step["at"] for step in reversed(steps) if step["state"] == approval.SUBMITTED), row["created_at"])
    return Application(
        row["id"], row["owner_id"], row["code"], row["customer"], amount, row["currency"],
        case.amount if case else amount, rates.base, from_minor(row["uninsured_minor"], rates.base),
        case.in_force if case else None, row["grade"], row["terms"], bool(row["temporary"]),
        date.fromisoformat(row["begins"]), date.fromisoformat(row["until"]) if row["until"] else None, row["reason"],
        json.loads(row["methods"]) if row["methods"] else {}, row["applicant"], row["created_at"], state,
        case.needed if case else Requirement(OWNER),
        tuple(user.title for user in case.people if case.may_decide(user) and user.name != row["applicant"]) if case else (),
        ready, _blocked(session, case, steps, mine, ready), mine,
        state in OPEN and late_on(date.fromisoformat(submitted[:10]), as_of), tuple(_step(step, row) for step in steps))


def _case(connection: Transaction, row: Mapping[str, Any], amount: Decimal, as_of: date) -> Case | None:
    """None where a rate is missing: then nobody can say who may decide."""
    try:
        return case_in(connection, row["owner_id"], amount, row["currency"], as_of, temporary=bool(row["temporary"]))
    except CreditDeskError as error:
        if error.code != "no_rate":
            raise
        return None


def _applicant(connection: Transaction, name: str) -> str:
    known = {user.name: user for user in users_in(connection)}
    for _hop in range(len(known)):
        user = known.get(name)
        if user is None or user.active or not user.successor:
            break
        name = user.successor
    return name


def _state(connection: Transaction, row: Mapping[str, Any], steps: Sequence[Mapping[str, Any]],
           decided: Mapping[int, Mapping[str, Any]], as_of: date) -> str:
    last = steps[-1]
    found = decided.get(last["decision_id"]) if last["decision_id"] else None
    if found is None:
        return str(last["state"])
    frozen = order_store.freeze(connection, customers.root(connection, row["customer_id"]) or row["owner_id"], as_of)
    replaced = found["replaced_on"]
    return standing_state(
        str(last["state"]), as_of, begins=date.fromisoformat(found["effective_from"]),
        until=date.fromisoformat(found["expires_on"]) if found["expires_on"] else None,
        withdrawn=bool(found["withdrawn_on"]), replaced=bool(replaced) and replaced <= as_of.isoformat(),
        frozen=frozen is not None)


def _blocked(session: Session, case: Case | None, steps: Sequence[Mapping[str, Any]], mine: bool,
             ready: datetime | None) -> str:
    """Why whoever is signed in may not approve it, in words."""
    if case is None:
        return N_("There is no exchange rate for its currency.")
    if not case.needed.allowed:
        return N_("The policy allows this amount to nobody.")
    if case.needed.secured_only and not case.secured:
        return N_("It is possible only against security, and none is on file.")
    if session.single_person:
        return N_("It rests until the next day.") if ready and session.clock() < ready else ""
    own = case.person(session.user)
    if not session.may(APPROVE) or own is None:
        return N_("Your role does not decide limits.")
    if mine:
        return N_("Nobody approves their own application.")
    if case.sells_to(own):
        return N_("You sell to this customer.")
    if not case.may_decide(own):
        return N_("This amount is decided by the owner.")
    if needed_of(session, case).second_person and any(step["agrees"] and step["user"] == session.user for step in steps):
        return N_("You have agreed; a second person has yet to.")
    return ""


def _step(step: Mapping[str, Any], row: Mapping[str, Any]) -> Step:
    amount = None if step["amount_minor"] is None else from_minor(step["amount_minor"], row["currency"])
    return Step(step["state"], step["user"], step["at"], step["comment"], bool(step["agrees"]), amount,
                step["snapshot_hash"] == snapshot_hash(row))
