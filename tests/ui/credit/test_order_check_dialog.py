"""The order check by keyboard: amount, answer, the order entered and released."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from creditdesk.services import customers
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.orders import orders_of
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session
from creditdesk.ui.credit.order_check_dialog import OrderCheckDialog, ReleaseDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.widgets.badges import StatusTag
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def desk(qtbot: QtBot, session: Session, alpha: int, work: Work, settings: object) -> Iterator[Desk]:
    decide(session, alpha, Decimal(1000), "CNY", date(2026, 1, 1), reason="a limit for tests")
    post_entries(session, [{"kind": "policy", "key": "order_check", "value": "on", "from": "2026-01-01"}])
    window = MainWindow(work, settings)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    yield Desk(session, work, window.notices, settings, lambda: DAY)  # type: ignore[arg-type]
    window.hide()


@pytest.fixture
def rest(qtbot: QtBot, work: Work) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: work.idle, timeout=5000)


def test_an_order_is_checked_held_and_released(qtbot: QtBot, desk: Desk, session: Session, alpha: int,
                                               rest: Callable[[], None]) -> None:
    dialog = OrderCheckDialog(desk, customers.customer(session, alpha), "CNY")
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.primary_button.click()
    assert dialog.fields[0].has_error
    qtbot.keyClicks(dialog.amount, "1500")
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    rest()
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert [tag.text for tag in dialog.findChildren(StatusTag)] == ["Pass with a deposit"]

    def says(words: str) -> bool:  # the layout shows what was put into it at its next turn
        return words in [shown.text() for shown in dialog.findChildren(QLabel) if shown.isVisibleTo(dialog)]

    qtbot.waitUntil(lambda: says("Passes with a deposit of 500.00.") and says("1,000.00"))
    dialog.enter_button.click()
    rest()
    order = orders_of(session, alpha, DAY)[0]
    assert (order.state, order.amount) == ("held", Decimal(1500))
    release = ReleaseDialog(desk, order)
    qtbot.addWidget(release)
    release.open()
    release.primary_button.click()
    assert release.fields[2].has_error
    qtbot.keyClicks(release.note_edit, "the owner said so")
    release.primary_button.click()
    rest()
    assert orders_of(session, alpha, DAY)[0].state == "approved"
