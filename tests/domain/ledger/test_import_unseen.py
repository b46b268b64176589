"""Signs in a cell that nobody can see: dropped, so that they make no second customer and no second number."""

from __future__ import annotations

import pytest

from creditdesk.domain.ledger.import_cells import read_text, Uncalculated
from creditdesk.domain.ledger.import_layout import find_layout, Head
from creditdesk.domain.ledger.import_records import Options
from creditdesk.domain.ledger.import_rows import check_sheet


@pytest.mark.parametrize(("cell", "text"), [
    ("甲\x07乙", "甲乙"), ("X\x0b1", "X1"), ("\u200b甲\ufeff ", "甲"), ("\u200e2026-01-05\u200f", "2026-01-05"), ("一\n二\t三", "一\n二\t三"),
    ("\x00", ""), ("a\u00a0b", "a\u00a0b"), (7, "7"), (Uncalculated("=A1\x07"), "=A1")])
def test_unseen_signs_are_dropped(cell: object, text: str) -> None:
    assert read_text(cell) == text


def test_rows_with_unseen_signs_mean_the_same_customer_and_figures() -> None:
    rows = [(1, ["客户", "发票号", "开票日期", "金额"]), (2, ["甲公司", "X1", "2026-01-05", "100"]),
            (3, ["甲\u200b公司", "X\x072", "\u200e2026-01-06", "\ufeff50"])]
    layout = find_layout([Head("s", tuple(rows))], "invoices")
    checked = check_sheet(rows, layout, Options())
    assert not checked.problems
    assert [(row.customer, row.number, row.minor) for row in checked.drafts] == [("甲公司", "X1", 10000), ("甲公司", "X2", 5000)]
