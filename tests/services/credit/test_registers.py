"""Registers of the firm: providers and cases, insurance policies, assignments to factors and what they do to the exposure (A76, A114)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.services import company, customers
from creditdesk.services.credit.covers import add_cover, CoverDraft
from creditdesk.services.credit.file_writing import join_group
from creditdesk.services.credit.groups import decide_group_limit, room_in
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.credit.registers import end_register, registers, save_register
from creditdesk.services.credit.usage import usage
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def put(session: Session, kind: str, replaces: int = 0, **values: str) -> int:
    return save_register(session, FileEntry(0, 0, kind, DAY, values, replaces=replaces))


@pytest.fixture
def owed(session: Session, alpha: int) -> int:
    """Alpha owes 1,000 and 500; a limit of 2,000 is in force."""
    done = post_entries(session, [
        {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-11-01", "amount": "1000.00"},
        {"kind": "invoice", "no": "I2", "customer": "C1", "date": "2026-11-02", "amount": "500.00"}])
    assert not done.problems
    decide(session, alpha, d(2000), "CNY", date(2026, 1, 1), reason="known for years")
    return alpha


def exposures(session: Session, customer_id: int) -> set[Decimal | None]:
    """The exposure as lists, the limit and the order check tell it."""
    return {usage(session, DAY)[customer_id].exposure, limit_view(session, customer_id, DAY).exposure,
            check_order(session, customer_id, d(10), DAY).decision.exposure}


@pytest.mark.parametrize(("values", "left", "advanced"), [
    ({"invoices": "I1"}, "500", "0"),
    ({"invoices": "I1", "share": "80%", "advance": "90%"}, "700", "900"),
    ({"invoices": "I1、I2", "advance": "50%"}, "0", "750"),
    ({}, "0", "0"),
    ({"invoices": "I1", "recourse": "yes", "advance": "70"}, "1500", "700")])
def test_the_risk_sold_leaves_the_exposure(session: Session, owed: int, values: dict[str, str], left: str, advanced: str) -> None:
    assert exposures(session, owed) == {d(1500)}
    put(session, "factoring", factor="F", customer="C1", **values)
    assert exposures(session, owed) == {d(left)}
    row = registers(session, DAY).assignments[0]
    assert (row.advanced, row.customer) == (d(advanced), "Alpha")


def test_the_waterfall_says_what_was_sold_and_the_invoice_paid_counts_no_more(session: Session, owed: int) -> None:
    put(session, "factoring", factor="F", customer="Alpha", invoices="I1")
    terms = check_order(session, owed, d(10), DAY).terms
    assert terms is not None
    assert dict(terms.waterfall)["sold"] == -1000
    assert sum(amount for _name, amount in terms.waterfall) == terms.total == 500
    post_entries(session, [{"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-11-19", "amount": "1000.00",
                            "allocate": [{"to": "I1", "amount": "1000.00"}]}])
    assert exposures(session, owed) == {d(500)}
    assert registers(session, DAY).assignments[0].sold == 0


def test_a_group_leaves_it_out_too_and_an_ended_assignment_counts_again(session: Session, owed: int) -> None:
    join_group(session, "North", [owed], date(2026, 1, 1))
    decide_group_limit(session, "North", d(9000), "CNY", date(2026, 1, 1), "policy")
    key = put(session, "factoring", factor="F", customer="C1", invoices="I1")
    with session.book.read() as connection:
        room = room_in(connection, owed, DAY)
    assert room is not None and room.exposure == 500
    end_register(session, key, DAY, "bought back")
    assert exposures(session, owed) == {d(1500)}


@pytest.mark.parametrize(("kind", "values", "code"), [
    ("factoring", {"factor": "F", "customer": "C1", "invoices": "I9"}, "unknown_invoice"),
    ("factoring", {"factor": "F", "customer": "Nobody"}, "unknown_customer"),
    ("factoring", {"customer": "C1"}, "required"),
    ("policy", {"insurer": "I", "no": "1", "begins": "2026-01-01", "ends": "2025-01-01", "percent": "90"}, "out_of_range"),
    ("policy", {"insurer": "I", "no": "1", "begins": "2026-01-01", "ends": "2026-12-31", "percent": "90", "notify": "soon"}, "bad_days"),
    ("provider", {"name": "D&B", "role": "friend"}, "bad_choice"), ("nothing", {}, "unknown_kind")])
def test_what_cannot_be_is_refused(session: Session, owed: int, kind: str, values: dict[str, str], code: str) -> None:
    with pytest.raises(CreditDeskError) as caught:
        put(session, kind, **values)
    assert caught.value.code == code


def test_a_claim_is_assigned_once(session: Session, owed: int) -> None:
    first = put(session, "factoring", factor="F", customer="C1", invoices="I1")
    with pytest.raises(CreditDeskError) as caught:
        put(session, "factoring", factor="G", customer="C1")
    assert caught.value.code == "assigned"
    put(session, "factoring", first, factor="F", customer="C1", invoices="I1 I2")
    assert exposures(session, owed) == {d(0)}


def test_cases_follow_a_provider_through_its_versions(session: Session, owed: int) -> None:
    first = put(session, "provider", name="Law & Co", role="law_firm")
    put(session, "case", matter="suit", customer="C1", amount="1000", cost="80", of=str(first))
    put(session, "case", matter="collection", amount="500", recovered="400", closed_on="2026-11-19", result="partly", of=str(first))
    put(session, "provider", first, name="Law & Co", role="law_firm", fee="8 %")
    (row,) = registers(session, DAY).providers
    assert (row.entry.value("fee"), len(row.cases), row.open) == ("8 %", 2, 1)
    assert (row.total("amount"), row.total("recovered"), row.total("cost")) == (1500, 400, 80)


def test_a_policy_says_what_it_covers_and_cash_what_it_saves(session: Session, owed: int) -> None:
    """Cash 450, liabilities 1,500: 0.30; the largest debtor lost 1,500: −0.70, insured 1,000 × 90 %: −0.10 (DOMAIN F)."""
    company.save_settings(session, {"own_cash": "450", "own_current_liabilities": "1500"})
    put(session, "policy", insurer="中国信保", no="P-1", begins="2026-01-01", ends="2026-12-31", percent="90")
    add_cover(session, CoverDraft(owed, "insurance", d(1000), "CNY", d("0.9"), "中国 信保"))
    customers.save(session, Customer(0, "C2", "Beta"))
    found = registers(session, DAY)
    (row,) = found.policies
    assert (row.customers, row.limits, row.covered) == (1, 1000, 900)
    assert found.cash is not None and found.cash.largest == "Alpha"
    assert [found.cash.now.value, found.cash.uninsured.value, found.cash.insured.value] == [d("0.3"), d("-0.7"), d("-0.1")]
    put(session, "factoring", factor="F", customer="C1", invoices="I1", advance="30%", recourse="yes")
    cash = registers(session, DAY).cash
    assert cash is not None and cash.without_advances.value == d("0.1")


@pytest.mark.parametrize("make", [lambda s: put(s, "provider", name="X"), lambda s: end_register(s, 1, DAY, "")])
def test_who_may(session: Session, make: Callable[[Session], object]) -> None:
    from dataclasses import replace
    with pytest.raises(CreditDeskError):
        make(replace(session, rights=frozenset()))
