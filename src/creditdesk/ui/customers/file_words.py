"""The credit file in words: keys of facts, sources, ways of checking, statuses, public sites."""

from __future__ import annotations

from decimal import Decimal

from creditdesk.domain.credit import factors as factor_kinds
from creditdesk.domain.credit.caps import CAP_RULES
from creditdesk.domain.credit.factors import FACTORS
from creditdesk.domain.customers import facts
from creditdesk.domain.errors import InputError
from creditdesk.domain.money import display, parse
from creditdesk.i18n import _, N_
from creditdesk.services.credit.fact_file import GONE
from creditdesk.ui.credit import words as credit_words
from creditdesk.ui.insight import wording
from creditdesk.ui.tables.columns import Tag

KEYS = {
    "name": N_("Name"), "tax_id": N_("Tax number"), "registration_status": N_("Registration status"),
    "founded_on": N_("Founded on"), "registered_capital": N_("Registered capital"),
    "paid_in_capital": N_("Paid-in capital"), "legal_representative": N_("Legal representative"),
    "address": N_("Registered address"), "revenue": N_("Revenue"), "net_assets": N_("Net assets"),
    "court_status": N_("Court record"), "payer_account": N_("Payer's account"), "legal_form": N_("Legal form"),
    "business_scope": N_("Business scope"), "registrar": N_("Registrar"), "registration_no": N_("Registration number"),
    "insured_headcount": N_("Insured headcount"), "industry_name": N_("Industry"), "former_name": N_("Former name"),
    "identity": N_("Name and tax number")}
#: the keys offered when a fact is entered; years are added to revenue and net assets
OFFERED = ("name", "tax_id", "registration_status", "founded_on", "registered_capital", "paid_in_capital",
           "legal_representative", "address", "revenue", "net_assets", "court_status", "payer_account", "insured_headcount",
           "EX1", "EX2", "EX3", "EX4", "EX5", "QL1", "QL3", "QL4", "QL6", "TR1")
YEARLY = frozenset({"revenue", "net_assets"})
AMOUNTS = frozenset({"registered_capital", "paid_in_capital", "revenue", "net_assets"})
DAYS = frozenset({"founded_on"})
REGISTRATION = {
    "active": N_("in business"), "moved_out": N_("moved out"), "revoked": N_("licence revoked"),
    "deregistered": N_("deregistered"), "suspended": N_("suspended"), "liquidation": N_("in liquidation"),
    "bankrupt": N_("bankrupt")}
COURT = {"none": N_("nothing found"), "plaintiff_only": N_("only as plaintiff"), "defendant": N_("as defendant"),
         "enforced": N_("enforcement open"), "dishonest": N_("on the list of dishonest debtors")}
METHODS = {"original": N_("saw the original"), "copy": N_("saw a copy"), "public_site": N_("public site"),
           "call_back": N_("called back"), "visit": N_("on a visit"), "computed": N_("computed")}
#: how a source is come by: own people, public and free, paid, from the customer (DOMAIN A6, A71)
CHANNELS_OF = {"official": N_("public, free"), "audited": N_("paid or from the customer"), "agency": N_("paid"),
               "own_ledger": N_("internal"), "insurer": N_("from the insurer"), "visit": N_("internal"),
               "reference": N_("from other suppliers"), "customer": N_("from the customer"), "verbal": N_("internal or media")}
STATUSES = {
    facts.VERIFIED: Tag(N_("verified"), "ok", "check-circle"), facts.UNVERIFIED: Tag(N_("one source"), "track", "circle-dashed"),
    facts.CONFLICTING: Tag(N_("conflicting"), "danger", "warning-circle"), facts.EXPIRED: Tag(N_("expired"), "warn", "clock"),
    facts.SUPERSEDED: Tag(N_("replaced"), "track", "arrow-counter-clockwise"), GONE: Tag(N_("too old"), "track", "hourglass"),
    "expiring": Tag(N_("expires soon"), "warn", "clock")}
#: the term a buyer of a size has by law, where a small or medium firm sells to it (DOMAIN H1)
STATUTORY_TERMS = {
    "government": N_("By law 30 days from delivery, at most 60 by contract"),
    "public_institution": N_("By law 30 days from delivery, at most 60 by contract"),
    "large": N_("By law 60 days from delivery, unless another usual term is agreed")}
