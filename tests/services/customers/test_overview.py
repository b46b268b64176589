"""The list of customers, one customer's overview and its timeline say what the ledger says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.documents import INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import customers, rates
from creditdesk.services.collections.contacts import add_promise, ContactDraft, log_contact, PromiseDraft
from creditdesk.services.company import open_session, verify_book
from creditdesk.services.credit import limits
from creditdesk.services.customer_overview import customer_list, overview
from creditdesk.services.customer_timeline import timeline
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import posting
from creditdesk.services.sample import SAMPLE_AS_OF
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def post(session: Session, customer: int, amount: str, age: int, currency: str = "CNY", kind: str = INVOICE) -> int:
    due = DAY - timedelta(age)
    return posting.post_document(session, DocumentDraft(
        kind, customer, due - timedelta(30) if kind == INVOICE else due, D(amount), currency,
        due_date=due if kind == INVOICE else None)).id


@pytest.fixture
def sample(sample_path: Path) -> Iterator[Session]:
    opened = open_session(sample_path, user="李敏", clock=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))
    yield opened
    opened.close()


def test_the_list_adds_up_to_the_aging_report(sample: Session) -> None:
    lines = customer_list(sample, SAMPLE_AS_OF)
    report = {line.row.customer_id: line.row for line in aging_report(sample, SAMPLE_AS_OF).lines
              if line.row.currency == "CNY"}
    assert sum(line.balance for line in lines) == D("1702036.50")
    assert sum(sum(line.buckets) for line in lines) == D("1916036.50")
    assert sum(line.overdue for line in lines) == D("771900.00")
    for line in lines:
        row = report.get(line.customer.id)
        if row is not None:
            assert (line.balance, line.overdue, line.unapplied) == (row.balance, row.overdue, row.unapplied)
    assert [line.customer.code for line in lines] == sorted(line.customer.code for line in lines)
    assert sum(line.over for line in lines) == 2 and any(line.disputed for line in lines)


def test_the_overview_agrees_with_the_list(sample: Session) -> None:
    line = next(line for line in customer_list(sample, SAMPLE_AS_OF) if line.customer.code == "KH-0017")
    view = overview(sample, line.customer.id, SAMPLE_AS_OF)
    assert line.usage is not None
    assert (view.exposure, view.line, view.used) == (line.usage.exposure, line.usage.limit, line.usage.percent)
    assert view.available == D("252800.00") and view.grade == line.grade
    assert view.aging[0].balance == line.balance and view.open_count == 6
    assert len(view.habit.months) == 12 and view.habit.mean is not None and view.habit.payments > 12
    assert [state.state for state in view.promises] == ["pending", "kept"]
    assert view.last_receipt is not None and view.last_receipt.amount == D("150000.00")
    assert sum(item.in_force for item in view.limits) == 1


def test_the_timeline_holds_every_kind_newest_first(sample: Session) -> None:
    key = next(line.customer.id for line in customer_list(sample, SAMPLE_AS_OF) if line.customer.code == "KH-0017")
    events = timeline(sample, key, SAMPLE_AS_OF)
    assert [event.day for event in events] == sorted((event.day for event in events), reverse=True)
    assert {event.kind for event in events} >= {"document", "score", "limit", "contact", "promise", "record"}
    assert all(event.day <= date(2026, 11, 1) for event in timeline(sample, key, date(2026, 11, 1)))


def test_a_currency_without_a_rate_is_told_and_left_out(session: Session, alpha: int) -> None:
    post(session, alpha, "100", 10)
    post(session, alpha, "50", 5, "USD")
    line = customer_list(session, DAY)[0]
    assert line.unrated and line.balance == D(100)
    rates.put_rate(session, "USD", DAY, D("7.1"))
    line = customer_list(session, DAY)[0]
    assert not line.unrated and line.balance == D(455) and line.overdue == D(455)


def test_what_a_merged_record_did_stands_under_its_successor(session: Session, alpha: int) -> None:
    other = customers.save(session, Customer(0, "C2", "Alpha Ltd."))
    post(session, other, "70", 40)
    add_promise(session, PromiseDraft(other, D(70), "CNY", DAY - timedelta(10), DAY - timedelta(20)))
    log_contact(session, ContactDraft(other, "2026-11-01T10:00", "phone", note="called"))
    limits.decide(session, other, D(50), "CNY", date(2026, 1, 1), reason="first")
    customers.merge(session, other, alpha, "same firm")
    assert [line.customer.id for line in customer_list(session, DAY)] == [alpha]
    view = overview(session, other, DAY)
    assert view.customer.id == alpha and [item.id for item in view.merged] == [other]
    assert view.promises[0].state == "broken" and view.contacts[0].note == "called" and view.available == D(-20)
    assert {"document", "promise", "contact", "limit"} <= {event.kind for event in timeline(session, alpha, DAY)}
    assert verify_book(session).ok


def test_early_payment_counts_below_zero_and_settled_parts_only(session: Session, alpha: int) -> None:
    first = post(session, alpha, "100", 10)
    posting.post_document(session, DocumentDraft(RECEIPT, alpha, DAY - timedelta(12), D(100), "CNY",
                                                 allocations=(AllocationDraft(first, D(100)),)))
    post(session, alpha, "900", 60)
    habit = overview(session, alpha, DAY).habit
    assert habit.mean == D("-2.0") and habit.payments == 1


def test_a_retired_customer_with_a_balance_still_counts(session: Session, alpha: int) -> None:
    post(session, alpha, "100", 10)
    customers.retire(session, alpha, DAY)
    line = customer_list(session, DAY)[0]
    assert line.customer.retired_on == DAY and line.owes


def test_a_long_list_is_read_at_once(session: Session) -> None:
    for number in range(300):
        key = customers.save(session, Customer(0, "", f"Firm {number}"))
        if number % 3 == 0:
            post(session, key, "10", 5)
    start = time.perf_counter()
    assert len(customer_list(session, DAY)) == 300
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("name,tax_id,found", [
    ("阿尔法有限公司", "", True), ("阿尔法", "", True), ("贝塔", "91110000600037341L", True), ("贝塔", "", False),
    ("贝塔", "9111 0000 6000 37341l", True)])
def test_look_alikes_by_number_or_bare_name(session: Session, name: str, tax_id: str, found: bool) -> None:
    key = customers.save(session, Customer(0, "", "阿尔法股份有限公司", tax_id="91110000600037341L"))
    assert [item.id for item in customers.alike(session, Customer(0, "", name, tax_id=tax_id))] == ([key] if found else [])
    assert customers.alike(session, customers.customer(session, key)) == []
