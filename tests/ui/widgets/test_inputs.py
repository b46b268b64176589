"""What people type into fields for amounts and dates, and how a field tells of an error."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings as limits, strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.errors import InputError, ManyErrors
from creditdesk.ui.style.theme import Theme
from creditdesk.ui.widgets.amount_edit import AmountEdit
from creditdesk.ui.widgets.arithmetic import amount_from
from creditdesk.ui.widgets.controls import button, icon_button
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.enter_walk import EnterWalk
from creditdesk.ui.widgets.form_field import FormField, show_errors
from creditdesk.ui.widgets.record_picker import Pick, RecordPicker


@pytest.mark.parametrize(("typed", "amount"), [
    ("1200", "1200"), ("1,234.50", "1234.50"), ("¥1,234.50", "1234.50"), ("-20", "-20"), ("(1,200)", "-1200"),
    ("1200*3", "3600.00"), ("=1200*3", "3600.00"), ("= 1200 × 3", "3600.00"), ("12.5万", "125000.00"), ("12.5w", "125000.00"),
    ("１２．５Ｗ", "125000.00"), ("１，２３４．５", "1234.5"), ("3k", "3000.00"), ("1.2亿", "120000000.00"), ("100/3", "33.33"), ("200/3", "66.67"),
    ("(100+20)*1.13", "135.60"), ("1000-200-300", "500.00"), ("2*-3", "-6.00"), ("0.1+0.2", "0.30"), ("1e3", None), ("12..5", None),
    ("1200*", None), ("(1+2", None), ("1/0", None), ("abc", None), ("1.234", None), ("1234567890123", None), ("9999999w*9999", None),
    ("2**3", None), ("1,2", None), ("((" * 90 + "1", None),
])
def test_amounts_as_typed(typed: str, amount: str | None) -> None:
    if amount is None:
        with pytest.raises(InputError):
            amount_from(typed)
    else:
        assert amount_from(typed) == D(amount)


@limits(max_examples=60, deadline=None)
@given(st.decimals(min_value=-10**9, max_value=10**9, places=2), st.integers(1, 99))
def test_sums_are_exact(amount: D, count: int) -> None:
    assert amount_from(f"({amount})*{count}") == amount * count


def test_the_amount_field_reformats_and_fills_the_remainder(theme: Theme, qtbot: QtBot) -> None:
    edit = AmountEdit()
    qtbot.addWidget(edit)
    edit.remainder = lambda: D("21200")
    with qtbot.waitSignal(edit.amount_changed) as told:
        qtbot.keyClicks(edit, "=")
    assert edit.text() == "21,200.00" and told.args == [D(21200)]
    edit.clear()
    qtbot.keyClicks(edit, "1200*3")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "3,600.00" and edit.amount() == D(3600)
    edit.setText("12x")
    edit.settle()
    assert edit.text() == "12x"
    with pytest.raises(InputError):
        edit.amount()


@pytest.mark.parametrize(("typed", "day"), [("2026-11-20", date(2026, 11, 20)), ("20261120", date(2026, 11, 20)), ("2026年11月5日", date(2026, 11, 5)),
                                            ("2026/1/5", date(2026, 1, 5)), ("5", date(2026, 11, 5)), ("12-5", date(2026, 12, 5)),
                                            ("1205", date(2026, 12, 5)), ("251205", date(2025, 12, 5)), ("12月5日", date(2026, 12, 5)),
                                            ("１２．５", date(2026, 12, 5)), ("1305", None), ("20 Nov 2026", date(2026, 11, 20)), ("2026-13-02", None), ("31-31", None), ("1/2/2026", None)])
def test_dates_as_typed(theme: Theme, qtbot: QtBot, typed: str, day: date | None) -> None:
    edit = DateEdit(near=date(2026, 11, 20))
    qtbot.addWidget(edit)
    edit.setText(typed)
    if day is None:
        with pytest.raises(InputError):
            edit.day()
    else:
        edit.settle()
        assert edit.text() == day.isoformat()


def test_arrows_step_days(theme: Theme, qtbot: QtBot) -> None:
    edit = DateEdit(date(2026, 12, 31))
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.day_changed) as told:
        qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert told.args == [date(2027, 1, 1)]


def test_a_field_tells_its_error_when_left_and_keeps_the_value(theme: Theme, qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    box = QVBoxLayout(form)
    due, other = DateEdit(), QLineEdit()
    field = FormField("Due date", due, name="due_date", required=True)
    box.addWidget(field)
    box.addWidget(other)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    height = field.height()
    assert due.accessibleName() == "Due date required"
    due.setFocus()
    qtbot.keyClicks(due, "2026-13-02")
    assert not field.has_error
    other.setFocus()
    assert field.has_error and "2026-13-02" in field.error_text and due.text() == "2026-13-02"
    assert due.property("invalid") is True and due.accessibleDescription() == field.error_text
    assert field.height() >= height
    due.setText("2026-12-02")
    assert field.check() and not field.has_error
    due.clear()
    assert not field.check()


def test_errors_find_their_fields(theme: Theme, qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    fields = [FormField(name, QLineEdit(form), name=name) for name in ("number", "amount")]
    left = show_errors(fields, ManyErrors([InputError("Too much.", field="amount"), InputError("Elsewhere.", field="terms")]))
    assert [field.error_text for field in fields] == ["", "Too much."]
    assert [problem.field for problem in left] == ["terms"]


def test_enter_walks_through_the_fields(theme: Theme, qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    box = QVBoxLayout(form)
    fields = [QLineEdit(), QLineEdit(), QLineEdit()]
    fields[1].setReadOnly(True)
    for field in fields:
        box.addWidget(field)
    EnterWalk(form, lambda: True)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    fields[0].setFocus()
    qtbot.waitUntil(lambda: form.focusWidget() is fields[0])
    qtbot.keyClick(fields[0], Qt.Key.Key_Return)
    assert form.focusWidget() is fields[2]
    qtbot.keyClick(fields[2], Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert form.focusWidget() is fields[0]


def test_the_picker_takes_the_match_with_enter(theme: Theme, qtbot: QtBot) -> None:
    firms = [Pick(1, "海岳建材", "397,200"), Pick(2, "恒源物流", "—")]
    picker = RecordPicker(lambda text, answer: answer([pick for pick in firms if text in pick.text]))
    qtbot.addWidget(picker)
    picker.show()
    picker.setFocus()
    picker.setText("恒")
    picker.open_list()
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert told.args == [2] and picker.text() == "恒源物流" and picker.value() == 2
    qtbot.keyClicks(picker, "x")
    assert picker.value() is None and picker.text() == "x", "what is typed then is another name"


def test_enter_presses_the_button_that_has_the_focus(theme: Theme, qtbot: QtBot) -> None:
    dialog, pressed = Dialog("Letters", "Issue"), list[str]()
    other, small = dialog.add_button(button("Preview", shortcut="Ctrl+G")), icon_button("x", "Leave out")
    dialog.body.addWidget(small)
    qtbot.addWidget(dialog)
    dialog.submitted.connect(lambda: pressed.append("issued"))
    other.clicked.connect(lambda: pressed.append("preview"))
    small.clicked.connect(lambda: pressed.append("left out"))
    dialog.show()
    other.setText("Preview 4")
    assert other.shortcut().toString() == "Ctrl+G"
    for target in (other, small, dialog.primary_button):
        qtbot.keyClick(target, Qt.Key.Key_Return)
    assert pressed == ["preview", "left out", "issued"]
    order = [dialog.cancel_button, other, dialog.primary_button]
    assert order[0].nextInFocusChain() is order[1] and order[1].nextInFocusChain() is order[2]
    qtbot.keyClick(dialog.cancel_button, Qt.Key.Key_Enter)
    assert pressed == ["preview", "left out", "issued"] and not dialog.isVisible()


def test_a_dialog_that_grows_keeps_its_buttons_on_the_screen(theme: Theme, qtbot: QtBot) -> None:
    dialog, more = Dialog("Read", "Take over"), QWidget()
    dialog.body.addWidget(more)
    qtbot.addWidget(dialog)
    dialog.show()
    area = dialog.screen().availableGeometry()
    dialog.move(20, area.bottom() - dialog.height())
    more.setMinimumHeight(area.height() // 2)
    qtbot.waitUntil(lambda: dialog.height() > area.height() // 2)
    assert dialog.frameGeometry().bottom() <= area.bottom() and dialog.frameGeometry().top() >= area.top()
