"""The collections page on the sample company: groups, the very letter, batches, contacts, statements and texts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from creditdesk.domain.errors import Cancelled
from creditdesk.i18n import set_language
from creditdesk.services import company
from creditdesk.services.collections import issued, letters, templates
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.templates import fields_for
from creditdesk.services.sample import SAMPLE_AS_OF
from creditdesk.services.session import Session
from creditdesk.services.template_preview import EDITED
from creditdesk.ui.collections.contact_dialog import ContactDialog, Subject
from creditdesk.ui.collections.issue_dialog import IssueDialog
from creditdesk.ui.collections.letters_dialog import LettersDialog
from creditdesk.ui.collections.merge_fields import FIELD_WORDS
from creditdesk.ui.collections.page import CollectionsPage
from creditdesk.ui.collections.statement_dialog import StatementDialog
from creditdesk.ui.collections.template_dialog import TemplateDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.printing import new_printer, print_pages
from creditdesk.ui.tables.grouped import Group
from creditdesk.ui.work import Progress, Step, Ticket

CHENXI, YUANTUO, HAIYUE, LINAN, SANJIANG = "KH-0021", "KH-0024", "KH-0017", "KH-0014", "KH-0025"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CollectionsPage:
    made = CollectionsPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.refresh()
    desk.work.changed.connect(lambda _what: made.refresh())  # as the window does
    qtbot.waitUntil(lambda: desk.work.idle and bool(made.model.rows))
    return made


def still(page: CollectionsPage, qtbot: QtBot, ready: Callable[[], bool] = lambda: True) -> None:
    """Until nothing is on its way, the letter under the cursor included."""
    qtbot.waitUntil(lambda: not page.pane._later.isActive() and page._desk.work.idle and ready(), timeout=10_000)


def row_of(page: CollectionsPage, code: str) -> Any:
    return next(row for row in page.model.rows if row.work.code == code)


def go_to(page: CollectionsPage, code: str, qtbot: QtBot) -> Any:
    row = row_of(page, code)
    assert page.table.select_key(row.customer_id)
    still(page, qtbot)
    return row


def text_of(pdf: bytes) -> str:
    from io import BytesIO
    return "".join(part.extract_text() for part in PdfReader(BytesIO(pdf)).pages)


# The list

def test_groups_from_the_oldest_with_their_sums_add_up_to_what_is_overdue(page: CollectionsPage) -> None:
    bands = [row for at in range(page.model.rowCount()) if isinstance(row := page.model.row_at(at), Group)]
    assert [(band.key, band.count, band.total) for band in bands] == [
        (4, "2 customers", "299,400.00"), (3, "3 customers", "153,400.00"), (2, "4 customers", "242,130.00"),
        (1, "4 customers", "76,970.00")]
    assert sum(row.overdue for row in page.model.rows) == D("771900.00")
    assert page.head.context().text() == "13 customers · overdue ¥771,900"


def test_a_row_says_the_step_agreed_last_its_day_and_the_promise(page: CollectionsPage) -> None:
    columns = {column.key: column for column in page.model.columns}

    def said(code: str, *keys: str) -> list[str]:
        return [columns[key].text(row_of(page, code)) for key in keys]

    assert said(CHENXI, "overdue", "days", "next", "when") == ["292,050.00", "110", "发出正式催款函", "Today"]
    assert said(HAIYUE, "next", "when", "promise") == ["核销到账", "Today", "11-20 ¥150,000"]
    assert said(YUANTUO, "overdue", "when", "disputed") == ["65,100.00", "11-25", "46,200.00"]


@pytest.mark.parametrize(("show", "count"), [("today", 5), ("all", 13), ("promise", 3), ("disputed", 1)])
def test_chips_filter_and_count(page: CollectionsPage, show: str, count: int) -> None:
    chip = page.chips._chips[show]
    chip.click()
    assert len(page.model.visible_rows()) == count
    assert chip.text().endswith(str(count))


def test_keys_close_a_group_check_its_customers_and_leave_the_letter(page: CollectionsPage, qtbot: QtBot) -> None:
    view = page.table.view
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert {row.work.code for row in page.table.checked_rows()} == {CHENXI, "KH-0028"}
    rows = page.model.rowCount()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert page.model.rowCount() == rows - 2
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert page.model.rowCount() == rows
    assert page.selection.isVisible() and page.batch.text() == "Print 2 letters"


def test_the_dashboard_comes_here_with_a_customer(page: CollectionsPage, qtbot: QtBot) -> None:
    page.set_context(customer_id=row_of(page, LINAN).customer_id)
    page.refresh()
    still(page, qtbot)
    assert page.pane.row is not None and page.pane.row.work.code == LINAN


def test_why_it_stands_here_shows_the_factors(page: CollectionsPage) -> None:
    tip = next(column for column in page.model.columns if column.key == "overdue").tip(row_of(page, CHENXI))  # type: ignore[misc]
    assert "× 1.3  age factor" in tip and "= 360,682" in tip


def test_the_board_has_the_same_customers_by_stage(page: CollectionsPage, qtbot: QtBot) -> None:
    page.views._group.button(1).click()
    assert {stage: shown.count() for stage, shown in page.board.lists.items()} == {0: 0, 1: 4, 2: 4, 3: 3, 4: 2}
    assert not page.board.lists[0].isVisible(), "no plan, no column"
    page.board.lists[4].setCurrentRow(0)
    still(page, qtbot)
    assert page.pane.row is not None and page.pane.row.work.code == CHENXI


# The letter

def test_the_preview_is_the_very_pdf_with_deadline_and_gap(page: CollectionsPage, book: Session, qtbot: QtBot) -> None:
    row = go_to(page, CHENXI, qtbot)
    _plan, (expected,) = letters.preview_letters(book, LetterRequest(SAMPLE_AS_OF, customer_id=row.customer_id))
    qtbot.waitUntil(lambda: page.pane.view.files == (expected,))
    assert page.pane.deadline.text() == "2026-11-27"
    assert "Final notice" in page.pane.gap.text and page.pane.gap.isVisible()
    qtbot.waitUntil(lambda: page.pane.view.canvas.image is not None)
    page.pane.kind.setCurrentIndex(1)
    page.pane.kind.activated.emit(1)
    still(page, qtbot)
    assert page.pane.plan is not None and page.pane.plan.letters[0].kind == "L5"
    assert page.pane.deadline.text() == "2026-11-30" and not page.pane.gap.isVisible()


def test_a_pending_promise_says_why_there_is_no_letter(page: CollectionsPage, qtbot: QtBot) -> None:
    go_to(page, HAIYUE, qtbot)
    assert page.pane.view.files == () and page.pane.view.empty._hint.text() == "A promise to pay is pending."
    assert not page.pane.export.isEnabled()


def test_another_day_to_pay_by_is_drawn_and_a_past_one_refused(page: CollectionsPage, qtbot: QtBot) -> None:
    go_to(page, CHENXI, qtbot)
    field = page.pane.deadline
    field.setText("2026-11-20")
    field.settle()
    still(page, qtbot)
    assert page.pane.until_field.has_error and page.pane.request().pay_by is None
    field.setText("2026-12-24")
    field.settle()
    still(page, qtbot)
    assert "2026年12月24日" in "".join(text_of(page.pane.view.files[0]).split())
    assert page.pane.request().pay_by == date(2026, 12, 24)
    go_to(page, HAIYUE, qtbot)
    assert page.pane.request().pay_by is None, "the next customer has its own day"


def test_what_the_letterhead_lacks_is_named_with_the_way_to_enter_it(page: CollectionsPage, book: Session,
                                                                     qtbot: QtBot) -> None:
    from dataclasses import replace
    company.save_profile(book, replace(company.profile(book), phone="", tax_id=""))
    go_to(page, CHENXI, qtbot)
    page.refresh()
    still(page, qtbot, page.pane.missing.isVisible)
    assert page.pane.missing.text == "Left blank on the letter: phone, tax number"
    page.pane.enter.click()
    asked = page.pane.dialog
    assert asked is not None and [key[0].code for key in asked.edits] == ["phone", "tax_id"]
    next(iter(asked.edits.values())).setText("0571-5550 0166")
    asked.primary_button.click()
    still(page, qtbot, lambda: page.pane.missing.text == "Left blank on the letter: tax number")
    assert company.profile(book).phone == "0571-5550 0166"
    assert "0571-5550 0166" in text_of(page.pane.view.files[0])


def test_pages_turn_and_zoom_by_keys(page: CollectionsPage, qtbot: QtBot) -> None:
    view = page.pane.view
    go_to(page, CHENXI, qtbot)
    pdf = view.files[0]
    view.show_files((pdf, pdf))
    qtbot.waitUntil(lambda: view.pages == 2)
    qtbot.keyClick(view.area, Qt.Key.Key_PageDown)
    assert view.page == 2
    width = view.canvas.width()
    qtbot.keyClick(view.area, Qt.Key.Key_Plus)
    assert view.canvas.width() > width
    qtbot.keyClick(view.area, Qt.Key.Key_0)
    assert view.canvas.width() == width


# Issuing

def checked(page: CollectionsPage, *codes: str) -> None:
    page.model.set_checked([row_of(page, code) for code in codes], True)


def batch(page: CollectionsPage, qtbot: QtBot, folder: Path) -> IssueDialog:
    """The batch dialog, set to save into `folder` without printing."""
    page.issue_checked()
    dialog = page.dialog
    assert isinstance(dialog, IssueDialog)
    qtbot.waitUntil(lambda: page._desk.work.idle and dialog._plan is not None)
    dialog.printer.setChecked(False)
    dialog.save.setChecked(True)
    dialog.folder.setText(str(folder))
    return dialog


def test_a_batch_leaves_disputes_out_says_why_and_records_the_rest(page: CollectionsPage, book: Session, qtbot: QtBot,
                                                                   tmp_path: Path) -> None:
    checked(page, CHENXI, LINAN, SANJIANG, YUANTUO, HAIYUE)
    assert page.batch.text() == "Print 3 letters"
    dialog = batch(page, qtbot, tmp_path / "out")
    assert dialog.primary_button.text() == "Issue 3 letters"
    assert "远拓国际贸易有限公司: a part is disputed" in dialog.skipped.toPlainText()
    assert "海岳建材（宁波）有限公司: A promise to pay is pending." in dialog.skipped.toPlainText()
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.dialog is None)
    still(page, qtbot)
    found = issued.letters_of(book, SAMPLE_AS_OF)
    assert {row.code for row in found} == {CHENXI, LINAN, SANJIANG}
    (file,) = (tmp_path / "out").iterdir()
    assert len(PdfReader(file).pages) == 3
    assert page._desk.notices.shown == "3 letters issued"
    assert page._desk.settings.value("collections/folder") == str(tmp_path / "out")
    assert not page.table.checked_rows() and row_of(page, CHENXI).work.skip == "recent"
    assert company.verify_book(book).ok


def test_statements_of_account_go_with_the_letters(page: CollectionsPage, book: Session, qtbot: QtBot, tmp_path: Path) -> None:
    checked(page, CHENXI, LINAN)
    dialog = batch(page, qtbot, tmp_path / "out")
    dialog.draft.setChecked(True)
    qtbot.waitUntil(lambda: not dialog.attach.isEnabled())
    dialog.draft.setChecked(False)
    dialog.output.set_value("each")
    dialog.attach.setChecked(True)
    page._desk.notices.forget()
    dialog._done, found = lambda issued_: found.append(issued_), []
    dialog.printer.setChecked(True)
    qtbot.waitUntil(lambda: page._desk.work.idle and dialog.primary_button.isEnabled())
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: bool(found))
    titles = [PdfReader(io.BytesIO(content)).pages[0].extract_text() for content in found[0].files]
    assert ["对账单" in text for text in titles] == [False, True, False, True] and found[0].problem is None
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 4
    assert company.verify_book(book).ok


def test_the_dispute_is_taken_in_when_asked_and_only_its_rest_is_demanded(page: CollectionsPage, qtbot: QtBot,
                                                                          tmp_path: Path) -> None:
    checked(page, YUANTUO)
    dialog = batch(page, qtbot, tmp_path)
    assert not dialog.primary_button.isEnabled()
    dialog.disputed.click()
    qtbot.waitUntil(lambda: bool(dialog.model.rows))
    assert [row.demand.total for row in dialog.model.rows] == [D("18900.00")]
    dialog.by_age.click()
    qtbot.waitUntil(lambda: [row.kind for row in dialog.model.rows] == ["L3"])
    dialog.reject()


@pytest.mark.parametrize("each", [False, True])
def test_drafts_are_written_and_not_recorded(page: CollectionsPage, book: Session, qtbot: QtBot, tmp_path: Path,
                                             each: bool) -> None:
    checked(page, CHENXI, LINAN)
    dialog = batch(page, qtbot, tmp_path / "out")
    dialog.draft.click()
    dialog.output.set_value("each" if each else "one")
    qtbot.waitUntil(lambda: page._desk.work.idle and dialog.primary_button.text() == "Write 2 drafts")
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.dialog is None)
    assert len(list((tmp_path / "out").glob("*.draft.pdf"))) == (2 if each else 1)
    assert issued.letters_of(book, SAMPLE_AS_OF) == []


def test_a_target_that_cannot_be_written_says_so_and_keeps_the_dialog(page: CollectionsPage, book: Session, qtbot: QtBot,
                                                                      tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    checked(page, CHENXI)
    dialog = batch(page, qtbot, tmp_path / "taken")
    dialog.primary_button.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "cannot be written" in dialog.problem.text and dialog.isVisible() and dialog.primary_button.isEnabled()
    assert issued.letters_of(book, SAMPLE_AS_OF) == []
    dialog.folder.setText("relative")
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: "whole path" in dialog.problem.text)
    dialog.folder.setText(str(tmp_path / "good"))
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.dialog is None)
    assert len(issued.letters_of(book, SAMPLE_AS_OF)) == 1


def test_a_file_that_cannot_be_replaced_leaves_everything_as_it_was(page: CollectionsPage, book: Session, qtbot: QtBot,
                                                                    tmp_path: Path) -> None:
    (tmp_path / "YS-L2-2026-0001.pdf").mkdir()  # a folder bears the name of the file
    checked(page, CHENXI, LINAN)
    dialog = batch(page, qtbot, tmp_path)
    dialog.output.set_value("each")
    before = sorted(tmp_path.iterdir())
    dialog.primary_button.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "YS-L2-2026-0001.pdf" in dialog.problem.text
    assert sorted(tmp_path.iterdir()) == before and issued.letters_of(book, SAMPLE_AS_OF) == []
    dialog.reject()


def test_stopping_in_the_middle_leaves_nothing(page: CollectionsPage, book: Session, qtbot: QtBot, tmp_path: Path) -> None:
    page.table._check_all(True)
    dialog = batch(page, qtbot, tmp_path / "out")
    steps: list[Step] = []

    def stop(parcel: tuple[Ticket, Step]) -> None:
        steps.append(parcel[1])
        parcel[0].cancel()  # in the worker, between the first letter and the second: what the button does from outside

    page._desk.work._worker.stepped.connect(stop, Qt.ConnectionType.DirectConnection)
    dialog.primary_button.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert dialog.problem.text == "Stopped; no letter was issued" and dialog.isVisible()
    assert steps[0].total == 9 and len(steps) < 9
    assert not (tmp_path / "out").exists() and issued.letters_of(book, SAMPLE_AS_OF) == []
    dialog.reject()
    qtbot.waitUntil(lambda: page.dialog is None)


def test_reminders_before_the_due_date(page: CollectionsPage, qtbot: QtBot) -> None:
    page.remind_before_due()
    dialog = page.dialog
    assert isinstance(dialog, IssueDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows))
    assert {row.kind for row in dialog.model.rows} == {"L1"}
    dialog.reject()


# Paper

def test_pages_are_printed_at_the_printers_resolution(book: Session, tmp_path: Path, page: CollectionsPage) -> None:
    _plan, files = letters.preview_letters(book, LetterRequest(SAMPLE_AS_OF))
    printer = new_printer("letters")
    printer.setResolution(150)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    steps: list[tuple[int, int]] = []
    assert print_pages(printer, files[:2], lambda done=0, total=0, text="": steps.append((done, total))) == 2  # type: ignore[arg-type]
    found = PdfReader(tmp_path / "printed.pdf")
    assert len(found.pages) == 2 and steps[-1] == (2, 2)
    assert [round(float(side) * 25.4 / 72) for side in found.pages[0].mediabox.upper_right] == [210, 297]
    (image,) = found.pages[0].images
    assert abs(image.image.width - 210 / 25.4 * 150) < 3  # type: ignore[union-attr]


def test_printing_can_be_stopped(book: Session, tmp_path: Path, qtbot: QtBot) -> None:
    from threading import Event
    stop = Event()
    stop.set()
    printer = new_printer("letters")
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    _plan, files = letters.preview_letters(book, LetterRequest(SAMPLE_AS_OF))
    with pytest.raises(Cancelled):
        print_pages(printer, files[:1], Progress(lambda _step: None, stop))


def test_issued_letters_are_listed_with_state_and_reopened(page: CollectionsPage, desk: Desk, book: Session, qtbot: QtBot,
                                                           tmp_path: Path) -> None:
    run = letters.issue_letters(book, LetterRequest(SAMPLE_AS_OF), tmp_path, one_file=True)
    page.show_letters(row_of(page, CHENXI))
    dialog = page.dialog
    assert isinstance(dialog, LettersDialog)
    qtbot.waitUntil(lambda: desk.work.idle and bool(dialog.view.files))
    assert [row.code for row in dialog.model.rows] == [CHENXI] and dialog.model.rows[0].state == issued.OPEN
    assert text_of(dialog.view.files[0]) == text_of(issued.letter_pdf(book, dialog.model.rows[0].id))
    assert "292,050.00" in text_of(dialog.view.files[0])
    dialog.save(tmp_path / "again.pdf")
    qtbot.waitUntil((tmp_path / "again.pdf").exists)
    dialog.reject()
    page.show_letters()
    every = page.dialog
    assert isinstance(every, LettersDialog)
    qtbot.waitUntil(lambda: len(every.model.rows) == len(run.letters))
    every.reject()


def test_the_statement_follows_its_fields_and_is_saved(page: CollectionsPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    go_to(page, HAIYUE, qtbot)
    page.show_statement()
    dialog = page.dialog
    assert isinstance(dialog, StatementDialog)
    qtbot.waitUntil(lambda: bool(dialog.view.files))
    assert dialog._found[0].figures.opening != 0 and "397,200.00" in text_of(dialog.view.files[0])
    dialog.language.set_value("en")
    dialog.start.setText("2026-10-01")
    dialog.start.settle()
    qtbot.waitUntil(lambda: desk.work.idle and dialog._found[0].content.language == "en")
    assert dialog._found[0].figures.start == date(2026, 10, 1)
    for name in ("statement.pdf", "statement.xlsx"):
        dialog.save(tmp_path / name)
        qtbot.waitUntil((tmp_path / name).exists)
    dialog.start.setText("2026-12-01")
    dialog.start.settle()
    qtbot.waitUntil(lambda: desk.work.idle and not dialog.primary_button.isEnabled())
    assert dialog.fields[1].error_text or not dialog.problem.isHidden(), "it says why"
    dialog.reject()


# Texts

def test_a_wrong_field_is_named_and_the_text_is_not_saved(page: CollectionsPage, desk: Desk, book: Session,
                                                          qtbot: QtBot) -> None:
    set_language("zh")
    page.edit_texts()
    dialog = page.dialog
    assert isinstance(dialog, TemplateDialog)
    qtbot.waitUntil(lambda: bool(dialog.text.toPlainText()) and desk.work.idle)
    shipped = dialog.text.toPlainText()
    set_language("en")
    dialog.text.setPlainText(shipped + "\n{custmer_name}")
    assert "{custmer_name}" in dialog.problem.text and not dialog.primary_button.isEnabled()
    dialog.submitted.emit()
    assert templates.template_text(book, "L2", "zh")[1] is False
    dialog.text.setPlainText(shipped + "\n此致")
    dialog.text.moveCursor(dialog.text.textCursor().MoveOperation.End)
    dialog.insert("our_email")
    qtbot.waitUntil(lambda: desk.work.idle and bool(dialog.view.files) and not dialog._later.isActive(), timeout=8000)
    assert "此致" in text_of(dialog.view.files[0])
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: desk.work.idle and not dialog.dirty)
    assert templates.template_text(book, "L2", "zh") == (shipped + "\n此致{our_email}", True)
    dialog._reset()
    qtbot.waitUntil(lambda: desk.work.idle and dialog.text.toPlainText() == shipped)
    assert company.verify_book(book).ok
    dialog.reject()


# Contacts

def test_a_contact_with_a_promise_changes_the_list(page: CollectionsPage, desk: Desk, book: Session, qtbot: QtBot) -> None:
    go_to(page, CHENXI, qtbot)
    page.log_contact()
    dialog = page.dialog
    assert isinstance(dialog, ContactDialog)
    dialog.outcome.set_value("promise")
    dialog.submitted.emit()
    assert page.dialog is dialog and dialog.promise_fields[0].has_error  # the amount is missing
    dialog.amount.setText("5w")
    dialog.promised.set_day(date(2026, 11, 27))
    dialog.next_action.setText("核对到账")
    dialog.next_on.set_day(date(2026, 11, 27))
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: page.dialog is None)
    page.refresh()
    still(page, qtbot)
    row = row_of(page, CHENXI)
    assert (row.work.promise, row.work.promise_amount, row.agreed) == ("pending", D(50000), "核对到账")
    assert company.verify_book(book).ok


def test_one_contact_for_several_customers(page: CollectionsPage, book: Session, qtbot: QtBot) -> None:
    checked(page, CHENXI, LINAN)
    page.log_contact()
    dialog = page.dialog
    assert isinstance(dialog, ContactDialog)
    assert "promise" not in dialog.outcome._values
    dialog.day.setText("2026-11-21")
    dialog.submitted.emit()
    assert dialog.fields[1].error_text == "A contact cannot be logged before it took place."
    dialog.day.set_day(SAMPLE_AS_OF)
    dialog.submitted.emit()
    qtbot.waitUntil(lambda: page.dialog is None)
    page.refresh()
    still(page, qtbot)
    assert {row.work.code for row in page.model.rows if row.work.last_touch == SAMPLE_AS_OF} == {CHENXI, LINAN}


def test_every_control_has_a_name(page: CollectionsPage, desk: Desk, qtbot: QtBot) -> None:
    dialogs = [page, IssueDialog(desk, LetterRequest(SAMPLE_AS_OF), page, done=lambda _issued: None),
               LettersDialog(desk, page), StatementDialog(desk, page), TemplateDialog(desk, page),
               ContactDialog(desk, [Subject.chased(page.model.rows[0])], page)]
    for dialog in dialogs:
        for kind in (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit):
            nameless = [child for child in dialog.findChildren(kind)
                        if not child.accessibleName() and not getattr(child, "text", lambda: "")()
                        and child.objectName() not in ("qt_spinbox_lineedit",) and type(child.parent()).__name__
                        not in ("QTableView", "GridView", "DateEdit", "CustomerPicker", "QLineEdit")]
            assert nameless == [], dialog
    qtbot.waitUntil(lambda: desk.work.idle)


def test_every_merge_field_says_what_it_stands_for() -> None:
    known = {name for kind in EDITED for name in fields_for(kind)}
    assert known == set(FIELD_WORDS)
