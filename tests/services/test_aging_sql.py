"""SQL totals against the domain's rule, and what allocation must keep, on random ledgers in a real book."""

from __future__ import annotations

import itertools
import tempfile
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.insight import aging as rule
from creditdesk.domain.ledger.documents import DEBIT_KINDS, Instalment
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.insight.aging import aging_report, rows_in
from creditdesk.services.ledger import disputes, posting
from creditdesk.services.session import Session
from creditdesk.store import reads

START = date(2026, 1, 1)
days = st.integers(0, 200).map(lambda n: START + timedelta(n))
amounts = st.integers(1, 50_000).map(lambda n: D(n) / 100)
steps = st.lists(st.tuples(st.sampled_from(["invoice", "parts", "credit_note", "receipt", "allocate", "reverse", "dispute",
                                            "unallocate"]),
                           days, amounts, st.integers(0, 30), st.sampled_from(["CNY", "USD"]), st.integers(0, 1)),
                 min_size=4, max_size=22)


def play(session: Session, story: list[tuple[str, date, D, int, str, int]]) -> None:
    """Post what can be posted; what the rules refuse is left out."""
    owners = [customers.save(session, Customer(0, f"C{n}", f"Firm {n}")) for n in range(2)]
    posted: list[tuple[int, str]] = []
    allocations: list[int] = []
    for action, day, amount, pick, currency, owner in story:
        try:
            if action in ("invoice", "credit_note", "receipt", "parts"):
                half = (amount / 2).quantize(D("0.01"))
                parts = (Instalment(1, day + timedelta(pick), half), Instalment(2, day + timedelta(60), amount - half))
                split = parts if action == "parts" and half and amount - half else ()
                kind = "invoice" if action == "parts" else action
                posted.append((posting.post_document(session, DocumentDraft(
                    kind, owners[owner], day, amount, currency, instalments=split,
                    due_date=day + timedelta(pick) if action == "invoice" else None)).id, kind))
            elif posted:
                chosen, kind = posted[pick % len(posted)]
                if action == "allocate":
                    targets = [key for key, k in posted if k in DEBIT_KINDS]
                    allocations += posting.allocate(session, chosen, [
                        AllocationDraft(targets[int(amount * 100) % len(targets)], amount)]) if targets else []
                elif action == "reverse":
                    posting.reverse(session, chosen, day, "test")
                elif action == "unallocate" and allocations:
                    posting.unallocate(session, [allocations[pick % len(allocations)]], day)
                elif action == "dispute":
                    disputes.add_dispute(session, chosen, amount, "QL", day)
        except CreditDeskError:
            continue


@settings(max_examples=40, deadline=None)
@given(story=steps, as_of=st.integers(-5, 320).map(lambda n: START + timedelta(n)), basis=st.sampled_from(["due", "invoice"]),
       credits=st.sampled_from(["own-column", "by-date"]), borders=st.sampled_from([(30, 60, 90), (7,), (30, 60, 90, 180, 365)]))
def test_sql_totals_equal_the_rule(story: list[tuple[str, date, D, int, str, int]], as_of: date, basis: str, credits: str,
                                   borders: tuple[int, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = company.create_book(Path(folder) / "b.creditdesk", profile=Company("Firm"), user="t",
                                      clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
        try:
            play(session, story)
            with session.book.read() as connection:
                buckets = rule.Buckets(borders)
                whole = rule.Ledger(*(tuple(itertools.chain.from_iterable(
                    getattr(part, name) for part in reads.ledgers(connection).values()))
                    for name in ("documents", "allocations", "disputes")))
                assert rows_in(connection, as_of, basis=basis, buckets=buckets, credits=credits) == list(
                    rule.age(whole, as_of, basis=basis, buckets=buckets, credits=credits))
            found = company.verify_book(session)
            assert found.ok, (found.audit, found.ledger)
        finally:
            session.close()


@pytest.mark.parametrize("basis", ["due", "invoice"])
def test_allocating_and_taking_it_back_returns_to_the_start(session: Session, alpha: int, basis: str) -> None:
    bill = posting.post_document(session, DocumentDraft("invoice", alpha, START, D("100.00"), "CNY"))
    paid = posting.post_document(session, DocumentDraft("receipt", alpha, START, D("70.00"), "CNY"))
    before = [aging_report(session, START + timedelta(n), basis=basis).whole() for n in (0, 40, 300)]
    ids = posting.allocate(session, paid.id, [AllocationDraft(bill.id, D("60.00"))])
    assert aging_report(session, START, basis=basis).whole() != before[0]
    posting.unallocate(session, ids, START)
    assert [aging_report(session, START + timedelta(n), basis=basis).whole() for n in (0, 40, 300)] == before
