"""Where every customer stands with its limit: state, use, grades then and now, what is overdue (DOMAIN D11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.collections.promises import BROKEN
from ...domain.credit.caps import CAP_RULES, VETO
from ...domain.credit.exposure import LimitInForce
from ...domain.credit.factors import KNOWN
from ...domain.credit.grades import NR
from ...domain.credit.triggers import (
    check_temporary,
    deep_fall,
    grades_apart,
    NORMAL,
    RESTRICTED,
    state_of,
    STOP,
    WATCH,
)
from ...domain.errors import N_
from ...store import covers, credit, customers, standing as store
from ...store.transaction import Transaction
from ..collections.positions import Position, Positions, positions_in
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import Basis
from .book_scores import bases
from .decisions import decisions, in_force
from .policy import CreditPolicy, policy_in
from .usage import Usage, usage_in

STATE_NAMES = {"normal": N_("Normal"), "watch": N_("Watch"), "restricted": N_("Restricted"), "stop": N_("Stopped")}
#: red alerts that are known of a customer (DOMAIN J2, J4, J5, J8, J9)
OVERDUE_60, OVER_LIMIT, PROMISE_BROKEN, FELL, VETOED = "overdue_60", "over_limit", "broken_promise", "fell", "veto"
RED_NAMES = {OVERDUE_60: N_("over 60 days overdue"), OVER_LIMIT: N_("over the limit"), PROMISE_BROKEN: N_("broken promise"),
             FELL: N_("grade fell"), VETOED: N_("veto")}
#: an item below this does not decide the state (DOMAIN D11)
_STATE_AMOUNT, _RED_DAYS = Decimal(1000), 60
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer; amounts base currency, `exposure` None without a rate. `limit` has no temporary one in it.

    `wadbt` days beyond terms of twelve months, `trend` those of the last three less the nine before; None unknown.
    """

    customer_id: int
    code: str
    name: str
    state: str
    red: tuple[str, ...]
    worst_overdue: int
    old_grade: str
    grade: str
    history: tuple[tuple[date, str], ...]
    limit: Decimal | None
    exposure: Decimal | None
    used: Decimal | None
    wadbt: Decimal | None
    trend: Decimal | None
    decided_on: date | None
    expires: date | None
    last_invoice: date | None
    insurer_cut: bool
    veto: bool
    frozen: bool
    decision: Mapping[str, Any] | None = None
    #: months the policy lets pass between two looks at a customer of this grade
    review_months: int | None = None


@dataclass(frozen=True, slots=True)
class _Book:
    """Everything the standings need, read once."""

    as_of: date
    rates: RateBook
    used: Mapping[int, Usage]
    limits: Mapping[int, LimitInForce]
    grades: Mapping[int, list[tuple[date, str]]]
    freezes: Mapping[int, str]
    invoices: Mapping[int, date]
    cuts: Mapping[int, int]
    decisions: Mapping[int, Mapping[str, Any]]
    bases: Mapping[int, Basis]
    positions: Mapping[int, Position]
    policy: CreditPolicy


def standings(session: Session, as_of: date) -> dict[int, Standing]:
    """Every customer with a limit, a score or anything overdue; those not named stand normally."""
    with session.book.read() as connection:
        return standings_in(connection, as_of)


def watch_list(session: Session, as_of: date) -> list[Standing]:
    """Every customer that does not stand normally: stopped, restricted, watched; in each the largest exposure first (DOMAIN A40)."""
    found = [one for one in standings(session, as_of).values() if one.state != NORMAL]
    return sorted(found, key=lambda one: ((STOP, RESTRICTED, WATCH).index(one.state), -(one.exposure or _ZERO), one.code))


def states(session: Session, as_of: date) -> dict[int, str]:
    """The state of every customer that does not stand normally."""
    return {key: found.state for key, found in standings(session, as_of).items() if found.state != "normal"}


