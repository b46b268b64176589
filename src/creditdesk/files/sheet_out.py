"""Tables as shown, written to workbooks and CSV that Excel, WPS and LibreOffice open clean (DOMAIN M; FLOORS 7).

Nothing written here executes: text that begins like a formula is stored as text.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, ROUND_HALF_UP
from pathlib import Path
from typing import Any, TYPE_CHECKING
from unicodedata import east_asian_width

from ..domain.errors import InputError, N_
from .writing import write_atomically

if TYPE_CHECKING:
    from openpyxl import Workbook

TEXT, MONEY, DATE, INTEGER, PERCENT, DAYS = "text", "money", "date", "integer", "percent", "days"
_WIDTHS = {TEXT: 18, MONEY: 16, DATE: 12, INTEGER: 10, PERCENT: 10, DAYS: 10}
_EXECUTES = ("=", "+", "-", "@", "\t", "\r")
_STEP = 1000
_LOOKED_AT, _WIDEST = 300, 48
_A4 = 9
_FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_CONTROL = dict.fromkeys(i for i in range(32) if i not in (9, 10, 13))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in characters, 0 for the usual one of its kind; `decimals` are those of its money."""

    heading: str
    kind: str = TEXT
    width: int = 0
    decimals: int = 2

    @property
    def number_format(self) -> str:
        if self.kind == MONEY:
            return "#,##0" + ("." + "0" * self.decimals if self.decimals else "")
        return {DATE: "yyyy-mm-dd", INTEGER: "#,##0", DAYS: "0", PERCENT: "0.0%"}.get(self.kind, "@")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as shown: cells are str, Decimal, int, date or None; percents are fractions. `totals` stands below."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    subtitle: str = ""
    totals: Sequence[object] | None = None
    sheet_name: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def write_table(path: Path, *tables: Table, progress: Callable[[int], None] | None = None) -> None:
    """Write the tables as one workbook, a sheet each (.xlsx), or one table as text (.csv), by the ending of `path`.

    The target is replaced in one step. FileError `not_written`; InputError `unknown_format` for another ending.
    `progress` gets the number of rows written, every 1,000; what it raises leaves the target as it was.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        write_atomically(path, lambda target: _write_workbook(target, tables, progress))
    elif ending == ".csv" and len(tables) == 1:
        write_atomically(path, lambda target: _write_csv(target, tables[0], progress))
    else:
        raise InputError(N_("“{value}” is not a format for tables. Choose .xlsx or .csv."), code="unknown_format",
                         field="out", value=path.suffix)


def fitted(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> list[Column]:
    """The columns as wide as their heads and the first rows need, so that no text is cut by the next column."""
    looked, made = rows[:_LOOKED_AT], []
    for place, column in enumerate(columns):
        texts = [str(row[place]) for row in looked if row[place] is not None] if column.kind == TEXT else []
        least = 8 if column.kind == TEXT else _WIDTHS.get(column.kind, 10)
        needed = max(map(_cells, (column.heading, *texts))) + 2
        made.append(column if column.width else replace(column, width=min(_WIDEST, max(needed, least))))
    return made


def _cells(text: str) -> int:
    """How many characters of room a text takes: a Chinese one counts twice."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def neutral(text: str) -> str:
    """A text that no program takes for a formula: a leading apostrophe where it begins with = + - @."""
    return "'" + text if text.startswith(_EXECUTES) else text


