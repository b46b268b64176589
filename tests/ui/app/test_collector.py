"""Garbage is looked for when nobody waits."""

from __future__ import annotations

import gc
import weakref
from threading import Event

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from creditdesk.ui.collector import Collector
from creditdesk.ui.work import Work


class Knot:
    """Held by nothing but itself."""

    def __init__(self, more: int) -> None:
        self.own, self.more = self, [[] for _one in range(more)]


def test_it_waits_until_the_worker_rests(qtbot: QtBot, work: Work) -> None:
    parent = QObject()
    collector = Collector(work, parent)
    try:
        assert not gc.isenabled()
        gone = weakref.ref(Knot(8000))
        keep = [[] for _one in range(8000)]  # what is new is worth a look
        held = Event()
        work.read(lambda _progress: held.wait(5))
        for _second in range(6):
            collector.look()
        assert gone() is not None
        held.set()
        qtbot.waitUntil(lambda: work.idle)
        for _second in range(3):
            assert gone() is not None
            collector.look()
        assert gone() is None and len(keep) == 8000
    finally:
        collector.release()
    assert gc.isenabled()
