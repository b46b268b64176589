"""A limit changed with a second user's approval, by keyboard, in both languages: asked for, returned, taken up again, approved."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.services import company, users
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.ui.credit.limit_dialog import LimitDialog
from creditdesk.ui.credit.notice_dialog import NoticeDialog
from creditdesk.ui.credit.page import CreditPage
from creditdesk.ui.users.inbox_page import InboxPage

from .test_users_ui import clock, DAY, door, idle, page, PASSWORD, path, program, session

__all__ = ["path", "program"]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def firm(path: Path) -> Path:
    """Owner Ann, credit manager Cy and salesperson Bo."""
    opened = company.open_session(path, user="tester", clock=clock)
    ann, _code = users.set_up(opened, "Ann", PASSWORD)
    users.add_user(ann, "Cy", PASSWORD, ["credit_manager"])
    users.add_user(ann, "Bo", PASSWORD, ["sales"])
    for name in ("Cy", "Bo"):
        users.change_password(users.sign_in(opened, name, PASSWORD), PASSWORD, PASSWORD + "!")
    opened.close()
    return path


def keys(qtbot: QtBot, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key where the cursor stands in the widget's window."""
    widget.window().activateWindow()
    qtbot.waitUntil(widget.window().isActiveWindow)
    found = QApplication.focusWidget()
    qtbot.keyClick(found if found is not None and found.window() is widget.window() else widget, key, modifier)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_asked_for_returned_taken_up_again_and_approved(qtbot: QtBot, program: root.Program, firm: Path, language: str) -> None:
    program.choose_language(language)
    program.window.show()
    signed_in_as(qtbot, program, firm, "Bo")
    credit = page(qtbot, program, "credit", CreditPage, customer_id=1)
    qtbot.waitUntil(lambda: bool(credit.model.rows))
    credit.table.view.setFocus()
    keys(qtbot, credit, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: isinstance(credit.dialog, LimitDialog) and credit.dialog.isVisible(), timeout=10_000)
    dialog = credit.dialog
    assert isinstance(dialog, LimitDialog)
    dialog.amount.setFocus()
    dialog.amount.selectAll()
    qtbot.keyClicks(dialog.amount, "4.5w")
    dialog.reasons.set_codes(["sales_growth"])
    dialog.reason.setFocus()
    qtbot.keyClicks(dialog.reason, "orders grow")
    keys(qtbot, dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10_000)
    idle(qtbot, program)
    assert limit_view(session(program), 1, DAY).in_force is None

    enter_as(qtbot, program, "Cy")
    inbox = page(qtbot, program, "credit/inbox", InboxPage)
    qtbot.waitUntil(lambda: inbox.detail.isVisible())
    assert inbox._current is not None and inbox._current.methods["reasons"] == ["sales_growth"]
    inbox.comment.setFocus()
    qtbot.keyClicks(inbox.comment, "which sites")
    keys(qtbot, inbox, Qt.Key.Key_B, CTRL)  # back to the applicant
    qtbot.waitUntil(lambda: inbox._current is not None and inbox._current.state == "draft", timeout=10_000)

    enter_as(qtbot, program, "Bo")
    mine = page(qtbot, program, "credit/inbox", InboxPage)
    qtbot.waitUntil(lambda: mine.again_button.isVisible())
    mine.again_button.click()
    idle(qtbot, program)
    again = program.window.page("credit")
    assert isinstance(again, CreditPage)
    qtbot.waitUntil(lambda: again.dialog is not None and again.dialog.isVisible(), timeout=10_000)
    second = again.dialog
    assert second is not None and second.amount.amount() == Decimal(45_000) and second.reasons.codes() == ("sales_growth",)
    second.reason.setPlainText("two sites in Ningbo from December on")
    keys(qtbot, second, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not second.isVisible(), timeout=10_000)

    enter_as(qtbot, program, "Cy")
    last = page(qtbot, program, "credit/inbox", InboxPage)
    qtbot.waitUntil(lambda: last._current is not None and last._current.may_decide)
    assert len([one for one in last._all if one.open]) == 1  # the returned one was replaced
    last.comment.setFocus()
    qtbot.keyClicks(last.comment, "fits the plan")
    last.deposit.setFocus()
    keys(qtbot, last.deposit, Qt.Key.Key_Space)  # the matrix wants a deposit for a customer without a rating
    assert last.deposit.isChecked()
    keys(qtbot, last, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: limit_view(session(program), 1, DAY).in_force == Decimal(45_000), timeout=10_000)
    program.window.navigate("credit", customer_id=1, letter=("order_volume",), language="en")
    idle(qtbot, program)
    shown = program.window.page("credit")
    assert isinstance(shown, CreditPage)
    qtbot.waitUntil(lambda: isinstance(shown.limit_menu.dialog, NoticeDialog), timeout=10_000)
    letter = shown.limit_menu.dialog
    assert isinstance(letter, NoticeDialog) and letter.wanted().reasons == ("order_volume",)
    letter.reject()


def signed_in_as(qtbot: QtBot, program: root.Program, path: Path, name: str) -> None:
    """The first to sign in, with the password a person chose."""
    program.show(path)
    pass_door(qtbot, program, name)


def enter_as(qtbot: QtBot, program: root.Program, name: str) -> None:
    """The window is locked and somebody else signs in."""
    before = program.door
    program.lock_now()
    qtbot.waitUntil(lambda: program.door is not before, timeout=20_000)
    pass_door(qtbot, program, name)


def pass_door(qtbot: QtBot, program: root.Program, name: str) -> None:
    dialog = door(qtbot, program)
    idle(qtbot, program)
    dialog.name.set_value(name)
    dialog.password.setText(PASSWORD + "!")
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        dialog.primary_button.click()
    idle(qtbot, program)
