"""No dialog loses what was typed: every one asks before it closes, and the longer ones bring it back after a crash."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

import creditdesk.ui
from creditdesk.ui.credit.clauses_dialog import ClausesDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.dialog import Dialog, Question
from creditdesk.ui.widgets.palette import Palette
from creditdesk.ui.widgets.typed import fields_of

for _module in pkgutil.walk_packages(creditdesk.ui.__path__, "creditdesk.ui."):
    importlib.import_module(_module.name)

Opener = Callable[[], Dialog]
WORDS = "typed 73"

#: nothing typed in them is anybody's work
UNGUARDED = {"users.sign_in.SignInDialog": "a password half typed is typed anew",
             "widgets.dialog.Question": "asks itself"}
#: they ask, but nothing of them is written down
NOT_KEPT = {"collections.issue_dialog.IssueDialog": "a folder, kept once letters were written",
            "collections.plan_letter_dialog.PlanLetterDialog": "two short fields beside the letter",
            "collections.statement_dialog.StatementDialog": "chooses what is shown",
            "credit.limit_dialog.LimitDialog": "the credit page keeps it (tests/ui/credit)",
            "credit.notice_dialog.NoticeDialog": "one short field beside the letter",
            "customers.merge_dialog.MergeDialog": "one line, and the other customer is to be looked at anew",
            "users.sign_in.OwnPasswordDialog": "passwords", "users.sign_in.RecoverDialog": "passwords",
            "users.user_dialogs.PasswordDialog": "passwords", "users.user_dialogs.RemoveDialog": "a password",
            "users.user_dialogs.SetUpDialog": "passwords", "users.user_dialogs.UserDialog": "a password"}
#: closed in another way, each with the reason
OTHER_WAY = {"collections.issue_dialog.IssueDialog": "while letters are drawn its button stops the run"}
_TYPED = re.compile(r"\b(QLineEdit|QPlainTextEdit|QTextEdit|AmountEdit|DateEdit|RecordPicker|CustomerPicker|secret_line|PasswordPair)\(")
#: its text can only be read, or the field only finds
_READ = {"collections.letters_dialog.LettersDialog", "credit.notice_dialog.ScriptDialog"}
#: what others are made of
_BASES = {"collections.text_dialog.TextDialog", "collections.one_letter_dialog.OneLetterDialog", "customers.form_base.RecordForm",
          "credit.cards.activate_dialog.StepDialog", "task_dialog.TaskDialog", "users.sign_in.WorkingDialog"}


def name_of(kind: type) -> str:
    return f"{kind.__module__.removeprefix('creditdesk.ui.')}.{kind.__name__}"


def under(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from under(one)


DIALOGS = {name_of(kind): kind for kind in sorted(set(under(Dialog)), key=name_of) if kind.__module__.startswith("creditdesk.ui")}


def takes_words(kind: type) -> bool:
    """Whether fields are made for it, by itself or by a dialog it is derived from."""
    return any(_TYPED.search(inspect.getsource(one)) for one in kind.__mro__
               if issubclass(one, Dialog) and one is not Dialog and name_of(one) != "task_dialog.TaskDialog")


TYPED = [name for name, kind in DIALOGS.items() if name not in _BASES | _READ and takes_words(kind)
         and name != "start.new_book.NewBookDialog"]  # it wants the whole program: below


def a_field(dialog: Dialog) -> Any:
    """A field for plain words: the last of those, else the last one at all."""
    found = [field for field in fields_of(dialog) if isinstance(field, (QLineEdit, QPlainTextEdit)) and field.isEnabled()
             and field.isVisibleTo(dialog) and not field.isReadOnly()]
    plain = [field for field in found if type(field) is QPlainTextEdit] or [field for field in found if type(field) is QLineEdit]
    assert found, f"{type(dialog).__name__} shows no field"
    return (plain or found)[-1]


def text_of(field: QWidget) -> str:
    return field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text() if isinstance(field, QLineEdit) else ""


def shown(qtbot: QtBot, desk: Desk, make: Opener) -> Dialog:
    dialog = make()
    dialog.open()
    qtbot.waitUntil(lambda: desk.work.idle, timeout=20_000)
    if isinstance(dialog, ClausesDialog) and not dialog.editing:
        dialog.edit(dialog.clauses[0])
        qtbot.wait(20)
    return dialog


def ask(qtbot: QtBot, dialog: Dialog) -> Question:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "Esc closed it unasked"
    assert dialog.question is not None and dialog.question.isVisible()
    return dialog.question


@pytest.mark.parametrize("name", [name for name in TYPED if name not in UNGUARDED])
def test_escape_asks_and_the_safe_answer_keeps_the_words(qtbot: QtBot, opener: Callable[[str], Opener], firm: Any, name: str) -> None:
    make = opener(name)
    dialog = shown(qtbot, firm.desk, make)
    field = a_field(dialog)
    qtbot.keyClicks(field, WORDS)
    before = text_of(field)
    assert WORDS in before
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        question = ask(qtbot, dialog)
        qtbot.keyClick(question, key)
        qtbot.waitUntil(lambda box=question: not box.isVisible())
        assert dialog.isVisible() and text_of(field) == before
    if name not in NOT_KEPT:
        comes_back(qtbot, firm.desk, dialog, make)
    ask(qtbot, dialog).primary_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    again = shown(qtbot, firm.desk, make)
    assert WORDS not in text_of(a_field(again))
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not again.isVisible(), "with nothing typed Esc leaves at once"


def comes_back(qtbot: QtBot, desk: Any, dialog: Dialog, make: Opener) -> None:
    """The program is killed: another one opens the same dialog and finds the words."""
    qtbot.waitUntil(lambda: any(WORDS in str(kept) for kept in desk.settings.kept.values()), timeout=3000)
    again = shown(qtbot, desk, make)
    assert WORDS in text_of(a_field(again)), "what was typed is not there again"
    assert "here again" in again.note.text()
    again.hide()


@pytest.mark.parametrize("name", [name for name in NOT_KEPT if "password" in NOT_KEPT[name]])
def test_a_password_is_never_written_down(qtbot: QtBot, opener: Callable[[str], Opener], firm: Any, name: str) -> None:
    dialog = shown(qtbot, firm.desk, opener(name))
    for field in fields_of(dialog):
        if isinstance(field, QLineEdit) and field.echoMode() == QLineEdit.EchoMode.Password:
            qtbot.keyClicks(field, WORDS)
    qtbot.wait(900)
    assert dialog.keeper is None
    assert not any(WORDS in str(kept) for kept in firm.desk.settings.kept.values())
    dialog.leave()


def test_nobody_leaves_the_guard() -> None:
    """A dialog that is not guarded, or goes another way, stands in the list above with its reason."""
    assert {name for name, kind in DIALOGS.items() if not kind.guarded} == set(UNGUARDED)  # type: ignore[attr-defined]
    own = {name: set(vars(kind)) for name, kind in DIALOGS.items()}
    ways = {"reject", "leave", "done", "closeEvent", "keyPressEvent", "unless_typed"}
    assert {name for name, made in own.items() if made & ways} == set(OTHER_WAY)
    assert {kind for kind in QDialog.__subclasses__() if kind.__module__.startswith("creditdesk.ui")} == {Dialog, Palette}


def test_the_lists_name_dialogs_that_are_there() -> None:
    assert not (set(UNGUARDED) | set(NOT_KEPT) | set(OTHER_WAY) | _READ | _BASES) - set(DIALOGS)
