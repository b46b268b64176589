"""What happened with a customer, newest first: documents, letters, limits, scores, contacts, changes of the record."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..domain.credit.approval import SUBMITTED
from ..domain.customers.facts import Fact
from ..domain.customers.file_kinds import KINDS, PAPER
from ..domain.ledger.documents import DRAFT, Ledger
from ..domain.money import from_minor
from ..store import applications, credit, customer_file, customers, facts, file_entries, letters, plans, reads
from ..store.transaction import Transaction
from .credit.decisions import ALWAYS
from .credit.facts import STATEMENT
from .session import Session

Day = date  # a field named date hides the type inside its class
DOCUMENT, REVERSAL, LETTER, LIMIT, SCORE, CONTACT, PROMISE, DISPUTE, RECORD = (
    "document", "reversal", "letter", "limit", "score", "contact", "promise", "dispute", "record")
FACT, ENTRY, ENDED, PROOF, PLAN, APPLICATION = "fact", "entry", "ended", "proof", "plan", "application"
_IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `what` says more of the kind (a document's kind, a channel, a grade, an action).

    `at` is a local time of day where one is known, "" otherwise; `names` are the fields of a change of the record.
    """

    kind: str
    day: Day
    what: str
    id: int
    no: str = ""
    amount: Decimal | None = None
    currency: str = ""
    detail: str = ""
    person: str = ""
    at: str = ""
    until: Day | None = None
    names: tuple[str, ...] = ()
    related: tuple[str, ...] = field(default=())


