"""The import wizard on a real book: columns found, cells corrected, rows committed, the batch undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, UTC
from pathlib import Path
from typing import cast

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.i18n import set_language
from creditdesk.services import company, customers
from creditdesk.services.importing import undo
from creditdesk.services.session import Session
from creditdesk.ui.importing.page import ImportPage
from creditdesk.ui.importing.preview_model import PreviewModel

DAY = date(2026, 11, 20)
PASTED = ("单据编号\t客户名称\t开票日期\t账期\t价税合计\t备注2\n"
          "A1\tAlpha\t2026/11/18\t45\t38,600.00\tx\n"
          "A2\tBeta\t2026-13-02\t30\t12,900.00\t\n"
          "A3\tBeta\t2026/11/19\t30\t一万二千\t\n"
          "合计\t\t\t\t51500\t\n")


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[root.Program]:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/language", "en")
    made = root.Program(qapp, settings, tmp_path / "log.txt", clock=clock, day=lambda: DAY)
    qtbot.addWidget(made.window)
    path = tmp_path / "a.creditdesk"
    new = company.create_book(path, profile=Company("Alder Ltd"), user="tester", clock=clock)
    customers.save(new, Customer(0, "C1", "Alpha", terms="60"))
    new.close()
    with qtbot.waitSignal(made.books.opened, timeout=20_000):
        made.show(path)
    made.window.navigate("import")
    idle(qtbot, made)
    yield made
    made.work.close()
    if made.books.session:
        made.books.session.close()
    made.release()
    set_language("en")


def idle(qtbot: QtBot, program: root.Program) -> None:
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def page_of(program: root.Program) -> ImportPage:
    return cast(ImportPage, program.window.page("import"))


def session_of(program: root.Program) -> Session:
    assert program.books.session is not None
    return program.books.session


def model_of(page: ImportPage) -> PreviewModel:
    assert page.check.table is not None
    return cast(PreviewModel, page.check.table.model)


def correct(page: ImportPage, row: int, field: str, text: str) -> None:
    model = model_of(page)
    model.setData(model.index(row, model.column_index(field)), text)


def test_pasted_rows_are_checked_corrected_and_committed(qtbot: QtBot, program: root.Program) -> None:
    page = page_of(program)
    page.take(PASTED)
    idle(qtbot, program)
    found = page.draft.preview
    assert found is not None
    assert [row.state for row in found.rows] == ["ok", "error", "error"]
    model = model_of(page)
    assert "2026-13-02" in model.error_of(model.row_at(1), model.columns[model.column_index("invoice_date")])
    assert "1 row" in page.commit.text() and page.commit.shortcut().toString() == "Ctrl+Return"
    assert page.check.table is not None
    cursor = page.check.table.view.currentIndex()
    assert (cursor.row(), model.columns[cursor.column()].key) == (1, "invoice_date")  # F2 corrects it
    correct(page, 1, "invoice_date", "2026-11-13")
    idle(qtbot, program)
    correct(page, 2, "amount", "1.2w*2")
    idle(qtbot, program)
    assert page.draft.preview is not None and page.draft.preview.plan.accepted == 3
    assert page.draft.preview.good[2].cells[4] == "24000.00"
    page.write()
    idle(qtbot, program)
    assert page.draft.result is not None and page.draft.result.written
    assert page.draft.result.accepted == 3 and page.draft.result.created_customers == 1
    assert company.verify_book(session_of(program)).ok
    page.undo_number(page.draft.result.batch)
    idle(qtbot, program)
    assert page.draft.step == 0
    assert undo.batches(session_of(program))[0].status == "undone"


def test_the_same_rows_again_add_nothing_and_say_so(qtbot: QtBot, program: root.Program) -> None:
    page = page_of(program)
    for _time in range(2):
        page.take(PASTED)
        idle(qtbot, program)
        page.write()
        idle(qtbot, program)
    assert page.draft.preview is not None
    assert page.draft.preview.plan.accepted == 0
    assert page.draft.preview.rows[0].state == "duplicate"
    assert not page.commit.isEnabled()


def test_an_unknown_heading_is_assigned_once_and_remembered(qtbot: QtBot, program: root.Program) -> None:
    text = "No\tFirm we sell to\tDate\tTotal\nA1\tAlpha\t2026-11-18\t100.00\n"
    page = page_of(program)
    page.take(text)
    idle(qtbot, program)
    assert page.draft.source is not None and page.draft.source.layout.missing
    assert page.draft.preview is None and not page.commit.isEnabled()
    page.check.mapping_changed.emit({**page.draft.source.layout.columns, "customer": 1})
    idle(qtbot, program)
    assert page.draft.preview is not None and page.draft.preview.plan.accepted == 1
    page.write()
    idle(qtbot, program)
    page.start_over()
    page.take(text.replace("100.00", "200.00"))
    idle(qtbot, program)
    assert page.draft.source is not None and page.draft.source.remembered
    assert page.draft.preview is not None and page.draft.preview.plan.accepted == 1


@pytest.mark.parametrize("order, day", [("dmy", date(2026, 2, 1)), ("mdy", date(2026, 1, 2))])
def test_the_order_of_dates_is_asked_when_it_is_ambiguous(qtbot: QtBot, program: root.Program, order: str, day: date) -> None:
    page = page_of(program)
    page.take("Invoice no\tCustomer\tDate\tAmount\nA1\tAlpha\t1/2/2026\t100\n")
    idle(qtbot, program)
    assert page.check.dates.isVisibleTo(page.check)
    assert page.draft.preview is not None and page.draft.preview.bad
    page.check.option_changed.emit("date_order", order)
    idle(qtbot, program)
    assert page.draft.preview.plan.held.accepted[0].row.date == day


def test_the_decimal_mark_is_asked_when_it_is_ambiguous(qtbot: QtBot, program: root.Program) -> None:
    page = page_of(program)
    page.take("Invoice no\tCustomer\tDate\tAmount\nA1\tAlpha\t2026-11-01\t1.234\n")
    idle(qtbot, program)
    assert page.check.decimal.isVisibleTo(page.check)
    page.check.option_changed.emit("decimal", "comma")
    idle(qtbot, program)
    assert page.draft.preview is not None
    assert [str(amount) for _currency, amount in page.draft.preview.plan.total()] == ["1234.00"]


def test_due_dates_come_from_the_customers_terms(qtbot: QtBot, program: root.Program) -> None:
    page = page_of(program)
    page.take("Invoice no\tCustomer\tDate\tAmount\nA1\tAlpha\t2026-11-01\t100\n")
    idle(qtbot, program)
    assert page.draft.preview is not None
    assert page.draft.preview.rows[0].due == date(2026, 12, 31)


def test_a_file_of_customers_is_recognised_whatever_was_chosen(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("客户名称", "税号", "联系人"), ("Gamma", "", "Lee"), ("Delta", "", "Wu")):
        sheet.append(row)
    book.save(tmp_path / "customers.xlsx")
    page = page_of(program)
    page.take(tmp_path / "customers.xlsx")
    idle(qtbot, program)
    assert page.draft.kind == "customers"
    assert page.draft.preview is not None and page.draft.preview.plan.accepted == 2


def test_likely_duplicates_are_proposed_merged_and_taken_apart(qtbot: QtBot, program: root.Program) -> None:
    page = page_of(program)
    page.take("Invoice no\tCustomer\tDate\tAmount\nA1\tALPHA LTD\t2026-11-01\t100\n")
    idle(qtbot, program)
    page.write()
    idle(qtbot, program)
    pairs = customers.likely_duplicates(session_of(program))
    assert len(pairs) == 1
    page.done.merge_asked.emit(pairs[0])
    idle(qtbot, program)
    assert customers.likely_duplicates(session_of(program)) == []
    program.window.notices.undo_last()
    idle(qtbot, program)
    assert len(customers.likely_duplicates(session_of(program))) == 1


def test_rows_with_errors_are_exported_with_the_reason(qtbot: QtBot, program: root.Program, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    from openpyxl import load_workbook
    from PySide6.QtWidgets import QFileDialog
    target = tmp_path / "bad.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    page = page_of(program)
    page.take(PASTED)
    idle(qtbot, program)
    page.check.export_asked.emit()
    idle(qtbot, program)
    sheet = load_workbook(target).active
    assert sheet is not None
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert any("2026-13-02" in str(cell) for row in rows for cell in row)
    assert any("not a date" in str(row[-1]) for row in rows if row)


def test_a_change_of_language_loses_no_correction(qtbot: QtBot, program: root.Program) -> None:
    page = page_of(program)
    page.take(PASTED)
    idle(qtbot, program)
    correct(page, 1, "invoice_date", "2026-11-13")
    idle(qtbot, program)
    program.choose_language("zh")
    idle(qtbot, program)
    again = page_of(program)
    assert again is not page
    assert again.draft.preview is not None and again.draft.preview.plan.accepted == 2
    assert again.title == "从 Excel 导入发票"


def test_a_file_that_is_no_table_is_told_and_the_choice_stays(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"%PDF-1.4 not a workbook")
    page = page_of(program)
    with qtbot.waitSignal(program.work.failed, timeout=10_000):
        page.take(tmp_path / "x.xlsx")
    assert page.draft.step == 0
