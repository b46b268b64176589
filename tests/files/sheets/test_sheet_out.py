"""Tables written by us open clean, execute nothing, and come back through our own import."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from creditdesk.domain.errors import Cancelled, FileError, InputError
from creditdesk.domain.ledger.import_headings import IMPORTS
from creditdesk.domain.ledger.import_layout import find_layout, require_columns
from creditdesk.domain.ledger.import_records import Options
from creditdesk.domain.ledger.import_rows import check_sheet
from creditdesk.files.import_templates import write_template
from creditdesk.files.sheet_in import head, open_workbook
from creditdesk.files.sheet_out import Column, DATE, DAYS, INTEGER, MONEY, PERCENT, Table, write_table

COLUMNS = (Column("客户名称", width=30), Column("发票号码"), Column("开票日期", DATE), Column("价税合计", MONEY),
           Column("逾期天数", DAYS), Column("占比", PERCENT), Column("笔数", INTEGER))
ROWS = [("=HYPERLINK(1)", "00123", date(2026, 9, 30), Decimal("1234.50"), 3, Decimal("0.125"), 2),
        ("@甲", "26442000000012345678", date(2026, 10, 1), Decimal("-5.00"), None, None, 1)]
TABLE = Table("应收账款", COLUMNS, ROWS, subtitle="截至 2026-11-24", totals=("合计", "", None, Decimal("1229.50"), None, None, 3))


def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path).active


def test_a_workbook_has_real_dates_formats_frozen_head_and_print_set_up(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", TABLE)
    sheet = sheet_of(tmp_path / "a.xlsx")
    assert [cell.value for cell in sheet[1]][:2] == ["应收账款", None]
    assert sheet["A2"].value == "截至 2026-11-24"
    assert sheet["C4"].value.date() == date(2026, 9, 30)
    assert [cell.number_format for cell in sheet[4]] == ["@", "@", "yyyy-mm-dd", "#,##0.00", "0", "0.0%", "#,##0"]
    assert (sheet["D5"].value, sheet["E5"].value, sheet["D6"].value, sheet["G6"].value) == (-5, None, 1229.5, 3)
    assert sheet["B4"].value == "00123"
    assert sheet.freeze_panes == "A4"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize), sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.column_dimensions["A"].width == 30
    assert sheet.title == "应收账款"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "=cmd|' /C calc'!A0"])
def test_text_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    table = Table(text, (Column(text), Column(text, MONEY)), [(text, text)], subtitle=text, totals=(text, text))
    write_table(tmp_path / "a.xlsx", table)
    for row in sheet_of(tmp_path / "a.xlsx").iter_rows():
        for cell in row:
            if cell.value is not None:
                assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    write_table(tmp_path / "a.csv", table)
    lines = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert all(line.lstrip('"').startswith("'") for line in lines if line)


def test_csv_is_what_excel_and_wps_open(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv", TABLE)
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n") == [
        "客户名称,发票号码,开票日期,价税合计,逾期天数,占比,笔数",
        "'=HYPERLINK(1),00123,2026-09-30,1234.50,3,12.5%,2", "'@甲,26442000000012345678,2026-10-01,-5.00,,,1",
        "合计,,,1229.50,,,3", ""]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_our_own_tables_import_cleanly(tmp_path: Path, name: str) -> None:
    write_table(tmp_path / name, TABLE)
    sheets = open_workbook(tmp_path / name)
    layout = find_layout([head(sheet) for sheet in sheets], "invoices")
    checked = check_sheet(sheets[layout.sheet].rows(), layout, Options())
    drafts: list[Any] = list(checked.drafts)
    assert [(d.customer, d.number, d.kind, d.minor) for d in drafts] == [
        ("=HYPERLINK(1)", "00123", "invoice", 123450), ("@甲", "26442000000012345678", "credit_note", 500)]
    assert (checked.problems, checked.skipped_rows) == ((), 1)


def test_several_tables_become_sheets_with_allowed_names(tmp_path: Path) -> None:
    columns = (Column("a"),)
    write_table(tmp_path / "a.xlsx", Table("x/y: [1]", columns, []), Table("x y 1", columns, [], notes=("note",)),
                Table("很" * 40, columns, [("v\x01w",)]))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["x y 1", "x y 1 2", "很" * 31]
    assert book.worksheets[2]["A3"].value == "vw"
    with pytest.raises(InputError):
        write_table(tmp_path / "a.doc", TABLE)


def test_currencies_without_decimals(tmp_path: Path) -> None:
    write_table(tmp_path / "a.xlsx", Table("t", (Column("JPY", MONEY, decimals=0), Column("KWD", MONEY, decimals=3)),
                                           [(Decimal(1234), Decimal("1.5"))]))
    assert [cell.number_format for cell in sheet_of(tmp_path / "a.xlsx")[3]] == ["#,##0", "#,##0.000"]


def test_a_target_that_cannot_be_replaced_or_a_stop_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(FileError) as refused:
        write_table(tmp_path / "folder.xlsx", TABLE)
    assert refused.value.code == "not_written"

    def stop(rows: int) -> None:
        raise Cancelled

    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_table(target, Table("t", (Column("a"),), [("x",)] * 1500), progress=stop)
    assert target.read_bytes() == b"old"
    assert sorted(os.listdir(tmp_path)) == ["a.xlsx", "folder.xlsx"]


@pytest.mark.parametrize("kind", IMPORTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_templates_are_read_back_by_the_import(tmp_path: Path, kind: str, language: str) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, kind, language, lambda text: text)
    layout = find_layout([head(sheet) for sheet in open_workbook(path)], kind)
    require_columns(layout)
    assert (layout.sheet, layout.unused, layout.last_heading_row) == (0, (), 1)
    assert len(openpyxl.load_workbook(path).sheetnames) == 2
