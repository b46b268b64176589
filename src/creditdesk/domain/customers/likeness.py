"""Names that may be one firm's: equal without legal form, brackets and blanks, or but for one slip of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

_FORM = re.compile(r"股份有限公司|有限责任公司|有限公司|集团公司|公司|\bco\.?,? ?ltd\b\.?|\bcompany\b|\blimited\b|\bltd\b\.?|"
                   r"\bincorporated\b|\binc\b\.?|\bllc\b|\bplc\b|\bgmbh\b|\bs\.?a\.?r?\.?l?\.?$|\bcorporation\b|\bcorp\b\.?|\bco\b\.?$")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_MARKS = re.compile(r"[\s.,·•()\[\]\-_/&'’、]+")
#: what tells two firms of one family apart: figures, ranks, directions
_TELLING = frozenset("0123456789一二三四五六七八九十甲乙丙丁东南西北中上下左右前后新老大小")
_SHORTEST = {True: 4, False: 8}  # a slip is only believed in names this long: Chinese, others


def bare(name: str) -> str:
    """A name without legal form, blanks, marks and case; what stands in brackets stays."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return _MARKS.sub("", _FORM.sub("", text)) or _MARKS.sub("", text)


def keys(name: str) -> frozenset[str]:
    """Two names that share one of these may be one firm's: with what stands in brackets, and without."""
    text = unicodedata.normalize("NFKC", name)
    return frozenset(filter(None, (bare(text), bare(_BRACKETS.sub("", text)))))


def alike(first: str, second: str) -> bool:
    """Whether two names may be one firm's."""
    return bool(keys(first) & keys(second)) or one_slip(bare(first), bare(second))


def one_slip(first: str, second: str) -> bool:
    """Whether two bare names differ by one character exchanged, left out or added that tells no two firms apart."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    short, long = sorted((first, second), key=len)
    if len(short) < _SHORTEST[any(ord(character) > 0x2E80 for character in short)]:
        return False
    at = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if short[at + (len(short) == len(long)):] != long[at + 1:]:
        return False
    changed = {long[at], *(short[at:at + 1] if len(short) == len(long) else "")}
    # "Team A", "Team B"; a plural is a slip
    last_letter = at == len(long) - 1 and long[at].isascii() and (len(short) == len(long) or long[at] != "s")
    return not changed & _TELLING and not last_letter


def pairs(names: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of keys whose names may be one firm's, the lower key first."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    slips: defaultdict[str, list[int]] = defaultdict(list)
    plain = {key: bare(name) for key, name in names.items()}
    for key, name in sorted(names.items()):
        for text in keys(name):
            groups[text].append(key)
        for text in {plain[key], *_shortened(plain[key])}:
            slips[text].append(key)
    seen: set[tuple[int, int]] = set()
    for members in groups.values():
        seen.update((members[0], other) for other in members[1:])
    for members in slips.values():
        seen.update((a, b) for place, a in enumerate(members) for b in members[place + 1:]
                    if (a, b) not in seen and one_slip(plain[a], plain[b]))
    yield from sorted(seen)


def _shortened(text: str) -> Iterable[str]:
    return (text[:at] + text[at + 1:] for at in range(len(text)))
