"""The parts of a customer's file that are no facts, as data: which fields each kind has, and what follows (DOMAIN B5-B10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, ROUND_HALF_UP

from ..dates import check_range
from ..errors import CreditDeskError, InputError, ManyErrors, N_
from ..money import parse

PERSON, BANK, CONTRACT, VISIT, REFERENCE, FOREIGN_ID = "person", "bank", "contract", "visit", "reference", "foreign_id"
FORMER_NAME, OWNER, GROUP, PAPER = "former_name", "owner", "group", "paper"
TEXT, LONG, DATE, AMOUNT, SHARE, CHOICE, FLAG, CHECKS = "text", "long", "date", "amount", "share", "choice", "flag", "checks"
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
#: the twelve things looked at on a visit (DOMAIN B8); the last one is a sign of trouble where it is seen
VISIT_CHECKS: Choices = {
    "address": N_("Address and sign match the licence"), "staff": N_("Staff as told"),
    "machines": N_("Machines are running"), "stock": N_("Stock in order and moving"), "loading": N_("Goods come and go"),
    "customers": N_("Customers can be seen"), "owner": N_("Met the owner"), "finance": N_("Met the finance person"),
    "wages": N_("Wages paid on time"), "suppliers": N_("No crowd of suppliers, no cash demanded"),
    "premises": N_("Premises owned or rent secure"), "moving": N_("No signs of moving out")}
#: what is reviewed before a contract is signed (DOMAIN B10)
CONTRACT_CHECKS: Choices = {
    "seal": N_("Name and seal match the licence"), "authority": N_("Signatory has authority"), "price": N_("Price and tax"),
    "delivery": N_("Delivery and acceptance evidence"), "trigger": N_("Clear start of the term"),
    "statutory_term": N_("Statutory term of payment"), "interest": N_("Interest clause"),
    "inspection": N_("Inspection period"), "assignment": N_("Assignment and factoring allowed"),
    "offset": N_("No set-off"), "notices": N_("Address for notices")}
GOOD, DOUBT, BAD = "good", "doubt", "bad"
MARKS: Choices = {"": N_("not looked at"), GOOD: N_("good"), DOUBT: N_("doubtful"), BAD: N_("bad")}
_MARK_POINTS = {GOOD: Decimal(1), DOUBT: Decimal("0.5"), BAD: Decimal(0)}
#: answers a visit needs before it says anything about the firm (design)
_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of a kind: `choices` are codes with their English words, of CHECKS the items to mark."""

    name: str
    title: str
    kind: str = TEXT
    required: bool = False
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: `title` of one, `titles` of all; `shown` the fields a list shows."""

    code: str
    title: str
    titles: str
    fields: tuple[EntryField, ...]
    shown: tuple[str, ...]

    def field(self, name: str) -> EntryField:
        return next(field for field in self.fields if field.name == name)


def _f(name: str, title: str, kind: str = TEXT, *, required: bool = False, choices: Choices | None = None) -> EntryField:
    return EntryField(name, title, kind, required, choices)


_NOTE = _f("note", N_("Note"), LONG)
KINDS: Mapping[str, EntryKind] = {kind.code: kind for kind in (
    EntryKind(PERSON, N_("Contact person"), N_("Contact persons"), (
        _f("name", N_("Name"), required=True), _f("role", N_("Role"), CHOICE, choices=ROLES), _f("phone", N_("Phone")),
        _f("mobile", N_("Mobile")), _f("email", N_("E-mail")), _f("wechat", N_("WeChat")),
        _f("decides", N_("Decides on payments"), FLAG), _f("signs", N_("Signs statements of account"), FLAG),
        _f("quiet_hours", N_("Not to be called")), _NOTE), ("name", "role", "phone", "mobile", "email")),
    EntryKind(BANK, N_("Bank account"), N_("Bank accounts"), (
        _f("holder", N_("Account holder"), required=True), _f("bank", N_("Bank")),
        _f("account", N_("Account number"), required=True), _f("confirmed", N_("Paid from it before, or confirmed"), FLAG),
        _NOTE), ("holder", "bank", "account", "confirmed")),
    EntryKind(CONTRACT, N_("Contract"), N_("Contracts"), (
        _f("no", N_("Contract no."), required=True), _f("signed_on", N_("Signed on"), DATE),
        _f("ends_on", N_("Ends on"), DATE), _f("value", N_("Contract value"), AMOUNT), _f("terms", N_("Terms")),
        _f("trigger", N_("The term starts with"), CHOICE, choices=TRIGGERS), _f("interest", N_("Late interest")),
        _f("title_kept", N_("Title kept until paid"), FLAG), _f("retention", N_("Retention"), SHARE),
        _f("retention_due", N_("Retention due on"), DATE), _f("acceptance", N_("Acceptance rule")),
        _f("sme_notice", N_("Told them that we are an SME"), FLAG), _f("jurisdiction", N_("Jurisdiction")),
        _f("checks", N_("Contract review"), CHECKS, choices=CONTRACT_CHECKS), _f("reviewers", N_("Reviewed by")), _NOTE),
        ("no", "signed_on", "ends_on", "value", "terms", "interest", "retention")),
    EntryKind(VISIT, N_("Site visit"), N_("Site visits"), (
        _f("visitor", N_("Visitor"), required=True), _f("checks", N_("Check list"), CHECKS, choices=VISIT_CHECKS),
        _f("level", N_("Result, 1 to 5")), _NOTE), ("visitor", "level", "note")),
    EntryKind(REFERENCE, N_("Trade reference"), N_("Trade references"), (
        _f("supplier", N_("Supplier asked"), required=True), _f("person", N_("Spoke to")),
        _f("answer", N_("Answer"), CHOICE, choices=ANSWERS), _f("limit", N_("Their limit"), AMOUNT),
        _f("terms", N_("Their terms")), _NOTE), ("supplier", "answer", "limit", "terms")),
    EntryKind(FOREIGN_ID, N_("Foreign number"), N_("Foreign numbers"), (
        _f("country", N_("Country"), required=True), _f("type", N_("Type"), CHOICE, choices=ID_TYPES),
        _f("value", N_("Identifier"), required=True), _f("checked_on", N_("Checked online on"), DATE)),
        ("country", "type", "value", "checked_on")),
    EntryKind(FORMER_NAME, N_("Former name"), N_("Former names"), (
        _f("name", N_("Name"), required=True), _f("until", N_("Until"), DATE)), ("name", "until")),
    EntryKind(OWNER, N_("Owner or affiliate"), N_("Ownership and affiliates"), (
        _f("name", N_("Name"), required=True), _f("role", N_("Role"), CHOICE, choices=OWNER_ROLES),
        _f("share", N_("Share"), SHARE), _f("since", N_("Since"), DATE), _NOTE), ("name", "role", "share", "since")),
    EntryKind(GROUP, N_("Group"), N_("Group"), (_f("name", N_("Group"), required=True), _NOTE), ("name",)),
    EntryKind(PAPER, N_("Document"), N_("Documents on file"), (
        _f("title", N_("Title"), required=True), _f("class", N_("Kind"), CHOICE, choices=PAPERS), _NOTE),
        ("title", "class")))}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry: values are texts by field, flags "yes", checks "item=mark" one a line. `file_id` 0 = no file."""

    id: int
    customer_id: int
    kind: str
    date: dt.date
    values: Mapping[str, str]
    file_id: int = 0
    file_name: str = ""
    replaces: int = 0
    created_by: str = ""
    ended_on: dt.date | None = None

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def checks(self, name: str = "checks") -> dict[str, str]:
        """The marks of a check list."""
        return dict(line.split("=", 1) for line in self.value(name).splitlines() if "=" in line)


