"""The firm's own registers: providers with cases, policies with what they cover, assignments, sources (A114, A76, A6)."""

from __future__ import annotations

import mimetypes
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ...domain import registers as rule
from ...domain.credit import cover as cover_rule
from ...domain.customers import file_entries
from ...domain.customers.file_entries import FileEntry
from ...domain.errors import InputError, N_, RuleError
from ...domain.insight import kpi_capital
from ...domain.insight.kpi import Figure
from ...domain.ledger.documents import CLAIM_KINDS
from ...domain.ledger.open_items import open_items
from ...domain.registers import CASE, FACTORING, MEETING, POLICY, PROVIDER, REGISTERS, SOURCE
from ...store import customers, file_entries as files, reads, registers as store
from ...store.transaction import Transaction
from ..customers import find_in
from ..ledger.entry import Entry, entry
from ..rates import rate_book, RateBook
from ..session import Session
from .covers import Cover, covers_everywhere, held_worth
from .factoring import sold_in, sum_open
from .policy import policy_in
from .usage import usage_in

_ZERO = Decimal(0)
#: days before a policy or a contract ends from which its row says so
ENDING_DAYS = 60


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider with its cases: how many, how many open, what was at stake, brought in and paid, base currency."""

    entry: FileEntry
    cases: tuple[FileEntry, ...]

    @property
    def open(self) -> int:
        return sum(1 for case in self.cases if not case.value("closed_on"))

    def total(self, name: str) -> Decimal:
        return sum((Decimal(case.value(name)) for case in self.cases if case.value(name)), _ZERO)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """An insurance policy: how many customers it covers, the insurer's limits together and what they are worth now."""

    entry: FileEntry
    customers: int
    limits: Decimal
    covered: Decimal


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """Claims assigned to a factor, base currency: open of them, the risk sold, the cash advanced; None without a rate."""

    entry: FileEntry
    customer: str
    customer_id: int
    open: Decimal | None
    sold: Decimal | None
    advanced: Decimal | None


@dataclass(frozen=True, slots=True)
class SecurityRow:
    """A security of any customer as the register lists it; `worth` base currency."""

    cover: Cover
    customer: str


