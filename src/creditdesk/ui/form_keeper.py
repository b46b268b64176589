"""What is being typed into a form, kept on this computer until it is saved or left: a crash or a power cut loses nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton

from creditdesk.i18n import _
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.controls import button, link, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.typed import put_state, state_of

#: after so many milliseconds without a key what was typed is written down
_PAUSE = 400


def book_key(desk: Desk) -> str:
    """Under which the settings keep what was typed into forms of this book."""
    return f"drafts/{hashlib.sha256(str(desk.session.book.path).encode()).hexdigest()[:12]}"


def back_again() -> str:
    """What a form says that begins with what was typed before."""
    return _("What you had typed before is here again.")


class BackNote(Note):
    """Says so above a form that keeps its words itself, with the way back to how it begins."""

    def __init__(self, afresh: Callable[[], object]) -> None:
        super().__init__(back_again(), "info")
        self.afresh = link(_("Start afresh"))
        self.afresh.clicked.connect(self.hide)
        self.afresh.clicked.connect(lambda: afresh())
        self.add(self.afresh)


class FormKeeper(QObject):
    """Watches the fields of a dialog. `form` names it within the book, with the customer it is about.

    `read` and `write` stand in where the fields are made while typing; `taken` runs after a draft was put back. From now
    on the dialog asks it whether closing would lose something, and lets it forget what was saved or left.
    """

    def __init__(self, dialog: Dialog, desk: Desk, form: str, *, read: Callable[[], Any] | None = None,
                 write: Callable[[Any], None] | None = None, taken: Callable[[], None] | None = None) -> None:
        super().__init__(dialog)
        self._dialog, self._settings = dialog, desk.settings
        self._read, self._write = read or (lambda: state_of(dialog)), write or (lambda kept: put_state(dialog, kept))
        self._taken = taken
        self._book = book_key(desk)
        self._key = f"{self._book}/{form}"
        self._usual = dialog.note.text()
        self._afresh: QPushButton | None = None
        self._started = self._kept = self._read()
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self.keep)
        self._take_up()
        self._timer.start()
        dialog.finished.connect(self._timer.stop)
        dialog.keeper = self

    @property
    def changed(self) -> bool:
        """Whether anything differs from what the form began with."""
        return bool(self._read() != self._started)

    @property
    def taken_up(self) -> bool:
        """Whether the form shows what was typed before."""
        return self._afresh is not None and not self._afresh.isHidden()

    def keep(self) -> None:
        """Write down what stands in the form, if it is not yet."""
        now = self._read()
        if now != self._kept:
            self._kept = now
            text = json.dumps(now, ensure_ascii=False) if now != self._started else ""
            self._settings.setValue(self._key, text)

    def restart(self) -> None:
        """What stands in the form now is its beginning: it was saved, and another one follows."""
        self.forget()
        self._started = self._kept = self._read()
        self._timer.start()

    def switch(self, form: str, fill: Callable[[], object]) -> None:
        """Keep under another name from now on: as the form began, then filled; what was kept under the name is put back."""
        self._write(self._started)
        self._say("", afresh=False)
        fill()
        self._key = f"{self._book}/{form}"
        self._started = self._kept = self._read()
        self._take_up()
        self._timer.start()

    def forget(self) -> None:
        """It was saved, or left knowingly."""
        self._timer.stop()
        if self._settings.value(self._key):
            self._settings.setValue(self._key, "")

    def _take_up(self) -> None:
        kept = self._settings.value(self._key)
        if not kept:
            return
        try:
            found = json.loads(str(kept))
        except ValueError:
            return
        self._write(found)
        if self._taken is not None:
            self._taken()
            self._write(found)
        if self.changed:
            self._kept = self._read()
            self._say(back_again(), afresh=True)

    def _say(self, text: str, *, afresh: bool) -> None:
        """The note of the dialog, and beside it the way back to an empty form while there is one."""
        self._dialog.note.setText(text)
        if self._afresh is None and afresh:
            self._afresh = self._dialog.add_button(button(_("Start afresh")))
            self._afresh.clicked.connect(self._start_afresh)
        if self._afresh is not None:
            self._afresh.setVisible(afresh)

    def _start_afresh(self) -> None:
        self._write(self._started)
        if self._taken is not None:
            self._taken()
            self._write(self._started)
        self._say(self._usual, afresh=False)
