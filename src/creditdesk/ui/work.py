"""One worker thread for everything slow: reads, writes, progress, cancel, and the news that the book changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from shiboken6 import isValid

from creditdesk.domain.errors import Cancelled

BUSY_AFTER_MS = 300
#: by then the window has drawn what has just changed (s)
_DRAWN = 0.06
_REPORT_EVERY = 0.05  # s: more reports than the eye can follow would only fill the event queue

#: how long the worker may go on while the window's thread waits for its turn (s). Drawing asks for Python a hundred times, and
#: with Python's usual 0.005 each of them would wait so long behind a busy worker
TURN = 0.0001

#: `what` of a write after which no page shown has anything to read again
UNTOLD = object()

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is: `total` 0 means that the end is not known."""

    done: int = 0
    total: int = 0
    text: str = ""


class Progress:
    """Handed to every job: call it now and then to report, which is also where a cancel takes effect."""

    def __init__(self, report: Callable[[Step], None], stop: Event) -> None:
        self._report, self._stop, self._last = report, stop, 0.0

    def __call__(self, done: int = 0, total: int = 0, text: str = "") -> None:
        """Report a step; Cancelled when the person stopped the job."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= _REPORT_EVERY or (total and done >= total):
            self._last = now
            self._report(Step(done, total, text))

    def let_draw(self) -> None:
        """Wait until the window has drawn what changed when the job was asked for: beside a busy worker that takes long."""
        if self._stop.wait(_DRAWN):
            raise Cancelled

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()


Job = Callable[[Progress], Any]


@dataclass(eq=False, slots=True)
class Ticket:
    """One job asked for: `cancel` stops it at its next report, or before it starts."""

    job: Job
    then: Done | None
    failed: Failed | None
    writes: bool
    what: object
    group: Hashable | None
    generation: int
    label: str
    stop: Event = field(default_factory=Event)

    @staticmethod
    def give_way() -> None:
        """From now on the worker lets the window's thread in at once; while the first page is read that would only cost time."""
        sys.setswitchinterval(TURN)

    def cancel(self) -> None:
        self.stop.set()


class _Worker(QThread):
    """Runs tickets one after another; the same thread always, so connections may stay with it."""

    finished_one = Signal(object)
    stepped = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.queue: SimpleQueue[Ticket | None] = SimpleQueue()

    def run(self) -> None:
        while (ticket := self.queue.get()) is not None:
            result: object = None
            error: BaseException | None = None
            try:
                if ticket.stop.is_set():
                    raise Cancelled
                result = ticket.job(Progress(partial(self._report, ticket), ticket.stop))
            except BaseException as problem:  # every failure is told on the GUI thread
                error = problem
            self.finished_one.emit((ticket, result, error))
            del ticket, result, error

    def _report(self, ticket: Ticket, step: Step) -> None:
        self.stepped.emit((ticket, step))


def gone(then: Callable[..., object]) -> bool:
    """Whether a result is for a page that was taken down meanwhile (another language, another book, somebody else).

    A lambda is for the page that it was made in: the `self` it holds.
    """
    owner = getattr(then, "__self__", None)
    code, held = getattr(then, "__code__", None), getattr(then, "__closure__", None)
    if owner is None and code is not None and held and "self" in code.co_freevars:
        owner = held[code.co_freevars.index("self")].cell_contents
    return isinstance(owner, QObject) and not isValid(owner)


