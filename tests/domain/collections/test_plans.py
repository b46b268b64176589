"""Payment plans: parts, checks, and the day on which one is broken (DOMAIN E8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, strategies as st

from creditdesk.domain.collections.plans import (
    ACTIVE,
    check,
    DEFAULTED,
    FULFILLED,
    instalments,
    judge,
    Plan,
    PlanPart,
)
from creditdesk.domain.errors import InputError

SIGNED = date(2026, 1, 10)
PLAN = Plan(1, 1, "CNY", SIGNED, (7,), tuple(PlanPart(date(2026, month, 10), D(100)) for month in (2, 3, 4)))


def opened(*payments: tuple[str, int]) -> Callable[[date], D]:
    return lambda day: D(300) - sum(amount for when, amount in payments if date.fromisoformat(when) <= day)


@pytest.mark.parametrize(("total", "count", "parts"), [
    ("100000", 3, ["33333.33", "33333.33", "33333.34"]), ("200000", 3, ["66666.67", "66666.67", "66666.66"]),
    ("100", 1, ["100"]), ("0.03", 3, ["0.01", "0.01", "0.01"])])
def test_the_last_part_takes_the_rest(total: str, count: int, parts: list[str]) -> None:
    assert [part.amount for part in instalments(D(total), count, SIGNED, "CNY")] == [D(part) for part in parts]


def test_parts_are_a_month_apart_and_clamped() -> None:
    found = instalments(D(300), 3, date(2026, 1, 31), "CNY")
    assert [part.due_date for part in found] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


@given(st.integers(1, 10**12), st.integers(1, 60))
def test_parts_add_up(minor: int, count: int) -> None:
    total = D(minor).scaleb(-2)
    try:
        found = instalments(total, count, SIGNED, "CNY")
    except InputError:
        assert minor < count * count
        return
    assert sum(part.amount for part in found) == total and all(part.amount > 0 for part in found)


@pytest.mark.parametrize(("changes", "code"), [
    ({"document_ids": ()}, "missing"), ({"instalments": ()}, "missing"),
    ({"instalments": (PlanPart(SIGNED, D(0)),)}, "bad_amount"), ({"instalments": (PlanPart(SIGNED, D(301)),)}, "over_allocated"),
    ({"instalments": (PlanPart(SIGNED - timedelta(1), D(1)),)}, "out_of_range")])
def test_what_cannot_be_a_plan(changes: dict[str, object], code: str) -> None:
    values = {name: getattr(PLAN, name) for name in ("id", "customer_id", "currency", "signed_on", "document_ids",
                                                     "instalments")} | changes
    with pytest.raises(InputError) as error:
        check(Plan(**values), D(300))  # type: ignore[arg-type]
    assert error.value.code == code


CASES = [
    ("2026-02-10", (), ACTIVE, None), ("2026-02-15", (), ACTIVE, None), ("2026-02-16", (), DEFAULTED, "2026-02-16"),
    ("2026-02-20", (("2026-02-15", 100),), ACTIVE, None), ("2026-02-20", (("2026-02-16", 100),), DEFAULTED, "2026-02-16"),
    ("2026-02-20", (("2026-02-15", 99),), DEFAULTED, "2026-02-16"),
    ("2026-03-11", (("2026-02-12", 50),), DEFAULTED, "2026-02-16"),
    ("2026-04-20", (("2026-01-20", 300),), FULFILLED, None), ("2026-03-15", (("2026-02-01", 250),), ACTIVE, None)]


@pytest.mark.parametrize(("day", "payments", "state", "broken"), CASES)
def test_the_state_on_a_day(day: str, payments: tuple[tuple[str, int], ...], state: str, broken: str | None) -> None:
    found = judge(PLAN, opened(*payments), date.fromisoformat(day))
    assert (found.state, found.defaulted_on) == (state, date.fromisoformat(broken) if broken else None)


def test_two_instalments_short_break_a_weekly_plan_before_the_days_are_over() -> None:
    weekly = Plan(1, 1, "CNY", SIGNED, (7,), (PlanPart(date(2026, 2, 10), D(100)), PlanPart(date(2026, 2, 13), D(200))))
    assert judge(weekly, opened(), date(2026, 2, 13)).state == ACTIVE
    assert judge(weekly, opened(), date(2026, 2, 14)).defaulted_on == date(2026, 2, 14)


@pytest.mark.parametrize(("worst", "state"), [(15, ACTIVE), (16, DEFAULTED)])
def test_new_debts_break_it_after_15_days(worst: int, state: str) -> None:
    assert judge(PLAN, opened(), SIGNED, worst).state == state


@pytest.mark.parametrize(("paid", "following", "missing"), [(0, "2026-02-10", 100), (100, "2026-03-10", 100), (130, "2026-03-10", 70)])
def test_the_next_instalment_and_what_is_missing_of_it(paid: int, following: str, missing: int) -> None:
    found = judge(PLAN, opened(("2026-01-11", paid)), date(2026, 1, 12))
    assert (found.next_date, found.paid) == (date.fromisoformat(following), D(paid))
