"""A customer's facts as the window shows them: what is known, by whom, conflicts, what waits to be verified (DOMAIN B9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...domain.customers import facts as rule
from ...domain.customers.facts import CurrentFact, Fact
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...store import customers, facts as store
from ...store.transaction import Transaction
from ..customers import change, record
from ..ledger.entry import entry
from ..session import Session
from .facts import checked, derived, record_fact_in, STATEMENT, StatementOnFile, statements

#: fields of the record that registers tell
_RECORD_FIELDS = ("tax_id", "registration_no", "legal_form", "founded_on", "address")
#: days before its expiry from which the queue asks for a fact again, but not before two thirds of its life are over:
#: what counts 30 days would be asked for on the day it was found
SOON_DAYS = 30
_KEY_NAMES = frozenset(key for choices in rule.KEY_FACTS.values() for keys in choices for key in keys)
GONE = "gone"  # past its grace: counts as unknown


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact in a customer's file. `status` is B9's of its key, or superseded, replaced or gone of itself."""

    fact: Fact
    status: str
    confidence: Decimal | None
    current: bool


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One of the ten key facts (DOMAIN B9): what answers it today, "" for nothing."""

    code: str
    keys: tuple[str, ...]
    value: str
    verified: bool
    status: str


@dataclass(frozen=True, slots=True)
class FactFile:
    """Everything told about a customer, statements aside. `share` is TR2; `conflicts` the keys that disagree."""

    customer_id: int
    as_of: date
    known: Mapping[str, CurrentFact]
    lines: tuple[FactLine, ...]
    key_facts: tuple[KeyFact, ...]
    share: Decimal
    statements: tuple[StatementOnFile, ...]

    @property
    def conflicts(self) -> tuple[CurrentFact, ...]:
        return tuple(item for item in self.known.values() if item.status == rule.CONFLICTING)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One thing to verify: `why` is conflicting, unverified, expiring or expired; `facts` stand side by side."""

    customer_id: int
    code: str
    name: str
    key: str
    why: str
    value: str
    others: str
    source: str
    obtained_on: date
    expires_on: date | None
    fact_id: int


