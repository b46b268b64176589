"""Facts about a customer: source, age, confidence, and what several sources say together (DOMAIN B9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..dates import add_months
from ..errors import InputError, N_
from .agreement import agree

OFFICIAL, AUDITED, AGENCY, OWN_LEDGER, INSURER = "official", "audited", "agency", "own_ledger", "insurer"
VISIT, REFERENCE, CUSTOMER, VERBAL = "visit", "reference", "customer", "verbal"
UNVERIFIED, VERIFIED, CONFLICTING, SUPERSEDED, EXPIRED = "unverified", "verified", "conflicting", "superseded", "expired"
METHODS = ("original", "copy", "public_site", "call_back", "visit", "computed")
#: days after its expiry for which a fact still counts, at half confidence
GRACE_DAYS = 180
_HALF, _CONFLICT, _TOP = Decimal("0.5"), Decimal("0.6"), Decimal("0.99")


@dataclass(frozen=True, slots=True)
class SourceType:
    """What a kind of source is worth and how long: in days or in months after the period's end; neither = as given."""

    code: str
    name: str
    confidence: Decimal
    days: int | None = None
    months: int | None = None


SOURCES = {source.code: source for source in (
    SourceType(OFFICIAL, N_("Official register"), Decimal("0.95"), days=180),
    SourceType(AUDITED, N_("Audited statement or bank confirmation"), Decimal("0.90"), months=18),
    SourceType(AGENCY, N_("Credit agency"), Decimal("0.80"), months=12),
    SourceType(OWN_LEDGER, N_("Own ledger"), Decimal(1)),
    SourceType(INSURER, N_("Credit insurer"), Decimal("0.90")),
    SourceType(VISIT, N_("Visit by own staff"), Decimal("0.75"), months=12),
    SourceType(REFERENCE, N_("Trade reference"), Decimal("0.65"), months=6),
    SourceType(CUSTOMER, N_("Told by the customer"), Decimal("0.50"), months=15),
    SourceType(VERBAL, N_("Word of mouth or media"), Decimal("0.35"), months=3),
)}
#: registered status and court facts of an official register age faster
FAST_KEYS = frozenset({"registration_status", "court_status", "EX1", "EX2", "V1", "V2", "V5", "V8", "V10"})
_FAST_DAYS = 30
#: sources that tell of a period: what they say ages from its end, not from the day it was handed over
_BY_PERIOD = frozenset({AUDITED, CUSTOMER})
#: the ten key facts of factor TR2 with the keys that answer them; all keys of one tuple are needed
KEY_FACTS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "identity": (("identity",), ("name", "tax_id")), "registration_status": (("registration_status",),),
    "founded_on": (("founded_on",),), "registered_capital": (("registered_capital",),),
    "legal_representative": (("legal_representative",),), "address": (("address",),), "revenue": (("revenue",),),
    "net_assets": (("net_assets",),), "court_status": (("court_status",), ("EX1",)),
    "payer_account": (("payer_account",),)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing one source said. `quotes` names a source it repeats (its type, name or reference)."""

    id: int
    customer_id: int
    key: str
    value: str
    source_type: str
    obtained_on: date
    unit: str = ""
    source_name: str = ""
    source_ref: str = ""
    quotes: str = ""
    valid_from: date | None = None
    expires_on: date | None = None
    entered_by: str = ""
    verifier: str = ""
    verified_on: date | None = None
    method: str = ""
    note: str = ""
    superseded_on: date | None = None

    @property
    def base_confidence(self) -> Decimal:
        return source(self.source_type).confidence


@dataclass(frozen=True, slots=True)
class CurrentFact:
    """What is known of one key: the value of the best source, its confidence, and every current fact beside it."""

    key: str
    fact: Fact
    confidence: Decimal
    status: str
    verified: bool
    others: tuple[Fact, ...] = ()

    @property
    def value(self) -> str:
        return self.fact.value


def source(code: str) -> SourceType:
    """A kind of source; InputError `unknown_source`."""
    found = SOURCES.get(code)
    if found is None:
        raise InputError(N_("“{value}” is no source. Write one of {known}."), code="unknown_source", field="source",
                         value=code, known=", ".join(SOURCES))
    return found


def default_expiry(key: str, source_type: str, obtained_on: date, period_end: date | None = None) -> date | None:
    """The last day a fact counts in full where none was given; statements run from the end of their period."""
    kind = source(source_type)
    if source_type == OFFICIAL and key in FAST_KEYS:
        return obtained_on + timedelta(_FAST_DAYS)
    if kind.days is not None:
        return obtained_on + timedelta(kind.days)
    if kind.months is None:
        return None
    start = (period_end or _period_end(key) or obtained_on) if source_type in _BY_PERIOD else obtained_on
    return add_months(start, kind.months)


def _period_end(key: str) -> date | None:
    """The last day of the year a key names: revenue_2024."""
    stem, _mark, year = key.rpartition("_")
    return date(int(year), 12, 31) if stem and len(year) == 4 and year.isdigit() and 1990 <= int(year) <= 2100 else None


def confidence_on(fact: Fact, day: date, max_age_days: int | None = None) -> Decimal | None:
    """Confidence on a day: halved after the expiry, None once 180 days more have passed or before it was obtained."""
    if fact.obtained_on > day:
        return None
    limits = [fact.expires_on] if fact.expires_on else []
    if max_age_days is not None:
        limits.append(fact.obtained_on + timedelta(max_age_days))
    if not limits or day <= min(limits):
        return fact.base_confidence
    return fact.base_confidence * _HALF if day <= min(limits) + timedelta(GRACE_DAYS) else None


def current(facts: Iterable[Fact], day: date, max_age_days: Mapping[str, int] | None = None) -> dict[str, CurrentFact]:
    """What is known on `day`, by key; keys without a fact that still counts are left out."""
    by_key: defaultdict[str, dict[tuple[str, str], Fact]] = defaultdict(dict)
    for fact in sorted(facts, key=lambda item: (item.obtained_on, item.id)):
        if fact.obtained_on <= day and (fact.superseded_on is None or fact.superseded_on > day):
            # a later word of the same source replaces its earlier one
            by_key[fact.key][fact.source_type, fact.source_name] = fact
    ages = max_age_days or {}
    found = {}
    for key, latest in by_key.items():
        trusted = [(fact, trust) for fact in latest.values()
                   if (trust := confidence_on(fact, day, ages.get(key))) is not None]
        if trusted:
            found[key] = _resolve(key, trusted, day)
    return found


def _resolve(key: str, trusted: Sequence[tuple[Fact, Decimal]], day: date) -> CurrentFact:
    best, confidence = max(trusted, key=lambda pair: (pair[1], pair[0].obtained_on, pair[0].id))
    others = tuple(fact for fact, _ in trusted if fact is not best)
    if any(not same(best, fact) for fact in others):
        return CurrentFact(key, best, confidence * _CONFLICT, CONFLICTING, False, others)
    groups = _groups(trusted)
    if len(groups) >= 2:
        doubt = Decimal(1)
        for trust in groups:
            doubt *= 1 - trust
        confidence = max(confidence, min(_TOP, 1 - doubt))
    verified = len(groups) >= 2 or any(fact.source_type == OFFICIAL for fact, _ in trusted)
    late = best.expires_on is not None and day > best.expires_on
    return CurrentFact(key, best, confidence, EXPIRED if late else VERIFIED if verified else UNVERIFIED, verified, others)


def same(first: Fact, second: Fact) -> bool:
    """Whether two facts of one key say the same."""
    return agree(first.value, second.value, key=first.key, units=(first.unit, second.unit))


def _groups(trusted: Sequence[tuple[Fact, Decimal]]) -> list[Decimal]:
    """The highest confidence of each group of sources that do not depend on one another."""
    groups: list[list[tuple[Fact, Decimal]]] = []
    for pair in trusted:
        joined = [group for group in groups if any(_depends(pair[0], other) for other, _ in group)]
        groups = [group for group in groups if group not in joined] + [[pair, *(one for group in joined for one in group)]]
    return [max(trust for _, trust in group) for group in groups]


def _depends(first: Fact, second: Fact) -> bool:
    return (first.source_type == second.source_type or _quotes(first, second) or _quotes(second, first))


def _quotes(fact: Fact, other: Fact) -> bool:
    return bool(fact.quotes) and fact.quotes in (other.source_type, other.source_name, other.source_ref, str(other.id))


def verified_share(known: Mapping[str, CurrentFact]) -> Decimal:
    """Factor TR2: verified ÷ 10 key facts; `revenue_2025` answers for revenue."""
    good = {key.rsplit("_", 1)[0] if key.startswith(("revenue_", "net_assets_")) and key[-4:].isdigit() else key
            for key, fact in known.items() if fact.verified}
    count = sum(1 for choices in KEY_FACTS.values() if any(good.issuperset(keys) for keys in choices))
    return Decimal(count) / len(KEY_FACTS)
