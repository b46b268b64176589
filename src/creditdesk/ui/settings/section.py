"""A part of the settings: a column of fields at most 760 px wide, with a button of its own to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.controls import primary
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors

FORM = 760


class Section(QWidget):
    """Fill `box`; override `refresh`. `dirty` says whether something typed is not saved yet."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.fields: list[FormField] = []
        self.dirty = False
        self.setObjectName("page")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 8, 16)
        self.box.setSpacing(12)

    def refresh(self) -> None:
        """Read the book anew; called when the section is shown and after each write."""

    def touched(self, *_args: object) -> None:
        """Something was typed."""
        self.dirty = True

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

    def write(self, job: Callable[[], Any], said: str, what: str) -> None:
        """Run `job` in the worker; errors go to the fields that they name."""
        def done(_result: object) -> None:
            self.dirty = False
            self.shell.books.refresh()
            self.shell.window.notices.toast(said)

        def failed(error: BaseException) -> None:
            left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
            if left:
                self.shell.window.notices.failed(left[0])

        self.shell.work.write(lambda _progress: job(), done, failed=failed, what=what, label=_("Saving"))
