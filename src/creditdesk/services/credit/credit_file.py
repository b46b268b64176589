"""A customer's credit file: people, accounts, contracts, visits, references, group and papers; nothing is lost (DOMAIN B)."""

from __future__ import annotations

import mimetypes
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.customers import facts as fact_rule, file_entries as rule
from ...domain.customers.facts import Fact
from ...domain.customers.file_entries import ArchiveItem, FileEntry
from ...domain.customers.records import Customer
from ...domain.errors import FileError, InputError, N_, RuleError
from ...store import customers, facts as fact_store, file_entries as store
from ..countries import country_code
from ..customers import record
from ..customers_ids import check_tax_id
from ..ledger.entry import Entry, entry
from ..session import Session
from .fact_file import FactFile, file_of
from .facts import record_fact_in
from .usage import usage_in


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A customer of the same group with what it owes; `exposure` None where a rate is missing."""

    customer_id: int
    name: str
    exposure: Decimal | None


@dataclass(frozen=True, slots=True)
class Link:
    """Another customer that may belong to the same group, and what both have in common."""

    customer_id: int
    name: str
    shared: str
    value: str


@dataclass(frozen=True, slots=True)
class CreditFile:
    """One customer's file on a day. `entries` in force, `ended` those replaced or ended; `complete` is a fraction."""

    customer: Customer
    as_of: date
    facts: FactFile
    entries: tuple[FileEntry, ...]
    ended: tuple[FileEntry, ...]
    archive: tuple[ArchiveItem, ...]
    complete: Decimal
    group: str
    members: tuple[GroupMember, ...]
    links: tuple[Link, ...]

    def of_kind(self, kind: str) -> tuple[FileEntry, ...]:
        return tuple(item for item in self.entries if item.kind == kind)

    @property
    def group_exposure(self) -> Decimal | None:
        """Σ members; None where one of them has no rate."""
        amounts = [member.exposure for member in self.members]
        return None if None in amounts else sum((amount for amount in amounts if amount is not None), Decimal(0))


