"""Empty workbooks to fill in and import: headings ready, a second sheet that explains each column (CLI Import)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..domain.errors import N_
from ..domain.ledger.import_headings import (
    AMOUNT,
    CUSTOMERS,
    DATE,
    field_type,
    INVOICES,
    ORDERS,
    RECEIPTS,
    REQUIRED,
    template_headings,
)
from .sheet_out import Column, DATE as DATES, MONEY as MONEYS, Table, write_table

_TITLES = {CUSTOMERS: N_("Customers"), INVOICES: N_("Invoices"), RECEIPTS: N_("Receipts"), ORDERS: N_("Orders")}
_NOTES = {
    "code": (N_("Your own code for the customer; blank = the next one is given."), "C001"),
    "name": (N_("The full name, as on the licence."), "杭州海川机电设备有限公司"),
    "tax_id": (N_("Unified social credit code or VAT number; a customer is recognised by it."), "91330100MA00000000"),
    "country": (N_("Two letters."), "CN"),
    "terms_days": (N_("Days from the invoice to the due date."), "30"),
    "terms": (N_("Payment terms in words, where days are not enough."), "EOM+30"),
    "limit": (N_("Credit limit; blank = none decided, 0 = nothing on credit."), "500000"),
    "currency": (N_("ISO code or word; blank = the book's currency."), "CNY"),
    "customer_code": (N_("The customer's code; this or the name is needed."), "C001"),
    "customer": (N_("The customer's name; an unknown one is created."), "杭州海川机电设备有限公司"),
    "kind": (N_("invoice, credit_note or debit_note; blank = invoice."), "invoice"),
    "invoice_no": (N_("As text, so that leading zeros and long numbers survive."), "00012345"),
    "invoice_date": (N_("A date."), "2026-09-30"),
    "date": (N_("A date."), "2026-09-30"),
    "due_date": (N_("Blank = from the terms."), "2026-10-30"),
    "delivered_on": (N_("A date."), "2026-09-28"),
    "amount": (N_("Including VAT, positive; a negative invoice is a credit note."), "1234.50"),
    "deposit": (N_("What has been paid in advance."), "1000.00"),
    "applies_to": (N_("For a credit note: the invoice it settles."), "00012345"),
    "receipt_no": (N_("Number of the receipt; blank = one is given."), "R0001"),
    "method": (N_("bank, cash, wechat_alipay, bank_acceptance or another way of payment."), "bank"),
    "order_no": (N_("Number of the order."), "SO-0001"),
}
_CHINESE_EXAMPLES = {"kind": "发票", "terms": "月结30", "method": "银行转账"}
_RECEIPT_INVOICE = N_("The invoice it pays; blank = it stays unapplied.")


def write_template(path: Path, kind: str, language: str, translate: Callable[[str], str]) -> None:
    """Write the template of one kind of import with headings in "zh" or "en"; FileError `not_written`.

    `translate` gives the words of the explanations in that language.
    """
    headings = template_headings(kind, language)
    needed = {field for group in REQUIRED[kind] for field in group}
    kinds = {AMOUNT: MONEYS, DATE: DATES}
    fields = [Column(heading, kinds.get(field_type(field), "text"), 16) for field, heading in headings.items()]
    rows = []
    for field, heading in headings.items():
        note, example = _NOTES.get(field, ("", ""))
        if language == "zh":
            example = _CHINESE_EXAMPLES.get(field, example)
        if kind == RECEIPTS and field == "invoice_no":
            note = _RECEIPT_INVOICE
        mark = translate(N_("needed")) if field in needed else ""
        rows.append((heading, mark, translate(note) if note else "", example))
    explained = Table(translate(N_("What the columns mean")), (
        Column(translate(N_("Column")), width=18), Column(translate(N_("Needed")), width=10),
        Column(translate(N_("Meaning")), width=60), Column(translate(N_("Example")), width=28)), rows)
    write_table(path, Table("", fields, (), sheet_name=translate(_TITLES[kind])), explained)