def timeline(session: Session, customer_id: int, as_of: date) -> list[Event]:
    """Everything dated up to the day, the latest first; of one day what was entered last stands first."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        if root is None:
            return []
        found = [*_documents(reads.ledger_of(connection, root)), *_letters(connection, root, as_of),
                 *_credit(connection, root), *_applied(connection, root), *_said(connection, root), *_proved(connection, root),
                 *_changes(connection, root),
                 *_facts(connection, root), *_entries(connection, root)]
    kept = [event for event in found if event.day <= as_of]
    return sorted(kept, key=lambda event: (event.day, event.at, event.kind == DOCUMENT, event.id), reverse=True)


def _documents(ledger: Ledger) -> Iterator[Event]:
    numbers = {document.id: document.no for document in ledger.documents}
    settled: dict[int, list[str]] = {}
    for allocation in ledger.allocations:
        if allocation.reversed_on is None and allocation.to_id in numbers:
            settled.setdefault(allocation.from_id, []).append(numbers[allocation.to_id])
    for document in ledger.documents:
        if document.status == DRAFT:
            continue
        yield Event(DOCUMENT, document.date, document.kind, document.id, document.no, document.amount, document.currency,
                    document.note or document.reason, until=document.due_date, related=tuple(settled.get(document.id, ())))
        if document.reversed_on is not None:
            yield Event(REVERSAL, document.reversed_on, document.kind, document.id, document.no, document.amount,
                        document.currency)
    for dispute in ledger.disputes:
        yield Event(DISPUTE, dispute.raised_on, dispute.reason, dispute.document_id, dispute.no, dispute.amount,
                    next((d.currency for d in ledger.documents if d.id == dispute.document_id), ""),
                    related=(numbers.get(dispute.document_id, ""),))


def _letters(connection: Transaction, customer_id: int, as_of: date) -> Iterator[Event]:
    for row in letters.letters(connection, customer_id, as_of):
        yield Event(LETTER, date.fromisoformat(row["date"]), row["kind"], row["id"], row["number"],
                    from_minor(row["total_minor"], row["currency"]), row["currency"], person=row["created_by"],
                    until=_day(row["deadline"]))


def _credit(connection: Transaction, customer_id: int) -> Iterator[Event]:
    for row in credit.limits_of(connection, customer_id):
        # an imported limit holds for every date: it happened when it was written down
        start = row["effective_from"] if row["effective_from"] > ALWAYS else row["created_at"][:10]
        yield Event(LIMIT, date.fromisoformat(start), "temporary" if row["temporary"] else "", row["id"],
                    amount=from_minor(row["amount_minor"], row["currency"]), currency=row["currency"],
                    detail=row["reason"], person=row["created_by"], until=_day(row["expires_on"]))
    for row in credit.scores_of(connection, customer_id):
        yield Event(SCORE, date.fromisoformat(row["as_of"]), row["grade"], row["id"], no=row["score"],
                    detail=row["opinion"], person=row["created_by"])


def _applied(connection: Transaction, customer_id: int) -> Iterator[Event]:
    """Limits applied for, with what became of them; who decides their own at once leaves only the decision."""
    for row in applications.every(connection, customer_id):
        steps = applications.steps(connection, row["id"])[row["id"]]
        submitted = next((step["at"] for step in steps if step["state"] == SUBMITTED), None)
        decided = any(step["decision_id"] is not None for step in steps)
        if submitted is not None and not (decided and all(step["user"] == row["applicant"] for step in steps)):
            yield Event(APPLICATION, date.fromisoformat(submitted[:10]), steps[-1]["state"], row["id"],
                        amount=from_minor(row["amount_minor"], row["currency"]), currency=row["currency"], detail=row["reason"],
                        person=row["applicant"])


def _said(connection: Transaction, customer_id: int) -> Iterator[Event]:
    for row in customer_file.contacts_of(connection, customer_id):
        yield Event(CONTACT, date.fromisoformat(row["at"][:10]), row["channel"], row["id"], no=row["result"],
                    detail=row["note"], person=row["person"], at=row["at"][11:16],
                    related=tuple(filter(None, row["invoices"].split("\n"))))
    for row in customer_file.promise_rows(connection, customer_id):
        yield Event(PROMISE, date.fromisoformat(row["made_on"]), "", row["id"],
                    amount=from_minor(row["amount_minor"], row["currency"]), currency=row["currency"],
                    detail=row["note"], person=row["person"], until=date.fromisoformat(row["date"]))


def _proved(connection: Transaction, customer_id: int) -> Iterator[Event]:
    """Deliveries, signatures and suits, and payment plans; what was taken back or ended says so."""
    for row in plans.proofs_of(connection, customer_id):
        if row["withdrawn_on"] is None:
            yield Event(PROOF, date.fromisoformat(row["day"]), row["kind"], row["id"], row["number"] or "",
                        detail=" · ".join(filter(None, (row["waybill"], row["note"]))), person=row["person"],
                        related=tuple(filter(None, row["invoices"].split("\n"))))
    for row in plans.plans_of(connection, customer_id):
        total = from_minor(sum(minor for _due, minor in row["parts"]), row["currency"])
        yield Event(PLAN, date.fromisoformat(row["signed_on"]), "", row["id"], amount=total, currency=row["currency"],
                    detail=row["note"], person=row["created_by"], until=date.fromisoformat(row["parts"][-1][0]))
        if row["ended_on"]:
            yield Event(PLAN, date.fromisoformat(row["ended_on"]), ENDED, row["id"], detail=row["end_reason"])


def _changes(connection: Transaction, customer_id: int) -> Iterator[Event]:
    for row in customer_file.changes_of(connection, customer_id):
        names = tuple(_names(row["after"])) if row["action"] == "change" else ()
        yield Event(RECORD, date.fromisoformat(row["at"][:10]), row["action"], row["seq"], detail=row["reason"],
                    person=row["user"], names=names)


    kept = customers.by_id(connection, customer_id)
    if kept is not None and kept["batch_id"]:
        # an import tells of all its customers at once: this one began there
        yield Event(RECORD, date.fromisoformat(kept["created_at"][:10]), _IMPORTED, 0,
                    detail=customer_file.batch_name(connection, kept["batch_id"]))


def _facts(connection: Transaction, customer_id: int) -> Iterator[Event]:
    """What was told on one day is one event, its sources named; statements stand alone."""
    told: defaultdict[date, list[Fact]] = defaultdict(list)
    for fact in facts.facts_of(connection, customer_id):
        if fact.key.startswith(STATEMENT):
            yield Event(FACT, fact.obtained_on, STATEMENT, fact.id, no=fact.key.removeprefix(STATEMENT), detail=fact.source_name,
                        person=fact.entered_by)
        elif not fact.source_ref.startswith("file#") and fact.source_ref != "references":
            told[fact.obtained_on].append(fact)
    for day, group in told.items():
        yield Event(FACT, day, group[0].source_type, group[-1].id, person=group[-1].entered_by,
                    names=tuple(dict.fromkeys(fact.key for fact in group)),
                    related=tuple(dict.fromkeys(fact.source_type for fact in group)))


def _entries(connection: Transaction, customer_id: int) -> Iterator[Event]:
    """Entries of the file as they were made, and those that were ended; a replaced one is not a second event."""
    for item in file_entries.entries_of(connection, customer_id):
        if item.replaces or (item.kind == PAPER and item.value("of")):
            continue
        yield Event(ENTRY, item.date, item.kind, item.id, no=item.value(KINDS[item.kind].shown[0]), detail=item.file_name,
                    person=item.created_by)
        if item.ended_on is not None and item.end_reason not in ("replaced", "signed"):
            yield Event(ENDED, item.ended_on, item.kind, item.id, no=item.value(KINDS[item.kind].shown[0]),
                        detail=item.end_reason)


def _names(after: str) -> Iterator[str]:
    told: Any = json.loads(after) if after else {}
    yield from (name for name in told if name not in ("name_key", "initials")) if isinstance(told, dict) else ()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
