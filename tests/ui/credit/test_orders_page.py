"""Orders by keyboard, in both languages: entered, held, released, shipped, invoiced, cancelled; nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.i18n import set_language
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.credit.orders import orders_of
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session
from creditdesk.ui.credit.orders.dialogs import (
    CancelDialog,
    LogDialog,
    ReleaseDialog,
    ShipDialog,
    SwitchDialog,
    TakeBackDialog,
)
from creditdesk.ui.credit.orders.entry_dialog import OrderDialog
from creditdesk.ui.credit.orders.page import OrdersPage
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.entry_dialog import EntryDialog
from creditdesk.ui.ledger.risk_line import RiskLine
from creditdesk.ui.main_window import MainWindow, Place
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)
D = TypeVar("D", bound=Dialog)
Rest = Callable[[], None]


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest, theme: object) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.fixture
def rest(qtbot: QtBot, work: Work) -> Rest:
    return lambda: qtbot.waitUntil(lambda: work.idle, timeout=5000)


@pytest.fixture
def page(qtbot: QtBot, session: Session, alpha: int, work: Work, settings: object, language: str, rest: Rest
         ) -> Iterator[OrdersPage]:
    decide(session, alpha, Decimal(1000), "CNY", date(2026, 1, 1), reason="a limit for tests")
    window = MainWindow(work, settings)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    desk = Desk(session, work, window.notices, settings, lambda: DAY)  # type: ignore[arg-type]
    window.add_place(Place("credit/orders", lambda: "Orders", "file-text", lambda: OrdersPage(desk), on_rail=False))
    window.resize(1280, 720)
    window.show()
    window.navigate("credit/orders")
    made = window.page("credit/orders")
    assert isinstance(made, OrdersPage)
    rest()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    window.hide()


def check_on(session: Session) -> None:
    post_entries(session, [{"kind": "policy", "key": "order_check", "value": "on", "from": "2026-01-01"}])


def dialog_of(qtbot: QtBot, page: OrdersPage, kind: type[D]) -> D:
    qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and page.dialog.isVisible(), timeout=5000)
    assert isinstance(page.dialog, kind)
    page.dialog.activateWindow()
    qtbot.waitUntil(page.dialog.isActiveWindow)
    return page.dialog


def press(qtbot: QtBot, page: OrdersPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key on the list of orders."""
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, key, modifier)


def submit(qtbot: QtBot, dialog: Dialog) -> None:
    """Ctrl+Enter."""
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def ready(qtbot: QtBot, page: OrdersPage, rest: Rest) -> None:
    rest()
    qtbot.waitUntil(lambda: page.pane.found is not None)


