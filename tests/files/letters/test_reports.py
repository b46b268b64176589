from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from creditdesk.domain.errors import Cancelled
from creditdesk.domain.insight.tables import Column, Table
from creditdesk.files.fonts import default_face
from creditdesk.files.reports import cell_text, lay_out_report, report_pdf, write_report

COLUMNS = (Column("客户编号"), Column("客户"), Column("未到期", "money", "CNY"), Column("1–30", "money", "CNY"),
           Column("占比", "percent"), Column("天数", "days"), Column("最近付款", "date"))


def table(count: int) -> Table:
    return Table("账龄分析表", "截至 2026-11-20 · 人民币元", COLUMNS,
                 tuple((f"C{n:04}", f"客户{n}有限公司", Decimal(n) + Decimal("0.5"), Decimal(-n), Decimal("0.125"), n,
                        date(2026, 1, 1)) for n in range(count)),
                 ("合计", None, Decimal(sum(range(count))) + Decimal(count) / 2, Decimal(-sum(range(count))), Decimal(1), None,
                  None))


@pytest.mark.parametrize(("cell", "column", "text"), [
    (Decimal("1234.5"), Column("x", "money", "CNY"), "1,234.50"), (Decimal("-1200"), Column("x", "money", "JPY"), "−1,200"),
    (Decimal("0.1249"), Column("x", "percent"), "12.5%"), (Decimal("-0.0001"), Column("x", "percent"), "0.0%"),
    (12000, Column("x", "integer"), "12,000"), (Decimal("94.25"), Column("x", "days"), "94.3"), (Decimal("0.1225"), Column("x", "percent"), "12.3%"),
    (Decimal("3.885"), Column("x", "ratio"), "3.89"), (Decimal("-0.125"), Column("x", "ratio"), "−0.13"), (None, Column("x"), ""),
    (Decimal("3.883"), Column("x", "ratio"), "3.88"), (date(2026, 11, 20), Column("x", "date"), "2026-11-20")])
def test_cells(cell: object, column: Column, text: str) -> None:
    assert cell_text(cell, column) == text  # type: ignore[arg-type]


def test_pages_repeat_the_head_and_end_with_totals() -> None:
    reader = PdfReader(io.BytesIO(report_pdf(table(100), company="云杉工贸", language="zh")))
    pages = [page.extract_text() for page in reader.pages]
    box = reader.pages[0].mediabox
    assert box.width > box.height and len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "最近付款" in page and f"第 {number} 页，共 {len(pages)} 页" in page and "账龄分析表" in page
    assert "5,000.00" in pages[-1] and "C0099" in pages[-1] and "−99.00" in pages[-1]


def test_an_empty_report_still_has_its_head() -> None:
    (page,) = PdfReader(io.BytesIO(report_pdf(Table("Aging", "", COLUMNS, ()), language="en"))).pages
    assert "最近付款" in page.extract_text() and "Page 1 of 1" in page.extract_text()


def test_nothing_leaves_the_paper() -> None:
    wide = Table("宽", "", tuple(Column(f"一个相当长的列标题{n}", "money", "CNY") for n in range(16)),
                 (tuple(Decimal("123456789.12") for _ in range(16)),))
    face = default_face()
    for sheet in lay_out_report(wide, face, company="云杉", language="zh"):
        for span in sheet.spans:
            assert span.x >= 39 and span.x + face.width(span.text, span.size) <= sheet.size[0] - 39


def test_written_at_once_and_stoppable(tmp_path: Path) -> None:
    path = tmp_path / "aging.pdf"
    assert write_report(table(100), path) == len(PdfReader(path).pages)
    before = path.read_bytes()
    done: list[int] = []
    with pytest.raises(Cancelled):
        write_report(table(100), path, progress=lambda n, _: done.append(n), stopped=lambda: bool(done))
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]
