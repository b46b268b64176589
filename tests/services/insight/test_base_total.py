"""The aging report in the book's currency: every item at the rate of the day, rounded, then added (DOMAIN E10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from creditdesk.domain.insight import aging as rule
from creditdesk.domain.ledger.documents import Instalment
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services.insight import aging
from creditdesk.services.insight.base_total import base_total, BaseTotal
from creditdesk.services.ledger import posting
from creditdesk.services.rates import put_rate
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def post(session: Session, customer: int, kind: str, age: int, amount: str, currency: str, parts: Sequence[Instalment] = ()) -> None:
    due = DAY - timedelta(age)
    start = min([due - timedelta(30), *(part.due_date for part in parts)])
    posting.post_document(session, DocumentDraft(
        kind=kind, customer_id=customer, date=start, amount=D(amount), currency=currency,
        due_date=due if kind == "invoice" and not parts else None, instalments=tuple(parts)))


@pytest.fixture
def filled(session: Session, alpha: int) -> Session:
    for age, amount in ((-5, "100.10"), (20, "200.20")):
        post(session, alpha, "invoice", age, amount, "CNY")
    for age, amount in ((-1, "0.33"), (10, "0.33"), (20, "0.33"), (95, "1000.01")):
        post(session, alpha, "invoice", age, amount, "USD")
    post(session, alpha, "credit_note", 0, "7.77", "USD")
    post(session, alpha, "invoice", 3, "5000", "JPY")
    post(session, alpha, "invoice", 0, "30", "USD", (
        Instalment(1, DAY - timedelta(40), D("10.01")), Instalment(2, DAY + timedelta(40), D("19.99"))))
    put_rate(session, "USD", DAY - timedelta(3), D("7.1234"))
    return session


def whole(session: Session, **how: object) -> BaseTotal:
    own = next((row for row in aging.aging_report(session, DAY, **how).totals  # type: ignore[arg-type]
                if row.currency == "CNY"), None)
    return base_total(session, DAY, own, **how)  # type: ignore[arg-type]


def test_a_currency_without_a_rate_leaves_no_total_and_is_named(filled: Session) -> None:
    assert whole(filled) == BaseTotal(None, ("JPY",))


def test_items_are_rounded_one_by_one(filled: Session) -> None:
    put_rate(filled, "JPY", DAY, D("0.0471"))
    row = whole(filled).row
    assert row is not None and row.currency == "CNY"
    # 0.33 USD is 2.350722 CNY, thus 2.35 each time
    assert row.not_due == D("100.10") + D("2.35") + D("142.40")  # 19.99 USD of the second instalment
    assert row.buckets == (D("200.20") + D("2.35") * 2 + D("235.50"), D("71.31"), D(0), D("7123.47"))
    assert row.unapplied == D("-55.35")
    assert row.balance == row.not_due + sum(row.buckets) + row.unapplied


@pytest.mark.parametrize("basis", [rule.BY_DUE, rule.BY_INVOICE])
@pytest.mark.parametrize("credits", [rule.OWN_COLUMN, rule.BY_DATE])
@pytest.mark.parametrize("buckets", [rule.STANDARD, rule.BY_YEAR])
def test_at_a_rate_of_one_it_is_the_sum_of_the_currencies(filled: Session, alpha: int, basis: str, credits: str,
                                                          buckets: rule.Buckets) -> None:
    put_rate(filled, "USD", DAY, D(1))
    put_rate(filled, "JPY", DAY, D(1))
    how = {"basis": basis, "credits": credits, "buckets": buckets}
    totals = aging.aging_report(filled, DAY, **how).totals  # type: ignore[arg-type]
    row = whole(filled, **how).row
    assert row is not None
    assert row.not_due == sum(one.not_due for one in totals)
    assert row.buckets == tuple(map(sum, zip(*(one.buckets for one in totals), strict=True)))
    assert row.unapplied == sum(one.unapplied for one in totals)
    assert row.balance == sum(one.balance for one in totals)


def test_nothing_in_the_books_currency(session: Session, alpha: int) -> None:
    post(session, alpha, "invoice", 10, "100", "USD")
    put_rate(session, "USD", DAY, D(7))
    row = whole(session).row
    assert row is not None and row.balance == row.buckets[0] == D(700)
