"""Duties better kept apart: by the roles, and by what the history says one person did (DOMAIN K)."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest

from creditdesk.domain.customers.records import BankAccount
from creditdesk.domain.errors import InputError
from creditdesk.services import company, customers, users
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.credit import order_entry
from creditdesk.services.credit.applications import approve, LimitRequest, submit_limit
from creditdesk.services.credit.orders import OrderDraft
from creditdesk.services.duties import duties_report, write_duties
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
PASSWORD = "correct horse"


def report(session: Session) -> list[tuple[str, str, str]]:
    return [(act.duty, act.user, act.what) for act in duties_report(session, DAY - timedelta(30), DAY).acts]


def test_one_person_alone(session: Session, alpha: int, tmp_path: Path) -> None:
    assert report(session) == []
    post_entries(session, [
        {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-08-01", "due_date": "2026-08-31", "amount": "900.00"},
        {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-09-01", "amount": "100.00", "allocate": [
            {"to": "I1", "amount": "100.00"}]}])
    post_entries(session, [{"kind": "write_off", "invoice": "I1", "amount": "1.00", "date": "2026-11-01", "reason": "cents"}])
    submit_limit(session, LimitRequest(alpha, Decimal(20_000), "CNY", DAY, reason="a first order"), DAY)
    firm = company.profile(session)
    company.save_profile(session, dataclasses.replace(firm, bank_accounts=(BankAccount("CNY", firm.name, "ICBC", "42"),)))
    issue_letters(session, LetterRequest(DAY), tmp_path / "letters")
    assert sorted(report(session)) == [("apply_approve", "tester", "Alpha"), ("bank_letters", "tester", ""),
                                       ("receipt_write_off", "tester", "Alpha")]
    found = duties_report(session, DAY, DAY)
    assert found.single and not found.roles
    path = write_duties(session, found, tmp_path / "duties.pdf")
    assert "Separation of duties" in pypdf.PdfReader(path).pages[0].extract_text()
    assert duties_report(session, DAY - timedelta(30), DAY - timedelta(1)).acts == ()
    with pytest.raises(InputError):
        duties_report(session, DAY, DAY - timedelta(1))


def test_several_people(session: Session, alpha: int) -> None:
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), salesperson="Cy"))
    post_entries(session, [{"kind": "policy", "key": "order_check", "value": "on", "from": "2026-01-01"},
                           {"kind": "limit", "customer": "C1", "amount": "100.00", "from": "2026-01-01", "reason": "small"}])
    ann, _code = users.set_up(session, "Ann", PASSWORD)
    users.add_user(ann, "Bo", PASSWORD, ["sales", "bookkeeper"])
    bo = users.sign_in(session, "Bo", PASSWORD)
    key = submit_limit(bo, LimitRequest(alpha, Decimal(20_000), "CNY", DAY, reason="a first order"), DAY).application_id or 0
    approve(ann, key, DAY, comment="fits", deposit_agreed=True)
    placed = order_entry.place_order(bo, OrderDraft(alpha, DAY, Decimal(50_000)))
    order_entry.release_order(ann, placed.order.id, "strategic", Decimal(50_000), DAY, note="an old customer")
    assert report(ann) == []  # the ban kept everything apart
    users.change_user(ann, "Ann", ["owner"], "Cy")  # the owner sells to the customer after all
    assert report(ann) == [("release_salesperson", "Ann", f"{placed.order.no} Alpha")]
    assert {name for name, _sentence in duties_report(ann, DAY, DAY).roles} == {"Cy"}  # the owner may do everything
