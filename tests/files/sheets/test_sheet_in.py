"""Workbooks and texts of every kind an office has, made here and read back."""

from __future__ import annotations

import base64
import re
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from creditdesk.domain.errors import FileError
from creditdesk.domain.ledger.import_cells import Uncalculated
from creditdesk.domain.ledger.import_layout import find_layout
from creditdesk.domain.ledger.import_records import Options
from creditdesk.domain.ledger.import_rows import check_sheet
from creditdesk.files.sheet_in import head, open_workbook, read_text, TextSheet

# B3:D3 客户 | 开票日期 | 金额, B4:E4 甲 | 2026-09-30 | 12.5 | 007, saved by LibreOffice as Excel 97
XLS = (
    "eNrtV11oXFUQnnP37uZumiY3SRPbtN2u1aZpk5TUQhPRmrRJtQUlUmsVDW2Tzc1Pu8mG/ECDiFtrX7QFSwX7UJFKCoKgFkEfVEwehD4oKtIH"
    "RSEtCEp9WEWRgsn1m7lnszdrAtm0FtTMZe45Z87PzJkzM2fOl18UT164VHGVsuA+CtC0G6aQj6aAVrphExmaNu26bprsLsG/CqZ0yWdo4vyC"
    "QD7zPH2uYV0uwX8T9lEC3zBFaTf1oxykUcoFymEx/vUWMmd6geMWCkv8F8+f4zfH8QAw2/851rP/5wOXAQuAy4GFwCLvCqBiYAmwFLgCWCY2"
    "QXQHcCVwFbACuBq4RvOO6JLxTtTXA+/StA0oK5dizm2DsIVTDAXpw+Wf8ZHL2V+FRbxrTohdXAO20QDbRnN7PBa9XbBLZGhXLMM4jHQHaorO"
    "g1pI7wj1I/nvEOsDNFG0QVv0k0aTyH5a/uvlX0g8/wOZ861QtlKEvhMrf1mcQFGeaqZ2ilMvdSAO9mJEBV1m/3pORrB3qJ3Sw6NurrdyFm/4"
    "l2ohh46g9wCNIBo/hlo/DVHELKAx9saHnH5nsD0eMYvpInviKKCttq+vrbazc1Jcb4x+d6M+Nx+PMp3XF/pvC6MbOdLpf0cfg+7m0nO1Nz6V"
    "Td80D71mHvrmeejhOenBtDxWtpwXPbqZoZ810EiSy6WdDEhZnAxJWZI0pSxN5km5Ihl0D4u7nGRz43sBPvLKwe3OKSyp8E0oC0i0/7Si6/QU"
    "XwmpfcIplOLQz5zTTwQ/bqNlKXbaTyCyRccVrhhrXDXh30SRX2zvkrHA08IlYv2Be+ZP6CqoLye48RtP13ewCId6Rn9w1nWD8tWZ185BpHtG"
    "cI3V1dW7uLIsumR6V1bMKgNmzqtMlwbfa178s2fFvwIw6cR2OGIUyxZsLFfbvOb6te0VjYeEnszomzawWqlGHUfPhLlZZlTL/3kZm74XTwjt"
    "BflXzsz/sXGjr141U081bvLVLyCOhSEVieoNcKtRKwtCJyYOTzamS0WPo8eiZ2XbpF60ivROC4WnKbNZiZZhi2Qm1vGCZpHQAtKfoU1BkTzO"
    "U5nXMtBSM60AWoZuBWQkZxIfIyoHQC+ng18b0ORLpZxheGNMtFmSn+lR1nFqj6fflKXNgzuLKJCqkyzDTFUJPZyy58hkDMqXeTyH9/WAUULv"
    "h7zrgOh+0RfRWl4vk+4wdMO2ui3/QiqdPeXnlHspZCqBfC8Hsy3DczSv60HOeR7pjQ0mhhJdw9Hdx2JOPHpvfe3+9g4nHnfE1Hb1dnU13Ezu"
    "pzwfWzRMuyT2NMe6NHny9V9vtPbYb52xqHrje9/wiZzTuaHSOuaT3KPzxDatvR6dLw7rnDGp88ZTOtf8aYooouckBpz+gdFjceYZ0f11eu00"
    "/K0+Pbbq02e+V/76rd4/U4wrn185v2W1ffZV7L/mxtstHIKyaG06z00HN9u3x4d1Xs0Q1f0Nur/Jl3uzrnYODBxwBod6E/2zdcT63bZlK/1T"
    "cCvff7L/LB+Yaw7rZDzs1Z8A90E6ioyL5Tias/wlEpE8Pbk5vKvK89J23gy+fchwWyHDkUXxD/jeYAuZsxa4d8bPWpEPOos+P47Bub7/1um3"
    "mmSlyDRHsP8+5Jt89nthBV1yJkwZRr6aAGV+qNL8gznon33h8gz/FnCIiQyOWGBu8jQsYv93A99cev8L/AVTmSF2"
)
ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="应收"><table:table-row table:number-rows-repeated="2">
<table:table-cell table:number-columns-repeated="3"/></table:table-row><table:table-row>
<table:table-cell office:value-type="string"><text:p>客户</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1.5"/>
<table:table-cell office:value-type="date" office:date-value="2026-01-02"><text:p>x</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def filled(path: Path) -> list[tuple[int, list[object]]]:
    """Rows of the first sheet that are not blank, without their blank cells."""
    rows = ((number, [cell for cell in cells if cell != ""]) for number, cells in open_workbook(path)[0].rows())
    return [(number, cells) for number, cells in rows if cells]


