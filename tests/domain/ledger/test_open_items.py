from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings, strategies as st

from creditdesk.domain.ledger.documents import Allocation, Dispute, Document, Instalment, Ledger
from creditdesk.domain.ledger.open_items import open_items, parts

D = Decimal

day = date.fromisoformat
THREE = (Instalment(1, day("2026-01-31"), D(30)), Instalment(2, day("2026-02-28"), D(50)), Instalment(3, day("2026-03-31"), D(20)))
INVOICE = Document(1, "invoice", "I1", 7, day("2026-01-01"), "CNY", D(100), day("2026-01-31"), instalments=THREE)


def test_payment_fills_instalments_in_due_order() -> None:
    ledger = Ledger((INVOICE,), (Allocation(1, 9, 1, D(40), day("2026-02-01")),))
    assert [(row.instalment_no, row.amount, row.paid, row.open) for row in open_items(ledger, day("2026-02-01"))] == [
        (2, D(50), D(10), D(40)), (3, D(20), D(0), D(20))]
    assert len(open_items(ledger, day("2026-01-31"))) == 3


def test_named_instalment_is_filled_first_and_flows_over() -> None:
    found = parts(INVOICE, [Allocation(1, 9, 1, D(25), day("2026-02-01"), instalment_no=3)], [], day("2026-02-01"))
    assert [part.open for part in found] == [D(25), D(50), D(0)]


def test_disputed_part_is_taken_from_the_last_instalment_backwards() -> None:
    found = parts(INVOICE, [], [Dispute(1, 1, "D1", D(40), "QL", day("2026-01-05"))], day("2026-02-01"))
    assert [part.disputed for part in found] == [D(0), D(20), D(20)]
    assert not any(part.disputed for part in parts(INVOICE, [], [Dispute(1, 1, "D1", D(40), "QL", day("2026-02-05"))],
                                                   day("2026-02-01")))


def test_credits_stay_open_until_allocated() -> None:
    note = Document(2, "credit_note", "K1", 7, day("2026-01-10"), "CNY", D(60))
    ledger = Ledger((INVOICE, note), (Allocation(1, 2, 1, D(20), day("2026-01-15"), reversed_on=day("2026-02-01")),))
    assert [row.balance for row in open_items(ledger, day("2026-01-20")) if row.sign < 0] == [D(-40)]
    assert [row.balance for row in open_items(ledger, day("2026-02-01")) if row.sign < 0] == [D(-60)]
    assert not [row for row in open_items(ledger, day("2026-01-09")) if row.sign < 0]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 28), st.sampled_from([None, 1, 2, 3])), max_size=6))
def test_parts_add_up_to_the_invoice(rows: list[tuple[int, int, int | None]]) -> None:
    allocations, left = [], 100
    for number, (amount, on, no) in enumerate(rows):
        if amount <= left:
            allocations.append(Allocation(number, 9, 1, D(amount), date(2026, 1, on), instalment_no=no))
            left -= amount
    found = parts(INVOICE, allocations, [], day("2026-02-01"))
    assert sum(part.open for part in found) == left
    assert all(0 <= part.open <= part.amount for part in found)
