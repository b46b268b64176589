from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.capital_amount import DIGITS, rmb

VECTORS = """
1,409.50 壹仟肆佰零玖圆伍角; 6,007.14 陆仟零柒圆壹角肆分; 16,409.02 壹万陆仟肆佰零玖圆零贰分; 325.04 叁佰贰拾伍圆零肆分;
1,680.32 壹仟陆佰捌拾圆零叁角贰分; 107,000.53 壹拾万柒仟圆零伍角叁分; 5,002.00 伍仟零贰圆整; 100,010.00 壹拾万零壹拾圆整;
1,000,001.00 壹佰万零壹圆整; 100,000,000.00 壹亿圆整; 300,000,010,000.00 叁仟亿零壹万圆整;
12,345,678.90 壹仟贰佰叁拾肆万伍仟陆佰柒拾捌圆玖角; 0.05 伍分; 0.50 伍角; 10,000,000.00 壹仟万圆整;
100,005,000.00 壹亿零伍仟圆整; 300,004,034.43 叁亿零肆仟零叁拾肆圆肆角叁分; 100,780.20 壹拾万零柒佰捌拾圆零贰角;
361,420.80 叁拾陆万壹仟肆佰贰拾圆零捌角; -3.20 负叁圆贰角; 0.00 零圆整; 300,795.40 叁拾万零柒佰玖拾伍圆肆角;
999,999,999,999.99 玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖圆玖角玖分
"""
CASES = [tuple(case.split()) for case in VECTORS.split(";")]


@pytest.mark.parametrize(("figure", "text"), CASES)
def test_vectors(figure: str, text: str) -> None:
    assert rmb(Decimal(figure.replace(",", ""))) == text
    assert rmb(Decimal(figure.replace(",", "")), "元") == text.replace("圆", "元")


def test_too_large_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        rmb(Decimal("1000000000000"))
    assert caught.value.code == "out_of_range"


def _read(text: str) -> Decimal:
    """The inverse, written from the rule's other end."""
    total = group = digit = Decimal(0)
    for character in text.removeprefix("负").removesuffix("整"):
        if character in DIGITS:
            digit = Decimal(DIGITS.index(character))
        elif character in "拾佰仟":
            group += digit * 10 ** ("拾佰仟".index(character) + 1)
            digit = Decimal(0)
        elif character in "万亿圆":
            total += (group + digit) * {"万": 10**4, "亿": 10**8, "圆": 1}[character]
            group = digit = Decimal(0)
        else:
            total += digit * {"角": Decimal("0.1"), "分": Decimal("0.01")}[character]
            digit = Decimal(0)
    return -total if text.startswith("负") else total


@settings(max_examples=60, deadline=None)
@given(st.integers(-99_999_999_999_999, 99_999_999_999_999))
def test_reads_back(cents: int) -> None:
    text = rmb(Decimal(cents).scaleb(-2))
    assert _read(text) == Decimal(cents).scaleb(-2)
    assert "零零" not in text
