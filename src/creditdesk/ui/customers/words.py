"""Codes of a customer's file in words: channels, results, sizes, fields, what happened."""

from __future__ import annotations

from datetime import date

from creditdesk.domain.credit.approval import STATE_NAMES
from creditdesk.domain.customers import file_kinds as kinds_
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger import documents as kinds
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.domain.money import display
from creditdesk.domain.sections import SECTIONS
from creditdesk.i18n import _, current_language, listed, N_, ngettext
from creditdesk.services import customer_timeline as happened
from creditdesk.services.collections.proofs import KIND_NAMES as PROOF_KINDS
from creditdesk.services.credit.facts import STATEMENT
from creditdesk.services.customer_overview import CustomerLine
from creditdesk.services.customer_timeline import Event
from creditdesk.ui.collections.words import CAUSES, CHANNELS, RESULTS
from creditdesk.ui.insight import wording
from creditdesk.ui.ledger import words as ledger_words
from creditdesk.ui.tables.columns import Tag

__all__ = ["CAUSES", "CHANNELS", "FIELDS", "RESULTS", "SIZES"]

SIZES = {"government": N_("Government body"), "public_institution": N_("Public institution"), "large": N_("Large"),
         "medium": N_("Medium"), "small": N_("Small"), "micro": N_("Micro"), "sole_trader": N_("Sole trader"),
         "foreign": N_("Foreign firm")}
BY_COUNTRY = N_("By country")
LANGUAGES = {"": BY_COUNTRY, "zh": N_("Chinese"), "en": N_("English")}
FIELDS = {
    "code": N_("Code"), "name": N_("Name"), "short_name": N_("Short name"), "tax_id": N_("Tax number"),
    "country": N_("Country"), "terms": N_("Terms"), "currency": N_("Currency"), "language": N_("Language of letters"),
    "contact": N_("Contact"), "phone": N_("Phone"), "email": N_("E-mail"), "address": N_("Address"),
    "service_address": N_("Address for notices"), "industry": N_("Industry"), "size": N_("Size"),
    "salesperson": N_("Salesperson"), "class": N_("Class"), "strategic": N_("Strategic customer"),
    "contract_no": N_("Contract no."), "contract_rate": N_("Late interest in the contract"), "legal_form": N_("Legal form"),
    "founded_on": N_("Founded on"), "note": N_("Note"), "starting_stage": N_("Starting stage"),
    "retired_on": N_("Retired on"), "name_en": N_("English name"), "registration_no": N_("Registration number"),
    "business_address": N_("Business address"), "website": N_("Website"), "invoice_title": N_("Name on invoices"),
    "invoice_tax_id": N_("Tax number on invoices"), "invoice_address": N_("Address and telephone on invoices"),
    "invoice_bank": N_("Bank and account on invoices"), "methods": N_("Ways of payment"), "growth": N_("Growth, 1 to 5"),
    "margin": N_("Margin, 1 to 5"), "importance": N_("Strategic weight, 1 to 5"), "cash_only": N_("Payment in advance only"),
    "sme_notice_on": N_("Told on that we are an SME")}
PROMISE_STATES = {"pending": Tag(N_("Pending"), "tint", "clock"), "kept": Tag(N_("Kept"), "ok", "check-circle"),
                  "broken": Tag(N_("Broken"), "danger", "x-circle")}
CARDS = {"new": N_("New customers"), "existing": N_("Existing customers")}
_DOCUMENT_ICONS = {kinds.RECEIPT: "money", kinds.CREDIT_NOTE: "note-pencil", kinds.WRITE_OFF: "scissors",
                   kinds.REFUND: "arrow-u-up-left", kinds.DISCOUNT: "percent"}
_ICONS = {happened.REVERSAL: "arrow-counter-clockwise", happened.LETTER: "envelope-simple", happened.LIMIT: "scales",
          happened.APPLICATION: "scales",
          happened.SCORE: "circle-wavy-check", happened.PROMISE: "handshake", happened.DISPUTE: "flag",
          happened.PROOF: "circle-wavy-check", happened.PLAN: "calendar-check",
          happened.RECORD: "pencil-simple", happened.FACT: "magnifying-glass", happened.ENDED: "x"}
_ENTRY_ICONS = {kinds_.CONTRACT: "handshake", kinds_.VISIT: "storefront", kinds_.EVENT: "warning", kinds_.RISKS: "warning",
                kinds_.PAPER: "paperclip",
                kinds_.BANK: "bank", kinds_.PERSON: "user", kinds_.AGENCY: "shield-check", kinds_.INSURER: "shield-check",
                kinds_.OWNER: "link-simple", kinds_.GROUP: "link-simple"}
#: facts named in a line of the timeline
_NAMED = 4
_RECORD = {"imported": N_("Customer imported"),
           "create": N_("Customer entered"), "change": N_("Customer data changed"), "merge": N_("Merged"),
           "unmerge": N_("Merge taken back")}


def named(table: dict[str, str], code: str) -> str:
    """The words of a code, "" for none; a code written by someone else stands for itself."""
    return _(table[code]) if code and code in table else code


def terms(text: str) -> str:
    """Terms in words: "net 45 days"."""
    template, fields = parse_terms(text).description()
    return _(template).format(**fields)


def industry(code: str) -> str:
    section = code[:1].upper()
    return f"{code} {_(SECTIONS[section])}" if section in SECTIONS and len(code) <= 3 else code


def value_of(customer: Customer, name: str) -> str:
    """A field of the record in words, "" for nothing."""
    value = getattr(customer, "abc_class" if name == "class" else name)
    if name in ("strategic", "cash_only"):
        return _("Yes") if value else ""
    if name == "methods":
        return listed(ledger_words.method(method) for method in str(value).split(",") if method)
    if value is None or value == "":
        return _(BY_COUNTRY) if name == "language" else ""
    if isinstance(value, date):
        return value.isoformat()
    tables = {"size": SIZES, "language": LANGUAGES}
    if name in tables:
        return named(tables[name], value)
    return terms(value) if name == "terms" else industry(value) if name == "industry" else str(value)


