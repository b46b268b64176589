"""Limits from the book: methods, what is in force, exposure and what is free."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.documents import CREDIT_NOTE, INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.credit import facts, limits
from creditdesk.services.credit.limit_view import limit_view, LimitView
from creditdesk.services.credit.scoring import save_score, score_customer
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session

d = Decimal
DAY = date(2026, 6, 30)
GOOD = dict(pair.split("=") for pair in (
    "FN1=1.60 FN2=110% FN3=0.24 FN4=50% FN5=5.5 FN6=3.89% FN7=0.0609 FN8=58.8 FN9=50.7 FN10=18% FN11=upper_grey EX1=none "
    "EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7").split())


def method(view: LimitView, code: str) -> tuple[Decimal | None, bool, str]:
    found = next(item for item in view.methods if item.code == code)
    return found.limit, found.usable, found.reason


def trade(session: Session, customer: int, *, late: int = 10) -> None:
    """Twelve months of one invoice of 36,500.00, the last of 73,000.00; each paid `late` days after 60."""
    with entry(session, "post", "document") as (work, _says):
        for n in range(12):
            day = date(2025 + (n + 6) // 12, (n + 6) % 12 + 1, 15)
            amount = d("73000.00") if n == 11 else d("36500.00")
            invoice = work.document(DocumentDraft(kind=INVOICE, customer_id=customer, no=f"I{n}", date=day,
                                                  due_date=day + timedelta(60), amount=amount, currency="CNY"))
            paid = day + timedelta(60 + late)
            if paid <= DAY:
                work.document(DocumentDraft(kind=RECEIPT, customer_id=customer, date=paid, amount=amount, currency="CNY",
                                            allocations=(AllocationDraft(invoice, amount),)))


def test_nothing_known(session: Session, alpha: int) -> None:
    view = limit_view(session, alpha, DAY)
    assert [(item.code, item.usable) for item in view.methods] == [
        ("need", False), ("capacity", False), ("history", False), ("own_tolerance", False), ("mitigants", False),
        ("risk_return", False)]
    assert all(item.reason for item in view.methods)
    assert (view.proposed, view.in_force, view.available, view.exposure, view.grade) == (50_000, None, None, 0, "NR")


def test_need_and_history_from_the_ledger(session: Session, alpha: int) -> None:
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), terms="60"))
    trade(session, alpha)
    view = limit_view(session, alpha, DAY)
    # 474,500 / 365 × (60 + 10) × (73,000 ÷ 39,541.67)
    assert method(view, "need") == (d("168000.00"), True, "")
    save_score(session, score_customer(session, alpha, DAY, card="new", overrides=GOOD))
    view = limit_view(session, alpha, DAY)
    limit, usable, _reason = method(view, "history")
    assert usable and limit is not None
    assert (view.grade, limit) == ("A", d("73000.00") * 3 // 2 * d("1.3"))
    assert view.proposed == 140_000  # the history of 142,350, rounded down
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), terms="EOM+60"))
    assert method(limit_view(session, alpha, DAY), "need")[0] == d("204000.00")  # 15 days of accumulation more


def test_own_figures_come_from_policy(session: Session, alpha: int) -> None:
    company.save_settings(session, {"own_net_assets": "8000000", "planned_sales": "3650000", "target_dso": "100",
                                    "margin": "0.12", "limit_net_worth_A": "0.35"})
    trade(session, alpha)
    facts.record_financials(session, alpha, date(2025, 12, 31), {"total_assets": "80000", "total_liabilities": "0"})
    save_score(session, score_customer(session, alpha, DAY, card="new", overrides=GOOD))
    view = limit_view(session, alpha, DAY)
    assert method(view, "own_tolerance")[0] == d("150000.00")  # 15 % of the budget of 1,000,000
    assert method(view, "capacity")[0] == d("14000.00")  # 80,000 × 35 %, half of it without working capital
    assert next(item for item in view.methods if item.code == "risk_return").limit is not None


def test_none_zero_temporary_and_expiry(session: Session, alpha: int) -> None:
    with entry(session, "post", "document") as (work, _says):
        for kind, no, amount in ((INVOICE, "I1", "1000.00"), (RECEIPT, "R1", "200.00"), (CREDIT_NOTE, "K1", "50.00")):
            work.document(DocumentDraft(kind=kind, customer_id=alpha, no=no, date=date(2026, 6, 1),
                                        due_date=date(2026, 7, 1) if kind == INVOICE else None, amount=d(amount),
                                        currency="CNY"))
    assert limit_view(session, alpha, DAY).available is None
    limits.decide(session, alpha, d(0), "CNY", date(2026, 1, 1), reason="stop")
    view = limit_view(session, alpha, DAY)
    assert (view.in_force, view.exposure, view.available) == (0, d("750.00"), d("-750.00"))
    limits.decide(session, alpha, d(5000), "CNY", date(2026, 3, 1), date(2026, 5, 31), reason="spring")
    limits.decide(session, alpha, d(300), "CNY", date(2026, 6, 1), date(2026, 6, 30), temporary=True, reason="order 7")
    view = limit_view(session, alpha, DAY)
    assert (view.in_force, view.temporary, view.available) == (5000, 300, d("4550.00"))
    assert (view.effective, view.expires) == (date(2026, 3, 1), date(2026, 5, 31))  # expired, yet it goes on measuring
    assert limit_view(session, alpha, date(2026, 7, 1)).temporary == 0
    assert limit_view(session, alpha, date(2026, 2, 1)).in_force == 0
    assert len(view.history) == 3
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("amount", "start", "until", "temporary", "reason", "code"), [
    ("-1", date(2026, 1, 1), None, False, "x", "bad_amount"), ("1", date(2026, 1, 1), None, False, " ", "missing"),
    ("1", date(2026, 2, 1), date(2026, 1, 1), False, "x", "out_of_range"), ("1", date(2026, 1, 1), None, True, "x", "missing"),
    ("1", date(2026, 1, 1), date(2026, 4, 30), True, "x", "out_of_range"), ("1.001", date(2026, 1, 1), None, False, "x",
                                                                            "too_many_decimals")])
def test_refused_decisions(session: Session, alpha: int, amount: str, start: date, until: date | None, temporary: bool,
                           reason: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        limits.decide(session, alpha, d(amount), "CNY", start, until, temporary=temporary, reason=reason)
    assert refused.value.code == code
    assert limit_view(session, alpha, DAY).history == ()


def test_no_rate_leaves_the_exposure_open(session: Session, alpha: int) -> None:
    with entry(session, "post", "document") as (work, _says):
        work.document(DocumentDraft(kind=INVOICE, customer_id=alpha, no="U1", date=date(2026, 6, 1),
                                    due_date=date(2026, 7, 1), amount=d("10.00"), currency="USD"))
    limits.decide(session, alpha, d(5000), "CNY", date(2026, 3, 1), reason="usual")
    view = limit_view(session, alpha, DAY)
    assert (view.in_force, view.exposure, view.available) == (5000, None, None)
