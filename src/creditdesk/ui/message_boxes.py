"""The boxes that `Notices` opens; imported when the first one is needed."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from creditdesk import __version__
from creditdesk.domain.errors import CreditDeskError, FileError, InputError, ManyErrors, NeedsConsent
from creditdesk.i18n import _, translate_error
from creditdesk.ui.widgets.controls import button, Note
from creditdesk.ui.widgets.dialog import Dialog, Question


def details_of(error: BaseException) -> str:
    """Versions and traceback, for a report of a bug; nothing of the book is in it but what the traceback says."""
    return (f"CreditDesk {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}\n\n"
            + "".join(traceback.format_exception(error)))


def front(window: QWidget) -> QWidget:
    """The dialog in front of `window`, so that a message is not hidden behind it, else the window itself."""
    modal = QGuiApplication.modalWindow()
    dialogs = window.findChildren(Dialog) if modal is not None else []
    return next((dialog for dialog in dialogs if dialog.windowHandle() is modal), window)


def _long_text(text: str, name: str) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    box.setReadOnly(True)
    box.setMinimumHeight(160)
    box.setAccessibleName(name)
    return box


def error_box(window: QWidget, error: CreditDeskError) -> Dialog:
    """The sentence that says what is wrong and what to do; several stand one a line."""
    titles = {FileError: _("The file cannot be used"), InputError: _("Please check the entry"),
              ManyErrors: _("Please check the entries"), NeedsConsent: _("This needs a decision")}
    box = Dialog(titles.get(type(error), _("This is not possible")), _("Close"), front(window), width=460)
    box.cancel_button.hide()
    box.submitted.connect(box.accept)
    if isinstance(error, ManyErrors):
        box.body.addWidget(_long_text(translate_error(error), box.windowTitle()))
    else:
        box.body.addWidget(Note(translate_error(error), "danger" if isinstance(error, FileError) else "warn"))
    box.open()
    return box


def confirm_box(window: QWidget, title: str, text: str, action: str, then: Callable[[], object], *, stay: str = "",
                plain: bool = False) -> Dialog:
    """Asks before what cannot be undone; the safe answer is the one that Enter gives, unless it is `plain`."""
    box = Question(title, text, action, then, front(window), stay=stay, plain=plain)
    box.open()
    return box


def bug_box(window: QWidget, error: BaseException) -> Dialog:
    """Shows an error of the program with its details to copy."""
    details = details_of(error)
    box = Dialog(_("Something went wrong"), _("Close"), front(window), width=560)
    box.cancel_button.hide()
    box.body.addWidget(Note(_("An error in CreditDesk itself. What was saved before is safe; what this step was to write "
                              "was not written. The details help to put it right."), "danger"))
    box.body.addWidget(_long_text(details, _("Details")))
    copy = box.add_button(button(_("Copy details"), "copy"))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
    box.submitted.connect(box.accept)
    box.open()
    return box
