from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.dates import add_years
from creditdesk.domain.errors import InputError
from creditdesk.domain.insight.aging import age, AgingRow, Buckets, BY_YEAR, LONG, parse_buckets, STANDARD, totals
from creditdesk.domain.ledger.documents import Allocation, Dispute, Document, Instalment, Ledger
from creditdesk.domain.ledger.settlement import balances

AS_OF = date(2026, 6, 30)


def ago(days: int) -> date:
    return AS_OF - timedelta(days)


def invoice(id_: int, amount: str, on: date, due: date | None, kind: str = "invoice", **more: object) -> Document:
    return Document(id_, kind, f"N{id_}", 1, on, "CNY", Decimal(amount), due, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("late", "bucket"), [(-1, None), (0, None), (1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2),
                                              (91, 3), (120, 3), (121, 4)])
def test_boundaries(late: int, bucket: int | None) -> None:
    """PEERS 16; the due day itself is not overdue."""
    buckets = Buckets((30, 60, 90, 120))
    assert buckets.keys == ("1-30", "31-60", "61-90", "91-120", "121+")
    row, = age(Ledger((invoice(1, "10", ago(300), ago(late)),)), AS_OF, buckets=buckets)
    expected = [Decimal(0)] * 5
    if bucket is not None:
        expected[bucket] = Decimal(10)
    assert (row.not_due, row.buckets) == (Decimal(10) if bucket is None else Decimal(0), tuple(expected))


def test_keys() -> None:
    assert STANDARD.keys == ("1-30", "31-60", "61-90", "91+")
    assert Buckets((30,)).keys == ("1-30", "31+")
    assert LONG.keys == ("1-30", "31-60", "61-90", "91-180", "181-365", "366+")
    assert parse_buckets("30, 60,90，120").borders == (30, 60, 90, 120)


@pytest.mark.parametrize("text", ["", "30,30", "60,30", "0,30", "-1", "a", "30,,60", "30.5", "10000", "1,2,3,4,5,6,7,8,9,10,11,12,13"])
def test_wrong_borders_are_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_buckets(text)
    assert caught.value.code == "bad_buckets"


def gnucash() -> Ledger:
    """PEERS 1."""
    rows = [("1980-05-13", "1980-07-18", "6.75"), ("1980-04-13", "1980-06-18", "4.00"), ("1980-03-13", "1980-05-18", "8.50"),
            ("1980-02-13", "1980-04-18", "7.50"), ("1980-01-13", "1980-03-18", "11.50"), ("1980-04-18", "1980-04-18", "200")]
    documents = [invoice(n, amount, date.fromisoformat(on), date.fromisoformat(due)) for n, (on, due, amount) in enumerate(rows, 1)]
    credits = [(11, "receipt", "1.50", "1980-03-18"), (12, "receipt", "2.00", "1980-03-20"), (13, "receipt", "200", "1980-04-19"),
               (14, "credit_note", "3.00", "1980-06-22")]
    documents += [invoice(n, amount, date.fromisoformat(on), date.fromisoformat(on) if kind == "credit_note" else None, kind)
                  for n, kind, amount, on in credits]
    to = {11: 5, 12: 5, 13: 6}
    return Ledger(tuple(documents), tuple(Allocation(d.id, d.id, to[d.id], d.amount, d.date) for d in documents if d.id in to))


def test_gnucash_1() -> None:
    row, = age(gnucash(), date(1980, 7, 1), credits="by-date")
    assert (row.not_due, row.buckets, row.unapplied, row.balance) == (
        Decimal("6.75"), (Decimal("1.00"), Decimal("8.50"), Decimal("7.50"), Decimal("8.00")), Decimal(0), Decimal("31.75"))
    own, = age(gnucash(), date(1980, 7, 1))
    assert (own.buckets[0], own.unapplied, own.balance) == (Decimal("4.00"), Decimal("-3.00"), Decimal("31.75"))
    running = [balances(gnucash().documents, day)[1, "CNY"] for day in sorted({d.date for d in gnucash().documents})]
    assert running == [Decimal(x) for x in ("11.50", "19.00", "27.50", "26.00", "24.00", "28.00", "228.00", "28.00", "34.75", "31.75")]
    assert sum(d.amount for d in gnucash().documents if d.sign > 0) == Decimal("238.25")
    assert sum(d.amount for d in gnucash().documents if d.sign < 0) == Decimal("206.50")