def checked(entry: FileEntry) -> FileEntry:
    """The entry with its fields in their written form; ManyErrors or InputError names the field."""
    kind = KINDS.get(entry.kind)
    if kind is None:
        raise InputError(N_("The file has no part “{value}”."), code="unknown_kind", field="kind", value=entry.kind)
    check_range(entry.date, "date")
    kept: dict[str, str] = {}
    wrong: list[CreditDeskError] = []
    for field in kind.fields:
        try:
            if text := _written(field, entry.value(field.name).strip()):
                kept[field.name] = text
        except CreditDeskError as error:
            error.field = field.name
            wrong.append(error)
    if wrong:
        raise wrong[0] if len(wrong) == 1 else ManyErrors(wrong)
    return FileEntry(entry.id, entry.customer_id, entry.kind, entry.date, kept, entry.file_id, entry.file_name,
                     entry.replaces, entry.created_by, entry.ended_on)


def _written(field: EntryField, text: str) -> str:
    if not text:
        if field.required:
            raise InputError(N_("Please fill this in."), code="required", field=field.name)
        return ""
    if field.kind == DATE:
        return check_range(dt.date.fromisoformat(text), field.name).isoformat()
    if field.kind == AMOUNT:
        return f"{parse(text):f}"
    if field.kind == SHARE:
        found = share(text)
        if not 0 <= found <= 1:
            raise InputError(N_("A share lies between 0 and 100 %."), code="bad_share", field=field.name, value=text)
        return f"{found:f}"
    if field.kind == CHOICE and field.choices is not None and text not in field.choices:
        raise InputError(N_("“{value}” is not one of the choices."), code="bad_choice", field=field.name, value=text)
    if field.name == "level" and text not in ("1", "2", "3", "4", "5"):
        raise InputError(N_("The result is a figure from 1 to 5."), code="bad_level", field=field.name, value=text)
    return "yes" if field.kind == FLAG else text


