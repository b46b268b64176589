"""The palette's search on a real book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import customers
from creditdesk.services.ledger.posting import post_document
from creditdesk.services.search import search
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


@pytest.fixture
def filled(session: Session) -> Session:
    first = customers.save(session, Customer(0, "K1", "海岳建材（宁波）有限公司", tax_id="91330200MA2A19876X"))
    customers.save(session, Customer(0, "K2", "恒源物流（杭州）有限公司"))
    gone = customers.save(session, Customer(0, "K3", "华宇停业公司"))
    customers.retire(session, gone, DAY)
    post_document(session, DocumentDraft("invoice", first, date(2026, 9, 1), Decimal("96800.00"), "CNY", no="INV-2026-1182",
                                         due_date=date(2026, 10, 1)))
    return session


@pytest.mark.parametrize("text, names", [
    ("hy", ["海岳建材（宁波）有限公司", "恒源物流（杭州）有限公司"]),  # who owes something first
    ("haiyue", ["海岳建材（宁波）有限公司"]),
    ("K2", ["恒源物流（杭州）有限公司"]),
    ("9876X", ["海岳建材（宁波）有限公司"]),
    ("物流", ["恒源物流（杭州）有限公司"]),
    ("100%", []),
    ("_", []),
])
def test_customers_are_found(filled: Session, text: str, names: list[str]) -> None:
    assert [one.name for one in search(filled, text, DAY).customers] == names


@pytest.mark.parametrize("text, count", [("1182", 1), ("inv-2026", 1), ("96,800", 1), ("96800.01", 0), ("9", 0)])
def test_documents_are_found_by_number_and_amount(filled: Session, text: str, count: int) -> None:
    assert len(search(filled, text, DAY).documents) == count


def test_what_is_open_stands_beside_the_customer(filled: Session) -> None:
    assert search(filled, "hy", DAY).customers[0].balances == [("CNY", Decimal("96800.00"), Decimal("96800.00"))]


def test_nothing_asked_gives_the_latest(filled: Session) -> None:
    found = search(filled, " ", DAY)
    assert found.recent and [one.number for one in found.documents] == ["INV-2026-1182"]
