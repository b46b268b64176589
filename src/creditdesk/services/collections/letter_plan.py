"""Which letters would go out today, and who gets none and why (DOMAIN I1; CLI Letters)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.collections import stages
from ...domain.collections.demand import Demand, demand, WITH_INTEREST
from ...domain.collections.interest import InvoiceInterest
from ...domain.collections.letter_words import LANGUAGES, letter_number
from ...domain.customers.records import Company
from ...domain.dates import add_months
from ...domain.errors import InputError, N_
from ...store import audit, collections as store, letters as letter_store
from ...store.transaction import Transaction
from ..session import Session
from .interest import interest_in
from .letter_choice import (
    coming_items,
    demand_of,
    kind_for,
    reminded_items,
    reminder_of,
    skip_of,
)
from .letter_fields import demands_among, letter_prefix, Missing, missing_in, PlannedLetter
from .positions import Position, Positions, positions_in

ZERO = Decimal(0)
DEFAULT_STAGES = frozenset({1, 2, 3, 4})
NEW_CUSTOMER_MONTHS = 6
#: letters that speak of the rate, with an amount or without
_QUOTE_RATE = WITH_INTEREST | {"L3"}


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """What the person asks for. `language` "" is the customer's; `only` narrows to (customer id, currency) chosen.

    `pay_by` is the day to pay by in place of the usual one.
    """

    as_of: date
    stages: frozenset[int] = DEFAULT_STAGES
    customer_id: int | None = None
    by_age: bool = False
    language: str = ""
    only: frozenset[tuple[int, str]] | None = None
    pay_by: date | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A customer that gets no letter; `reason` is a key of `stages.SKIP_REASONS`."""

    customer_id: int
    code: str
    name: str
    stage: int
    reason: str

    @property
    def template(self) -> str:
        """The reason in words, to be translated."""
        return stages.SKIP_REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """The letters of a run with all their figures. `seq` is the state of the book they were read from."""

    request: LetterRequest
    company: Company
    letters: tuple[PlannedLetter, ...]
    skipped: tuple[Skipped, ...]
    missing: tuple[Missing, ...]
    last_run: date | None
    sale_factor: Decimal
    seq: int


def plan_letters(session: Session, request: LetterRequest) -> LetterPlan:
    """The letters that would be issued now, by customer and currency. Nothing is written."""
    if request.language and request.language not in LANGUAGES:
        raise InputError(N_("“{value}” is not a language of letters. Choose zh or en."), code="unknown_language",
                         field="language", value=request.language)
    if not request.stages <= {0, 1, 2, 3, 4}:
        raise InputError(N_("A letter stage is a number from 0 to 4."), code="bad_stage", field="stage")
    with session.book.read() as connection:
        return plan_in(connection, request)


def plan_in(connection: Transaction, request: LetterRequest) -> LetterPlan:
    """The same inside a transaction."""
    if request.pay_by is not None and request.pay_by <= request.as_of:
        raise InputError(N_("The day to pay by lies after the letter's date, {date}."), code="out_of_range", field="pay_by",
                         date=request.as_of.isoformat())
    positions = positions_in(connection, request.as_of, request.customer_id)
    draft = _Draft(request, positions)
    if 0 in request.stages:
        early = [position for position in positions.customers if position.stage == stages.PRE_DUE]
        first = store.first_invoices(connection, [position.customer.id for position in early])
        since = add_months(request.as_of, -NEW_CUSTOMER_MONTHS)
        for position in early:
            draft.remind(position, is_new=first.get(position.customer.id, request.as_of) > since)
    for position in positions.customers:
        draft.demand(position)
    draft.with_interest(connection)
    chosen = sorted(draft.letters, key=lambda row: (row.customer.code, row.currency))
    numbered = _numbered(connection, chosen, letter_prefix(positions.company), request.as_of)
    return LetterPlan(request, positions.company, numbered, tuple(sorted(draft.skipped, key=lambda row: row.code)),
                      missing_in(numbered, positions.company), letter_store.last_run(connection),
                      positions.policy.interest.sale_factor, audit.next_seq(connection))


def _numbered(connection: Transaction, chosen: Sequence[PlannedLetter], prefix: str, day: date
              ) -> tuple[PlannedLetter, ...]:
    latest: dict[str, int] = {}
    numbered = []
    for letter in chosen:
        if letter.kind not in latest:
            stem = letter_number(prefix, letter.kind, day, 0)[:-4]
            latest[letter.kind] = letter_store.latest_sequence(connection, stem)
        latest[letter.kind] += 1
        numbered.append(replace(letter, number=letter_number(prefix, letter.kind, day, latest[letter.kind])))
    return tuple(numbered)


