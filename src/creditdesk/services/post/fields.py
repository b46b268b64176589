"""One entry of `post` as typed fields: what cannot be read names its field (CLI Post)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ...domain.dates import parse_date
from ...domain.errors import InputError, N_
from ...domain.money import currency_code, exponent, parse

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: amounts that mean nothing when they are zero
_OPTIONAL_AMOUNTS = frozenset({"discount", "deposit", "accepted"})
_AMOUNTS = frozenset({"amount", "discount", "deposit", "accepted", "rate"})
#: names and numbers by which something is found again
_ONE_LINE = frozenset({"no", "code", "name", "customer", "order", "contract_no", "key", "tax_id"})
_LONGEST_NUMBER, _LONGEST_TEXT = 200, 100_000


class Fields:
    """The values of one JSON object; every getter raises InputError with `field` and `value` set."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def has(self, name: str) -> bool:
        """Whether something is given: blanks alone are nothing."""
        found = self.values.get(name)
        return found.strip() != "" if isinstance(found, str) else found not in (None, [], {})

    def value(self, name: str) -> str | None:
        """The value as a problem shows it."""
        found = self.values.get(name)
        return found if found is None or isinstance(found, str) else json.dumps(found, ensure_ascii=False)

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers are taken as they stand."""
        found = self.values.get(name)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, (str, int)):
            raise self._bad(name, "bad_value", N_("“{value}” is not a text."))
        text = str(found).strip()
        if not text.isprintable() and any(sign < " " and (sign not in "\t\n\r" or name in _ONE_LINE) for sign in text):
            raise self._bad(name, "bad_value", N_("“{value}” holds signs that nobody can see or type."))
        if len(text) > (most := _LONGEST_NUMBER if name in _ONE_LINE else _LONGEST_TEXT):
            raise InputError(N_("At most {count} characters."), code="too_long", field=name, count=most, value=text[:most])
        return text

    def whole(self, name: str) -> int | None:
        """A whole number, not negative; None where there is none. InputError `bad_terms`."""
        text = self.text(name)
        if text and not (text.isascii() and text.isdecimal()):
            raise self._bad(name, "bad_terms", N_("“{value}” is not a number of days."))
        return (int(text) if len(text) < 10 else 10**9) if text else None

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise _missing(name)
        return text

    def choice(self, name: str, known: Collection[str], default: str = "") -> str:
        """A word of a list, or `default` where none is given; InputError `bad_value`."""
        text = self.text(name) or default
        if text and text not in known:
            raise self._bad(name, "bad_value", N_("“{value}” is not known here. Write one of {known}."),
                            known=", ".join(sorted(known)))
        return text

    def flag(self, name: str) -> bool:
        found = self.values.get(name)
        if found is None or isinstance(found, bool):
            return bool(found)
        raise self._bad(name, "bad_value", N_("“{value}” is neither true nor false."))

    def day(self, name: str) -> date:
        found = self.optional_day(name)
        if found is None:
            raise _missing(name)
        return found

    def optional_day(self, name: str) -> date | None:
        """A day written YYYY-MM-DD between 1990 and 2100; InputError `bad_date`, `out_of_range`."""
        if not self.has(name):
            return None
        found = self.values[name]
        if not isinstance(found, str) or not _DAY.fullmatch(found.strip()):
            raise self._bad(name, "bad_date", N_("“{value}” is not a date. Write it like 2026-11-20."))
        return parse_date(found, field=name)

    def amount(self, name: str = "amount") -> Decimal:
        if not self.has(name):
            raise _missing(name)
        found = self.values[name]
        if isinstance(found, (dict, list)):
            raise self._bad(name, "bad_amount", N_("“{value}” is not an amount. Write it like 1,234.50."))
        try:
            return parse(found, mark="point")
        except InputError as error:
            error.field, error.fields["value"] = name, self.value(name)
            raise

    def optional_amount(self, name: str) -> Decimal | None:
        return self.amount(name) if self.has(name) else None

    def money(self, name: str, currency: str) -> Decimal:
        """An amount with no more decimals than its currency has; InputError `too_many_decimals`."""
        amount = self.amount(name)
        if amount != round(amount, exponent(currency)):
            raise InputError(N_("{value} has more decimals than {currency} has ({decimals})."),
                             code="too_many_decimals", field=name, value=self.value(name), currency=currency,
                             decimals=exponent(currency))
        return amount

    def currency(self, base: str) -> str:
        return currency_code(self.text("currency") or base)

    def items(self, name: str) -> list[Fields]:
        """A list of objects; empty where there is none."""
        found = self.values.get(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
            raise self._bad(name, "bad_value", N_("“{value}” is not a list of objects."))
        return [Fields(part) for part in found]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        found = self.values.get(name)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(part, (str, int)) for part in found):
            raise self._bad(name, "bad_value", N_("“{value}” is not a list of texts."))
        return tuple(str(part).strip() for part in found)

    def _bad(self, name: str, code: str, template: str, **more: object) -> InputError:
        return InputError(template, code=code, field=name, value=self.value(name), **more)


def _missing(name: str) -> InputError:
    return InputError(N_("“{name}” is missing."), code="missing", field=name, name=name)


def content_digest(values: Mapping[str, Any], currency: str) -> str:
    """SHA-256 over the whole content of an entry: blanks dropped, amounts by their value, the currency filled in."""
    whole = {"currency": currency} | dict(values) if "amount" in values else dict(values)
    text = json.dumps(_normal("", whole), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _is_zero(value: Any) -> bool:
    try:
        return not isinstance(value, (dict, list)) and Decimal(str(value).strip()) == 0
    except InvalidOperation:
        return False


def _normal(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _normal(key, part) for key, part in value.items() if part not in (None, "", [], {}, False)
                and not (key in _OPTIONAL_AMOUNTS and _is_zero(part))}
    if isinstance(value, list):
        return [_normal(name, part) for part in value]
    if name in _AMOUNTS:
        try:
            return str(Decimal(str(value).strip()).normalize())
        except InvalidOperation:
            return str(value)
    return value.strip() if isinstance(value, str) else value
