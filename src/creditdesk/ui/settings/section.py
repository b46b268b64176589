"""A part of the settings: a column of fields at most 760 px wide, with a button of its own to save."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _
from creditdesk.ui.form_keeper import BackNote, book_key
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.controls import primary
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors
from creditdesk.ui.widgets.typed import fields_of, put_state, state_of

FORM = 760
_PAUSE = 400


class Section(QWidget):
    """Fill `box`; override `refresh` and call `filled` once the fields say what the book says.

    What is typed then is written down while it is typed, and stands here again after the pages were made anew (another
    language, another size of text) or the program was killed.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.fields: list[FormField] = []
        self._draft = ""
        self._began: Any = None
        self._back: BackNote | None = None
        self._typing = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.keep_typed)
        self.setObjectName("page")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 8, 16)
        self.box.setSpacing(12)

    def refresh(self) -> None:
        """Read the book anew; called when the section is shown and after each write."""

    # What is typed and not saved

    def kept_as(self, key: str) -> None:
        """The section's own name; without one nothing is written down."""
        self._draft = draft_key(self.shell, key)
        if self._began is not None:
            self._put_back()

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved yet."""
        return self._typing if self._began is None else bool(self.dump() != self._began)

    @property
    def is_filled(self) -> bool:
        """Whether the fields have said what the book says."""
        return self._began is not None

    def touched(self, *_args: object) -> None:
        """Something was typed."""
        self._typing = True
        self._pause.start()

    def dump(self) -> Any:
        """Everything as it stands in the fields, readable or not."""
        return state_of(self)

    def load(self, kept: Any) -> None:
        """Put back what `dump` gave."""
        put_state(self, kept)

    def filled(self) -> None:
        """The fields say what the book says; what was typed over it before is put back."""
        first, self._began, self._typing = self._began is None, self.dump(), False
        if first:
            self._follow()
            self._put_back()

    def _follow(self) -> None:
        for field in fields_of(self):
            if isinstance(field, QLineEdit):
                field.textEdited.connect(self.touched)
            elif isinstance(field, QComboBox):
                field.activated.connect(self.touched)
            elif isinstance(field, QCheckBox):
                field.clicked.connect(self.touched)

    def _put_back(self) -> None:
        try:
            kept = json.loads(str(self.shell.settings.value(self._draft) or "null")) if self._draft else None
        except ValueError:  # written by another version
            return
        if kept is None:
            return
        self.load(kept)
        if self.dirty:
            self._back = BackNote(self._start_afresh)
            self._back.setMaximumWidth(FORM)
            self.box.insertWidget(0, self._back)

    def _start_afresh(self) -> None:
        self.load(self._began)
        self.keep_typed()

    def keep_typed(self) -> None:
        """Write down what is typed, or that nothing is."""
        self._pause.stop()
        if self._draft and self._began is not None:
            text = json.dumps(self.dump(), ensure_ascii=False) if self.dirty else ""
            if text != str(self.shell.settings.value(self._draft) or ""):
                self.shell.settings.setValue(self._draft, text)

    def let_go(self) -> None:
        """What is typed is thrown away knowingly: from now on nothing is written down."""
        self._pause.stop()
        self._draft = ""

    def _saved(self) -> None:
        if self._began is not None:
            self._began = self.dump()
        self._typing = False
        self.keep_typed()
        if self._back is not None:
            self._back.hide()

    def pair(self, *widgets: QWidget) -> QHBoxLayout:
        """Widgets side by side with the same width."""
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget in widgets:
            row.addWidget(widget, 1)
        return row

    def save_button(self, words: str, act: Callable[[], object]) -> QHBoxLayout:
        """The section's primary button, at the left under its fields; Ctrl+S presses it."""
        entry = primary(words, "check", shortcut="Ctrl+S")
        entry.clicked.connect(lambda: act())
        row = QHBoxLayout()
        row.addWidget(entry)
        row.addStretch(1)
        return row

    def all_right(self) -> bool:
        """Check every field; each shows its own error."""
        return all_right(self.fields)

    def write(self, job: Callable[[], Any], said: str, what: str, then: Callable[[], object] | None = None) -> None:
        """Run `job` in the worker; errors go to the fields that they name. `then` empties what was entered."""
        def done(_result: object) -> None:
            if then is not None:
                then()
            self._saved()
            self.shell.books.refresh()
            self.shell.window.notices.toast(said)

        def failed(error: BaseException) -> None:
            left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
            if left:
                self.shell.window.notices.failed(left[0])

        self.shell.work.write(lambda _progress: job(), done, failed=failed, what=what, label=_("Saving"))


def draft_key(shell: Shell, key: str) -> str:
    """Where what is typed into a section waits, "" without a book."""
    return f"{book_key(shell.desk())}/settings/{key}" if shell.books.session is not None else ""