class _Draft:
    """Collects letters and skipped customers."""

    def __init__(self, request: LetterRequest, positions: Positions) -> None:
        self.request, self.positions = request, positions
        self.letters: list[PlannedLetter] = []
        self.skipped: list[Skipped] = []

    def _wanted(self, position: Position, currency: str) -> bool:
        return self.request.only is None or (position.customer.id, currency) in self.request.only

    def _skip(self, position: Position, stage: int, reason: str) -> None:
        customer = position.customer
        if self.request.only is None or any(key[0] == customer.id for key in self.request.only):
            self.skipped.append(Skipped(customer.id, customer.code, customer.name, stage, reason))

    def _add(self, position: Position, kind: str, stage: int, stated: Demand) -> None:
        items = [item for item in position.items if item.currency == stated.currency]
        listed = {(line.document_id, line.instalment_no) for line in stated.claims}
        marks = position.issued_for(item for item in items if (item.document_id, item.instalment_no) in listed)
        language = self.request.language or position.customer.letter_language(self.positions.company)
        self.letters.append(PlannedLetter(position, "", kind, stage, stages.sequence_gap(stage, kind), language, stated, (),
                                          demands_among(marks), position.backing.guarantors, self.request.pay_by))

    def remind(self, position: Position, *, is_new: bool) -> None:
        """L1 for what falls due soon; silent where nothing does."""
        everything: list[str] = []
        found = []
        for currency in sorted({item.currency for item in position.items if item.is_claim}):
            coming = coming_items(position, self.positions, is_new=is_new, currency=currency, reminded=())
            if coming:
                everything.append(currency)
            fresh = coming_items(position, self.positions, is_new=is_new, currency=currency,
                                 reminded=reminded_items(position))
            if fresh and self._wanted(position, currency):
                found.append(reminder_of(position, self.positions, fresh, currency))
        if not everything:
            return
        stated = [row for row in found if row is not None]
        if position.promise.pending:
            self._skip(position, 0, "promise")
        elif stages.too_recent(position.last_letter, position.as_of, self.positions.policy.stages) or not found:
            self._skip(position, 0, "recent")
        elif not stated:
            self._skip(position, 0, "small")
        else:
            for row in stated:
                self._add(position, "L1", 0, row)

    def demand(self, position: Position) -> None:
        """L2–L5 for what is overdue."""
        stage = position.stage if position.overdue_items else self._stage_of_disputed(position)
        if stage < stages.REMIND or stage not in self.request.stages:
            return
        reason = skip_of(position, self.positions)
        if reason is not None:
            self._skip(position, stage, reason)
            return
        any_letter = False
        for currency in sorted({item.currency for item in position.overdue_items}):
            kind = kind_for(position, self.positions, currency, by_age=self.request.by_age)
            stated = demand_of(position, self.positions, kind, currency) if kind else None
            any_letter = any_letter or stated is not None
            if kind is not None and stated is not None and self._wanted(position, currency):
                self._add(position, kind, stage, stated)
        if not any_letter:
            self._skip(position, stage, "small")

    def _stage_of_disputed(self, position: Position) -> int:
        """The stage a customer would be in, had it not disputed everything that is overdue."""
        days = max((item.days_overdue(position.as_of) for item in position.items if item.is_claim), default=0)
        return stages.stage_of_age(days, self.positions.policy.stages)

    def with_interest(self, connection: Transaction) -> None:
        """Work out the interest of the letters that state or quote it, and the fee where one is charged."""
        quoting = {row.customer.id: row.position for row in self.letters if row.kind in _QUOTE_RATE}
        found = interest_in(connection, self.positions, list(quoting.values())) if quoting else {}
        self.letters = [self._figured(row, found.get(row.customer.id, ())) for row in self.letters]

    def _figured(self, letter: PlannedLetter, interest: Sequence[InvoiceInterest]) -> PlannedLetter:
        policy = self.positions.policy
        fee = policy.fee if letter.kind != "L1" and letter.currency == self.positions.rates.base else ZERO
        if not interest and not fee:
            return letter
        listed = {line.document_id for line in letter.demand.claims}
        mine = defaultdict(list)
        for row in interest:
            if row.document_id in listed:
                mine[row.currency].append(row)
        stated = demand(letter.kind, letter.position.chased, letter.currency, letter.position.as_of,
                        interest=mine[letter.currency], fee=fee)
        return letter if stated is None else replace(letter, demand=stated, regimes=tuple(mine[letter.currency]))
