from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.ledger.documents import Allocation, Dispute, Document, Instalment, Ledger
from creditdesk.domain.ledger.settlement import (
    balances,
    free_from,
    open_amount,
    open_instalments,
    open_items,
    payment_items,
    unapplied,
)

START = date(2026, 1, 1)


def day(n: int) -> date:
    return START + timedelta(n)


def doc(id_: int, kind: str, amount: str, on: int = 0, due: int | None = None, **more: object) -> Document:
    return Document(id_, kind, f"N{id_}", 1, day(on), "CNY", Decimal(amount), None if due is None else day(due), **more)  # type: ignore[arg-type]


def alloc(id_: int, from_id: int, to_id: int, amount: str, on: int = 0, off: int | None = None,
          instalment: int | None = None) -> Allocation:
    return Allocation(id_, from_id, to_id, Decimal(amount), day(on), None if off is None else day(off), instalment)


THREE = (Instalment(1, day(30), Decimal(30)), Instalment(2, day(60), Decimal(50)), Instalment(3, day(90), Decimal(20)))


def opens(document: Document, allocations: list[Allocation], disputes: list[Dispute], on: int) -> list[tuple[Decimal, Decimal]]:
    return [(p.open, p.disputed) for p in open_instalments(document, allocations, disputes, day(on))]


def test_erpnext_3_a_receipt_fills_the_instalments_in_due_order() -> None:
    invoice = doc(1, "invoice", "100", instalments=THREE)
    assert opens(invoice, [alloc(1, 9, 1, "40", 5)], [], 10) == [(Decimal(0), Decimal(0)), (Decimal(40), Decimal(0)), (Decimal(20), Decimal(0))]
    # a full credit note after the part payment stands alone until it is allocated
    note = doc(2, "credit_note", "100", 6)
    assert unapplied(note, [], day(10)) == Decimal(100)


def test_erpnext_7_one_receipt_over_two_invoices_gives_each_its_own_part() -> None:
    both = [alloc(1, 9, 1, "50", 20), alloc(2, 9, 2, "50", 20)]
    for n in (1, 2):
        assert open_amount(doc(n, "invoice", "100"), both, day(10)) == Decimal(100)
        assert open_amount(doc(n, "invoice", "100"), both, day(20)) == Decimal(50)


def test_erpnext_8_a_cent_is_open() -> None:
    ledger = Ledger((doc(1, "invoice", "100", due=0), doc(9, "receipt", "99.99")), (alloc(1, 9, 1, "99.99"),))
    assert [i.open for i in open_items(ledger, day(1), customer_id=1, currency="CNY")] == [Decimal("0.01")]


def test_erpnext_18_reversing_a_receipt_restores_exactly_its_part() -> None:
    invoice = doc(1, "invoice", "200")
    before = [alloc(1, 8, 1, "55", 1), alloc(2, 9, 1, "35", 2)]
    assert open_amount(invoice, before, day(3)) == Decimal(110)
    after = [alloc(1, 8, 1, "55", 1, off=5), alloc(2, 9, 1, "35", 2)]
    assert open_amount(invoice, after, day(4)) == Decimal(110)
    assert open_amount(invoice, after, day(5)) == Decimal(165)


@pytest.mark.parametrize(("allocated", "left"), [("80", "20"), ("100", "0")])
def test_erpnext_19_a_credit_note_and_an_invoice(allocated: str, left: str) -> None:
    both = [alloc(1, 2, 1, allocated)]
    assert open_amount(doc(1, "invoice", "100"), both, day(1)) == Decimal(left)
    assert unapplied(doc(2, "credit_note", "100"), both, day(1)) == Decimal(left)


def test_erpnext_21_what_is_left_of_a_payment() -> None:
    receipt, claim = doc(9, "receipt", "200"), doc(1, "debit_note", "5000")
    steps = [alloc(1, 9, 7, "100"), alloc(2, 9, 1, "100", 1), alloc(3, 8, 1, "100", 2)]
    assert [unapplied(receipt, steps, day(n)) for n in (0, 1)] == [Decimal(100), Decimal(0)]
    assert [open_amount(claim, steps, day(n)) for n in (0, 1, 2)] == [Decimal(5000), Decimal(4900), Decimal(4800)]


