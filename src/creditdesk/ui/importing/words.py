"""What the import calls its kinds, fields and rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce

from creditdesk.domain import money
from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.import_headings import CUSTOMERS, INVOICES, ORDERS, RECEIPTS
from creditdesk.domain.ledger.import_records import RowProblem
from creditdesk.i18n import _, N_, ngettext

KINDS = (INVOICES, RECEIPTS, CUSTOMERS, ORDERS)
_KINDS = {INVOICES: N_("Invoices"), RECEIPTS: N_("Receipts"), CUSTOMERS: N_("Customers"), ORDERS: N_("Orders")}
_TITLES = {INVOICES: N_("Import invoices from Excel"), RECEIPTS: N_("Import receipts from Excel"),
           CUSTOMERS: N_("Import customers from Excel"), ORDERS: N_("Import orders from Excel")}
_FIELDS = {
    "code": N_("Customer code"), "name": N_("Customer name"), "tax_id": N_("Tax number"), "country": N_("Country"),
    "terms_days": N_("Terms (days)"), "terms": N_("Payment terms"), "limit": N_("Credit limit"), "currency": N_("Currency"),
    "contact": N_("Contact"), "phone": N_("Phone"), "email": N_("Email"), "address": N_("Address"),
    "industry": N_("Industry"), "size": N_("Company size"), "salesperson": N_("Salesperson"),
    "customer_code": N_("Customer code"), "customer": N_("Customer name"), "invoice_no": N_("Invoice no."),
    "e_invoice_no": N_("E-invoice no."), "invoice_code": N_("Invoice code"), "seller_tax_id": N_("Seller's tax number"),
    "kind": N_("Kind"), "positive": N_("Positive invoice"), "state": N_("Invoice status"), "invoice_date": N_("Invoice date"),
    "due_date": N_("Due date"), "amount": N_("Amount"), "note": N_("Remarks"), "delivered_on": N_("Delivered on"),
    "contract_no": N_("Contract no."), "order_no": N_("Order no."), "applies_to": N_("Settles invoice"),
    "receipt_no": N_("Receipt no."), "date": N_("Date"), "method": N_("Method of payment"), "deposit": N_("Deposit"),
    "paid_out": N_("Paid out"), "direction": N_("In or out"), "balance": N_("Balance"), "credited": N_("Credited"),
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


_SHORT_STATES = {"new_customer": N_("New, will be created"), "duplicate": N_("In the book, left out"),
                 "line": N_("Line of the above")}


def short_state(state: str) -> str:
    """What becomes of a row, in three words for the list."""
    return _(_SHORT_STATES[state]) if state in _SHORT_STATES else state_words(state)


def state_words(state: str) -> str:
    return _(_STATES.get(state, state))


def problem_words(problem: RowProblem) -> str:
    """The sentence of a problem in the language spoken now."""
    said = _(problem.template)
    return said.format(**problem.fields) if problem.fields else said


_SHORT = {
    "bad_date": N_("Not a date"), "ambiguous_date": N_("Day or month first?"), "out_of_range": N_("Out of range"),
    "too_many_decimals": N_("Too many decimals"), "digits_lost": N_("Digits are lost"),
    "number_in_use": N_("Number is in use"), "unknown_currency": N_("Unknown currency"),
    "unknown_invoice": N_("No such invoice"), "bad_kind": N_("Unknown kind"), "bad_terms": N_("Unknown terms"),
    "locked": N_("Period is closed"), "not_ours": N_("A purchase, left out"), "due_before_date": N_("Due before its date"),
    "other_currency": N_("Names another currency"),
    "bad_country": N_("Unknown country"), "tax_id_check": N_("Check the tax number"),
}


def short_problem(problem: RowProblem, kind: str) -> str:
    """What is wrong in three words, for the list; the whole sentence is the tip."""
    if problem.code == "missing":
        return _("{field} is missing").format(field=field_words(problem.field, kind))
    if problem.code == "bad_amount":
        return _amount_words(problem.value)
    return _(_SHORT[problem.code]) if problem.code in _SHORT else problem_words(problem)


def _amount_words(text: str) -> str:
    if money.reads_as(text) == "either":
        return _("Which decimal mark?")
    try:
        amount = money.parse(text)
    except InputError:
        return _("Not an amount")
    return _("Amount is zero") if amount == 0 else _("Negative amount")


def rows_words(count: int) -> str:
    return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}")


def total_words(total: Sequence[tuple[str, Decimal]]) -> str:
    """“CNY 812,460.00, USD 1,200.00”."""
    return listed([f"{currency} {money.display(amount, currency)}" for currency, amount in total])


def listed(parts: Sequence[str]) -> str:
    """“a, b, c”."""
    return reduce(lambda first, second: _("{first}, {second}").format(first=first, second=second), parts) if parts else ""


def clauses(parts: Sequence[str]) -> str:
    """“a; b; c”."""
    return reduce(lambda first, second: _("{first}; {second}").format(first=first, second=second), parts)