def fact_file(session: Session, customer_id: int, as_of: date) -> FactFile:
    """The facts of one customer and the records merged into it; RuleError `unknown_customer`."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        if root is None:
            raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
        found = store.facts_of(connection, root)
    return file_of(root, found, as_of)


def file_of(customer_id: int, found: Sequence[Fact], as_of: date) -> FactFile:
    """The same from facts already read."""
    told = [fact for fact in found if not fact.key.startswith(STATEMENT)]
    books = statements(found, as_of)
    known = rule.current([*told, *derived(books)], as_of)
    used = {fact.id for item in known.values() for fact in (item.fact, *item.others)}
    lines = [FactLine(fact, _status(fact, known.get(fact.key), fact.id in used, as_of), rule.confidence_on(fact, as_of),
                      fact.id in used) for fact in told if fact.obtained_on <= as_of]
    lines.sort(key=lambda line: (line.fact.key, not line.current, -line.fact.obtained_on.toordinal(), -line.fact.id))
    return FactFile(customer_id, as_of, known, tuple(lines), _key_facts(known), rule.verified_share(known), books)


def _status(fact: Fact, known: CurrentFact | None, used: bool, as_of: date) -> str:
    if fact.superseded_on is not None and fact.superseded_on <= as_of:
        return rule.SUPERSEDED
    if not used:
        return rule.SUPERSEDED if rule.confidence_on(fact, as_of) is not None else GONE
    assert known is not None
    if known.status == rule.CONFLICTING:
        return rule.CONFLICTING
    if fact.expires_on is not None and as_of > fact.expires_on:
        return rule.EXPIRED
    return known.status


def _key_facts(known: Mapping[str, CurrentFact]) -> tuple[KeyFact, ...]:
    found = []
    for code, choices in rule.KEY_FACTS.items():
        best = KeyFact(code, choices[0], "", False, "")
        for keys in choices:
            held = [item for key in keys if (item := _latest(known, key)) is not None]
            if len(held) == len(keys):
                status = next((item.status for item in held if not item.verified), rule.VERIFIED)
                best = KeyFact(code, keys, " · ".join(item.value for item in held),
                               all(item.verified for item in held), status)
                if best.verified:
                    break
            elif held and not best.value:
                best = KeyFact(code, keys, " · ".join(item.value for item in held), False, rule.UNVERIFIED)
        found.append(best)
    return tuple(found)


def _latest(known: Mapping[str, CurrentFact], key: str) -> CurrentFact | None:
    """The fact of a key, for revenue and net assets that of the latest year told."""
    if key in known:
        return known[key]
    years = sorted(name for name in known if name.rsplit("_", 1)[0] == key and name[-4:].isdigit())
    return known[years[-1]] if years else None


# Writing

def add_facts(session: Session, found: Sequence[Fact], *, replacing: int | None = None, reason: str = "",
              on: date | None = None) -> list[int]:
    """Put facts on file in one go; `replacing` supersedes an earlier one on the day `on`. Those there already are left."""
    with entry(session, "record", "fact", reason=reason) as (work, says):
        added = [key for fact in found if (key := record_fact_in(work, fact)) is not None]
        if replacing is not None and on is not None:
            work.customer(_supersede(work.connection, replacing, on, reason or N_("entered anew"), work.seq))
            work.touch("fact.superseding")
        says["entity_id"] = added[0] if added else ""
        says["after"] = {"customer_id": found[0].customer_id if found else 0,
                         "facts": [f"{fact.key}={fact.value}" for fact in found]}
    return added


def fill_record(session: Session, customer_id: int, found: Sequence[Fact]) -> tuple[str, ...]:
    """Put what facts say into fields of the record that are blank; answers their names. What stands there stays."""
    told = {fact.key: fact.value for fact in found}
    with session.book.write() as connection:
        root = customers.root(connection, customer_id)
        row = customers.by_id(connection, root) if root is not None else None
        if row is None:
            raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
        blank = {name: told[name] for name in _RECORD_FIELDS if name in told and not row[name]}
        change(connection, session, row["id"], blank, "fact")
    return tuple(blank)


def verify_fact(session: Session, fact_id: int, method: str, on: date, *, verifier: str = "") -> None:
    """Write who checked a fact, how and when. InputError `bad_method`; RuleError `verified` where somebody did."""
    if method not in rule.METHODS:
        raise InputError(N_("Choose how it was checked."), code="bad_method", field="method", value=method)
    check_range(on, "verified_on")
    with entry(session, "verify", "fact") as (work, says):
        fact = store.by_id(work.connection, fact_id)
        if fact is None:
            raise RuleError(N_("There is no such fact."), code="unknown_fact", field="fact")
        work.customer(fact.customer_id)
        if fact.verifier:
            raise RuleError(N_("{who} has verified this already. If it was checked again, enter it anew with its date."),
                            code="verified", field="fact", who=fact.verifier)
        if on < fact.obtained_on:
            raise InputError(N_("It cannot be verified before it was obtained on {day}."), code="out_of_range",
                             field="verified_on", day=fact.obtained_on.isoformat())
        store.set_verified(work.connection, fact_id, verifier.strip() or session.user, on.isoformat(), method, work.seq)
        work.touch("fact.verification")
        says["entity_id"], says["after"] = fact_id, {"method": method, "on": on.isoformat()}


def supersede_fact(session: Session, fact_id: int, on: date, reason: str) -> None:
    """Let a fact count no more from a day on; it stays in the file. InputError `missing` without a reason."""
    if not reason.strip():
        raise InputError(N_("Say why it no longer holds."), code="missing", field="reason")
    with entry(session, "supersede", "fact", reason=reason.strip()) as (work, says):
        work.customer(_supersede(work.connection, fact_id, on, reason.strip(), work.seq))
        work.touch("fact.superseding")
        says["entity_id"], says["after"] = fact_id, {"on": on.isoformat()}


def _supersede(connection: Transaction, fact_id: int, on: date, reason: str, seq: int) -> int:
    """Answers whose fact it was."""
    fact = store.by_id(connection, fact_id)
    if fact is None or fact.superseded_on is not None:
        raise RuleError(N_("There is no such fact, or it no longer counts."), code="unknown_fact", field="fact")
    store.set_superseded(connection, fact_id, max(on, fact.obtained_on).isoformat(), reason, seq)
    return fact.customer_id


def proposed(fact: Fact) -> Fact:
    """A fact as it would be kept, with its expiry; InputError names the field."""
    return checked(fact)


# The queue

def verification_queue(session: Session, as_of: date) -> list[QueueLine]:
    """What waits for somebody's check in the whole book: conflicts first, then expired, expiring, unverified key facts."""
    with session.book.read() as connection:
        told = store.everything(connection)
        people = {row["id"]: record(row) for row in customers.everyone(connection)}
    found: list[QueueLine] = []
    for customer_id, facts in told.items():
        person = people.get(customer_id)
        if person is None:
            continue
        told_now = [fact for fact in facts if not fact.key.startswith(STATEMENT)]
        known = rule.current([*told_now, *derived(statements(facts, as_of))], as_of)
        for key, item in known.items():
            why = _why(item, as_of, _stem(key) in _KEY_NAMES)
            if why:
                apart = dict.fromkeys(fact.value for fact in item.others if not rule.same(item.fact, fact))
                found.append(QueueLine(customer_id, person.code, person.name, key, why, item.value, " / ".join(apart),
                                       item.fact.source_type, item.fact.obtained_on, item.fact.expires_on, item.fact.id))
    order = (rule.CONFLICTING, rule.EXPIRED, "expiring", rule.UNVERIFIED)
    return sorted(found, key=lambda line: (order.index(line.why), line.expires_on or date.max, line.name, line.key))


def waiting(file: FactFile) -> tuple[tuple[str, CurrentFact], ...]:
    """What of one customer waits for a check: (why, fact), as the queue tells it."""
    found = ((_why(item, file.as_of, _stem(key) in _KEY_NAMES), item) for key, item in file.known.items())
    return tuple((why, item) for why, item in found if why)


def _stem(key: str) -> str:
    return key.rsplit("_", 1)[0] if key[-4:].isdigit() and "_" in key else key


def _why(item: CurrentFact, as_of: date, is_key: bool) -> str:
    if item.status == rule.CONFLICTING:
        return rule.CONFLICTING
    ends = item.fact.expires_on
    if ends is not None and as_of > ends:
        return rule.EXPIRED
    if ends is not None and ends - as_of <= min(timedelta(SOON_DAYS), (ends - item.fact.obtained_on) / 3):
        return "expiring"
    return rule.UNVERIFIED if is_key and not item.verified and not item.fact.verifier else ""
