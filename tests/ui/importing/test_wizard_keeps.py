"""What the import wizard remembers, guesses and takes up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, UTC
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.i18n import set_language
from creditdesk.services import company, customers
from creditdesk.services.importing.undo import Batch, batches
from creditdesk.ui.importing.page import ImportPage

DAY = date(2026, 11, 20)
TEXT = "发票号\t我方客户\t开票日期\t价税合计\t备注2\nA1\tAlpha\t2026-11-18\t100\tx\nA2\tAlpha\t2026-13-18\t200\ty\n"


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


Start = Callable[[], root.Program]


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Start]:
    """Opens the program on one book, again and again with the same settings."""
    path = tmp_path / "a.creditdesk"
    new = company.create_book(path, profile=Company("Alder Ltd"), user="tester", clock=clock)
    customers.save(new, Customer(0, "C1", "Alpha", terms="60"))
    new.close()
    made: list[root.Program] = []

    def close() -> None:
        while made:
            program = made.pop()
            program.work.close()
            if program.books.session:
                program.books.session.close()
            program.release()

    def open_program() -> root.Program:
        close()
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("look/language", "en")
        program = root.Program(qapp, settings, tmp_path / "log.txt", clock=clock, day=lambda: DAY)
        qtbot.addWidget(program.window)
        made.append(program)
        with qtbot.waitSignal(program.books.opened, timeout=20_000):
            program.show(path)
        program.window.navigate("import")
        idle(qtbot, program)
        return program

    yield open_program
    close()
    set_language("en")


def idle(qtbot: QtBot, program: root.Program) -> None:
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def page_of(program: root.Program) -> ImportPage:
    return cast(ImportPage, program.window.page("import"))


def take(qtbot: QtBot, program: root.Program, what: object) -> ImportPage:
    page = page_of(program)
    page.take(what)
    idle(qtbot, program)
    return page


def test_headings_that_only_resemble_known_ones_are_taken_and_to_be_checked(qtbot: QtBot, start: Start) -> None:
    program = start()
    page = take(qtbot, program, TEXT)
    assert page.draft.guessed == {"customer": 1, "note": 4}
    assert page.draft.preview is not None and page.draft.preview.plan.accepted == 1
    page.write()
    idle(qtbot, program)
    again = take(qtbot, program, TEXT)
    assert again.draft.source is not None and again.draft.source.remembered and not again.draft.guessed


def test_an_import_left_half_way_is_there_again(qtbot: QtBot, start: Start) -> None:
    program = start()
    page = take(qtbot, program, TEXT)
    page._corrected(3, 2, "2026-11-19")
    idle(qtbot, program)
    page = page_of(start())
    idle(qtbot, page._shell)  # type: ignore[arg-type]
    assert page.draft.edits == {(3, 2): "2026-11-19"}
    assert page.draft.preview is not None and page.draft.preview.plan.accepted == 2
    page.write()
    idle(qtbot, page._shell)  # type: ignore[arg-type]
    assert page_of(start()).draft.step == 0


def test_a_file_that_has_changed_meanwhile_is_begun_anew(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("customer,date,amount\nAlpha,2026-11-01,x\n", encoding="utf-8")
    program = start()
    page = take(qtbot, program, path)
    page._corrected(2, 2, "5")
    idle(qtbot, program)
    path.write_text("customer,date,amount\nBeta,2026-11-01,7\n", encoding="utf-8")
    program = start()
    idle(qtbot, program)
    assert page_of(program).draft.step == 0
    assert page_of(start()).draft.step == 0


def test_corrections_are_not_dropped_unasked(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    program = start()
    page = take(qtbot, program, TEXT)
    page._corrected(3, 2, "2026-11-19")
    idle(qtbot, program)
    path = tmp_path / "other.csv"
    path.write_text("customer,date,amount\nAlpha,2026-11-01,5\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    page.dropEvent(QDropEvent(QPoint(1, 1), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
    idle(qtbot, program)
    assert page.draft.edits == {(3, 2): "2026-11-19"}, "asked first"
    dialog = next(one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowTitle() == "Leave this file?")
    dialog.accept()  # type: ignore[attr-defined]
    idle(qtbot, program)
    assert page.draft.path == path


def test_rows_with_one_number_may_be_lines_of_one_invoice(qtbot: QtBot, start: Start) -> None:
    text = "Invoice no\tCustomer\tDate\tAmount\nA1\tAlpha\t2026-11-01\t100\nA1\tAlpha\t2026-11-01\t50\n"
    program = start()
    page = take(qtbot, program, text)
    assert page.check.lines.isVisibleTo(page.check)
    assert page.draft.preview is not None and page.draft.preview.bad
    page.check.option_changed.emit("sum_lines", True)
    idle(qtbot, program)
    assert [str(amount) for _currency, amount in page.draft.preview.plan.total()] == ["150.00"]
    assert [row.state for row in page.draft.preview.rows] == ["ok", "line"]
    page.write()
    idle(qtbot, program)
    again = take(qtbot, program, text.replace("A1", "A2"))
    assert again.draft.preview is not None and again.draft.preview.plan.accepted == 1


def test_an_import_is_taken_back_by_the_last_undo(qtbot: QtBot, start: Start) -> None:
    program = start()
    page = take(qtbot, program, "订单号\t客户\t订单日期\t金额\nS1\tAlpha\t2026-11-01\t100\n")
    assert page.draft.kind == "orders"
    page.write()
    idle(qtbot, program)
    program.window.notices.undo_last()
    idle(qtbot, program)
    assert program.books.session is not None
    assert [one.status for one in batches(program.books.session)] == ["undone"]


@pytest.mark.parametrize(("made", "expected"), [("2026-10-21T08:00:00Z", True), ("2026-10-20T08:00:00Z", False)])
def test_the_window_undoes_an_import_for_thirty_days(made: str, expected: bool) -> None:
    assert Batch(1, "invoices", "f", made, "x", "posted", 1, 0).can_be_undone(DAY) is expected
    assert not Batch(1, "invoices", "f", made, "x", "undone", 1, 0).can_be_undone(DAY)


def test_a_file_whose_headings_nobody_knows_is_assigned_by_hand(qtbot: QtBot, start: Start) -> None:
    program = start()
    page = take(qtbot, program, "Aa\tBb\tCc\nAlpha\t2026-11-01\t100\n")
    assert page.draft.source is not None and page.draft.source.layout.columns == {}
    page.check.mapping_changed.emit({"customer": 0, "invoice_date": 1, "amount": 2})
    idle(qtbot, program)
    assert page.draft.preview is not None and page.draft.preview.summary.accepted == 1


def test_a_check_that_is_stopped_leads_back_to_the_choice(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("客户,开票日期,金额\n" + "甲,2026-01-05,1.50\n" * 30_000, encoding="utf-8")
    program = start()
    page = page_of(program)
    page.take(path)
    qtbot.waitUntil(lambda: page._running is not None, timeout=20_000)
    assert page._running is not None
    page._running.cancel()
    idle(qtbot, program)
    assert (page.draft.step, page.draft.preview) == (0, None)
