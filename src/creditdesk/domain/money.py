"""Money: Decimal in the rules, integer minor units at rest, one door in (DOMAIN E1, CLI Import "Amounts")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation, localcontext, ROUND_HALF_UP

from .errors import InputError, N_

# ISO 4217 minor units that are not 2. A currency not listed in CURRENCIES is refused.
_EXPONENTS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "XAF": 0, "XOF": 0, "UGX": 0, "PYG": 0, "RWF": 0,
              "BHD": 3, "KWD": 3, "OMR": 3, "JOD": 3, "TND": 3, "IQD": 3, "LYD": 3}
CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AZN BAM BBD BDT BGN BHD BND BOB BRL BWP BYN CAD CDF CHF CLP CNY COP CRC CZK DKK DOP "
    "DZD EGP ETB EUR FJD GBP GEL GHS GTQ HKD HNL HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KRW KWD KZT LAK "
    "LBP LKR LYD MAD MDL MGA MKD MMK MNT MOP MUR MVR MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SEK SGD THB TJS TMT TND TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND XAF XOF YER ZAR "
    "ZMW".split())
CURRENCY_WORDS = {"人民币": "CNY", "RMB": "CNY", "元": "CNY", "人民币元": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR",
                  "英镑": "GBP", "日元": "JPY", "港币": "HKD", "港元": "HKD", "新台币": "TWD", "台币": "TWD"}
MAX_DIGITS = 12
_SIGN = r"(?:[¥￥$€£₩₹元圆]|RMB|CNY|USD|EUR|GBP|JPY|HKD|人民币|US|HK)"
#: signs around the figure: 12元50 is none (what it means would be a guess)
_SIGNS = re.compile(rf"(?<![\d.,]){_SIGN}+|{_SIGN}+(?![\d.,])", re.IGNORECASE)
#: signs that mean one currency only: ¥ and $ are those of several
_NAMED = {"USD": r"US\$|USD", "HKD": r"HK\$|HKD", "EUR": "€|EUR", "GBP": "£|GBP", "JPY": "JPY", "KRW": "₩", "INR": "₹",
          "CNY": "RMB|CNY|人民币"}
_NAMING = re.compile("|".join(f"(?P<{code}>{signs})" for code, signs in _NAMED.items()), re.IGNORECASE)
#: what most cells are: nothing to take off
_PLAIN = re.compile(r"[0-9.,]+")
_BLANKS = r"[\s'’_]"
#: blanks and apostrophes inside a figure stand between groups of three, as 1 234 567,89
_PARTED = re.compile(rf"\d{_BLANKS}+\d")
_BLANK_GROUPS = re.compile(rf"\D*\d{{1,3}}(?:{_BLANKS}\d{{3}})+(?:[.,]\d*)?\D*")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-"})


def exponent(currency: str) -> int:
    """Number of decimals of `currency` (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


def currency_code(text: str) -> str:
    """ISO code of a currency as people write it; InputError `unknown_currency`."""
    word = unicodedata.normalize("NFKC", text).strip().upper()
    code = CURRENCY_WORDS.get(word, word)
    if code not in CURRENCIES:
        raise InputError(N_("“{value}” is not a currency. Write an ISO code such as CNY, USD or EUR."),
                         code="unknown_currency", field="currency", value=text)
    return code


def named_beside(text: str) -> str | None:
    """The currency that a sign beside a figure names (US$5), None where it names none for sure."""
    found = _NAMING.search(text)
    return found.lastgroup if found else None


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Half away from zero to the currency's decimals (四舍五入)."""
    with localcontext() as context:
        context.prec = 60
        return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal, currency: str) -> int:
    """Integer minor units; InputError `too_many_decimals` when the amount has more decimals than the currency."""
    decimals = exponent(currency)
    whole = int(amount.scaleb(decimals))
    if amount != Decimal(whole).scaleb(-decimals):  # compared exactly: scaling rounds a long figure
        raise InputError(N_("{value} has more decimals than {currency} has ({decimals})."), code="too_many_decimals",
                         field="amount", value=str(amount), currency=currency, decimals=decimals)
    return whole


