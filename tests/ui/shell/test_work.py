"""The worker: results on the GUI thread, stale ones dropped, failures told, closing waits."""

from __future__ import annotations

import sys
import threading
import time
from decimal import Decimal

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from creditdesk.domain.errors import RuleError
from creditdesk.ui.style.theme import Theme
from creditdesk.ui.work import Progress, Step, Work


def test_results_arrive_on_the_gui_thread(work: Work, qtbot: QtBot) -> None:
    seen: list[object] = []
    work.read(lambda _progress: threading.get_ident(), lambda ident: seen.extend([ident, threading.get_ident()]))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] != seen[1] == threading.get_ident()


def test_a_write_tells_what_changed_after_its_result(work: Work, qtbot: QtBot) -> None:
    order: list[object] = []
    work.changed.connect(lambda what: order.append(("changed", what)))
    work.write(lambda _progress: 2**40, lambda result: order.append(result), what="invoices")
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == [2**40, ("changed", "invoices")]


def test_only_the_last_of_a_group_and_nothing_after_forget_arrives(work: Work, qtbot: QtBot) -> None:
    arrived: list[object] = []
    for number in range(5):
        work.read(lambda _progress, n=number: n, arrived.append, group="list")
    qtbot.waitUntil(lambda: work.idle)
    assert arrived == [4]
    work.read(lambda _progress: "old book", arrived.append)
    work.forget()
    work.read(lambda _progress: "new book", arrived.append)
    qtbot.waitUntil(lambda: work.idle)
    assert arrived == [4, "new book"]


def test_failures_are_told_and_the_worker_lives_on(work: Work, qtbot: QtBot) -> None:
    told: list[object] = []
    work.failed.connect(told.append)

    def refuse(_progress: Progress) -> None:
        raise RuleError("No.", code="no")

    work.write(refuse)
    own: list[BaseException] = []
    work.read(lambda _progress: 1 / 0, failed=own.append)
    done: list[object] = []
    work.read(lambda _progress: Decimal(1), done.append)
    qtbot.waitUntil(lambda: done == [Decimal(1)])
    assert [type(error) for error in told] == [RuleError] and isinstance(own[0], ZeroDivisionError)


def test_progress_and_cancel(work: Work, qtbot: QtBot) -> None:
    steps: list[Step] = []
    busy: list[object] = []
    work.stepped.connect(steps.append)
    work.busy.connect(busy.append)

    def count(progress: Progress) -> None:
        for number in range(1000):
            progress(number, 1000, "rows")
            time.sleep(0.01)

    ended: list[BaseException] = []
    work.read(count, failed=ended.append, label="Counting")
    qtbot.waitUntil(lambda: busy == ["Counting"], timeout=3000)
    work.cancel()
    qtbot.waitUntil(lambda: work.idle)
    assert type(ended[0]).__name__ == "Cancelled" and 0 < steps[-1].done < 900 and busy == ["Counting", None]


def test_closing_waits_for_a_write(qtbot: QtBot, theme: Theme) -> None:
    work, written = Work(), []

    def write(_progress: Progress) -> None:
        time.sleep(0.2)
        written.append(True)

    work.write(write)
    work.close()
    assert written == [True]
    assert work.read(lambda _progress: 1).stop.is_set()


def test_int_signals_keep_the_references_of_true(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 lost one reference an emit and aborted the process."""

    class Source(QObject):
        rang = Signal(int)

    source, seen = Source(), []
    source.rang.connect(lambda number: seen.append(number) if number == 4999 else None)
    before = sys.getrefcount(True)
    for number in range(5000):
        source.rang.emit(number)
    assert seen == [4999] and before - sys.getrefcount(True) < 1000
