"""What is open: of a document, of its instalments, of a payment, as of a day (DOMAIN E3, E6, E11, E12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents import (
    Allocation,
    CLAIM_KINDS,
    Dispute,
    Document,
    Instalment,
    Ledger,
    RECEIPT,
    RECOVERY,
    WRITE_OFF,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenPart:
    """One instalment (a document without instalments is one, no. 1): what is open, and what of that is disputed."""

    document_id: int
    no: int
    due_date: date
    amount: Decimal
    open: Decimal
    disputed: Decimal

    @property
    def undisputed(self) -> Decimal:
        return self.open - self.disputed


@dataclass(frozen=True, slots=True)
class Portion:
    """What one allocation settled of one instalment."""

    allocation: Allocation
    instalment: Instalment
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A document that waits for money; `due_date` is that of its oldest open instalment.

    `secured` (0–1, security ÷ open amount) and `rate` (a yearly fraction) matter for the statutory order only.
    """

    document_id: int
    no: str
    due_date: date
    open: Decimal
    disputed: Decimal = ZERO
    secured: Decimal = ZERO
    rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PaymentItem:
    """A portion of a claim with its due date and the day it was paid, for the payer's behaviour (DOMAIN C3).

    `settled` False: an open, overdue, undisputed remainder, whose `paid_on` is the as-of date.
    """

    document_id: int
    customer_id: int
    currency: str
    amount: Decimal
    due_date: date
    paid_on: date
    settled: bool

    @property
    def days_beyond_terms(self) -> int:
        """Negative = early."""
        return (self.paid_on - self.due_date).days


def by_document(allocations: Iterable[Allocation]) -> Mapping[int, list[Allocation]]:
    """The allocations each document takes part in, on either side."""
    found: defaultdict[int, list[Allocation]] = defaultdict(list)
    for allocation in allocations:
        found[allocation.from_id].append(allocation)
        found[allocation.to_id].append(allocation)
    return found


def disputes_of(disputes: Iterable[Dispute]) -> Mapping[int, list[Dispute]]:
    found: defaultdict[int, list[Dispute]] = defaultdict(list)
    for dispute in disputes:
        found[dispute.document_id].append(dispute)
    return found


def _touching(document: Document, allocations: Iterable[Allocation], as_of: date) -> list[Allocation]:
    """The allocations of `document` that count on `as_of`, in the order of value dates, then of entry."""
    return sorted((a for a in allocations if document.id in (a.from_id, a.to_id) and a.counts_on(as_of)),
                  key=lambda a: (a.value_date, a.id))


def open_amount(document: Document, allocations: Iterable[Allocation], as_of: date) -> Decimal:
    """Amount − allocations in force; 0 for a document that does not count on `as_of` (DOMAIN E3)."""
    if not document.counts_on(as_of):
        return ZERO
    return document.amount - sum((a.amount for a in _touching(document, allocations, as_of)), ZERO)


def unapplied(document: Document, allocations: Iterable[Allocation], as_of: date) -> Decimal:
    """The remainder of a receipt or credit note, positive; 0 for a kind that raises what the customer owes."""
    return open_amount(document, allocations, as_of) if document.sign < 0 else ZERO


def free_from(day: date, amount: int, wanted: int, changes: Iterable[tuple[date, int]]) -> date:
    """The first day, `day` or later, from which on at least `wanted` of `amount` is never taken by anything else.

    `changes` are (day, minor units taken; negative where given back) of the allocations there were and are; what is open
    after all of them is enough. So money set free on one day cannot count elsewhere before it (DOMAIN E3, E11).
    """
    sums: defaultdict[date, int] = defaultdict(int)
    for when, taken in changes:
        sums[when] += taken
    left, short = amount, False
    for when in sorted(sums):
        if short:
            day = max(day, when)
        left -= sums[when]
        short = left < wanted
    return day


def balances(documents: Iterable[Document], as_of: date) -> dict[tuple[int, str], Decimal]:
    """What each (customer, currency) owes: Σ of the signed documents that count, whatever is allocated."""
    totals: defaultdict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    for document in documents:
        if document.counts_on(as_of):
            totals[document.customer_id, document.currency] += document.sign * document.amount
    return dict(totals)


def instalments_of(document: Document) -> tuple[Instalment, ...]:
    """In due order; a document without any is one; without a due date it falls due on its own date."""
    if document.instalments:
        return tuple(sorted(document.instalments, key=lambda i: (i.due_date, i.no)))
    return (Instalment(1, document.due_date or document.date, document.amount),)


