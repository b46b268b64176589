"""A heartbeat of the GUI thread: how long it was ever kept from answering."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer

_EVERY = 5


class Beat(QObject):
    """`longest` is the longest time in ms between two beats beyond the beat itself."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = 0.0
        self._timer = QTimer(self, interval=_EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def stop(self) -> float:
        """The longest gap, the one still open counted."""
        self._beat()
        self._timer.stop()
        return self.longest

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000 - _EVERY)
        self._last = now
