"""The Chinese tax number (统一社会信用代码): its form, its check character, corrections to offer (DOMAIN B3, GB 32100-2015)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..errors import CreditDeskError, InputError, N_, NeedsConsent

#: no I, O, S, V, Z; a character's value is its place
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_BLANKS = re.compile(r"[\s\-‐‑‒–—−_.·]")
#: letters that cannot stand in a code, and the figures they are usually misread for
_MEANT = str.maketrans("OIZS", "0125")


@dataclass(frozen=True, slots=True)
class IdFinding:
    """What a check of an identifier says: `value` cleaned; `error` None, NeedsConsent (may be saved) or InputError.

    `correction` is what was probably meant, "" when nothing better is known.
    """

    value: str
    error: CreditDeskError | None = None
    correction: str = ""

    @property
    def valid(self) -> bool:
        return self.error is None

    @property
    def blocks(self) -> bool:
        return isinstance(self.error, InputError)


def clean_id(text: str) -> str:
    """Widths folded, upper case, without blanks, hyphens and dots."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character(first: str) -> str:
    """The 18th character that belongs to the first 17; ValueError for characters outside the alphabet."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first, _WEIGHTS, strict=True))
    # the outer remainder: without it a sum of 0 would ask for a 32nd character
    return ALPHABET[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """Whether a cleaned code has the form and its check character fits."""
    return bool(_FORM.fullmatch(code)) and check_character(code[:-1]) == code[-1]


def check_uscc(text: str) -> IdFinding:
    """Wrong length or characters are an error, a check character that does not fit is a warning (DOMAIN B3)."""
    code = clean_id(text)
    if not code or is_uscc(code):
        return IdFinding(code)
    meant = code.translate(_MEANT)
    return IdFinding(code, _problem(code), meant if is_uscc(meant) else "")


def _problem(code: str) -> CreditDeskError:
    if len(code) != LENGTH:
        return InputError(N_("A Chinese tax number has 18 characters; this one has {count}."), code="bad_tax_id",
                          field="tax_id", count=len(code), value=code)
    wrong = "".join(dict.fromkeys(character for character in code if character not in ALPHABET))
    if wrong:
        return InputError(N_("“{wrong}” cannot stand in a Chinese tax number: it has no I, O, S, V or Z."),
                          code="bad_tax_id", field="tax_id", wrong=wrong, value=code)
    if not _FORM.fullmatch(code):
        return InputError(N_("Characters 3 to 8 of a Chinese tax number are figures, here they are {part}."),
                          code="bad_tax_id", field="tax_id", part=code[2:8], value=code)
    return NeedsConsent(N_("The check character does not fit: {last} stands at the end, {expected} was expected. "
                           "Compare it with the licence; it can be saved as it is."), code="tax_id_check",
                        field="tax_id", last=code[-1], expected=check_character(code[:-1]), value=code)
