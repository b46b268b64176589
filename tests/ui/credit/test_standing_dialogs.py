"""A customer held and let go, a group's limit and the trial step, from the row's menu (DOMAIN D8, D10, D11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.services import customers
from creditdesk.services.credit.file_writing import join_group
from creditdesk.services.credit.groups import groups
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.credit.steps import step_view
from creditdesk.services.session import Session
from creditdesk.ui.credit.limit_menu import LimitMenu
from creditdesk.ui.credit.standing_dialogs import FreezeDialog, GroupLimitDialog, StepDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def menu(qtbot: QtBot, session: Session, alpha: int, work: Work, settings: object) -> Iterator[LimitMenu]:
    window = MainWindow(work, settings)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    desk = Desk(session, work, window.notices, settings, lambda: DAY)  # type: ignore[arg-type]
    yield LimitMenu(desk, QWidget(window), lambda: None)
    window.hide()


def opened(qtbot: QtBot, menu: LimitMenu, kind: type) -> object:
    qtbot.waitUntil(lambda: isinstance(menu.dialog, kind) and menu.dialog.isVisible(), timeout=5000)
    return menu.dialog


def press(qtbot: QtBot, work: Work, button: Callable[[], object]) -> None:
    button()
    qtbot.waitUntil(lambda: work.idle, timeout=5000)


def test_held_and_let_go(qtbot: QtBot, menu: LimitMenu, work: Work, session: Session, alpha: int) -> None:
    who = customers.customer(session, alpha)
    menu.freeze(who)
    first = opened(qtbot, menu, FreezeDialog)
    assert isinstance(first, FreezeDialog)
    first.primary_button.click()
    assert first.fields[-1].has_error
    first.kind.set_value(True)
    first.reason.setText("owner disappeared")
    press(qtbot, work, first.primary_button.click)
    assert [one.code for one in check_order(session, alpha, Decimal(1), DAY).decision.reasons if one.holds] == ["frozen"]
    menu.dialog = None
    menu.freeze(who)
    second = opened(qtbot, menu, FreezeDialog)
    assert isinstance(second, FreezeDialog) and second.primary_button.text() == "Lift"
    second.reason.setText("he is back")
    press(qtbot, work, second.primary_button.click)
    assert check_order(session, alpha, Decimal(1), DAY).outcome == "pass"


def test_what_was_typed_is_not_thrown_away_unasked(qtbot: QtBot, menu: LimitMenu, session: Session, alpha: int) -> None:
    menu.freeze(customers.customer(session, alpha))
    dialog = opened(qtbot, menu, FreezeDialog)
    assert isinstance(dialog, FreezeDialog)
    dialog.day.selectAll()
    qtbot.keyClicks(dialog.day, "2026-11-19")
    dialog.day.settle()  # written anew by the field itself

    def asked() -> Dialog:
        return next(found for found in QApplication.topLevelWidgets() if isinstance(found, Dialog) and found is not dialog
                    and found.isVisible())

    dialog.reject()
    asked().reject()
    assert dialog.isVisible() and dialog.day.text() == "2026-11-19"
    dialog.reject()
    asked().primary_button.click()
    assert not dialog.isVisible()
    menu.dialog = None
    menu.freeze(customers.customer(session, alpha))
    untouched = opened(qtbot, menu, FreezeDialog)
    untouched.reject()
    assert not untouched.isVisible()


def test_a_groups_limit(qtbot: QtBot, menu: LimitMenu, work: Work, session: Session, alpha: int) -> None:
    who = customers.customer(session, alpha)
    menu.group(who)
    qtbot.waitUntil(lambda: "no group" in menu._desk.notices.shown, timeout=5000)
    join_group(session, "North", [alpha, customers.save(session, Customer(0, "C2", "Beta"))], date(2026, 1, 1))
    decide(session, alpha, Decimal(1000), "CNY", date(2026, 1, 1), reason="a usual limit")
    menu.group(who)
    dialog = opened(qtbot, menu, GroupLimitDialog)
    assert isinstance(dialog, GroupLimitDialog)
    dialog.amount.setText("900")
    dialog.reason.setText("policy")
    press(qtbot, work, dialog.primary_button.click)
    assert dialog.isVisible() and dialog.fields[0].has_error  # below a member's
    dialog.amount.setText("1500")
    press(qtbot, work, dialog.primary_button.click)
    assert [room.limit for room in groups(session, DAY)] == [1500]


def test_the_trial_step(qtbot: QtBot, menu: LimitMenu, work: Work, session: Session, alpha: int) -> None:
    menu.steps(customers.customer(session, alpha))
    dialog = opened(qtbot, menu, StepDialog)
    assert isinstance(dialog, StepDialog)
    press(qtbot, work, dialog.primary_button.click)
    found = step_view(session, alpha, DAY)
    assert (found.decided, found.deposit, limit_view(session, alpha, DAY).in_force) == (0, Decimal("0.30"), 50_000)
