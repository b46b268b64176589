"""The pages of a PDF as pictures, for the screen and the printer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in pixels: RGBA, four bytes each, rows without padding."""

    width: int
    height: int
    pixels: bytes


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Width and height of every page in points; FileError `bad_pdf`."""
    from ..files.preview import page_count, page_size
    return [page_size(pdf, page) for page in range(1, page_count(pdf) + 1)]


def page_picture(pdf: bytes, page: int, scale: float) -> Picture:
    """Page `page` (from 1) drawn at `scale`, 1 being 72 dpi; RuleError `no_such_page`."""
    from ..files.preview import render_page
    return Picture(*render_page(pdf, page, scale))
