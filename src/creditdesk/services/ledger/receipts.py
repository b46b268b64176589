"""Receipts and credits against open invoices: proposals, posting with allocations, refund of the rest (DOMAIN E3, E4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day, timedelta  # noqa: N812 - a field named date hides the type inside its class
from decimal import Decimal

from ...domain.credit.terms_offer import read_discount
from ...domain.errors import InputError, N_, RuleError
from ...domain.ledger import matching, settlement
from ...domain.ledger.documents import (
    CREDIT_KINDS,
    Document,
    INVOICE,
    POSTED,
    RECEIPT,
    SMALL_DIFFERENCE,
    WRITE_OFF,
)
from ...domain.ledger.drafts import AllocationDraft, DocumentDraft
from ...domain.ledger.matching import Proposal
from ...domain.ledger.open_items import OpenItem
from ...domain.money import from_minor
from ...store import ledger, reads
from ...store.standing import agreed_discount
from ..session import Session
from .entry import Entry, entry
from .lists import open_items
from .posting import described, refund_in
from .reversible import Reversible
from .small_differences import check_small

OLDEST, EXACT, PRO_RATA, STATUTORY = "oldest", "exact", "pro_rata", "statutory"


@dataclass(frozen=True, slots=True)
class Payable:
    """An open document a receipt can settle; the amounts of its open instalments are added up."""

    document_id: int
    no: str
    kind: str
    date: Day
    due_date: Day
    amount: Decimal
    open: Decimal
    disputed: Decimal
    discount_rate: Decimal = Decimal(0)
    discount_until: Day | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    """One customer in one currency: what can be settled, and the unapplied money and credits that are there."""

    payables: tuple[Payable, ...]
    credits: tuple[OpenItem, ...]

    @property
    def owed(self) -> Decimal:
        """Open claims less unapplied credits."""
        return (sum((item.open for item in self.payables), Decimal(0))
                - sum((item.open for item in self.credits), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was posted: the receipt (or credit applied), its number, and all of it for undo."""

    document_id: int
    no: str
    undo: Reversible


def settling(session: Session, customer_id: int, currency: str, as_of: Day) -> Settling:
    """What a receipt of this customer in this currency can settle as of a day, oldest due first."""
    items = open_items(session, customer_id, as_of, currency)
    credits = tuple(item for item in items if item.sign < 0)
    payables = _by_document(item for item in items if item.sign > 0)
    with session.book.read() as connection:
        offer = read_discount(agreed_discount(connection, customer_id, as_of))
    if offer is not None:  # counted from the invoice date (DOMAIN D16)
        payables = tuple(replace(item, discount_rate=offer[0], discount_until=item.date + timedelta(offer[1]))
                         if item.kind == INVOICE else item for item in payables)
    return Settling(payables, credits)


def _by_document(items: Iterable[OpenItem]) -> tuple[Payable, ...]:
    found: dict[int, Payable] = {}
    for item in items:
        first = found.get(item.document_id)
        if first is None:
            found[item.document_id] = Payable(item.document_id, item.no, item.kind, item.date, item.due_date, item.amount,
                                              item.open, item.disputed)
        else:
            found[item.document_id] = Payable(item.document_id, item.no, item.kind, item.date,
                                              min(first.due_date, item.due_date), first.amount + item.amount,
                                              first.open + item.open, first.disputed + item.disputed)
    return tuple(sorted(found.values(), key=lambda item: (item.due_date, item.no, item.document_id)))


def currencies_of(session: Session, customer_id: int, as_of: Day) -> tuple[str, ...]:
    """Currencies in which the customer has anything open."""
    return tuple(sorted({item.currency for item in open_items(session, customer_id, as_of)}))


