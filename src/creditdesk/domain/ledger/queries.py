"""What a list of documents asks for, and what it shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

#: states a list can be narrowed to
ALL, OPEN, OVERDUE, NOT_DUE, SETTLED, DRAFTS, REVERSED, DISPUTED, UNAPPLIED = (
    "all", "open", "overdue", "not_due", "settled", "draft", "reversed", "disputed", "unapplied")
SORT_KEYS = ("date", "due_date", "no", "customer", "amount", "open", "days", "currency", "kind", "salesperson")


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which documents, as of which day, in which order. `days_from`/`days_to` bound the days overdue, both included."""

    as_of: dt.date
    kinds: tuple[str, ...] = ("invoice", "debit_note")
    state: str = ALL
    text: str = ""
    customer_id: int | None = None
    currency: str = ""
    dated_from: dt.date | None = None
    dated_to: dt.date | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    days_from: int | None = None
    days_to: int | None = None
    batch_id: int | None = None
    sort: str = "date"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of a document list. Amounts are positive for every kind; `open` is what is open as of the query's day."""

    id: int
    kind: str
    no: str
    customer_id: int
    customer_code: str
    customer: str
    date: dt.date
    due_date: dt.date | None
    currency: str
    amount: Decimal
    open: Decimal
    days_overdue: int | None
    status: str
    disputed: bool
    due_assumed: bool
    salesperson: str
    note: str
    method: str
    instalments: bool


@dataclass(frozen=True, slots=True)
class ListTotal:
    """What a whole list adds up to in one currency."""

    currency: str
    count: int
    amount: Decimal
    open: Decimal
