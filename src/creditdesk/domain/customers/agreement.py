"""Whether two sources say the same of one thing: dates, amounts, identifiers and texts each by their own rule (DOMAIN B9)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from ..dates import parse_date
from ..errors import InputError
from ..money import parse
from .identity import clean_id

#: a figure that names a thing: two of them are the same or they are not, however close
NAMING_KEYS = frozenset({"tax_id", "payer_account", "registration_no", "identity", "name"})
#: what a day is told for
DAY_KEYS = frozenset({"founded_on"})
_TOLERANCE = Decimal("0.05")
_SCALES = {"亿": 8, "万": 4, "千": 3}
_QUANTITY = re.compile(r"(?P<figure>[-−+(]?[\d][\d,.' ]*\)?)\s*(?P<scale>亿|万|千)?\s*(?P<percent>%)?\s*(?P<rest>[^\d]{0,12})")
_CURRENCIES = (("美元", "USD"), ("欧元", "EUR"), ("港", "HKD"), ("日元", "JPY"), ("英镑", "GBP"), ("人民币", "CNY"), ("元", "CNY"),
               ("USD", "USD"), ("EUR", "EUR"), ("GBP", "GBP"), ("HKD", "HKD"), ("JPY", "JPY"), ("CNY", "CNY"), ("RMB", "CNY"))
_UNITS = {"10000": Decimal(10_000), "1000": Decimal(1000), "万元": Decimal(10_000), "千元": Decimal(1000),
          "万": Decimal(10_000), "亿元": Decimal(100_000_000)}


def agree(first: str, second: str, *, key: str = "", units: tuple[str, str] = ("", "")) -> bool:
    """Numbers within ±5 % of the larger absolute value, dates when equal, identifiers and texts when equal after folding.

    `units` are a currency or a scale (万元) of either; amounts in two known currencies never agree.
    """
    left, right = folded(first), folded(second)
    if key in NAMING_KEYS:
        return left == right or bool(clean_id(first) == clean_id(second) != "")
    if key in DAY_KEYS:
        days = _day(first), _day(second)
        return left == right or (days[0] is not None and days[0] == days[1])
    here, there = quantity(first, units[0]), quantity(second, units[1])
    if here is None or there is None:
        days = _day(first), _day(second)
        return left == right or (days[0] is not None and days[0] == days[1])
    if here[1] and there[1] and here[1] != there[1]:
        return False
    return abs(here[0] - there[0]) <= _TOLERANCE * max(abs(here[0]), abs(there[0]))


def folded(text: str) -> str:
    """A text as it is compared: widths, blanks and case folded."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def quantity(text: str, unit: str = "") -> tuple[Decimal, str] | None:
    """The number a value says, in whole units, and its currency ("" where none is said): 500万元 → 5000000, CNY."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _QUANTITY.fullmatch(plain)
    if match is None:
        return None
    try:
        amount = parse(match["figure"].strip(), mark="point")
    except InputError:
        return None
    rest = match["rest"].strip()
    currency = next((code for word, code in _CURRENCIES if word in rest.upper()), "")
    if rest and not currency:
        return None
    if match["percent"]:
        amount /= 100
    if match["scale"]:
        return amount.scaleb(_SCALES[match["scale"]]), currency or _currency(unit)
    return amount * _UNITS.get(unit.strip(), Decimal(1)), currency or _currency(unit)


def _currency(unit: str) -> str:
    code = unit.strip().upper()
    return code if len(code) == 3 and code.isalpha() and code.isascii() else ""


def _day(text: str) -> date | None:
    if not re.search(r"\d{4}", text) or len(text.strip()) < 8:
        return None
    try:
        return parse_date(text)
    except InputError:
        return None
