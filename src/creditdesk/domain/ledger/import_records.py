"""What a checked sheet becomes: rows that may be booked, and what is wrong with the others.

The rows are named tuples, not dataclasses: there may be 100,000 of them, and a tuple is made four times as fast.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field as default
from decimal import Decimal
from typing import NamedTuple

from ..errors import CreditDeskError
from ..money import from_minor
from .documents import CREDIT_NOTE
from .terms import Terms


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell that was refused (or, among the warnings, one to look at). `column` is the heading's text."""

    row: int
    column: str
    field: str
    value: str
    code: str
    template: str
    fields: Mapping[str, object] = default(default_factory=dict)

    @property
    def message(self) -> str:
        return self.template.format(**self.fields) if self.fields else self.template

    @classmethod
    def of(cls, row: int, column: str, name: str, value: str, error: CreditDeskError) -> RowProblem:
        return cls(row, column, name, value, error.code, error.template, error.fields)


class InvoiceRow(NamedTuple):
    """An invoice, credit note or debit note to be booked; `minor` is positive for each.

    `applies_to` is what the row demands, `applies_hint` the blue invoice that a tax bureau's remark names: settle it if
    it is there.
    """

    row: int
    customer_code: str
    customer: str
    tax_id: str
    kind: str
    number: str
    date: datetime.date
    due_date: datetime.date | None
    terms: Terms | None
    currency: str
    minor: int
    note: str = ""
    salesperson: str = ""
    delivered_on: datetime.date | None = None
    contract_no: str = ""
    order_no: str = ""
    applies_to: str = ""
    applies_hint: str = ""

    @property
    def amount(self) -> Decimal:
        return from_minor(self.minor, self.currency)

    @property
    def signed_minor(self) -> int:
        return -self.minor if self.kind == CREDIT_NOTE else self.minor


class ReceiptRow(NamedTuple):
    """Money received; `method` is one of documents.METHODS, "" where the row says nothing."""

    row: int
    customer_code: str
    customer: str
    tax_id: str
    number: str
    date: datetime.date
    currency: str
    minor: int
    method: str = ""
    invoice_no: str = ""
    note: str = ""

    @property
    def kind(self) -> str:
        return "receipt"

    @property
    def amount(self) -> Decimal:
        return from_minor(self.minor, self.currency)

    @property
    def signed_minor(self) -> int:
        return self.minor


class OrderRow(NamedTuple):
    """A customer's order; the deposit is in the order's currency."""

    row: int
    customer_code: str
    customer: str
    tax_id: str
    number: str
    date: datetime.date
    currency: str
    minor: int
    deposit_minor: int = 0

    @property
    def kind(self) -> str:
        return "order"

    @property
    def amount(self) -> Decimal:
        return from_minor(self.minor, self.currency)

    @property
    def deposit(self) -> Decimal:
        return from_minor(self.deposit_minor, self.currency)

    @property
    def signed_minor(self) -> int:
        return self.minor


class CustomerRow(NamedTuple):
    """A customer's master data; "" and None mean that the cell was blank and changes nothing.

    `currency` is "" where the row names none; the limit is then in the import's default currency.
    """

    row: int
    code: str
    name: str
    tax_id: str = ""
    country: str = ""
    terms: Terms | None = None
    limit: Decimal | None = None
    currency: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    industry: str = ""
    size: str = ""
    salesperson: str = ""


DocumentRow = InvoiceRow | ReceiptRow | OrderRow
AnyRow = DocumentRow | CustomerRow
CustomerKey = Callable[[str, str, str], Hashable]


@dataclass(frozen=True, slots=True)
class Options:
    """How a sheet is read. `date_order` is "ymd", "dmy" or "mdy", `decimal` "point" or "comma"; None asks the columns.

    `customer_key(code, tax_id, name)` tells whether two rows mean one customer; None compares what the rows say.
    `sum_lines` None sums the rows of one invoice where the layout is a known line sheet. `own_tax_id` is the company's
    own number as `clean_id` writes it: invoices that another seller issued are purchases; "" asks nobody.
    """

    default_currency: str = "CNY"
    date_order: str | None = None
    decimal: str | None = None
    customer_key: CustomerKey | None = None
    sum_lines: bool | None = None
    own_tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of checking a sheet, in the order of its rows; nothing here has seen the book."""

    drafts: tuple[AnyRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...] = ()
    skipped_rows: int = 0
    rows_read: int = 0
    #: rows with one number were added up to one invoice
    summed: bool = False

    def totals(self) -> dict[str, int]:
        """Minor units per currency, credit notes negative."""
        sums: dict[str, int] = {}
        for draft in self.drafts:
            if not isinstance(draft, CustomerRow):
                sums[draft.currency] = sums.get(draft.currency, 0) + draft.signed_minor
        return sums