def test_erpnext_3_instalments_and_a_standalone_credit_note() -> None:
    parts = tuple(Instalment(n, ago(100) + timedelta(30 * n), Decimal(a)) for n, a in ((1, 30), (2, 50), (3, 20)))
    ledger = Ledger((invoice(1, "100", ago(100), None, instalments=parts), invoice(2, "40", ago(95), None, "receipt"),
                     invoice(3, "100", ago(90), None, "credit_note")), (Allocation(1, 2, 1, Decimal(40), ago(95)),))
    row, = age(ledger, AS_OF)  # days late 70, 40, 10; the first instalment is settled
    assert (row.buckets, row.unapplied, row.balance) == ((Decimal(20), Decimal(40), Decimal(0), Decimal(0)), Decimal(-100), Decimal(-40))
    by_invoice, = age(ledger, AS_OF, basis="invoice")
    assert by_invoice.buckets == (Decimal(0), Decimal(0), Decimal(0), Decimal(60))


@pytest.mark.parametrize(("receipt", "allocated", "unapplied", "bucket", "balance"), [
    (None, None, "0", "200", "200"), ("50", None, "-50", "200", "150"), ("175", "175", "0", "25", "25"), ("150", "150", "0", "50", "50"),
])
def test_erpnext_12(receipt: str | None, allocated: str | None, unapplied: str, bucket: str, balance: str) -> None:
    documents = [invoice(1, "200", ago(10), ago(10))]
    if receipt:
        documents.append(invoice(2, receipt, ago(5), None, "receipt"))
    allocations = (Allocation(1, 2, 1, Decimal(allocated), ago(5)),) if allocated else ()
    row, = age(Ledger(tuple(documents), allocations), AS_OF)
    assert (row.unapplied, row.buckets[0], row.balance) == (Decimal(unapplied), Decimal(bucket), Decimal(balance))


def test_erpnext_12_what_is_paid_has_no_row() -> None:
    ledger = Ledger((invoice(1, "200", ago(10), ago(10)), invoice(2, "200", ago(5), None, "receipt")), (Allocation(1, 2, 1, Decimal(200), ago(5)),))
    assert age(ledger, AS_OF) == ()
    assert len(age(ledger, ago(6))) == 1  # a later receipt does not reach back


def test_a_customer_whose_receipt_equals_his_debt_unallocated_has_a_row() -> None:
    row, = age(Ledger((invoice(1, "200", ago(10), ago(10)), invoice(2, "200", ago(5), None, "receipt"))), AS_OF)
    assert (row.buckets[0], row.unapplied, row.balance) == (Decimal(200), Decimal(-200), Decimal(0))


def test_by_invoice_date_age_zero_stands_in_the_first_bucket() -> None:
    ledger = Ledger((invoice(1, "5", AS_OF, AS_OF + timedelta(30)), invoice(2, "7", ago(31), AS_OF), invoice(3, "1", AS_OF, None, "receipt")))
    row, = age(ledger, AS_OF, basis="invoice")
    assert (row.not_due, row.buckets, row.unapplied) == (Decimal(0), (Decimal(5), Decimal(7), Decimal(0), Decimal(0)), Decimal(-1))
    row, = age(ledger, AS_OF, basis="invoice", credits="by-date")
    assert (row.buckets[0], row.unapplied) == (Decimal(4), Decimal(0))
    row, = age(ledger, AS_OF, credits="by-date")
    assert (row.not_due, row.unapplied) == (Decimal(11), Decimal(0))


def test_year_classes_are_inclusive_and_29_february_is_the_28th() -> None:
    assert BY_YEAR.keys == ("0-1y", "1-2y", "2-3y", "3y+")
    for start, as_of, place in [("2024-02-29", "2025-02-28", 0), ("2024-02-29", "2025-03-01", 1), ("2023-06-30", "2025-06-30", 1),
                                ("2023-06-29", "2025-06-30", 2), ("2022-06-29", "2025-06-30", 3), ("2025-06-30", "2025-06-30", None)]:
        assert BY_YEAR.place(date.fromisoformat(start), date.fromisoformat(as_of)) == place


def test_disputes_are_a_memo_and_currencies_stay_apart() -> None:
    ledger = Ledger((invoice(1, "100", ago(40), ago(10)), Document(2, "invoice", "N2", 1, ago(9), "USD", Decimal(50), ago(1))),
                    disputes=(Dispute(1, 1, "D1", Decimal(30), "QL", ago(5)),))
    cny, usd = age(ledger, AS_OF)
    assert (cny.disputed, cny.balance, usd.currency, usd.balance) == (Decimal(30), Decimal(100), "USD", Decimal(50))
    assert [t.balance for t in totals([cny, usd, cny])] == [Decimal(200), Decimal(50)]


