"""What holds on every ledger: random stories of all kinds of entries, through the services into a real book (DOMAIN E)."""

from __future__ import annotations

import itertools
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st

from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.dates import add_months, month_end
from creditdesk.domain.errors import CreditDeskError, RuleError
from creditdesk.domain.insight import aging as rule, kpi
from creditdesk.domain.ledger import settlement
from creditdesk.domain.ledger.documents import CLAIM_KINDS, CREDIT_KINDS, DEBIT_KINDS, Document, Instalment, Ledger
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.domain.ledger.queries import DocumentQuery
from creditdesk.domain.money import from_minor, round_money, to_minor
from creditdesk.services import company, customers
from creditdesk.services.insight.aging import aging_report, rows_in
from creditdesk.services.ledger import disputes, lists, posting, receipts
from creditdesk.services.overview.dashboard import dashboard
from creditdesk.services.session import Session
from creditdesk.services.undo import take_back
from creditdesk.store import ledger as store, reads, turnover

START = date(2026, 1, 1)
STEPS = ("invoice", "invoice", "parts", "debit_note", "credit_note", "receipt", "receipt", "paid_receipt", "allocate", "allocate",
         "allocate", "discount", "refund", "write_off", "recovery", "reverse", "unallocate", "unallocate", "dispute", "close", "undo",
         "merge", "unmerge")
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 150).map(lambda n: START + timedelta(n)),
                           st.integers(1, 3_000), st.integers(0, 40), st.sampled_from(["CNY", "CNY", "CNY", "USD", "JPY"]),
                           st.sampled_from([0, 0, 0, 1])), min_size=8, max_size=30)
#: every story begins with these, so that few steps reach far
FIRST = [("invoice", START, 2_000, 20, "CNY", 0), ("receipt", START + timedelta(3), 1_500, 0, "CNY", 0),
         ("parts", START + timedelta(5), 2_500, 9, "CNY", 0), ("credit_note", START + timedelta(8), 700, 0, "CNY", 0)]
Step = tuple[str, date, int, int, str, int]


def clock() -> datetime:
    return datetime(2026, 11, 20, tzinfo=UTC)


@cache
def empty_book() -> bytes:
    """The file of a new book: every example begins with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.creditdesk"
        company.create_book(path, profile=Company("Firm"), user="t", clock=clock).close()
        return path.read_bytes()


@contextmanager
def book() -> Iterator[Session]:
    """A fresh book of a firm in CNY."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.creditdesk"
        path.write_bytes(empty_book())
        session = company.open_session(path, user="t", clock=clock)
        try:
            yield session
        finally:
            session.close()


