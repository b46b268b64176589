"""The window navigates, remembers, tells, and looks right in both themes and languages."""

from __future__ import annotations

import logging
import sys
import threading
from decimal import Decimal as D
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.errors import RuleError
from creditdesk.i18n import set_language
from creditdesk.ui.failures import Failures, start_log
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.style.icons import GLYPHS
from creditdesk.ui.style.theme import Theme
from creditdesk.ui.widgets.palette import Entry, Group, Palette
from creditdesk.ui.work import Work

sys.path.insert(0, str(Path(__file__).parent.parent / "widgets"))
from gallery import gallery


@pytest.fixture
def window(work: Work, settings: object, qtbot: QtBot) -> MainWindow:
    made = gallery(work, settings, "en")
    qtbot.addWidget(made)
    made.navigate("overview")
    made.show()
    return made


def test_pages_are_made_when_first_shown_and_refreshed_after_a_write(window: MainWindow, work: Work, qtbot: QtBot) -> None:
    assert list(window._pages) == ["overview"]
    window.navigate("parts")
    refreshed: list[str] = []
    for key in ("overview", "parts"):
        window.page(key).refresh = lambda own=key: refreshed.append(own)
    work.write(lambda _progress: None)
    qtbot.waitUntil(lambda: refreshed == ["parts"])
    window.navigate("overview")
    assert refreshed == ["parts", "overview"]
    window.navigate("parts")
    assert refreshed == ["parts", "overview"]


def test_keys_reach_pages(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "parts"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "overview"


def test_a_page_that_does_not_let_go_stays(window: MainWindow) -> None:
    window.page("overview").leave = lambda: False
    assert not window.navigate("parts") and window.current == "overview"


def test_the_rail_narrows_with_the_window_unless_pinned(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1440, 900)
    assert not window.rail.compact
    window.resize(1280, 720)
    assert window.rail.compact and window.rail.width() == 56
    actions = window.rail.pin_menu().actions()
    assert [action.isChecked() for action in actions] == [True, False, False]
    actions[1].trigger()
    assert not window.rail.compact
    window.resize(1440, 900)
    window.rail.pin_menu().actions()[2].trigger()
    window.remake_pages()
    assert window.rail.compact and window.rail.pin_menu().actions()[2].isChecked()


def test_language_change_makes_the_pages_anew(window: MainWindow) -> None:
    before = window.page("overview")
    set_language("zh")
    window.remake_pages()
    assert window.page("overview") is not before and window.current == "overview"
    assert "搜索" in window.page("overview").head.search.text()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_theme_reaches_everything(window: MainWindow, theme: Theme, choice: str, qtbot: QtBot) -> None:
    theme.set_choice(choice)  # type: ignore[arg-type]
    picture = window.grab().toImage()
    assert picture.pixelColor(window.width() - 5, 5) == QColor({"light": "#F4F6F7", "dark": "#181C20"}[choice])
    assert "@" not in theme.style_sheet().replace("@folder", "") and "sp;" not in theme.style_sheet()


def test_text_size_scales_fonts_and_rows(theme: Theme) -> None:
    theme.set_scale(130)
    assert theme.font(13).pixelSize() == 17 and theme.size("row") == 47
    theme.set_scale(500)
    assert theme.scale == 130


def test_every_control_has_a_name(window: MainWindow) -> None:
    for key in ("overview", "parts", "receipts"):
        window.navigate(key)
    nameless = [child for child in window.findChildren(QWidget)
                if isinstance(child, (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)) and not child.accessibleName()
                and child.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert [f"{type(child).__name__} in {type(child.parent()).__name__}" for child in nameless] == []


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_word_is_cut_off(work: Work, settings: object, theme: Theme, qtbot: QtBot, tmp_path: Path, language: str,
                            size: tuple[int, int]) -> None:
    set_language(language)
    window = gallery(work, settings, language)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    for key in ("overview", "parts"):
        window.navigate(key)
        qtbot.wait(20)
        assert window.grab().save(str(tmp_path / f"{key}.png"))
        cut = [part.text() for part in window.page(key).findChildren(QLabel) if part.isVisible() and part.text() and not part.wordWrap()
               and part.sizeHint().width() > part.width() + 1]
        assert cut == []


def test_toast_and_undo(window: MainWindow, qtbot: QtBot) -> None:
    undone: list[str] = []
    window.notices.toast("Invoice 1186 reversed", lambda: undone.append("1186"))
    window.notices.toast("Invoice 1187 reversed", lambda: undone.append("1187"))
    assert window.notices.shown == "Invoice 1187 reversed"
    assert window.notices.undo_last() and window.notices.undo_last() and not window.notices.undo_last()
    assert undone == ["1187", "1186"]


def test_errors_are_boxes(window: MainWindow, qtbot: QtBot) -> None:
    box = window.notices.error(RuleError("The period {day} is closed.", day="2026-10-31"))
    assert box.isVisible()
    box.primary_button.click()
    assert not box.isVisible()


def test_failures_of_any_thread_are_logged_and_shown_and_the_window_lives(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    file = start_log(tmp_path / "logs")
    hooks = sys.excepthook, threading.excepthook
    failures = Failures(window.notices.unexpected)
    try:
        thread = threading.Thread(target=lambda: [][1])
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: window.notices._bug is not None)
        text = window.notices._bug.findChild(QPlainTextEdit).toPlainText()
        assert "IndexError" in text and "CreditDesk" in text and window.isVisible()
        assert "IndexError" in file.read_text("utf-8")
        window.notices._bug.accept()
    finally:
        failures.release()
        logging.getLogger("creditdesk").handlers.clear()
    assert (sys.excepthook, threading.excepthook) == hooks


def test_the_palette_finds_and_runs(window: MainWindow, qtbot: QtBot) -> None:
    ran: list[str] = []

    def find(text: str, answer: object) -> None:
        firms = [Entry(name, lambda own=name: ran.append(own), more=(Entry("New invoice", lambda: ran.append("new")),))
                 for name in ("Alpha", "Beta") if text.lower() in name.lower()]
        answer([Group("Customers", firms), Group("Documents", [])])  # type: ignore[operator]

    palette = Palette(find, window)
    palette.show_over()
    palette.edit.setText("bet")
    qtbot.waitUntil(lambda: palette.list.count() == 2)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert ran == ["Beta"]
    second = Palette(find, window)
    second.show_over()
    qtbot.keyClick(second.edit, Qt.Key.Key_Down)
    qtbot.keyClick(second.edit, Qt.Key.Key_Tab)
    qtbot.keyClick(second.edit, Qt.Key.Key_Return)
    assert ran == ["Beta", "new"]


def test_icons_exist_in_the_face(theme: Theme) -> None:
    from PySide6.QtGui import QFont, QFontMetrics

    metrics = QFontMetrics(QFont("Phosphor"))
    assert [name for name, code in GLYPHS.items() if not metrics.inFontUcs4(code)] == []


def test_nothing_heavy_is_imported(work: Work) -> None:
    import subprocess

    code = ("import sys; import creditdesk.ui.main_window, creditdesk.ui.page, creditdesk.ui.tables.data_table, creditdesk.ui.notices; "
            "print([m for m in ('sqlalchemy','openpyxl','reportlab','matplotlib','numpy','qtpy','pypinyin','platformdirs') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_figures_in_the_gallery_add_up() -> None:
    from gallery import AMOUNTS, DEBTORS

    assert sum(AMOUNTS) == D("1916036") and all(sum(row.buckets) == row.balance for row in DEBTORS)
