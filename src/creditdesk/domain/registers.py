"""Registers of the firm itself, as data: providers and their cases, insurers' policies, assignments, sources (A6, A76, A114).

An entry is kept like one of a customer's file (`file_entries.FileEntry` with customer 0); its fields are those of its kind here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .credit.limit_policy import LOOSE, NEUTRAL, POSTURE_NAMES, TIGHT
from .customers.file_entries import FileEntry
from .customers.file_kinds import AMOUNT, CHOICE, Choices, DATE, EntryField, EntryKind, FLAG, LONG, SHARE, TEXT, WHO
from .errors import InputError, N_

PROVIDER, CASE, POLICY, FACTORING, SOURCE, STRATEGY = "provider", "case", "policy", "factoring", "source", "strategy"
MEETING = "meeting"
FACTOR, INSURER = "factor", "insurer"
PROVIDER_ROLES: Choices = {"agency": N_("Credit reporting agency"), "adviser": N_("Adviser"), "collector": N_("Collection agency"),
                           "law_firm": N_("Law firm"), INSURER: N_("Insurance company"), FACTOR: N_("Factoring company")}
MATTERS: Choices = {"report": N_("Report on a customer"), "advice": N_("Advice"), "collection": N_("Collection"),
                    "suit": N_("Lawsuit or arbitration"), "claim": N_("Insurance claim"), "other": N_("Other")}
RESULTS: Choices = {"": N_("still open"), "won": N_("won or paid in full"), "partly": N_("partly"), "lost": N_("lost or nothing"),
                    "done": N_("delivered")}
SOURCE_CLASSES: Choices = {"public": N_("Public"), "internal": N_("Internal"), "paid": N_("Paid for"),
                           "customer": N_("Supplied by the customer")}
#: departments whose knowledge counts as an internal source (DOMAIN A44)
DEPARTMENTS: Choices = {"sales": N_("Sales"), "purchasing": N_("Purchasing"), "finance": N_("Finance department"),
                        "dispatch": N_("Dispatch and warehouse"), "service": N_("Service"), "other": N_("Other")}
#: what a strategy weighs (DOMAIN A113), each from 1 to 5
OUTLOOKS: Choices = {"product": N_("Our product"), "market": N_("Our position in the market"), "cycle": N_("Economic cycle"),
                     "state": N_("State policy"), "means": N_("Our own means")}
LEVELS: Choices = {"": N_("Not judged"), "1": N_("1 very bad"), "2": N_("2 bad"), "3": N_("3 fair"), "4": N_("4 good"),
                   "5": N_("5 very good")}
_TIGHT_TO, _LOOSE_FROM, _LEAST_JUDGED = Decimal("2.25"), Decimal("3.75"), 3
_LEAST_WORDS = 10
_HUNDRED = Decimal(1)


def _f(name: str, title: str, kind: str = TEXT, *, required: bool = False, choices: Choices | None = None,
       asked: bool = True) -> EntryField:
    return EntryField(name, title, kind, required, choices, asked)


_NOTE = _f("note", N_("Note"), LONG)
REGISTERS: Mapping[str, EntryKind] = {kind.code: kind for kind in (
    EntryKind(PROVIDER, N_("Provider"), N_("Providers"), (
        _f("name", N_("Name"), required=True), _f("role", N_("Kind of provider"), CHOICE, choices=PROVIDER_ROLES),
        _f("contact", N_("Contact person")), _f("phone", N_("Phone")), _f("email", N_("E-mail")), _f("fee", N_("Fee")),
        _f("until", N_("Contract until"), DATE), _NOTE), ("name", "role", "contact", "phone", "fee"), N_("Known since")),
    EntryKind(CASE, N_("Case"), N_("Cases given"), (
        _f("matter", N_("Matter"), CHOICE, choices=MATTERS), _f("customer", N_("Customer: code or name"), WHO),
        _f("amount", N_("Amount at stake"), AMOUNT), _f("cost", N_("Cost"), AMOUNT), _f("recovered", N_("Brought in"), AMOUNT),
        _f("closed_on", N_("Closed on"), DATE), _f("result", N_("Result"), CHOICE, choices=RESULTS), _NOTE,
        _f("of", N_("Belongs to"), asked=False)), ("matter", "customer", "amount", "result"), N_("Given on")),
    EntryKind(POLICY, N_("Insurance policy"), N_("Insurance policies"), (
        _f("insurer", N_("Insurer"), required=True), _f("no", N_("Policy no."), required=True),
        _f("begins", N_("Begins on"), DATE, required=True), _f("ends", N_("Ends on"), DATE, required=True),
        _f("percent", N_("Insured share"), SHARE, required=True), _f("maximum", N_("Pays at most in a year"), AMOUNT),
        _f("discretionary", N_("Limit without asking"), AMOUNT), _f("premium", N_("Premium a year"), AMOUNT),
        _f("max_terms", N_("Longest terms, days")), _f("extension", N_("Longest extension, days")),
        _f("notify", N_("Overdue is told within, days")), _f("waiting", N_("Waiting period, days")), _NOTE),
        ("no", "insurer", "begins", "ends", "percent", "maximum"), N_("Signed on")),
    EntryKind(FACTORING, N_("Assignment to a factor"), N_("Assignments to factors"), (
        _f("factor", N_("Factoring company"), required=True), _f("customer", N_("Customer: code or name"), WHO, required=True),
        _f("invoices", N_("Invoice numbers; blank: all that are open")), _f("advance", N_("Advance"), SHARE),
        _f("share", N_("Share of the risk bought"), SHARE), _f("fee", N_("Fee")),
        _f("notified_on", N_("Customer told on"), DATE), _f("recourse", N_("With recourse: the risk stays with us"), FLAG),
        _NOTE, _f("documents", N_("Invoices"), asked=False)),
        ("factor", "customer", "invoices", "advance", "share"), N_("Assigned on")),
    EntryKind(SOURCE, N_("Source"), N_("Sources"), (
        _f("name", N_("Name"), required=True), _f("class", N_("Kind"), CHOICE, choices=SOURCE_CLASSES),
        _f("department", N_("Department"), CHOICE, choices={"": "—", **DEPARTMENTS}), _f("address", N_("Address")),
        _f("cost", N_("Cost of one look"), AMOUNT), _NOTE), ("name", "class", "department", "address", "cost"),
        N_("Known since")),
    EntryKind(MEETING, N_("Credit meeting"), N_("Credit meetings"), (
        _f("subject", N_("Subject"), required=True), _f("present", N_("Present"), required=True),
        _f("cases", N_("Customers and cases"), LONG), _f("decided", N_("Decided"), LONG, required=True),
        _f("votes", N_("Votes")), _f("tasks", N_("Who does what by when"), LONG), _NOTE),
        ("subject", "present", "decided"), N_("Held on")),
    EntryKind(STRATEGY, N_("Strategy of a year"), N_("Strategies"), (
        _f("year", N_("Year"), required=True), *(_f(name, title, CHOICE, choices=LEVELS) for name, title in OUTLOOKS.items()),
        _f("posture", N_("Posture of the year"), CHOICE, required=True, choices=POSTURE_NAMES),
        _f("reasons", N_("Why"), LONG, required=True), _NOTE), ("year", "posture", *OUTLOOKS), N_("Holds from")))}
#: fields that are whole days
_DAYS = ("max_terms", "extension", "notify", "waiting")


@dataclass(frozen=True, slots=True)
class Sold:
    """An assignment in force: the claims by id, what of their risk the factor bears and what of them it paid in advance."""

    customer_id: int
    documents: frozenset[int]
    risk: Decimal
    advance: Decimal


def whole_days(entry: FileEntry) -> str:
    """The first field of days that is no whole number from 0 to 3650; "" where all are."""
    return next((name for name in _DAYS if (text := entry.value(name)) and not (text.isdecimal() and int(text) <= 3650)), "")


def suggested_posture(values: Mapping[str, str]) -> str:
    """Loose from a mean of 3.75 on, tight up to 2.25, else neutral; "" while fewer than three outlooks are judged (design)."""
    levels = [Decimal(level) for name in OUTLOOKS if (level := values.get(name, "")) in LEVELS and level]
    if len(levels) < _LEAST_JUDGED:
        return ""
    mean = sum(levels, Decimal(0)) / len(levels)
    return LOOSE if mean >= _LOOSE_FROM else TIGHT if mean <= _TIGHT_TO else NEUTRAL


def check_strategy(entry: FileEntry) -> None:
    """InputError for a year that is none, or too few words for a posture that departs from what the outlooks suggest."""
    year = entry.value("year")
    if not (year.isdecimal() and len(year) == 4 and abs(int(year) - entry.date.year) <= 1):
        raise InputError(N_("Write the year in four figures, such as {year}."), code="bad_year", field="year", value=year,
                         year=entry.date.year)
    suggested = suggested_posture(entry.values)
    if suggested and suggested != entry.value("posture") and len(entry.value("reasons").strip()) < _LEAST_WORDS:
        raise InputError(N_("The outlooks suggest another posture: say why in at least {count} characters."), code="reason_too_short",
                         field="reasons", count=_LEAST_WORDS)


def sold(entry: FileEntry) -> Sold:
    """What an assignment takes off: with recourse no risk; a share left blank is the whole (DOMAIN A76)."""
    risk = Decimal(0) if entry.value("recourse") else Decimal(entry.value("share") or _HUNDRED)
    return Sold(int(entry.value("customer")), frozenset(int(key) for key in entry.value("documents").split(",") if key), risk,
                Decimal(entry.value("advance") or 0))
