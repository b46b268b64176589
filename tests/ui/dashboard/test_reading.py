"""What the first page asks of the book before it is made: nothing arrives at a page that is gone, and nothing of another book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QScrollArea, QTableView
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.i18n import set_language
from creditdesk.services import company, customers, users
from creditdesk.services.credit import limits
from creditdesk.services.ledger import posting
from creditdesk.ui.dashboard.page import DashboardPage
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.pane import give_pane

DAY = date(2026, 11, 20)
PASSWORD = "a long enough one"


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
    for found in (made.books.current, made.books.pending):
        if found:
            found.session.close()
    made.release()
    set_language("en")


def book(path: Path, amount: int, *, password: bool = False) -> Path:
    """Two customers, one with a limit: what they owe is `amount` and half of it."""
    session = company.create_book(path, profile=Company(path.stem), user="tester", clock=clock)
    for number, owed in enumerate((amount, amount // 2)):
        key = customers.save(session, Customer(0, f"C{number}", f"{path.stem} customer {number}"))
        posting.post_document(session, DocumentDraft("invoice", key, DAY - timedelta(40), D(owed), "CNY"))
        if not number:
            limits.decide(session, key, D(amount * 2), "CNY", date(2026, 1, 1), reason="review")
    if password:
        users.set_up(session, "Ann", PASSWORD)
    session.close()
    return path


def page_of(program: root.Program) -> DashboardPage:
    page = program.window.page("dashboard")
    assert isinstance(page, DashboardPage)
    return page


def settle(qtbot: QtBot, program: root.Program) -> None:
    qtbot.waitUntil(lambda: program.work.idle and not program.kept.get("reading"), timeout=30_000)


def shown(page: DashboardPage) -> list[tuple[str, D, D | None]]:
    return [(row.name, row.balance, row.used) for row in page.debtors.model.rows]


def of(name: str, amount: int) -> list[tuple[str, D, D | None]]:
    return [(f"{name} customer 0", D(amount), D("0.5")), (f"{name} customer 1", D(amount // 2), None)]


@pytest.mark.parametrize("turns", [0, 1, 2, 4, 8, 16, 40])
def test_another_language_while_the_first_figures_are_read(qtbot: QtBot, program: root.Program, tmp_path: Path, turns: int) -> None:
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        program.show(book(tmp_path / "fir.creditdesk", 1000))
    for _turn in range(turns):
        QApplication.processEvents()
    program.choose_language("zh")
    program.choose_language("en")
    settle(qtbot, program)
    page = page_of(program)
    assert page.cards["balance"].value == "¥1,500" and shown(page) == of("fir", 1000)


@pytest.mark.parametrize("turns", [0, 1, 3, 10])
def test_another_book_while_the_first_figures_are_read(qtbot: QtBot, program: root.Program, tmp_path: Path, turns: int) -> None:
    first, second = book(tmp_path / "fir.creditdesk", 1000), book(tmp_path / "oak.creditdesk", 600)
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        program.show(first)
    for _turn in range(turns):
        QApplication.processEvents()
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        program.books.open(second)
    settle(qtbot, program)
    page = page_of(program)
    assert page.cards["balance"].value == "¥900" and shown(page) == of("oak", 600)
    assert not first.with_name(first.name + "-wal").exists()


def test_a_book_with_passwords_is_not_read_before_somebody_signs_in(qtbot: QtBot, program: root.Program, tmp_path: Path) -> None:
    with qtbot.waitSignal(program.books.guarded, timeout=20_000):
        program.show(book(tmp_path / "fir.creditdesk", 1000, password=True))
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)
    assert "reading" not in program.kept and not program.window.knows("dashboard")
    assert program.books.pending is not None
    session = users.sign_in(program.books.pending.session, "Ann", PASSWORD)
    program.books.admit(session)
    settle(qtbot, program)
    assert shown(page_of(program)) == of("fir", 1000)


def test_figures_that_cannot_be_read_are_told_of_once_and_say_nothing_wrong(qtbot: QtBot, program: root.Program,
                                                                           tmp_path: Path) -> None:
    path = book(tmp_path / "fir.creditdesk", 1000)
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        program.show(path)
    settle(qtbot, program)
    page, away = page_of(program), tmp_path / "away"
    told: list[object] = []
    program.work.failed.connect(told.append)
    path.rename(away)  # what is open stays readable, the payments read beside it do not
    page.refresh()
    settle(qtbot, program)
    away.rename(path)
    assert len(told) == 1
    assert shown(page) == of("fir", 1000)
    for box in program.window.findChildren(Dialog):
        box.reject()
    page.refresh()
    settle(qtbot, program)
    assert len(told) == 1 and shown(page) == of("fir", 1000)


@pytest.mark.parametrize("made", [QScrollArea, QTableView, lambda: QHeaderView(Qt.Orientation.Horizontal)],
                         ids=["area", "table", "head"])
def test_our_pane_is_like_the_one_of_qt(qtbot: QtBot, made: type[QTableView]) -> None:
    plain, ours = made(), made()
    for area in (plain, ours):
        qtbot.addWidget(area)
    pane, like = give_pane(ours), plain.viewport()
    assert ours.viewport() is pane
    for area in (plain, ours):
        area.show()
    for asked in ("objectName", "backgroundRole", "foregroundRole", "autoFillBackground", "hasMouseTracking", "focusPolicy",
                  "acceptDrops", "contextMenuPolicy"):
        assert getattr(pane, asked)() == getattr(like, asked)(), asked
    attributes = [item for item in Qt.WidgetAttribute if item is not Qt.WidgetAttribute.WA_AttributeCount]
    assert [item for item in attributes if pane.testAttribute(item) != like.testAttribute(item)] == []
