"""Where each customer stands as of a day: what is open, how late, promised, written and said (DOMAIN I1, I2).

The whole book is read in a dozen statements; only open documents are loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ...domain.collections import promises as promise_rule, stages
from ...domain.collections.plans import PlanState
from ...domain.customers.records import Company, Customer
from ...domain.ledger.documents import Dispute, Document, Promise
from ...domain.ledger.open_items import OpenItem
from ...store import collections as store, credit, letters
from ...store.transaction import Transaction
from ..company import profile_in
from ..customers import record
from ..rates import rate_book, RateBook
from . import limitation
from .agreements import Agreement, agreements_in, completed
from .opened import open_items_in
from .plans import plans_in
from .policy import CollectionsPolicy, policy_in
from .securities import Backing, backings_in, NOBODY

ZERO = Decimal(0)
VETO_GRADE = "D"
ItemKey = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class LetterMark:
    """A letter already issued."""

    letter_id: int
    number: str
    kind: str
    date: date


@dataclass(frozen=True, slots=True)
class PromiseStanding:
    """The promise that counts: the pending one that falls due first, else the one made last. `state` "" without any."""

    state: str = ""
    promise: Promise | None = None
    due_today: bool = False
    received: Decimal = ZERO

    @property
    def pending(self) -> bool:
        return self.state == promise_rule.PENDING


@dataclass(frozen=True, slots=True)
class Position:
    """One customer with everything open; `overdue_items` are the claims with an undisputed part after its due date.

    What a payment plan in order covers is not chased and not among them, unless it is all there is: then `on_plan` is
    true, the stage is 0, and `days` and `overdue` speak of it (DOMAIN E8, I1). `overdue` is undisputed, `overdue_all`
    with the disputed part, both in base currency. `unrated` are currencies of overdue items without an exchange rate:
    they are missing from the two sums.
    """

    customer: Customer
    as_of: date
    items: tuple[OpenItem, ...]
    overdue_items: tuple[OpenItem, ...]
    grade: str | None
    days: int
    stage: int
    overdue: Decimal
    overdue_all: Decimal
    unrated: tuple[str, ...] = ()
    promise: PromiseStanding = PromiseStanding()
    last_contact: date | None = None
    planned: date | None = None
    letters: tuple[LetterMark, ...] = ()
    listed: Mapping[ItemKey, tuple[LetterMark, ...]] = field(default_factory=dict)
    expiring: Mapping[int, int] = field(default_factory=dict)
    backing: Backing = NOBODY
    plans: tuple[PlanState, ...] = ()
    on_plan: bool = False

    @property
    def vetoed(self) -> bool:
        return self.grade == VETO_GRADE

    @property
    def last_letter(self) -> date | None:
        return self.letters[-1].date if self.letters else None

    @property
    def last_touch(self) -> date | None:
        return max((day for day in (self.last_contact, self.last_letter) if day is not None), default=None)

    @property
    def chased(self) -> tuple[OpenItem, ...]:
        """Everything open but what a plan in order covers: what letters look at."""
        covered = _covered(self.plans)
        return tuple(item for item in self.items if item.document_id not in covered) if covered else self.items

    @property
    def plan(self) -> PlanState | None:
        """The plan in order whose instalment comes next."""
        return min((state for state in self.plans if state.in_order and state.next_date), default=None,
                   key=lambda state: (state.next_date, state.plan.id))

    @property
    def oldest_due(self) -> date | None:
        return min((item.due_date for item in self.overdue_items), default=None)

    @property
    def limitation_days(self) -> int | None:
        """Days left before the earliest overdue claim expires, where that is near; expired ones do not count."""
        return self.days_to_expiry(self.overdue_items)

    def days_to_expiry(self, items: Iterable[OpenItem]) -> int | None:
        return min((left for item in items if (left := self.expiring.get(item.document_id, -1)) >= 0), default=None)

    def issued_for(self, items: Iterable[OpenItem]) -> tuple[LetterMark, ...]:
        """Letters that listed any of these items, oldest first."""
        found = {mark.letter_id: mark for item in items
                 for mark in self.listed.get((item.document_id, item.instalment_no), ())}
        return tuple(sorted(found.values(), key=lambda mark: (mark.date, mark.letter_id)))


@dataclass(frozen=True, slots=True)
class Positions:
    """All customers with anything open, by code, and what is needed to judge them."""

    as_of: date
    company: Company
    policy: CollectionsPolicy
    rates: RateBook
    customers: tuple[Position, ...]
    disputes: Mapping[int, Sequence[Dispute]]
    agreements: Mapping[int, Sequence[Agreement]] = field(default_factory=dict)


def positions_in(connection: Transaction, as_of: date, customer_id: int | None = None) -> Positions:
    """The positions inside a transaction, of the whole book or one customer."""
    policy, rates, firm = policy_in(connection, as_of), rate_book(connection), profile_in(connection)
    disputes = store.open_disputes(connection, as_of)
    items = open_items_in(connection, as_of, disputes, customer_id)
    agreements = agreements_in(connection, as_of)
    customers = {row["id"]: completed(record(row), agreements) for row in store.customers_by_id(connection, items)}
    near = limitation.near_expiry(connection, firm, customers, policy, items, as_of)
    read = _Reader(as_of, policy, rates, credit.grades(connection, as_of), _promises(connection, as_of),
                   store.last_contacts(connection, as_of), *_letters(connection, as_of), near, backings_in(connection, as_of),
                   plans_in(connection, as_of, items, customer_id))
    found = sorted((read.position(customers[key], mine) for key, mine in items.items()),
                   key=lambda position: position.customer.code)
    return Positions(as_of, firm, policy, rates, tuple(found), disputes, agreements)


def _promises(connection: Transaction, as_of: date) -> dict[int, PromiseStanding]:
    made = store.promises_made(connection, as_of)
    if not made:
        return {}
    owner = store.roots(connection)
    receipts: defaultdict[int, list[Document]] = defaultdict(list)
    for document in store.receipts_since(connection, min(promise.made_on for promise in made), as_of):
        receipts[document.customer_id].append(document)
    by_customer: defaultdict[int, list[Promise]] = defaultdict(list)
    for promise in made:
        root = owner[promise.customer_id]
        by_customer[root].append(replace(promise, customer_id=root))
    return {customer: _standing(mine, receipts[customer], as_of) for customer, mine in by_customer.items()}


def _standing(promises: Sequence[Promise], receipts: Sequence[Document], as_of: date) -> PromiseStanding:
    states = {promise.id: promise_rule.evaluate(promise, receipts, as_of) for promise in promises}
    pending = [promise for promise in promises if states[promise.id].state == promise_rule.PENDING]
    last = promise_rule.last_promise(promises, as_of)
    shown = min(pending, key=lambda row: (row.date, row.id)) if pending else last
    if shown is None:
        return PromiseStanding()
    return PromiseStanding(states[shown.id].state, shown, any(row.date == as_of for row in pending),
                           states[shown.id].received)


def _letters(connection: Transaction, as_of: date
             ) -> tuple[dict[int, list[LetterMark]], dict[ItemKey, list[LetterMark]]]:
    """Letters by customer, and by the item they listed, oldest first."""
    by_customer: defaultdict[int, list[LetterMark]] = defaultdict(list)
    marks = {}
    for letter_id, number, kind, day, customer in letters.marks_up_to(connection, as_of):
        marks[letter_id] = LetterMark(letter_id, number, kind, date.fromisoformat(day))
        by_customer[customer].append(marks[letter_id])
    by_item: defaultdict[ItemKey, list[LetterMark]] = defaultdict(list)
    for letter_id, document_id, instalment_no in letters.claims_up_to(connection, as_of) if marks else ():
        by_item[document_id, instalment_no].append(marks[letter_id])
    return dict(by_customer), dict(by_item)


@dataclass(frozen=True, slots=True)
class _Reader:
    as_of: date
    policy: CollectionsPolicy
    rates: RateBook
    grades: Mapping[int, str]
    promises: Mapping[int, PromiseStanding]
    contacts: Mapping[int, tuple[str, str | None]]
    letters: Mapping[int, Sequence[LetterMark]]
    by_item: Mapping[ItemKey, Sequence[LetterMark]]
    expiring: Mapping[int, int]
    backings: Mapping[int, Backing]
    plans: Mapping[int, tuple[PlanState, ...]]

    def position(self, customer: Customer, items: Sequence[OpenItem]) -> Position:
        grade, plans = self.grades.get(customer.id), self.plans.get(customer.id, ())
        covered = _covered(plans)
        whole = tuple(item for item in items if item.is_overdue(self.as_of))
        late = tuple(item for item in whole if item.document_id not in covered)
        on_plan = bool(whole) and not late
        days = stages.oldest_overdue(whole if on_plan else late, self.as_of)
        overdue, overdue_all, unrated = self._sums(
            items if on_plan or not covered else [item for item in items if item.document_id not in covered])
        vetoed = grade == VETO_GRADE and days > 0
        contact = self.contacts.get(customer.id)
        keys = [(item.document_id, item.instalment_no) for item in items]
        stage = stages.stage_of(days, stages.Standing(vetoed=vetoed, plan_in_order=on_plan), self.policy.stages)
        return Position(
            customer, self.as_of, tuple(items), late, grade, days, stage, overdue, overdue_all, unrated,
            self.promises.get(customer.id, PromiseStanding()),
            date.fromisoformat(contact[0][:10]) if contact else None,
            date.fromisoformat(contact[1]) if contact and contact[1] else None,
            tuple(self.letters.get(customer.id, ())),
            {key: tuple(self.by_item[key]) for key in keys if key in self.by_item},
            {key: self.expiring[key] for key, _ in keys if key in self.expiring}, self.backings.get(customer.id, NOBODY),
            plans, on_plan)

    def _sums(self, items: Iterable[OpenItem]) -> tuple[Decimal, Decimal, tuple[str, ...]]:
        """Overdue without and with the disputed part, item by item at the latest rate; currencies without one."""
        undisputed = whole = ZERO
        unrated = set()
        for item in items:
            if not item.is_claim or item.due_date >= self.as_of:
                continue
            base = self.rates.to_base(item.undisputed, item.currency, self.as_of)
            everything = self.rates.to_base(item.open, item.currency, self.as_of)
            if base is None or everything is None:
                unrated.add(item.currency)
                continue
            undisputed += base
            whole += everything
        return undisputed, whole, tuple(sorted(unrated))


def _covered(plans: Iterable[PlanState]) -> frozenset[int]:
    """The documents of plans in order."""
    return frozenset(key for state in plans if state.in_order for key in state.plan.document_ids)
