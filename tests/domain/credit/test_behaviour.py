"""Behaviour factors from small ledgers whose figures can be added up by hand (DOMAIN C3, C5)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.credit.behaviour import behaviour, BehaviourSettings, years
from creditdesk.domain.credit.claims import monthly_peaks, which_card
from creditdesk.domain.dates import add_months
from creditdesk.domain.ledger.documents import Allocation, Dispute, Document, Instalment, Ledger, Promise

d = Decimal
TODAY = date(2026, 6, 30)


def same(amount: Decimal, _currency: str) -> Decimal:
    return amount


class Book:
    """Writes a ledger line by line: an invoice with its payments, then the rest."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.allocations: list[Allocation] = []
        self.disputes: list[Dispute] = []
        self.promises: list[Promise] = []

    def add(self, kind: str, day: date, amount: str, **more: object) -> Document:
        number = len(self.documents) + 1
        document = Document(number, kind, f"{kind[0].upper()}{number}", 1, day, str(more.pop("currency", "CNY")),
                            d(amount), **more)  # type: ignore[arg-type]
        self.documents.append(document)
        return document

    def settle(self, to: Document, kind: str, day: date, amount: str, **more: object) -> None:
        source = self.add(kind, day, amount, currency=to.currency, **more)
        self.allocations.append(Allocation(len(self.allocations) + 1, source.id, to.id, d(amount),
                                           max(day, to.date)))

    def paid(self, amount: str, days: int, paid_on: date) -> Document:
        """An invoice of `amount`, paid `days` after its due date on `paid_on`."""
        due = paid_on - timedelta(days)
        invoice = self.add("invoice", due - timedelta(30), amount, due_date=due)
        self.settle(invoice, "receipt", paid_on, amount)
        return invoice

    @property
    def ledger(self) -> Ledger:
        return Ledger(tuple(self.documents), tuple(self.allocations), tuple(self.disputes), tuple(self.promises))


def test_wadbt_of_the_worked_example() -> None:
    book = Book()
    for amount, days in (("100000", 5), ("50000", -3), ("200000", 20), ("150000", 0)):
        book.paid(amount, days, date(2026, 5, 15))
    found = behaviour(book.ledger, TODAY, to_base=same)
    assert found.inputs["BH1"].value == d("8.7")
    assert found.clipped == d("9.0")
    assert found.inputs["BH2"].value == d("0.6")  # 100,000 and 200,000 later than 3 days
    assert found.inputs["BH3"].value == 20
    assert found.inputs["BH6"].state == "unknown"
    assert sum(item.amount * item.days for item in found.items) == 4_350_000


def test_open_overdue_counts_to_the_day_and_open_disputes_do_not() -> None:
    book = Book()
    book.paid("100", 0, date(2026, 6, 1))
    late = book.add("invoice", date(2026, 3, 1), "300", due_date=date(2026, 3, 31))  # 91 days
    book.add("invoice", date(2026, 6, 15), "500", due_date=date(2026, 7, 15))
    book.disputes.append(Dispute(1, late.id, "D1", d(100), "QL", date(2026, 4, 10)))
    found = behaviour(book.ledger, TODAY, to_base=same)
    assert found.inputs["BH1"].value == d(200 * 91) / 300
    assert found.inputs["BH3"].value == 91
    assert found.inputs["BH5"].value == d(200) / 800
    assert found.inputs["BH7"].value == d(100) / 900  # raised after the due date
    assert found.flags == {}  # V6 needs more than 5,000


def test_credit_notes_discounts_and_write_offs_are_no_payments() -> None:
    book = Book()
    invoice = book.add("invoice", date(2026, 1, 1), "400", due_date=date(2026, 1, 31))
    for kind in ("credit_note", "discount", "write_off"):
        book.settle(invoice, kind, date(2026, 5, 1), "100")
    book.settle(invoice, "receipt", date(2026, 2, 10), "100", method="offset")
    found = behaviour(book.ledger, TODAY, to_base=same)
    assert [item.days for item in found.items] == [10]
    assert found.flags == {"V3": "100"}
    book.add("recovery", date(2026, 6, 1), "100", parent_id=invoice.id)
    assert behaviour(book.ledger, TODAY, to_base=same).flags == {}


def test_a_delay_of_a_small_amount_is_no_longest_delay() -> None:
    book = Book()
    book.paid("100", 40, date(2026, 5, 1))
    book.paid("100.01", 20, date(2026, 5, 1))
    rules = BehaviourSettings(small_amount=d(100))
    assert behaviour(book.ledger, TODAY, to_base=same, settings=rules).inputs["BH3"].value == 20


