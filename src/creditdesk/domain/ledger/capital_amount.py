"""An amount in the characters banks and courts read: 大写金额 (DOMAIN N)."""

from __future__ import annotations

from decimal import Decimal

from ..errors import InputError, N_
from ..money import round_money

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
PREFIX = "人民币"
MAXIMUM = Decimal("999999999999.99")


def rmb(amount: Decimal, yuan: str = "圆") -> str:
    """The amount in capital characters, without 人民币; half-up to the 分, at most 999,999,999,999.99.

    `yuan` is the unit's character, 圆 or 元. InputError `out_of_range`. DOMAIN N.
    """
    rounded = round_money(amount, "CNY")
    if abs(rounded) > MAXIMUM:
        raise InputError(N_("{value} is too large: an amount has at most 12 digits."), code="out_of_range",
                         field="amount", value=str(amount))
    whole, cents = divmod(int(abs(rounded).scaleb(2)), 100)
    if whole == 0 and cents == 0:
        return f"{DIGITS[0]}{yuan}整"
    jiao, fen = divmod(cents, 10)
    text = f"{_whole(whole)}{yuan}" if whole else ""
    if whole and ((jiao and whole % 10 == 0) or (not jiao and fen)):
        text += DIGITS[0]
    text += f"{DIGITS[jiao]}角" if jiao else ""
    text += f"{DIGITS[fen]}分" if fen else ""
    return ("负" if rounded < 0 else "") + text + ("" if cents else "整")


def _whole(number: int) -> str:
    """The 圆 part (> 0), group by group of four digits from the highest."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    text, skipped = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            skipped = True
            continue
        if text and (group < 1000 or skipped):
            text += DIGITS[0]
        text += _group(group) + _GROUPS[place]
        skipped = False
    return text


def _group(group: int) -> str:
    """1…9999; a run of zeros between two digits is one 零, zeros at the end are nothing."""
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            zero = bool(text)
            continue
        text += (DIGITS[0] if zero else "") + DIGITS[digit] + _PLACES[place]
        zero = False
    return text
