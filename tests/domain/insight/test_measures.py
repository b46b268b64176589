from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.errors import RuleError
from creditdesk.domain.insight.kpi import MonthSales, Period
from creditdesk.domain.insight.measures import (
    bad_debts,
    collection,
    credit_sales,
    measure,
    Money,
    month_sales,
    promised,
    receivables,
)
from creditdesk.domain.ledger.documents import Allocation, Document, Instalment, Ledger, Promise

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
CNY = Money("CNY")


def d(text: str) -> date:
    return date.fromisoformat("2026-" + text)


def doc(id_: int, kind: str, amount: str, on: str, due: str | None = None, customer: int = 1, currency: str = "CNY",
        **more: object) -> Document:
    return Document(id_, kind, f"N{id_}", customer, d(on), currency, Decimal(amount), d(due) if due else None, **more)  # type: ignore[arg-type]


def alloc(id_: int, from_id: int, to_id: int, amount: str, on: str) -> Allocation:
    return Allocation(id_, from_id, to_id, Decimal(amount), d(on))


def book() -> Ledger:
    """Two customers: May sales 1,000 and 500, June sales 800 + 40 − 100; receipts in May and June."""
    return Ledger(
        (doc(1, "invoice", "1000", "05-01", "05-31"), doc(2, "invoice", "500", "05-10", "07-10", customer=2),
         doc(3, "invoice", "800", "06-10", "06-25"), doc(4, "debit_note", "40", "06-11", "06-20"),
         doc(5, "debit_note", "9", "06-12", "06-30", interest=True), doc(6, "credit_note", "100", "06-13"),
         doc(7, "receipt", "300", "05-20"), doc(8, "receipt", "600", "06-15"), doc(9, "receipt", "50", "06-16", customer=2),
         doc(10, "write_off", "30", "06-20"), doc(11, "invoice", "77", "06-21", "06-22", status="reversed", reversed_on=d("06-23"))),
        (alloc(1, 7, 1, "300", "05-20"), alloc(2, 8, 1, "500", "06-15"), alloc(3, 8, 3, "100", "06-15"),
         alloc(4, 9, 2, "50", "06-16"), alloc(5, 6, 3, "100", "06-13"), alloc(6, 10, 1, "30", "06-20")))


def test_receivables() -> None:
    end = receivables(book(), JUNE.end, CNY)
    # open: 1 → 170 overdue, 2 → 450 not due, 3 → 600 overdue, 4 → 40 overdue, 5 → 9 due on the day itself
    assert (end.balance, end.not_due, end.overdue) == (Decimal(1269), Decimal(459), Decimal(810))
    assert end.by_customer == {1: Decimal(819), 2: Decimal(450)}
    assert receivables(book(), JUNE.opening, CNY).balance == Decimal(1200)


def test_credit_sales_leave_out_interest_and_what_was_reversed() -> None:
    assert credit_sales(book(), JUNE, CNY) == Decimal(740)
    assert credit_sales(book(), Period(d("06-21"), d("06-22")), CNY) == Decimal(77)  # not yet reversed then
    months = month_sales(book(), d("06-12"), CNY)
    assert months[:3] == (MonthSales(12, Decimal(840)), MonthSales(31, Decimal(1500)), MonthSales(30, Decimal(0)))
    assert len(months) == 24


def test_collection() -> None:
    # due: 700 of invoice 1 open at the opening, and 800 + 40 + 9 of June; received on them 500 + 100, not the 50 on July's
    assert collection(book(), JUNE, CNY) == (Decimal(600), Decimal(1549))


def test_collection_by_instalments() -> None:
    parts = (Instalment(1, d("06-10"), Decimal(30)), Instalment(2, d("07-10"), Decimal(70)))
    ledger = Ledger((doc(1, "invoice", "100", "05-01", instalments=parts), doc(2, "receipt", "50", "06-12")), (alloc(1, 2, 1, "50", "06-12"),))
    assert collection(ledger, JUNE, CNY) == (Decimal(30), Decimal(30))


def test_an_advance_counts_when_it_meets_its_invoice() -> None:
    ledger = Ledger((doc(1, "receipt", "80", "05-20"), doc(2, "invoice", "100", "06-05", "06-20")), (alloc(1, 1, 2, "80", "06-05"),))
    assert collection(ledger, JUNE, CNY) == (Decimal(80), Decimal(100))


def test_bad_debts_of_the_year() -> None:
    assert bad_debts(book(), JUNE, CNY) == (Decimal(30), Decimal(0))
    more = (doc(12, "write_off", "0.50", "06-30", reason="small_difference"), doc(13, "recovery", "4", "06-01"),
            doc(14, "write_off", "7", "05-31"), doc(15, "recovery", "8", "07-01"))
    assert bad_debts(Ledger((*book().documents, *more)), JUNE, CNY) == (Decimal(30), Decimal(4))


def test_measure_of_a_month() -> None:
    ledger = book()
    ledger = Ledger(ledger.documents, ledger.allocations, (), (
        Promise(1, 1, Decimal(700), "CNY", d("06-15"), d("06-10")), Promise(2, 2, Decimal(100), "CNY", d("06-29"), d("06-10"))))
    assert promised(ledger, JUNE, CNY) == (Decimal(600), Decimal(700))
    found = measure(ledger, JUNE, CNY)
    assert found.dso.value == Decimal("51.4459")  # 1269 / 740 × 30
    assert found.dso_countback.value == Decimal("40.9327")  # 30 + 529 / 1500 × 31
    assert found.dso_best_possible.value == Decimal("18.6081")
    assert found.add.value == Decimal("32.8378")
    assert found.cei.value == Decimal("0.4531")  # (1200 + 740 − 1269) / (1200 + 740 − 459)
    assert found.turnover.value == Decimal("7.1932")  # 740 × 12 / 1234.5
    assert found.overdue_ratio.value == Decimal("0.6383")
    assert found.bad_debt_ratio.value == Decimal("0.0134")  # 30 / 2240
    assert found.collection_rate.value == Decimal("0.3873")
    assert found.promise_kept_ratio.value == Decimal("0.8571")
    assert found.concentration.top1.value == Decimal("0.6454")


def test_currencies() -> None:
    ledger = Ledger((doc(1, "invoice", "100", "05-20", "06-20"), doc(2, "invoice", "10.01", "06-05", "07-20", currency="USD")))
    assert credit_sales(ledger, JUNE, CNY) == 0  # without rates other currencies are left out
    rates = {d("06-05"): Decimal("7.1000"), d("06-30"): Decimal("7.2000")}
    money = Money("CNY", lambda currency, day: rates.get(day))
    assert credit_sales(ledger, JUNE, money) == Decimal("71.07")
    assert receivables(ledger, JUNE.end, money).balance == Decimal("172.07")
    nothing = Money("CNY", lambda currency, day: None)
    with pytest.raises(RuleError) as caught:
        receivables(ledger, JUNE.end, nothing)
    assert caught.value.code == "no_rate"
    found = measure(ledger, JUNE, nothing)
    assert (found.dso.value, found.dso.reason, found.dso.unit, found.concentration.hhi.reason) == (None, "no_rate", "days", "no_rate")
    assert found.promise_kept_ratio.reason == "no_promises"


def test_an_empty_book_has_no_values_but_reasons() -> None:
    found = measure(Ledger(), JUNE, CNY)
    assert found.dso.reason == "no_sales"
    assert found.concentration.top5.reason == "no_balance"
    assert found.dso_countback.reason == "no_sales"
