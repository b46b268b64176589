"""The vocabulary of the ledger: documents, allocations, disputes, promises (DOMAIN E2, E3, E6, E7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

INVOICE, DEBIT_NOTE, REFUND, RECOVERY = "invoice", "debit_note", "refund", "recovery"
CREDIT_NOTE, RECEIPT, WRITE_OFF, DISCOUNT = "credit_note", "receipt", "write_off", "discount"
#: kinds that raise what the customer owes; the others lower it
DEBIT_KINDS = frozenset({INVOICE, DEBIT_NOTE, REFUND, RECOVERY})
CREDIT_KINDS = frozenset({CREDIT_NOTE, RECEIPT, WRITE_OFF, DISCOUNT})
KINDS = DEBIT_KINDS | CREDIT_KINDS
#: kinds that exist only for what they settle: they are reversed, never allocated anew
BOUND_KINDS = frozenset({WRITE_OFF, DISCOUNT})
#: reason of a write-off that only clears a small difference, and the most it may be in base currency (DOMAIN E2, C7)
SMALL_DIFFERENCE, SMALL_LIMIT = "small_difference", Decimal("10.00")
#: kinds a person is asked to pay by a due date
CLAIM_KINDS = frozenset({INVOICE, DEBIT_NOTE})

DRAFT, POSTED, REVERSED = "draft", "posted", "reversed"
METHODS = ("bank", "cash", "wechat_alipay", "bank_acceptance", "commercial_acceptance", "supply_chain_token", "offset",
           "letter_of_credit", "other")
#: ways of payment that are money only on a later day, and what becomes of them (DOMAIN E2)
BILL_METHODS = frozenset({"bank_acceptance", "commercial_acceptance", "supply_chain_token"})
HONOURED, DISHONOURED, DISCOUNTED, ENDORSED = "honoured", "dishonoured", "discounted", "endorsed"
BILL_EVENTS = (HONOURED, DISHONOURED, DISCOUNTED, ENDORSED)
DISPUTE_REASONS = ("PR", "QT", "QL", "DL", "DC", "RT", "DS", "PO", "DU", "SV", "TX", "OT")


def sign(kind: str) -> int:
    """+1 for a kind that raises what the customer owes, −1 for one that lowers it."""
    return 1 if kind in DEBIT_KINDS else -1


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of an invoice with its own due date; `no` counts from 1 in due order."""

    no: int
    due_date: dt.date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Document:
    """A posted document or a draft. `amount` is positive for every kind; `sign(kind)` says which way it counts."""

    id: int
    kind: str
    no: str
    customer_id: int
    date: dt.date
    currency: str
    amount: Decimal
    due_date: dt.date | None = None
    status: str = POSTED
    reversed_on: dt.date | None = None
    instalments: tuple[Instalment, ...] = ()
    interest: bool = False
    opening: bool = False
    due_assumed: bool = False
    terms: str = ""
    method: str = ""
    maturity: dt.date | None = None
    note: str = ""
    salesperson: str = ""
    delivered_on: dt.date | None = None
    accepted_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    contract_no: str = ""
    order_no: str = ""
    batch_id: int | None = None
    parent_id: int | None = None
    reason: str = ""

    @property
    def sign(self) -> int:
        return sign(self.kind)

    @property
    def sale_sign(self) -> int:
        """Its part in credit sales: +1 for an invoice or a debit note without interest, −1 for a credit note, else 0 (DOMAIN F)."""
        if self.kind == CREDIT_NOTE:
            return -1
        return int(self.kind in CLAIM_KINDS and not (self.kind == DEBIT_NOTE and self.interest))

    @property
    def writes_off(self) -> bool:
        """Whether it gives a claim up; clearing a small difference does not (DOMAIN C7, E2)."""
        return self.kind == WRITE_OFF and self.reason != SMALL_DIFFERENCE

    def counts_on(self, day: dt.date) -> bool:
        """Whether the document is part of the ledger as of `day` (DOMAIN E11)."""
        if self.status == DRAFT or self.date > day:
            return False
        return self.reversed_on is None or self.reversed_on > day


@dataclass(frozen=True, slots=True)
class Allocation:
    """Part of a credit document set against a debit one (DOMAIN E3); `id` grows in the order of entry."""

    id: int
    from_id: int
    to_id: int
    amount: Decimal
    value_date: dt.date
    reversed_on: dt.date | None = None
    instalment_no: int | None = None

    def counts_on(self, day: dt.date) -> bool:
        return self.value_date <= day and (self.reversed_on is None or self.reversed_on > day)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed part of one invoice; closed by `outcome` accepted, partly, rejected or withdrawn."""

    id: int
    document_id: int
    no: str
    amount: Decimal
    reason: str
    raised_on: dt.date
    closed_on: dt.date | None = None
    outcome: str | None = None
    accepted: Decimal = Decimal(0)
    target_on: dt.date | None = None
    note: str = ""

    def open_on(self, day: dt.date) -> bool:
        return self.raised_on <= day and (self.closed_on is None or self.closed_on > day)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay `amount` by `date` (DOMAIN E7)."""

    id: int
    customer_id: int
    amount: Decimal
    currency: str
    date: dt.date
    made_on: dt.date
    written: bool = False


@dataclass(frozen=True, slots=True)
class BillEvent:
    """What happened to a bill received: honoured, dishonoured, discounted or endorsed."""

    receipt_id: int
    event: str
    happened_on: dt.date


@dataclass(frozen=True, slots=True)
class Ledger:
    """The documents of one customer or of a whole book, for the rules that need them all."""

    documents: tuple[Document, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    promises: tuple[Promise, ...] = field(default=())
    bill_events: tuple[BillEvent, ...] = ()
