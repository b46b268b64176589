"""Tables of text for people: columns aligned by the width characters have on screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """Cells a text takes on screen: Chinese characters take two."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
               for char in text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Lines of a table; the columns in `right` are figures and stand at the right."""
    body = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[index]) for row in body) for index in range(len(headings))]
    figures = set(right)
    lines = []
    for row in body:
        cells = []
        for index, cell in enumerate(row):
            pad = " " * (widths[index] - width(cell))
            cells.append(pad + cell if index in figures else cell + pad)
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * size for size in widths))
    return lines
