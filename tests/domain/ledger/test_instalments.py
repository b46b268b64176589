"""Dividing an amount into instalments (DOMAIN E8; PEERS 45, figures only)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, strategies as st

from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.instalments import equal_parts, parts_of, scheduled


def d(*texts: str) -> tuple[D, ...]:
    return tuple(map(D, texts))


@pytest.mark.parametrize(("total", "count", "currency", "parts"), [
    ("100000", 3, "CNY", d("33333.33", "33333.33", "33333.34")), ("200000", 3, "CNY", d("66666.67", "66666.67", "66666.66")),
    ("100", 3, "CNY", d("33.33", "33.33", "33.34")), ("100", 1, "CNY", d("100")), ("100", 3, "JPY", d("33", "33", "34")),
    ("0.03", 3, "CNY", d("0.01", "0.01", "0.01"))])
def test_equal_parts(total: str, count: int, currency: str, parts: tuple[D, ...]) -> None:
    assert equal_parts(D(total), count, currency) == parts


def test_parts_of_one_size() -> None:
    assert parts_of(D(100), D(30), "CNY") == d("30", "30", "30", "10")
    assert parts_of(D(90), D(30), "CNY") == d("30", "30", "30")
    assert parts_of(D(20), D(30), "CNY") == d("20")


def test_every_two_months_clamped_to_the_months_end() -> None:
    found = scheduled(d("30", "30", "30", "10"), date(2025, 12, 31), 2)
    assert [(part.no, part.due_date.isoformat(), part.amount) for part in found] == [
        (1, "2025-12-31", 30), (2, "2026-02-28", 30), (3, "2026-04-30", 30), (4, "2026-06-30", 10)]


@pytest.mark.parametrize("ask", [lambda: equal_parts(D(100), 0, "CNY"), lambda: equal_parts(D(100), 121, "CNY"),
                                 lambda: equal_parts(D("0.02"), 3, "CNY"), lambda: parts_of(D(100), D(0), "CNY"),
                                 lambda: parts_of(D(100), D("0.01"), "CNY")])
def test_too_many_or_too_small_is_refused(ask: object) -> None:
    with pytest.raises(InputError) as error:
        ask()  # type: ignore[operator]
    assert (error.value.code, error.value.field) == ("bad_count", "instalments")


@given(cents=st.integers(1, 10**9), count=st.integers(1, 60))
def test_equal_parts_add_up_and_differ_by_the_rounding_only(cents: int, count: int) -> None:
    total = D(cents) / 100
    try:
        parts = equal_parts(total, count, "CNY")
    except InputError:
        assert cents < count * count
        return
    assert sum(parts) == total
    assert len(parts) == count
    assert all(part > 0 for part in parts)
    assert abs(parts[-1] - parts[0]) <= D(count) / 100