def test_a_row_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        AgingRow(1, "CNY", Decimal(1), (Decimal(2),), Decimal(-1), Decimal(3))


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """A lawful random book: allocations never exceed either side, a reversal takes its allocations along."""
    span = st.integers(0, 200)
    documents: list[Document] = []
    for n in range(1, draw(st.integers(1, 10)) + 1):
        kind = draw(st.sampled_from(["invoice", "invoice", "debit_note", "receipt", "credit_note", "refund", "write_off"]))
        on = ago(draw(span) - 20)
        reversed_on = draw(st.none() | st.integers(0, 60).map(lambda k, on=on: on + timedelta(k)))  # type: ignore[misc]
        cents = draw(st.lists(st.integers(1, 9999), min_size=1, max_size=3))
        parts = tuple(Instalment(i, on + timedelta(30 * i), Decimal(c).scaleb(-2)) for i, c in enumerate(cents, 1))
        documents.append(Document(
            n, kind, f"N{n}", draw(st.integers(1, 2)), on, draw(st.sampled_from(["CNY", "USD"])), Decimal(sum(cents)).scaleb(-2),
            on + timedelta(draw(st.integers(0, 90))) if kind == "invoice" else None,
            status="reversed" if reversed_on else "posted", reversed_on=reversed_on,
            instalments=parts if kind == "invoice" and len(parts) > 1 else ()))
    left = {d.id: d.amount for d in documents}
    allocations = []
    for source in (d for d in documents if d.sign < 0):
        for target in (d for d in documents if d.sign > 0):
            if (source.customer_id, source.currency) == (target.customer_id, target.currency) and draw(st.booleans()):
                amount = min(left[source.id], left[target.id]) * draw(st.sampled_from([Decimal(1), Decimal("0.5")]))
                amount = amount.quantize(Decimal("0.01"))
                ends = [d for d in (source.reversed_on, target.reversed_on) if d]
                value = max(source.date, target.date)
                if amount > 0 and not (ends and min(ends) < value):
                    left[source.id] -= amount
                    left[target.id] -= amount
                    allocations.append(Allocation(len(allocations) + 1, source.id, target.id, amount, value, min(ends) if ends else None))
    disputes = tuple(Dispute(d.id, d.id, f"D{d.id}", d.amount / 2, "QL", d.date) for d in documents if d.kind == "invoice" and draw(st.booleans()))
    return Ledger(tuple(documents), tuple(allocations), disputes)


@settings(max_examples=60, deadline=None)
@given(ledgers(), st.integers(-30, 200), st.sampled_from(["due", "invoice"]), st.sampled_from(["own-column", "by-date"]),
       st.sampled_from([STANDARD, LONG, BY_YEAR, Buckets((1,))]))
def test_the_columns_add_up_to_the_balance(ledger: Ledger, days: int, basis: str, credits: str, buckets: Buckets) -> None:
    as_of = ago(days)
    rows = age(ledger, as_of, basis=basis, credits=credits, buckets=buckets)  # each row asserts its own sum
    owed = balances(ledger.documents, as_of)
    assert {key: value for key, value in owed.items() if value} == {
        (r.customer_id, r.currency): r.balance for r in rows if r.balance}
    for row in rows:
        assert row.unapplied <= 0
        assert credits == "own-column" or row.unapplied == 0
        assert basis == "due" or row.not_due == 0
        assert row.disputed >= 0
    for basis_, credits_ in (("due", "own-column"), ("invoice", "by-date")):
        again = age(ledger, as_of, basis=basis_, credits=credits_)
        assert [(r.customer_id, r.currency, r.balance, r.disputed) for r in again] == [
            (r.customer_id, r.currency, r.balance, r.disputed) for r in rows]


@pytest.mark.parametrize("as_of", ["2028-02-29", "2028-02-28", "2027-02-28", "2026-06-30"])
def test_years_in_days_hold_the_same_days_as_years(as_of: str) -> None:
    day = date.fromisoformat(as_of)
    for border, days in zip(BY_YEAR.borders, BY_YEAR.days_at(day), strict=True):
        first = day - timedelta(days)
        assert add_years(first, border) >= day > add_years(first - timedelta(1), border)