def test_an_order_is_held_released_shipped_and_invoiced(qtbot: QtBot, page: OrdersPage, session: Session, alpha: int, rest: Rest,
                                                        language: str) -> None:
    check_on(session)
    page.refresh()
    rest()
    press(qtbot, page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, page, OrderDialog)
    qtbot.keyClicks(focused(), "C1")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is dialog.amount
    qtbot.keyClicks(focused(), "500*3")
    qtbot.waitUntil(lambda: dialog.found is not None and dialog.found.amount == 1500, timeout=5000)
    rest()
    assert dialog.found is not None and dialog.found.decision.deposit == 500
    assert dialog.primary_button.text() == {"zh": "录入并暂停", "en": "Enter as held"}[language]
    assert not dialog.risk.isHidden()
    submit(qtbot, dialog)
    ready(qtbot, page, rest)
    order = orders_of(session, alpha, DAY)[0]
    assert (order.state, order.amount) == ("held", 1500)
    assert page.pane.found is not None and page.pane.found.row.stage == "waits"

    press(qtbot, page, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    shipping = dialog_of(qtbot, page, ShipDialog)
    shipping.primary_button.click()
    rest()
    assert shipping.isVisible()  # held: refused in words
    qtbot.waitUntil(lambda: any(box.isVisible() for box in page.window().findChildren(Dialog) if box is not shipping))
    for box in page.window().findChildren(Dialog):
        box.hide()

    press(qtbot, page, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    release = dialog_of(qtbot, page, ReleaseDialog)
    release.primary_button.click()
    assert release.fields[2].has_error
    release.note_edit.setFocus()
    qtbot.keyClicks(release.note_edit, "paid tomorrow")
    submit(qtbot, release)
    ready(qtbot, page, rest)
    qtbot.waitUntil(lambda: page.pane.found is not None and page.pane.found.row.stage == "to_ship")

    press(qtbot, page, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    shipping = dialog_of(qtbot, page, ShipDialog)
    shipping.amount.setText("600")
    submit(qtbot, shipping)
    qtbot.waitUntil(lambda: page.pane.found is not None and page.pane.found.row.stage == "to_invoice", timeout=5000)
    assert not page.pane.may("recheck") and page.pane.may("invoice")

    press(qtbot, page, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    invoice = dialog_of(qtbot, page, EntryDialog)
    assert (invoice.form.amount.text(), invoice.form.order.text()) == ("600.00", order.no)
    rest()
    assert not invoice.risk.isHidden()
    before = check_order(session, alpha, Decimal(0), DAY).decision.exposure
    invoice.save()
    rest()
    assert check_order(session, alpha, Decimal(0), DAY).decision.exposure == before == 1500
    line = orders_of(session, alpha, DAY)[0]
    assert (line.invoiced, line.parts.open, line.parts.shipped) == (600, 900, 0)

    page.show_log()
    rest()
    log = dialog_of(qtbot, page, LogDialog)
    log.accept()


def test_goods_taken_back_and_an_order_cancelled(qtbot: QtBot, page: OrdersPage, session: Session, alpha: int, rest: Rest) -> None:
    post_entries(session, [
        {"kind": "order", "no": "A1", "customer": "C1", "date": "2026-11-18", "amount": "400.00"},
        {"kind": "shipment", "order": "A1", "date": "2026-11-19", "amount": "100.00"}])
    page.refresh()
    ready(qtbot, page, rest)
    found = page.pane.found
    assert found is not None and found.row.stage == "to_invoice"
    page._take_back(found.shipments[0])
    back = dialog_of(qtbot, page, TakeBackDialog)
    qtbot.keyClicks(back.reason, "wrong goods")
    back.primary_button.click()
    qtbot.waitUntil(lambda: page.pane.found is not None and page.pane.found.row.stage == "to_ship", timeout=5000)
    press(qtbot, page, Qt.Key.Key_Delete)
    cancel = dialog_of(qtbot, page, CancelDialog)
    cancel.primary_button.click()
    assert cancel.fields[0].has_error
    qtbot.keyClicks(cancel.reason, "customer withdrew")
    cancel.primary_button.click()
    rest()
    assert orders_of(session, alpha, DAY)[0].state == "cancelled"


def test_a_held_order_that_passes_by_now(qtbot: QtBot, page: OrdersPage, session: Session, alpha: int, rest: Rest,
                                         language: str) -> None:
    page._open(SwitchDialog(page._desk, page.window()))
    switch = dialog_of(qtbot, page, SwitchDialog)
    switch.primary_button.click()
    rest()
    qtbot.waitUntil(page.switch.isHidden)
    page.new_order(alpha)
    dialog = dialog_of(qtbot, page, OrderDialog)
    dialog.amount.setText("1800")
    dialog.enter()
    ready(qtbot, page, rest)
    decide(session, alpha, Decimal(2000), "CNY", DAY, reason="a higher limit")
    press(qtbot, page, Qt.Key.Key_F9)
    rest()
    assert orders_of(session, alpha, DAY)[0].state == "approved"
    qtbot.waitUntil(lambda: bool(page._desk.notices.shown))
    assert {"zh": "现在可以发货", "en": "passes now"}[language] in page._desk.notices.shown


def test_wrong_fields_say_so_and_escape_asks(qtbot: QtBot, page: OrdersPage, rest: Rest) -> None:
    page.new_order()
    dialog = dialog_of(qtbot, page, OrderDialog)
    dialog.enter()
    assert [field.name for field in dialog.fields if field.has_error] == ["customer", "amount"]
    dialog.amount.setText("100")
    dialog.deposit.setText("101")
    dialog.terms.setText("a month")
    dialog.enter()
    assert [field.name for field in dialog.fields if field.has_error] == ["customer", "deposit", "terms_days"]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    question = next(box for box in dialog.findChildren(Dialog) + page.window().findChildren(Dialog)
                    if box is not dialog and box.isVisible())
    question.reject()
    assert dialog.isVisible() and dialog.deposit.text() == "101"
    dialog.leave()
    assert not dialog.isVisible()


def test_an_order_in_a_currency_without_a_rate(qtbot: QtBot, page: OrdersPage, session: Session, alpha: int, rest: Rest) -> None:
    page.new_order(alpha)
    dialog = dialog_of(qtbot, page, OrderDialog)
    dialog._use_currency("USD")
    dialog.amount.setText("100")
    dialog._check()
    rest()
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.found is not None and [one.code for one in dialog.found.decision.reasons] == ["no_rate"]
    dialog.leave()


def test_the_risk_badge_stands_beside_an_invoice(qtbot: QtBot, page: OrdersPage, session: Session, alpha: int, rest: Rest) -> None:
    risk = RiskLine()
    qtbot.addWidget(risk)
    risk.show_risk(check_order(session, alpha, Decimal(0), DAY))
    assert risk.badge.grade == "NR" and "1,000" in risk.figures.text()
    risk.show_risk(None)
    assert risk.isHidden()
