"""Countries as people write them: two letters, or their Chinese or English name (CLI Import, country)."""

from __future__ import annotations

import functools
import unicodedata

#: names in daily use that the tables of languages do not have
_SPOKEN = {"UK": "GB", "USA": "US", "UNITED STATES OF AMERICA": "US", "ENGLAND": "GB", "GREAT BRITAIN": "GB",
           "PRC": "CN", "P.R. CHINA": "CN", "PR CHINA": "CN", "HONG KONG": "HK", "MACAO": "MO", "MACAU": "MO",
           "KOREA": "KR", "中国大陆": "CN", "中华人民共和国": "CN", "香港": "HK", "中国香港": "HK", "澳门": "MO",
           "中国澳门": "MO", "台湾": "TW", "中国台湾": "TW", "美利坚合众国": "US", "阿联酋": "AE"}

#: codes the tables of languages have for unions, pseudo locales and the unknown
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def country_code(text: str) -> str:
    """The ISO code of a country, "" where the words name none; any two letters are taken as they stand."""
    word = " ".join(unicodedata.normalize("NFKC", text).split()).upper()
    if word in _SPOKEN:
        return _SPOKEN[word]
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word
    return _names().get(word, "") if word else ""


def is_country(code: str) -> bool:
    """Whether two letters are the code of a country or territory."""
    return code in _codes()


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(_names().values()) - _NO_COUNTRIES


@functools.cache
def _names() -> dict[str, str]:
    """Names of all countries in both languages, upper case, to their codes."""
    from babel import Locale
    return {name.upper(): code for language in ("en", "zh") for code, name in Locale(language).territories.items()
            if len(code) == 2 and code.isalpha() and code != "ZZ"}
