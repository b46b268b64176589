"""Failures nobody caught: into a rotating log file and to whoever shows them; the window lives on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

LOG_BYTES, LOG_FILES = 512 * 1024, 3


def start_log(folder: Path) -> Path:
    """Write the log to `folder`/creditdesk.log, 512 KB at most, three old ones kept; returns the file.

    Where the folder cannot be written the program runs without a log.
    """
    file = folder / "creditdesk.log"
    logger = logging.getLogger("creditdesk")
    logger.setLevel(logging.INFO)
    logger.addHandler(_FirstEntry(file))
    return file


class _FirstEntry(logging.Handler):
    """Makes the log once there is something to write: its machinery costs the first paint 15 ms, and most days are calm."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def emit(self, record: logging.LogRecord) -> None:
        from logging.handlers import RotatingFileHandler
        logger = logging.getLogger("creditdesk")
        logger.removeHandler(self)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(self._file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        except OSError:
            return
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)
        handler.handle(record)


class Failures(QObject):
    """Takes over `sys.excepthook` and `threading.excepthook`; failures of any thread are shown on the GUI thread."""

    _arrived = Signal(object)

    def __init__(self, show: Callable[[BaseException], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        self._arrived.emit(error)

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._arrived.emit(args.exc_value)

    def _tell(self, error: object) -> None:
        if isinstance(error, BaseException):
            self._show(error)