def settled_portions(document: Document, allocations: Iterable[Allocation], as_of: date) -> tuple[Portion, ...]:
    """How the allocations fill the instalments (DOMAIN E12).

    One that names an instalment fills that first; what goes beyond it, and every other, fills them in due order.
    """
    parts = instalments_of(document)
    left = {part.no: part.amount for part in parts}
    portions = []
    for allocation in _touching(document, allocations, as_of):
        rest = allocation.amount
        named = [part for part in parts if part.no == allocation.instalment_no]
        for part in [*named, *parts]:
            taken = min(rest, left[part.no])
            if taken > 0:
                portions.append(Portion(allocation, part, taken))
                left[part.no] -= taken
                rest -= taken
    return tuple(portions)


def open_instalments(document: Document, allocations: Iterable[Allocation], disputes: Iterable[Dispute],
                     as_of: date) -> tuple[OpenPart, ...]:
    """Every instalment with what is open, in due order, settled ones too; () for a document that does not count.

    Their open amounts add up to the document's. The disputed part lies inside the open one and is taken from the
    last instalment backwards (DOMAIN E12).
    """
    if not document.counts_on(as_of):
        return ()
    parts = instalments_of(document)
    left = {part.no: part.amount for part in parts}
    for portion in settled_portions(document, allocations, as_of):
        left[portion.instalment.no] -= portion.amount
    disputed = dict.fromkeys(left, ZERO)
    rest = sum((d.amount for d in disputes if d.document_id == document.id and d.open_on(as_of)), ZERO)
    for part in reversed(parts):
        disputed[part.no] = min(rest, left[part.no])
        rest -= disputed[part.no]
    return tuple(OpenPart(document.id, p.no, p.due_date, p.amount, left[p.no], disputed[p.no]) for p in parts)


def open_items(ledger: Ledger, as_of: date, *, customer_id: int, currency: str,
               by_instalment: bool = False) -> tuple[OpenItem, ...]:
    """The open claims of one customer in one currency, oldest due first, then by number.

    `by_instalment` gives one item per open instalment (for oldest-first), else one per document.
    """
    touching, disputed = by_document(ledger.allocations), disputes_of(ledger.disputes)
    items: list[OpenItem] = []
    for document in ledger.documents:
        if document.sign < 0 or (document.customer_id, document.currency) != (customer_id, currency):
            continue
        parts = [part for part in open_instalments(document, touching.get(document.id, ()),
                                                   disputed.get(document.id, ()), as_of) if part.open]
        if by_instalment:
            items += [OpenItem(document.id, document.no, p.due_date, p.open, p.disputed) for p in parts]
        elif parts:
            items.append(OpenItem(document.id, document.no, parts[0].due_date, sum((p.open for p in parts), ZERO),
                                  sum((p.disputed for p in parts), ZERO)))
    return tuple(sorted(items, key=lambda item: (item.due_date, item.no, item.document_id)))


def recovered_claim(recovery: Document, documents: Mapping[int, Document],
                    touching: Mapping[int, list[Allocation]]) -> Document | None:
    """The invoice whose written-off claim a recovery brings back, by its parent (the invoice or the write-off)."""
    parent = documents.get(recovery.parent_id) if recovery.parent_id is not None else None
    if parent is not None and parent.kind == WRITE_OFF:
        parent = next((documents.get(a.to_id) for a in touching.get(parent.id, ())), None)
    return parent if parent is not None and parent.kind in CLAIM_KINDS else None


def payment_items(ledger: Ledger, as_of: date) -> tuple[PaymentItem, ...]:
    """Every payment of every claim up to `as_of`, and the open overdue undisputed remainders (DOMAIN C3).

    Credit notes, discounts and write-offs are no payments; an offset is one, and a recovery, of its own date.
    """
    touching, disputed = by_document(ledger.allocations), disputes_of(ledger.disputes)
    documents = {document.id: document for document in ledger.documents}
    items: list[PaymentItem] = []
    for document in ledger.documents:
        if not document.counts_on(as_of) or document.kind not in CLAIM_KINDS | {RECOVERY}:
            continue
        mine = touching.get(document.id, [])
        claim = recovered_claim(document, documents, touching) if document.kind == RECOVERY else None
        for portion in settled_portions(document, mine, as_of):
            payer = documents.get(portion.allocation.from_id)
            if payer is not None and payer.kind == RECEIPT:
                due = instalments_of(claim)[-1].due_date if claim else portion.instalment.due_date
                items.append(PaymentItem(document.id, document.customer_id, document.currency, portion.amount, due,
                                         portion.allocation.value_date, True))
        if document.kind in CLAIM_KINDS:
            items += [PaymentItem(document.id, document.customer_id, document.currency, part.undisputed, part.due_date,
                                  as_of, False)
                      for part in open_instalments(document, mine, disputed.get(document.id, ()), as_of)
                      if part.due_date < as_of and part.undisputed > 0]
    return tuple(items)
