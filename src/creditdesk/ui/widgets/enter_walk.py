"""Enter as the accountant's Tab: the next field, Shift+Enter the one before (DESIGN 5)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget


class EnterWalk(QObject):
    """Install on a form: while `wanted()` is true, Enter leaves a one-line field for the next one.

    On the last field, or where the next stop is no field, Enter keeps its meaning (the default button).
    `following(field, back)` may name another next field than the tab order does; None leaves it to that.
    """

    def __init__(self, form: QWidget, wanted: Callable[[], bool], *,
                 following: Callable[[QWidget, bool], QWidget | None] | None = None) -> None:
        super().__init__(form)
        self._form, self._wanted, self._following = form, wanted, following
        form.installEventFilter(self)  # a field made later lets Enter rise to here
        for field in form.findChildren(QWidget):
            if isinstance(field, (QLineEdit, QComboBox)):
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(watched, QWidget)):
            return False
        risen = watched is self._form
        if risen:
            watched = self._form.focusWidget()
            if not isinstance(watched, (QLineEdit, QComboBox)):
                return False
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not self._wanted():
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if getattr(watched, "choosing", False):  # an open list of matches takes Enter itself
            return False
        target = (self._following(watched, back) if self._following else None) or self._next(watched, back)
        if target is None:
            return False
        if isinstance(watched, QLineEdit) and not risen:
            watched.editingFinished.emit()
        target.setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)
        return True

    def _next(self, start: QWidget, back: bool) -> QWidget | None:
        """The next enabled field of the form in tab order; computed, read-only ones are skipped."""
        field = start
        while True:
            following = field.previousInFocusChain() if back else field.nextInFocusChain()
            field = following or start
            if field is start:
                return None
            if not self._form.isAncestorOf(field) or not field.isVisibleTo(self._form) or not field.isEnabled():
                continue
            if isinstance(field, QLineEdit) and isinstance(field.parentWidget(), QComboBox):
                continue
            if isinstance(field, (QLineEdit, QComboBox)) and not getattr(field, "isReadOnly", bool)():
                # Coming round to the first field again means that this was the last one.
                return field if back or not self._before(field, start) else None

    def _before(self, field: QWidget, start: QWidget) -> bool:
        order = [one for one in self._form.findChildren(QWidget) if isinstance(one, (QLineEdit, QComboBox))]
        return field in order and start in order and order.index(field) < order.index(start)
