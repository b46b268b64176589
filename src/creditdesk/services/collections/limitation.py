"""The limitation clock of every open claim, and how near its end is (DOMAIN H4; CLI `limitation`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.collections import limitation as rule
from ...domain.collections.limitation import ACKNOWLEDGED, claimed, Clock, clock, DEMAND, Interruption, part_payments
from ...domain.customers.records import Company, Customer
from ...domain.dates import add_years
from ...domain.ledger.documents import CLAIM_KINDS, Document, Promise
from ...domain.ledger.open_items import OpenItem
from ...domain.money import from_minor
from ...store import collections as store, plans, reads
from ...store.transaction import Transaction
from ..company import profile_in
from ..customers import record
from ..session import Session
from .plans import has_ended
from .policy import CollectionsPolicy, limitation_years, policy_in
from .proofs import DEMANDING, lines


@dataclass(frozen=True, slots=True)
class LimitationLine:
    """One open invoice and its clock; `clock` None where the law's period is not tracked (DOMAIN H0)."""

    customer_id: int
    code: str
    name: str
    document_id: int
    invoice: str
    currency: str
    open: Decimal
    due_date: date | None
    clock: Clock | None


def limitation_report(session: Session, as_of: date, customer_id: int | None = None) -> list[LimitationLine]:
    """Every invoice and debit note open on the day with its clock, by customer and number."""
    with session.book.read() as connection:
        firm, policy = profile_in(connection), policy_in(connection, as_of)
        opened = {row[0]: from_minor(row[8], row[4]) for row in store.open_rows(connection, as_of, customer_id)
                  if row[2] in CLAIM_KINDS}
        parts = store.open_instalment_documents(connection, as_of, customer_id)
        plain = reads.by_ids(connection, list(opened))
        documents = {**plain, **{row.id: row for row in parts.documents if row.kind in CLAIM_KINDS}}
        settled: defaultdict[int, Decimal] = defaultdict(Decimal)
        for allocation in parts.allocations:
            if allocation.counts_on(as_of):
                settled[allocation.to_id] += allocation.amount
        customers = {row["id"]: record(row) for row in store.customers_by_id(
            connection, {document.customer_id for document in documents.values()})}
        clocks = _clocks(connection, firm, customers, policy, documents.values(), as_of)
    lines = [LimitationLine(document.customer_id, customers[document.customer_id].code,
                            customers[document.customer_id].name, key, document.no, document.currency,
                            opened.get(key, document.amount - settled[key]), document.due_date, clocks.get(key))
             for key, document in documents.items()]
    return sorted((line for line in lines if line.open > 0), key=lambda line: (line.code, line.invoice, line.document_id))


def near_expiry(connection: Transaction, firm: Company, customers: Mapping[int, Customer], policy: CollectionsPolicy,
                items: Mapping[int, Sequence[OpenItem]], as_of: date) -> dict[int, int]:
    """Days left of the claims so old that they may expire within the policy's 90 days; negative when expired.

    A claim expires no earlier than its period after the due date, so the young ones need no look.
    """
    horizon = as_of + timedelta(policy.stages.limitation_days)
    old = []
    for owner, mine in items.items():
        years = limitation_years(policy, customers[owner], firm)
        if years is not None:
            before = add_years(horizon, -years) + timedelta(1)  # a day more: 29 February counts to the 28th
            old += [item.document_id for item in mine if item.due_date <= before and item.is_claim]
    if not old:
        return {}
    documents = reads.by_ids(connection, sorted(set(old)))
    clocks = _clocks(connection, firm, customers, policy, documents.values(), as_of)
    return {key: found.days_left for key, found in clocks.items() if found.days_left is not None}


