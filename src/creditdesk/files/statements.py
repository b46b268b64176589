"""The parts a statement of account has beside a letter's: the summary box and the confirmation slip (DOMAIN E9, L6)."""

from __future__ import annotations

from creditdesk.domain.collections.letter_content import Slip, SummaryBox

from .flow import Flow
from .line_breaks import break_lines
from .pdf import MM, SOFT


def place_summary(flow: Flow, box: SummaryBox) -> None:
    """Addressee at the left, the closing balance at the right."""
    face, inset, split = flow.face, 9.0, flow.left + flow.width * 0.66
    room = split - flow.left - 2 * inset
    heading = break_lines(box.heading, face, 11, room)
    lines = [part for line in box.lines for part in break_lines(line, face, 9.5, room)]
    height = max(54.0, 20 + 15 * len(heading) + 15 * len(lines))
    flow.need(height)
    top = flow.y
    sheet = flow.sheet
    sheet.fills.append((split, top - height, flow.right - split, height))
    sheet.box(flow.left, top - height, flow.width, height)
    sheet.rule(split, top, split, top - height)
    y = top - 18
    for text in heading:
        sheet.write(face, flow.left + inset, y, text, 11, bold=True)
        y -= 15
    for text in lines:
        sheet.write(face, flow.left + inset, y, text, 9.5)
        y -= 15
    size = 15.0
    while face.width(box.figure, size) > flow.right - split - 2 * inset and size > 8:
        size -= 0.5
    sheet.write(face, split + inset, top - 14, box.label, 9)
    sheet.write(face, split + inset, top - 32, box.figure, size, bold=True)
    sheet.write(face, split + inset, top - 46, box.note, 9)
    flow.y -= height + 6


def slip_height(flow: Flow, slip: Slip, size: float, leading: float) -> float:
    """Points the part below the cut line takes, the line included."""
    rows = sum(len(break_lines(line, flow.face, size, flow.width)) for line in slip.lines)
    return 16 + (20 if slip.title else 0) + rows * leading + 6


def place_slip(flow: Flow, slip: Slip, size: float, leading: float) -> None:
    """The reply slip at the foot of the last page, on a page of its own where it does not fit."""
    height = slip_height(flow, slip, size, leading)
    if flow.y - 4 * MM < flow.bottom + height:
        flow.break_page()
    else:
        flow.y = flow.bottom + height
    face, sheet, line = flow.face, flow.sheet, flow.y - 8
    middle, half = (flow.left + flow.right) / 2, face.width(slip.cut, 8.5) / 2 + 8
    sheet.rule(flow.left, line, middle - half, line, width=0.6, grey=SOFT, dashed=True)
    sheet.rule(middle + half, line, flow.right, line, width=0.6, grey=SOFT, dashed=True)
    sheet.write(face, middle, line - 3, slip.cut, 8.5, "centre", grey=SOFT)
    flow.y -= 16
    if slip.title:
        sheet.write(face, middle, flow.y - 13, slip.title, 12, "centre", bold=True)
        flow.y -= 20
    for text in slip.lines:
        flow.paragraph(text, size, leading)
