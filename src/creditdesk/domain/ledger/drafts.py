"""A document before it is posted: a draft that passes its check is valid (habit: check at the door)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .. import dates, money
from ..errors import InputError, N_
from .documents import CLAIM_KINDS, Instalment, KINDS, METHODS, RECEIPT


@dataclass(frozen=True, slots=True)
class AllocationDraft:
    """Part of a receipt or credit note meant for one open document; `discount` closes the rest of it (E4)."""

    to_id: int
    amount: Decimal
    discount: Decimal = Decimal(0)
    instalment_no: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """What a form, a sheet's row or a posted entry says of a document. `amount` is positive for every kind."""

    kind: str
    customer_id: int
    date: dt.date
    amount: Decimal
    currency: str
    no: str = ""
    due_date: dt.date | None = None
    due_assumed: bool = False
    terms: str = ""
    instalments: tuple[Instalment, ...] = ()
    interest: bool = False
    opening: bool = False
    method: str = ""
    maturity: dt.date | None = None
    note: str = ""
    salesperson: str = ""
    delivered_on: dt.date | None = None
    accepted_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    contract_no: str = ""
    order_no: str = ""
    reason: str = ""
    parent_id: int | None = None
    allocations: tuple[AllocationDraft, ...] = ()


def problems(draft: DocumentDraft, lock_date: dt.date | None) -> Iterator[InputError]:
    """Everything wrong with a draft that can be said without the book."""
    if draft.kind not in KINDS:
        yield InputError(N_("“{value}” is not a kind of document."), code="bad_kind", field="kind", value=draft.kind)
    yield from _amount_problems(draft)
    for name in ("date", "due_date", "delivered_on", "accepted_on", "confirmed_on", "maturity"):
        day: dt.date | None = getattr(draft, name)
        if day is not None:
            try:
                dates.check_range(day, name)
            except InputError as error:
                yield error
    if lock_date is not None and draft.date <= lock_date:
        yield InputError(N_("The books are closed up to {lock}: a document dated {date} cannot be posted."),
                         code="locked", field="date", lock=lock_date.isoformat(), date=draft.date.isoformat())
    if draft.kind == RECEIPT and draft.method and draft.method not in METHODS:
        yield InputError(N_("“{value}” is not a way of payment."), code="bad_method", field="method",
                         value=draft.method)
    if draft.instalments and sum((part.amount for part in draft.instalments), Decimal(0)) != draft.amount:
        yield InputError(N_("The instalments add up to {sum}, not to {amount}."), code="instalments", field="instalments",
                         sum=sum((part.amount for part in draft.instalments), Decimal(0)), amount=draft.amount)


def typed_problems(draft: DocumentDraft) -> Iterator[InputError]:
    """What is refused of a person at a form, but taken from a file as it stands: a due date before the document."""
    if draft.kind in CLAIM_KINDS and draft.due_date is not None and draft.due_date < draft.date:
        yield InputError(N_("The due date {due} is before the document's date {date}."), code="due_before_date",
                         field="due_date", due=draft.due_date.isoformat(), date=draft.date.isoformat())
    if draft.kind == RECEIPT and draft.maturity is not None and draft.maturity < draft.date:
        yield InputError(N_("The due date {due} is before the document's date {date}."), code="due_before_date",
                         field="maturity", due=draft.maturity.isoformat(), date=draft.date.isoformat())


def _amount_problems(draft: DocumentDraft) -> Iterator[InputError]:
    if draft.currency not in money.CURRENCIES:
        yield InputError(N_("“{value}” is not a currency. Write an ISO code such as CNY, USD or EUR."),
                         code="unknown_currency", field="currency", value=draft.currency)
        return
    if draft.amount <= 0:
        yield InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=draft.amount)
    for part in draft.instalments:
        if part.amount <= 0:
            yield InputError(N_("The amount must be above zero."), code="bad_amount", field="instalments",
                             value=part.amount)
            break
    try:
        money.check_range(draft.amount)
        money.to_minor(draft.amount, draft.currency)
        for part in draft.instalments:
            money.to_minor(part.amount, draft.currency)
    except InputError as error:
        yield error
