"""The parts of a customer's file that are no facts, as data: which fields each kind of entry has (DOMAIN B5-B10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import N_

PERSON, BANK, CONTRACT, VISIT, REFERENCE, FOREIGN_ID = "person", "bank", "contract", "visit", "reference", "foreign_id"
FORMER_NAME, OWNER, GROUP, PAPER = "former_name", "owner", "group", "paper"
STEP, AGENCY, INSURER, EVENT, RISKS = "step", "agency", "insurer", "event", "risk_check"
TEXT, LONG, DATE, AMOUNT, SHARE, CHOICE, FLAG, CHECKS = "text", "long", "date", "amount", "share", "choice", "flag", "checks"
TERMS, RATE, WHO = "terms", "rate", "who"
Choices = Mapping[str, str]

ROLES: Choices = {"owner": N_("Owner or controller"), "finance": N_("Head of finance"), "cashier": N_("Cashier"),
                  "buyer": N_("Buyer"), "goods_in": N_("Goods in"), "legal": N_("Legal"), "other": N_("Other")}
OWNER_ROLES: Choices = {"shareholder": N_("Shareholder"), "controller": N_("Ultimate controller"), "parent": N_("Parent"),
                        "subsidiary": N_("Subsidiary"), "guarantor": N_("Guarantor"), "supplier": N_("Also our supplier")}
ID_TYPES: Choices = {"eu_vat": N_("EU VAT number"), "gb_vat": N_("UK VAT number"), "gb_company": N_("UK company number"),
                     "us_ein": N_("US EIN"), "hk_br": N_("Hong Kong BR number"), "other": N_("Other")}
ANSWERS: Choices = {"": N_("not asked yet"), "prompt": N_("pays promptly"), "slow_30": N_("up to 30 days late"),
                    "slow_over_30": N_("over 30 days late"), "refused": N_("refused to answer")}
PAPERS: Choices = {"licence": N_("Business licence"), "statement": N_("Financial statement"),
                   "agency_report": N_("Agency report"), "contract": N_("Contract"), "public_record": N_("Public record"),
                   "authority": N_("Letter of authority"), "visit_photo": N_("Photo of a visit"), "other": N_("Other")}
TRIGGERS: Choices = {"": N_("none agreed"), "invoice": N_("invoice date"), "delivery": N_("delivery"),
                     "acceptance": N_("acceptance"), "confirmation": N_("confirmation of account")}
LANGUAGES: Choices = {"": N_("By country"), "zh": N_("Chinese"), "en": N_("English")}
STEP_KINDS: Choices = {"milestone": N_("Milestone"), "delivery": N_("Delivery"), "acceptance": N_("Acceptance"),
                       "payment": N_("Payment due"), "retention": N_("Retention money"), "other": N_("Other")}
RISK_CLASSES: Choices = {"": N_("not stated"), "very_low": N_("very low risk"), "low": N_("low risk"), "medium": N_("medium risk"),
                         "high": N_("high risk"), "very_high": N_("very high risk")}
TAX_CLASSES: Choices = {"": N_("not stated"), "A": "A", "B": "B", "M": "M", "C": "C", "D": "D"}
COURT_WORDS: Choices = {
    "": N_("not stated"), "none": N_("nothing found"), "minor": N_("minor, under 1 % of net assets"),
    "plaintiff_only": N_("only as plaintiff"), "discharged_over_12m": N_("settled over 12 months ago"),
    "discharged_within_12m": N_("settled within 12 months"), "open_under_10pct": N_("open, under 10 % of net assets"),
    "open_larger": N_("open, larger")}
PENALTY_WORDS: Choices = {
    "": N_("not stated"), "none": N_("nothing found"), "minor_over_12m": N_("minor, over 12 months ago"),
    "other_over_12m": N_("other, over 12 months ago"), "within_12m": N_("within 12 months"),
    "abnormal_list": N_("on the abnormal list"), "serious_violation": N_("on the list of serious violations")}
INSURER_GROUNDS: Choices = {
    "": N_("no ground given"), "no_information": N_("too little information"), "adverse": N_("adverse information"),
    "withdrawn": N_("cover withdrawn for adverse information")}
EVENT_KINDS: Choices = {
    "court": N_("Court case"), "enforcement": N_("Enforcement"), "freeze": N_("Assets or shares frozen"),
    "penalty": N_("Administrative penalty"), "legal_rep": N_("Legal representative changed"),
    "capital_cut": N_("Capital reduced"), "deregistration": N_("Notice of deregistration"), "bankruptcy": N_("Bankruptcy filing"),
    "layoffs": N_("Lay-offs or unpaid wages"), "price_shock": N_("Price or market shock"), "flag": N_("Own warning"),
    "other": N_("Other")}
SEVERITIES: Choices = {"amber": N_("watch"), "red": N_("act now"), "info": N_("for information")}
#: the twelve things looked at on a visit (DOMAIN B8); the last one is a sign of trouble where it is seen
VISIT_CHECKS: Choices = {
    "address": N_("Address and sign match the licence"), "staff": N_("Staff as told"),
    "machines": N_("Machines are running"), "stock": N_("Stock in order and moving"), "loading": N_("Goods come and go"),
    "customers": N_("Customers can be seen"), "owner": N_("Met the owner"), "finance": N_("Met the finance person"),
    "wages": N_("Wages paid on time"), "suppliers": N_("No crowd of suppliers, no cash demanded"),
    "premises": N_("Premises owned or rent secure"), "moving": N_("No signs of moving out")}
#: signs by which trouble is known early (DOMAIN A106): good = not seen, bad = seen
RISK_CHECKS: Choices = {
    "people": N_("Owner and managers stay"), "reach": N_("Calls and mails are answered"),
    "terms": N_("No wish for longer terms"), "surge": N_("Orders as usual, no sudden surge"),
    "payer": N_("Pays from its usual account"), "parts": N_("Pays invoices whole, not in small parts"),
    "promises": N_("Keeps its promises"), "excuses": N_("No disputes to gain time"), "papers": N_("Gives papers when asked"),
    "court": N_("No lawsuits, no enforcement"), "register": N_("Capital, owners and seat unchanged"),
    "suppliers": N_("Other suppliers are paid"), "pay": N_("No lay-offs, wages paid"), "buyers": N_("Its own customers pay"),
    "guarantees": N_("No large guarantees for others"), "prices": N_("Does not sell below cost")}
#: what is reviewed before a contract is signed (DOMAIN B10)
CONTRACT_CHECKS: Choices = {
    "seal": N_("Name and seal match the licence"), "authority": N_("Signatory has authority"), "price": N_("Price and tax"),
    "delivery": N_("Delivery and acceptance evidence"), "trigger": N_("Clear start of the term"),
    "statutory_term": N_("Statutory term of payment"), "interest": N_("Interest clause"),
    "inspection": N_("Inspection period"), "assignment": N_("Assignment and factoring allowed"),
    "offset": N_("No set-off"), "notices": N_("Address for notices")}
GOOD, DOUBT, BAD = "good", "doubt", "bad"
MARKS: Choices = {"": N_("not looked at"), GOOD: N_("good"), DOUBT: N_("doubtful"), BAD: N_("bad")}
#: who signs off a contract; the owner may stand for all three (DOMAIN B10)
SIGN_OFFS: Choices = {"sales": N_("Sales"), "legal": N_("Legal"), "credit": N_("Credit control")}
#: kinds that papers may hang on, with what such a paper is
ATTACHED: Mapping[str, str] = {CONTRACT: "contract", VISIT: "visit_photo", PERSON: "authority", AGENCY: "agency_report",
                               EVENT: "public_record", REFERENCE: "other", INSURER: "other", BANK: "other", OWNER: "other"}


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of a kind: `choices` are codes with their English words, of CHECKS the items to mark.

    `asked` False: no dialog shows it, a task of its own writes it.
    """

    name: str
    title: str
    kind: str = TEXT
    required: bool = False
    choices: Choices | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: `title` of one, `titles` of all; `shown` the fields a list shows; `dated` what its day means."""

    code: str
    title: str
    titles: str
    fields: tuple[EntryField, ...]
    shown: tuple[str, ...]
    dated: str = N_("Recorded on")

    def field(self, name: str) -> EntryField:
        return next(field for field in self.fields if field.name == name)


def _f(name: str, title: str, kind: str = TEXT, *, required: bool = False, choices: Choices | None = None,
       asked: bool = True) -> EntryField:
    return EntryField(name, title, kind, required, choices, asked)


_NOTE = _f("note", N_("Note"), LONG)
_OF = _f("of", N_("Belongs to"), asked=False)
_SIGNED = tuple(_f(f"signed_{part}", title, asked=False) for part, title in SIGN_OFFS.items())
KINDS: Mapping[str, EntryKind] = {kind.code: kind for kind in (
    EntryKind(PERSON, N_("Contact person"), N_("Contact persons"), (
        _f("name", N_("Name"), required=True), _f("role", N_("Role"), CHOICE, choices=ROLES), _f("phone", N_("Phone")),
        _f("mobile", N_("Mobile")), _f("email", N_("E-mail")), _f("wechat", N_("WeChat")),
        _f("language", N_("Language of letters"), CHOICE, choices=LANGUAGES), _f("quiet_hours", N_("Not to be called")),
        _f("decides", N_("Decides on payments"), FLAG), _f("signs", N_("Signs statements of account"), FLAG), _NOTE),
        ("name", "role", "phone", "mobile", "email", "wechat", "decides", "signs", "quiet_hours")),
    EntryKind(BANK, N_("Bank account"), N_("Bank accounts"), (
        _f("holder", N_("Account holder"), required=True), _f("bank", N_("Bank")),
        _f("account", N_("Account number"), required=True), _f("confirmed", N_("Paid from it before, or confirmed"), FLAG),
        _f("private", N_("Account of a private person"), FLAG), _NOTE),
        ("holder", "bank", "account", "confirmed", "private")),
    EntryKind(CONTRACT, N_("Contract"), N_("Contracts"), (
        _f("no", N_("Contract no."), required=True), _f("parties", N_("Parties")), _f("signed_on", N_("Signed on"), DATE),
        _f("begins_on", N_("Begins on"), DATE), _f("ends_on", N_("Ends on"), DATE), _f("value", N_("Contract value"), AMOUNT),
        _f("terms", N_("Terms"), TERMS), _f("trigger", N_("The term starts with"), CHOICE, choices=TRIGGERS),
        _f("acceptance", N_("Acceptance rule")), _f("inspection", N_("Inspection period")),
        _f("interest", N_("Late interest"), RATE), _f("guarantee", N_("Guarantee")),
        _f("retention", N_("Retention"), SHARE), _f("retention_due", N_("Retention due on"), DATE),
        _f("service_address", N_("Address for notices")), _f("jurisdiction", N_("Jurisdiction")),
        _f("responsible", N_("Person responsible")), _f("size", N_("Size at signing"), CHOICE, choices={
            "": N_("Not known"), "government": N_("Government body"), "public_institution": N_("Public institution"),
            "large": N_("Large"), "medium": N_("Medium"), "small": N_("Small"), "micro": N_("Micro"),
            "sole_trader": N_("Sole trader"), "foreign": N_("Foreign firm")}),
        _f("title_kept", N_("Title kept until paid"), FLAG), _f("registered", N_("Title retention registered"), FLAG),
        _f("pay_when_paid", N_("They pay when they are paid"), FLAG),
        _f("sme_notice", N_("Told them that we are an SME"), FLAG),
        _f("checks", N_("Contract review"), CHECKS, choices=CONTRACT_CHECKS), _NOTE, *_SIGNED),
        ("no", "parties", "signed_on", "ends_on", "value", "terms", "interest", "retention", "responsible")),
    EntryKind(STEP, N_("Step of a contract"), N_("Steps of a contract"), (
        _f("what", N_("Step"), CHOICE, required=True, choices=STEP_KINDS), _f("title", N_("Title")),
        _f("due_on", N_("Due on"), DATE), _f("amount", N_("Amount"), AMOUNT), _f("done_on", N_("Done on"), DATE),
        _f("responsible", N_("Person responsible")), _NOTE, _OF),
        ("what", "title", "due_on", "amount", "done_on", "responsible")),
    EntryKind(VISIT, N_("Site visit"), N_("Site visits"), (
        _f("visitor", N_("Visitor"), required=True), _f("place", N_("Place")),
        _f("checks", N_("Check list"), CHECKS, choices=VISIT_CHECKS), _f("level", N_("Result, 1 to 5")), _NOTE),
        ("visitor", "place", "level", "note"), N_("Visited on")),
    EntryKind(REFERENCE, N_("Trade reference"), N_("Trade references"), (
        _f("supplier", N_("Supplier asked"), required=True), _f("person", N_("Spoke to")),
        _f("answer", N_("Answer"), CHOICE, choices=ANSWERS), _f("limit", N_("Their limit"), AMOUNT),
        _f("terms", N_("Their terms")), _NOTE), ("supplier", "answer", "limit", "terms"), N_("Asked on")),
    EntryKind(AGENCY, N_("Agency report"), N_("Agency reports"), (
        _f("provider", N_("Provider"), required=True), _f("no", N_("Report no.")), _f("rating", N_("Their rating")),
        _f("risk", N_("Risk class"), CHOICE, choices=RISK_CLASSES), _f("limit", N_("Suggested limit"), AMOUNT),
        _f("cost", N_("Cost"), AMOUNT), _f("expires", N_("Valid until"), DATE),
        _f("court", N_("Court record"), CHOICE, choices=COURT_WORDS),
        _f("penalties", N_("Penalties"), CHOICE, choices=PENALTY_WORDS),
        _f("tax_class", N_("Tax credit class"), CHOICE, choices=TAX_CLASSES), _f("year", N_("Year of the figures")),
        _f("revenue", N_("Revenue"), AMOUNT), _f("net_assets", N_("Net assets"), AMOUNT), _NOTE),
        ("provider", "rating", "risk", "limit", "expires"), N_("Report of")),
    EntryKind(INSURER, N_("Insurer's decision"), N_("Insurers' decisions"), (
        _f("insurer", N_("Insurer"), required=True), _f("requested", N_("Requested"), AMOUNT, required=True),
        _f("approved", N_("Approved amount"), AMOUNT, required=True), _f("ground", N_("Ground"), CHOICE, choices=INSURER_GROUNDS),
        _f("expires", N_("Valid until"), DATE), _NOTE), ("insurer", "approved", "ground", "expires"), N_("Decided on")),
    EntryKind(EVENT, N_("Event or warning"), N_("Events and warnings"), (
        _f("what", N_("Kind"), CHOICE, required=True, choices=EVENT_KINDS),
        _f("severity", N_("Weight"), CHOICE, choices=SEVERITIES), _f("title", N_("What happened"), required=True),
        _f("source", N_("Source")), _NOTE), ("title", "what", "severity", "source"), N_("Happened on")),
    EntryKind(RISKS, N_("Risk check"), N_("Risk checks"), (
        _f("by", N_("Gone through by"), required=True), _f("checks", N_("Signs of trouble"), CHECKS, choices=RISK_CHECKS), _NOTE),
        ("by", "note"), N_("Gone through on")),
    EntryKind(FOREIGN_ID, N_("Foreign number"), N_("Foreign numbers"), (
        _f("country", N_("Country"), required=True), _f("type", N_("Type"), CHOICE, choices=ID_TYPES),
        _f("value", N_("Identifier"), required=True), _f("checked_on", N_("Checked online on"), DATE)),
        ("value", "country", "type", "checked_on")),
    EntryKind(FORMER_NAME, N_("Former name"), N_("Former names"), (
        _f("name", N_("Name"), required=True), _f("until", N_("Until"), DATE)), ("name", "until")),
    EntryKind(OWNER, N_("Owner or affiliate"), N_("Ownership and affiliates"), (
        _f("name", N_("Name"), required=True), _f("role", N_("Role"), CHOICE, choices=OWNER_ROLES),
        _f("share", N_("Share"), SHARE), _f("since", N_("Since"), DATE),
        _f("customer", N_("Also our customer: code or name"), WHO), _f("supplier_no", N_("Our number of the supplier")), _NOTE),
        ("name", "role", "share", "since", "customer", "supplier_no")),
    EntryKind(GROUP, N_("Group"), N_("Group"), (_f("name", N_("Group"), required=True), _NOTE), ("name",)),
    EntryKind(PAPER, N_("Document on file"), N_("Documents on file"), (
        _f("title", N_("Title"), required=True), _f("class", N_("Kind"), CHOICE, choices=PAPERS), _NOTE, _OF),
        ("title", "class")))}
