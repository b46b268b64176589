"""What is typed on a page is there again when the pages are made anew: another language, look or size, and after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, UTC
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.i18n import set_language
from creditdesk.services import company, customers
from creditdesk.services.ledger import posting
from creditdesk.ui.start.new_book import NewBookDialog
from creditdesk.ui.widgets.dialog import Question

DAY = date(2026, 11, 20)


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[], root.Program]]:
    """Starts the program over the same book and settings; called again, the one before it has been killed."""
    path = tmp_path / "a.creditdesk"
    session = company.create_book(path, profile=Company("Alder Ltd"), user="tester", clock=clock)
    key = customers.save(session, Customer(0, "C1", "Alpha"))
    posting.post_document(session, DocumentDraft("invoice", key, date(2026, 8, 24), D(42600), "CNY", no="A-1"))
    session.close()
    running: list[root.Program] = []

    def kill() -> None:
        while running:
            made = running.pop()
            made.work.close()
            if made.books.session:
                made.books.session.close()
            made.release()
            made.window.hide()

    def run() -> root.Program:
        kill()
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        if not settings.value("look/language"):
            settings.setValue("look/language", "en")
        made = root.Program(qapp, settings, tmp_path / "log.txt", clock=clock, day=lambda: DAY)
        qtbot.addWidget(made.window)
        running.append(made)
        with qtbot.waitSignal(made.books.opened, timeout=20_000):
            made.show(path)
        rest(qtbot, made)
        return made

    yield run
    kill()
    set_language("en")


def rest(qtbot: QtBot, program: root.Program) -> None:
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)
    qtbot.wait(60)
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def section(qtbot: QtBot, program: root.Program, key: str) -> Any:
    program.window.navigate("settings", section=key)
    rest(qtbot, program)
    return program.window.page("settings").section(key)  # type: ignore[attr-defined]


def language(qtbot: QtBot, program: root.Program) -> None:
    program.choose_language("zh")


def look_elsewhere(qtbot: QtBot, program: root.Program) -> None:
    program.window.navigate("customers")
    program.choose_theme("light" if program.theme.dark else "dark")


def letters(qtbot: QtBot, program: root.Program) -> None:
    program.choose_text_size(110)


def window_size(qtbot: QtBot, program: root.Program) -> None:
    for size in ((1024, 640), (1440, 900)):
        program.window.resize(*size)
        qtbot.wait(20)


#: one after the other in one program, which is most of what a test of this file costs
CHANGES = (language, letters, window_size, look_elsewhere)


def test_settings_typed_and_not_saved(qtbot: QtBot, start: Callable[[], root.Program]) -> None:
    program = start()
    form = section(qtbot, program, "company")
    qtbot.keyClicks(form._lines["contact"], "Zhou")
    form.add_account(an_account("123 456"))
    rules = section(qtbot, program, "rules")
    qtbot.keyClicks(rules.reason, "quarter closed")
    qtbot.keyClicks(rules._edits["letter_gap"], "soon")  # what cannot be read is kept as it stands
    rates = section(qtbot, program, "rates")
    qtbot.keyClicks(rates.rate, "7.1")
    for change in CHANGES:
        change(qtbot, program)
        rest(qtbot, program)
        assert section(qtbot, program, "rates").rate.text() == "7.1", change
        rules = section(qtbot, program, "rules")
        assert (rules.reason.text(), rules._edits["letter_gap"].text()) == ("quarter closed", "soon"), change
        form = section(qtbot, program, "company")
        assert form._lines["contact"].text() == "Zhou" and form._rows[0][3].text() == "123 456", change
        assert form.dirty and len(program.window.page("settings").unsaved()) == 3, change


def an_account(number: str) -> Any:
    from creditdesk.domain.customers.records import BankAccount
    return BankAccount("CNY", "Alder", "Bank", number)


def test_settings_after_a_crash_are_said_and_can_be_begun_afresh(qtbot: QtBot, start: Callable[[], root.Program]) -> None:
    form = section(qtbot, start(), "company")
    qtbot.keyClicks(form._lines["contact"], "Zhou")
    qtbot.wait(700)
    program = start()
    assert program.window.page("settings").unsaved() == ["Company"], "it waits before its section was looked at"
    form = section(qtbot, program, "company")
    assert form._lines["contact"].text() == "Zhou" and form._back is not None and form._back.isVisible()
    form._back.afresh.click()
    assert form._lines["contact"].text() == "" and not form._back.isVisible() and not form.dirty
    qtbot.keyClicks(form._lines["contact"], "Li")
    form.save()
    rest(qtbot, program)
    assert company.profile(program.books.session).contact == "Li"  # type: ignore[arg-type]
    assert program.window.page("settings").unsaved() == []
    assert section(qtbot, start(), "company")._back is None, "what was saved does not wait"


def test_close_anyway_forgets_and_the_safe_answer_does_not(qtbot: QtBot, start: Callable[[], root.Program]) -> None:
    program = start()
    form = section(qtbot, program, "rules")
    qtbot.keyClicks(form.reason, "quarter closed")
    window = program.window
    assert not window.close()
    asked = next(box for box in window.findChildren(Question) if box.isVisible())
    assert asked.cancel_button.isDefault() and asked.focusWidget() is asked.cancel_button and not asked.primary_button.isDefault()
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    assert window.isVisible() and form.reason.text() == "quarter closed"
    with qtbot.waitSignal(program.books.closed, timeout=20_000):
        window._close_anyway()
    assert section(qtbot, start(), "rules").reason.text() == ""


def test_a_score_a_receipt_and_a_batch_go_on(qtbot: QtBot, start: Callable[[], root.Program]) -> None:
    program = start()
    window = program.window
    window.navigate("receipts")
    rest(qtbot, program)
    receipts: Any = window.page("receipts")
    receipts.start(1, "CNY")
    rest(qtbot, program)
    qtbot.keyClicks(receipts.form.amount, "500")
    receipts.form.amount.settle()
    window.navigate("invoices", batch=True)
    rest(qtbot, program)
    batch: Any = window.page("invoices")
    batch.show_batch()
    model = batch.batch.model
    model.setData(model.index(0, model.column_index("no")), "N-1")
    window.navigate("credit", customer_id=1, score=True)
    rest(qtbot, program)
    credit: Any = window.page("credit")
    qtbot.waitUntil(lambda: credit.scoring.draft is not None)
    qtbot.keyClicks(credit.scoring.basics.requested, "80000")
    for change in CHANGES:
        window.navigate("credit")
        change(qtbot, program)
        rest(qtbot, program)
        if window.current == "credit":
            credit = window.page("credit")
            qtbot.waitUntil(lambda: window.page("credit").stack.currentIndex() == 1, timeout=5000)  # type: ignore[attr-defined]
            assert credit.scoring.draft.requested == D(80000), "the score on screen goes on where it was"
        window.navigate("receipts")
        rest(qtbot, program)
        assert window.page("receipts").form.amount.amount() == D(500), change  # type: ignore[attr-defined]
        window.navigate("invoices", batch=True)
        rest(qtbot, program)
        batch = window.page("invoices")
        assert [line.no for line in batch.batch.model.used] == ["N-1"], change


def test_a_cell_corrected_in_an_import_goes_on(qtbot: QtBot, start: Callable[[], root.Program], tmp_path: Path) -> None:
    program = start()
    file = tmp_path / "in.csv"
    file.write_text("No,Customer,Date,Amount\nB-1,Alpha,2026-11-01,12x\n", encoding="utf-8")
    program.window.navigate("import", kind="invoices", path=file)
    rest(qtbot, program)
    page: Any = program.window.page("import")
    page._corrected(0, 3, "1200")
    rest(qtbot, program)
    for change in (language, letters, look_elsewhere):
        change(qtbot, program)
        program.window.navigate("import")
        rest(qtbot, program)
        page = program.window.page("import")
        assert page.draft.step == 1 and page.draft.edits == {(0, 3): "1200"}


def test_a_new_book_half_filled_in_is_not_thrown_away(qtbot: QtBot, start: Callable[[], root.Program]) -> None:
    program = start()
    box = NewBookDialog(program)
    box.open()
    qtbot.keyClicks(box.name, "Birch Ltd")
    rest(qtbot, program)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.isVisible() and box.question is not None and box.question.focusWidget() is box.question.cancel_button
    qtbot.keyClick(box.question, Qt.Key.Key_Return)
    assert box.isVisible() and box.name.text() == "Birch Ltd"
    box.leave()