def code_of(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(FileError) as refused:
        open_workbook(path, sheet)
    assert path.name in refused.value.message
    return refused.value.code


def save(path: Path, cells: dict[str, object], **other_sheets: str) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "应收"
    for place, value in cells.items():
        book.active[place] = value
    for name, state in other_sheets.items():
        book.create_sheet(name).sheet_state = state
    book.save(path)
    return path


def test_xlsx_rows_have_the_numbers_excel_shows_and_native_cells(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"C4": "客户", "D4": "007", "C6": 1.5, "D6": date(2026, 1, 2),
                                      "E6": datetime(2026, 1, 2, 3, 4), "F6": True})
    assert filled(path) == [(4, ["客户", "007"]), (6, [1.5, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), True])]
    assert open_workbook(path)[0].row_count == 6


def test_xls_and_ods_are_read_alike(tmp_path: Path) -> None:
    for name in ("a.xls", "wrongly_named.xlsx"):
        (tmp_path / name).write_bytes(zlib.decompress(base64.b64decode(XLS)))
        assert filled(tmp_path / name) == [(3, ["客户", "开票日期", "金额"]), (4, ["甲", date(2026, 9, 30), 12.5, "007"])]
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest='
                         '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
        archive.writestr("content.xml", ODS.replace("\n", ""))
    assert filled(tmp_path / "a.ods") == [(3, ["客户", 1.5, date(2026, 1, 2)])]


def test_hidden_sheets_are_left_out_unless_named(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"A1": "x"}, lists="hidden", more="visible")
    assert [sheet.name for sheet in open_workbook(path)] == ["应收", "more"]
    assert [sheet.name for sheet in open_workbook(path, "应收")] == ["应收"]
    assert [sheet.name for sheet in open_workbook(path, "1")] == ["应收"]
    assert code_of(path, "absent") == "unknown_sheet"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_texts_by_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    lines = [["应收明细"], ["客户名称", "开票日期", "价税合计"], ["杭州海川，机电", "2026-09-30", "5"]]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    sheets = open_workbook(path)
    layout = find_layout([head(sheet) for sheet in sheets], "invoices")
    chosen = sheets[layout.sheet]
    assert isinstance(chosen, TextSheet)
    assert chosen.separator == separator
    assert layout.last_heading_row == 2
    assert list(chosen.rows())[2] == (3, lines[2])


def test_quoted_line_breaks_and_blank_lines_count_as_excel_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('客户,备注\n甲,"一\n二"\n\n乙,三\n', encoding="utf-8", newline="")
    assert list(open_workbook(path)[0].rows()) == [(1, ["客户", "备注"]), (2, ["甲", "一\n二"]), (3, []), (4, ["乙", "三"])]


def test_a_separator_line_for_excel_is_obeyed_and_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\r\na;b\r\n", encoding="utf-8", newline="")
    (sheet,) = open_workbook(path)
    assert list(sheet.rows()) == [(1, ["a", "b"])]


def test_a_pasted_block_is_read_by_tabs() -> None:
    sheets = read_text("客户\t日期\t金额\n甲\t2026-09-30\t1,234.50\n")
    layout = find_layout([head(sheet) for sheet in sheets], "invoices")
    checked = check_sheet(sheets[layout.sheet].rows(), layout, Options())
    assert checked.totals() == {"CNY": 123450}
    with pytest.raises(FileError):
        read_text(" \n")


