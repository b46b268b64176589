"""Tax numbers of any country: the Chinese rule of our own, others by python-stdnum (DOMAIN B3, B4)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..domain.customers.identity import check_uscc, clean_id, IdFinding
from ..domain.errors import N_, NeedsConsent

#: members of the EU by ISO code; Greece writes its VAT numbers with EL
EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
_UK_COMPANY = re.compile(r"\d{8}|[A-Z]{2}\d{6}|[A-Z]\d{7}")
_HK_BUSINESS = re.compile(r"\d{8}(\d{3})?")


def check_tax_id(text: str, country: str, home: str) -> IdFinding:
    """Check a number by the rule of `country` (blank: `home`, the book's own country).

    Only the Chinese rule can refuse a number; a foreign one that does not fit is a warning, and where no rule is known
    every text is taken.
    """
    where = (country or home).strip().upper()
    if where == "CN":
        return check_uscc(text)
    value = clean_id(text)
    rule = _rule(where)
    if not value or rule is None or rule(value):
        return IdFinding(value)
    return IdFinding(value, NeedsConsent(
        N_("“{value}” does not look like a tax number of {country}. Check it; it can be saved as it is."),
        code="tax_id_check", field="tax_id", value=value, country=where))


def check_foreign_id(kind: str, text: str, country: str) -> IdFinding:
    """Check a number by what it is said to be (`file_kinds.ID_TYPES`); other numbers by the rule of their country."""
    value = clean_id(text)
    rules: dict[str, Callable[[str], bool]] = {
        "eu_vat": lambda number: _eu_vat(number, "GR" if country == "EL" else country), "gb_vat": _gb_vat,
        "gb_company": lambda number: bool(_UK_COMPANY.fullmatch(number)), "us_ein": _us_ein,
        "hk_br": lambda number: bool(_HK_BUSINESS.fullmatch(number))}
    if kind not in rules:
        return IdFinding(value) if kind == "other" else check_tax_id(text, country, country)
    if rules[kind](value):
        return IdFinding(value)
    return IdFinding(value, NeedsConsent(
        N_("“{value}” does not look like a tax number of {country}. Check it; it can be saved as it is."),
        code="tax_id_check", field="value", value=value, country=country))


def _rule(country: str) -> Callable[[str], bool] | None:
    """What tells a well-formed number of a country from others; None where none is known."""
    if country in EU:
        return lambda value: _eu_vat(value, country)
    if country in ("GB", "UK"):
        return lambda value: _gb_vat(value) or bool(_UK_COMPANY.fullmatch(value))
    if country == "US":
        return _us_ein
    if country == "HK":
        return lambda value: bool(_HK_BUSINESS.fullmatch(value))
    return None


def _eu_vat(value: str, country: str) -> bool:
    from stdnum.eu import vat
    prefix = "EL" if country == "GR" else country
    return bool(vat.is_valid(value if value.startswith(prefix) else prefix + value))


def _gb_vat(value: str) -> bool:
    from stdnum.gb import vat
    return bool(vat.is_valid(value))


def _us_ein(value: str) -> bool:
    from stdnum.us import ein
    return bool(ein.is_valid(value))
