"""The words on screen, in workbooks, reports and on the command line: English in the source, Chinese by gettext.

The language is one setting of the running program; `translator` gives the words of another language without
changing it (a letter is written in the customer's language, not the screen's).
"""

from __future__ import annotations

import gettext as _gettext
import locale
import os
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from creditdesk.domain.errors import CreditDeskError, ManyErrors, N_
from creditdesk.paths import resource

__all__ = [
    "LANGUAGES", "N_", "_", "aside", "current_language", "listed", "ngettext", "pgettext", "set_language", "system_language",
    "titled", "translate_error", "translator",
]

LANGUAGES: Final = ("zh", "en")
DOMAIN: Final = "creditdesk"
COMMA, SEMICOLON = N_(", "), N_("; ")


class _Screen:
    """Holds the one language the program speaks now."""

    __slots__ = ("language", "words")

    def __init__(self) -> None:
        self.language = "en"
        self.words: _gettext.NullTranslations = _gettext.NullTranslations()


_screen = _Screen()


@lru_cache(maxsize=4)
def translator(language: str) -> _gettext.NullTranslations:
    """The words of one language, whatever the screen speaks; unknown languages are English."""
    catalogue = resource(f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo")
    if language not in LANGUAGES or not catalogue.is_file():
        return _gettext.NullTranslations()
    with catalogue.open("rb") as file:
        return _gettext.GNUTranslations(file)


def set_language(language: str) -> None:
    """Speak "zh" or "en" from now on; what is already on screen is redrawn by its owner."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}, expected one of {', '.join(LANGUAGES)}")
    _screen.words = translator(language)
    _screen.language = language


def current_language() -> str:
    """The language spoken now, "zh" or "en"."""
    return _screen.language


def system_language() -> str:
    """The language the computer is set to: "zh" for any Chinese, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in ("C", "POSIX") and not value.startswith("C."):
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        code = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    else:
        code = locale.getlocale()[0] or ""
    return "zh" if code.lower().startswith(("zh", "chinese")) else "en"


def _(message: str) -> str:
    """The message in the language spoken now; fill in `{fields}` afterwards with `.format`."""
    return _screen.words.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message for `count` things, in the language spoken now."""
    return _screen.words.ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """One English word with several meanings: `pgettext("invoice", "Open")` is not "Open" of a file."""
    return _screen.words.pgettext(context, message)


def titled(title: str, text: str) -> str:
    """A title before what it names, with the colon of the language spoken now."""
    return _("{title}: {text}").format(title=title, text=text)


def aside(text: str, note: str) -> str:
    """A remark in the brackets of the language spoken now."""
    return _("{text} ({note})").format(text=text, note=note)


def listed(parts: Iterable[str], mark: str = COMMA) -> str:
    """Words in a row, with the comma (or SEMICOLON) of the language spoken now."""
    return _(mark).join(parts)


def translate_error(error: CreditDeskError, language: str | None = None) -> str:
    """The error's sentence in the language spoken now (or the one given); several problems stand one a line."""
    words = _screen.words if language is None else translator(language)
    fields = {
        name: translate_error(value, language) if isinstance(value, CreditDeskError) else value
        for name, value in error.fields.items()
    }
    template = words.gettext(error.template) if error.template else ""
    sentence = template.format(**fields) if fields else template
    if isinstance(error, ManyErrors):
        return "\n".join([sentence, *(translate_error(problem, language) for problem in error.problems)])
    return sentence
