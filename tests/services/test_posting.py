"""Posting, allocating and reversing through the services, on a real book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session


def invoice(customer: int, amount: str, day: date = date(2026, 1, 5), **more: object) -> DocumentDraft:
    return DocumentDraft(kind="invoice", customer_id=customer, date=day, amount=D(amount), currency="CNY", **more)


def receipt(customer: int, amount: str, day: date, *parts: AllocationDraft) -> DocumentDraft:
    return DocumentDraft(kind="receipt", customer_id=customer, date=day, amount=D(amount), currency="CNY",
                         allocations=parts)


def figures(session: Session, day: date) -> tuple[str, ...]:
    row = aging_report(session, day).totals
    return () if not row else tuple(str(v) for v in (row[0].not_due, *row[0].buckets, row[0].unapplied, row[0].balance))


def test_an_invoice_ages_by_the_books_terms(session: Session, alpha: int) -> None:
    posted = posting.post_document(session, invoice(alpha, "1000.00"))
    assert (posted.no, posted.due_date, posted.due_assumed) == ("INV-2026-0001", date(2026, 2, 4), True)
    assert figures(session, date(2026, 2, 4)) == ("1000.00", "0.00", "0.00", "0.00", "0.00", "0.00", "1000.00")
    assert figures(session, date(2026, 2, 5))[1] == "1000.00"
    assert figures(session, date(2026, 1, 4)) == ()


def test_part_payment_discount_and_reversal(session: Session, alpha: int) -> None:
    bill = posting.post_document(session, invoice(alpha, "1000.00"))
    paid = posting.post_document(session, receipt(alpha, "600.00", date(2026, 2, 1),
                                                  AllocationDraft(bill.id, D("400.00"), D("20.00"))))
    assert figures(session, date(2026, 3, 1)) == ("0.00", "580.00", "0.00", "0.00", "0.00", "-200.00", "380.00")
    posting.reverse(session, paid.id, date(2026, 2, 10), "bounced")
    assert figures(session, date(2026, 2, 9))[-1] == "380.00"
    assert figures(session, date(2026, 2, 10))[-1] == "1000.00"
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("amount", "code"), [("1000.01", "over_allocated"), ("0", "bad_amount")])
def test_allocating_more_than_is_open_is_refused(session: Session, alpha: int, amount: str, code: str) -> None:
    bill = posting.post_document(session, invoice(alpha, "1000.00"))
    with pytest.raises(CreditDeskError) as error:
        posting.post_document(session, receipt(alpha, "2000.00", date(2026, 2, 1), AllocationDraft(bill.id, D(amount))))
    assert error.value.code == code
    assert figures(session, date(2026, 3, 1))[-1] == "1000.00"
