"""Which rows of a file are the same document, and which are lines of one invoice (CLI Import, The same document)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Hashable, Sequence

from ..errors import N_
from .documents import CREDIT_NOTE, INVOICE
from .import_layout import Layout
from .import_records import AnyRow, CustomerKey, DocumentRow, InvoiceRow, Options, RowProblem

_NUMBER_FIELDS = {"invoices": "invoice_no", "receipts": "receipt_no", "orders": "order_no"}


def fold_name(name: str) -> str:
    """A customer's name for comparing: blanks trimmed, widths folded, case ignored."""
    return name.lower().strip() if name.isascii() else unicodedata.normalize("NFKC", name).strip().casefold()


def stated_customer(code: str, tax_id: str, name: str) -> Hashable:
    """The customer as a row states it: by code, else tax number, else name."""
    return ("code", fold_name(code)) if code else ("tax", tax_id.upper()) if tax_id else ("name", fold_name(name))


class _Customers:
    """Asks the key of every distinct customer once."""

    def __init__(self, key: CustomerKey | None) -> None:
        self._key = key or stated_customer
        self._known: dict[tuple[str, str, str], Hashable] = {}

    def __call__(self, draft: DocumentRow) -> Hashable:
        stated = (draft.customer_code, draft.tax_id, draft.customer)
        key = self._known.get(stated)
        if key is None:
            key = self._known[stated] = self._key(*stated)
        return key


class InFile:
    """The documents one file has brought so far: by customer, kind and number, and how often equal ones without a number."""

    def __init__(self) -> None:
        self._first: dict[Hashable, DocumentRow] = {}
        self._counts: dict[Hashable, int] = {}

    def earlier(self, customer: Hashable, row: DocumentRow) -> DocumentRow | None:
        """The kept row with this customer, kind and number, or None."""
        return self._first.get((customer, row.kind, row.number))

    def keep(self, customer: Hashable, row: DocumentRow) -> None:
        """A row with a number will be written: later ones of the same number are held against it."""
        self._first[(customer, row.kind, row.number)] = row

    def count(self, customer: Hashable, row: DocumentRow) -> int:
        """How often this row without a number has come by now, itself included."""
        same = (customer, row.kind, row.date, row.minor, row.currency)
        self._counts[same] = found = self._counts.get(same, 0) + 1
        return found


def equal(one: DocumentRow, other: DocumentRow) -> bool:
    """Whether two rows of one customer, kind and number are one document, whatever their other cells say."""
    return (one.date, one.minor, one.currency) == (other.date, other.minor, other.currency)


def number_field(draft_number: str, layout: Layout) -> str:
    """The field whose column holds a draft's number."""
    if "e_invoice_no" in layout.columns and len(draft_number) == 20:
        return "e_invoice_no"
    return _NUMBER_FIELDS[layout.kind]


def used_in_file(draft: DocumentRow, earlier: DocumentRow, layout: Layout) -> RowProblem:
    """The problem of a row whose number an earlier row of the file has for another document."""
    field = number_field(draft.number, layout)
    return RowProblem(draft.row, layout.heading(field), field, draft.number, "number_in_use",
                      N_("{number} already stands in row {row} with another date, amount or currency."),
                      {"number": draft.number, "row": earlier.row})


def sum_lines(drafts: Sequence[AnyRow], problems: list[RowProblem], layout: Layout, options: Options,
              refused: Collection[str] = ()) -> list[AnyRow]:
    """One document for the rows with the same number, customer, date and currency: the first row, with their sum.

    A sum below zero is a credit note; zero is `bad_amount`, added to `problems`. Rows without a number stay alone; an
    invoice with a line in `refused` (numbers) is left out whole, since its sum would be wrong (DOMAIN M).
    """
    customer = _Customers(options.customer_key)
    whole: dict[Hashable, InvoiceRow] = {}
    for draft in drafts:
        if isinstance(draft, InvoiceRow):
            key = (draft.number, customer(draft), draft.date, draft.currency) if draft.number else draft.row
            known = whole.get(key)
            whole[key] = draft if known is None else known._replace(minor=known.minor + draft.minor)
    summed: list[AnyRow] = []
    for document in whole.values():
        if document.number and document.number in refused:
            continue
        if document.minor == 0:
            problems.append(RowProblem(document.row, layout.heading("amount"), "amount", "0", "bad_amount",
                                       N_("The lines of {number} add up to zero."), {"number": document.number}))
        elif document.minor < 0:
            kind = CREDIT_NOTE if document.kind == INVOICE else document.kind
            summed.append(document._replace(minor=-document.minor, kind=kind))
        else:
            summed.append(document)
    return summed
