"""The industry list: each section's outlook and the usual value of a ratio, by the owner's judgement (DOMAIN B7, QL2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ..errors import InputError, N_
from ..money import parse
from ..sections import SECTIONS

OUTLOOK = "outlook"
#: ratios a norm may be given for
NORM_KEYS = tuple(f"FN{number}" for number in range(1, 12))


@dataclass(frozen=True, slots=True)
class IndustryNote:
    """One entry of the list: `key` is "outlook" (value 1…5, 5 is best) or FN1…FN11 (the usual value, a plain figure)."""

    section: str
    key: str
    value: str
    note: str
    date: dt.date
    created_by: str = ""


def checked(note: IndustryNote) -> IndustryNote:
    """The entry in its written form; InputError `bad_section`, `bad_outlook`, `bad_amount`."""
    section, key, value = note.section.strip().upper(), note.key.strip(), note.value.strip()
    if section not in SECTIONS:
        raise InputError(N_("“{value}” is no section of GB/T 4754: write A to T."), code="bad_section", field="section",
                         value=note.section)
    if key == OUTLOOK:
        if value not in ("1", "2", "3", "4", "5"):
            raise InputError(N_("The outlook is a figure from 1 (shrinking) to 5 (growing)."), code="bad_outlook",
                             field="value", value=value)
    elif key not in NORM_KEYS:
        raise InputError(N_("There is no norm for “{value}”."), code="unknown_factor", field="key", value=key)
    else:
        value = f"{figure(value):f}"
    return IndustryNote(section, key, value, note.note.strip(), note.date, note.created_by)


def figure(text: str) -> Decimal:
    """A norm as typed: 0.58 or 58%."""
    plain = text.strip().replace("％", "%")
    if plain.endswith("%"):
        return parse(plain[:-1]) / 100
    return parse(plain)
