"""What counts as gone bad within twelve months (DOMAIN C11)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.credit.outcomes import Conduct, conduct_of, month_ends, quarter_ends
from creditdesk.domain.ledger.documents import Allocation, Document, Ledger

d = Decimal
DUE = date(2025, 1, 31)
ENDS = month_ends(date(2024, 12, 31), date(2026, 3, 31))
SCORED = date(2024, 12, 31)


def conduct(*more: Document, paid: str = "0", on: date = date(2025, 3, 1)) -> Conduct:
    bill = Document(1, "invoice", "I1", 1, date(2024, 12, 1), "CNY", d(100), DUE)
    money = Document(2, "receipt", "R1", 1, on, "CNY", d(paid))
    rows = (Allocation(1, 2, 1, d(paid), on),) if d(paid) else ()
    return conduct_of(Ledger((bill, money, *more), rows), ENDS, lambda amount, _currency: amount)


def test_ends_of_months_and_quarters() -> None:
    assert month_ends(date(2026, 1, 31), date(2026, 3, 30)) == (date(2026, 1, 31), date(2026, 2, 28))
    assert quarter_ends(date(2025, 12, 31), date(2026, 6, 30)) == (date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30))


@pytest.mark.parametrize(("paid", "on", "bad"), [
    ("0", DUE, True), ("100", date(2025, 4, 30), False), ("100", date(2025, 5, 1), True), ("90", DUE, True), ("90.01", DUE, False)])
def test_more_than_sixty_days_late_on_a_tenth(paid: str, on: date, bad: bool) -> None:
    # 60 days after 31 January is 1 April: the first end of a month beyond it is 30 April
    found = conduct(paid=paid, on=on)
    assert found.went_bad(SCORED) is bad
    assert not found.late_on(SCORED)
    assert found.late_on(date(2025, 4, 30)) is (paid != "100" or on > date(2025, 4, 30))  # of what is owed on that very day


@pytest.mark.parametrize(("kind", "reason", "day", "bad"), [
    ("write_off", "gone", date(2025, 2, 1), True), ("write_off", "small_difference", date(2025, 2, 1), False),
    ("write_off", "gone", SCORED, False), ("write_off", "gone", date(2025, 12, 31), True),
    ("write_off", "gone", date(2026, 1, 1), False), ("invoice", "", date(2025, 2, 1), False)])
def test_a_claim_written_off(kind: str, reason: str, day: date, bad: bool) -> None:
    found = conduct(Document(3, kind, "W", 1, day, "CNY", d(1), day + timedelta(999), reason=reason), paid="100")
    assert found.went_bad(SCORED) is bad
    assert found.traded(SCORED, date(2026, 3, 31)) is (kind == "invoice")


@pytest.mark.parametrize(("day", "bad"), [(SCORED, False), (date(2025, 1, 1), True), (date(2025, 12, 31), True),
                                          (date(2026, 1, 1), False)])
def test_insolvency_and_a_plan_in_default(day: date, bad: bool) -> None:
    found = conduct(paid="100", on=DUE)
    assert found.went_bad(SCORED, day) is bad and found.went_bad(SCORED, None, [day]) is bad