class Work(QObject):
    """The owner of the worker. Results arrive on the GUI thread, in order; stale ones are dropped.

    A result is stale when a later read of the same `group` was asked for, or when `forget` was called since (another
    book was opened).
    """

    changed = Signal(object)  # after a write: what it said it changes
    busy = Signal(object)  # the label of a job that runs for over 300 ms, None when it has ended
    stepped = Signal(object)  # Step of the running job
    failed = Signal(object)  # an exception nobody else took

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = _Worker(self)
        self._worker.finished_one.connect(self._arrived)
        self._worker.stepped.connect(self._stepped)
        self._pending: list[Ticket] = []
        self._latest: dict[Hashable, Ticket] = {}
        self._generation = 0
        self._shown_busy = False
        self._timer = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._timer.timeout.connect(self._show_busy)
        self._closed = False

    def read(self, job: Job, then: Done | None = None, *, failed: Failed | None = None, group: Hashable | None = None,
             label: str = "") -> Ticket:
        """Run `job(progress)` and hand its result to `then`; of several in one `group` only the last arrives."""
        return self._add(Ticket(job, then, failed, False, None, group, self._generation, label))

    def write(self, job: Job, then: Done | None = None, *, failed: Failed | None = None, what: object = None,
              label: str = "") -> Ticket:
        """As `read`, and `changed(what)` follows once it has succeeded, unless it is UNTOLD; never dropped as stale."""
        return self._add(Ticket(job, then, failed, True, what, None, self._generation, label))

    @staticmethod
    def give_way() -> None:
        """From now on the worker lets the window's thread in at once; while the first page is read that would only cost time."""
        sys.setswitchinterval(TURN)

    def cancel(self) -> None:
        """Stop the running job at its next report; those behind it still run."""
        if self._pending:
            self._pending[0].cancel()

    def forget(self) -> None:
        """Drop every read asked for so far: the book behind them is no longer the one on screen."""
        self._generation += 1
        for ticket in self._pending:
            if not ticket.writes:
                ticket.cancel()

    @property
    def idle(self) -> bool:
        return not self._pending

    @property
    def writing(self) -> bool:
        """Whether something is still being written: closing should wait."""
        return any(ticket.writes for ticket in self._pending)

    def close(self) -> None:
        """Let writes end, drop reads, and wait for the thread."""
        if self._closed:
            return
        self._closed = True
        self.forget()
        self._timer.stop()
        if self._worker.isRunning():
            self._worker.queue.put(None)
            self._worker.wait()

    def _add(self, ticket: Ticket) -> Ticket:
        if self._closed:
            ticket.cancel()
            return ticket
        if ticket.group is not None:
            if older := self._latest.get(ticket.group):
                older.cancel()
            self._latest[ticket.group] = ticket
        self._pending.append(ticket)
        if not self._timer.isActive() and not self._shown_busy:
            self._timer.start()
        if not self._worker.isRunning():
            self._worker.start()
        self._worker.queue.put(ticket)
        return ticket

    def _arrived(self, parcel: tuple[Ticket, Any, BaseException | None]) -> None:
        ticket, result, error = parcel
        if ticket in self._pending:
            self._pending.remove(ticket)
        if not self._pending:
            self._timer.stop()
        if self._shown_busy:
            self._shown_busy = False
            self.busy.emit(None)
        if self._pending:
            self._timer.start()
        stale = not ticket.writes and (ticket.generation != self._generation or (
            ticket.group is not None and self._latest.get(ticket.group) is not ticket))
        if ticket.group is not None and self._latest.get(ticket.group) is ticket:
            del self._latest[ticket.group]
        if stale or self._closed:
            return
        if error is not None:
            self._tell(ticket, error)
            return
        if ticket.then and not gone(ticket.then):
            ticket.then(result)
        if ticket.writes and ticket.what is not UNTOLD:
            self.changed.emit(ticket.what)

    def _tell(self, ticket: Ticket, error: BaseException) -> None:
        if ticket.failed:
            if not gone(ticket.failed):
                ticket.failed(error)
        elif not isinstance(error, Cancelled):
            self.failed.emit(error)

    def _stepped(self, parcel: tuple[Ticket, Step]) -> None:
        ticket, step = parcel
        if self._pending and ticket is self._pending[0]:
            self.stepped.emit(step)

    def _show_busy(self) -> None:
        if self._pending:
            self._shown_busy = True
            self.busy.emit(self._pending[0].label)
