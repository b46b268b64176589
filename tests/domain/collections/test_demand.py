from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.collections import demand
from creditdesk.domain.collections.interest import Claim, interest_on
from creditdesk.domain.collections.regimes import Terms
from creditdesk.domain.ledger.documents import Allocation, Dispute, Document, Instalment, Ledger
from creditdesk.domain.ledger.open_items import open_items, OpenItem, parts

D = Decimal

AS_OF = date(2026, 3, 31)


def item(number: int, days: int, amount: str, kind: str = "invoice", **more: object) -> OpenItem:
    due = AS_OF - timedelta(days)
    fields: dict[str, object] = {"paid": D(0), "open": D(amount), "currency": "CNY", **more}
    return OpenItem(number, f"D{number}", kind, due - timedelta(30), due, D(amount), **fields)  # type: ignore[arg-type]


ITEMS = [item(1, 40, "1000", paid=D(200), open=D(800), disputed=D(300)), item(2, 10, "500"), item(3, -2, "900"),
         item(4, 0, "50", "credit_note"), item(5, 5, "120", "receipt", paid=D(20), open=D(100)),
         item(6, 50, "70", disputed=D(70)), item(7, 20, "10", currency="USD")]


def test_reminders_demand_principal_only() -> None:
    figures = demand.demand("L2", ITEMS, "CNY", AS_OF)
    assert figures is not None
    assert [(line.no, line.open, line.days_late) for line in figures.lines] == [
        ("D1", D(500), 40), ("D2", D(500), 10), ("D5", D(-100), 0), ("D4", D(-50), 0)]
    assert (figures.principal, figures.interest, figures.total) == (D(850), D(0), D(850))
    assert (figures.max_days, figures.lines[0].disputed) == (40, D(300))
    assert demand.undemanded_disputed(ITEMS, "CNY", AS_OF) == D(370)


def test_formal_demand_adds_interest_and_compensation() -> None:
    claims = [Claim(number, f"D{number}", "CNY", part, Terms(date(2026, 1, 1), "CN", contract_rate=D("0.10")))
              for number, part in ((1, ()), (2, ()))]
    ledger = Ledger((Document(1, "invoice", "D1", 1, date(2026, 1, 1), "CNY", D(1000), date(2026, 2, 19)),
                     Document(2, "invoice", "D2", 1, date(2026, 1, 1), "CNY", D(500), date(2026, 3, 21))))
    results = []
    for claim, document in zip(claims, ledger.documents, strict=True):
        full = Claim(claim.document_id, claim.no, "CNY", parts(document, (), (), AS_OF), claim.terms)
        results.append(interest_on(full, AS_OF, {}))
    found = [row for row in results if row is not None]
    figures = demand.demand("L4", open_items(ledger, AS_OF), "CNY", AS_OF, interest=found, fee=D(10))
    assert figures is not None
    assert (figures.principal, figures.interest, figures.total) == (D(1500), D("12.33"), D("1522.33"))
    assert [segment.interest for _, segment in figures.interest_rows] == [D("10.96"), D("1.37")]
    assert figures.regimes == (1,)
    third = demand.demand("L3", open_items(ledger, AS_OF), "CNY", AS_OF, interest=found)
    assert third is not None
    assert third.total == D(1500)


def test_nothing_is_demanded_when_credits_cover_it() -> None:
    assert demand.demand("L2", [item(1, 5, "100"), item(2, 5, "100", "receipt")], "CNY", AS_OF) is None
    assert demand.demand("L2", [item(3, -5, "100")], "CNY", AS_OF) is None
    assert demand.demand("L2", [item(1, 5, "5")], "CNY", AS_OF, small_amount=D(5)) is None


def test_pre_due_letter_lists_what_it_is_given() -> None:
    figures = demand.reminder([item(3, -2, "900"), item(8, -1, "100")], "CNY", AS_OF)
    assert figures is not None
    assert (figures.total, figures.first_due) == (D(1000), AS_OF + timedelta(1))
    assert demand.reminder([], "CNY", AS_OF) is None


@pytest.mark.parametrize(("kind", "pay", "reply"), [("L1", None, None), ("L2", 7, None), ("L3", 7, 5), ("L4", 10, None),
                                                    ("L5", 10, None), ("L6", None, 10), ("L9", 7, None)])
def test_deadlines(kind: str, pay: int | None, reply: int | None) -> None:
    found = demand.deadlines(kind, AS_OF)
    assert found.payment == (AS_OF + timedelta(pay) if pay else None)
    assert found.reply == (AS_OF + timedelta(reply) if reply else None)


def test_two_instalments_on_day_six_give_one_overdue_row() -> None:
    start = AS_OF - timedelta(6)
    invoice = Document(1, "invoice", "I1", 1, start, "CNY", D(100), start + timedelta(5), instalments=(
        Instalment(1, start + timedelta(5), D(50)), Instalment(2, start + timedelta(10), D(50))))
    figures = demand.demand("L2", open_items(Ledger((invoice,)), AS_OF), "CNY", AS_OF)
    assert figures is not None
    assert [line.instalment_no for line in figures.lines] == [1]


def test_letter_is_resolved_by_allocation_and_reopened_by_its_reversal() -> None:
    invoice = Document(1, "invoice", "I1", 1, date(2026, 1, 1), "CNY", D(100), date(2026, 1, 31))
    note = Document(2, "credit_note", "K1", 1, date(2026, 3, 1), "CNY", D(100))
    loose = Ledger((invoice, note))
    assert not demand.is_resolved([(1, None)], open_items(loose, AS_OF))
    linked = Ledger((invoice, note), (Allocation(1, 2, 1, D(100), date(2026, 3, 1), reversed_on=date(2026, 4, 2)),))
    assert demand.is_resolved([(1, None)], open_items(linked, AS_OF))
    assert not demand.is_resolved([(1, None)], open_items(linked, date(2026, 4, 2)))


def test_dispute_is_left_out_of_the_demand() -> None:
    invoice = Document(1, "invoice", "I1", 1, date(2026, 1, 1), "CNY", D(100), date(2026, 1, 31))
    ledger = Ledger((invoice,), (), (Dispute(1, 1, "D1", D(30), "QL", date(2026, 2, 2)),))
    figures = demand.demand("L2", open_items(ledger, AS_OF), "CNY", AS_OF)
    assert figures is not None
    assert figures.total == D(70)
