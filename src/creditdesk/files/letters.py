"""Letters on paper: letterhead, title, text and tables, seal place, reply slip; many in one PDF or one file each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from creditdesk.domain.collections.letter_content import Element, Grid, LetterContent, Paragraph, SummaryBox
from creditdesk.domain.collections.letter_words import word
from creditdesk.domain.errors import FileError, N_

from .flow import Flow, number_pages
from .fonts import default_face, Face
from .line_breaks import break_lines
from .pdf import check_stop, MM, Paper, Picture, picture_size, Progress, Sheet, SOFT, Stopped
from .statements import place_slip, place_summary
from .writing import write_atomically

BODY, TITLE, SEAL = 10.5, 20.0, 40 * MM
TIGHTER = (0.9, 0.8)  # of the leading and the rows
LOGO, WIDEST_LOGO = 34.0, 110.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a letter stands in its file: first page (from 1) and number of pages."""

    number: str
    first_page: int
    pages: int


def lay_out(content: LetterContent, face: Face) -> list[Sheet]:
    """The letter's sheets, finished down to the page numbers.

    A reply slip that would stand alone on a further page is brought back by setting the letter a little tighter.
    """
    sheets, alone = _lay_out(content, face)
    for tight in TIGHTER if alone else ():
        tried, _ = _lay_out(content, face, tight)
        if len(tried) < len(sheets):
            sheets = tried
            break
    number_pages(sheets, face, lambda page, pages: word("page", content.language, page=page, pages=pages))
    return sheets


def _lay_out(content: LetterContent, face: Face, tight: float = 1.0) -> tuple[list[Sheet], bool]:
    """The sheets without page numbers, and whether the last one holds nothing but the reply slip."""
    zh = content.language == "zh"
    leading = (18.0 if zh else 15.0) * tight
    flow = Flow(face, head=partial(_running_head, content, face))
    flow.row_height *= tight
    _letterhead(flow, content)
    _title(flow, content)
    closing = SEAL + 10 if content.closing else 0.0
    elements = content.elements
    for number, element in enumerate(elements):
        _element(flow, element, zh, leading, keep=closing if number == len(elements) - 1 else 0.0)
    _closing(flow, content, closing)
    for element in content.annex:
        _element(flow, element, zh, leading)
    pages = len(flow.sheets)
    if content.slip:
        place_slip(flow, content.slip, 9.5, 17.0 * tight)
    return flow.sheets, len(flow.sheets) > pages


def _running_head(content: LetterContent, face: Face, sheet: Sheet) -> float:
    """Sender and number at the top of every further page."""
    left, right, y = 22 * MM, sheet.size[0] - 20 * MM, sheet.size[1] - 14 * MM
    sheet.write(face, left, y, content.letterhead.name, 8.5, grey=SOFT)
    sheet.write(face, right, y, content.number, 8.5, "right", grey=SOFT)
    sheet.rule(left, y - 5, right, y - 5)
    return y - 16


def _letterhead(flow: Flow, content: LetterContent) -> None:
    """Logo, name and address over a double rule."""
    sender, face, sheet = content.letterhead, flow.face, flow.sheet
    top = sheet.size[1] - 13 * MM
    x = flow.left
    if sender.logo:
        wide, high = picture_size(sender.logo)
        width = min(WIDEST_LOGO, LOGO * wide / high)
        sheet.pictures.append(Picture(sender.logo, x, top - LOGO, width, LOGO))
        x += max(width, 20.0) + 10
    side = _sender_lines(content, face, flow.width * 0.5)
    room = flow.right - x - (max(face.width(text, 8.5) for text in side) + 12 if side else 0)
    size, lines = _shrunk(sender.name, face, 17.0, 9.0, room)
    latin, second = _shrunk(sender.latin_name, face, 9.0, 7.0, room) if sender.latin_name else (9.0, [])
    left = top - (16 if second or len(lines) > 1 else 22)
    for line in lines:
        sheet.write(face, x, left, line, size, bold=True)
        left -= size * 1.15
    left += size * 1.15 - 12
    for line in second:
        sheet.write(face, x, left - 2, line, latin, grey=SOFT)
        left -= latin * 1.2
    y = top - 8 - max(0, 3 - len(side)) * 5.5
    for text in side:
        sheet.write(face, flow.right, y, text, 8.5, "right", grey=SOFT)
        y -= 11.5
    rule = min(top - 42, y + 3, left + 2)
    sheet.rule(flow.left, rule, flow.right, rule, width=1.4, grey=0.0)
    sheet.rule(flow.left, rule - 2.6, flow.right, rule - 2.6, width=0.5, grey=0.0)
    flow.y = rule - 12


