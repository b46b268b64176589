"""A composed letter: every word and figure in its final form, ready to be drawn (DOMAIN I4, E9)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One demanded item; credit notes and unapplied receipts are negative (DOMAIN I1). `days_late` None: not shown."""

    no: str
    date: datetime.date
    due: datetime.date | None
    amount: Decimal
    paid: Decimal
    open: Decimal
    days_late: int | None


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One segment of interest (DOMAIN H3); `rate` and `basis` as printed, e.g. "4.5%" and "LPR×1.5"."""

    no: str
    principal: Decimal
    start: datetime.date
    end: datetime.date
    days: int
    rate: str
    interest: Decimal
    basis: str


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    no: int
    date: datetime.date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement: a `debit` raises, a `credit` lowers the `balance` after it."""

    date: datetime.date
    text: str
    no: str
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An open item, whatever the period; `days_late` ≤ 0 is not due. `note` stands in for the status shown."""

    no: str
    date: datetime.date
    due: datetime.date | None
    amount: Decimal
    open: Decimal
    days_late: int
    disputed: Decimal = Decimal(0)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The figures of a statement of account of one customer in one currency (DOMAIN E9)."""

    currency: str
    start: datetime.date
    end: datetime.date
    opening: Decimal
    lines: tuple[StatementLine, ...]
    closing: Decimal
    open_items: tuple[OpenLine, ...]
    ageing: tuple[tuple[str, Decimal], ...]
    overdue: Decimal
    disputed: Decimal
    unapplied: Decimal
    customer_code: str = ""
    tax_id: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The rows a letter's tables draw on."""

    invoices: tuple[InvoiceLine, ...] = ()
    interest: tuple[InterestLine, ...] = ()
    instalments: tuple[InstalmentLine, ...] = ()
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender; only the name is needed. `logo` is the bytes of a PNG or JPEG."""

    name: str
    latin_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    tax_id: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lead`: the addressee, bold; `body`: indented in zh; `heading`: over a table; `annex` begins a schedule."""

    text: str
    style: Literal["lead", "body", "continued", "heading", "annex"] = "body"


@dataclass(frozen=True, slots=True)
class GridColumn:
    heading: str
    align: Align = "left"
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of printed cells; the totals row's first cell spans up to the first figure."""

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SummaryBox:
    """Who is addressed at the left, the figure that matters at the right."""

    heading: str
    lines: tuple[str, ...]
    label: str
    figure: str
    note: str


Element = Paragraph | Grid | SummaryBox


@dataclass(frozen=True, slots=True)
class Slip:
    """The part below the cut line."""

    cut: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterContent:
    """One letter. `closing`: one tuple of lines per seal place; `annex` follows it; `missing` names the fields printed
    as a blank line to fill in. Not `sealed`: a line to sign on stands in place of the seal (DOMAIN H0)."""

    kind: str
    language: str
    number: str
    date: datetime.date
    title: str
    subtitle: str
    aside: str
    letterhead: Letterhead
    elements: tuple[Element, ...]
    closing: tuple[tuple[str, ...], ...]
    annex: tuple[Element, ...] = ()
    slip: Slip | None = None
    missing: tuple[str, ...] = field(default=())
    sealed: bool = True
