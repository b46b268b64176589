"""What was billed, paid and added to a balance within a time (DOMAIN F)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session
from creditdesk.store import aging, turnover

MAY, JUNE, JULY = (date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31))
Story = Callable[[Session, int], Any]


def post(session: Session, customer: int, kind: str, amount: str, day: date, **more: Any) -> int:
    return posting.post_document(session, DocumentDraft(kind, customer, day, D(amount), more.pop("currency", "CNY"), **more)).id


def billed_in_june(session: Session) -> tuple[int, bool]:
    with session.book.read() as connection:
        sums, abroad = turnover.billed(connection, "CNY", [(date(2026, 6, 1), JUNE), (date(2026, 1, 1), JULY)])
    return sums[0], abroad


def reversed_in(day: date) -> Story:
    return lambda session, alpha: posting.reverse(session, post(session, alpha, "invoice", "30", date(2026, 6, 10)), day, "wrong")


def refunded(session: Session, alpha: int) -> None:
    posting.refund(session, post(session, alpha, "receipt", "40", date(2026, 6, 3)), D(15), date(2026, 6, 4))


@pytest.mark.parametrize(("story", "billed"), [
    (lambda s, a: post(s, a, "invoice", "10", date(2026, 6, 1)), 1000),
    (lambda s, a: post(s, a, "invoice", "10", JUNE), 1000),
    (lambda s, a: post(s, a, "invoice", "10", MAY), 0),
    (lambda s, a: post(s, a, "invoice", "10", date(2026, 7, 1)), 0),
    (lambda s, a: post(s, a, "credit_note", "10", JUNE), -1000),
    (lambda s, a: post(s, a, "debit_note", "10", JUNE), 1000),
    (lambda s, a: post(s, a, "debit_note", "10", JUNE, interest=True), 0),
    (lambda s, a: post(s, a, "receipt", "10", JUNE), 0),
    (refunded, 0),
    (lambda s, a: post(s, a, "invoice", "10", JUNE, currency="USD"), 0),
    (reversed_in(date(2026, 6, 20)), 0),
    (reversed_in(JUNE), 0),
    (reversed_in(date(2026, 7, 1)), 3000),
], ids=["first day", "last day", "before", "after", "credit note", "debit note", "interest", "receipt", "refund", "other currency",
        "taken back", "taken back on the last day", "taken back later"])
def test_sales_are_bills_less_credit_notes_as_they_stood_at_the_end(session: Session, alpha: int, story: Story, billed: int) -> None:
    story(session, alpha)
    assert billed_in_june(session)[0] == billed


def test_sales_abroad_are_told_of_and_stand_by_day_and_currency(session: Session, alpha: int) -> None:
    post(session, alpha, "invoice", "10", date(2026, 6, 2))
    assert billed_in_june(session)[1] is False
    for kind, amount in (("invoice", "100"), ("invoice", "50"), ("credit_note", "20")):
        post(session, alpha, kind, amount, date(2026, 6, 2), currency="USD")
    gone = post(session, alpha, "invoice", "7", date(2026, 6, 3), currency="USD")
    posting.reverse(session, gone, JUNE, "wrong")
    assert billed_in_june(session) == (1000, True)
    with session.book.read() as connection:
        assert sorted(turnover.billed_abroad(connection, "CNY", (date(2026, 6, 1), JUNE))) == [
            ("2026-06-02", "USD", -2000), ("2026-06-02", "USD", 15000)]


@pytest.mark.parametrize(("story", "grown"), [
    (lambda s, a: post(s, a, "invoice", "10", date(2026, 6, 1)), 1000),
    (lambda s, a: post(s, a, "invoice", "10", MAY), 0),
    (lambda s, a: post(s, a, "invoice", "10", date(2026, 7, 1)), 0),
    (lambda s, a: post(s, a, "receipt", "4", JUNE), -400),
    (lambda s, a: posting.reverse(s, post(s, a, "invoice", "10", date(2026, 4, 1)), date(2026, 6, 9), "wrong"), -1000),
    (lambda s, a: posting.reverse(s, post(s, a, "invoice", "10", date(2026, 4, 1)), MAY, "wrong"), 0),
    (lambda s, a: posting.reverse(s, post(s, a, "invoice", "10", date(2026, 4, 1)), date(2026, 7, 1), "wrong"), 0),
    (lambda s, a: posting.reverse(s, post(s, a, "invoice", "10", date(2026, 6, 4)), date(2026, 6, 9), "wrong"), 0),
], ids=["billed", "billed before", "billed after", "paid", "taken back", "taken back before", "taken back after", "came and went"])
def test_a_balance_grows_by_what_came_and_shrinks_by_what_went(session: Session, alpha: int, story: Story, grown: int) -> None:
    bill = post(session, alpha, "invoice", "100", date(2026, 1, 5))
    post(session, alpha, "receipt", "60", date(2026, 2, 5), allocations=(AllocationDraft(bill, D(60)),))
    story(session, alpha)
    with session.book.read() as connection:
        assert turnover.moved(connection, "CNY", MAY, JUNE) == grown


def test_what_is_open_in_another_currency_is_not_added_up(session: Session, alpha: int) -> None:
    bill = post(session, alpha, "invoice", "5", date(2026, 1, 5), currency="USD")
    with session.book.read() as connection:
        assert turnover.moved(connection, "CNY", MAY, JUNE) is None
    post(session, alpha, "receipt", "5", date(2026, 2, 5), currency="USD", allocations=(AllocationDraft(bill, D(5)),))
    with session.book.read() as connection:
        assert turnover.moved(connection, "CNY", MAY, JUNE) == 0
        assert turnover.moved(connection, "CNY", date(2026, 1, 31), JUNE) is None


def test_payments_are_those_of_receipts(session: Session, alpha: int) -> None:
    bill = post(session, alpha, "invoice", "100", date(2026, 1, 5), due_date=date(2026, 2, 4))
    for kind, amount, day in (("receipt", "30", date(2026, 2, 14)), ("credit_note", "10", date(2026, 2, 20)),
                              ("receipt", "20", date(2026, 2, 1)), ("receipt", "5", date(2025, 12, 30))):
        source = post(session, alpha, kind, amount, day)
        posting.allocate(session, source, [AllocationDraft(bill, D(amount))])
    posting.write_off(session, bill, D(35), date(2026, 2, 25), "gone")
    with session.book.read() as connection:
        assert sorted(turnover.payments(connection, date(2026, 1, 31), date(2026, 2, 28))) == [(alpha, 2000, -3), (alpha, 3000, 10)]


@pytest.mark.parametrize(("due", "day", "open_minor"), [
    (date(2026, 6, 30), JUNE, 700), (date(2026, 6, 29), JUNE, 0), (date(2026, 8, 1), MAY, 1000), (date(2026, 8, 1), JULY, 700),
])
def test_not_due_counts_the_due_day(session: Session, alpha: int, due: date, day: date, open_minor: int) -> None:
    bill = post(session, alpha, "invoice", "10", date(2026, 5, 5), due_date=due)
    post(session, alpha, "receipt", "3", date(2026, 6, 5), allocations=(AllocationDraft(bill, D(3)),))
    post(session, alpha, "invoice", "99", date(2026, 8, 9))  # what the ledger knows of later days changes nothing
    with session.book.read() as connection:
        assert aging.not_due(connection, "CNY", day) == open_minor
