"""Scores follow what is entered on the day: only of whom it touches, once, and never of the past (DOMAIN A36, A73)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.industry import IndustryNote, OUTLOOK
from creditdesk.domain.customers.records import Customer
from creditdesk.services import company, customers, rates
from creditdesk.services.credit import facts, limits, scoring
from creditdesk.services.credit.industry import set_industry_notes
from creditdesk.services.credit.recalculate import catch_up, grade_changes, start_from_here
from creditdesk.services.overview.today import day_tasks
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def post(session: Session, *entries: dict[str, object]) -> None:
    result = post_entries(session, list(entries))
    assert not result.problems, result.problems


def invoice(no: str, customer: str = "C1") -> dict[str, object]:
    return {"kind": "invoice", "no": no, "customer": customer, "date": "2026-07-01", "due_date": "2026-07-31", "amount": "900.00"}


@pytest.fixture
def three(session: Session) -> Session:
    """C1 and C2 scored and looked at, C3 never scored; an invoice of C1 is open."""
    for n, industry in ((1, "C27"), (2, "F51"), (3, "C27")):
        customers.save(session, Customer(0, f"C{n}", f"Firm {n}", industry=industry))
    post(session, invoice("I1"))
    for n in (1, 2):
        scoring.save_score(session, scoring.score_customer(session, n, DAY))
    assert catch_up(session, DAY).looked_at == 2
    assert catch_up(session, DAY).looked_at == 0
    return session


CHANGES: dict[str, tuple[Callable[[Session], object], set[int]]] = {
    "payment": (lambda s: post(s, {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-11-19", "amount": "900.00",
                                   "allocate": [{"to": "I1", "amount": "900.00"}]}), {1}),
    "reversal": (lambda s: post(s, {"kind": "reversal", "of": "I1", "customer": "C1", "date": "2026-11-19", "reason": "wrong"}), {1}),
    "dispute": (lambda s: post(s, {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "5.00", "reason": "QL",
                                   "raised_on": "2026-11-01"}), {1}),
    "promise": (lambda s: post(s, {"kind": "promise", "customer": "C2", "amount": "5.00", "date": "2026-12-01",
                                   "made_on": "2026-11-19"}), {2}),
    "fact": (lambda s: facts.record_fact(s, Fact(0, 2, "EX1", "none", "official", DAY)), {2}),
    "fact of one never scored": (lambda s: facts.record_fact(s, Fact(0, 3, "EX1", "none", "official", DAY)), set()),
    "limit": (lambda s: limits.decide(s, 1, d(5000), "CNY", DAY, None, reason="a first limit"), {1}),
    "order": (lambda s: post(s, {"kind": "order", "no": "O1", "customer": "C2", "date": "2026-11-19", "amount": "70.00"}), {2}),
    "outlook": (lambda s: set_industry_notes(s, [IndustryNote("C", OUTLOOK, "1", "shrinking", DAY)]), {1}),
    "customer": (lambda s: customers.save(s, Customer(2, "C2", "Firm 2", industry="F51", founded_on=date(2001, 1, 1))), {2}),
    "rate": (lambda s: rates.put_rate(s, "USD", DAY, d("7.1")), {1, 2}),
    "policy": (lambda s: post(s, {"kind": "policy", "key": "small_amount", "value": "100.00", "from": "2026-11-01"}), {1, 2}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_those_touched_are_looked_at_and_only_once(three: Session, name: str) -> None:
    change, touched = CHANGES[name]
    change(three)
    assert catch_up(three, DAY).looked_at == len(touched)
    assert catch_up(three, DAY).looked_at == 0
    assert company.verify_book(three).ok


def test_a_new_day_looks_at_everybody_and_saves_only_what_moved(three: Session) -> None:
    before = [len(scoring.score_history(three, n)) for n in (1, 2)]
    found = catch_up(three, DAY + timedelta(1))
    assert found.looked_at == 2
    assert [len(scoring.score_history(three, n)) for n in (1, 2)] == [
        count + (n in {change.customer_id for change in found.changes}) for n, count in zip((1, 2), before, strict=True)]


def test_a_changed_grade_is_told_on_the_dashboard_and_the_old_score_stays(three: Session) -> None:
    old = scoring.score_history(three, 2)[0]
    facts.record_fact(three, Fact(0, 2, "V1", "yes", "official", DAY))
    assert [change.grade for change in catch_up(three, DAY).changes] == ["D"]
    assert [change.grade for change in grade_changes(three, DAY - timedelta(1), DAY)] == ["D"]
    task = next(task for task in day_tasks(three, DAY) if task.kind == "regraded")
    assert task.customer_id == 2
    assert scoring.open_score(three, old.id).result.grade == old.grade


def test_the_sample_company_keeps_its_scores_until_something_is_entered(session: Session, alpha: int) -> None:
    scoring.save_score(session, scoring.score_customer(session, alpha, DAY - timedelta(400), flags=("V1",)))
    start_from_here(session, DAY)
    assert catch_up(session, DAY).looked_at == 0
    facts.record_fact(session, Fact(0, alpha, "EX1", "none", "official", DAY))
    assert catch_up(session, DAY).looked_at == 1