def _write_csv(path: Path, table: Table, progress: Callable[[int], None] | None) -> None:
    """UTF-8 with a mark and CRLF, so that Excel and WPS open it right; headings first, no title lines."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([neutral(column.heading) for column in table.columns])
        texts = [column.kind == TEXT for column in table.columns]
        formats = [_csv_format(column) for column in table.columns]
        for count, row in enumerate(table.rows, 1):
            writer.writerow([neutral(cell) if isinstance(cell, str) else "" if cell is None else
                             neutral(str(cell)) if text else write(cell)
                             for cell, text, write in zip(row, texts, formats, strict=True)])
            if progress is not None and count % _STEP == 0:
                progress(count)
        if table.totals is not None:
            writer.writerow([neutral(cell) if isinstance(cell, str) else "" if cell is None else write(cell)
                             for cell, write in zip(table.totals, formats, strict=True)])


def _csv_format(column: Column) -> Callable[[Any], str]:
    if column.kind == MONEY:
        places = Decimal(1).scaleb(-column.decimals)
        return lambda cell: f"{cell.quantize(places, ROUND_HALF_UP):f}" if isinstance(cell, Decimal) else str(cell)
    if column.kind == PERCENT:
        return lambda cell: f"{(Decimal(cell) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP):f}%"
    return lambda cell: cell.isoformat() if isinstance(cell, date) else str(cell)


def _write_workbook(path: Path, tables: Sequence[Table], progress: Callable[[int], None] | None) -> None:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    names: set[str] = set()
    done = 0
    try:
        for table in tables:
            done = _add_sheet(workbook, table, _sheet_name(table, names), progress, done)
    except BaseException:
        for sheet in workbook.worksheets:  # a sheet stopped half way would stay open until it is collected
            sheet.close()
        raise
    workbook.save(path)


def _sheet_name(table: Table, taken: set[str]) -> str:
    """At most 31 characters, none that Excel forbids, not used twice."""
    base = " ".join((table.sheet_name or table.title).translate(_FORBIDDEN_IN_TITLE).split()).strip("'") or "Sheet"
    name, number = base[:31], 2
    while name.lower() in taken:
        name, number = f"{base[:27]} {number}", number + 1
    taken.add(name.lower())
    return name


def _add_sheet(workbook: Workbook, table: Table, name: str, progress: Callable[[int], None] | None, done: int) -> int:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = workbook.create_sheet(name)
    above = [text for text in (table.title, table.subtitle) if text]
    head = len(above) + 1
    _set_up(sheet, table, head)

    def styled(value: object, font: Font, column: Column | None = None, **look: Any) -> Any:
        cell = WriteOnlyCell(sheet)
        cell.font = font
        for attribute, setting in look.items():
            setattr(cell, attribute, setting)
        _fill(cell, value)
        if column is not None and not isinstance(value, str):
            cell.number_format = column.number_format
        return cell

    for text, font in zip(above, (Font(bold=True, size=14), Font(color="FF666666")), strict=False):
        sheet.append([styled(text, font)])
    line = Border(bottom=Side(style="thin", color="FF999999"))
    sheet.append([styled(column.heading, Font(bold=True), border=line, fill=PatternFill("solid", fgColor="FFF2F2F2"),
                         alignment=Alignment(horizontal="left" if column.kind in (TEXT, DATE) else "right", wrap_text=True))
                  for column in table.columns])
    writers = [_cell_writer(sheet, column) for column in table.columns]
    for row in table.rows:
        sheet.append([write(cell) for write, cell in zip(writers, row, strict=True)])
        done += 1
        if progress is not None and done % _STEP == 0:
            progress(done)
    if table.totals is not None:
        over = Border(top=Side(style="thin", color="FF333333"))
        sheet.append([styled(value, Font(bold=True), column, border=over)
                      for value, column in zip(table.totals, table.columns, strict=True)])
    for note in table.notes:
        sheet.append([styled(note, Font(color="FF666666"))])
    return done


def _set_up(sheet: Any, table: Table, head: int) -> None:
    """Widths, the frozen head, and A4 landscape, as wide as the page, the headings on every page."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, column in enumerate(table.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = column.width or _WIDTHS[column.kind]
        dimension.number_format = column.number_format  # for rows that people add below
    sheet.freeze_panes = f"A{head + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"
    sheet.oddFooter.center.text = "&P / &N"


def _fill(cell: Any, value: object) -> None:
    """Put a value into a cell; a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = value.translate(_CONTROL)
        if value.startswith(_EXECUTES):
            cell.data_type = "s"
            cell.quotePrefix = True  # so it stays a text when somebody edits it
    else:
        cell.value = value


def _cell_writer(sheet: Any, column: Column) -> Callable[[Any], Any]:
    """What turns a value into a cell of this column; as rows are written at once, one styled cell serves them all."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    plain = WriteOnlyCell(sheet)
    plain.number_format = column.number_format
    if column.kind == DATE:  # else they touch the words in the next column
        plain.alignment = Alignment(horizontal="left")
    quoted = WriteOnlyCell(sheet)
    quoted.number_format = "@"
    quoted.quotePrefix = True

    def text(value: Any) -> Any:
        if value is None or value == "":
            return None
        value = str(value)
        cell = quoted if value.startswith(_EXECUTES) else plain
        cell.value = value if value.isprintable() else value.translate(_CONTROL)
        cell.data_type = "s"
        return cell

    def other(value: Any) -> Any:
        if isinstance(value, str):
            return text(value)
        if value is None:
            return None
        plain.value = value
        plain.number_format = column.number_format
        return plain

    return text if column.kind == TEXT else other
