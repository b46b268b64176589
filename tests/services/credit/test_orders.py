"""Orders held, released and shipped; exposure in lists and in the check is one figure (DOMAIN D14)."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, HealthCheck, settings, strategies as st

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.documents import CREDIT_NOTE, INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers, rates
from creditdesk.services.credit import freezes, order_entry, order_list, orders
from creditdesk.services.credit.hold_slip import print_hold_slip
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.credit.orders import OrderDraft
from creditdesk.services.credit.usage import usage
from creditdesk.services.ledger import posting
from creditdesk.services.overview.dashboard import dashboard, limit_use
from creditdesk.services.overview.today import day_tasks
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

d = Decimal
DAY = date(2026, 11, 20)
LATER = date(2026, 11, 23)
TOO_LATE = date(2026, 11, 24)


def code_of(error: pytest.ExceptionInfo[CreditDeskError]) -> tuple[str, str | None]:
    return error.value.code, error.value.field


@pytest.fixture
def checked(session: Session, alpha: int) -> int:
    """Alpha with a limit of 1,000 in a book that checks orders."""
    decide(session, alpha, d(1000), "CNY", date(2026, 1, 1), reason="a limit for tests")
    post_entries(session, [{"kind": "policy", "key": "order_check", "value": "on", "from": "2026-01-01"}])
    return alpha


def test_without_the_switch_every_order_is_taken(session: Session, alpha: int) -> None:
    decide(session, alpha, d(0), "CNY", date(2026, 1, 1), reason="a limit of zero")
    placed = order_entry.place_order(session, OrderDraft(alpha, DAY, d(500)))
    assert (placed.check, placed.order.state, placed.order.no) == (None, orders.APPROVED, "SO-2026-0001")
    assert usage(session, DAY)[alpha].exposure == d(500)
    order_entry.ship_order(session, placed.order.id, DAY, d(500))
    assert company.verify_book(session).ok


def test_a_held_order_is_released_for_three_days(session: Session, checked: int) -> None:
    placed = order_entry.place_order(session, OrderDraft(checked, DAY, d(1500)))
    assert placed.check is not None and placed.check.outcome == "condition"
    assert (placed.order.state, placed.order.counts_from) == (orders.HELD, None)
    assert usage(session, DAY)[checked].exposure == 0
    with pytest.raises(CreditDeskError) as error:
        order_entry.ship_order(session, placed.order.id, DAY, d(100))
    assert code_of(error) == ("held", "order")
    order_entry.release_order(session, placed.order.id, "insured", d(1200), DAY, note="covered by the insurer")
    line = orders.orders_of(session, checked, DAY)[0]
    assert (line.state, line.released_until) == (orders.APPROVED, LATER)
    assert usage(session, DAY)[checked].exposure == d(1500)
    order_entry.ship_order(session, placed.order.id, LATER, d(1000))
    with pytest.raises(CreditDeskError):
        order_entry.ship_order(session, placed.order.id, LATER, d(201))
    with pytest.raises(CreditDeskError):
        order_entry.ship_order(session, placed.order.id, TOO_LATE, d(100))
    order_entry.ship_order(session, placed.order.id, TOO_LATE, d(100), already_shipped=True)
    logged = order_list.release_log(session, TOO_LATE)[0]
    assert (logged.held_for, logged.reason_code, logged.amount, logged.user) == (("over_limit",), "insured", d(1200),
                                                                                "tester")
    assert company.verify_book(session).ok


def test_an_order_with_the_deposit_it_needs_goes(session: Session, checked: int) -> None:
    assert order_entry.place_order(session, OrderDraft(checked, DAY, d(1500), deposit=d(500))).order.state == orders.APPROVED


def test_a_held_order_that_passes_by_now(session: Session, checked: int) -> None:
    placed = order_entry.place_order(session, OrderDraft(checked, DAY, d(1500)))
    assert order_entry.recheck_order(session, placed.order.id, DAY).order.state == orders.HELD
    decide(session, checked, d(2000), "CNY", DAY, reason="a higher limit")
    assert order_entry.recheck_order(session, placed.order.id, DAY).order.state == orders.APPROVED
    assert usage(session, DAY)[checked].exposure == d(1500)
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("change", "code"), [
    ({"reason_code": "because"}, ("bad_value", "reason")), ({"note": " "}, ("missing", "note")),
    ({"amount": d(1501)}, ("bad_amount", "amount")), ({"amount": d(0)}, ("bad_amount", "amount")),
    ({"days": 4}, ("out_of_range", "days")), ({"order_id": 99}, ("unknown_order", "order"))])
def test_releases_refused(session: Session, checked: int, change: dict[str, object], code: tuple[str, str]) -> None:
    placed = order_entry.place_order(session, OrderDraft(checked, DAY, d(1500)))
    whole = {"order_id": placed.order.id, "reason_code": "insured", "amount": d(1500), "day": DAY, "note": "why"} | change
    with pytest.raises(CreditDeskError) as error:
        order_entry.release_order(session, **whole)  # type: ignore[arg-type]
    assert code_of(error) == code


def test_what_passes_needs_no_release(session: Session, checked: int) -> None:
    placed = order_entry.place_order(session, OrderDraft(checked, DAY, d(500)))
    with pytest.raises(CreditDeskError) as error:
        order_entry.release_order(session, placed.order.id, "insured", d(500), DAY, note="why")
    assert code_of(error) == ("not_held", "order")


def test_cancelled_orders_count_no_more(session: Session, alpha: int) -> None:
    key = order_entry.place_order(session, OrderDraft(alpha, date(2026, 11, 10), d(500))).order.id
    shipped = order_entry.ship_order(session, key, date(2026, 11, 12), d(100))
    with pytest.raises(CreditDeskError) as error:
        orders.cancel(session, key, DAY, "customer withdrew")
    assert code_of(error) == ("depends", "order")
    orders.reverse_shipment(session, shipped, DAY, "wrong order")
    orders.cancel(session, key, DAY, "customer withdrew")
    assert usage(session, date(2026, 11, 19))[alpha].exposure == d(500)
    assert usage(session, DAY).get(alpha) is None or usage(session, DAY)[alpha].exposure == 0
    assert orders.orders_of(session, alpha, DAY)[0].state == orders.CANCELLED
    assert orders.orders_of(session, alpha, DAY, open_only=True) == ()
    assert company.verify_book(session).ok


def test_a_person_freezes_and_lifts(session: Session, alpha: int) -> None:
    freezes.freeze(session, alpha, DAY, "owner in court")
    found = check_order(session, alpha, d(10), DAY)
    assert [reason.code for reason in found.decision.reasons if reason.holds] == ["frozen"]
    assert check_order(session, alpha, d(10), date(2026, 11, 19)).outcome == "pass"
    freezes.lift(session, alpha, LATER, "settled")
    assert check_order(session, alpha, d(10), LATER).outcome == "pass"
    assert freezes.frozen_by(session, alpha, DAY) == ("restricted", DAY, "owner in court", "tester")
    assert company.verify_book(session).ok


def test_the_slip_is_printed(session: Session, checked: int, tmp_path: Path) -> None:
    found = check_order(session, checked, d(1500), DAY)
    text = pypdf.PdfReader(print_hold_slip(session, found, tmp_path / "slip.pdf")).pages[0].extract_text()
    assert "1,500.00" in text and "Alpha" in text


def test_the_overview_of_the_day_counts_orders_too(session: Session, alpha: int) -> None:
    decide(session, alpha, d(1000), "CNY", date(2026, 1, 1), reason="a limit for tests")
    posting.post_document(session, DocumentDraft(kind=INVOICE, customer_id=alpha, date=DAY, amount=d(600), no="I1",
                                                 currency="CNY"))
    order_entry.place_order(session, OrderDraft(alpha, DAY, d(900), deposit=d(100)))
    assert limit_use(session, DAY, dashboard(session, DAY).debtors)[0].used == d("1.4")
    over = next(task for task in day_tasks(session, DAY) if task.kind == "over_limit")
    assert (over.fields["over"], over.fields["percent"]) == (d(400), 140)


def test_an_order_of_a_merged_customer(session: Session, alpha: int) -> None:
    beta = customers.save(session, Customer(0, "C2", "Alpha Ltd"))
    order_entry.place_order(session, OrderDraft(beta, DAY, d(70), no="B1"))
    customers.merge(session, beta, alpha, "one firm")
    posting.post_document(session, DocumentDraft(kind=INVOICE, customer_id=alpha, date=DAY, amount=d(30), order_no="B1",
                                                 no="I1", currency="CNY"))
    assert usage(session, DAY)[alpha].exposure == d(70) == limit_view(session, alpha, DAY).exposure
    assert check_order(session, alpha, d(70), DAY, order_no="B1").decision.exposure == d(30)


def test_changes_outside_the_program_are_found(session: Session, alpha: int, book_path: Path, tmp_path: Path) -> None:
    key = order_entry.place_order(session, OrderDraft(alpha, DAY, d(500))).order.id
    order_entry.ship_order(session, key, DAY, d(100))
    freezes.freeze(session, alpha, DAY, "why")
    session.close()
    for number, statement in enumerate((
            "UPDATE sales_order SET deposit_minor = 1", "UPDATE shipment SET amount_minor = 1",
            "DELETE FROM shipment", "UPDATE credit_freeze SET lifted_on = since",
            "UPDATE sales_order SET cancelled_on = date, event_seq = NULL")):
        copy = Path(shutil.copy(book_path, tmp_path / f"{number}.creditdesk"))
        with sqlite3.connect(copy) as raw:
            raw.execute(statement)
        raw.close()
        opened = company.open_session(copy, user="tester", clock=session.clock)
        assert not company.verify_book(opened).ok, statement
        opened.close()


AMOUNTS = st.integers(1, 400).map(lambda number: d(number) * 10)
DAYS = st.integers(1, 19).map(lambda number: date(2026, 11, number))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["invoice", "receipt", "order", "credit", "bill", "settle"]), AMOUNTS, AMOUNTS,
                          DAYS, st.sampled_from(["CNY", "USD"])), max_size=8), DAYS)
def test_lists_and_the_view_show_one_exposure(tmp_path_factory: pytest.TempPathFactory, session: Session, alpha: int,
                                              entries: list[tuple[str, Decimal, Decimal, date, str]], as_of: date) -> None:
    path = tmp_path_factory.mktemp("one") / "b.creditdesk"
    book = company.create_book(path, profile=dataclasses.replace(company.profile(session)), user="t", clock=session.clock)
    try:
        rates.put_rate(book, "USD", date(2026, 1, 1), d("7.13"))
        who = customers.save(book, Customer(0, "C1", "Alpha"))
        _fill(book, who, entries)
        listed = usage(book, as_of).get(who)
        view = limit_view(book, who, as_of)
        assert (listed.exposure if listed else d(0)) == view.exposure
        assert check_order(book, who, d(0), as_of).decision.exposure == view.exposure
    finally:
        book.close()


def _fill(book: Session, who: int, entries: list[tuple[str, Decimal, Decimal, date, str]]) -> None:
    for index, (kind, amount, part, day, currency) in enumerate(entries):
        number = f"N{index}"
        if kind == "order":
            key = order_entry.place_order(book, OrderDraft(who, day, amount, currency, number, min(part, amount))).order.id
            if index % 2:
                order_entry.ship_order(book, key, day, part)
                posting.post_document(book, DocumentDraft(kind=INVOICE, customer_id=who, date=date(2026, 11, 15), no=number,
                                                          amount=part / 2, currency=currency, order_no=number))
            continue
        method = "bank_acceptance" if kind == "bill" else ""
        made = posting.post_document(book, DocumentDraft(
            kind={"invoice": INVOICE, "settle": INVOICE, "credit": CREDIT_NOTE}.get(kind, RECEIPT), customer_id=who, date=day,
            no=number, amount=amount, currency=currency, method=method, maturity=max(day, date(2026, 11, 12)) if method else None))
        if kind == "settle":
            posting.post_document(book, DocumentDraft(
                kind=RECEIPT, customer_id=who, date=day, no=number, amount=part, currency=currency, method="bank",
                allocations=(AllocationDraft(made.id, min(part, amount)),)))


def test_what_became_of_released_orders(session: Session, checked: int) -> None:
    placed = order_entry.place_order(session, OrderDraft(checked, DAY, d(1500), no="A1"))
    assert [(task.kind, task.target) for task in day_tasks(session, DAY) if task.page == "credit/orders"] == [
        ("held_order", placed.order.id)]
    order_entry.release_order(session, placed.order.id, "strategic", d(1500), DAY, note="an old customer")
    assert not [task for task in day_tasks(session, DAY) if task.kind == "held_order"]
    post_entries(session, [{"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-11-20", "due_date": "2026-12-20",
                            "amount": "1500.00", "order": "A1"}])
    # (day, days late, late share): not yet judged, late a little, over 60 days late
    for day, late, share in ((date(2026, 12, 20), None, None), (date(2027, 2, 18), 60, d(0)), (date(2027, 2, 19), 61, d(1))):
        log = order_list.release_log(session, day)
        assert (log[0].worst_late, order_list.released_late(log).share) == (late, share)
    found = order_list.order_file(session, placed.order.id, DAY)
    assert (found.row.stage, found.row.name, found.check, len(found.releases)) == (order_list.DONE, "Alpha", None, 1)
    book = order_list.order_book(session, DAY)
    assert (book.checked, book.base, [row.stage for row in book.rows]) == (True, "CNY", [order_list.DONE])
    with pytest.raises(CreditDeskError) as error:
        order_list.order_file(session, 99, DAY)
    assert error.value.code == "unknown_order"