@pytest.mark.parametrize(("name", "data", "code"), [
    ("empty.xlsx", b"", "empty"), ("blank.csv", b" \r\n\r\n", "empty"), ("cut.xlsx", b"PK\x03\x04half", "unreadable"),
    ("page.xls", b"<html><table><tr><td>1</td></tr></table>", "foreign"), ("a.pdf", b"%PDF-1.7 ...", "foreign"),
    ("noise.csv", b"\x00\x01\x02\xff", "foreign"), ("broken.txt", b"abc\xff\xff", "foreign"),
    ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
])
def test_files_that_cannot_be_read_say_why(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert code_of(path) == code


@pytest.mark.parametrize("length", [582, 700, 873, 2500])
def test_a_cut_off_xls_is_unreadable(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.xls"
    path.write_bytes(zlib.decompress(base64.b64decode(XLS))[:length])  # the reader itself panics at some of them
    assert code_of(path) == "unreadable"


def test_absent_files_folders_and_empty_workbooks(tmp_path: Path) -> None:
    assert code_of(tmp_path / "absent.xlsx") == "not_found"
    assert code_of(tmp_path) == "unreadable"
    assert code_of(save(tmp_path / "nothing.xlsx", {})) == "empty"


def test_a_damaged_sheet_inside_a_workbook_is_unreadable(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"A1": "x"})
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    assert code_of(damaged) == "unreadable"



def test_errors_formulas_without_a_result_and_leading_zeros_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["x", 123, 123, 12345, "=A1+30", '=A1&"<b>"', "plain"])
    sheet["A1"], sheet["A1"].data_type = "#N/A", "e"
    sheet["B1"].number_format, sheet["D1"].number_format = "00000000", "0000"
    sheet["H3"].number_format, sheet["H3"] = "000", 7
    book.save(path)
    rows = dict(open_workbook(path)[0].rows())
    assert list(rows[1]) == ["#N/A", "00000123", 123.0, 12345.0, "=A1+30", '=A1&"<b>"', "plain", ""]
    assert [isinstance(cell, Uncalculated) for cell in rows[1][4:7]] == [True, True, False]
    assert rows[3][7] == "007"


def test_a_calculated_formula_is_its_value(tmp_path: Path) -> None:
    path, changed = save(tmp_path / "f.xlsx", {"A1": "=1+1"}), tmp_path / "g.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"))
    assert list(dict(open_workbook(changed)[0].rows())[1]) == [2.0]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path: Path, order: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("客户,金额\n甲,5\n".encode(order))
    assert list(open_workbook(path)[0].rows()) == [(1, ["客户", "金额"]), (2, ["甲", "5"])]


def test_cells_merged_over_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["客户", "金额"])
    sheet.append(["甲", 1])
    sheet.append(["", 2])
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("D1:E1")
    book.save(path)
    assert open_workbook(path)[0].merged == [(2, 3, 0)]


@pytest.mark.parametrize(("cell", "said", "code"), [
    ("XFD1048576", None, "too_large"), ("XFD1048576", b"A1", "too_large"),
    ("XFD1048576", b"A1:C3", "too_large"), ("BZ1048576", b"A1:C3", "too_large"),
    ("C3", b"A1:XFD1048576", None), ("C3", b"A1", None)])
def test_a_cell_far_behind_the_table_is_refused_before_room_is_made(tmp_path: Path, cell: str, said: bytes | None,
                                                                     code: str | None) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet[cell] = "客户", "x"
    made.save(plain := tmp_path / "plain.xlsx")
    path = tmp_path / "far.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:  # what the sheet says of itself may be wrong
        for name in old.namelist():
            data = old.read(name)
            if said is not None and name.endswith("sheet1.xml"):
                data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + said + b'"', data)
            new.writestr(name, data)
    if code is None:
        assert filled(path)
        return
    with pytest.raises(FileError) as error:
        filled(path)
    assert error.value.code == code


def test_a_quotation_mark_that_does_not_close_takes_no_rows_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for tail in ("", "x,y\n" * 400_000):  # the end of the text, or a cell longer than any
        path.write_text('客户,金额\n甲,1\n"乙,2\n丙,3\n' + tail, encoding="utf-8")
        sheet = open_workbook(path)[0]
        assert [number for number, _cells in head(sheet).rows][:2] == [1, 2]
        with pytest.raises(FileError) as error:
            list(sheet.rows())
        assert (error.value.code, error.value.fields["row"]) == ("unreadable", 3)


def test_quotation_marks_inside_a_cell_are_taken_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('客户,备注\n甲 "A",5" pipe\n"乙"丙,"a ""b"""\n', encoding="utf-8")
    assert list(open_workbook(path)[0].rows())[1:] == [(2, ['甲 "A"', '5" pipe']), (3, ["乙丙", 'a "b"'])]


def test_a_mark_that_opens_a_quotation_for_another_separator_alone_spoils_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('客户,发票日期,金额,备注\n甲,2026-01-05,5,see;"x\n乙,2026-01-06,5,y\n', encoding="utf-8")
    sheets = open_workbook(path)
    layout = find_layout([head(sheet) for sheet in sheets], "invoices")
    assert len(list(sheets[layout.sheet].rows())) == 3
