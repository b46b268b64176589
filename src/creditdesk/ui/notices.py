"""What the window tells: done (with undo), wrong, wants a reason, and the unexpected."""

from __future__ import annotations

import logging
import platform
import traceback
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from creditdesk import __version__
from creditdesk.domain.errors import Cancelled, CreditDeskError, FileError, InputError, ManyErrors, NeedsConsent
from creditdesk.i18n import _, translate_error
from creditdesk.ui.widgets.bars import Toast
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

log = logging.getLogger("creditdesk")
UNDO_KEPT = 20


def details_of(error: BaseException) -> str:
    """Versions and traceback, for a report of a bug; nothing of the book is in it but what the traceback says."""
    lines = traceback.format_exception(error)
    return (f"CreditDesk {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}\n\n"
            + "".join(lines))


class Notices(QObject):
    """The only place that opens message boxes. `window` is their owner."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toast = Toast(window)
        self._undo: deque[tuple[str, Callable[[], object]]] = deque(maxlen=UNDO_KEPT)
        self._unexpected: Dialog | None = None

    def toast(self, text: str, undo: Callable[[], object] | None = None, icon: str = "check-circle") -> None:
        """Say in the past tense what was done; `undo` reverses it, from the toast or later by Ctrl+Z."""
        if undo:
            self._undo.append((text, undo))
        self._toast.say(text, self.undo_last if undo else None, icon)

    def undo_last(self) -> bool:
        """Reverse the last of the actions of this run that can be reversed; False when there is none."""
        if not self._undo:
            self._toast.say(_("There is nothing to undo"), None, "info")
            return False
        _text, reverse = self._undo.pop()
        reverse()
        return True

    def forget(self) -> None:
        """Another book is open: nothing of the former can be undone from here."""
        self._undo.clear()
        self._toast.hide()

    @property
    def shown(self) -> str:
        """The text of the toast while it is visible, else ""."""
        return self._toast.text if self._toast.isVisible() else ""

    def failed(self, error: object) -> None:
        """Tell of any exception: the four kinds in words, anything else as a bug."""
        if isinstance(error, Cancelled):
            self.toast(_("Stopped; nothing was changed"), icon="info")
        elif isinstance(error, CreditDeskError):
            self.error(error)
        elif isinstance(error, BaseException):
            self.unexpected(error)

    def error(self, error: CreditDeskError) -> Dialog:
        """A box with the sentence that says what is wrong and what to do."""
        log.info("told: %s (%s)", error.code, type(error).__name__)
        titles = {FileError: _("The file cannot be used"), InputError: _("Please check the entry"),
                  ManyErrors: _("Please check the entries"), NeedsConsent: _("This needs a decision")}
        box = Dialog(titles.get(type(error), _("This is not possible")), _("Close"), self._owner(), width=460)
        box.cancel_button.hide()
        box.submitted.connect(box.accept)
        if isinstance(error, ManyErrors):
            text = QPlainTextEdit(translate_error(error))
            text.setReadOnly(True)
            text.setAccessibleName(box.windowTitle())
            box.body.addWidget(text)
        else:
            box.body.addWidget(Note(translate_error(error), "danger" if isinstance(error, FileError) else "warn"))
        box.open()
        return box

    def consent(self, error: NeedsConsent, then: Callable[[str], object], *, action: str = "") -> Dialog:
        """Ask for the reason why it is done all the same; `then(reason)` goes on."""
        box = Dialog(_("This needs a decision"), action or _("Continue all the same"), self._owner(), width=480)
        box.body.addWidget(Note(translate_error(error), "warn"))
        reason = QPlainTextEdit()
        reason.setFixedHeight(72)
        reason.setTabChangesFocus(True)
        field = FormField(_("Reason"), reason, name="reason", required=True, help_text=_("It is kept in the book's history"))
        box.body.addWidget(field)

        def go_on() -> None:
            if field.check():
                box.accept()
                then(reason.toPlainText().strip())

        box.submitted.connect(go_on)
        box.open()
        return box

    def confirm(self, title: str, text: str, action: str, then: Callable[[], object]) -> Dialog:
        """Ask before what cannot be undone; `action` names the result on the button."""
        box = Dialog(title, action, self._owner(), width=440)
        box.body.addWidget(label(text, wrap=True))
        box.submitted.connect(box.accept)
        box.accepted.connect(lambda: then())
        box.open()
        return box

    def unexpected(self, error: BaseException) -> Dialog | None:
        """A bug: logged, shown with its details to copy; the window lives on. One box at a time."""
        log.error("unexpected", exc_info=error)
        if self._unexpected is not None and self._unexpected.isVisible():
            return None
        details = details_of(error)
        box = Dialog(_("Something went wrong"), _("Close"), self._owner(), width=560)
        box.cancel_button.hide()
        box.body.addWidget(Note(_("An error in CreditDesk itself. What was saved before is safe; what this step was to write "
                                  "was not written. The details help to put it right."), "danger"))
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setMinimumHeight(160)
        text.setAccessibleName(_("Details"))
        box.body.addWidget(text)
        copy = box.add_button(button(_("Copy details"), "copy"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        box.submitted.connect(box.accept)
        self._unexpected = box
        box.open()
        return box

    def _owner(self) -> QWidget:
        """The dialog in front, so that a message is not hidden behind it."""
        front = QGuiApplication.modalWindow()
        if front is not None:
            for dialog in self._window.findChildren(Dialog):
                if dialog.windowHandle() is front:
                    return dialog
        return self._window