def percent_used(line: CustomerLine) -> str:
    used = line.usage.percent if line.usage else None
    return wording.percent(used, 0) if used is not None else ""


def tag_of(line: CustomerLine, alert: str = "0.9") -> Tag | None:
    """The one status a list row shows: what stops a sale first."""
    if line.customer.retired_on:
        return Tag(_("Retired"), "track", "prohibit")
    if line.over:
        return Tag(_("Over {percent}").format(percent=percent_used(line)).strip(), "danger", "prohibit")
    return Tag(_("Disputed"), "warn", "flag") if line.disputed else None


def icon_of(event: Event) -> str:
    if event.kind == happened.DOCUMENT:
        return _DOCUMENT_ICONS.get(event.what, "file-text")
    if event.kind == happened.CONTACT:
        return "phone" if event.what in ("phone", "sms", "wechat") else "user" if event.what == "visit" else "envelope-simple"
    if event.kind == happened.ENTRY:
        return _ENTRY_ICONS.get(event.what, "note")
    return _ICONS[event.kind]


def money(event: Event) -> str:
    symbol = wording.SYMBOLS.get(event.currency, f"{event.currency} ")
    return f"{symbol}{display(event.amount, event.currency)}" if event.amount is not None else ""


def title_of(event: Event) -> str:
    """What happened, in one line."""
    if event.kind == happened.DOCUMENT:
        words = f"{ledger_words.kind(event.what)} {event.no}"
        return words if event.what in (kinds.INVOICE, kinds.DEBIT_NOTE) else f"{words} {money(event)}"
    if event.kind == happened.REVERSAL:
        return _("{document} reversed").format(document=f"{ledger_words.kind(event.what)} {event.no}")
    if event.kind == happened.LETTER:
        return _("Letter {no} issued").format(no=event.no)
    if event.kind == happened.LIMIT:
        return (_("Temporary limit {amount}") if event.what else _("Limit {amount}")).format(amount=money(event))
    if event.kind == happened.APPLICATION:
        return _("Limit of {amount} applied for").format(amount=money(event))
    if event.kind == happened.SCORE:
        return _("Score {score}, grade {grade}").format(score=event.no or "—", grade=event.what)
    if event.kind == happened.PROMISE:
        return _("Promised {amount} for {day}").format(amount=money(event), day=event.until)
    if event.kind == happened.PROOF:
        return f"{_(PROOF_KINDS[event.what])}{_colon()}{event.no}" if event.no else _(PROOF_KINDS[event.what])
    if event.kind == happened.PLAN:
        return _("Plan ended") if event.what else _("Payment plan over {amount} until {day}").format(
            amount=money(event), day=event.until)
    if event.kind == happened.DISPUTE:
        return _("Disputed {amount} of {no}").format(amount=money(event), no="".join(event.related))
    if event.kind == happened.FACT:
        return _("Statement of {year}").format(year=event.no) if event.what == STATEMENT else ngettext(
            "{count} fact recorded", "{count} facts recorded", len(event.names)).format(count=len(event.names))
    if event.kind in (happened.ENTRY, happened.ENDED):
        title = _(kinds_.KINDS[event.what].title)
        kind = kinds_.KINDS[event.what]
        shown = _(choices[event.no]) if (choices := kind.field(kind.shown[0]).choices) and event.no in choices else event.no
        words = f"{title}{_colon()}{shown}" if shown else title
        return words if event.kind == happened.ENTRY else _("{what} no longer holds").format(what=words)
    if event.kind == happened.CONTACT:
        said = event.detail or named(RESULTS, event.no)
        return f"{named(CHANNELS, event.what)}{_colon()}{said}" if said else named(CHANNELS, event.what)
    return named(_RECORD, event.what)


def _colon() -> str:
    return "：" if current_language() == "zh" else ": "


def detail_of(event: Event) -> str:
    """The second line: when, and what else is known."""
    parts = [f"{event.day} {event.at}".strip()]
    if event.kind == happened.DOCUMENT:
        if event.what in (kinds.INVOICE, kinds.DEBIT_NOTE):
            parts += [money(event), _("due {day}").format(day=event.until) if event.until else ""]
        elif event.related:
            shown = listed(event.related[:3]) + ("…" if len(event.related) > 3 else "")
            parts.append(_("settles {numbers}").format(numbers=shown))
        elif event.what == kinds.RECEIPT:
            parts.append(_("not allocated"))
        parts.append(event.detail)
    elif event.kind == happened.CONTACT:
        parts += [event.person, named(RESULTS, event.no) if event.detail else ""]
    elif event.kind == happened.LETTER:
        parts += [money(event), event.person]
    elif event.kind == happened.RECORD:
        parts += [listed(_(FIELDS[name]) for name in event.names if name in FIELDS), event.person, event.detail]
    elif event.kind == happened.FACT and event.what != STATEMENT:
        from creditdesk.ui.customers.file_words import key_name, source_name
        shown = listed(key_name(name) for name in event.names[:_NAMED]) + ("…" if len(event.names) > _NAMED else "")
        parts += [listed(source_name(code) for code in event.related), shown, event.person]
    elif event.kind == happened.APPLICATION:
        parts += [_(STATE_NAMES[event.what]), event.detail, event.person]
    elif event.kind == happened.DISPUTE:
        parts.append(ledger_words.reason(event.what))
    else:
        parts += [event.detail, event.person]
    return " · ".join(part for part in parts if part)