def test_factors_at_the_edges_of_the_year() -> None:
    book = Book()
    edge = date(2025, 6, 30)  # a year ago to the day lies outside, its half-year's last day too
    first = book.add("invoice", date(2021, 6, 30), "7", due_date=date(2021, 7, 30), reversed_on=date(2021, 7, 1))
    for day, amount in ((edge, "900"), (date(2025, 7, 1), "100"), (date(2025, 12, 30), "100"), (date(2025, 12, 31), "50")):
        book.paid(amount, 0, day + timedelta(30))
        assert book.documents[-2].date == day
    late = book.documents[1]
    book.disputes += [Dispute(n, late.id, f"D{n}", d(5), "QL", day)
                      for n, day in enumerate((date(2025, 7, 30), edge, date(2025, 8, 1)))]
    book.promises += [Promise(n, 1, d(10), "CNY", day, day - timedelta(9)) for n, day in enumerate((
        date(2025, 6, 28), date(2025, 6, 29), date(2026, 1, 31), date(2026, 6, 27), date(2026, 6, 28)))]
    found = behaviour(book.ledger, TODAY, to_base=same).inputs
    assert found["BH4"].value == d(2) / 3  # of 29 June, 31 January and 27 June; two receipts of January keep one
    assert found["BH7"].value == d(5) / 250  # raised on the due day or a year ago it is none
    assert found["BH8"].value == 1 and first.reversed_on
    assert found["OP1"].value == d(50) / 200 - 1


def test_trend_needs_three_items_in_both_windows() -> None:
    book = Book()
    for days, when in ((2, date(2026, 6, 20)), (2, date(2026, 5, 20)), (2, date(2026, 3, 31)),
                       (10, date(2026, 3, 30)), (10, date(2025, 12, 1)), (10, date(2025, 7, 1))):
        book.paid("100", days, when)
    found = behaviour(book.ledger, TODAY, to_base=same)
    assert found.inputs["BH6"].value == -8  # 30 June − 3 months = 30 March, the last day of the earlier window
    book.paid("100", 10, date(2025, 6, 30))  # a year ago to the day lies outside
    assert len(behaviour(book.ledger, TODAY, to_base=same).items) == 6


def test_instalments_age_on_their_own() -> None:
    book = Book()
    invoice = book.add("invoice", date(2026, 1, 1), "100", instalments=(
        Instalment(1, date(2026, 1, 31), d(30)), Instalment(2, date(2026, 3, 2), d(50)),
        Instalment(3, date(2026, 8, 1), d(20))))
    book.settle(invoice, "receipt", date(2026, 2, 10), "40")
    items = behaviour(book.ledger, TODAY, to_base=same).items
    assert [(item.amount, item.days, item.settled) for item in items] == [
        (30, 10, True), (10, -20, True), (40, 120, False)]


@pytest.mark.parametrize(("received", "on", "kept"), [
    ("95", date(2026, 6, 12), True), ("94.99", date(2026, 6, 12), False), ("100", date(2026, 6, 13), False),
    ("100", date(2026, 5, 31), False), ("100", date(2026, 6, 1), True)])
def test_broken_promise(received: str, on: date, kept: bool) -> None:
    book = Book()
    book.add("receipt", on, received)
    book.promises.append(Promise(1, 1, d(100), "CNY", date(2026, 6, 10), date(2026, 6, 1)))
    assert behaviour(book.ledger, date(2026, 6, 12), to_base=same).inputs["BH4"].state == "not_applicable"
    assert behaviour(book.ledger, date(2026, 6, 13), to_base=same).inputs["BH4"].value == (0 if kept else 1)


@pytest.mark.parametrize(("outcome", "accepted", "raised", "value"), [
    ("rejected", "0", date(2026, 5, 1), "0.2"), ("withdrawn", "0", date(2026, 5, 1), "0.2"),
    ("partly", "150", date(2026, 5, 1), "0.05"), ("accepted", "200", date(2026, 5, 1), "0"),
    ("accepted", "200", date(2026, 6, 2), "0.2"), (None, "0", date(2026, 6, 1), "0")])
def test_unfounded_disputes(outcome: str | None, accepted: str, raised: date, value: str) -> None:
    book = Book()
    invoice = book.add("invoice", date(2026, 4, 1), "1000", due_date=date(2026, 6, 1))
    book.disputes.append(Dispute(1, invoice.id, "D1", d(200), "QL", raised, date(2026, 6, 10) if outcome else None,
                                 outcome, d(accepted)))
    assert behaviour(book.ledger, TODAY, to_base=same).inputs["BH7"].value == d(value)


def test_an_empty_ledger_says_so() -> None:
    found = behaviour(Ledger(), TODAY, to_base=same).inputs
    assert {code: entry.state for code, entry in found.items()} == {
        "BH1": "unknown", "BH2": "unknown", "BH3": "unknown", "BH4": "not_applicable", "BH5": "known",
        "BH6": "unknown", "BH7": "unknown", "BH8": "unknown", "BH9": "not_applicable",
        "OP1": "unknown", "OP2": "unknown"}


def test_old_debt_caps() -> None:
    book = Book()
    book.add("invoice", date(2026, 1, 1), "5001", due_date=date(2026, 3, 31))
    book.add("invoice", date(2026, 6, 1), "94999", due_date=date(2026, 7, 1))
    assert behaviour(book.ledger, TODAY, to_base=same).flags == {"V6": "5001"}
    book.add("invoice", date(2026, 6, 1), "100", due_date=date(2026, 7, 1))  # 5 % of the balance is now 5,005
    assert behaviour(book.ledger, TODAY, to_base=same).flags == {}


