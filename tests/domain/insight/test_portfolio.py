"""The portfolio's slices and the lights of its caps (DOMAIN A93, D4, J24)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditdesk.domain.insight.portfolio import Cap, concentration, each, Holding, largest, slices

d = Decimal


@pytest.mark.parametrize(("value", "most", "red", "state", "used"), [
    ("89.99", "100", None, "ok", "0.8999"), ("90", "100", None, "near", "0.9"), ("100", "100", None, "near", "1"),
    ("100.01", "100", None, "over", "1.0001"), (None, "100", None, "unknown", None), ("1", None, None, "unknown", None),
    ("0", "0", None, "ok", None), ("1", "0", None, "over", None), ("1499", "1500", "2500", "ok", None),
    ("1500", "1500", "2500", "near", "0.6"), ("2500", "1500", "2500", "near", None), ("2500.1", "1500", "2500", "over", None)])
def test_the_light_of_a_cap(value: str | None, most: str | None, red: str | None, state: str, used: str | None) -> None:
    cap = Cap("x", "money", None if value is None else d(value), None if most is None else d(most),
              red_above=None if red is None else d(red))
    assert cap.state == state
    if used is not None:
        assert cap.used == d(used)


def holding(customer: int, exposure: str, loss: str = "1") -> Holding:
    return Holding(customer, f"N{customer}", d(exposure), d(0), d("-1"), d(loss))


def test_slices_add_up_and_credits_hold_no_share() -> None:
    book = [holding(1, "60"), holding(2, "-5"), holding(3, "40", "3")]
    found = slices(book, lambda item: "F" if item.customer_id == 2 else "C")
    assert [(part.key, part.customers, part.exposure, part.loss, part.share) for part in found] == [
        ("C", 2, 100, 4, 1), ("F", 1, -5, 1, 0)]
    assert [(part.key, part.share, part.customer_id) for part in each(book)] == [("N1", d("0.6"), 1), ("N3", d("0.4"), 3), ("N2", 0, 2)]


def test_the_nearest_to_a_cap() -> None:
    assert largest("single_budget", {"b": d(5), "a": d(5)}, d(10), {"b": 7}) == Cap("single_budget", "money", d(5), d(10), "b", 7)
    assert largest("group_budget", {}, d(10)).value == 0
    top, five, index = concentration([d(30), d(20), d(15), d(10), d(10), d(5), d(5), d(3), d(1), d(1), d(-9)])
    assert (top.value, five.value, index.value) == (d("0.3"), d("0.85"), 1786)