#: public sites a person looks at; the program never reads them itself (DOMAIN B9)
SITES = (
    (N_("Enterprise register"), "https://www.gsxt.gov.cn"), (N_("Credit China"), "https://www.creditchina.gov.cn"),
    (N_("Court enforcement"), "https://zxgk.court.gov.cn"), (N_("Court judgments"), "https://wenshu.court.gov.cn"),
    (N_("Bankruptcy cases"), "https://pccz.court.gov.cn"), (N_("Movables register"), "https://www.zhongdengwang.org.cn"),
    (N_("Acceptance disclosure"), "https://disclosure.shcpe.com.cn"),
    (N_("Tax credit class A list"), "https://www.chinatax.gov.cn"))
FOREIGN_SITES = {
    "GB": ((N_("UK Companies House"), "https://find-and-update.company-information.service.gov.uk"),
           (N_("UK Gazette, insolvency notices"), "https://www.thegazette.co.uk/insolvency")),
    "US": ((N_("US Secretary of State registers"), "https://www.nass.org/business-services/corporate-registration"),
           (N_("US court records (PACER)"), "https://pacer.uscourts.gov"),
           (N_("SEC company search"), "https://www.sec.gov/edgar/search/")),
    "HK": ((N_("Hong Kong companies register"), "https://www.e-services.cr.gov.hk"),),
    "EU": ((N_("EU VAT check (VIES)"), "https://ec.europa.eu/taxation_customs/vies/"),
           (N_("EU business registers (BRIS)"), "https://e-justice.europa.eu/489/EN/business_registers__search_for_a_company_in_the_eu"))}


def options(key: str) -> list[tuple[str, str]]:
    """(value, words) of a key that takes only a few words; empty for any other."""
    table = {"registration_status": REGISTRATION, "court_status": COURT}.get(key)
    if table:
        return [(code, _(text)) for code, text in table.items()]
    if key[:1] == "V" and key[1:].isdigit():
        return [("yes", _("Yes")), ("no", _("No"))]
    kind = FACTORS.get(key)
    if kind is None:
        return []
    if kind.kind == factor_kinds.LEVEL:
        anchors = credit_words.ANCHORS.get(key)
        return [(str(level), f"{level}  {_(anchors[level - 1])}" if anchors else str(level)) for level in (5, 4, 3, 2, 1)]
    return [(word, credit_words.value_words(key, word)) for word in kind.words] if kind.kind == factor_kinds.WORD else []


def key_name(key: str) -> str:
    """A key in words: "Revenue 2025", "Court enforcement and lawsuits"."""
    stem, _mark, year = key.rpartition("_")
    if stem in YEARLY and year.isdigit():
        return f"{_(KEYS[stem])} {year}"
    if key in KEYS:
        return _(KEYS[key])
    if key in FACTORS:
        return credit_words.name(key)
    return f"{key} {_(CAP_RULES[key].reason)}" if key in CAP_RULES else key


def value_words(key: str, value: str, unit: str = "") -> str:
    """A value as people read it: an amount grouped, a status or a factor's word in words."""
    stem = key.rpartition("_")[0] if key[-4:].isdigit() else key
    if stem in AMOUNTS:
        try:
            amount = parse(value)
        except InputError:
            return value
        whole = display(amount, unit if len(unit) == 3 else "CNY").removesuffix(".00")
        return f"{whole} {unit}" if unit and len(unit) == 3 else whole
    if key in FACTORS:
        try:
            figure: Decimal | str = parse(value)
        except InputError:
            figure = value
        return credit_words.value_words(key, figure)
    if key[:1] == "V" and key[1:].isdigit():
        return _("Yes") if value == "yes" else _("No")
    for name, table in (("registration_status", REGISTRATION), ("court_status", COURT)):
        if key == name:
            return _(table[value]) if value in table else value
    return value


def source_name(code: str, who: str = "") -> str:
    """A kind of source in words, with who exactly behind it."""
    named = _(facts.SOURCES[code].name) if code in facts.SOURCES else code
    return f"{named} · {who}" if who else named


def status_tag(code: str) -> Tag:
    tag = STATUSES.get(code, Tag(code))
    return Tag(_(tag.text), tag.tone, tag.icon)


def percent(value: Decimal | None) -> str:
    return wording.percent(value, 0) if value is not None else "—"
