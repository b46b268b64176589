"""The worklist, and the reports of interest and limitation, on a real book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers, rates
from creditdesk.services.collections import letters
from creditdesk.services.collections.agreements import yearly_rate
from creditdesk.services.collections.contacts import add_promise, ContactDraft, log_contact, PromiseDraft
from creditdesk.services.collections.interest import interest_report
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.limitation import limitation_report
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.ledger import disputes, posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def add(session: Session, code: str, *debts: tuple[str, int], currency: str = "CNY", **more: object) -> int:
    """A customer with invoices of (amount, days late)."""
    key = customers.save(session, replace(Customer(0, code, f"Firm {code}"), **more))  # type: ignore[arg-type]
    for amount, late in debts:
        due = DAY - timedelta(late)
        posting.post_document(session, DocumentDraft(kind="invoice", customer_id=key, date=due - timedelta(30),
                                                     due_date=due, amount=D(amount), currency=currency))
    return key


def test_the_order_of_the_example(session: Session) -> None:
    """DOMAIN I2: 56,000 and 48,750; 42,000 comes first, its promise is broken."""
    add(session, "A", ("200000", 20), strategic=True)
    add(session, "B", ("50000", 75))
    broken = add(session, "C", ("80000", 10))
    add_promise(session, PromiseDraft(broken, D("80000"), "CNY", DAY - timedelta(3), DAY - timedelta(9)))
    found = worklist(session, DAY)
    assert [(row.code, row.tier, row.priority, row.stage, row.letter) for row in found] == [
        ("C", "T1", D("42000"), 1, "L2"), ("A", "T2", D("56000"), 1, "L2"), ("B", "T2", D("48750"), 3, "L2")]
    assert [row.next_action for row in found] == ["confirm", "call", "demand"]
    log_contact(session, ContactDraft(broken, f"{DAY.isoformat()}T10:00", "phone"))
    assert worklist(session, DAY)[-1].code == "C" and worklist(session, DAY)[-1].tier == "T2"


def test_a_pending_promise_has_no_weight_but_its_day_has(session: Session, alpha: int) -> None:
    key = add(session, "P", ("1000", 40))
    add_promise(session, PromiseDraft(key, D("1000"), "CNY", DAY + timedelta(1), DAY))
    (row,) = worklist(session, DAY)
    assert (row.priority, row.tier, row.letter, row.skip, row.next_action, row.next_date, row.due_today) == (
        D(0), "T2", None, "promise", "check_promise", DAY + timedelta(1), False)
    (row,) = worklist(session, DAY + timedelta(1))
    assert (row.tier, row.due_today) == ("T1", True)
    assert worklist(session, DAY, due_only=True) == []


def test_small_and_disputed_debts_are_not_listed(session: Session) -> None:
    key = add(session, "A", ("100", 40))
    add(session, "B", ("100.01", 40))
    company.save_settings(session, {"small_amount": "100"})
    assert [row.code for row in worklist(session, DAY)] == ["B"]
    company.save_settings(session, {"small_amount": "0"})
    disputes.add_dispute(session, 1, D("100"), "QL", DAY - timedelta(1))
    assert key and [row.code for row in worklist(session, DAY)] == ["B"]


def test_touch_follows_the_last_contact_and_letter(session: Session, tmp_path: Path) -> None:
    key = add(session, "A", ("100", 40))
    assert worklist(session, DAY)[0].due_today
    letters.issue_letters(session, LetterRequest(DAY), tmp_path)
    (row,) = worklist(session, DAY + timedelta(1))
    assert (row.next_date, row.due_today, row.letter, row.skip) == (DAY + timedelta(7), False, None, "recent")
    log_contact(session, ContactDraft(key, (DAY + timedelta(2)).isoformat(), "phone", next_on=DAY + timedelta(4)))
    assert worklist(session, DAY + timedelta(3))[0].next_date == DAY + timedelta(4)


def test_amounts_are_in_base_currency_item_by_item(session: Session) -> None:
    add(session, "A", ("10.05", 40), ("10.05", 41), currency="USD")
    (row,) = worklist(session, DAY)
    assert (row.overdue, row.unrated, row.letter, row.currency) == (D(0), ("USD",), "L2", "CNY")
    rates.put_rate(session, "USD", date(2026, 1, 1), D("7.1"))
    (row,) = worklist(session, DAY)
    assert (row.overdue, row.unrated) == (D("142.72"), ())


def test_a_past_day_sees_the_book_as_it_was(session: Session) -> None:
    key = add(session, "A", ("100", 40))
    posting.post_document(session, DocumentDraft(kind="receipt", customer_id=key, date=DAY - timedelta(5), amount=D("100"),
                                                 currency="CNY", allocations=(AllocationDraft(1, D("100")),)))
    assert worklist(session, DAY) == []
    (row,) = worklist(session, DAY - timedelta(6))
    assert (row.days_overdue, row.overdue, row.stage) == (34, D("100.00"), 2)


def test_a_claim_about_to_expire_comes_first(session: Session) -> None:
    add(session, "A", ("100000", 20))
    add(session, "B", ("10", 3 * 365 - 20))
    first, _ = worklist(session, DAY)
    assert (first.code, first.tier, first.limitation_days, first.letter) == ("B", "T0", 21, "L4")


@pytest.mark.parametrize(("late", "written", "expires", "state"), [
    (10, False, date(2029, 11, 10), "green"), (-10, False, date(2029, 11, 30), "green"),
    (3 * 365 - 19, False, date(2026, 12, 10), "flashing"), (3 * 365 + 11, False, date(2026, 11, 10), "expired"),
    (3 * 365 + 11, True, date(2029, 11, 19), "green")])
def test_limitation(session: Session, late: int, written: bool, expires: date, state: str) -> None:
    key = add(session, "A", ("100", late))
    if written:
        add_promise(session, PromiseDraft(key, D("100"), "CNY", DAY, DAY - timedelta(1), written=True))
    (row,) = limitation_report(session, DAY)
    assert row.clock is not None and (row.clock.expires, row.clock.state) == (expires, state)


def test_limitation_is_restarted_by_payment_and_proof_and_not_tracked_abroad(session: Session) -> None:
    key = add(session, "A", ("100", 400), ("50", 400))
    add(session, "B", ("100", 400), country="FR")
    posting.post_document(session, DocumentDraft(kind="receipt", customer_id=key, date=DAY - timedelta(9), amount=D("10"),
                                                 currency="CNY", allocations=(AllocationDraft(1, D("10")),)))
    log_contact(session, ContactDraft(key, (DAY - timedelta(4)).isoformat(), "phone"))
    log_contact(session, ContactDraft(key, (DAY - timedelta(5)).isoformat(), "ems", interrupts=True,
                                      invoices=["INV-2025-0002"]))
    paid, proved, foreign = limitation_report(session, DAY)
    assert paid.clock and (paid.clock.interrupted_on, paid.clock.interrupted_by) == (DAY - timedelta(9), "b")
    assert proved.clock and (proved.clock.interrupted_on, proved.clock.interrupted_by) == (DAY - timedelta(5), "a")
    assert paid.open == D("90.00") and foreign.clock is None
    company.save_settings(session, {"limitation_years": "5"})
    abroad = limitation_report(session, DAY)[2].clock
    assert abroad is not None and abroad.expires == date(2030, 10, 16)


@pytest.mark.parametrize(("fields", "regime", "interest"), [
    ({}, 3, D("55.48")), ({"contract_rate": "10%"}, 1, D("123.29")), ({"size": "large"}, 2, D("225.00")),
    ({"country": "US"}, 7, None)])
def test_interest(session: Session, fields: dict[str, Any], regime: int, interest: D | None) -> None:
    add(session, "A", ("10000", 45), **fields)
    (line,) = interest_report(session, DAY)
    assert (line.code, line.result.regime, line.result.interest, line.result.days) == ("A", regime, interest, 45)


@pytest.mark.parametrize(("text", "rate"), [
    ("12%", "0.12"), ("0.12", "0.12"), ("12", "0.12"), ("0.05%/day", "0.1825"), ("每日0.05%", "0.1825"), ("5‰", "0.005"),
    ("12 % p.a.", "0.12"), ("", None), ("按合同", None)])
def test_contract_rates_as_people_write_them(text: str, rate: str | None) -> None:
    assert yearly_rate(text) == (None if rate is None else D(rate))
