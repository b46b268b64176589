"""A table of figures as a landscape A4 PDF: the same rows the spreadsheet exports (DOMAIN N, Print)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, ROUND_HALF_UP
from functools import partial
from io import BytesIO
from pathlib import Path

from creditdesk.domain.collections.letter_content import Align, Grid, GridColumn
from creditdesk.domain.collections.letter_words import word
from creditdesk.domain.insight.tables import Cell, Column, Table
from creditdesk.domain.money import display

from .flow import Flow, number_pages
from .fonts import default_face, Face
from .line_breaks import break_lines
from .pdf import check_stop, LANDSCAPE, MM, Paper, Progress, Sheet, SOFT, Stopped
from .writing import write_atomically

_ALIGN: dict[str, Align] = {"text": "left", "date": "centre"}


def cell_text(cell: Cell, column: Column) -> str:
    """A cell as printed: 1,234.50 · 12.5% · 2026-11-20 · empty."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return cell
    if column.kind == "money":
        return display(Decimal(cell), column.currency or "CNY")
    if column.kind == "percent":
        return f"{_minus(Decimal(cell) * 100, 1)}%"
    if column.kind == "ratio":
        return _minus(Decimal(cell), 2)
    if column.kind == "days" and isinstance(cell, Decimal) and cell != cell.to_integral_value():
        return _minus(cell, 1)
    return _minus(Decimal(cell), 0)


def _minus(value: Decimal, places: int) -> str:
    text = f"{abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return ("−" if value < 0 and any(c in "123456789" for c in text) else "") + text


def _grid(table: Table) -> Grid:
    """A column's texts at the left wrap; figures never do."""
    columns = tuple(GridColumn(column.heading, _ALIGN.get(column.kind, "right"), column.kind == "text")
                    for column in table.columns)
    rows = tuple(tuple(cell_text(cell, column) for cell, column in zip(row, table.columns, strict=True))
                 for row in table.rows)
    totals = None
    if table.totals is not None:
        totals = tuple(cell_text(cell, column) for cell, column in zip(table.totals, table.columns, strict=True))
    return Grid(columns, rows, totals)


def lay_out_report(table: Table, face: Face, *, company: str, language: str) -> list[Sheet]:
    """The report's sheets with page numbers."""
    flow = Flow(face, LANDSCAPE, left=14 * MM, right=14 * MM, top=14 * MM, bottom=16 * MM,
                head=partial(_running_head, table, company, face))
    sheet = flow.sheet
    flow.space(16)
    for line in break_lines(table.title, face, 15, flow.width * 0.72):
        sheet.write(face, flow.left, flow.y, line, 15, bold=True)
        flow.space(19)
    sheet.write(face, flow.right, flow.top - 16, company, 9, "right", grey=SOFT)
    for line in break_lines(table.subtitle, face, 9, flow.width) if table.subtitle else ():
        sheet.write(face, flow.left, flow.y, line, 9, grey=SOFT)
        flow.space(13)
    flow.grid(_grid(table), 8.5, 15.0)
    number_pages(flow.sheets, face, _page_label(language), 8 * MM)
    return flow.sheets


def _page_label(language: str) -> Callable[[int, int], str]:
    return lambda page, pages: word("page", language, page=page, pages=pages)


def _running_head(table: Table, company: str, face: Face, sheet: Sheet) -> float:
    y = sheet.size[1] - 11 * MM
    sheet.write(face, 14 * MM, y, table.title, 8.5, grey=SOFT)
    sheet.write(face, sheet.size[0] - 14 * MM, y, company, 8.5, "right", grey=SOFT)
    return y - 8


def report_pdf(table: Table, *, company: str = "", language: str = "zh", face: Face | None = None) -> bytes:
    """The report as PDF bytes."""
    face = face or default_face()
    buffer = BytesIO()
    paper = Paper(buffer, face, table.title, company)
    paper.add(lay_out_report(table, face, company=company, language=language))
    paper.save()
    return buffer.getvalue()


def write_report(table: Table, path: Path, *, company: str = "", language: str = "zh", progress: Progress | None = None,
                 stopped: Stopped | None = None, face: Face | None = None) -> int:
    """Write the report to `path` in one step; its number of pages. FileError `not_written`, Cancelled."""
    face = face or default_face()
    check_stop(stopped)
    sheets = lay_out_report(table, face, company=company, language=language)

    def draw(target: Path) -> None:
        paper = Paper(str(target), face, table.title, company)
        for number, sheet in enumerate(sheets, 1):
            check_stop(stopped)
            paper.add([sheet])
            if progress:
                progress(number, len(sheets))
        paper.save()

    write_atomically(path, draw)
    return len(sheets)
