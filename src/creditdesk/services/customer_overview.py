"""One customer with all that is known of it, as the window shows it; `customer_lines` has the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.collections import promises as promise_rule
from ..domain.collections.promises import PromiseState
from ..domain.credit.exposure import limit_in_force, LimitInForce
from ..domain.customers.habit import Habit, habit
from ..domain.customers.records import Company, Customer
from ..domain.errors import N_, RuleError
from ..domain.insight.aging import AgingRow
from ..domain.ledger.documents import Dispute, Document, INVOICE, Ledger, Promise, RECEIPT
from ..domain.ledger.open_items import open_items
from ..domain.money import from_minor
from ..store import credit, customer_file, customers, reads
from ..store.transaction import Transaction
from .company import profile_in
from .credit.decisions import ALWAYS, decisions, waiting_in
from .credit.policy import policy_in
from .credit.scoring import open_score, SavedScore, score_history
from .credit.usage import usage_in
from .customer_lines import customer_list, CustomerLine
from .customers import record
from .insight.aging import rows_in
from .rates import rate_book
from .session import Session

__all__ = ["ContactLine", "CustomerLine", "LimitLine", "Overview", "customer_list", "overview"]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit decision as it was written; `begins` None = for every date (imported)."""

    id: int
    amount: Decimal
    currency: str
    begins: date | None
    until: date | None
    temporary: bool
    terms: str
    reason: str
    decided_at: str
    decided_by: str
    withdrawn_on: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as it was logged; `at` is the local moment."""

    id: int
    at: str
    channel: str
    person: str
    result: str
    cause: str
    note: str
    next_action: str
    next_on: date | None
    invoices: tuple[str, ...]
    interrupts: bool
    created_by: str


@dataclass(frozen=True, slots=True)
class Overview:
    """One customer as of a day. `exposure` None where a rate is missing; `limit.amount` None = none decided.

    `aging` has one row per currency, `open_count` counts open claims; `terms` are the customer's, else the book's
    (`own_terms` False).
    """

    customer: Customer
    company: Company
    as_of: date
    base: str
    terms: str
    own_terms: bool
    aging: tuple[AgingRow, ...]
    limit: LimitInForce
    exposure: Decimal | None
    alert: Decimal
    limits: tuple[LimitLine, ...]
    scores: tuple[SavedScore, ...]
    score_range: tuple[Decimal, Decimal] | None
    habit: Habit
    last_receipt: Document | None
    promises: tuple[PromiseState, ...]
    disputes: tuple[tuple[Dispute, Document], ...]
    contacts: tuple[ContactLine, ...]
    merged: tuple[Customer, ...]
    open_count: int
    document_count: int
    first_invoice: date | None = None
    #: whether an application for a limit waits for a decision
    limit_waits: bool = False

    @property
    def score(self) -> SavedScore | None:
        """The latest score dated on or before the day."""
        return next((item for item in self.scores if item.as_of <= self.as_of), None)

    @property
    def grade(self) -> str:
        """That of the latest score, as changed by hand; "" without one."""
        return self.score.grade_on(self.as_of) if self.score else ""

    @property
    def line(self) -> Decimal | None:
        """The limit in force with temporary ones."""
        return self.limit.line

    @property
    def available(self) -> Decimal | None:
        return None if self.line is None or self.exposure is None else self.line - self.exposure

    @property
    def used(self) -> Decimal | None:
        """A fraction; None without a limit above zero."""
        return self.exposure / self.line if self.line and self.exposure is not None else None


def overview(session: Session, customer_id: int, as_of: date) -> Overview:
    """Everything the customer page shows; a merged record answers for its successor. RuleError `unknown_customer`."""
    scores = _scores(session, customer_id)
    latest = next((item for item in scores if item.as_of <= as_of), None)
    result = open_score(session, latest.id).result if latest else None
    span = (result.low, result.high) if result and result.low is not None and result.high is not None else None
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        row = customers.by_id(connection, root) if root is not None else None
        if row is None:
            raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
        return replace(_read(connection, record(row), as_of), scores=scores, score_range=span)


def _scores(session: Session, customer_id: int) -> tuple[SavedScore, ...]:
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
    return score_history(session, root) if root is not None else ()


def _read(connection: Transaction, person: Customer, as_of: date) -> Overview:
    firm, rates, policy = profile_in(connection), rate_book(connection), policy_in(connection, as_of)
    ledger = reads.ledger_of(connection, person.id)
    rows = credit.limits_of(connection, person.id)
    usable = [row for row in rows if rates.at(row["currency"], as_of) is not None]
    limit = limit_in_force(decisions(usable, rates, as_of), as_of)
    used = usage_in(connection, as_of, person.id).get(person.id)
    by_id = {document.id: document for document in ledger.documents}
    alive = [document for document in ledger.documents if document.counts_on(as_of)]
    receipts = [document for document in alive if document.kind == RECEIPT]
    return Overview(
        person, firm, as_of, rates.base, person.terms or firm.default_terms, bool(person.terms),
        tuple(rows_in(connection, as_of, customer_id=person.id)), limit, used.exposure if used else _ZERO,
        policy.warn_at, tuple(_limit_line(item, limit) for item in rows), (), None,
        habit(ledger, as_of, lambda amount, currency: rates.to_base(amount, currency, as_of)),
        max(receipts, key=lambda document: (document.date, document.id), default=None),
        _promises(customer_file.promise_rows(connection, person.id), ledger, person.id, as_of),
        tuple((item, by_id[item.document_id]) for item in ledger.disputes if item.open_on(as_of)),
        tuple(_contact(item) for item in customer_file.contacts_of(connection, person.id)
              if item["at"][:10] <= as_of.isoformat()),
        tuple(record(item) for item in customer_file.merged_into(connection, person.id)),
        len({item.document_id for item in open_items(ledger, as_of) if item.sign > 0}), len(alive),
        min((document.date for document in alive if document.kind == INVOICE), default=None),
        bool(waiting_in(connection, person.id)))


def _promises(rows: Sequence[dict[str, Any]], ledger: Ledger, customer_id: int, as_of: date) -> tuple[PromiseState, ...]:
    """Those made up to the day, the latest due first; promises to a merged record count as made to this one."""
    made = [Promise(row["id"], customer_id, from_minor(row["amount_minor"], row["currency"]), row["currency"],
                    date.fromisoformat(row["date"]), date.fromisoformat(row["made_on"]), bool(row["written"]))
            for row in rows if row["made_on"] <= as_of.isoformat()]
    return tuple(promise_rule.evaluate(item, ledger.documents, as_of) for item in made)


def _limit_line(row: dict[str, Any], limit: LimitInForce) -> LimitLine:
    begins = None if row["effective_from"] <= ALWAYS else date.fromisoformat(row["effective_from"])
    in_force = limit.decision is not None and limit.decision.entered == row["id"]
    return LimitLine(row["id"], from_minor(row["amount_minor"], row["currency"]), row["currency"], begins,
                     _day(row["expires_on"]), bool(row["temporary"]), row["terms"], row["reason"], row["created_at"],
                     row["created_by"], _day(row["withdrawn_on"]), in_force)


def _contact(row: dict[str, Any]) -> ContactLine:
    return ContactLine(row["id"], row["at"], row["channel"], row["person"], row["result"], row["cause"], row["note"],
                       row["next_action"], _day(row["next_on"]), tuple(filter(None, row["invoices"].split("\n"))),
                       bool(row["interrupts"]), row["created_by"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