def share(text: str) -> Decimal:
    """A share typed as 5%, 5 or 0.05: above 1 it is a percentage."""
    plain = text.replace("％", "%").strip()
    value = parse(plain.rstrip("%").strip())
    return value / 100 if plain.endswith("%") or value > 1 else value


def visit_level(marks: Mapping[str, str]) -> int | None:
    """QL4 from the check list: 1 + 4 × the mean mark, half-up; None with fewer than six answers; moving out is 1 (design)."""
    points = [_MARK_POINTS[mark] for item, mark in marks.items() if item in VISIT_CHECKS and mark in _MARK_POINTS]
    if marks.get("moving") == BAD:
        return 1
    if len(points) < _ENOUGH:
        return None
    mean = sum(points, Decimal(0)) / len(points)
    return int((1 + 4 * mean).quantize(Decimal(1), ROUND_HALF_UP))


def reference_word(answers: Iterable[str]) -> str | None:
    """TR1 of the references asked: any refused, any slow over 30 days, then the counts; None when nobody answered (C4)."""
    told = [answer for answer in answers if answer]
    if not told:
        return None
    if "refused" in told:
        return "refused"
    if "slow_over_30" in told:
        return "slow_over_30d"
    if len(told) == 1:
        return "only_1"
    if "slow_30" in told:
        return "slow_to_30d"
    return "3_prompt" if len(told) >= 3 else "2_prompt"


def contract_flags(entry: FileEntry) -> tuple[str, ...]:
    """What makes a contract amber: no start of the term, no interest clause, a bad mark in the review (DOMAIN B10)."""
    found = []
    if not entry.value("trigger"):
        found.append(N_("no clear start of the term"))
    if not entry.value("interest"):
        found.append(N_("no interest clause"))
    if BAD in entry.checks().values():
        found.append(N_("the review found something wrong"))
    return tuple(found)


#: what the archive of a class must hold: code, how many (DOMAIN B8)
ARCHIVE: Mapping[str, tuple[tuple[str, int], ...]] = {
    "A": (("licence", 1), ("statement", 2), ("agency_report", 1), (VISIT, 1), (CONTRACT, 1), (REFERENCE, 2)),
    "B": (("licence", 1), (CONTRACT, 1), ("public_record", 1), (REFERENCE, 1)),
    "C": (("licence", 1), ("public_record", 1))}
ARCHIVE_NAMES: Choices = {"licence": PAPERS["licence"], "statement": N_("Statements of two years"),
                          "agency_report": PAPERS["agency_report"], VISIT: N_("Site visit"), CONTRACT: N_("Contract"),
                          REFERENCE: N_("Trade references"), "public_record": N_("Public record check")}


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """One thing the archive must hold: how many are wanted and how many are there."""

    code: str
    wanted: int
    present: int

    @property
    def complete(self) -> bool:
        return self.present >= self.wanted


def archive(abc_class: str, entries: Sequence[FileEntry], statements: int, public_record: bool) -> tuple[ArchiveItem, ...]:
    """What the archive of a customer must hold and what it holds; a customer without a class is held to C."""
    present: dict[str, int] = {"statement": statements, "public_record": int(public_record)}
    for entry in entries:
        code = entry.value("class") if entry.kind == PAPER else entry.kind
        counted = entry.kind != REFERENCE or bool(entry.value("answer"))
        if counted and not (entry.kind == PAPER and code == "statement"):
            present[code] = present.get(code, 0) + 1
    return tuple(ArchiveItem(code, wanted, present.get(code, 0)) for code, wanted in ARCHIVE.get(abc_class, ARCHIVE["C"]))


def completeness(items: Sequence[ArchiveItem]) -> Decimal:
    """Required items present ÷ required, a fraction; two references count as two items (DOMAIN B8)."""
    wanted = sum(item.wanted for item in items)
    return Decimal(sum(min(item.wanted, item.present) for item in items)) / wanted if wanted else Decimal(1)
