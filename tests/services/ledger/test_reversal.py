"""Taking things back: reversal with what hangs on it, allocations with their discount, write-offs and recoveries (E3, E5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, RuleError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import lists, posting, receipts
from creditdesk.services.session import Session
from creditdesk.services.undo import take_back

DAY = date(2026, 2, 1)


def post(session: Session, kind: str, customer: int, amount: str, day: date = DAY, *parts: AllocationDraft) -> int:
    return posting.post_document(session, DocumentDraft(kind, customer, day, D(amount), "CNY", allocations=parts)).id


def balance(session: Session, day: date) -> str:
    totals = aging_report(session, day).totals
    return str(totals[0].balance) if totals else "0"


def opened(session: Session, document_id: int, day: date = date(2026, 12, 31)) -> D:
    view = lists.document_view(session, document_id, day)
    assert view is not None
    return view.open


def code_of(task: Callable[[], object]) -> str | None:
    with pytest.raises(CreditDeskError) as error:
        task()
    return error.value.code


def test_reversing_a_receipt_takes_its_discount_and_leaves_the_rest(session: Session, alpha: int) -> None:
    bill, other = post(session, "invoice", alpha, "100"), post(session, "invoice", alpha, "50")
    paid = post(session, "receipt", alpha, "128", DAY, AllocationDraft(bill, D(98), D(2)), AllocationDraft(other, D(30)))
    later = DAY + timedelta(10)
    ids = posting.reverse(session, paid, later, "bounced")
    assert len(ids) == 2
    assert [opened(session, bill), opened(session, other)] == [100, 50]
    assert [balance(session, day) for day in (DAY, later - timedelta(1), later)] == ["20.00", "20.00", "150.00"]
    assert company.verify_book(session).ok


def test_reversing_an_invoice_takes_its_write_off_and_frees_the_payment(session: Session, alpha: int) -> None:
    bill = post(session, "invoice", alpha, "100")
    paid = post(session, "receipt", alpha, "60", DAY, AllocationDraft(bill, D(60)))
    off = posting.write_off(session, bill, D(40), DAY, "gone")
    assert set(posting.reverse(session, bill, DAY + timedelta(3), "wrong")) == {bill, off}
    assert opened(session, paid) == 60
    assert balance(session, DAY + timedelta(3)) == "-60.00"
    assert company.verify_book(session).ok


def test_a_reversal_is_never_dated_before_its_document_nor_done_twice(session: Session, alpha: int) -> None:
    bill = post(session, "invoice", alpha, "100")
    assert code_of(lambda: posting.reverse(session, bill, DAY - timedelta(1), "x")) == "reversal_too_early"
    assert code_of(lambda: posting.reverse(session, bill, DAY, "  ")) == "missing"
    posting.reverse(session, bill, DAY, "x")
    assert code_of(lambda: posting.reverse(session, bill, DAY, "x")) == "unknown_document"
    assert balance(session, DAY) == "0"


def test_a_closed_period_takes_no_reversal(session: Session, alpha: int) -> None:
    bill = post(session, "invoice", alpha, "100")
    company.close_books(session, DAY)
    assert code_of(lambda: posting.reverse(session, bill, DAY, "x")) == "locked"
    posting.reverse(session, bill, DAY + timedelta(1), "x")
    assert balance(session, DAY) == "100.00"


def test_an_allocation_taken_back_takes_its_discount_along(session: Session, alpha: int) -> None:
    bill, paid = post(session, "invoice", alpha, "100"), post(session, "receipt", alpha, "98")
    before = balance(session, DAY)
    ids = posting.allocate(session, paid, [AllocationDraft(bill, D(98), D(2))])
    assert balance(session, DAY) == "0"
    posting.unallocate(session, ids, DAY)
    assert [opened(session, bill), opened(session, paid), balance(session, DAY)] == [100, 98, before]
    assert company.verify_book(session).ok


def test_a_write_off_is_reversed_never_allocated_anew(session: Session, alpha: int) -> None:
    bill = post(session, "invoice", alpha, "100")
    off = posting.write_off(session, bill, D(40), DAY, "gone")
    view = lists.document_view(session, off, DAY)
    assert view is not None
    assert code_of(lambda: posting.unallocate(session, [view.settles[0][0].id], DAY)) == "bad_kind"
    posting.reverse(session, off, DAY, "they pay")
    assert opened(session, bill) == 100


def test_a_recovery_pays_what_was_written_off_and_no_more(session: Session, alpha: int) -> None:
    bill = post(session, "invoice", alpha, "100")
    off = posting.write_off(session, bill, D(40), DAY, "gone")
    assert code_of(lambda: posting.recover(session, bill, D("40.01"), DAY)) == "over_allocated"
    done = posting.recover(session, bill, D(30), DAY + timedelta(5))
    assert balance(session, DAY + timedelta(5)) == "60.00"  # the claim of 60 that was never written off
    assert code_of(lambda: posting.reverse(session, off, DAY + timedelta(9), "x")) == "depends"
    rest = posting.recover(session, bill, D(10), DAY + timedelta(6))  # to the last cent
    assert code_of(lambda: posting.recover(session, bill, D("0.01"), DAY + timedelta(7))) == "over_allocated"
    for action in (rest, done):
        take_back(session, action)
    posting.reverse(session, off, DAY + timedelta(9), "x")
    assert balance(session, DAY + timedelta(9)) == "100.00"
    assert company.verify_book(session).ok


def test_undoing_applied_credit_with_discount_and_refund(session: Session, alpha: int) -> None:
    bill, paid = post(session, "invoice", alpha, "100"), post(session, "receipt", alpha, "150")
    done = receipts.apply_credit(session, paid, [AllocationDraft(bill, D(98), D(2))], DAY, refund=D(52))
    assert [opened(session, bill), opened(session, paid)] == [0, 0]
    take_back(session, done.undo)
    assert [opened(session, bill), opened(session, paid)] == [100, 150]
    assert code_of(lambda: take_back(session, done.undo)) == "depends"
    assert company.verify_book(session).ok


def parts(session: Session, day: date) -> tuple[str, str]:
    """(claims, unapplied) of the only currency as of a day."""
    rows = aging_report(session, day).totals
    return (str(rows[0].not_due + rows[0].overdue), str(rows[0].unapplied)) if rows else ("0", "0")


def test_every_day_sees_the_allocations_that_stood_on_it(session: Session, alpha: int) -> None:
    """E11: from its value date until it is taken back; the balance never moves, what it is made of does."""
    bill, paid = post(session, "invoice", alpha, "100"), post(session, "receipt", alpha, "60", DAY + timedelta(5))
    ids = posting.allocate(session, paid, [AllocationDraft(bill, D(60))])
    posting.unallocate(session, ids, DAY + timedelta(10))
    posting.allocate(session, paid, [AllocationDraft(bill, D(50))])  # not before the money was free again
    posting.reverse(session, paid, DAY + timedelta(20), "bounced")
    found = {days: parts(session, DAY + timedelta(days)) for days in (-1, 0, 4, 5, 9, 10, 19, 20, 99)}
    assert found == {-1: ("0", "0"), 0: ("100.00", "0.00"), 4: ("100.00", "0.00"), 5: ("40.00", "0.00"), 9: ("40.00", "0.00"),
                     10: ("50.00", "-10.00"), 19: ("50.00", "-10.00"), 20: ("100.00", "0.00"), 99: ("100.00", "0.00")}
    assert company.verify_book(session).ok


def test_a_reversal_ends_what_was_taken_back_later(session: Session, alpha: int) -> None:
    """E3: a document reversed on a day has no allocation from that day on, also where one was taken back after it."""
    bill, paid = post(session, "invoice", alpha, "100"), post(session, "receipt", alpha, "60")
    ids = posting.allocate(session, paid, [AllocationDraft(bill, D(60))])
    posting.unallocate(session, ids, DAY + timedelta(20))
    posting.reverse(session, paid, DAY + timedelta(10), "bounced")
    found = {days: parts(session, DAY + timedelta(days)) for days in (0, 9, 10, 19, 20, 21)}
    assert found == {0: ("40.00", "0.00"), 9: ("40.00", "0.00"), **dict.fromkeys((10, 19, 20, 21), ("100.00", "0.00"))}
    again = post(session, "receipt", alpha, "60")
    ids = posting.allocate(session, again, [AllocationDraft(bill, D(60))])
    posting.unallocate(session, ids, DAY + timedelta(20))
    posting.reverse(session, bill, DAY + timedelta(15), "wrong")  # and the other side alike
    assert parts(session, DAY + timedelta(14)) == ("40.00", "0.00")
    assert parts(session, DAY + timedelta(15)) == parts(session, DAY + timedelta(25)) == ("0.00", "-60.00")
    assert company.verify_book(session).ok


def test_a_discount_too_waits_until_the_claim_is_free(session: Session, alpha: int) -> None:
    bill, first, second = (post(session, kind, alpha, amount) for kind, amount in (("invoice", "100"), ("receipt", "10"),
                                                                                  ("receipt", "85")))
    posting.unallocate(session, posting.allocate(session, first, [AllocationDraft(bill, D(10))]), DAY + timedelta(7))
    posting.allocate(session, second, [AllocationDraft(bill, D(85), D(10))])
    assert [parts(session, DAY + timedelta(days)) for days in (0, 6, 7)] == [("90.00", "-85.00")] * 2 + [("5.00", "-10.00")]
    assert company.verify_book(session).ok


def test_a_book_is_sound_after_two_records_were_one_for_a_while(session: Session, alpha: int) -> None:
    """What settled an invoice of the other record and was taken back belongs to both; what still settles it may not stay."""
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    bill = posting.post_document(session, DocumentDraft("invoice", alpha, date(2026, 1, 5), D(100), "CNY")).id
    paid = posting.post_document(session, DocumentDraft("receipt", beta, date(2026, 1, 9), D(100), "CNY")).id
    customers.merge(session, beta, alpha, "one firm")
    part = posting.allocate(session, paid, [AllocationDraft(bill, D(100))])
    with pytest.raises(RuleError):
        customers.unmerge(session, beta)
    posting.unallocate(session, part, date(2026, 2, 1))
    customers.unmerge(session, beta)
    found = company.verify_book(session)
    assert found.ok, found
