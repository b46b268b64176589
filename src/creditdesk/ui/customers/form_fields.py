"""Rules of single fields of the customer form, and the entries of its choices."""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")


def country_code(text: str) -> str:
    """Two letters or nothing; InputError `bad_country`."""
    code = text.strip().upper()
    if code and not re.fullmatch(r"[A-Z]{2}", code):
        raise InputError(N_("“{value}” is not a country. Write its two letters, such as CN."), code="bad_country",
                         field="country", value=text)
    return code


def email_address(text: str) -> str:
    """Looks like an address, or nothing; InputError `bad_email`."""
    if text.strip() and not _EMAIL.fullmatch(text.strip()):
        raise InputError(N_("“{value}” is not an e-mail address."), code="bad_email", field="email", value=text)
    return text.strip()


def check_division(text: str) -> str:
    """Two figures of GB/T 4754 behind the section, or nothing; InputError `bad_division`."""
    if text.strip() and not re.fullmatch(r"\d{2}", text.strip()):
        raise InputError(N_("A division has two figures, such as 27."), code="bad_division", field="division", value=text)
    return text.strip()


def choices(table: Mapping[str, str], kept: str, *, codes: bool = False) -> list[tuple[object, str]]:
    """None first, then the table; a value of the record that the table lacks keeps its place."""
    found: list[tuple[object, str]] = [("", _("Not known"))]
    found += [(code, f"{code} {_(text)}" if codes else _(text)) for code, text in table.items()]
    if kept and kept not in table:
        found.append((kept, kept))
    return found
