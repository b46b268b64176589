"""Vetoes and caps that facts, statements and plans fire, with their evidence, and how they end (DOMAIN C7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.customers.facts import Fact
from creditdesk.services.credit import facts, order_check, scoring
from creditdesk.services.credit.book_scores import score_book
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def tell(session: Session, customer: int, key: str, value: str, source: str = "official", day: date = DAY, name: str = "") -> int:
    made = facts.record_fact(session, Fact(0, customer, key, value, source, day, source_name=name))
    assert made is not None
    return made


def fired(session: Session, customer: int, day: date = DAY) -> dict[str, str]:
    """Codes with their evidence; the whole book's score says the same, coverage aside."""
    alone = scoring.score_customer(session, customer, day)
    assert score_book(session, day)[customer].flags == alone.flags
    return {cap.code: cap.evidence for cap in alone.result.caps if cap.code not in ("V13", "V14")}


def test_a_fact_is_its_own_evidence(session: Session, alpha: int) -> None:
    number = tell(session, alpha, "V1", "yes", name="zxgk.court.gov.cn")
    assert fired(session, alpha) == {"V1": f"zxgk.court.gov.cn, 2026-11-20, #{number}"}


@pytest.mark.parametrize(("later", "holds"), [(0, True), (30, True), (31, True), (400, True), (3000, True)])
def test_a_veto_stands_until_it_is_lifted_however_old(session: Session, alpha: int, later: int, holds: bool) -> None:
    tell(session, alpha, "V4", "yes", "visit")
    day = DAY + timedelta(later)
    assert ("V4" in fired(session, alpha, day)) is holds
    tell(session, alpha, "V4", "no", "visit", day)
    assert "V4" not in fired(session, alpha, day)
    assert "V4" in fired(session, alpha, day - timedelta(1)) or not later


@pytest.mark.parametrize(("day", "holds"), [(date(2027, 5, 20), True), (date(2027, 5, 21), False)])
def test_a_withdrawn_cover_counts_for_six_months(session: Session, alpha: int, day: date, holds: bool) -> None:
    tell(session, alpha, "V7", "yes", "insurer")
    assert ("V7" in fired(session, alpha, day)) is holds


@pytest.mark.parametrize(("status", "holds"), [
    ("吊销，未注销", True), ("注销", True), ("清算中", True), ("破产", True), ("revoked", True), ("In liquidation", True),
    ("存续（在营、开业、在册）", False), ("active", False), ("停业", False), ("迁出", False)])
def test_the_registered_status_fires_v2(session: Session, alpha: int, status: str, holds: bool) -> None:
    tell(session, alpha, "registration_status", status)
    assert ("V2" in fired(session, alpha)) is holds
    if holds:
        assert scoring.score_customer(session, alpha, DAY).result.grade == "D"
        checked = order_check.check_order(session, alpha, Decimal("1.00"), DAY)
        assert any(reason.code == "veto" for reason in checked.decision.reasons)
        tell(session, alpha, "V2", "no", "official", DAY + timedelta(1))  # the register was wrong
        assert "V2" not in fired(session, alpha, DAY + timedelta(1))


def test_a_broken_plan_is_a_veto_until_it_is_paid_or_ended(session: Session, alpha: int) -> None:
    result = post_entries(session, [
        {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-05-01", "due_date": "2026-05-31", "amount": "900.00"},
        {"kind": "plan", "customer": "C1", "signed_on": "2026-09-01", "invoices": ["I1"], "instalments": [
            {"due_date": "2026-10-01", "amount": "300.00"}, {"due_date": "2026-11-01", "amount": "300.00"},
            {"due_date": "2026-12-01", "amount": "300.00"}]}])
    assert not result.problems, result.problems
    assert "V3" not in fired(session, alpha, date(2026, 10, 6))  # five days are allowed
    assert fired(session, alpha, date(2026, 10, 7))["V3"] == "plan, 2026-09-01"
    post_entries(session, [{"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-11-10", "amount": "900.00",
                            "allocate": [{"to": "I1", "amount": "900.00"}]}])
    assert "V3" in fired(session, alpha, date(2026, 11, 9)) and "V3" not in fired(session, alpha, date(2026, 11, 10))


def test_equity_used_up_caps_until_a_value_typed_for_the_run_says_otherwise(session: Session, alpha: int) -> None:
    facts.record_financials(session, alpha, date(2025, 12, 31), {"total_assets": "900", "total_liabilities": "950",
                                                                 "current_assets": "10", "current_liabilities": "20"})
    assert "V9" in fired(session, alpha)
    row = next(row for row in scoring.score_customer(session, alpha, DAY, card="new").result.factors if row.code == "FN4")
    assert (row.score, round(float(row.value or 0), 4)) == (0, 1.0556)
    typed = scoring.score_customer(session, alpha, DAY, card="new", overrides={"FN4": "50%"})
    assert not any(cap.code == "V9" for cap in typed.result.caps)
    typed = scoring.score_customer(session, alpha, DAY, card="new", overrides={"FN4": "1"})
    assert any(cap.code == "V9" for cap in typed.result.caps)
