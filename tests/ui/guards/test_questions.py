"""In a question that throws something away the safe answer has the focus and takes Enter; and what else may lose words does not."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import creditdesk.ui
from creditdesk.domain.errors import RuleError
from creditdesk.i18n import set_language
from creditdesk.services.credit.review import review_form
from creditdesk.ui.collections.template_dialog import TemplateDialog
from creditdesk.ui.credit.clauses_dialog import ClausesDialog
from creditdesk.ui.credit.review_dialog import ReviewDialog
from creditdesk.ui.credit.standing_dialogs import FreezeDialog, read_standing
from creditdesk.ui.desk import Desk
from creditdesk.ui.task_dialog import TaskDialog
from creditdesk.ui.users.sign_in import show_code
from creditdesk.ui.widgets.dialog import Dialog, Question

#: asked where Enter may do it, with the reason
PLAIN = {"books.py": "the book is closed: there is no other answer", "credit/page.py": "it saves the score",
         "start/history_check.py": "it only looks"}


def test_only_what_is_usual_is_done_by_enter() -> None:
    """Every call of `confirm` with `plain` stands above; all others give the safe answer the focus."""
    folder, found = Path(creditdesk.ui.__path__[0]), set()
    for path in folder.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and any(word.arg == "plain" and isinstance(word.value, ast.Constant) for word in call.keywords):
                found.add(path.relative_to(folder).as_posix())
    assert found == set(PLAIN)


@pytest.mark.parametrize("keys", [(Qt.Key.Key_Return,), (Qt.Key.Key_Enter,), (Qt.Key.Key_Escape,), (Qt.Key.Key_Space,),
                                  (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)])
def test_keys_struck_in_haste_throw_nothing_away(qtbot: QtBot, firm: Any, keys: tuple[Any, ...]) -> None:
    done: list[int] = []
    box: Any = firm.desk.notices.confirm("Delete?", "It is gone then.", "Delete", lambda: done.append(1), stay="Keep it")
    qtbot.waitExposed(box)
    assert isinstance(box, Question) and box.focusWidget() is box.cancel_button and box.cancel_button.isDefault()
    assert not box.primary_button.isDefault() and not box.primary_button.autoDefault()
    qtbot.keyClick(box.focusWidget(), *keys)
    qtbot.waitUntil(lambda: not box.isVisible())
    assert not done
    plain: Any = firm.desk.notices.confirm("Save first?", "", "Save", lambda: done.append(2), plain=True)
    qtbot.keyClick(plain, Qt.Key.Key_Return)
    assert done == [2]


def test_words_come_back_in_another_language(qtbot: QtBot, firm: Any) -> None:
    def freeze() -> FreezeDialog:
        made = FreezeDialog(firm.desk, firm.customer, read_standing(firm.session, firm.customer.id, firm.desk.today()), firm.window)
        made.open()
        return made

    first = freeze()
    first.kind.set_value(True)
    qtbot.keyClicks(first.reason, "owner disappeared")
    assert first.keeper is not None
    first.keeper.keep()
    first.hide()
    set_language("zh")
    try:
        again = freeze()
        assert (again.reason.text(), again.kind.value()) == ("owner disappeared", True)
        again.leave()
    finally:
        set_language("en")


def test_another_clause_does_not_end_the_one_being_written(qtbot: QtBot, firm: Any) -> None:
    dialog = ClausesDialog(firm.desk, firm.customer, firm.window)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog.clauses) > 1)
    first, second = dialog.clauses[:2]
    dialog.edit(first)
    qtbot.keyClicks(dialog.texts[first.key], "ours ")
    dialog.edit(second)
    dialog.edit(first)
    assert dialog.texts[first.key].toPlainText().startswith("ours ")
    dialog.boxes[second.key].setChecked(True)
    dialog.primary_button.click()
    assert dialog.isVisible() and dialog.question is not None and dialog.question.isVisible(), "copying asks before it closes"
    dialog.question.reject()
    dialog.leave()


def test_another_limit_asks_before_the_reason_goes(qtbot: QtBot, firm: Any) -> None:
    dialog = ReviewDialog(firm.desk, review_form(firm.session, firm.customer.id, firm.desk.today()), firm.window)
    dialog.open()
    asked: list[int] = []
    dialog.limit_asked.connect(asked.append)
    qtbot.keyClicks(dialog.reason, "pays well")
    dialog._other()
    assert dialog.isVisible() and not asked and dialog.question is not None
    dialog.question.primary_button.click()
    assert not dialog.isVisible() and asked == [firm.customer.id]


def test_another_letter_asks_and_what_was_dropped_stays_dropped(qtbot: QtBot, firm: Any) -> None:
    desk: Desk = firm.desk
    dialog = TemplateDialog(desk, firm.window, kind="L2")
    dialog.open()
    qtbot.waitUntil(lambda: desk.work.idle and bool(dialog.text.toPlainText()))
    shipped = dialog.text.toPlainText()
    qtbot.keyClicks(dialog.text, "ours ")
    dialog.kind.set_value("L3")
    dialog.kind.chosen.emit("L3")
    assert dialog.kind.value() == "L2" and dialog.question is not None and dialog.question.isVisible()
    dialog.question.primary_button.click()
    qtbot.waitUntil(lambda: desk.work.idle and dialog.kind.value() == "L3")
    dialog.kind.set_value("L2")
    dialog.kind.chosen.emit("L2")
    qtbot.waitUntil(lambda: desk.work.idle and dialog._key[0] == "L2")
    assert dialog.text.toPlainText() == shipped and not dialog.unsaved()
    dialog.leave()


class Slow(TaskDialog):
    """A task that waits, then is refused."""

    def __init__(self, desk: Desk, parent: Any, gate: threading.Event) -> None:
        super().__init__(desk, "Slow", "Do", "Done", parent)
        self._gate = gate
        self.path = self.add_paper("Paper")

    def task(self) -> Callable[[], Any]:
        def run() -> None:
            self._gate.wait(5)
            raise RuleError("It does not go.", code="refused")
        return run


def test_a_dialog_left_while_it_writes_is_back_when_it_was_refused(qtbot: QtBot, firm: Any) -> None:
    gate = threading.Event()
    dialog = Slow(firm.desk, firm.window, gate)
    dialog.open()
    dialog.primary_button.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    gate.set()
    qtbot.waitUntil(dialog.isVisible, timeout=5000)
    for box in firm.window.findChildren(Dialog) + dialog.findChildren(Dialog):
        box.leave()


def test_the_recovery_code_is_not_closed_by_escape(qtbot: QtBot, firm: Any) -> None:
    box = show_code("ABCD-EFGH", firm.window)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.isVisible() and box.question is not None
    qtbot.keyClick(box.question, Qt.Key.Key_Return)
    assert box.isVisible()
    box.primary_button.click()
    assert not box.isVisible()
