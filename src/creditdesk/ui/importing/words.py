"""What the import calls its kinds, fields and rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from creditdesk.domain import money
from creditdesk.domain.ledger.import_headings import CUSTOMERS, INVOICES, RECEIPTS
from creditdesk.domain.ledger.import_records import RowProblem
from creditdesk.i18n import _, N_, ngettext

KINDS = (INVOICES, RECEIPTS, CUSTOMERS)
_KINDS = {INVOICES: N_("Invoices"), RECEIPTS: N_("Receipts"), CUSTOMERS: N_("Customers")}
_TITLES = {INVOICES: N_("Import invoices from Excel"), RECEIPTS: N_("Import receipts from Excel"),
           CUSTOMERS: N_("Import customers from Excel")}
_FIELDS = {
    "code": N_("Customer code"), "name": N_("Customer name"), "tax_id": N_("Tax number"), "country": N_("Country"),
    "terms_days": N_("Terms (days)"), "terms": N_("Payment terms"), "limit": N_("Credit limit"), "currency": N_("Currency"),
    "contact": N_("Contact"), "phone": N_("Phone"), "email": N_("Email"), "address": N_("Address"),
    "industry": N_("Industry"), "size": N_("Company size"), "salesperson": N_("Salesperson"),
    "customer_code": N_("Customer code"), "customer": N_("Customer name"), "invoice_no": N_("Invoice no."),
    "e_invoice_no": N_("E-invoice no."), "invoice_code": N_("Invoice code"), "seller_tax_id": N_("Seller's tax number"),
    "kind": N_("Kind"), "positive": N_("Positive invoice"), "state": N_("Invoice status"), "invoice_date": N_("Invoice date"),
    "due_date": N_("Due date"), "amount": N_("Amount"), "note": N_("Note"), "delivered_on": N_("Delivered on"),
    "contract_no": N_("Contract no."), "order_no": N_("Order no."), "applies_to": N_("Settles invoice"),
    "receipt_no": N_("Receipt no."), "date": N_("Date"), "method": N_("Method"),
}
_STATES = {"ok": N_("Can be imported"), "new_customer": N_("New customer, will be created"),
           "update": N_("Changes the customer"), "duplicate": N_("In the book already, left out"),
           "line": N_("Belongs to the invoice above")}


def kind_words(kind: str) -> str:
    return _(_KINDS.get(kind, kind))


def title_of(kind: str) -> str:
    return _(_TITLES[kind])


def field_words(field: str, kind: str = "") -> str:
    """A field's name; in a file of receipts the invoice number is the invoice that is paid."""
    if kind == RECEIPTS and field == "invoice_no":
        return _("Pays invoice")
    return _(_FIELDS.get(field, field))


def state_words(state: str) -> str:
    return _(_STATES.get(state, state))


def problem_words(problem: RowProblem) -> str:
    """The sentence of a problem in the language spoken now."""
    said = _(problem.template)
    return said.format(**problem.fields) if problem.fields else said


def rows_words(count: int) -> str:
    return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}")


def total_words(total: Sequence[tuple[str, Decimal]]) -> str:
    """“CNY 812,460.00, USD 1,200.00”."""
    return ", ".join(f"{currency} {money.display(amount, currency)}" for currency, amount in total)
