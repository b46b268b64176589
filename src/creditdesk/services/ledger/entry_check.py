"""What a form or the entry grid shows of documents before they are posted: due dates, errors, remarks (DESIGN 9, 05a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.errors import CreditDeskError, InputError, N_, RuleError
from ...domain.ledger.documents import CLAIM_KINDS
from ...domain.ledger.drafts import DocumentDraft, problems, typed_problems
from ...domain.money import display, from_minor, to_minor
from ...store import company, credit, customers, ledger, lists
from ...store.transaction import Transaction
from ..rates import rate_book
from ..session import Session
from .entry import Entry, may_enter_closed
from .posting import due_rule

_SAME_WITHIN = timedelta(31)


@dataclass(frozen=True, slots=True)
class Checked:
    """One draft: when it falls due and by which terms, what keeps it from being posted, and what a person should know."""

    due_date: date | None
    terms: str
    errors: tuple[CreditDeskError, ...] = ()
    remarks: tuple[CreditDeskError, ...] = ()


def next_number(session: Session, kind: str, day: date) -> str:
    """The number a document without one would get."""
    with session.book.read() as connection:
        return Entry(connection, session).next_number(kind, day)


def check_drafts(session: Session, drafts: Sequence[DocumentDraft], as_of: date, but: int | None = None) -> list[Checked]:
    """Hold drafts that will be saved together against the book (less the draft `but`) and each other; writes nothing."""
    with session.book.read() as connection:
        return _Desk(connection, session, as_of, but).check(drafts)


class _Desk:
    """The reads that many drafts share."""

    def __init__(self, connection: Transaction, session: Session, as_of: date, but: int | None) -> None:
        self.connection, self.as_of, self.but = connection, as_of, but
        lock = "" if may_enter_closed(session) else company.setting(connection, "lock_date")
        self.lock = date.fromisoformat(lock) if lock else None
        self.rates = rate_book(connection)
        self.limits = credit.limits_in_force(connection, as_of)
        self.used: dict[int, Decimal | None] = {}
        self.seen: defaultdict[tuple[int, str, str], int] = defaultdict(int)

    def check(self, drafts: Sequence[DocumentDraft]) -> list[Checked]:
        return [self._one(draft) for draft in drafts]

    def _one(self, draft: DocumentDraft) -> Checked:
        row = customers.by_id(self.connection, draft.customer_id)
        owner = int(row["merged_into"] or row["id"]) if row else 0
        errors: list[CreditDeskError] = []
        due, terms = draft.due_date, draft.terms
        try:
            filled = due_rule(self.connection, str(row["terms"]) if row else "").due(draft)
            due, terms = filled.due_date, filled.terms
        except InputError as error:
            errors.append(error)
            filled = draft
        errors += [*problems(filled, self.lock), *typed_problems(filled)]
        errors += self._number(draft)
        if errors or not row or draft.kind not in CLAIM_KINDS:
            return Checked(due, terms, tuple(errors))
        return Checked(due, terms, (), (*self._limit(draft, owner), *self._twin(draft, owner)))

    def _number(self, draft: DocumentDraft) -> list[CreditDeskError]:
        number = draft.no.strip()
        if not number:
            return []
        key = (draft.customer_id, draft.kind, number)
        self.seen[key] += 1
        if self.seen[key] > 1:
            return [InputError(N_("Number {no} stands twice in this list."), code="number_in_use", field="no", no=number)]
        used = ledger.used_on(self.connection, draft.customer_id, draft.kind, number, self.but)
        if used is None:
            return []
        return [InputError(N_("Number {no} is already used for a document of {date} of this customer."),
                           code="number_in_use", field="no", no=number, date=used)]

    def _limit(self, draft: DocumentDraft, owner: int) -> list[CreditDeskError]:
        """A limit exceeded is a remark, never a bar (DESIGN: 05a)."""
        limit = self.limits.get(owner)
        amount = self.rates.to_base(draft.amount, draft.currency, self.as_of)
        if limit is None or amount is None:
            return []
        if owner not in self.used:
            parts = [self.rates.to_base(from_minor(minor, currency), currency, self.as_of)
                     for currency, minor in lists.open_by_currency(self.connection, owner)]
            self.used[owner] = None if None in parts else sum((part for part in parts if part is not None), Decimal(0))
        before = self.used[owner]
        if before is None:
            return []
        after = self.used[owner] = before + amount
        if after <= limit:
            return []
        base = self.rates.base
        return [RuleError(N_("Balance {balance} + this one {amount} = {sum}: {over} over the limit of {limit}."),
                          code="over_limit", field="amount", balance=display(before, base), amount=display(amount, base),
                          sum=display(after, base), over=display(after - limit, base), limit=display(limit, base))]

    def _twin(self, draft: DocumentDraft, owner: int) -> list[CreditDeskError]:
        found = lists.same_amount(self.connection, owner, draft.kind, to_minor(draft.amount, draft.currency),
                                  draft.currency, (draft.date - _SAME_WITHIN).isoformat(),
                                  (draft.date + _SAME_WITHIN).isoformat())
        if found is None:
            return []
        return [RuleError(N_("{no} of {date} has the same customer and amount. Is it entered twice?"), code="twin",
                          field="amount", no=found[0], date=found[1], document_id=found[2])]
