"""Writing a plan in one transaction, under one audit event with a digest over its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ...domain.customers.records import Customer
from ...domain.ledger.documents import CLAIM_KINDS, sign
from ...domain.ledger.import_headings import CUSTOMERS, ORDERS
from ...domain.ledger.import_records import InvoiceRow, OrderRow, ReceiptRow
from ...domain.ledger.settlement import free_from
from ...store import audit, customers, ledger, orders, rows
from ...store.transaction import Transaction
from ..credit.orders import APPROVED, PREFIX as ORDER_PREFIX
from ..customers import change as change_customer, insert_many as insert_customers
from ..ledger.entry import Entry, may_enter_closed, PREFIXES
from ..ledger.posting import due_rule, DueRule
from ..session import Session
from .against_book import Accepted
from .options import ImportResult
from .parties import Party
from .plan import Plan, plan_in
from .unhindered import unhindered

#: imported limits hold for every day until a later decision
BEFORE_EVERY_DATE = date(1990, 1, 1)
Tell = Callable[[int], None]


def commit(session: Session, plan: Plan, progress: Tell | None = None) -> ImportResult:
    """Write the plan's good rows; nothing when there are none. Where the book has changed since, they are checked again."""
    with unhindered(), session.book.write() as connection:
        if audit.next_seq(connection) != plan.seq:
            plan = plan_in(connection, plan.source, plan.options, progress, closed_too=may_enter_closed(session))
        return commit_in(connection, session, plan, progress)


def commit_in(connection: Transaction, session: Session, plan: Plan, progress: Tell | None = None) -> ImportResult:
    """Write a plan made in this very transaction."""
    if not plan.accepted:
        return plan.result(None, False)
    work = Entry(connection, session)
    batch_id = rows.insert(connection, "batch", {
        "kind": plan.options.kind, "file_name": plan.source.file, "file_sha": plan.source.digest,
        "created_at": work.stamp, "user": session.user, "status": "posted", "accepted": plan.accepted,
        "duplicates": plan.held.duplicates, "event_seq": work.seq})
    says: dict[str, Any]
    digests: dict[str, list[Any]]
    if plan.options.kind == CUSTOMERS:
        says, digests = _write_customers(work, plan, batch_id), {}
    elif plan.options.kind == ORDERS:
        says, digests = _write_orders(work, plan, batch_id)
    else:
        says, digests = _Documents(work, plan, batch_id, progress).write()
    work.finish(audit.Change("import", "batch", batch_id, after={
        "kind": plan.options.kind, "file": plan.source.file, "sha256": plan.source.digest,
        "accepted": plan.accepted, **says}), digests)
    return plan.result(batch_id, True)


def _write_customers(work: Entry, plan: Plan, batch_id: int) -> dict[str, Any]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for item in plan.changes:
        if item.customer_id:
            old = change_customer(work.connection, work.session, item.customer_id, item.values, "import", told=False)
            if old:
                before[str(item.customer_id)] = old
                now = customers.by_id(work.connection, item.customer_id) or {}
                after[str(item.customer_id)] = {name: now[name] for name in old}
    # the new ones after the others and together: the codes they are given are none that the file names
    new = [item for item in plan.changes if not item.customer_id]
    made = insert_customers(work.connection, work.session, [Customer(0, **{"code": "", **item.values}) for item in new],
                            batch_id) if new else []
    for item, key in zip(new, made, strict=True):
        item.customer_id = key
    for item in plan.changes:
        if item.limit is not None:
            from ..credit.limits import decide_in  # with all that limits stand on, which few files need
            decide_in(work, item.customer_id, item.limit, item.limit_currency, BEFORE_EVERY_DATE, reason="imported",
                      batch_id=batch_id)
    rows.update(work.connection, "batch", batch_id, {"detail": audit.canonical({"before": before, "after": after})})
    return {"before": before, "changed": after, "customers": [item.customer_id for item in plan.changes]}


