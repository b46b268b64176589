"""The lock: after some minutes without a key or a click everything is hidden until somebody signs in (DOMAIN K)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

MINUTES = 15
_ACTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
                   QEvent.Type.TouchBegin})


class IdleLock(QObject):
    """Calls `lock` after the minutes set; `watch(0)` switches it off."""

    def __init__(self, lock: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lambda: lock())
        self._watching = False

    def watch(self, minutes: int) -> None:
        """Begin to count, or stop with 0."""
        app = QApplication.instance()
        if app is not None and bool(minutes) != self._watching:
            (app.installEventFilter if minutes else app.removeEventFilter)(self)
        self._watching = bool(minutes)
        if minutes:
            self._timer.start(minutes * 60_000)
        else:
            self._timer.stop()

    @property
    def watching(self) -> bool:
        return self._watching

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTS and self._timer.isActive():
            self._timer.start()
        return False


def hide_everything() -> list[QWidget]:
    """Hide every window of the program; answers them in order, to be shown again."""
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in shown:
        widget.hide()
    return shown
