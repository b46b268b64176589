"""Garbage is looked for when nobody waits: Python's own look would come in the middle of work and hold every thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from creditdesk.ui.work import Work

_EVERY_MS = 1000
#: looks that find the worker at rest before anything is done, and from how many new objects on it is worth it
_RESTED, _ENOUGH = 3, 5_000
#: the old ones are looked through as well every so many times
_WHOLE = 20


class Collector(QObject):
    """Switches the automatic collector off until `release`, and collects itself - in the GUI thread, to which Qt's objects
    belong - once the worker has rested for a few seconds."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._rested = self._times = 0
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def look(self) -> None:
        """Once a second."""
        self._rested = self._rested + 1 if self._work.idle else 0
        if self._rested >= _RESTED and gc.get_count()[0] >= _ENOUGH:
            self._times += 1
            gc.collect(2 if self._times % _WHOLE == 0 else 1)
            self._rested = 0

    def release(self) -> None:
        """The automatic collector works again."""
        self._timer.stop()
        gc.enable()
