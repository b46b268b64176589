"""Kinds, ways of payment, reasons and states in words."""

from __future__ import annotations

from datetime import date

from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger import documents as kinds, queries
from creditdesk.domain.ledger.queries import DocumentLine
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.i18n import _, N_, ngettext
from creditdesk.ui.tables.columns import Tag


def terms_written(text: str) -> str:
    """Terms of the book as they stand in a field, in the language spoken now; "" and what cannot be read stay."""
    try:
        template, fields = parse_terms(text).writing()
    except InputError:
        return text
    return _(template).format(**fields)


def canonical_terms(text: str) -> str:
    """What was typed into such a field as the book keeps it; "" and what cannot be read stay."""
    try:
        return parse_terms(text).canonical
    except InputError:
        return text


KINDS = {
    kinds.INVOICE: N_("Invoice"), kinds.DEBIT_NOTE: N_("Debit note"), kinds.CREDIT_NOTE: N_("Credit note"),
    kinds.RECEIPT: N_("Receipt"), kinds.REFUND: N_("Refund"), kinds.WRITE_OFF: N_("Write-off"),
    kinds.RECOVERY: N_("Recovery"), kinds.DISCOUNT: N_("Cash discount"),
}
METHODS = {
    "bank": N_("Bank transfer"), "cash": N_("Cash"), "wechat_alipay": N_("WeChat or Alipay"),
    "bank_acceptance": N_("Bank acceptance"), "commercial_acceptance": N_("Commercial acceptance"),
    "supply_chain_token": N_("Supply-chain token"), "offset": N_("Offset"), "letter_of_credit": N_("Letter of credit"),
    "other": N_("Other"),
}
REASONS = {
    "PR": N_("Price"), "QT": N_("Quantity"), "QL": N_("Quality"), "DL": N_("Late or wrong delivery"),
    "DC": N_("Invoice or papers wrong"), "RT": N_("Return not credited"), "DS": N_("Discount or rebate"),
    "PO": N_("No order or approval"), "DU": N_("Invoiced twice"), "SV": N_("Scope of service"),
    "TX": N_("Tax or bank fee"), "OT": N_("Other"),
}
OUTCOMES = {"accepted": N_("Accepted"), "partly": N_("Partly accepted"), "rejected": N_("Turned down"),
            "withdrawn": N_("Withdrawn")}
BILL_EVENTS = {kinds.HONOURED: N_("Honoured"), kinds.DISHONOURED: N_("Dishonoured"),
               kinds.DISCOUNTED: N_("Discounted at the bank"), kinds.ENDORSED: N_("Endorsed to another")}
STATES = (
    (queries.ALL, N_("All")), (queries.OPEN, N_("Open items")), (queries.NOT_DUE, N_("Not due")),
    (queries.OVERDUE, N_("Overdue")), (queries.SETTLED, N_("Settled")), (queries.DRAFTS, N_("Drafts")),
    (queries.DISPUTED, N_("Disputed")), (queries.REVERSED, N_("Reversed")))
ACTIONS = {
    "post": N_("Posted"), "allocate": N_("Allocated"), "unallocate": N_("Allocation taken back"),
    "reverse": N_("Reversed"), "raise": N_("Disputed"), "close": N_("Dispute closed"), "write_off": N_("Written off"),
    "refund": N_("Refunded"), "undo": N_("Undone"), "import": N_("Imported"),
    "honoured": N_("Bill honoured"), "dishonoured": N_("Bill dishonoured"), "discounted": N_("Bill discounted"),
    "endorsed": N_("Bill endorsed"),
}


def kind(code: str) -> str:
    return _(KINDS.get(code, code))


def method(code: str) -> str:
    return _(METHODS[code]) if code in METHODS else code


def reason(code: str) -> str:
    return _(REASONS[code]) if code in REASONS else code


def days_late(days: int | None) -> str:
    """ "43 days overdue", "due in 7 days", "due today"; "" without a due date."""
    if days is None:
        return ""
    if days > 0:
        return ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)
    if days == 0:
        return _("due today")
    return ngettext("due in {count} day", "due in {count} days", -days).format(count=-days)


def bucket(days: int | None) -> str:
    """The aging colour of an item so many days overdue (DOMAIN E12)."""
    if days is None or days <= 0:
        return "a0"
    return "a1" if days <= 30 else "a2" if days <= 60 else "a3" if days <= 90 else "a4"


def status(line: DocumentLine, as_of: date) -> Tag:
    """The state of a line as its tag shows it."""
    if line.status == kinds.DRAFT:
        return Tag(_("Draft"), "track", "pencil-simple")
    if line.status == kinds.REVERSED:
        return Tag(_("Reversed"), "track", "arrow-counter-clockwise")
    if line.disputed and line.open:
        return Tag(_("Disputed"), "warn", "flag")
    if not line.open:
        return Tag(_("Settled"), "ok", "check-circle")
    if line.kind in kinds.CREDIT_KINDS:
        return Tag(_("Unapplied"), "warn", "hourglass")
    due = line.due_date or line.date
    return Tag(_("Overdue"), "danger", "warning") if due < as_of else Tag(_("Not due"), "track", "clock")
