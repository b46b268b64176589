"""Amounts as people type them: `1200*3`, `12.5万`, `12.5w`, full-width digits (DESIGN 5). Exact; no float."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from creditdesk.domain import money
from creditdesk.domain.errors import InputError, N_

_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "，": ",", "。": "."})
_UNITS = {"w": 4, "W": 4, "万": 4, "k": 3, "K": 3, "千": 3, "亿": 8}
_TOKEN = re.compile(r"\s*(?:(\d[\d,]*\.?\d*|\.\d+)\s*([wWkK万千亿]?)元?|([-+*/()]))")
_MAX_LENGTH = 200


def amount_from(text: str, currency: str = "CNY") -> Decimal:
    """The amount meant by a typed text or sum, in the currency's decimals.

    A sum that does not come out even is rounded half-up; a single figure with too many decimals is refused.
    InputError `bad_amount`, `too_many_decimals` or `out_of_range`.
    """
    body = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip().removeprefix("=").strip()
    if re.search(r"[*/wWkK万千亿]|[^(\s+-]\s*[-+]\s*\S", body) and len(body) <= _MAX_LENGTH:
        return money.check_range(money.round_money(_Sum(body, text).value(), currency))
    amount = money.parse(body, mark="point")
    money.to_minor(amount, currency)
    return amount


class _Sum:
    """A recursive-descent reader of + − * / and brackets."""

    def __init__(self, body: str, typed: str) -> None:
        self._typed = typed
        self._tokens: list[Decimal | str] = []
        self._at = 0
        place = 0
        while place < len(body.rstrip()):
            match = _TOKEN.match(body, place)
            if not match:
                raise self._bad()
            figure, unit, sign = match.groups()
            if figure:
                self._tokens.append(money.parse(figure, mark="point").scaleb(_UNITS.get(unit, 0)))
            else:
                self._tokens.append(sign)
            place = match.end()

    def value(self) -> Decimal:
        with localcontext() as context:
            context.prec = 60
            try:
                found = self._terms()
            except (DivisionByZero, InvalidOperation, ZeroDivisionError, RecursionError):
                raise self._bad() from None
        if self._at != len(self._tokens):
            raise self._bad()
        return found

    def _bad(self) -> InputError:
        return InputError(N_("“{value}” is not an amount. Write it like 1,234.50."), code="bad_amount", field="amount",
                          value=self._typed)

    def _next(self) -> Decimal | str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _terms(self) -> Decimal:
        total = self._factors()
        while (sign := self._next()) in ("+", "-"):
            self._at += 1
            right = self._factors()
            total = total + right if sign == "+" else total - right
        return total

    def _factors(self) -> Decimal:
        product = self._single()
        while (sign := self._next()) in ("*", "/"):
            self._at += 1
            right = self._single()
            product = product * right if sign == "*" else product / right
        return product

    def _single(self) -> Decimal:
        token = self._next()
        self._at += 1
        if isinstance(token, Decimal):
            return token
        if token in ("+", "-"):
            inner = self._single()
            return -inner if token == "-" else inner
        if token == "(":
            inner = self._terms()
            if self._next() != ")":
                raise self._bad()
            self._at += 1
            return inner
        raise self._bad()
