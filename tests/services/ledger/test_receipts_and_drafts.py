"""Drafts, checks before posting, receipts with proposals and refunds, and taking an action back, on a real book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from creditdesk.domain.errors import CreditDeskError, RuleError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.domain.ledger.queries import DocumentQuery
from creditdesk.services import company, undo
from creditdesk.services.credit import limits
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import drafts, entry_check, history, lists, posting, receipts
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def invoice(customer: int, amount: str, day: date = date(2026, 10, 1), **more: object) -> DocumentDraft:
    return DocumentDraft(kind="invoice", customer_id=customer, date=day, amount=D(amount), currency="CNY", **more)


def receipt(customer: int, amount: str, *parts: AllocationDraft, currency: str = "CNY") -> DocumentDraft:
    return DocumentDraft(kind="receipt", customer_id=customer, date=DAY, amount=D(amount), currency=currency, allocations=parts)


def balance(session: Session) -> str:
    totals = aging_report(session, DAY).totals
    return str(totals[0].balance) if totals else "0"


def left_of(session: Session, document_id: int) -> D:
    """What is not allocated of a receipt; an open claim counts below zero in the view."""
    view = lists.document_view(session, document_id, DAY)
    assert view is not None
    return view.open


def test_a_draft_counts_nowhere_until_it_is_posted(session: Session, alpha: int) -> None:
    kept = drafts.save_draft(session, invoice(alpha, "120.00", date(2026, 12, 5), no="A-1"))
    assert balance(session) == "0"
    assert company.verify_book(session).ok
    assert drafts.save_draft(session, invoice(alpha, "130.00", date(2026, 10, 5), no="A-1"), kept) == kept
    assert list(lists.document_ids(session, DocumentQuery(DAY, state="draft"))) == [kept]
    view = lists.document_view(session, kept, DAY)
    assert view is not None
    posted = drafts.post_draft(session, kept, drafts.draft_of(view.document))
    assert (posted.no, posted.amount, posted.status) == ("A-1", D("130.00"), "posted")
    assert balance(session) == "130.00"
    assert not lists.document_ids(session, DocumentQuery(DAY, state="draft"))
    assert company.verify_book(session).ok


def test_a_discarded_or_posted_draft_is_gone(session: Session, alpha: int) -> None:
    kept = drafts.save_draft(session, invoice(alpha, "120.00"))
    drafts.discard_draft(session, kept)
    for attempt in (lambda: drafts.discard_draft(session, kept), lambda: drafts.post_draft(session, kept, invoice(alpha, "1")),
                    lambda: drafts.save_draft(session, invoice(alpha, "1"), kept)):
        with pytest.raises(RuleError):
            attempt()
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("rule", "amount", "expected", "rest"), [
    ("oldest", "150.00", {"A": "100.00", "B": "50.00"}, "0.00"),
    ("exact", "270.00", {"B": "70.00", "C": "200.00"}, "0.00"),
    ("exact", "269.00", {}, "269.00"),
    ("pro_rata", "37.00", {"A": "10.00", "B": "7.00", "C": "20.00"}, "0.00"),
    ("statutory", "150.00", {"A": "100.00", "B": "50.00"}, "0.00"),
    ("oldest", "400.00", {"A": "100.00", "B": "70.00", "C": "200.00"}, "30.00"),
])
def test_proposals(session: Session, alpha: int, rule: str, amount: str, expected: dict[str, str], rest: str) -> None:
    for no, value, day in (("A", "100", date(2026, 9, 1)), ("B", "70", date(2026, 9, 5)), ("C", "200", date(2026, 9, 9))):
        posting.post_document(session, invoice(alpha, value, day, no=no))
    found = receipts.settling(session, alpha, "CNY", DAY)
    numbers = {item.document_id: item.no for item in found.payables}
    proposal = receipts.propose(found.payables, D(amount), "CNY", rule, DAY)
    assert {numbers[key]: str(value) for key, value in proposal.lines} == expected
    assert proposal.rest == D(rest)


def test_a_receipt_with_discount_and_refund_is_undone_whole(session: Session, alpha: int) -> None:
    bill = posting.post_document(session, invoice(alpha, "100.00"))
    done = receipts.record_receipt(session, receipt(alpha, "150.00", AllocationDraft(bill.id, D("98"), D("2"))), D("52"))
    assert balance(session) == "0"
    assert left_of(session, done.document_id) == 0
    undo.take_back(session, done.undo)
    assert balance(session) == "100.00"
    assert not lists.document_ids(session, DocumentQuery(DAY, kinds=("receipt", "refund", "discount")))
    assert company.verify_book(session).ok
    with pytest.raises(RuleError, match="changed since"):
        undo.take_back(session, done.undo)


def test_unapplied_money_is_applied_later_and_taken_back(session: Session, alpha: int) -> None:
    bill = posting.post_document(session, invoice(alpha, "100.00"))
    first = receipts.record_receipt(session, receipt(alpha, "80.00"))
    assert left_of(session, first.document_id) == D("80.00")
    later = receipts.apply_credit(session, first.document_id, [AllocationDraft(bill.id, D("60"))], DAY, D("20"))
    assert (balance(session), left_of(session, first.document_id)) == ("40.00", 0)
    undo.take_back(session, later.undo)
    assert (balance(session), left_of(session, first.document_id)) == ("20.00", D("80.00"))
    receipts.apply_credit(session, first.document_id, [AllocationDraft(bill.id, D("10"))], DAY)
    assert company.verify_book(session).ok


def test_a_receipt_in_another_currency_settles_nothing(session: Session, alpha: int) -> None:
    bill = posting.post_document(session, invoice(alpha, "100.00"))
    assert receipts.settling(session, alpha, "USD", DAY).payables == ()
    with pytest.raises(CreditDeskError) as error:
        receipts.record_receipt(session, receipt(alpha, "100", AllocationDraft(bill.id, D("100")), currency="USD"))
    assert error.value.code == "currency_mismatch"
    assert not lists.document_ids(session, DocumentQuery(DAY, kinds=("receipt",)))


def test_checks_name_the_field_and_remarks_do_not_bar(session: Session, alpha: int) -> None:
    posting.post_document(session, invoice(alpha, "90.00", no="A-1"))
    limits.decide(session, alpha, D("100"), "CNY", date(2026, 1, 1), reason="first order")
    found = entry_check.check_drafts(session, [
        invoice(alpha, "20.00", no="A-1"), invoice(alpha, "5.00", no="A-2"), invoice(alpha, "20.00", no="A-2"),
        invoice(alpha, "90.00", no="A-3", terms="EOM+10"), invoice(alpha, "0", no="A-4"),
        invoice(alpha, "1.00", terms="soon")], DAY)
    assert [[error.code for error in one.errors] for one in found] == [
        ["number_in_use"], [], ["number_in_use"], [], ["bad_amount"], ["bad_terms"]]
    assert [one.due_date for one in found][1:4:2] == [date(2026, 10, 31), date(2026, 11, 10)]
    assert [remark.code for remark in found[3].remarks] == ["over_limit", "twin"]
    assert "95.00 + this one 90.00 = 185.00: 85.00 over" in found[3].remarks[0].message
    assert entry_check.next_number(session, "invoice", DAY) == "INV-2026-0001"


def test_counts_of_states_and_history(session: Session, alpha: int) -> None:
    bill = posting.post_document(session, invoice(alpha, "100.00"))
    posting.post_document(session, invoice(alpha, "70.00", DAY))
    drafts.save_draft(session, invoice(alpha, "30.00"))
    posting.reverse(session, bill.id, DAY, "wrong customer")
    states = ("all", "not_due", "overdue", "settled", "draft", "disputed", "reversed")
    counted = lists.state_counts(session, DocumentQuery(DAY), states)
    assert counted == {"all": 3, "not_due": 1, "overdue": 0, "settled": 0, "draft": 1, "disputed": 0, "reversed": 1}
    assert all(len(lists.document_ids(session, DocumentQuery(DAY, state=state))) == counted[state] for state in states)
    assert [(one.action, one.reason) for one in history.document_history(session, bill.id)] == [
        ("post", ""), ("reverse", "wrong customer")]