def _shrunk(text: str, face: Face, size: float, least: float, room: float) -> tuple[float, list[str]]:
    """The size at which the text fits one line, else its lines at the least size."""
    while size > least and face.width(text, size) > room:
        size -= 0.5
    return size, break_lines(text, face, size, room)


def _sender_lines(content: LetterContent, face: Face, width: float) -> list[str]:
    """Address, then phone, e-mail and tax number, as many to a line as fit."""
    sender, zh = content.letterhead, content.language == "zh"
    lines = break_lines(" ".join(sender.address.split()), face, 8.5, width) if sender.address else []
    gap, row = "\u3000" if zh else "   ", ""
    for key, value in (("phone", sender.phone), ("email", sender.email), ("tax_no", sender.tax_id)):
        text = f"{word(key, content.language)} {value}" if value else ""
        if row and text and face.width(row + gap + text, 8.5) > width:
            lines.append(row)
            row = text
        elif text:
            row = row + gap + text if row else text
    return [*lines, row] if row else lines


def _title(flow: Flow, content: LetterContent) -> None:
    """The title in the middle; below it number, subtitle and date in one line."""
    zh, face = content.language == "zh", flow.face
    title = "\u2002".join(content.title) if zh and len(content.title) <= 4 else content.title
    size = TITLE
    while size > 12 and face.width(title, size) > flow.width:
        size -= 1
    flow.space(26)
    middle = (flow.left + flow.right) / 2
    flow.sheet.write(face, middle, flow.y, title, size, "centre", bold=True)
    flow.space(22)
    label = word("number", content.language) + ("：" if zh else " ")
    flow.sheet.write(face, flow.left, flow.y, label + content.number, 9)
    room = middle - face.width(content.subtitle, 9) / 2 - 10
    if content.subtitle and flow.right - face.width(content.aside, 9) > flow.left + flow.right - room:
        flow.sheet.write(face, middle, flow.y, content.subtitle, 9, "centre")
    flow.sheet.write(face, flow.right, flow.y, content.aside, 9, "right")
    flow.space(12)


def _element(flow: Flow, element: Element, zh: bool, leading: float, keep: float = 0.0) -> None:
    """`keep`: points that have to stand below it on the same page."""
    if isinstance(element, SummaryBox):
        place_summary(flow, element)
    elif isinstance(element, Grid):
        flow.space(4)
        flow.grid(element)
        flow.space(6)
    else:
        _paragraph(flow, element, zh, leading, keep)


def _paragraph(flow: Flow, element: Paragraph, zh: bool, leading: float, keep: float) -> None:
    if element.style in ("heading", "annex"):
        annex = element.style == "annex"
        flow.need(90)
        flow.space(8 if annex else 5)
        flow.paragraph(element.text, 11 if annex else 10.5, 15, bold=True)
        return
    indent = 2 * BODY if zh and element.style == "body" else 0.0
    if keep:
        needed = flow.height_of(element.text, BODY, leading, indent) + keep
        flow.need(min(needed, flow.size[1] * 0.6))
    if element.style == "lead":
        flow.paragraph(element.text, BODY, leading, bold=True)
        flow.space(0 if zh else 6)
        return
    flow.paragraph(element.text, BODY, leading, indent=indent, justify=zh)
    flow.space(0 if zh else 6)


