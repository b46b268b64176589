"""What the window tells: done (with undo), wrong, wants a reason, and the unexpected."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from creditdesk.domain.errors import Cancelled, CreditDeskError
from creditdesk.i18n import _

if TYPE_CHECKING:
    from creditdesk.ui.widgets.bars import Toast
    from creditdesk.ui.widgets.dialog import Dialog

log = logging.getLogger("creditdesk")
UNDO_KEPT = 20


class Notices(QObject):
    """The only place that opens message boxes. `window` is their owner.

    Boxes and toast are imported when the first one is needed: the first paint does not wait for them.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toast: Toast | None = None
        self._undo: deque[tuple[Callable[[], object], Callable[[], object] | None]] = deque(maxlen=UNDO_KEPT)
        self._redo: deque[Callable[[], object]] = deque(maxlen=UNDO_KEPT)
        self._bug: Dialog | None = None

    def toast(self, text: str, undo: Callable[[], object] | None = None, icon: str = "check-circle",
              action: tuple[str, Callable[[], object]] | None = None, redo: Callable[[], object] | None = None) -> None:
        """Say in the past tense what was done; `undo` reverses it, from the toast or later by Ctrl+Z, `redo` does it again.

        `action` is a further button: its words and what it does (“Open folder”).
        """
        from creditdesk.ui.widgets.bars import Toast

        if undo:
            self.offer_undo(undo, redo)
        if self._toast is None:
            self._toast = Toast(self._window)
        self._toast.say(text, self.undo_last if undo else None, icon, action)

    def offer_undo(self, undo: Callable[[], object], redo: Callable[[], object] | None = None) -> None:
        """Let Ctrl+Z reverse something that everybody sees done, without a word."""
        self._undo.append((undo, redo))

    def undo_last(self) -> bool:
        """Reverse the last of the actions of this run that can be reversed; False when there is none."""
        if not self._undo:
            self.toast(_("There is nothing to undo"), icon="info")
            return False
        reverse, again = self._undo.pop()
        if again is not None:
            self._redo.append(again)
        reverse()
        return True

    def redo_last(self) -> bool:
        """Do again what was undone last; False when there is nothing, or it can only be entered anew."""
        if not self._redo:
            self.toast(_("There is nothing to do again"), icon="info")
            return False
        self._redo.pop()()
        return True

    def forget(self) -> None:
        """Another book is open: nothing of the former can be undone from here."""
        self._undo.clear()
        self._redo.clear()
        if self._toast:
            self._toast.hide()

    @property
    def shown(self) -> str:
        """The text of the toast while it is visible, else ""."""
        return self._toast.text if self._toast and self._toast.isVisible() else ""

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
        from creditdesk.ui.message_boxes import error_box

        log.info("told: %s (%s)", error.code, type(error).__name__)
        return error_box(self._window, error)

    def confirm(self, title: str, text: str, action: str, then: Callable[[], object], *, stay: str = "",
                plain: bool = False) -> Dialog:
        """Ask before what cannot be undone; `action` names the result on the button, `stay` the safe answer's.

        Enter and Esc give the safe answer; with `plain`, for something usual that can be undone, Enter does it.
        """
        from creditdesk.ui.message_boxes import confirm_box

        return confirm_box(self._window, title, text, action, then, stay=stay, plain=plain)

    def unexpected(self, error: BaseException) -> Dialog | None:
        """A bug: logged, shown with its details to copy; the window lives on. One box at a time."""
        from creditdesk.ui.message_boxes import bug_box

        log.error("unexpected", exc_info=error)
        if self._bug is not None and self._bug.isVisible():
            return None
        self._bug = bug_box(self._window, error)
        return self._bug
