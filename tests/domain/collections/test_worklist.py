from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.collections.promises import last_promise
from creditdesk.domain.collections.worklist import Candidate, priority, tier_of, worklist
from creditdesk.domain.ledger.documents import Promise

D = Decimal


def test_worked_example() -> None:
    rows = worklist([Candidate("A", D(200000), 20, strategic=True), Candidate("B", D(50000), 75),
                     Candidate("C", D(80000), 10, promise="broken")])
    assert [(row.candidate.code, row.tier, row.value) for row in rows] == [
        ("C", "T1", D(42000)), ("A", "T2", D(56000)), ("B", "T2", D(48750))]
    assert dict(rows[1].chips) == {"q": D("0.35"), "k_age": D(1), "k_strat": D("0.8"), "k_status": D(1)}


@pytest.mark.parametrize(("grade", "days", "q"), [
    ("AAA", 10, "0.28"), ("A", 40, "0.4"), ("BBB", 70, "0.65"), (None, 100, "0.8"), ("NR", 100, "0.8"), ("C", 100, "0.95"),
    ("CCC", 70, "0.78"), ("D", 10, "0.42")])
def test_roll_by_grade(grade: str | None, days: int, q: str) -> None:
    assert priority(Candidate("A", D(1), days, grade)).q == D(q)


def test_own_roll_rates_replace_the_defaults() -> None:
    assert priority(Candidate("A", D(100), 10), {1: D("0.1")}).value == D(10)


@pytest.mark.parametrize(("facts", "k_strat", "k_status", "tier"), [
    ({"strategic": True, "on_watch": True}, "1.0", "1.0", "T2"), ({"on_watch": True}, "1.2", "1.0", "T2"),
    ({"promise": "pending"}, "1.0", "0", "T2"), ({"promise": "pending", "promise_today": True}, "1.0", "0", "T1"),
    ({"promise": "broken", "contacted_since": True}, "1.0", "1.0", "T2"), ({"plan_in_order": True}, "1.0", "0", "T2"),
    ({"promise": "broken"}, "1.0", "1.5", "T1")])
def test_factors(facts: dict[str, object], k_strat: str, k_status: str, tier: str) -> None:
    row = priority(Candidate("A", D(1), 5, **facts))  # type: ignore[arg-type]
    assert (row.k_strat, row.k_status, row.tier) == (D(k_strat), D(k_status), tier)


@pytest.mark.parametrize(("facts", "tier"), [
    ({"limitation_days": 30}, "T0"), ({"limitation_days": 31}, "T2"), ({"limitation_days": 0}, "T0"),
    ({"limitation_days": -1}, "T2"), ({"deadline_days": 7}, "T0"), ({"deadline_days": 8}, "T2"), ({"deadline_days": 0}, "T0"), ({"deadline_days": -1}, "T2")])
def test_hard_tier(facts: dict[str, int], tier: str) -> None:
    assert tier_of(Candidate("A", D(1), 5, **facts)) == tier  # type: ignore[arg-type]


def test_ties_and_small_debtors() -> None:
    rows = worklist([Candidate("B", D(10), 5), Candidate("A", D(10), 5), Candidate("P", D(20), 5, promise="pending"),
                     Candidate("Q", D(30), 5, promise="pending"), Candidate("S", D(1), 5)], small_amount=D(1))
    assert [row.candidate.code for row in rows] == ["A", "B", "Q", "P"]


def test_the_last_promise_is_the_latest_made_by_then() -> None:
    made = date(2026, 3, 1)
    rows = [Promise(number, 1, D(100), "CNY", made, made + timedelta(offset)) for number, offset in ((1, 0), (2, 0), (3, 5))]
    assert last_promise(rows, made) == rows[1]
    assert last_promise(rows, made + timedelta(5)) == rows[2]
    assert last_promise(rows, made - timedelta(1)) is None