def _write_orders(work: Entry, plan: Plan, batch_id: int) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Orders of a file are approved, as those posted are."""
    accepted = plan.held.accepted
    _create_customers(work, accepted, batch_id)
    first = rows.next_id(work.connection, "sales_order")
    numbers = _Numbers(lambda prefix: orders.latest_number(work.connection, prefix), accepted)
    found = []
    for index, item in enumerate(accepted):
        row = item.row
        assert isinstance(row, OrderRow)
        found.append((first + index, row.number or numbers.next(f"{ORDER_PREFIX}-{row.date.year}-"), item.party.id,
                      row.date.isoformat(), row.currency, row.minor, row.deposit_minor, None, "", APPROVED, "", batch_id,
                      work.stamp, work.session.user, work.seq))
    return {"orders": [first, first + len(found) - 1]}, {"sales_order": orders.insert_orders(work.connection, found)}


def _create_customers(work: Entry, accepted: list[Accepted], batch_id: int) -> None:
    parties = {id(item.party): item.party for item in accepted if item.party.new is not None}
    drafts = [Customer(0, party.new.code, party.new.called, tax_id=party.new.tax_id)
              for party in parties.values() if party.new is not None]
    ids = insert_customers(work.connection, work.session, drafts, batch_id) if drafts else []
    for party, key in zip(parties.values(), ids, strict=True):
        party.id = key


class _Numbers:
    """The numbers the program gives, after the latest in the book and in the file; asked once a prefix."""

    def __init__(self, latest: Callable[[str], int], accepted: list[Accepted]) -> None:
        self.latest, self.accepted = latest, accepted
        self.given: dict[str, int] = {}

    def next(self, prefix: str) -> str:
        if prefix not in self.given:
            taken = [int(row.number[len(prefix):]) for row in (item.row for item in self.accepted)
                     if row.number.startswith(prefix) and row.number[len(prefix):].isdigit()]
            self.given[prefix] = max([self.latest(prefix), *taken])
        self.given[prefix] += 1
        return f"{prefix}{self.given[prefix]:04d}"


class _Documents:
    """Turns accepted rows into tuples for the driver: fast, since there may be 100,000."""

    def __init__(self, work: Entry, plan: Plan, batch_id: int, progress: Tell | None) -> None:
        self.work, self.plan, self.batch_id, self.progress = work, plan, batch_id, progress
        self.first = rows.next_id(work.connection, "document")
        self.documents: list[tuple[Any, ...]] = []
        self.claims: dict[tuple[int, str, str], int] = {}
        self.open: dict[int, int] = {}
        self.numbers = _Numbers(lambda prefix: ledger.latest_number(work.connection, prefix), plan.held.accepted)
        self.rules: dict[str, DueRule] = {}
        self.dues: dict[tuple[str, date], str] = {}
        self.isos: dict[date, str] = {}
        self.latest = ""

    def write(self) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """Insert customers, documents and allocations; answers what the event says, and its digests."""
        accepted = self.plan.held.accepted
        _create_customers(self.work, accepted, self.batch_id)
        for index, item in enumerate(accepted):
            self.documents.append(self._tuple(self.first + index, item))
            if self.progress is not None and index % 5_000 == 0:
                self.progress(index)
        connection = self.work.connection
        digests = {"document": ledger.insert_documents(connection, self.documents)}
        allocations = self._allocations(accepted)
        if allocations:
            digests["allocation"] = ledger.insert_allocations(connection, allocations)
            ledger.refresh_open_of_batch(connection, self.batch_id)
        self.work.latest(self.latest)
        return {"documents": [self.first, self.first + len(self.documents) - 1],
                "allocations": len(allocations)}, digests

    def _iso(self, day: date) -> str:
        found = self.isos.get(day)
        if found is None:
            found = self.isos[day] = day.isoformat()
        return found

    def _due(self, row: InvoiceRow, party: Party) -> tuple[str | None, str, int]:
        """(due date, terms, assumed) of a claim."""
        if row.kind not in CLAIM_KINDS or row.due_date is not None:
            return (self._iso(row.due_date) if row.due_date else None,
                    row.terms.canonical if row.terms else "", 0)
        text = row.terms.canonical if row.terms else ""
        rule = self.rules.get(party.terms)
        if rule is None:
            rule = self.rules[party.terms] = due_rule(self.work.connection, party.terms)
        used = text or party.terms or rule.book_terms
        known = self.dues.get((used, row.date)) if row.delivered_on is None else None
        if known is None:
            known = rule.date_by(used, row.date, row.delivered_on).isoformat()
            if row.delivered_on is None:
                self.dues[(used, row.date)] = known
        return known, used, 0 if text else 1

    def _tuple(self, key: int, item: Accepted) -> tuple[Any, ...]:
        row, party = item.row, item.party
        assert not isinstance(row, OrderRow)
        day = self._iso(row.date)
        if day > self.latest:
            self.latest = day
        signed = sign(row.kind) * row.minor
        number = row.number or self.numbers.next(f"{PREFIXES[row.kind]}-{row.date.year}-")
        work = self.work
        self.open[key] = row.minor
        if isinstance(row, ReceiptRow):
            return (key, row.kind, number, party.id, party.id, day, None, row.currency, signed, "posted", signed,
                    ledger.OPEN_END, 0, 0, 0, 0, "", row.method, None, row.note, "", None, None, None, "", "", "",
                    self.batch_id, None, work.stamp, work.seq)
        if row.kind in CLAIM_KINDS:
            self.claims[(party.id, number, row.currency)] = key
        due, terms, assumed = self._due(row, party)
        delivered = self._iso(row.delivered_on) if row.delivered_on else None
        return (key, row.kind, number, party.id, party.id, day, due, row.currency, signed, "posted", signed,
                ledger.OPEN_END, 0, 0, 0, assumed, terms, "", None, row.note, row.salesperson, delivered,
                None, None, row.contract_no, row.order_no, "", self.batch_id, None, work.stamp, work.seq)

    def _allocations(self, accepted: list[Accepted]) -> list[tuple[Any, ...]]:
        """Rows that name an invoice settle it up to what is open there, in the order of the file."""
        settling = [(self.first + index, item) for index, item in enumerate(accepted) if item.settles]
        if not settling:
            return []
        outside = {item.to_id for _key, item in settling if item.to_id}
        state = ledger.open_of(self.work.connection, outside)
        taken = ledger.taken(self.work.connection, outside)
        next_id = rows.next_id(self.work.connection, "allocation")
        found: list[tuple[Any, ...]] = []
        for key, item in settling:
            to_id = item.to_id or self.claims.get((item.party.id, item.settles, item.row.currency), 0)
            opened, day = state[to_id] if to_id in state else (
                self.open.get(to_id, 0), self.documents[to_id - self.first][5])
            amount = min(opened, item.row.minor)
            if amount <= 0:
                continue
            state[to_id] = (opened - amount, day)
            value_date = max(day, self._iso(item.row.date))
            if to_id in taken:  # what was set free later cannot be settled before
                changes = taken[to_id]
                whole = opened + sum(minor for _day, minor in changes)
                value_date = free_from(date.fromisoformat(value_date), whole, amount, changes).isoformat()
                changes.append((date.fromisoformat(value_date), amount))
            found.append((next_id + len(found), key, to_id, amount, value_date, None, self.batch_id, self.work.stamp,
                          self.work.seq))
        return found


def run(session: Session, plan_options: Plan, progress: Tell | None = None) -> ImportResult:
    """Commit unless it is a rehearsal, or rows are bad and the person did not choose to skip them."""
    options = plan_options.options
    if options.dry_run or (plan_options.problems and not options.skip_bad_rows):
        return plan_options.result(None, False)
    return commit(session, plan_options, progress)
