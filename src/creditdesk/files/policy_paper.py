"""The credit policy on paper: sections of sentences and tables, a place to sign (DOMAIN K)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

from creditdesk.domain.collections.letter_content import Grid
from creditdesk.domain.collections.letter_words import word

from .flow import Flow, number_pages
from .fonts import default_face, Face
from .pdf import A4, MM, Paper, Sheet, SOFT

SIZE, LEADING = 10.5, 16.0


@dataclass(frozen=True, slots=True)
class Section:
    """A part: its heading ("" for none), sentences, and a table below them."""

    heading: str
    sentences: Sequence[str] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class PolicyPaper:
    """The whole paper in one language; `signing` are the lines to sign on."""

    title: str
    company: str
    subtitle: str
    sections: Sequence[Section] = field(default_factory=tuple)
    signing: Sequence[str] = ()
    language: str = "zh"
    #: whether its sections are numbered; rulebooks number their own articles
    numbered: bool = True


def policy_pdf(paper: PolicyPaper, *, face: Face | None = None) -> bytes:
    """The policy as PDF bytes."""
    face = face or default_face()
    flow = Flow(face, A4, head=partial(_running_head, paper, face))
    sheet = flow.sheet
    flow.space(26)
    sheet.write(face, (flow.left + flow.right) / 2, flow.y, paper.title, 18, "centre", bold=True)
    flow.space(20)
    sheet.write(face, (flow.left + flow.right) / 2, flow.y, paper.company, 11, "centre")
    flow.space(16)
    sheet.write(face, (flow.left + flow.right) / 2, flow.y, paper.subtitle, 9, "centre", grey=SOFT)
    flow.space(8)
    for number, section in enumerate(paper.sections, 1):
        flow.space(10)
        if section.heading:
            flow.need(4 * LEADING)
            flow.paragraph(f"{number}  {section.heading}" if paper.numbered else section.heading, 12, 19, bold=True)
        for sentence in section.sentences:
            flow.paragraph(sentence, SIZE, LEADING)
        if section.grid is not None:
            flow.space(6)
            flow.grid(section.grid, 8.5, 15.0)
    flow.space(12)
    flow.need(26 * len(paper.signing))  # the lines to sign on stay together
    for line in paper.signing:
        flow.paragraph(f"{line}  ____________________", SIZE, 26)
    number_pages(flow.sheets, face, lambda page, pages: word("page", paper.language, page=page, pages=pages), 8 * MM)
    buffer = BytesIO()
    out = Paper(buffer, face, paper.title, paper.company)
    out.add(flow.sheets)
    out.save()
    return buffer.getvalue()


def _running_head(paper: PolicyPaper, face: Face, sheet: Sheet) -> float:
    y = sheet.size[1] - 11 * MM
    sheet.write(face, 22 * MM, y, paper.title, 8.5, grey=SOFT)
    sheet.write(face, sheet.size[0] - 20 * MM, y, paper.company, 8.5, "right", grey=SOFT)
    return y - 10