@dataclass(frozen=True, slots=True)
class CashEffect:
    """Cash ratio as entered, without the factors' advances, and with the largest customer lost uninsured and insured (A76)."""

    now: Figure
    without_advances: Figure
    largest: str
    loss: Decimal
    uninsured: Figure
    insured: Figure


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything the page shows on a day; `cash` None while cash and current liabilities are not entered in the policy."""

    as_of: date
    base: str
    providers: tuple[ProviderRow, ...]
    policies: tuple[PolicyRow, ...]
    assignments: tuple[AssignmentRow, ...]
    security: tuple[SecurityRow, ...]
    sources: tuple[FileEntry, ...]
    meetings: tuple[FileEntry, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    cash: CashEffect | None = None
    roots: Mapping[int, int] = field(default_factory=dict)

    def root(self, entry_id: int) -> int:
        """The first version of an entry, which cases name in `of`."""
        return self.roots.get(entry_id, entry_id)


def registers(session: Session, as_of: date) -> Registers:
    """The registers in force on a day."""
    with session.book.read() as connection:
        rates, roots = rate_book(connection), store.roots(connection)
        names = {row["id"]: row["short_name"] or row["name"] for row in customers.everyone(connection, retired=True)}
        held = covers_everywhere(connection, rates, as_of)
        assigned = tuple(_assignment(connection, item, names, as_of, rates)
                         for item in store.of_kind(connection, FACTORING, as_of))
        return Registers(as_of, rates.base, _providers(connection, roots, as_of), _policies(connection, held, rates, as_of), assigned,
                         tuple(SecurityRow(item, names.get(item.customer_id, "")) for item in held),
                         tuple(store.of_kind(connection, SOURCE, as_of)), tuple(store.of_kind(connection, MEETING, as_of)), names,
                         _cash(connection, rates, assigned, names, as_of),
                         roots)


def _providers(connection: Transaction, roots: Mapping[int, int], as_of: date) -> tuple[ProviderRow, ...]:
    cases: defaultdict[str, list[FileEntry]] = defaultdict(list)
    for case in store.of_kind(connection, CASE, as_of):
        cases[case.value("of")].append(case)
    return tuple(ProviderRow(item, tuple(cases[str(roots[item.id])])) for item in store.of_kind(connection, PROVIDER, as_of))


def _policies(connection: Transaction, held: list[Cover], rates: RateBook, as_of: date) -> tuple[PolicyRow, ...]:
    used = usage_in(connection, as_of)
    found = []
    for item in store.of_kind(connection, POLICY, as_of):
        insurer = _folded(item.value("insurer"))
        mine = [cover for cover in held if cover.kind == cover_rule.INSURANCE and _folded(cover.provider) == insurer]
        limits = sum((rates.to_base(cover.amount, cover.currency, as_of) or _ZERO for cover in mine), _ZERO)
        covered = sum((held_worth(cover, rates, as_of, owed) for cover in mine
                       if (owed := used[cover.customer_id].exposure if cover.customer_id in used else _ZERO)), _ZERO)
        found.append(PolicyRow(item, len({cover.customer_id for cover in mine}), limits, covered))
    return tuple(found)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _assignment(connection: Transaction, item: FileEntry, names: Mapping[int, str], as_of: date, rates: RateBook) -> AssignmentRow:
    made = rule.sold(item)
    root = customers.root(connection, made.customer_id) or made.customer_id
    whole = sum_open(connection, root, as_of, rates, dict.fromkeys(made.documents, Decimal(1)))
    return AssignmentRow(item, names.get(root, ""), root, whole, None if whole is None else whole * made.risk,
                         None if whole is None else whole * made.advance)


def _cash(connection: Transaction, rates: RateBook, assigned: tuple[AssignmentRow, ...], names: Mapping[int, str], as_of: date
          ) -> CashEffect | None:
    policy = policy_in(connection, as_of)
    if policy.own_cash is None or policy.own_liabilities is None:
        return None
    cash, owing = policy.own_cash, policy.own_liabilities
    advanced = sum((row.advanced or _ZERO for row in assigned), _ZERO)
    owed = {key: item.exposure for key, item in usage_in(connection, as_of).items() if item.exposure}
    top = max(owed, key=lambda key: (owed[key] or _ZERO, -key), default=0)
    loss = max(_ZERO, owed.get(top) or _ZERO)
    paid = sum((held_worth(cover, rates, as_of, loss) for cover in covers_everywhere(connection, rates, as_of)
                if cover.customer_id == top and cover.kind == cover_rule.INSURANCE), _ZERO)
    return CashEffect(kpi_capital.cash_ratio(cash, owing), kpi_capital.cash_ratio(cash - advanced, owing), names.get(top, ""), loss,
                      kpi_capital.cash_ratio(cash - loss, owing), kpi_capital.cash_ratio(cash - loss + min(paid, loss), owing))


# -- writing --

def save_register(session: Session, draft: FileEntry, content: tuple[str, bytes] | None = None) -> int:
    """Put an entry into a register; with `replaces` the earlier one ends on its day and stays. Answers the new id.

    InputError or ManyErrors name the fields; RuleError `unknown_customer`, `unknown_invoice`, `ended`.
    """
    ready = file_entries.checked(draft, REGISTERS)
    if name := rule.whole_days(ready):
        raise InputError(N_("Write whole days, such as 60."), code="bad_days", field=name, value=ready.value(name))
    with entry(session, "enter", "case" if ready.kind == CASE else "register") as (work, says):
        ready = _resolved(work, ready)
        says["entity_id"] = insert_in(work, ready, content)
        says["after"] = {"kind": ready.kind, **ready.values}
        new_id: int = says["entity_id"]
    return new_id


def insert_in(work: Entry, ready: FileEntry, content: tuple[str, bytes] | None = None) -> int:
    """The same inside a transaction, for an entry already checked."""
    before = store.by_id(work.connection, ready.replaces) if ready.replaces else None
    if content is not None:
        media = mimetypes.guess_type(content[0])[0] or "application/octet-stream"
        ready = replace(ready, file_id=files.keep_file(work.connection, content[0], media, content[1], work.stamp, work.seq))
        work.touch("stored_file")
    elif before is not None and not ready.file_id:
        ready = replace(ready, file_id=before.file_id)
    new_id = store.insert(work.connection, ready, work.stamp, work.session.user, work.seq)
    work.touch("register_entry")
    if ready.replaces:
        _end(work, ready.replaces, ready.date, "replaced")
    return new_id


def end_register(session: Session, entry_id: int, on: date, reason: str) -> None:
    """Let an entry count no more; it stays on file. InputError `missing` without a reason, RuleError `ended`."""
    if not reason.strip():
        raise InputError(N_("Say why it no longer holds."), code="missing", field="reason")
    with session.book.read() as connection:
        found = store.by_id(connection, entry_id)
    what = "case" if found is not None and found.kind == CASE else "register"
    with entry(session, "end", what, reason=reason.strip()) as (work, says):
        _end(work, entry_id, on, reason.strip())
        says["entity_id"], says["after"] = entry_id, {"kind": found.kind if found else ""}


def _end(work: Entry, entry_id: int, on: date, reason: str) -> None:
    found = store.by_id(work.connection, entry_id)
    if found is None or found.ended_on is not None:
        raise RuleError(N_("That entry was replaced or ended already."), code="ended", field="entry")
    store.end(work.connection, entry_id, on.isoformat(), reason, work.seq)
    work.touch("register_entry.ending")


def _resolved(work: Entry, ready: FileEntry) -> FileEntry:
    """The customer by its id, the invoices of an assignment by theirs."""
    named = ready.value("customer")
    if not named:
        return ready
    key = work.customer(int(named)) if named.isdigit() and customers.by_id(work.connection, int(named)) else int(
        find_in(work.connection, named)["id"])
    ready = replace(ready, values={**ready.values, "customer": str(key)})
    return replace(ready, values={**ready.values, "documents": _documents(work, key, ready)}) if ready.kind == FACTORING else ready


def _documents(work: Entry, customer_id: int, ready: FileEntry) -> str:
    """Ids of the claims assigned: those named, else all that are open on the day. RuleError `unknown_invoice`, `missing`."""
    opened = {item.document_id: item.no for item in open_items(reads.ledger_of(work.connection, customer_id), ready.date)
              if item.kind in CLAIM_KINDS}
    named = [part for part in re.split(r"[,，、;；\s]+", ready.value("invoices")) if part]
    wanted = []
    for text in named:
        key = next((key for key, no in opened.items() if no == text), None)
        if key is None:
            raise RuleError(N_("{no} is no open invoice of this customer on that day."), code="unknown_invoice", field="invoices",
                            no=text)
        wanted.append(key)
    wanted = wanted if named else sorted(opened)
    if not wanted:
        raise RuleError(N_("This customer has no open invoice on that day."), code="missing", field="customer")
    taken = {key for made in sold_in(work.connection, ready.date).get(customer_id, []) for key in made.documents}
    before = store.by_id(work.connection, ready.replaces) if ready.replaces else None
    own = set(rule.sold(before).documents) if before is not None else set()
    twice = next((key for key in wanted if key in taken - own), None)
    if twice is not None:
        raise RuleError(N_("{no} is assigned already."), code="assigned", field="invoices", no=opened[twice])
    return ",".join(map(str, wanted))