def test_drafts_later_and_reversed_documents_do_not_count() -> None:
    assert open_amount(doc(1, "invoice", "100", status="draft"), [], day(5)) == 0
    assert open_amount(doc(1, "invoice", "100", on=6), [], day(5)) == 0
    gone = doc(1, "invoice", "100", status="reversed", reversed_on=day(3))
    assert [open_amount(gone, [], day(n)) for n in (2, 3)] == [Decimal(100), Decimal(0)]
    assert open_instalments(gone, [], [], day(3)) == ()


def test_a_named_instalment_is_filled_first_and_the_excess_in_due_order() -> None:
    invoice = doc(1, "invoice", "100", instalments=THREE)
    assert opens(invoice, [alloc(1, 9, 1, "20", instalment=3)], [], 1) == [(Decimal(30), 0), (Decimal(50), 0), (Decimal(0), 0)]
    assert opens(invoice, [alloc(1, 9, 1, "35", instalment=3)], [], 1) == [(Decimal(15), 0), (Decimal(50), 0), (Decimal(0), 0)]
    # by value date, then by entry: the named one comes later and finds its instalment full
    assert opens(invoice, [alloc(1, 9, 1, "10", 3, instalment=1), alloc(2, 9, 1, "30", 2)], [], 5) == [
        (Decimal(0), 0), (Decimal(40), 0), (Decimal(20), 0)]


def test_the_disputed_part_is_taken_from_the_last_instalment_backwards() -> None:
    invoice = doc(1, "invoice", "100", instalments=THREE)
    dispute = Dispute(1, 1, "D1", Decimal(45), "QL", day(2), closed_on=day(8))
    assert opens(invoice, [], [dispute], 5) == [(Decimal(30), Decimal(0)), (Decimal(50), Decimal(25)), (Decimal(20), Decimal(20))]
    assert opens(invoice, [], [dispute], 8) == [(Decimal(30), Decimal(0)), (Decimal(50), Decimal(0)), (Decimal(20), Decimal(0))]
    # never more than is open
    assert opens(invoice, [alloc(1, 9, 1, "80")], [dispute], 5) == [(Decimal(0), Decimal(0)), (Decimal(0), Decimal(0)), (Decimal(20), Decimal(20))]


def test_balances_take_whole_documents() -> None:
    documents = (doc(1, "invoice", "100"), doc(2, "credit_note", "10"), doc(3, "receipt", "30", 5), doc(4, "refund", "5", 6))
    assert balances(documents, day(4)) == {(1, "CNY"): Decimal(90)}
    assert balances(documents, day(6)) == {(1, "CNY"): Decimal(65)}


def test_open_items_by_document_and_by_instalment() -> None:
    ledger = Ledger((doc(1, "invoice", "100", instalments=THREE), doc(2, "invoice", "7", due=45), doc(3, "receipt", "30")),
                    (alloc(1, 3, 1, "30"),), (Dispute(1, 1, "D1", Decimal(5), "QL", day(0)),))
    whole = open_items(ledger, day(1), customer_id=1, currency="CNY")
    assert [(i.document_id, i.due_date, i.open, i.disputed) for i in whole] == [
        (2, day(45), Decimal(7), Decimal(0)), (1, day(60), Decimal(70), Decimal(5))]
    parts = open_items(ledger, day(1), customer_id=1, currency="CNY", by_instalment=True)
    assert [(i.document_id, i.open) for i in parts] == [(2, Decimal(7)), (1, Decimal(50)), (1, Decimal(20))]
    assert open_items(ledger, day(1), customer_id=1, currency="USD") == ()


