"""The quarterly review: who is due, what is shown, what may be kept at once, the share on time (DOMAIN D17)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import RuleError
from creditdesk.domain.ledger.documents import INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.credit import limits
from creditdesk.services.credit.review import board, keep_limits, review_form, ReviewRow
from creditdesk.services.credit.scoring import save_score, score_customer
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def reviews_due(session: Session, day: date) -> list[ReviewRow]:
    return board(session, day, day).rows


@pytest.fixture
def three(session: Session) -> list[int]:
    """Good: 500 of 1,000, due in 30 days. Late: 61 days overdue, due yesterday. Used: 950 of 1,000, due in 31 days."""
    ids = []
    for code, owed, due, left in (("G", "500.00", DAY + timedelta(9), 30), ("L", "1500.00", DAY - timedelta(61), -1),
                                  ("U", "950.00", DAY + timedelta(9), 31)):
        key = customers.save(session, Customer(0, code, f"Firm {code}"))
        ids.append(key)
        limits.decide(session, key, d(2000 if code == "L" else 1000), "CNY", date(2026, 1, 1), DAY + timedelta(left),
                      reason="a usual limit", terms="45", methods={"discount": "2/10"})
        with entry(session, "post", "document") as (work, _says):
            work.document(DocumentDraft(kind=INVOICE, customer_id=key, no=f"I{code}", date=date(2026, 9, 1), due_date=due,
                                        amount=d(owed), currency="CNY"))
    return ids


def test_due_by_exposure(session: Session, three: list[int]) -> None:
    good, late, _used = three
    assert [(row.code, row.outcome, row.batch, row.late(DAY)) for row in reviews_due(session, DAY)] == [
        ("L", "freeze", False, True), ("G", "keep", True, False)]
    assert [row.code for row in reviews_due(session, DAY + timedelta(1))] == ["L", "U", "G"]
    used = reviews_due(session, DAY + timedelta(1))[1]
    assert (used.used, used.batch) == (d("0.95"), False)  # above 90 %
    assert board(session, date(2026, 10, 1), DAY).on_time.share == 0
    with pytest.raises(RuleError) as refused:
        keep_limits(session, [good, late], DAY)
    assert refused.value.code == "not_alike"
    assert len(reviews_due(session, DAY)) == 2  # nothing was kept


def test_kept_until_the_next_review(session: Session, three: list[int]) -> None:
    good, late, used = three
    keep_limits(session, [good], DAY)
    keep_limits(session, [late], DAY, reason="pays next week, the owner knows")  # one alone may be kept after a look
    assert reviews_due(session, DAY) == []
    form = review_form(session, good, DAY)
    assert (form.view.in_force, form.view.expires) == (1000, date(2027, 2, 19))  # three months without a grade
    assert form.row.outcome == "keep"
    counted = board(session, date(2026, 10, 1), DAY).on_time
    assert (counted.done, counted.on_time, counted.share) == (2, 1, d("0.5"))
    assert review_form(session, used, DAY).row.batch is False
    assert company.verify_book(session).ok


def test_the_form_compares_scores_by_factor(session: Session, alpha: int) -> None:
    save_score(session, score_customer(session, alpha, date(2026, 2, 1), card="new", overrides={"QL1": "5", "QL3": "4"}))
    limits.decide(session, alpha, d(1000), "CNY", date(2026, 2, 1), date(2026, 12, 1), reason="a usual limit")
    with entry(session, "post", "document") as (work, _says):
        made = work.document(DocumentDraft(kind=INVOICE, customer_id=alpha, no="I1", date=date(2026, 9, 1),
                                           due_date=date(2026, 10, 1), amount=d("800.00"), currency="CNY"))
        work.document(DocumentDraft(kind=RECEIPT, customer_id=alpha, no="R1", date=date(2026, 10, 5), amount=d("800.00"),
                                    currency="CNY", allocations=(AllocationDraft(made, d("800.00")),)))
    form = review_form(session, alpha, DAY)
    moves = {move.code: (move.before, move.now) for move in form.factors}
    assert "QL1" not in moves and "QL3" not in moves  # what was typed for the last score still counts
    assert max(amount for _month, amount in form.peaks) == 800
    assert form.row.wadbt == 4
    with pytest.raises(RuleError, match="limit"):
        review_form(session, customers.save(session, Customer(0, "N", "None")), DAY)
