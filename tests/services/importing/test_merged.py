"""Owners' own ledgers: a customer's name merged over the rows of its invoices."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from creditdesk.services.importing.edits import with_edits
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.plan import make_plan, Plan
from creditdesk.services.importing.source import open_file, Source
from creditdesk.services.session import Session


def ledger(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["客户", "", "发票号", "开票日期", "金额"], ["甲", "", "1", "2026-01-05", 100], ["", "", "2", "2026-01-06", ""],
                ["", "", "小计", "", 100], ["", "", "", "", ""], ["乙", "", "3", "2026-01-07", 7]):
        sheet.append(row)
    for cells in ("A2:A5", "E2:E3", "A6:A9"):
        sheet.merge_cells(cells)
    book.save(path)
    return path


def plan_of(session: Session, source: Source) -> Plan:
    return make_plan(session, source, ImportOptions("invoices"))


def told(plan: Plan) -> tuple[list[tuple[str, str]], list[tuple[int, str, str]], int]:
    return ([(item.row.customer, item.row.number) for item in plan.held.accepted],
            [(one.row, one.field, one.code) for one in plan.problems], plan.checked.skipped_rows)


def test_a_merged_name_counts_for_its_rows_and_a_merged_amount_once(session: Session, tmp_path: Path) -> None:
    source = open_file(session, ledger(tmp_path / "a.xlsx"), "invoices")
    assert told(plan_of(session, source)) == ([("甲", "1"), ("乙", "3")], [(3, "amount", "missing")], 2)


def test_a_merged_name_is_corrected_for_all_its_rows(session: Session, tmp_path: Path) -> None:
    source = open_file(session, ledger(tmp_path / "a.xlsx"), "invoices")
    edited = with_edits(with_edits(source, {(2, 0): "丙"}), {(2, 0): "丁", (3, 4): "5"})
    assert told(plan_of(session, edited)) == ([("丁", "1"), ("丁", "2"), ("乙", "3")], [], 2)
    assert told(plan_of(session, with_edits(edited, {})))[1] == [(3, "amount", "missing")]
