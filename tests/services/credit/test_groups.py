"""Limits of groups: no less than a member's, and what they leave for each (DOMAIN D10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.credit.grades import lifted_by_parent
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import RuleError
from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.credit import limits
from creditdesk.services.credit.covers import add_cover, CoverDraft
from creditdesk.services.credit.file_writing import join_group
from creditdesk.services.credit.groups import decide_group_limit, groups
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.credit.policy_params import change_policy
from creditdesk.services.ledger.entry import entry
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


@pytest.fixture
def beta(session: Session, alpha: int) -> int:
    """C2 of the same group; Alpha may owe 1,000 and owes 600, Beta 2,000 and 900."""
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    join_group(session, "North", [alpha, beta], date(2026, 1, 1))
    for key, limit, owed in ((alpha, 1000, "600.00"), (beta, 2000, "900.00")):
        limits.decide(session, key, d(limit), "CNY", date(2026, 1, 1), reason="a usual limit")
        with entry(session, "post", "document") as (work, _says):
            work.document(DocumentDraft(kind=INVOICE, customer_id=key, no=f"I{key}", date=date(2026, 11, 1),
                                        due_date=date(2026, 12, 1), amount=d(owed), currency="CNY"))
    return beta


def test_the_group_leaves_less_than_the_member_has(session: Session, alpha: int, beta: int) -> None:
    assert [(row.name, row.limit, row.exposure) for row in groups(session, DAY)] == [("North", None, 1500)]
    assert limit_view(session, beta, DAY).available == 1100
    decide_group_limit(session, "North", d(2000), "CNY", date(2026, 11, 1), "policy")
    assert groups(session, DAY)[0].available == 500
    assert (limit_view(session, alpha, DAY).available, limit_view(session, beta, DAY).available) == (400, 500)
    held = check_order(session, beta, d(600), DAY).decision
    assert (held.decision, [reason.code for reason in held.reasons], held.available) == ("hold", ["group_limit"], 500)
    assert check_order(session, beta, d(500), DAY).outcome == "pass"
    decide_group_limit(session, "North", None, "CNY", date(2026, 11, 2), "no longer one group")
    assert check_order(session, beta, d(600), DAY).outcome == "pass"
    assert company.verify_book(session).ok


def test_never_below_a_member(session: Session, beta: int) -> None:
    with pytest.raises(RuleError) as refused:
        decide_group_limit(session, "North", d("1999.99"), "CNY", DAY, "policy")
    assert refused.value.code == "below_member"
    decide_group_limit(session, "North", d(2000), "CNY", DAY, "policy")
    with pytest.raises(RuleError) as refused:
        limits.decide(session, beta, d(2001), "CNY", DAY, reason="wants more")
    assert refused.value.code == "above_group"
    with pytest.raises(RuleError) as refused:
        decide_group_limit(session, "South", d(1), "CNY", DAY, "policy")
    assert refused.value.code == "unknown_group"


@pytest.mark.parametrize(("own", "parent", "grade"), [
    ("BB", "AA", "A"), ("A", "A", "A"), ("CCC", "C", "CCC"), ("C", "CC", "C"), ("CC", "B", "CCC"), ("D", "AAA", "D"),
    ("NR", "AAA", "NR"), ("BB", "D", "BB"), ("BB", "NR", "BB")])
def test_under_a_parents_guarantee(own: str, parent: str, grade: str) -> None:
    assert lifted_by_parent(own, parent) == grade


def test_a_parents_guarantee_lifts_a_member_and_counts_once(session: Session, alpha: int, beta: int) -> None:
    post_entries(session, [{"kind": "financials", "customer": "C1", "period_end": "2025-12-31", "unit": "1", "audited": True,
                            "lines": {"equity": "1000000", "current_assets": "1000000", "current_liabilities": "0"}}])
    add_cover(session, CoverDraft(alpha, "corporate_guarantee", d(100_000), "CNY", provider="Beta", guarantor_grade="AA",
                                  begins=date(2026, 1, 1), until=date(2027, 1, 1)))
    plain = limit_view(session, alpha, DAY, grade="BB")
    assert (plain.lifted, plain.proposal.covered, len(plain.held)) == ("BB", 100_000, 1)  # 5 % and half of the guarantee
    change_policy(session, {"parent_lifts": "on"}, DAY, "groups stand together", DAY)
    lifted = limit_view(session, alpha, DAY, grade="BB")
    assert (lifted.grade, lifted.lifted, lifted.proposal.covered, lifted.held) == ("BB", "A", 100_000, ())
    after = limit_view(session, alpha, date(2027, 1, 2), grade="BB")
    assert (after.lifted, after.proposal.covered) == ("BB", 50_000)  # the guarantee has run out
