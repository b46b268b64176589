"""Settings, company, backups, rates, letters' texts and history on a real book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, UTC
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor, QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import BankAccount, Company
from creditdesk.i18n import set_language
from creditdesk.services import company, history, rates
from creditdesk.services.session import Session
from creditdesk.ui.settings import history_section
from creditdesk.ui.settings.about import AboutSection
from creditdesk.ui.settings.backup_section import BackupSection
from creditdesk.ui.settings.backups import BackupCard, restore_to
from creditdesk.ui.settings.company_form import CompanySection
from creditdesk.ui.settings.history_section import HistorySection
from creditdesk.ui.settings.interest_rates_section import InterestRatesSection
from creditdesk.ui.settings.letters_section import LettersSection
from creditdesk.ui.settings.look import LookSection
from creditdesk.ui.settings.page import SettingsPage
from creditdesk.ui.settings.rates_section import RatesSection
from creditdesk.ui.settings.rules import RulesSection
from creditdesk.ui.settings.section import Section
from creditdesk.ui.widgets.dialog import Dialog

DAY = date(2026, 11, 20)
S = TypeVar("S", bound=Section)


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[root.Program]:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/language", "en")
    made = root.Program(qapp, settings, tmp_path / "log.txt", clock=clock, day=lambda: DAY)
    qtbot.addWidget(made.window)
    path = tmp_path / "a.creditdesk"
    company.create_book(path, profile=Company("Alder Ltd"), user="tester", clock=clock).close()
    with qtbot.waitSignal(made.books.opened, timeout=20_000):
        made.show(path)
    idle(qtbot, made)
    yield made
    made.work.close()
    if made.books.session:
        made.books.session.close()
    made.release()
    set_language("en")


def idle(qtbot: QtBot, program: root.Program) -> None:
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def book(program: root.Program) -> Session:
    assert program.books.session is not None
    return program.books.session


def section(qtbot: QtBot, program: root.Program, key: str, kind: type[S]) -> S:
    program.window.navigate("settings", section=key)
    idle(qtbot, program)
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    found = page.section(key)
    assert isinstance(found, kind)
    return found


def test_the_company_is_saved_with_accounts_and_logo(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    form = section(qtbot, program, "company", CompanySection)
    picture = QPixmap(80, 40)
    picture.fill(QColor("teal"))
    picture.save(str(tmp_path / "logo.png"))
    form._lines["name"].setText("Birch Ltd")
    form._lines["contact"].setText("Ann")
    form.add_account(BankAccount("USD", "Birch", "Bank", "123"))
    form.take_logo(tmp_path / "logo.png")
    form.save()
    idle(qtbot, program)
    kept = company.profile(book(program))
    assert (kept.name, kept.contact, kept.bank_accounts) == ("Birch Ltd", "Ann", (BankAccount("USD", "Birch", "Bank", "123"),))
    assert kept.logo.startswith(b"\x89PNG")
    assert "Birch Ltd" in program.window.rail.company.accessibleName()


def test_wrong_terms_stay_in_their_field(qtbot: QtBot, program: root.Program) -> None:
    form = section(qtbot, program, "company", CompanySection)
    form._lines["default_terms"].setText("sometime")
    form.save()
    idle(qtbot, program)
    assert company.profile(book(program)).default_terms == "30"
    assert next(field for field in form.fields if field.name == "default_terms").has_error
    assert form._lines["default_terms"].text() == "sometime"


def test_a_file_that_is_no_picture_is_no_logo(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    form = section(qtbot, program, "company", CompanySection)
    (tmp_path / "logo.png").write_text("no picture")
    form.take_logo(tmp_path / "logo.png")
    assert form.logo_error.text()


def test_rules_are_saved_and_the_period_closed(qtbot: QtBot, program: root.Program) -> None:
    rules = section(qtbot, program, "rules", RulesSection)
    rules.lock.set_day(date(2026, 9, 30))
    rules.reason.setText("quarter closed")
    rules._edits["letter_gap"].setText("10")
    rules._amounts["small_amount"].set_amount(Decimal("50"))
    rules.holidays.setText("2026-10-01 2026-10-02")
    rules.save()
    idle(qtbot, program)
    kept = company.settings(book(program))
    assert kept["lock_date"] == "2026-09-30" and kept["letter_gap"] == "10"
    assert kept["small_amount"].startswith("50") and kept["holidays"] == "2026-10-01 2026-10-02"
    assert any(event.reason == "quarter closed" for event in history.events(book(program)))


@pytest.mark.parametrize("key, text", [("letter_gap", "soon"), ("cutoff_day", "32")])
def test_wrong_rules_are_refused_in_place(qtbot: QtBot, program: root.Program, key: str, text: str) -> None:
    rules = section(qtbot, program, "rules", RulesSection)
    rules._edits[key].setText(text)
    rules.save()
    idle(qtbot, program)
    assert next(field for field in rules.fields if field.name == key).has_error
    assert key not in company.settings(book(program))


def test_a_rate_is_entered_and_listed(qtbot: QtBot, program: root.Program) -> None:
    form = section(qtbot, program, "rates", RatesSection)
    form.currency.set_value("USD")
    form.rate.setText("7.1")
    form.save()
    idle(qtbot, program)
    assert rates.rate_book_of(book(program)).at("USD", DAY) == Decimal("7.1")
    assert len(form.model.rows) == 1
    form.rate.setText("-1")
    form.save()
    assert form.fields[0].has_error


def test_reference_rates_are_entered_imported_and_taken_back(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    form = section(qtbot, program, "interest_rates", InterestRatesSection)
    assert "2026-03-20" in form.state.text and "Newer announcements" in form.state.text
    form.percent.setText("three")
    form.save()
    assert form.fields[1].has_error and form.percent.text() == "three"
    form.day.set_day(date(2026, 6, 22))
    form.percent.setText("2.90")
    form.save()
    idle(qtbot, program)
    assert (form.model.rows[0].day, form.model.rows[0].percent, form.model.rows[0].own) == (date(2026, 6, 22), Decimal("2.90"), True)
    file = tmp_path / "lpr.csv"
    file.write_text("2026-10-20,2.80\n2026-11-20,2.70\n", encoding="utf-8")
    form.take_file(file)
    idle(qtbot, program)
    assert [row.day for row in form.model.rows[:2]] == [date(2026, 11, 20), date(2026, 10, 20)]
    assert "2026-11-20" in form.state.text and "Newer" not in form.state.text
    form.table.select_key(date(2026, 6, 22))
    assert form.forget.isEnabled()
    form.forget.click()
    idle(qtbot, program)
    assert date(2026, 6, 22) not in [row.day for row in form.model.rows]


def test_the_backup_folder_must_exist(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    form = section(qtbot, program, "backup", BackupSection)
    form.folder.setText(str(tmp_path / "nowhere"))
    form.save()
    assert form.fields[0].has_error
    form.folder.setText(str(tmp_path))
    form.save()
    idle(qtbot, program)
    assert company.setting(book(program), "backup_folder") == str(tmp_path)


def test_backup_restore_and_open(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    card = BackupCard(program)
    qtbot.addWidget(card)
    card.write(tmp_path / "b.creditdesk-backup")
    idle(qtbot, program)
    assert (tmp_path / "b.creditdesk-backup").is_file()
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        restore_to(program, tmp_path / "b.creditdesk-backup", tmp_path / "new" / "c.creditdesk")
    idle(qtbot, program)
    assert book(program).book.path == tmp_path / "new" / "c.creditdesk"


def test_a_damaged_backup_restores_nothing(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    (tmp_path / "b.creditdesk-backup").write_bytes(b"no book")
    with qtbot.waitSignal(program.work.failed, timeout=10_000):
        restore_to(program, tmp_path / "b.creditdesk-backup", tmp_path / "c.creditdesk")
    assert not (tmp_path / "c.creditdesk").exists()


def test_texts_of_letters_are_changed_in_one_editor(qtbot: QtBot, program: root.Program) -> None:
    """The section says whose text each letter has and opens the editor; a wrong field is refused there with its name."""
    form = section(qtbot, program, "letters", LettersSection)
    assert list(form.states) == [f"L{number}" for number in range(1, 11)]
    form.edit("L7")
    idle(qtbot, program)
    editor = form.dialog
    assert editor is not None and editor.text.toPlainText()
    before = editor.text.toPlainText()
    editor.text.setPlainText(before + "\n{no_such_field}")
    assert "no_such_field" in editor.problem.text and not editor.primary_button.isEnabled()
    editor.text.setPlainText(before + "\nOur thanks.")
    editor._save()
    idle(qtbot, program)
    editor.reject()
    idle(qtbot, program)
    assert [kind for kind, state in form.states.items() if state.text() != form.states["L1"].text()] == ["L7"]


def test_the_history_says_everything_in_words(program: root.Program) -> None:
    """No action and nothing acted on stands there by its code."""
    pattern = re.compile(r'(?:entry\(\w+, |Change\()\s*"(\w+)", "(\w+)"')
    told = {pair for path in Path(company.__file__).parent.rglob("*.py") for pair in pattern.findall(path.read_text("utf-8"))}
    assert len(told) > 60
    assert sorted(action for action, _entity in told if action not in history_section.ACTIONS) == []
    assert sorted(entity for _action, entity in told if entity not in history_section.ENTITIES) == []


def test_the_seal_of_the_history_can_be_kept_elsewhere(qtbot: QtBot, program: root.Program) -> None:
    form = section(qtbot, program, "history", HistorySection)
    form.copy_seal()
    idle(qtbot, program)
    assert company.verify_book(book(program)).head in QGuiApplication.clipboard().text()


def test_the_history_is_filtered(qtbot: QtBot, program: root.Program) -> None:
    company.close_books(book(program), date(2026, 6, 30), "half-year")
    form = section(qtbot, program, "history", HistorySection)
    form.search.setText("half-year")
    qtbot.waitUntil(lambda: len(form.model.rows) == 1, timeout=5_000)
    assert form.model.rows[0].action == "lock"
    box = form.show_event(form.model.rows[0])
    assert box.isVisible()
    box.accept()


def test_choices_of_look_hold_at_once_and_next_time(qtbot: QtBot, program: root.Program) -> None:
    look = section(qtbot, program, "look", LookSection)
    look.theme.chosen.emit("dark")
    look.person.setText("Ann")
    look.person.editingFinished.emit()
    assert program.theme.dark
    assert program.settings.value("look/theme") == "dark" and program.person == "Ann"
    look.text_size.chosen.emit(120)
    assert program.theme.scale == 120
    program.choose_theme("light")
    program.choose_text_size(100)
    idle(qtbot, program)


def test_about_names_the_licences(qtbot: QtBot, program: root.Program) -> None:
    about = section(qtbot, program, "about", AboutSection)
    assert "LGPL" in about.text.toPlainText() and "Phosphor" in about.text.toPlainText()


def test_every_control_of_the_settings_has_a_name(qtbot: QtBot, program: root.Program) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit
    page = program.window.page("settings")
    assert isinstance(page, SettingsPage)
    for key in ("company", "look", "backup", "rules", "rates", "letters", "history", "about"):
        page.show_section(key)
        idle(qtbot, program)
    nameless = [widget for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit) for widget in page.findChildren(kind)
                if isinstance(widget, QWidget) and widget.isVisibleTo(page) and not widget.accessibleName()
                and not (isinstance(widget, QAbstractButton) and (widget.text() or "qt_" in widget.objectName() or "qt" in widget.objectName()))]
    assert [f"{type(one).__name__} {one.objectName()} {one.parent()}" for one in nameless] == []


def test_the_palette_finds_pages_and_customers(qtbot: QtBot, program: root.Program) -> None:
    from creditdesk.domain.customers.records import Customer
    from creditdesk.services import customers
    from creditdesk.ui import search
    customers.save(book(program), Customer(0, "K1", "海岳建材（宁波）有限公司", tax_id="91330100MA00009876"))
    for asked, group, text in (("hy", 0, "海岳建材（宁波）有限公司"), ("9876", 0, "海岳建材（宁波）有限公司"), ("backup", -1, "Import and backup"),
                               ("batch", -1, "Batch entry")):
        answers: list[object] = []
        search.find(program, asked, answers.append)
        qtbot.waitUntil(lambda found=answers: bool(found), timeout=5_000)
        groups = answers[0]
        assert isinstance(groups, list)
        assert groups[group].entries[0].text == text


def test_closing_asks_before_typed_settings_go(qtbot: QtBot, program: root.Program) -> None:
    rules = section(qtbot, program, "rules", RulesSection)
    rules.reason.setText("quarter closed")
    rules.reason.textEdited.emit("quarter closed")
    assert program.window.page("settings").unsaved() == ["Rules of the book"]
    assert not program.window.close()
    asked = next(box for box in program.window.findChildren(Dialog) if box.isVisible())
    asked.reject()
    assert program.window.isVisible() and rules.reason.text() == "quarter closed"
