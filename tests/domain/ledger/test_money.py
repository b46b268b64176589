"""The one door of amounts: long figures are refused or kept whole, never rounded silently (DOMAIN E1)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given, strategies as st

from creditdesk.domain.errors import InputError
from creditdesk.domain.money import from_minor, parse, plain, to_minor, trim


@pytest.mark.parametrize("text", ["1" * 13, "1" * 40, "-" + "9" * 30 + ".5", "(1234567890123)", "9" * 5000, "1234567890123元"])
def test_more_than_twelve_digits_are_refused(text: str) -> None:
    with pytest.raises(InputError) as error:
        parse(text, mark="point")
    assert error.value.code == "out_of_range"


@pytest.mark.parametrize("text", ["0." + "0" * 40 + "1", "1." + "0" * 30 + "1", "999999999999." + "9" * 30])
def test_decimals_too_many_are_not_rounded_away(text: str) -> None:
    amount = parse(text, mark="point")
    assert amount == D(text)
    with pytest.raises(InputError) as error:
        to_minor(amount, "CNY")
    assert error.value.code == "too_many_decimals"


def test_trailing_zeros_are_no_decimals() -> None:
    assert str(parse("1." + "0" * 60)) == "1"
    assert str(trim(D("100.00"))) == "100"


@pytest.mark.parametrize("text", ["12元50", "12CNY34", "12 34", "1 2 3", "1'2345", "(-5)", "-(5)", "5²", "100①", "--5", "5-5"])
def test_what_would_be_a_guess_is_no_amount(text: str) -> None:
    with pytest.raises(InputError) as error:
        parse(text)
    assert error.value.code == "bad_amount"


@pytest.mark.parametrize(("text", "amount"), [
    ("1 234 567,89", "1234567.89"), ("1'234.50", "1234.5"), ("￥ １，２３４．５０ 元", "1234.5"), ("US$ -5", "-5"), ("-¥5", "-5"), ("(¥5)", "-5"),
    ("¥(5)", "-5"), ("5- 元", "-5")])
def test_signs_and_blanks_around_and_between_groups(text: str, amount: str) -> None:
    assert parse(text) == D(amount)


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_what_is_written_is_read_back(minor: int) -> None:
    amount = from_minor(minor, "CNY")
    assert to_minor(parse(plain(amount, "CNY"), mark="point"), "CNY") == minor
    assert parse(f"{amount:,f}", mark="point") == amount