def test_payment_items_for_the_behaviour_of_the_payer() -> None:
    ledger = Ledger(
        (doc(1, "invoice", "100", due=30), doc(2, "invoice", "60", due=10), doc(3, "receipt", "50", 20),
         doc(4, "credit_note", "20", 20), doc(5, "write_off", "60", 40, parent_id=2), doc(6, "recovery", "25", 50, parent_id=2),
         doc(7, "receipt", "25", 50, parent_id=6)),
        (alloc(1, 3, 1, "50", 20), alloc(2, 4, 1, "20", 20), alloc(3, 5, 2, "60", 40), alloc(4, 7, 6, "25", 50)),
        (Dispute(1, 1, "D1", Decimal(10), "QL", day(21)),))
    found = [(i.document_id, i.amount, i.days_beyond_terms, i.settled) for i in payment_items(ledger, day(55))]
    # 50 paid early, 30 open of which 10 disputed; the written-off 60 is no payment, the recovered 25 is one, 40 days late
    assert found == [(1, Decimal(50), -10, True), (1, Decimal(20), 25, False), (6, Decimal(25), 40, True)]
    assert [i.amount for i in payment_items(ledger, day(30)) if not i.settled] == [Decimal(60)]  # due day 30 itself is not late


@st.composite
def settled_invoices(draw: st.DrawFn) -> tuple[Document, list[Allocation], list[Dispute]]:
    amounts = draw(st.lists(st.integers(1, 50), min_size=1, max_size=4))
    parts = tuple(Instalment(n, day(draw(st.integers(n * 10, n * 10 + 9))), Decimal(a)) for n, a in enumerate(amounts, 1))
    invoice = doc(1, "invoice", str(sum(amounts)), instalments=parts if len(parts) > 1 else ())
    left, allocations = sum(amounts), []
    for n in range(draw(st.integers(0, 4))):
        if left:
            part = draw(st.integers(1, left))
            left -= part
            on = draw(st.integers(0, 40))
            allocations.append(alloc(n, 9, 1, str(part), on, draw(st.none() | st.integers(on, 60)),
                                     draw(st.none() | st.integers(1, len(parts)))))
    disputes = [Dispute(n, 1, f"D{n}", Decimal(draw(st.integers(1, 80))), "QL", day(draw(st.integers(0, 40))))
                for n in range(draw(st.integers(0, 2)))]
    return invoice, allocations, disputes


@settings(max_examples=60, deadline=None)
@given(settled_invoices(), st.integers(0, 70))
def test_the_open_parts_add_up_to_the_open_document(case: tuple[Document, list[Allocation], list[Dispute]], on: int) -> None:
    invoice, allocations, disputes = case
    parts = open_instalments(invoice, allocations, disputes, day(on))
    whole = open_amount(invoice, allocations, day(on))
    assert sum(p.open for p in parts) == whole
    assert all(0 <= p.disputed <= p.open <= p.amount for p in parts)
    claimed = sum(d.amount for d in disputes if d.raised_on <= day(on))
    assert sum(p.disputed for p in parts) == min(claimed, whole)


@settings(max_examples=60, deadline=None)
@given(settled_invoices(), st.integers(1, 20), st.integers(0, 40), st.integers(0, 20))
def test_allocating_and_reversing_returns_to_the_start(case: tuple[Document, list[Allocation], list[Dispute]], amount: int,
                                                       on: int, later: int) -> None:
    invoice, allocations, disputes = case
    extra = alloc(99, 8, 1, str(amount), on, on + later)
    for n in (on + later, on + later + 7, on - 1):
        assert (open_instalments(invoice, [*allocations, extra], disputes, day(n))
                == open_instalments(invoice, allocations, disputes, day(n)))


@pytest.mark.parametrize(("wanted", "changes", "free"), [
    (60, [], 10), (60, [(5, 60), (20, -60)], 20), (40, [(5, 60), (20, -60)], 10),  # 40 were open all the time
    (41, [(5, 60), (20, -60)], 20), (60, [(2, 60), (7, -60)], 10),  # set free before it is wanted
    (50, [(5, 60), (20, -60), (20, 30), (30, -30)], 20), (80, [(5, 60), (20, -60), (20, 30), (30, -30)], 30),
    (100, [(5, 60), (20, -60), (40, 1), (50, -1)], 50)])
def test_money_counts_again_from_the_day_it_is_free(wanted: int, changes: list[tuple[int, int]], free: int) -> None:
    day = date(2026, 1, 1)
    found = free_from(day + timedelta(10), 100, wanted, [(day + timedelta(n), minor) for n, minor in changes])
    assert (found - day).days == free