def _clocks(connection: Transaction, firm: Company, customers: Mapping[int, Customer], policy: CollectionsPolicy,
            documents: Iterable[Document], as_of: date) -> dict[int, Clock]:
    """The clocks of these documents, by id; those under a law whose period is not tracked are left out."""
    wanted = list(documents)
    payments = store.payments_of(connection, [document.id for document in wanted], as_of)
    said = _Said(connection, as_of)
    found = {}
    for document in wanted:
        years = limitation_years(policy, customers[document.customer_id], firm)
        if years is None:
            continue
        paid = part_payments((day, from_minor(amount, document.currency), kind)
                             for day, amount, kind in payments.get(document.id, ()))
        found[document.id] = clock(claimed(document.due_date, [part.due_date for part in document.instalments]),
                                   (*paid, *said.interruptions(document)), as_of, years)
    return found


@dataclass(frozen=True, slots=True)
class _Proved:
    """A proof: what it shows, and the claims it speaks of (`documents` of a letter, else `numbers`, none: all)."""

    event: Interruption
    documents: frozenset[int] | None
    numbers: frozenset[str]

    def speaks_of(self, document: Document) -> bool:
        if self.documents is not None:
            return document.id in self.documents
        return document.date <= self.event.day and (not self.numbers or document.no in self.numbers)


class _Said:
    """Written promises, signed plans and what was proved of every customer."""

    def __init__(self, connection: Transaction, as_of: date) -> None:
        self.demands: defaultdict[int, list[tuple[date, frozenset[str]]]] = defaultdict(list)
        for customer, day, invoices in store.proved_demands(connection, as_of):
            self.demands[customer].append((day, invoices))
        self.proofs = _proofs(connection, as_of)
        self.plans: defaultdict[int, list[Interruption]] = defaultdict(list)
        for row in plans.plans_signed(connection, as_of):
            event = Interruption(date.fromisoformat(row["signed_on"]), ACKNOWLEDGED, written=True, source="plan",
                                 runs_from=None if has_ended(row, as_of) else date.fromisoformat(row["parts"][-1][0]))
            for document_id in row["documents"]:
                self.plans[document_id].append(event)
        self.promises: defaultdict[int, list[Promise]] = defaultdict(list)
        written = [promise for promise in store.promises_made(connection, as_of) if promise.written]
        owner = store.roots(connection) if written else {}
        for promise in written:
            self.promises[owner[promise.customer_id]].append(promise)

    def interruptions(self, document: Document) -> list[Interruption]:
        """What was proved for this claim: it must have existed on the day."""
        found = [Interruption(day, DEMAND, source="contact") for day, invoices in self.demands[document.customer_id]
                 if document.date <= day and (not invoices or document.no in invoices)]
        found += [Interruption(promise.made_on, ACKNOWLEDGED, written=True, source="promise")
                  for promise in self.promises[document.customer_id]
                  if promise.currency == document.currency and document.date <= promise.made_on]
        found += [proved.event for proved in self.proofs.get(document.customer_id, ()) if proved.speaks_of(document)]
        return found + self.plans.get(document.id, [])


def _proofs(connection: Transaction, as_of: date) -> dict[int, list[_Proved]]:
    """What was proved, by customer. A letter that asks for nothing restarts nothing, however well it arrived."""
    rows = plans.proofs_up_to(connection, as_of)
    claims = plans.letter_claims(connection, [row["letter_id"] for row in rows if row["letter_id"]])
    found: defaultdict[int, list[_Proved]] = defaultdict(list)
    for row in rows:
        if row["letter_id"] and row["letter_kind"] not in DEMANDING and row["kind"] == DEMAND:
            continue
        event = Interruption(date.fromisoformat(row["day"]), row["kind"], written=row["kind"] == ACKNOWLEDGED, source="proof",
                             runs_from=date.fromisoformat(row["runs_from"]) if row["runs_from"] else None)
        listed = claims.get(row["letter_id"], frozenset()) if row["letter_id"] else None
        found[row["owner_id"]].append(_Proved(event, listed, frozenset(lines(row["invoices"]))))
    return found


def earliest(lines: Iterable[LimitationLine]) -> Clock | None:
    """The running clock of these claims that ends first (DOMAIN H4, "earliest per customer")."""
    return rule.earliest(line.clock for line in lines if line.clock is not None)
