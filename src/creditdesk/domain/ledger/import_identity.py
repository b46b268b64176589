"""Which rows of a file are the same document, and which are lines of one invoice (CLI Import, The same document)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Hashable, Sequence

from ..errors import N_
from .documents import CREDIT_NOTE, INVOICE
from .import_layout import Layout
from .import_records import AnyRow, CustomerKey, CustomerRow, DocumentRow, InvoiceRow, Options, RowProblem

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


def settle_identity(drafts: Sequence[AnyRow], layout: Layout,
                    customer_key: CustomerKey | None) -> tuple[list[AnyRow], list[RowProblem], int]:
    """(documents kept, problems `number_in_use`, number of duplicates) among the rows of one file.

    Equal rows with a number are one document; equal rows without one are several, told apart by `occurrence`.
    """
    customer = _Customers(customer_key)
    kept: list[AnyRow] = []
    problems: list[RowProblem] = []
    duplicates = 0
    first: dict[Hashable, DocumentRow] = {}
    counts: dict[Hashable, int] = {}
    for draft in drafts:
        if isinstance(draft, CustomerRow):
            kept.append(draft)
        elif not draft.number:
            same = (customer(draft), draft.kind, draft.date, draft.minor, draft.currency)
            counts[same] = counts.get(same, 0) + 1
            kept.append(draft._replace(occurrence=counts[same]))
        else:
            earlier = first.setdefault((customer(draft), draft.kind, draft.number), draft)
            if earlier is draft:
                kept.append(draft)
            elif (earlier.date, earlier.minor, earlier.currency) == (draft.date, draft.minor, draft.currency):
                duplicates += 1
            else:
                problems.append(_in_use(draft, earlier, layout))
    return kept, problems, duplicates


def number_field(draft_number: str, layout: Layout) -> str:
    """The field whose column holds a draft's number."""
    if "e_invoice_no" in layout.columns and len(draft_number) == 20:
        return "e_invoice_no"
    return _NUMBER_FIELDS[layout.kind]


def _in_use(draft: DocumentRow, earlier: DocumentRow, layout: Layout) -> RowProblem:
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
