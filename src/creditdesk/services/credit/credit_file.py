"""A customer's credit file on a day: people, accounts, contracts, visits, group, papers, and what the archive lacks (DOMAIN B)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.customers import archive as archive_rule, facts as fact_rule, file_entries as rule, file_kinds as kinds
from ...domain.customers.archive import ArchiveItem
from ...domain.customers.facts import Fact
from ...domain.customers.file_entries import FileEntry
from ...domain.customers.records import Customer
from ...domain.errors import N_, RuleError
from ...store import customers, facts as fact_store, file_entries as store
from ...store.transaction import Transaction
from ..customers import record
from ..rates import rate_book
from ..session import Session
from .covers import Cover, covers_in
from .fact_file import FactFile, file_of
from .facts import every_statement
from .usage import usage_in

_LINKING = ("legal_representative", "address")


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A customer of the same group with what it owes; `exposure` None where a rate is missing."""

    customer_id: int
    name: str
    exposure: Decimal | None


@dataclass(frozen=True, slots=True)
class Link:
    """Another customer that may belong to the same group, and what both have in common (kinds of marks)."""

    customer_id: int
    name: str
    shared: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class CreditFile:
    """One customer's file on a day. `entries` in force, `ended` those replaced or ended; `complete` is a fraction.

    `roots` maps an entry to its first version, which papers and steps name in `of`.
    """

    customer: Customer
    as_of: date
    base: str
    facts: FactFile
    entries: tuple[FileEntry, ...]
    ended: tuple[FileEntry, ...]
    archive: tuple[ArchiveItem, ...]
    complete: Decimal
    group: str
    members: tuple[GroupMember, ...]
    links: tuple[Link, ...]
    covers: tuple[Cover, ...]
    related: Mapping[int, str]
    roots: Mapping[int, int]

    def of_kind(self, kind: str) -> tuple[FileEntry, ...]:
        return tuple(item for item in self.entries if item.kind == kind)

    def attached(self, entry: FileEntry) -> tuple[FileEntry, ...]:
        """The papers that hang on an entry."""
        return tuple(item for item in self.of_kind(kinds.PAPER) if item.value("of") == str(self.roots.get(entry.id, entry.id)))

    def steps(self, contract: FileEntry) -> tuple[FileEntry, ...]:
        """The ledger of a contract, the earliest due first."""
        return rule.steps_of(self.entries, self.roots.get(contract.id, contract.id))

    def versions(self, entry: FileEntry) -> tuple[FileEntry, ...]:
        """The earlier versions of an entry, the newest first."""
        root = self.roots.get(entry.id, entry.id)
        return tuple(item for item in self.ended if item.id != entry.id and self.roots.get(item.id, item.id) == root)

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
        people = customers.everyone(connection, retired=True)
        person = record(next(item for item in people if item["id"] == root))
        told, every = fact_store.facts_of(connection, root), store.entries_of(connection, root)
        groups = _groups(store.of_kind(connection, kinds.GROUP, as_of))
        named = next((name for name, ids in groups.items() if root in ids), "")
        members = _members(connection, people, groups[named], as_of) if named else ()
        marks = _Marks(connection, as_of)
        rates = rate_book(connection)
        held = tuple(item for item in covers_in(connection, root, rates, as_of) if item.counts_on(as_of))
    now = tuple(item for item in every if item.ended_on is None or item.ended_on > as_of)
    facts = file_of(root, told, as_of)
    items = archive_of(person, now, told, facts, as_of)
    links = marks.links(person, people, groups.get(named, frozenset()))
    named_here = {entry.value("customer") for entry in now}
    related = {item["id"]: item["name"] for item in people if str(item["id"]) in named_here}
    return CreditFile(person, as_of, rates.base, facts, now, tuple(item for item in every if item not in now), items,
                      archive_rule.completeness(items), named, members, links, held, related, _roots(every))


def archive_of(person: Customer, now: Sequence[FileEntry], told: Sequence[Fact], facts: FactFile, as_of: date
               ) -> tuple[ArchiveItem, ...]:
    """What the archive of a customer must hold by its class, and what it holds."""
    ends = [book.statement.period_end for book in every_statement(told, as_of)]
    return archive_rule.archive(person.abc_class, now, ends, _public_record(facts), as_of)


def _public_record(facts: FactFile) -> bool:
    """Whether an official source has told something that still counts."""
    return any(fact.source_type == fact_rule.OFFICIAL for item in facts.known.values()
               for fact in (item.fact, *item.others))


def _roots(every: Sequence[FileEntry]) -> dict[int, int]:
    before = {item.id: item.replaces for item in every}
    found = {}
    for key in before:
        root = key
        while before.get(root):
            root = before[root]
        found[key] = root
    return found


def _groups(entries: Sequence[FileEntry]) -> dict[str, frozenset[int]]:
    latest: dict[int, str] = {item.customer_id: item.value("name") for item in entries}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for customer_id, name in latest.items():
        found[name].add(customer_id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _members(connection: Transaction, people: Sequence[Mapping[str, Any]], ids: frozenset[int], as_of: date
             ) -> tuple[GroupMember, ...]:
    used = usage_in(connection, as_of)
    return tuple(GroupMember(item["id"], item["name"], used[item["id"]].exposure if item["id"] in used else Decimal(0))
                 for item in people if item["id"] in ids)


class _Marks:
    """What firms have in common that belong together: representative, address, telephone, bank account (DOMAIN B6)."""

    def __init__(self, connection: Transaction, as_of: date) -> None:
        self._told = fact_store.of_keys(connection, _LINKING)
        self._entries = store.everything(connection, (kinds.PERSON, kinds.BANK), as_of)
        self._as_of = as_of

    def links(self, person: Customer, people: Sequence[Mapping[str, Any]], members: frozenset[int]) -> tuple[Link, ...]:
        """Customers that share a mark and are not in the group yet; whoever shares more stands first."""
        mine = self._of(next(row for row in people if row["id"] == person.id))
        if not any(mine.values()):
            return ()
        found = []
        for other in people:
            if other["id"] == person.id or other["id"] in members or other["merged_into"] is not None:
                continue
            theirs = self._of(other)
            shared = tuple(kind for kind in mine if mine[kind] & theirs[kind])
            if shared:
                found.append(Link(other["id"], other["name"], shared, min(mine[shared[0]] & theirs[shared[0]])))
        return tuple(sorted(found, key=lambda link: (-len(link.shared), link.customer_id)))

    def _of(self, row: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        """The marks of a customer: what its record and its file say, and every word of the facts that counts still."""
        told = [fact for fact in self._told.get(row["id"], ()) if fact.obtained_on <= self._as_of and fact.superseded_on is None]
        entries = self._entries.get(row["id"], ())
        texts = {
            "legal_representative": [fact.value for fact in told if fact.key == "legal_representative"],
            "address": [row["address"], row["business_address"], *(fact.value for fact in told if fact.key == "address")],
            "phone": [row["phone"], *(entry.value(name) for entry in entries if entry.kind == kinds.PERSON
                                      for name in ("phone", "mobile"))],
            "payer_account": [entry.value("account") for entry in entries if entry.kind == kinds.BANK]}
        return {kind: frozenset(filter(None, (_bare(text, kind) for text in found if text))) for kind, found in texts.items()}


def _bare(text: str, kind: str) -> str:
    plain = "".join(text.split()).casefold()
    # a telephone without its blanks and hyphens; four figures are an extension, not a line of one's own
    if kind == "phone":
        plain = "".join(character for character in plain if character.isdigit())
        return plain if len(plain) > 4 else ""
    return plain.replace("-", "") if kind == "payer_account" else plain
