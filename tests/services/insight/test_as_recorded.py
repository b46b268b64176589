"""Aging with what was known on the day, not only with what is dated by it (DOMAIN E11, "as recorded then")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.insight.aging import aging_items, aging_report
from creditdesk.services.ledger import disputes, posting
from creditdesk.services.session import Session

DAY = date(2026, 2, 1)


class Clock:
    """A clock that is set by hand; noon, so that no time zone moves the day."""

    def __init__(self) -> None:
        self.day = DAY

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    session = company.create_book(tmp_path / "b.creditdesk", profile=Company("Firm"), user="t", clock=clock)
    yield session
    session.close()


def figures(session: Session, day: date, **how: bool) -> tuple[str, str, str] | None:
    """(claims, unapplied, disputed) of the only line."""
    rows = aging_report(session, day, **how).totals
    if not rows:
        return None
    row = rows[0]
    items = aging_items(session, day, 1, **how)
    assert sum((item.amount for item in items), D(0)) == row.balance
    return f"{row.not_due + row.overdue:.2f}", f"{row.unapplied:.2f}", f"{row.disputed:.2f}"


def test_what_was_entered_later_is_not_known_yet(told: Session, clock: Clock) -> None:
    key = customers.save(told, Customer(0, "C1", "Alpha"))
    bill = posting.post_document(told, DocumentDraft("invoice", key, DAY, D(100), "CNY")).id
    clock.day = DAY + timedelta(10)  # entered ten days late, dated on the day
    late = posting.post_document(told, DocumentDraft("invoice", key, DAY, D(40), "CNY")).id
    paid = posting.post_document(told, DocumentDraft("receipt", key, DAY + timedelta(1), D(60), "CNY")).id
    clock.day = DAY + timedelta(20)
    ids = posting.allocate(told, paid, [AllocationDraft(bill, D(60))])
    disputes.add_dispute(told, bill, D(30), "QL", DAY + timedelta(1))
    clock.day = DAY + timedelta(30)
    posting.unallocate(told, ids, DAY + timedelta(12))
    posting.reverse(told, late, DAY + timedelta(2), "twice")
    expected = {1: (("80.00", "0.00", "30.00"), ("100.00", "0.00", "0.00")),
                10: (("40.00", "0.00", "30.00"), ("140.00", "-60.00", "0.00")),
                20: (("100.00", "-60.00", "30.00"), ("80.00", "0.00", "30.00")),
                30: (("100.00", "-60.00", "30.00"), ("100.00", "-60.00", "30.00"))}
    for days, (now, then) in expected.items():
        assert figures(told, DAY + timedelta(days)) == now
        assert figures(told, DAY + timedelta(days), as_recorded=True) == then
    assert figures(told, DAY - timedelta(1), as_recorded=True) is None
