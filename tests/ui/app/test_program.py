"""The composition root with real books: first run, opening, refusals, closing with backup, languages."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, UTC
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import Company
from creditdesk.i18n import set_language
from creditdesk.services import company
from creditdesk.services.session import Session
from creditdesk.ui.start.new_book import NewBookDialog
from creditdesk.ui.widgets.dialog import Dialog

DAY = date(2026, 11, 20)
SOURCE = Path(__file__).resolve().parents[3] / "src"


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[root.Program]:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/language", "en")
    made = root.Program(qapp, settings, tmp_path / "log.txt", clock=clock, day=lambda: DAY)
    qtbot.addWidget(made.window)
    yield made
    made.work.close()
    if made.books.session:
        made.books.session.close()
    made.release()
    set_language("en")


def make_book(path: Path, name: str = "Alder Ltd") -> Path:
    company.create_book(path, profile=Company(name), user="tester", clock=clock).close()
    return path


def opened(qtbot: QtBot, program: root.Program, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        act()
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def dialogs(program: root.Program) -> list[Dialog]:
    return [box for box in program.window.findChildren(Dialog) if box.isVisible()]


def test_first_run_without_a_book(qtbot: QtBot, program: root.Program) -> None:
    program.show(None)
    assert program.window.current == "start"
    assert program.window.isVisible()
    assert not program.window.knows("invoices")
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def test_a_new_book_leads_to_where_it_was_wanted_for(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    program.show(None)
    box = NewBookDialog(program, wanted="import")
    box.open()
    box.name.setText("Alder Ltd")
    qtbot.waitUntil(lambda: "Alder Ltd" in box.place.text(), timeout=10_000)
    box.place.setText(str(tmp_path / "alder.creditdesk"))
    opened(qtbot, program, box.make)
    assert program.window.current == "import"
    assert program.window.windowTitle().endswith("Alder Ltd")
    assert (tmp_path / "alder.creditdesk").is_file()
    assert not box.isVisible()


def test_a_name_is_asked_for_and_nothing_typed_is_lost(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    program.show(None)
    box = NewBookDialog(program)
    box.open()
    box.make()
    assert box.fields[0].has_error
    existing = make_book(tmp_path / "there.creditdesk")
    box.name.setText("Birch Ltd")
    box.place.setText(str(existing))
    with qtbot.waitSignal(program.books.refused, timeout=20_000):
        box.make()
    assert box.isVisible() and box.name.text() == "Birch Ltd"
    assert box.fields[-1].error_text


def test_the_book_of_last_time_opens_again(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    program.settings.setValue("books/last", str(path))
    opened(qtbot, program, lambda: program.show(None))
    assert program.window.current == "start"  # nothing is posted in it yet
    assert program.window.knows("dashboard")
    assert program.books.session is not None


def test_another_book_replaces_the_first(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    first, second = make_book(tmp_path / "a.creditdesk"), make_book(tmp_path / "b.creditdesk", "Birch Ltd")
    opened(qtbot, program, lambda: program.show(first))
    opened(qtbot, program, lambda: program.books.open(second))
    assert program.books.session is not None and program.books.session.book.path == second
    company.open_session(first, user="other", clock=clock, exclusive=True).close()  # it is free again


@pytest.mark.parametrize("content, words", [
    (b"", "is not a CreditDesk book"),
    (b"PK\x03\x04 a workbook" * 40, "is not a CreditDesk book"),
    (None, "is cut off"),
])
def test_files_that_are_no_books_are_refused_in_words(qtbot: QtBot, program: root.Program, tmp_path: Path,
                                                     content: bytes | None, words: str) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    path.write_bytes(path.read_bytes()[:9000] if content is None else content)
    with qtbot.waitSignal(program.books.refused, timeout=20_000):
        program.show(path)
    assert program.window.current == "start"
    from creditdesk.ui.widgets.controls import Note
    said = [note.text for box in dialogs(program) for note in box.findChildren(Note)]
    assert any(words in text for text in said), said


def test_a_second_window_on_the_book_is_refused(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    other = company.open_session(path, user="other", clock=clock, exclusive=True)
    with qtbot.waitSignal(program.books.refused, timeout=20_000) as told:
        program.show(path)
    assert told.args[0].code == "in_use"
    other.close()


def test_a_book_of_a_newer_program_is_refused(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    data = bytearray(path.read_bytes())
    data[60:64] = (9999).to_bytes(4, "big")
    path.write_bytes(data)
    with qtbot.waitSignal(program.books.refused, timeout=20_000) as told:
        program.show(path)
    assert told.args[0].code == "too_new"


def test_closing_writes_the_backup_and_leaves_one_file(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    path, folder = make_book(tmp_path / "a.creditdesk"), tmp_path / "backups"
    folder.mkdir()
    opened(qtbot, program, lambda: program.show(path))
    assert program.books.session is not None
    company.save_settings(program.books.session, {"backup_folder": str(folder), "backup_keep": "3"})
    with qtbot.waitSignal(program.books.closed, timeout=20_000):
        program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=5_000)
    assert len(list(folder.glob("a-*.creditdesk-backup"))) == 1
    assert [file.name for file in tmp_path.glob("*a.creditdesk*")] == ["a.creditdesk"]


def test_the_first_page_closes_at_the_first_click(qtbot: QtBot, program: root.Program) -> None:
    program.show(None)
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=5_000)


def test_closing_while_a_book_is_being_opened_waits_for_it(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    program.show(None)
    program.books.open(path)
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=20_000)
    assert program.books.session is None
    assert [file.name for file in tmp_path.glob("*a.creditdesk*")] == ["a.creditdesk"]
    company.open_session(path, user="x", clock=clock, exclusive=True).close()


def test_closing_while_no_book_can_be_opened(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    program.show(None)
    program.books.open(tmp_path / "nowhere.creditdesk")
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=20_000)


def test_a_backup_that_cannot_be_written_is_told_before_the_window_goes(qtbot: QtBot, program: root.Program,
                                                                       tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    opened(qtbot, program, lambda: program.show(path))
    assert program.books.session is not None
    company.save_settings(program.books.session, {"backup_folder": str(tmp_path / "gone")})
    program.window.close()
    qtbot.waitUntil(lambda: bool(dialogs(program)), timeout=20_000)
    assert program.window.isVisible()
    dialogs(program)[0].primary_button.click()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=5_000)
    company.open_session(path, user="x", clock=clock, exclusive=True).close()


def test_the_language_changes_and_the_page_stays(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    opened(qtbot, program, lambda: program.show(make_book(tmp_path / "a.creditdesk")))
    program.window.navigate("settings", section="rules")
    program.choose_language("zh")
    assert program.window.current == "settings"
    assert program.window.page("settings").title == "设置"
    assert program.settings.value("look/language") == "zh"
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


def test_a_synchronised_folder_is_told_of_and_left(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    synced = tmp_path / "OneDrive" / "books"
    synced.mkdir(parents=True)
    path = make_book(synced / "a.creditdesk")
    opened(qtbot, program, lambda: program.show(path))
    box = dialogs(program)[0]
    opened(qtbot, program, box.primary_button.click)
    assert program.books.session is not None
    assert "OneDrive" not in str(program.books.session.book.path)
    assert company.setting(program.books.session, "backup_folder") == str(synced)
    assert not path.exists() and len(list(synced.glob("*.creditdesk-backup"))) == 1
    assert company.verify_book(program.books.session).ok


def test_a_history_changed_outside_the_program_is_told_as_the_book_opens(qtbot: QtBot, program: root.Program,
                                                                         tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.creditdesk")
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE event SET reason = 'x'")
    raw.close()
    opened(qtbot, program, lambda: program.show(path))
    qtbot.waitUntil(lambda: bool(dialogs(program)), timeout=20_000)
    box = dialogs(program)[0]
    assert "history" in box.windowTitle()
    box.primary_button.click()
    qtbot.waitUntil(lambda: any("Audit event 1 was changed" in part.text() for other in dialogs(program)
                                for part in other.findChildren(QLabel)), timeout=20_000)


def test_an_unexpected_error_is_shown_and_the_window_lives_on(qtbot: QtBot, program: root.Program) -> None:
    program.show(None)

    def broken(_progress: object) -> None:
        raise ZeroDivisionError("a bug")

    program.work.read(broken)
    qtbot.waitUntil(lambda: bool(dialogs(program)), timeout=5_000)
    assert program.window.isVisible()


def test_a_killed_window_leaves_a_book_that_opens(tmp_path: Path, session: Session, book_path: Path) -> None:
    session.close()
    code = ("import sys\nfrom creditdesk.services import company, customers\nfrom creditdesk.domain.customers.records import Customer\n"
            "from datetime import datetime, UTC\nfrom pathlib import Path\n"
            "s = company.open_session(Path(sys.argv[1]), user='x', clock=lambda: datetime.now(UTC), exclusive=True)\n"
            "n = 0\nwhile True:\n    n += 1\n    customers.save(s, Customer(0, f'K{n}', f'Firm {n}'))\n    print(n, flush=True)\n")
    running = subprocess.Popen([sys.executable, "-c", code, str(book_path)], stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "PYTHONPATH": str(SOURCE)})
    assert running.stdout is not None
    written = 0
    until = time.monotonic() + 30
    while written < 5 and time.monotonic() < until:
        written = int(running.stdout.readline())
    running.send_signal(signal.SIGKILL)
    running.wait()
    again = company.open_session(book_path, user="y", clock=clock, exclusive=True)
    from creditdesk.services import customers
    assert len(customers.everyone(again)) >= written
    assert company.verify_book(again).ok
    again.close()


def test_heavy_libraries_wait_until_the_window_is_painted() -> None:
    code = ("import sys\nfrom creditdesk import app\n"
            "print(sorted(set(sys.modules) & {'sqlalchemy', 'matplotlib', 'openpyxl', 'reportlab', 'numpy', 'pypdfium2'}))")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           env={**os.environ, "PYTHONPATH": str(SOURCE)})
    assert found.stdout.strip() == "[]"