def _closing(flow: Flow, content: LetterContent, height: float) -> None:
    """A seal place of 4 × 4 cm for each party, name and date inside so that the seal covers them (骑年盖月)."""
    if not content.closing:
        return
    flow.need(height)
    places = len(content.closing)
    for number, lines in enumerate(content.closing):
        if places == 1:
            widest = max((flow.face.width(line, BODY) for line in lines), default=0.0)
            middle = flow.right - max(SEAL, min(widest, flow.width * 0.6)) / 2 - 6
        else:
            middle = flow.left + flow.width * (2 * number + 1) / (2 * places)
        _seal(flow, content, lines, middle)
    flow.space(height)


def _seal(flow: Flow, content: LetterContent, lines: Sequence[str], middle: float) -> None:
    sheet, face = flow.sheet, flow.face
    centre = flow.y - 5 - SEAL / 2
    room = min(flow.width * 0.6, 2 * (flow.right - middle) + 12)
    shown = [part for line in lines for part in break_lines(line, face, BODY, room)]
    y = centre + (len(shown) - 1) * 8.0
    if content.sealed:
        sheet.circles.append((middle, centre, SEAL / 2))
        sheet.write(face, middle, centre - SEAL / 2 + 12, word("seal", content.language), 8, "centre", grey=0.65)
    else:  # a line to sign on
        sheet.rule(middle - SEAL / 2, y + 16, middle + SEAL / 2, y + 16, grey=0.0)
    for line in shown:
        sheet.write(face, middle, y - 3, line, BODY, "centre")
        y -= 16


def letter_pdf(content: LetterContent, face: Face | None = None) -> bytes:
    """One letter as PDF bytes, the very ones that preview, printer and file show."""
    buffer = BytesIO()
    _write([content], buffer, face or default_face())
    return buffer.getvalue()


def letters_pdf(contents: Sequence[LetterContent], face: Face | None = None) -> tuple[bytes, list[Placed]]:
    """Several letters as one PDF, and where each stands in it."""
    buffer = BytesIO()
    places = _write(contents, buffer, face or default_face())
    return buffer.getvalue(), places


def write_letters(contents: Sequence[LetterContent], path: Path, *, progress: Progress | None = None,
                  stopped: Stopped | None = None, face: Face | None = None) -> list[Placed]:
    """All letters in one PDF, each with its own page numbers; Cancelled leaves the target as it was."""
    if not contents:
        raise FileError(N_("There is no letter to write."), code="nothing_to_write")
    places: list[Placed] = []
    write_atomically(path, lambda target: places.extend(
        _write(contents, str(target), face or default_face(), progress, stopped)))
    return places


def write_letters_apart(contents: Sequence[LetterContent], batch: Path, paths: Sequence[Path], *,
                        progress: Progress | None = None, stopped: Stopped | None = None, face: Face | None = None
                        ) -> list[Placed]:
    """All letters in one PDF, and each in its own beside it: laid out once, drawn twice. Places are those in the batch.

    What is finished before a stop stays: give paths in a folder that is thrown away then.
    """
    face = face or default_face()
    images: dict[bytes, Any] = {}
    together = Paper(str(batch), face, f"{contents[0].number} – {contents[-1].number}", contents[0].letterhead.name, images)
    places = []
    for number, (path, content) in enumerate(zip(paths, contents, strict=True), 1):
        check_stop(stopped)
        sheets = lay_out(content, face)
        page, pages = together.add(sheets)
        places.append(Placed(content.number, page, pages))
        alone = Paper(str(path), face, f"{content.title} {content.number}", content.letterhead.name, images)
        alone.add(sheets)
        alone.save()
        if progress:
            progress(number, len(contents))
    together.save()
    return places


def _write(contents: Sequence[LetterContent], target: str | BytesIO, face: Face, progress: Progress | None = None,
           stopped: Stopped | None = None, images: dict[bytes, Any] | None = None) -> list[Placed]:
    first = contents[0]
    title = f"{first.title} {first.number}" if len(contents) == 1 else f"{first.number} – {contents[-1].number}"
    paper = Paper(target, face, title, first.letterhead.name, images)
    places = []
    for number, content in enumerate(contents, 1):
        check_stop(stopped)
        page, pages = paper.add(lay_out(content, face))
        places.append(Placed(content.number, page, pages))
        if progress:
            progress(number, len(contents))
    paper.save()
    return places