def test_years_are_anniversaries_and_the_elapsed_part() -> None:
    assert years(date(2020, 6, 30), TODAY) == 6
    assert years(date(2020, 7, 1), TODAY) == 5 + d(364) / 365
    assert years(date(2024, 2, 29), date(2025, 2, 28)) == 1


def test_monthly_peaks_and_use_of_the_limit() -> None:
    book = Book()
    first = book.add("invoice", date(2026, 4, 10), "600", due_date=date(2026, 5, 10))
    book.settle(first, "receipt", date(2026, 5, 15), "600")
    second = book.add("invoice", date(2026, 5, 1), "300", due_date=date(2026, 5, 31))
    book.settle(second, "receipt", date(2026, 6, 20), "300")
    peaks = monthly_peaks(book.ledger, TODAY, 6, same)
    assert [(peak.month.month, peak.day.day, peak.amount, peak.qualifies) for peak in peaks] == [
        (4, 10, 600, True), (5, 1, 900, False), (6, 1, 300, False)]
    used = behaviour(book.ledger, TODAY, to_base=same, limit=d(1000), peaks=peaks).inputs["BH9"]
    assert used.value == d("0.6")
    assert behaviour(book.ledger, TODAY, to_base=same, limit=d(0), peaks=peaks).inputs["BH9"].value == "over_limit"
    assert behaviour(book.ledger, TODAY, to_base=same, limit=d(0)).inputs["BH9"].state == "not_applicable"


@pytest.mark.parametrize(("days", "reason", "qualifies"), [
    (10, "small_difference", True), (11, "small_difference", False), (10, "insolvent", False)])
def test_a_month_qualifies_when_paid_within_ten_days_and_nothing_was_lost(days: int, reason: str, qualifies: bool) -> None:
    book = Book()
    bill = book.add("invoice", date(2026, 4, 10), "600", due_date=date(2026, 5, 10))
    book.settle(bill, "receipt", date(2026, 5, 10) + timedelta(days), "599.5")
    book.settle(bill, "write_off", date(2026, 5, 25), "0.5", reason=reason)
    assert next(peak.qualifies for peak in monthly_peaks(book.ledger, TODAY, 6, same)) is qualifies


@pytest.mark.parametrize(("closed", "card"), [(date(2025, 6, 30), "new"), (date(2025, 7, 1), "existing")])
def test_an_invoice_closed_a_year_ago_to_the_day_counts_no_more(closed: date, card: str) -> None:
    book = Book()
    for paid_on in (closed, *[date(2026, 2, day) for day in range(1, 6)]):
        book.paid("100", 0, paid_on)
    assert which_card(book.ledger, TODAY) == card


def test_a_peak_is_its_first_day_and_what_was_taken_back_leaves_it() -> None:
    book = Book()
    book.add("invoice", date(2026, 5, 10), "300", due_date=date(2026, 6, 9))
    book.add("receipt", date(2026, 5, 12), "100")
    book.add("invoice", date(2026, 5, 20), "100", due_date=date(2026, 6, 19))  # as high again
    book.add("invoice", date(2026, 6, 2), "500", due_date=date(2026, 7, 2), reversed_on=date(2026, 6, 2))
    book.add("invoice", date(2026, 6, 3), "50", due_date=date(2026, 7, 3), reversed_on=TODAY)
    book.add("invoice", TODAY, "20", due_date=date(2026, 7, 30))
    assert [(peak.day, peak.amount) for peak in monthly_peaks(book.ledger, TODAY, 6, same)] == [
        (date(2026, 5, 10), 300), (date(2026, 6, 3), 350)]


@pytest.mark.parametrize(("start", "count", "terms", "card"), [
    (date(2025, 12, 30), 6, 30, "existing"), (date(2025, 12, 31), 6, 30, "existing"), (date(2026, 1, 1), 6, 30, "new"), (date(2025, 12, 30), 5, 30, "new"),
    (date(2025, 12, 30), 6, 0, "new"), (date(2024, 1, 10), 6, 30, "new")])
def test_which_card(start: date, count: int, terms: int, card: str) -> None:
    book = Book()
    for number in range(count):
        day = start + timedelta(number)
        invoice = book.add("invoice", day, "100", due_date=day + timedelta(terms))
        if number % 2:
            book.settle(invoice, "receipt", day + timedelta(20), "100")
    assert which_card(book.ledger, TODAY) == card


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(-30, 120), st.integers(0, 300)), max_size=12))
def test_means_lie_between_their_items(rows: list[tuple[int, int, int]]) -> None:
    book = Book()
    for amount, days, ago in rows:
        book.paid(str(amount), days, TODAY - timedelta(ago))
    found = behaviour(book.ledger, TODAY, to_base=same)
    window = [days for _, days, ago in rows if TODAY - timedelta(ago) > add_months(TODAY, -12)]
    if window:
        assert min(window) <= found.inputs["BH1"].value <= max(window)
        assert 0 <= found.inputs["BH2"].value <= 1
        assert found.inputs["BH3"].value == max(window)
