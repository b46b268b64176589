"""Breaking paragraphs into lines as Chinese typesetting wants it: no 。，） at a line's start, no （《 at its end."""

from __future__ import annotations

import re
from functools import lru_cache

from .fonts import Face

NO_START = "。，、；：？！）》〉」』】〕”’％…—～·,.;:!?)]}%"
NO_END = "（《〈「『【〔“‘([{¥￥$€£"
#: groups of figures (an account, a telephone) and runs of letters, digits and underscores stay together;
#: every other character is a unit by itself
_UNIT = re.compile(r"\d[\d-]*(?: \d[\d-]*)+"
                   r"|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+|\s+|.", re.DOTALL)
_INDENT = "\u3000"


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """What may not be parted: words, figures, and characters with the marks that cling to them."""
    glued: list[str] = []
    for unit in _UNIT.findall(text):
        clings = unit[0] in NO_START or (bool(glued) and glued[-1][-1] in NO_END)
        if clings and glued and not unit.isspace() and not glued[-1].isspace():
            glued[-1] += unit
        else:
            glued.append(unit)
    return tuple(glued)


def break_lines(text: str, face: Face, size: float, width: float, first_indent: float = 0.0) -> list[str]:
    """Lines of at most `width` points; a word longer than the line is cut."""
    lines: list[str] = []
    line, used, room = "", 0.0, width - first_indent
    for unit in units(text):
        space = unit.isspace() and _INDENT not in unit
        length = face.width(unit, size)
        if used + length <= room + 0.01 or (space and not line):
            if not (space and not line and lines):
                line, used = line + unit, used + length
            continue
        if space:
            continue
        if line.strip():
            lines.append(line.rstrip())
            line, used, room = "", 0.0, width
        if length > room:
            *full, unit = _cut(unit, face, size, room)
            lines.extend(full)
            length = face.width(unit, size)
        line, used = unit, length
    if line.strip() or not lines:
        lines.append(line.rstrip(" "))
    return lines


def _cut(word: str, face: Face, size: float, width: float) -> list[str]:
    """A word too long for any line, in pieces that fit; at least one character each."""
    pieces, piece, used = [], "", 0.0
    for character in word:
        length = face.width(character, size)
        if piece and used + length > width:
            pieces.append(piece)
            piece, used = "", 0.0
        piece, used = piece + character, used + length
    return [*pieces, piece]