def credit_file(session: Session, customer_id: int, as_of: date) -> CreditFile:
    """Everything in a customer's file; a merged record answers for its successor. RuleError `unknown_customer`."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        if root is None:
            raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
        people = [record(item) for item in customers.everyone(connection, retired=True)]
        told = fact_store.everything(connection)
        every = store.entries_of(connection, root)
        groups = _groups(store.of_kind(connection, rule.GROUP, as_of))
        used = usage_in(connection, as_of)
    person = next(item for item in people if item.id == root)
    facts = file_of(root, told.get(root, ()), as_of)
    now = tuple(item for item in every if item.ended_on is None or item.ended_on > as_of)
    named = next((name for name, ids in groups.items() if root in ids), "")
    members = tuple(GroupMember(item.id, item.name, used[item.id].exposure if item.id in used else Decimal(0))
                    for item in people if named and item.id in groups[named])
    items = rule.archive(person.abc_class, now, len(facts.statements), _public_record(facts))
    links = _links(person, people, told, as_of, groups.get(named, frozenset()))
    return CreditFile(person, as_of, facts, now, tuple(item for item in every if item not in now), items,
                      rule.completeness(items), named, members, links)


def group_members(session: Session, as_of: date) -> dict[str, frozenset[int]]:
    """The groups of the book by name with the ids of their customers."""
    with session.book.read() as connection:
        return _groups(store.of_kind(connection, rule.GROUP, as_of))


def _groups(entries: Sequence[FileEntry]) -> dict[str, frozenset[int]]:
    latest: dict[int, str] = {item.customer_id: item.value("name") for item in entries}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for customer_id, name in latest.items():
        found[name].add(customer_id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _public_record(facts: FactFile) -> bool:
    """Whether an official source has told something that still counts."""
    return any(fact.source_type == fact_rule.OFFICIAL for item in facts.known.values()
               for fact in (item.fact, *item.others))


def _links(person: Customer, people: Sequence[Customer], told: Mapping[int, Sequence[Fact]], as_of: date,
           members: frozenset[int]) -> tuple[Link, ...]:
    """Customers that share the legal representative, an address or a telephone and are not in the group yet (B6)."""
    mine = _marks(person, told.get(person.id, ()), as_of)
    found = []
    for other in people:
        if other.id == person.id or other.id in members:
            continue
        theirs = _marks(other, told.get(other.id, ()), as_of)
        shared = next((kind for kind, value in mine.items() if theirs.get(kind) == value), "")
        if shared:
            found.append(Link(other.id, other.name, shared, mine[shared]))
    return tuple(found)


def _marks(person: Customer, told: Sequence[Fact], as_of: date) -> dict[str, str]:
    known = fact_rule.current((fact for fact in told if fact.key in ("legal_representative", "address")), as_of)
    texts = {"legal_representative": known["legal_representative"].value if "legal_representative" in known else "",
             "address": known["address"].value if "address" in known else person.address, "phone": person.phone}
    return {kind: "".join(text.split()).casefold() for kind, text in texts.items() if text.strip()}


# Writing

def save_entry(session: Session, draft: FileEntry, content: tuple[str, bytes] | None = None) -> int:
    """Put an entry into a file; with `replaces` the earlier one ends on its day and stays. Answers the new id.

    `content` is (name, bytes) of a document. InputError or ManyErrors name the fields.
    """
    ready = _with_numbers(rule.checked(draft))
    with entry(session, "file", "customer_file") as (work, says):
        root = work.customer(ready.customer_id)
        ready = replace(ready, customer_id=root)
        if content is not None:
            ready = replace(ready, file_id=_keep(work, *content))
        elif ready.replaces and not ready.file_id:
            before = store.by_id(work.connection, ready.replaces)
            ready = replace(ready, file_id=before.file_id if before else 0)
        new_id = store.insert(work.connection, ready, work.stamp, session.user, work.seq)
        work.touch("file_entry")
        if ready.replaces:
            _end(work, ready.replaces, ready.date, "replaced")
        if ready.kind == rule.GROUP:
            for other in store.entries_of(work.connection, root):
                if other.kind == rule.GROUP and other.ended_on is None and other.id not in (new_id, ready.replaces):
                    _end(work, other.id, ready.date, "replaced")
        _tell(work, ready)
        says["entity_id"], says["after"] = new_id, {"customer_id": root, "kind": ready.kind, **ready.values}
    return new_id


def end_entry(session: Session, entry_id: int, on: date, reason: str) -> None:
    """Let an entry count no more; it stays in the file. InputError `missing` without a reason."""
    if not reason.strip():
        raise InputError(N_("Say why it no longer holds."), code="missing", field="reason")
    with entry(session, "end", "customer_file", reason=reason.strip()) as (work, says):
        _end(work, entry_id, on, reason.strip())
        says["entity_id"] = entry_id


def join_group(session: Session, name: str, customer_ids: Sequence[int], on: date) -> None:
    """Put customers into one group; each leaves the one it was in."""
    for customer_id in customer_ids:
        save_entry(session, FileEntry(0, customer_id, rule.GROUP, on, {"name": name}))


def stored_document(session: Session, file_id: int) -> tuple[str, bytes]:
    """(name, content) of a document in the book; RuleError `unknown_file`."""
    with session.book.read() as connection:
        found = store.file_content(connection, file_id)
    if found is None:
        raise RuleError(N_("There is no such document."), code="unknown_file", field="file")
    return found


def _keep(work: Entry, name: str, content: bytes) -> int:
    if not content:
        raise FileError(N_("“{file}” is empty."), code="empty", file=name)
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    work.touch("stored_file")
    return store.keep_file(work.connection, name, media, content, work.stamp, work.seq)


def _end(work: Entry, entry_id: int, on: date, reason: str) -> None:
    found = store.by_id(work.connection, entry_id)
    if found is None or found.ended_on is not None:
        raise RuleError(N_("That entry was replaced or ended already."), code="ended", field="entry")
    store.end(work.connection, entry_id, on.isoformat(), reason, work.seq)
    work.touch("file_entry.ending")


def _with_numbers(draft: FileEntry) -> FileEntry:
    """A visit's result from its check list; a foreign number in its written form, a wrong one noted as such."""
    values = dict(draft.values)
    if draft.kind == rule.VISIT and not values.get("level"):
        level = rule.visit_level(draft.checks())
        if level is not None:
            values["level"] = str(level)
    if draft.kind == rule.FOREIGN_ID:
        country = country_code(values["country"])
        if not country:
            raise InputError(N_("“{value}” is not a country. Write its two letters, such as CN."), code="bad_country",
                             field="country", value=values["country"])
        values["country"] = country
        found = check_tax_id(values["value"], country, country)
        values["value"], values["format"] = found.value, "ok" if found.valid else "doubtful"
    return replace(draft, values=values)


def _tell(work: Entry, ready: FileEntry) -> None:
    """What an entry says about a factor becomes a fact: a visit QL4, references TR1, an account the payer's account."""
    known: list[tuple[str, str, str, str]] = []
    if ready.kind == rule.VISIT and ready.value("level"):
        known.append(("QL4", ready.value("level"), fact_rule.VISIT, ready.value("visitor")))
    if ready.kind == rule.REFERENCE:
        asked = [item for item in store.entries_of(work.connection, ready.customer_id)
                 if item.kind == rule.REFERENCE and item.ended_on is None]
        word = rule.reference_word(item.value("answer") for item in asked)
        if word is not None:
            known.append(("TR1", word, fact_rule.REFERENCE, ""))
    if ready.kind == rule.BANK and ready.value("confirmed"):
        known.append(("payer_account", ready.value("account"), fact_rule.CUSTOMER, ready.value("bank")))
    for key, value, source, name in known:
        record_fact_in(work, Fact(0, ready.customer_id, key, value, source, ready.date, source_name=name))
