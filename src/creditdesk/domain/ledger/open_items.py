"""What is still open on a day: items of invoices (by instalment) and of credits (DOMAIN E3, E6, E12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents import CLAIM_KINDS, Allocation, Dispute, Document, Ledger, sign

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open document, or one open instalment of it. All amounts are positive; `sign` says which way they count.

    `disputed` is the part of `open` under dispute; an item without a due date is due on its document date.
    """

    document_id: int
    no: str
    kind: str
    date: date
    due_date: date
    amount: Decimal
    paid: Decimal
    open: Decimal
    disputed: Decimal = ZERO
    instalment_no: int | None = None
    customer_id: int = 0
    currency: str = ""

    @property
    def sign(self) -> int:
        return sign(self.kind)

    @property
    def is_claim(self) -> bool:
        """Whether it is asked for by a due date (invoice or debit note)."""
        return self.kind in CLAIM_KINDS

    @property
    def undisputed(self) -> Decimal:
        return self.open - self.disputed

    @property
    def balance(self) -> Decimal:
        """Open amount with its sign: credits negative."""
        return self.open * self.sign

    def days_overdue(self, as_of: date) -> int:
        """Days after the due date; 0 on the due day, negative before it (DOMAIN E11)."""
        return (as_of - self.due_date).days

    def is_overdue(self, as_of: date) -> bool:
        """An undisputed part is open after its due date."""
        return self.is_claim and self.undisputed > 0 and self.due_date < as_of


@dataclass(frozen=True, slots=True)
class Reduction:
    """What an allocation took off a part on its value date."""

    value_date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment, or the whole of a document without any, with all that lowered it up to the as-of date."""

    due_date: date
    amount: Decimal
    reductions: tuple[Reduction, ...] = ()
    disputed: Decimal = ZERO
    instalment_no: int | None = None

    @property
    def paid(self) -> Decimal:
        return sum((reduction.amount for reduction in self.reductions), ZERO)

    @property
    def open(self) -> Decimal:
        return self.amount - self.paid

    @property
    def undisputed(self) -> Decimal:
        return self.open - self.disputed


def parts(document: Document, allocations: Iterable[Allocation], disputes: Iterable[Dispute], as_of: date
          ) -> tuple[Part, ...]:
    """The parts of a debit document as of a day; `allocations` and `disputes` may hold those of others too.

    An allocation without an instalment fills the instalments in due order; what a named one cannot take does the same.
    A disputed amount is taken from the last instalment backwards (DOMAIN E12).
    """
    slots = sorted(((part.due_date, part.no, part.amount) for part in document.instalments), key=lambda slot: slot[:2])
    plan: list[tuple[date, int | None, Decimal]] = list(slots) or [
        (document.due_date or document.date, None, document.amount)]
    rest = [amount for _, _, amount in plan]
    taken: list[list[Reduction]] = [[] for _ in plan]
    in_force = [row for row in allocations if row.to_id == document.id and row.counts_on(as_of)]
    for row in sorted(in_force, key=lambda row: (row.value_date, row.id)):
        left = row.amount
        named = [i for i, slot in enumerate(plan) if row.instalment_no is not None and slot[1] == row.instalment_no]
        for i in named + [i for i in range(len(plan)) if i not in named]:
            share = min(left, rest[i])
            if share > 0:
                taken[i].append(Reduction(row.value_date, share))
                rest[i] -= share
                left -= share
    disputed = _disputed(document.id, rest, disputes, as_of)
    return tuple(Part(due, amount, tuple(taken[i]), disputed[i], no) for i, (due, no, amount) in enumerate(plan))


def _disputed(document_id: int, rest: Sequence[Decimal], disputes: Iterable[Dispute], as_of: date) -> list[Decimal]:
    left = sum((row.amount for row in disputes if row.document_id == document_id and row.open_on(as_of)), ZERO)
    result = [ZERO] * len(rest)
    for i in reversed(range(len(rest))):
        result[i] = min(left, rest[i])
        left -= result[i]
    return result


def open_items(ledger: Ledger, as_of: date) -> tuple[OpenItem, ...]:
    """Everything open on a day, claims first by due date, then credits by document date (DOMAIN E11, E12)."""
    to_document: dict[int, list[Allocation]] = defaultdict(list)
    from_document: dict[int, Decimal] = defaultdict(Decimal)
    disputes: dict[int, list[Dispute]] = defaultdict(list)
    for dispute in ledger.disputes:
        disputes[dispute.document_id].append(dispute)
    for row in ledger.allocations:
        if row.counts_on(as_of):
            to_document[row.to_id].append(row)
            from_document[row.from_id] += row.amount
    items: list[OpenItem] = []
    for document in ledger.documents:
        if not document.counts_on(as_of):
            continue
        if document.sign < 0:
            pieces: tuple[Part, ...] = (Part(document.due_date or document.date, document.amount,
                                             (Reduction(as_of, from_document[document.id]),)),)
        else:
            pieces = parts(document, to_document[document.id], disputes[document.id], as_of)
        items.extend(
            OpenItem(document.id, document.no, document.kind, document.date, piece.due_date, piece.amount, piece.paid,
                     piece.open, piece.disputed, piece.instalment_no, document.customer_id, document.currency)
            for piece in pieces if piece.open != 0)
    return tuple(sorted(items, key=lambda item: (
        item.sign < 0, item.due_date if item.sign > 0 else item.date, item.no, item.instalment_no or 0)))
