"""Long forms of the credit file: drafts survive a kill, Esc asks, what does not balance is kept knowingly, pages are judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.file_entries import FileEntry, sign_offs
from creditdesk.domain.customers.file_kinds import KINDS
from creditdesk.i18n import set_language
from creditdesk.services import customers
from creditdesk.services.credit.credit_file import credit_file
from creditdesk.services.credit.facts import known_facts
from creditdesk.services.credit.file_writing import save_entry
from creditdesk.services.credit.statements import read_statement_text, statement_sheet
from creditdesk.services.session import Session
from creditdesk.ui.customers.contract_dialog import ContractDialog
from creditdesk.ui.customers.entry_dialog import EntryDialog
from creditdesk.ui.customers.pasted_dialog import PastedDialog
from creditdesk.ui.customers.statement_dialog import StatementDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.notices import Notices
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def desk(session: Session, work: Work, settings: Any, qtbot: QtBot) -> Iterator[Desk]:
    window = QWidget()
    window.resize(1400, 880)
    qtbot.addWidget(window)
    window.show()
    yield Desk(session, work, Notices(window), settings, lambda: DAY)
    set_language("en")


def rest(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.work.idle, timeout=8000)


def asked(dialog: QDialog) -> QDialog:
    """The question that lies over a dialog."""
    from PySide6.QtWidgets import QApplication
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible() and one is not dialog)


def contract(desk: Desk, alpha: int, qtbot: QtBot) -> EntryDialog:
    made = EntryDialog(desk, customers.customer(desk.session, alpha), KINDS["contract"], None, None)
    qtbot.addWidget(made)
    made.open()
    return made


def test_what_was_typed_survives_a_kill_and_leaving_asks(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    first = contract(desk, alpha, qtbot)
    first.controls["no"].setText("K-2026-7")
    first.controls["retention"].setText("5%")
    first.marks["seal"].set_value("bad")
    assert first.keeper is not None
    qtbot.waitUntil(lambda: any("K-2026-7" in str(kept) for kept in desk.settings.kept.values()), timeout=3000)  # type: ignore[attr-defined]
    first.hide()  # the program is killed here: nothing is asked, nothing is cleared
    again = contract(desk, alpha, qtbot)
    assert (again.controls["no"].text(), again.controls["retention"].text(), again.marks["seal"].value()) == ("K-2026-7", "5%", "bad")
    assert "here again" in again.note.text()
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert again.isVisible(), "Esc asks before what was typed is thrown away"
    question = asked(again)
    question.primary_button.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not again.isVisible(), timeout=3000)
    third = contract(desk, alpha, qtbot)
    assert third.controls["no"].text() == ""
    qtbot.keyClick(third, Qt.Key.Key_Escape)
    assert not third.isVisible(), "with nothing typed Esc leaves at once"


def test_a_saved_form_leaves_no_draft(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    dialog = contract(desk, alpha, qtbot)
    dialog.controls["no"].setText("K1")
    dialog.keeper.keep()  # type: ignore[union-attr]
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest(desk, qtbot)
    assert not dialog.isVisible()
    assert not any(desk.settings.kept.values())  # type: ignore[attr-defined]
    assert [entry.value("no") for entry in credit_file(desk.session, alpha, DAY).of_kind("contract")] == ["K1"]


def test_papers_are_kept_with_a_visit(desk: Desk, alpha: int, tmp_path: Path, qtbot: QtBot) -> None:
    for name in ("gate.jpg", "hall.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8" + name.encode())
    dialog = EntryDialog(desk, customers.customer(desk.session, alpha), KINDS["visit"], None, None)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.controls["visitor"].setText("Li")
    for name in ("gate.jpg", "hall.jpg"):
        dialog.set_file(tmp_path / name)
    assert dialog.file_name.text() == "2 files: gate.jpg, hall.jpg"
    dialog.primary_button.click()
    rest(desk, qtbot)
    file = credit_file(desk.session, alpha, DAY)
    visit = file.of_kind("visit")[0]
    assert sorted(paper.file_name for paper in file.attached(visit)) == ["gate.jpg", "hall.jpg"]


def statements(desk: Desk, alpha: int, qtbot: QtBot) -> StatementDialog:
    made = StatementDialog(desk, customers.customer(desk.session, alpha), (), None)
    qtbot.addWidget(made)
    made.open()
    return made


def test_a_statement_that_does_not_balance_is_kept_the_second_time(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    dialog = statements(desk, alpha, qtbot)
    for name, text in (("total_assets", "100"), ("total_liabilities", "60"), ("equity", "30")):
        dialog.edits[0][name].setText(text)
    dialog.primary_button.click()
    rest(desk, qtbot)
    asked(dialog).reject()
    assert statement_sheet(desk.session, alpha, DAY).years == ()
    assert (dialog.isVisible(), dialog.primary_button.text(), dialog.edits[0]["equity"].text()) == (True, "Save as given", "30")
    dialog.primary_button.click()
    rest(desk, qtbot)
    year = statement_sheet(desk.session, alpha, DAY).years[0]
    assert [problem.code for problem in year.problems] == ["unbalanced"]


def test_a_form_of_another_firm_and_of_another_year_is_said(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    dialog = statements(desk, alpha, qtbot)
    dialog.take(read_statement_text("编制单位：别的公司\t2026年6月30日\t单位：元\n项目\t本年累计金额\t上年同期金额\n营业收入\t900\t800\n存货\t\t"))
    said = dialog.caution.text
    assert "别的公司" in said and "within a year" in said and "2025-06-30" in said
    assert dialog.edits[0]["revenue"].text() == "900"
    assert [edits["revenue"].text() for edits in dialog.edits[1:]] == ["", ""], "half a year stands in no whole year's column"
    dialog.keeper.forget()  # type: ignore[union-attr]


def test_a_page_is_judged_before_it_is_kept(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    dialog = PastedDialog(desk, customers.customer(desk.session, alpha), None, site="Courts", text=(
        "被执行人姓名/名称：Alpha\n案号：（2026）浙0212执1234号\n执行标的：420000\n统一社会信用代码：91330200MA2X8K7Q3E\n成立日期：2019年03月12日"))
    qtbot.addWidget(dialog)
    dialog.open()
    boxes = {proposal.key: (box, control) for box, proposal, control in dialog._found}
    assert not boxes["EX1"][0].isChecked() and boxes["tax_id"][0].isChecked()
    box, control = boxes["EX1"]
    assert isinstance(control, Choice)
    box.setChecked(True)
    control.set_value("open_under_10pct")
    dialog.primary_button.click()
    rest(desk, qtbot)
    known = known_facts(desk.session, alpha, DAY)
    assert (known["EX1"].value, known["EX1"].fact.source_name) == ("open_under_10pct", "Courts")
    kept = customers.customer(desk.session, alpha)
    assert (kept.tax_id, kept.founded_on) == ("91330200MA2X8K7Q3E", date(2019, 3, 12)), "blank fields of the record are filled"


def test_the_page_of_another_firm_is_said(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    dialog = PastedDialog(desk, customers.customer(desk.session, alpha), None, text="企业名称：乙公司\n法定代表人：李雷")
    qtbot.addWidget(dialog)
    dialog.open()
    assert "乙公司" in dialog.warning.text and dialog.warning.isVisibleTo(dialog)
    dialog.keeper.forget()  # type: ignore[union-attr]


def test_a_contract_is_signed_off_and_its_steps_entered(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    save_entry(desk.session, FileEntry(0, alpha, "contract", DAY, {"no": "K1", "responsible": "Chen"}))
    file = credit_file(desk.session, alpha, DAY)
    dialog = ContractDialog(desk, file, file.of_kind("contract")[0], None)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.sign("credit")
    rest(desk, qtbot)
    assert sign_offs(dialog.contract)["credit"].startswith("tester")
    dialog.enter()
    step = dialog.dialog
    assert isinstance(step, EntryDialog)
    step.controls["what"].set_value("retention")
    step.controls["due_on"].set_day(date(2026, 11, 1))
    step.primary_button.click()
    rest(desk, qtbot)
    rows = dialog.model.visible_rows()
    assert [(row.value("what"), dialog._state(row).text) for row in rows] == [("retention", "late")]
