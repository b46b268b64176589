"""The system asks the program to end (shut-down, log-off, Ctrl+C): it ends as if the window had been closed."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

#: by name: not every system has all of them
_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


class EndSignals(QObject):
    """Calls `end` in the GUI thread once a signal arrives; Python alone would notice it at its next line of code."""

    def __init__(self, end: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._end = end
        self._here, self._there = socket.socketpair()
        for side in (self._here, self._there):
            side.setblocking(False)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)
        self._before = signal.set_wakeup_fd(self._there.fileno())
        for name in _SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, lambda _number, _frame: None)  # the byte on the socket says it all

    def _arrived(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._here.recv(64)
        self._end()

    def release(self) -> None:
        """Signals are the system's again."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for name in _SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, signal.SIG_DFL)
        self._here.close()
        self._there.close()