def from_minor(minor: int, currency: str) -> Decimal:
    """Decimal in major units with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-exponent(currency))


def majors(minors: Iterable[int], currency: str) -> list[Decimal]:
    """`from_minor` of many figures of one currency, most of them often zero."""
    places = -exponent(currency)
    nothing = Decimal(0).scaleb(places)
    return [Decimal(minor).scaleb(places) if minor else nothing for minor in minors]


def plain(amount: Decimal, currency: str) -> str:
    """For machines: "1234.50", JPY "1234", ASCII minus, never "-0.00"."""
    rounded = round_money(amount, currency)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def display(amount: Decimal, currency: str) -> str:
    """For people: "1,234.50", negative "−1,200.00" (DESIGN 3, Table)."""
    rounded = round_money(amount, currency)
    return ("−" if rounded < 0 else "") + f"{abs(rounded):,f}"


def convert(amount: Decimal, rate: Decimal, to_currency: str) -> Decimal:
    """Amount × rate (base units per one foreign unit), rounded half-up (DOMAIN E10)."""
    with localcontext() as context:
        context.prec = 60
        return round_money(amount * rate, to_currency)


def _bad(value: object) -> InputError:
    return InputError(N_("“{value}” is not an amount. Write it like 1,234.50."), code="bad_amount", field="amount",
                      value=str(value))


def reads_as(text: str) -> str:
    """What one cell says of its decimal mark: "point", "comma", "either" (1,234 or 1.234), or "none" (no mark at all)."""
    body = _clean(text)[0]
    return _proves(body) or ("either" if "." in body or "," in body else "none")


def _clean(text: str) -> tuple[str, bool]:
    """The figure without signs and blanks, and whether it is negative; InputError is left to the reader."""
    if not text.isascii():
        # ² and ① are no figures: a footnote must not become a digit
        marked = "".join("?" if sign.isdigit() and not sign.isdecimal() else sign for sign in text)
        text = unicodedata.normalize("NFKC", marked).translate(_MINUS)
    body, negative = text.strip(), False
    if _PLAIN.fullmatch(body):
        return body, False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    body = _SIGNS.sub("", body).strip()
    if not _PARTED.search(body) or _BLANK_GROUPS.fullmatch(body):
        body = re.sub(_BLANKS, "", body)
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    if negative:
        return body, True  # (-5) is left to be refused: it may mean either
    if body.startswith("-"):
        negative, body = True, body[1:]
    elif body.endswith("-"):
        negative, body = True, body[:-1]
    elif body.startswith("+"):
        body = body[1:]
    return body, negative


def _proves(body: str) -> str | None:
    """A cell proves a mark when it can only be read one way as to which sign is the decimal one."""
    points, commas = body.count("."), body.count(",")
    if points and commas:
        last = "." if body.rfind(".") > body.rfind(",") else ","
        return "point" if last == "." else "comma"
    if commas > 1 or points > 1:
        return "comma" if points > 1 else "point"
    if points == 1 and len(body.split(".")[1]) != 3:
        return "point"
    if commas == 1 and len(body.split(",")[1]) != 3:
        return "comma"
    return None


def _grouped(whole: str, mark: str) -> bool:
    groups = whole.split(mark)  # 0,125 groups nothing: no figure of thousands begins with a zero
    return 1 <= len(groups[0]) <= 3 and not groups[0].startswith("0") and all(len(group) == 3 for group in groups[1:])


def _split(body: str, mark: str | None) -> tuple[str, str] | None:
    """Whole and decimal digits of a cleaned figure, or None where it cannot be read."""
    settled = mark or _proves(body)
    if settled is None:
        if body.count(",") == 1:  # a single comma before exactly three digits is a thousands mark
            settled = "point"
        elif body.count(".") == 1:  # a single point before exactly three digits reads both ways
            return None
        else:
            settled = "point"
    dot, sep = (".", ",") if settled == "point" else (",", ".")
    whole, _, decimals = body.partition(dot)
    if sep in whole and not _grouped(whole, sep):
        return None
    return whole.replace(sep, ""), decimals


def parse(value: object, *, mark: str | None = None) -> Decimal:
    """The amount meant by a cell or a typed text, exact; InputError `bad_amount`, `digits_lost` or `out_of_range`.

    `mark` is "point" or "comma" once the option or the column has settled it; None lets the text speak for itself.
    Floats go through 15 significant digits, as Excel shows them.
    """
    if isinstance(value, bool) or value is None:
        raise _bad(value)
    if isinstance(value, Decimal):
        amount = value
    elif isinstance(value, int):
        amount = Decimal(value)
    elif isinstance(value, float):
        amount = Decimal(f"{value:.15g}")
    else:
        amount = _parse_text(str(value), mark)
    if not amount.is_finite():
        raise _bad(value)
    return check_range(amount)


def _parse_text(text: str, mark: str | None) -> Decimal:
    body, negative = _clean(text)
    parts = _split(body, mark)
    if parts is None and mark is None and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", body):
        raise InputError(N_("“{value}” can be read as thousands or with decimals. Say which mark stands before the decimals, or "
                            "write it like 1,234.50."), code="bad_amount", field="amount", value=text)
    if parts is None or not re.fullmatch(r"\d*", parts[0]) or not re.fullmatch(r"\d*", parts[1]) or not "".join(parts):
        raise _bad(text)
    try:
        amount = Decimal(f"{parts[0] or '0'}.{parts[1] or '0'}")
    except InvalidOperation:
        raise _bad(text) from None
    amount = amount.copy_negate() if negative else amount  # unary minus would round a long figure
    return check_range(trim(amount))


def trim(amount: Decimal) -> Decimal:
    """Without trailing zeros after the point ("1.50" and "1.5" are one amount; 100 stays 100)."""
    with localcontext() as context:
        context.prec = max(28, len(amount.as_tuple().digits) + 2)  # nothing of a long figure is rounded away
        normal = amount.normalize()
        return normal.quantize(Decimal(1)) if normal.as_tuple().exponent > 0 else normal  # type: ignore[operator]


def check_range(amount: Decimal) -> Decimal:
    """Refuse more than 12 digits before the point; InputError `out_of_range`."""
    if amount.copy_abs() >= Decimal(10) ** MAX_DIGITS:
        raise InputError(N_("{value} is too large: an amount has at most 12 digits."), code="out_of_range",
                         field="amount", value=str(amount))
    return amount