def propose(payables: Sequence[Payable], amount: Decimal, currency: str, rule: str, day: Day) -> Proposal:
    """Which documents the amount would settle: a proposal for a person to confirm, nothing is posted.

    `day` is the receipt's. Exact match falls back to nothing (no lines); it can take some tenths of a second, so run it in
    the worker. The statutory order is that of CC 560; securities are not attached to single debts here, and one customer's
    debts bear one rate, so due date and amount decide.
    """
    items = [settlement.OpenItem(item.document_id, item.no, item.due_date, item.open, item.disputed)
             for item in payables]
    if rule == EXACT:
        return matching.exact_match(items, amount, currency)
    if rule == PRO_RATA:
        return matching.pro_rata(items, amount, currency)
    if rule == STATUTORY:
        return matching.statutory_order(items, amount, currency, day)
    return matching.oldest_first(items, amount)


def propose_or_oldest(payables: Sequence[Payable], amount: Decimal, currency: str, rule: str, day: Day
                      ) -> tuple[Proposal, bool]:
    """The proposal of a rule, else oldest first where nothing matches (DOMAIN E3); whether it is the rule's own.

    A search that gave up is answered as it is: another match may exist.
    """
    found = propose(payables, amount, currency, rule, day)
    if found.lines or rule != EXACT or not found.complete:
        return found, True
    return propose(payables, amount, currency, OLDEST, day), False


def record_receipt(session: Session, draft: DocumentDraft, refund: Decimal = Decimal(0), small: Sequence[int] = ()
                   ) -> Recorded:
    """Post a receipt with its allocations and, if wanted, pay part of the rest back, all in one transaction.

    `small`: documents whose small rest is cleared beside (RuleError `out_of_range` above SMALL_LIMIT).
    """
    if draft.kind != RECEIPT:
        raise InputError(N_("“{value}” is not a kind of document."), code="bad_kind", field="kind", value=draft.kind)
    with entry(session, "post", draft.kind) as (work, says):
        new_id = work.document(draft)
        document = _credit(work, new_id)
        _refund(work, document, refund, draft.date)
        _clear_small(work, small, draft.date)
        says["entity_id"], says["after"] = new_id, described(document)
        posted = tuple(work.posted)
    return Recorded(new_id, document.no, Reversible(posted))


def apply_credit(session: Session, source_id: int, parts: Sequence[AllocationDraft], day: Day,
                 refund: Decimal = Decimal(0), small: Sequence[int] = ()) -> Recorded:
    """Allocate what is left of a posted receipt or credit note, and pay part of the rest back on `day` if wanted."""
    if not parts and not refund:
        raise InputError(N_("Choose at least one invoice to allocate to."), code="missing", field="allocations")
    with entry(session, "allocate", "document") as (work, says):
        document = _credit(work, source_id)
        ids = [work.allocate(source_id, part) for part in parts]
        _refund(work, document, refund, day)
        _clear_small(work, small, day)
        says["entity_id"] = source_id
        says["after"] = {"to": {str(part.to_id): str(part.amount) for part in parts}, "refund": str(refund)}
        posted = tuple(work.posted)
    return Recorded(source_id, document.no, Reversible(posted, tuple(ids)))


def _credit(work: Entry, document_id: int) -> Document:
    document = reads.document(work.connection, document_id)
    if document is None or document.status != POSTED or document.kind not in CREDIT_KINDS:
        raise RuleError(N_("That document is not posted, or was reversed."), code="unknown_document", field="document")
    return document


def _refund(work: Entry, document: Document, amount: Decimal, day: Day) -> None:
    if amount:
        refund_in(work, document, amount, max(day, document.date))


def _clear_small(work: Entry, ids: Sequence[int], day: Day) -> None:
    """Write off what is left of these documents as small differences (DOMAIN E2)."""
    for key in ids:
        row = ledger.posted_row(work.connection, key)
        if row is None or row["open_minor"] <= 0:
            continue
        left, currency = from_minor(row["open_minor"], row["currency"]), str(row["currency"])
        check_small(work, row["no"], left, currency, day)
        work.document(DocumentDraft(
            kind=WRITE_OFF, customer_id=int(row["customer_id"]), date=max(day, Day.fromisoformat(row["date"])), amount=left,
            currency=currency, reason=SMALL_DIFFERENCE, allocations=(AllocationDraft(key, left),)))
