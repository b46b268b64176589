"""Exposure counts each document once; limits in force by date (DOMAIN D14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from creditdesk.domain.credit.exposure import (
    bill_changes,
    BillEvent,
    exposure,
    limit_in_force,
    LimitDecision,
    Order,
    order_changes,
    Shipment,
)
from creditdesk.domain.ledger.documents import Allocation, Document, Ledger

d = Decimal
TODAY = date(2026, 6, 30)


def same(amount: Decimal, _currency: str) -> Decimal:
    return amount


def doc(number: int, kind: str, amount: str, day: date = date(2026, 6, 1), **more: object) -> Document:
    return Document(number, kind, f"{kind[0].upper()}{number}", 1, day, "CNY", d(amount), **more)  # type: ignore[arg-type]


def order(amount: str, deposit: str = "0", *shipped: str, no: str = "O1") -> Order:
    return Order(no, 1, date(2026, 6, 10), "CNY", d(amount), d(deposit),
                 tuple(Shipment(date(2026, 6, 20), d(part)) for part in shipped))


def test_every_term() -> None:
    ledger = Ledger((doc(1, "invoice", "1000", due_date=date(2026, 1, 1)), doc(2, "receipt", "300"),
                     doc(3, "credit_note", "50"), doc(4, "receipt", "200", method="bank_acceptance"),
                     doc(5, "receipt", "100", method="commercial_acceptance")),
                    (Allocation(1, 2, 1, d(120), date(2026, 6, 1)), Allocation(2, 4, 1, d(200), date(2026, 6, 1)),
                     Allocation(3, 5, 1, d(100), date(2026, 6, 1))))
    found = exposure(ledger, TODAY, to_base=same, orders=[order("500", "100", "150")])
    assert dict(found.waterfall) == {"open_receivables": 580, "shipped_not_invoiced": 150, "open_orders": 250,
                                     "bills": 140, "unapplied_receipts": -80, "credit_notes": -50}
    assert (found.total, found.deposits_kept_back) == (990, 100)
    assert sum(line.amount for line in found.lines) == found.total - found.deposits_kept_back
    assert exposure(ledger, TODAY, to_base=same, orders=[order("500")], without_order="O1").total == 490


def test_an_invoice_uses_up_the_order_it_names() -> None:
    placed = [order("500", "0", "200")]

    def total(*invoices: str) -> Decimal:
        documents = tuple(doc(number, "invoice", amount, order_no="O1") for number, amount in enumerate(invoices, 1))
        return exposure(Ledger(documents), TODAY, to_base=same, orders=placed).total

    assert total() == total("200") == total("150", "150") == total("500") == 500
    assert total("600") == 600


def test_a_deposit_is_counted_once() -> None:
    paid = Ledger((doc(1, "receipt", "30"),))
    assert exposure(paid, TODAY, to_base=same, orders=[order("100", "30")]).total == 70
    assert exposure(paid, TODAY, to_base=same, orders=[order("100", "30", "80")]).total == 70
    assert exposure(Ledger(), TODAY, to_base=same, orders=[order("100", "30")]).total == 70
    assert exposure(paid, TODAY, to_base=same, orders=[order("100", "30")], without_order="O1").total == 0
    assert exposure(Ledger((doc(1, "receipt", "50"),)), TODAY, to_base=same, orders=[order("100", "30")]).total == 50


def test_bills_count_until_honoured() -> None:
    ledger = Ledger((doc(1, "receipt", "1000", method="bank_acceptance", maturity=date(2026, 9, 1)),),)
    assert exposure(ledger, TODAY, to_base=same).bills == 200
    for event, left in (("honoured", 0), ("dishonoured", 0), ("discounted", 200), ("endorsed", 200)):
        assert exposure(ledger, TODAY, to_base=same, bill_events=[BillEvent(1, event, TODAY)]).bills == left
    assert exposure(ledger, TODAY, to_base=same, bill_events=[BillEvent(1, "honoured", date(2026, 7, 1))]).bills == 200
    assert bill_changes(ledger, [BillEvent(1, "honoured", TODAY)], same) == {date(2026, 6, 1): 200, TODAY: -200}


def test_limits_in_force() -> None:
    decisions = [LimitDecision(d(10), None, entered=1), LimitDecision(d(20), date(2026, 3, 1), entered=2),
                 LimitDecision(d(30), date(2026, 3, 1), date(2026, 5, 31), entered=3),
                 LimitDecision(d(5), date(2026, 4, 1), date(2026, 4, 30), temporary=True, entered=4)]
    assert limit_in_force(decisions, date(1995, 1, 1)).amount == 10
    assert limit_in_force(decisions, date(2026, 3, 1)).amount == 30  # the later entry of the same day
    assert limit_in_force(decisions, date(2026, 4, 30)).line == 35
    assert limit_in_force(decisions, date(2026, 4, 30)).temporary_until == date(2026, 4, 30)
    assert limit_in_force(decisions, date(2026, 5, 1)).line == 30 and limit_in_force(decisions, date(2026, 5, 1)).temporary_until is None
    expired = limit_in_force(decisions, TODAY)
    assert (expired.amount, expired.days_expired(TODAY)) == (30, 30)
    assert (limit_in_force([], TODAY).amount, limit_in_force([], TODAY).line) == (None, None)
    assert limit_in_force([LimitDecision(d(0), TODAY)], TODAY).amount == 0
    taken_back = [LimitDecision(d(10), None), LimitDecision(d(20), date(2026, 1, 1), withdrawn_on=TODAY)]
    assert [limit_in_force(taken_back, day).amount for day in (date(2026, 6, 29), TODAY)] == [20, 10]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 1000), st.lists(st.integers(1, 300), max_size=5), st.lists(st.integers(1, 300), max_size=5),
       st.integers(0, 1200))
def test_invoicing_never_lowers_exposure_below_what_was_ordered(amount: int, shipped: list[int], invoiced: list[int],
                                                                deposit: int) -> None:
    documents = tuple(doc(number, "invoice", str(part), order_no="O1") for number, part in enumerate(invoiced, 1))
    placed = order(str(amount), str(deposit), *(str(part) for part in shipped))
    found = exposure(Ledger(documents), TODAY, to_base=same, orders=[placed])
    most = max(amount, sum(shipped), sum(invoiced))
    assert found.total + min(deposit, max(0, amount - max(sum(shipped), sum(invoiced)))) == most


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30),
                          st.sampled_from([0, 3, 40])), max_size=4), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_changes_of_orders_add_up_to_the_exposure_of_each_day(
        entries: list[tuple[int, int, int, int, int]], day: int) -> None:
    orders, documents = [], [doc(100, "receipt", "25", date(2026, 6, 5))]
    for number, (extra, ordered, shipped, invoiced, deposit) in enumerate(entries):
        orders.append(Order(f"O{number}", 1, date(2026, 6, ordered), "CNY", d(10 + extra), d(min(deposit, 10)),
                            (Shipment(date(2026, 6, shipped), d(7)),)))
        documents.append(doc(number, "invoice", "5", date(2026, 6, invoiced), order_no=f"O{number}"))
    ledger, when = Ledger(tuple(documents), (Allocation(1, 100, 0, d(4), date(2026, 6, 12)),)), date(2026, 6, day)
    found = exposure(ledger, when, to_base=same, orders=orders)
    summed = sum((amount for on, amount in order_changes(ledger, orders, TODAY, same).items() if on <= when), d(0))
    assert summed == found.shipped_not_invoiced + found.open_orders + found.deposits_kept_back


def test_an_invoice_in_another_currency_uses_up_nothing() -> None:
    ledger = Ledger((Document(1, "invoice", "I1", 1, date(2026, 6, 12), "USD", d("100"), order_no="O1"),))
    assert exposure(ledger, TODAY, to_base=same, orders=(order("300"),)).total == d("400")


def test_the_risk_sold_is_rounded_claim_by_claim() -> None:
    bill = Document(1, "invoice", "I1", 1, date(2026, 6, 1), "CNY", d("100.01"), date(2026, 7, 1))
    found = exposure(Ledger((bill, replace(bill, id=2, no="I2"))), TODAY, to_base=same, sold={1: d("0.85"), 2: d("0.85")})
    assert (found.sold, found.total) == (d("170.02"), d("30.00"))  # 85.0085 is 85.01