class Player:
    """Posts what a story tells; what the rules refuse is left out."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.owners = [customers.save(session, Customer(0, f"C{n}", f"Firm {n}")) for n in range(2)]
        self.posted: list[int] = []
        self.written_off: list[int] = []
        self.opened: dict[int, tuple[int, str]] = {}
        self.allocations: list[int] = []
        self.disputes: list[int] = []
        self.recorded: list[receipts.Recorded] = []
        self.taken = 0

    def play(self, story: list[Step]) -> None:
        for step in [*FIRST, *story]:
            try:
                self._step(*step)
            except CreditDeskError:
                continue
            self.taken += 1

    def _step(self, action: str, day: date, cents: int, pick: int, currency: str, owner: int) -> None:
        amount = D(cents) if currency == "JPY" else D(cents) / 100
        session = self.session
        if action in ("invoice", "debit_note", "credit_note", "receipt"):
            self._post(DocumentDraft(action, self.owners[owner], day, amount, currency,
                                     interest=action == "debit_note" and pick % 2 == 0,
                                     due_date=day + timedelta(pick) if action in CLAIM_KINDS else None))
        elif action == "parts":
            half = D(int(amount / 2)) or amount
            rest = amount - half
            parts = [Instalment(1, day + timedelta(pick), half), *([Instalment(2, day + timedelta(60), rest)] if rest else [])]
            self._post(DocumentDraft("invoice", self.owners[owner], day, amount, currency, instalments=tuple(parts)))
        elif action == "paid_receipt":
            bill = self._open(CLAIM_KINDS, pick)
            part = self._part(bill, cents)
            self.recorded.append(receipts.record_receipt(session, DocumentDraft(
                "receipt", bill.customer_id, day, part + 8, bill.currency, allocations=(AllocationDraft(bill.id, part),)),
                refund=D(3)))
        elif action in ("allocate", "discount"):
            source = self._open(CREDIT_KINDS, pick)
            target = self._open(DEBIT_KINDS, cents, beside=source)
            part = min(self._part(source, cents), self._part(target, cents))
            self.allocations += posting.allocate(session, source.id, [AllocationDraft(
                target.id, part, D(1) if action == "discount" else D(0), 1 if pick % 5 == 0 else None)])
        elif action == "refund":
            source = self._open(CREDIT_KINDS, pick)
            posting.refund(session, source.id, self._part(source, cents), day)
        elif action == "write_off":
            bill = self._open(CLAIM_KINDS, pick)
            posting.write_off(session, bill.id, self._part(bill, cents), day, "gone")
            self.written_off.append(bill.id)
        elif action == "recovery" and self.written_off:
            posting.recover(session, self.written_off[pick % len(self.written_off)], D(1), day)
        elif action == "reverse" and self.posted:
            posting.reverse(session, self.posted[pick % len(self.posted)], day, "wrong")
        elif action == "unallocate" and self.allocations:
            posting.unallocate(session, [self.allocations[pick % len(self.allocations)]], day)
        elif action == "dispute":
            bill = self._open(CLAIM_KINDS, pick)
            self.disputes.append(disputes.add_dispute(session, bill.id, self._part(bill, cents), "QL", day))
        elif action == "close" and self.disputes:
            disputes.close_dispute(session, self.disputes[pick % len(self.disputes)], "rejected", day)
        elif action == "undo" and self.recorded:
            take_back(session, self.recorded[pick % len(self.recorded)].undo)
        elif action == "merge":
            customers.merge(session, self.owners[1], self.owners[0], "one firm")
        elif action == "unmerge":
            customers.unmerge(session, self.owners[1])

    def _post(self, draft: DocumentDraft) -> None:
        self.posted.append(posting.post_document(self.session, draft).id)

    def _open(self, kinds: frozenset[str], pick: int, beside: Document | None = None) -> Document:
        """One of the documents with anything open now, of one customer and currency with another one if given."""
        with self.session.book.read() as connection:
            self.opened = store.open_of(connection, [row.id for row in reads.documents(connection, "d.open_minor <> 0")])
            found = [row for row in reads.by_ids(connection, sorted(self.opened)).values() if row.kind in kinds and (
                beside is None or (row.customer_id, row.currency) == (beside.customer_id, beside.currency))]
        if not found:
            raise RuleError("nothing is open", code="nothing")
        return found[pick % len(found)]

    def _part(self, document: Document, share: int) -> D:
        """All that is open of a document, or a part of it, now and then a little too much."""
        opened = from_minor(abs(self.opened[document.id][0]), document.currency)
        if share % 3 == 0:
            return opened
        return opened + 1 if share % 17 == 0 else round_money(opened * share / 3000, document.currency)


def whole(ledgers: dict[int, Ledger]) -> Ledger:
    return Ledger(*(tuple(itertools.chain.from_iterable(getattr(part, name) for part in ledgers.values()))
                    for name in ("documents", "allocations", "disputes")))


def assert_nothing_is_taken_twice(ledger: Ledger) -> None:
    """On every day there is, what is open of a document lies between nothing and its amount."""
    touching = settlement.by_document(ledger.allocations)
    days = {day for row in ledger.documents for day in (row.date, row.reversed_on) if day}
    days |= {day for row in ledger.allocations for day in (row.value_date, row.reversed_on) if day}
    for document in ledger.documents:
        for day in days:
            assert 0 <= settlement.open_amount(document, touching.get(document.id, ()), day) <= document.amount, (document, day)


@settings(max_examples=40, deadline=None)
@given(story=steps, spots=st.lists(st.integers(-2, 260).map(lambda n: START + timedelta(n)), min_size=1, max_size=4),
       basis=st.sampled_from(["due", "invoice"]), credits=st.sampled_from(["own-column", "by-date"]))
def test_totals_by_sql_equal_the_rule_and_add_up(story: list[Step], spots: list[date], basis: str, credits: str) -> None:
    with book() as session:
        Player(session).play(story)
        with session.book.read() as connection:
            ledger = whole(reads.ledgers(connection))
            assert_nothing_is_taken_twice(ledger)
            for day in spots:
                found = rows_in(connection, day, basis=basis, credits=credits)
                assert found == list(rule.age(ledger, day, basis=basis, credits=credits))
                owed = {key: value for key, value in settlement.balances(ledger.documents, day).items() if value}
                assert {(row.customer_id, row.currency): row.balance for row in found if row.balance} == owed
                for row in found:
                    assert row.not_due + sum(row.buckets) + row.unapplied == row.balance
                    assert row.unapplied <= 0 <= row.disputed
        verified = company.verify_book(session)
        assert verified.ok, (verified.audit, verified.ledger)


@settings(max_examples=25, deadline=None)
@given(story=steps, day=st.integers(-2, 260).map(lambda n: START + timedelta(n)))
def test_lists_and_open_items_agree_with_the_rule(story: list[Step], day: date) -> None:
    with book() as session:
        Player(session).play(story)
        with session.book.read() as connection:
            ledgers = reads.ledgers(connection)
        touching = settlement.by_document(whole(ledgers).allocations)
        for owner, ledger in ledgers.items():
            opened: defaultdict[str, D] = defaultdict(D)
            for document in ledger.documents:
                value = settlement.open_amount(document, touching.get(document.id, ()), day)
                assert 0 <= value <= document.amount
                opened[document.currency] += document.sign * value
            items: defaultdict[str, D] = defaultdict(D)
            for item in lists.open_items(session, owner, day):
                items[item.currency] += item.balance
                assert 0 <= item.disputed <= item.open
            assert {key: value for key, value in items.items() if value} == {k: v for k, v in opened.items() if v}
        query = DocumentQuery(day, kinds=("invoice", "debit_note"), state="overdue")
        late = {item.document_id for owner in ledgers for item in lists.open_items(session, owner, day)
                if item.is_claim and item.due_date < day}
        assert set(lists.document_ids(session, query)) == late
        not_due = set(lists.document_ids(session, DocumentQuery(day, kinds=query.kinds, state="not_due")))
        everything = set(lists.document_ids(session, DocumentQuery(day, kinds=query.kinds, state="open")))
        assert not_due == everything - late
        for line in lists.document_lines(session, sorted(everything), day):
            oldest = min(item.due_date for item in lists.open_items(session, line.customer_id, day)
                         if item.document_id == line.id)
            assert line.days_overdue == (day - oldest).days


@settings(max_examples=25, deadline=None)
@given(story=steps, amount=st.integers(1, 3_000), pick=st.integers(0, 40))
def test_allocating_and_taking_it_back_returns_to_the_start(story: list[Step], amount: int, pick: int) -> None:
    days = [START + timedelta(n) for n in (0, 40, 90, 150, 151, 250)]

    def everything(session: Session) -> list[Any]:
        return [aging_report(session, day, basis=basis, credits=credits).whole() for day in days
                for basis in ("due", "invoice") for credits in ("own-column", "by-date")]

    with book() as session:
        player = Player(session)
        player.play(story)
        before = everything(session)
        try:
            source = player._open(CREDIT_KINDS, pick)
            target = player._open(DEBIT_KINDS, amount, beside=source)
            part = min(player._part(source, amount), player._part(target, amount))
            discount = D(1) if part > 1 and amount % 2 else D(0)  # taken back with the payment it was given for
            ids = posting.allocate(session, source.id, [AllocationDraft(target.id, part - discount, discount)])
        except CreditDeskError:
            return
        posting.unallocate(session, ids, START - timedelta(1))  # never before its own value date
        assert everything(session) == before


def sold(ledger: Ledger, start: date, end: date) -> D:
    """What was billed in CNY within a time as it stood at its end: no charged interest, less credit notes (DOMAIN F)."""
    return sum((row.amount * row.sign for row in ledger.documents if start <= row.date <= end and row.currency == "CNY"
                and row.kind in ("invoice", "debit_note", "credit_note") and not (row.kind == "debit_note" and row.interest)
                and (row.reversed_on is None or row.reversed_on > end)), D(0))


@settings(max_examples=30, deadline=None)
@given(story=steps, day=st.integers(-2, 420).map(lambda n: START + timedelta(n)), abroad=st.booleans())
def test_the_figures_of_the_overview_equal_those_reckoned_document_by_document(story: list[Step], day: date, abroad: bool) -> None:
    """Without other currencies by what has changed since, with them item by item: those without a rate are left out of both."""
    with book() as session:
        Player(session).play([step if abroad else (*step[:4], "CNY", step[5]) for step in story])
        with session.book.read() as connection:
            ledger = whole(reads.ledgers(connection))
            late: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
            for customer, minor, days in turnover.payments(connection, day - timedelta(90), day):
                late[customer].append((minor, days))
        data = dashboard(session, day)

    def owed(on: date) -> D:
        return sum((value for (_customer, currency), value in settlement.balances(ledger.documents, on).items() if currency == "CNY"), D(0))

    def not_due(on: date) -> D:
        return sum((row.not_due for row in rule.age(ledger, on) if row.currency == "CNY"), D(0))

    last = month_end(add_months(day, -1))
    assert (data.balance, data.balance_before, data.not_due) == (owed(day), owed(last), not_due(day))
    for end, dso, cei in ((day, data.dso, data.cei), (last, data.dso_before, data.cei_before)):
        year, quarter = kpi.last_twelve_months(end), add_months(end + timedelta(1), -3)
        assert dso == kpi.dso(owed(end), sold(ledger, year.start, end), year.days)
        assert cei == kpi.cei(owed(quarter - timedelta(1)), sold(ledger, quarter, end), owed(end), not_due(end))
    documents = {row.id: row for row in ledger.documents}
    paid: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for part in ledger.allocations:
        source, target = documents[part.from_id], documents[part.to_id]
        if source.kind == "receipt" and target.due_date and part.reversed_on is None and day - timedelta(90) < part.value_date <= day:
            paid[target.customer_id].append((to_minor(part.amount, target.currency), (part.value_date - target.due_date).days))
    assert {key: sorted(rows) for key, rows in late.items()} == {key: sorted(rows) for key, rows in paid.items()}
