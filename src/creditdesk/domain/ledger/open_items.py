"""What is still open on a day: items of invoices (by instalment) and of credits (DOMAIN E3, E6, E12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .documents import Allocation, CLAIM_KINDS, Dispute, Document, Ledger, sign
from .settlement import by_document, disputes_of, open_amount, open_instalments, settled_portions, unapplied

Day = date  # a field named date hides the type inside its class

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open document, or one open instalment of it. All amounts are positive; `sign` says which way they count.

    `disputed` is the part of `open` under dispute; an item without a due date is due on its document date.
    """

    document_id: int
    no: str
    kind: str
    date: Day
    due_date: Day
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

    def days_overdue(self, as_of: Day) -> int:
        """Days after the due date; 0 on the due day, negative before it (DOMAIN E11)."""
        return (as_of - self.due_date).days

    def is_overdue(self, as_of: Day) -> bool:
        """An undisputed part is open after its due date."""
        return self.is_claim and self.undisputed > 0 and self.due_date < as_of


@dataclass(frozen=True, slots=True)
class Reduction:
    """What an allocation took off a part on its value date."""

    value_date: Day
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment, or the whole of a document without any, with all that lowered it up to the as-of date."""

    due_date: Day
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


def parts(document: Document, allocations: Iterable[Allocation], disputes: Iterable[Dispute], as_of: Day
          ) -> tuple[Part, ...]:
    """The parts of a debit document as of a day with what settled them; () for one that does not count.

    `allocations` and `disputes` may hold those of other documents too (rules of filling: `settlement`).
    """
    mine = [row for row in allocations if row.to_id == document.id]
    settled = settled_portions(document, mine, as_of)
    return tuple(
        Part(part.due_date, part.amount,
             tuple(Reduction(row.allocation.value_date, row.amount) for row in settled if row.instalment.no == part.no),
             part.disputed, part.no if document.instalments else None)
        for part in open_instalments(document, mine, disputes, as_of))


def open_items(ledger: Ledger, as_of: Day) -> tuple[OpenItem, ...]:
    """Everything open on a day, claims first by due date, then credits by document date (DOMAIN E11, E12)."""
    touching, disputes = by_document(ledger.allocations), disputes_of(ledger.disputes)
    items: list[OpenItem] = []
    for document in ledger.documents:
        if not document.counts_on(as_of):
            continue
        mine = touching.get(document.id, [])
        if document.sign < 0:
            items += _credit(document, unapplied(document, mine, as_of))
            continue
        if not open_amount(document, mine, as_of):
            continue  # most are settled: their parts need not be looked at
        items.extend(
            OpenItem(document.id, document.no, document.kind, document.date, part.due_date, part.amount, part.paid,
                     part.open, part.disputed, part.instalment_no, document.customer_id, document.currency)
            for part in parts(document, mine, disputes.get(document.id, ()), as_of) if part.open)
    return tuple(sorted(items, key=lambda item: (item.sign < 0, item.due_date, item.no, item.instalment_no or 0)))


def _credit(document: Document, left: Decimal) -> list[OpenItem]:
    if not left:
        return []
    return [OpenItem(document.id, document.no, document.kind, document.date, document.date, document.amount,
                     document.amount - left, left, customer_id=document.customer_id, currency=document.currency)]
