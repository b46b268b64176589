"""PySide6 6.12.0 on Python 3.11 loses references to True and None and aborts the process (docs/decisions.md 1)."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Counter(QObject):
    counted = Signal(int)


def test_a_signal_keeps_its_references() -> None:
    counter, seen = Counter(), []

    def count(value: int) -> None:
        seen.append(value)

    counter.counted.connect(count)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for number in range(5000):
        counter.counted.emit(number)
    assert seen == list(range(5000))
    assert sys.getrefcount(True) > before[0] - 1000
    assert sys.getrefcount(None) > before[1] - 1000