def standing(session: Session, customer_id: int, as_of: date) -> Standing | None:
    """One customer; None where it has neither limit nor score nor anything overdue."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        return standings_in(connection, as_of, root).get(root) if root is not None else None


def standings_in(connection: Transaction, as_of: date, only: int | None = None) -> dict[int, Standing]:
    """The same inside a transaction; `only` one customer."""
    places = positions_in(connection, as_of, only)
    used, grades = usage_in(connection, as_of, only), credit.grade_history(connection, as_of)
    limits, freezes = in_force(connection, as_of, places.rates, only), store.freezes(connection, as_of)
    late = {row.customer.id: row for row in places.customers}
    wanted = limits.keys() | grades.keys() | freezes.keys() | {key for key, row in late.items() if row.overdue_items}
    if only is not None:
        wanted &= {only}
    book = _Book(as_of, places.rates, used, limits, grades, freezes, store.last_invoices(connection, as_of),
                 covers.insurance_cuts(connection, as_of), store.standing_decisions(connection, as_of),
                 bases(connection, as_of, wanted) if wanted else {}, late, policy_in(connection, as_of))
    return {key: _standing(book, key, basis) for key, basis in book.bases.items()}


def worst_overdue(place: Position | None, rates: RateBook) -> int:
    """Days of the oldest undisputed item above 1,000 of base currency; one without a rate counts (DOMAIN D11)."""
    days = 0
    for item in place.overdue_items if place is not None else ():
        amount = rates.to_base(item.undisputed, item.currency, place.as_of) if place is not None else None
        if amount is None or amount > _STATE_AMOUNT:
            days = max(days, item.days_overdue(place.as_of) if place is not None else 0)
    return days


def worst_overdue_in(connection: Transaction, customer_id: int, as_of: date) -> int:
    """The same of one customer."""
    places: Positions = positions_in(connection, as_of, customer_id)
    return max((worst_overdue(row, places.rates) for row in places.customers), default=0)


def check_temporary_in(connection: Transaction, customer_id: int, begins: date, until: date, as_of: date) -> None:
    """RuleError `bad_period`, `too_long`, `too_many`, `overdue` where D9 forbids a temporary limit."""
    root = customers.root(connection, customer_id) or customer_id
    held = decisions([row for row in credit.limits_of(connection, root) if not row["withdrawn_on"]], rate_book(connection),
                     as_of)
    check_temporary(begins, until, held, worst_overdue=worst_overdue_in(connection, root, as_of))


def _standing(book: _Book, customer_id: int, basis: Basis) -> Standing:
    place, limit, used = book.positions.get(customer_id), book.limits.get(customer_id), book.used.get(customer_id)
    history = tuple(book.grades.get(customer_id, ()))
    begun = limit.decision.begins if limit and limit.decision else None
    old, new = grades_apart(history, begun)
    worst = worst_overdue(place, book.rates)
    veto = any(code in basis.flags and entry.effect == VETO for code, entry in CAP_RULES.items())
    red = _red(used, place, worst, fell=deep_fall(old, new), veto=veto)
    kept = book.freezes.get(customer_id)
    state = STOP if kept == STOP else state_of(veto=veto, worst_overdue=worst, red_alert=bool(red),
                                               frozen=kept is not None or FELL in red)
    cut, decided = book.cuts.get(customer_id), book.decisions.get(customer_id)
    amount, owed = (limit.amount if limit else None), (used.exposure if used else _ZERO)
    return Standing(
        customer_id, basis.code, basis.name, state, red, worst, old, new if history else NR, history, amount, owed,
        owed / amount if amount and owed is not None else None, _figure(basis, "BH1"), _figure(basis, "BH6"), begun,
        limit.decision.until if limit and limit.decision else None, book.invoices.get(customer_id),
        cut is not None and decided is not None and cut > decided["event_seq"], veto, kept is not None, decided,
        book.policy.review_months(new if history else NR))


def _red(used: Usage | None, place: Position | None, worst: int, *, fell: bool, veto: bool) -> tuple[str, ...]:
    broken = place is not None and place.promise.state == BROKEN and place.overdue > 0
    return tuple(name for name, holds in ((VETOED, veto), (FELL, fell), (OVERDUE_60, worst > _RED_DAYS),
                                          (PROMISE_BROKEN, broken), (OVER_LIMIT, used is not None and used.over)) if holds)


def _figure(basis: Basis, code: str) -> Decimal | None:
    found = basis.inputs[code]
    return found.value if found.state == KNOWN and isinstance(found.value, Decimal) else None
