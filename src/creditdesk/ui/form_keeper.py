"""What is being typed into a form, kept on this computer until it is saved or left: a crash or a power cut loses nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget

from creditdesk.i18n import _
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog

#: after so many milliseconds without a key what was typed is written down
_PAUSE = 400


class FormKeeper(QObject):
    """Watches the fields of a dialog. `form` names it within the book, with the customer it is about.

    `read` and `write` stand in where the fields are made while typing; `taken` runs after a draft was put back.
    """

    def __init__(self, dialog: Dialog, desk: Desk, form: str, *, read: Callable[[], Any] | None = None,
                 write: Callable[[Any], None] | None = None, taken: Callable[[], None] | None = None) -> None:
        super().__init__(dialog)
        self._dialog, self._desk = dialog, desk
        self._read, self._write = read or self._state, write or self._put
        self._taken = taken
        self._book = f"drafts/{hashlib.sha256(str(desk.session.book.path).encode()).hexdigest()[:12]}"
        self._key = f"{self._book}/{form}"
        self._started = self._kept = self._read()
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self.keep)
        self._take_up()
        self._timer.start()
        dialog.finished.connect(self._timer.stop)

    @property
    def changed(self) -> bool:
        """Whether anything differs from what the form began with."""
        return bool(self._read() != self._started)

    def keep(self) -> None:
        """Write down what stands in the form, if it is not yet."""
        now = self._read()
        if now != self._kept:
            self._kept = now
            text = json.dumps(now, ensure_ascii=False) if now != self._started else ""
            self._desk.settings.setValue(self._key, text)

    def restart(self) -> None:
        """What stands in the form now is its beginning: it was saved, and another one follows."""
        self.forget()
        self._started = self._kept = self._read()
        self._timer.start()

    def switch(self, form: str, fill: Callable[[], object]) -> None:
        """Keep under another name from now on: as the form began, then filled; what was kept under the name is put back."""
        self._write(self._started)
        self._dialog.note.setText("")
        fill()
        self._key = f"{self._book}/{form}"
        self._started = self._kept = self._read()
        self._take_up()

    def forget(self) -> None:
        """It was saved, or left knowingly."""
        self._timer.stop()
        if self._desk.settings.value(self._key):
            self._desk.settings.setValue(self._key, "")

    def leave(self, close: Callable[[], object]) -> None:
        """Close the form; what was typed is not thrown away unasked."""
        def closing() -> None:
            self.forget()
            close()
        if not self.changed:
            closing()
            return
        ask_to_leave(self._desk, closing)

    def _take_up(self) -> None:
        kept = self._desk.settings.value(self._key)
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
            self._dialog.note.setText(_("What you had typed before is here again."))
            afresh = self._dialog.add_button(button(_("Start afresh")))
            afresh.clicked.connect(lambda: self._start_afresh(afresh))

    def _start_afresh(self, afresh: QWidget) -> None:
        self._write(self._started)
        if self._taken is not None:
            self._taken()
            self._write(self._started)
        self._dialog.note.setText("")
        afresh.hide()

    # The fields themselves

    def _state(self) -> list[list[Any]]:
        return [[_name(control), _value(control)] for control in _controls(self._dialog)]

    def _put(self, state: Any) -> None:
        """Put texts back into the fields of the same name and place; a form that has other fields by now takes what fits."""
        for control, kept in zip(_controls(self._dialog), state, strict=False):
            if isinstance(kept, list) and len(kept) == 2 and kept[0] == _name(control):
                _set(control, kept[1])


def ask_to_leave(desk: Desk, close: Callable[[], object]) -> None:
    """Ask before what was typed is thrown away."""
    desk.notices.confirm(_("Leave without saving?"), _("What you typed in this form is not kept."), _("Leave"), close)


def typed_texts(dialog: QDialog) -> list[str]:
    """What a person, not the program, has written into the fields of a dialog."""
    found = []
    for control in _controls(dialog):
        if isinstance(control, QPlainTextEdit) and control.document().isModified():
            found.append(control.toPlainText())
        elif isinstance(control, QLineEdit) and (control.isModified() or getattr(control, "typed", False)):
            found.append(control.text())
    return [text for text in found if text.strip()]


def _controls(dialog: QDialog) -> list[QWidget]:
    kinds = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox)
    return [found for found in dialog.findChildren(QWidget) if isinstance(found, kinds)
            and not isinstance(found.parent(), QComboBox) and not (isinstance(found, QLineEdit) and found.isReadOnly())]


def _name(control: QWidget) -> str:
    return f"{type(control).__name__}:{control.accessibleName()}"


def _value(control: QWidget) -> Any:
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, QComboBox):
        return control.currentText()
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    return control.text() if isinstance(control, QLineEdit) else None


def _set(control: QWidget, value: Any) -> None:
    if isinstance(control, QCheckBox):
        control.setChecked(bool(value))
    elif isinstance(control, QComboBox):
        place = control.findText(str(value))
        if place >= 0:
            control.setCurrentIndex(place)
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(str(value))
    elif isinstance(control, QLineEdit):
        control.setText(str(value))
