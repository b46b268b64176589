"""The window's modules are imported in the window's thread, one at a time while it has nothing else to do.

PySide makes its types as they are first named, and does not expect two threads to do so: a worker that imported a page while the
window was drawn ended the program once in thirty starts. What is no part of Qt the worker imports (`services`).
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator, Sequence

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, QTimer

import creditdesk.ui
from creditdesk.ui.work import Work

_EVERY_MS, _LATER_MS = 2, 100
#: by then the window is painted
_PAINTED_MS = 30
#: what the first page is drawn with, and nothing of it needs the book
FIRST = tuple(f"creditdesk.ui.{name}" for name in (
    "widgets.card", "widgets.choice", "widgets.kpi_card", "widgets.aging_bar", "widgets.trend_chart", "widgets.empty_state",
    "widgets.elided", "widgets.date_edit", "widgets.amount_edit", "tables.columns", "tables.model", "tables.delegate",
    "tables.header", "tables.data_table", "insight.wording", "dashboard.figures", "dashboard.day_list", "dashboard.debtors",
    "dashboard.page"))
#: the small parts first, so that no page has much left to import
_PARTS = ("creditdesk.ui.style.", "creditdesk.ui.widgets.", "creditdesk.ui.tables.")


def services() -> None:
    """Import what stands behind the pages; called in the worker."""
    import creditdesk.services
    for name in _modules(creditdesk.services.__path__, "creditdesk.services."):
        importlib.import_module(name)


def _modules(path: Sequence[str], prefix: str) -> Iterator[str]:
    import pkgutil
    for found in pkgutil.walk_packages(path, prefix):
        if not found.ispkg:
            yield found.name


class Preloader(QObject):
    """`first` and then, once asked, `rest`: a type of Qt or a module each time the window has nothing to do."""

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._names: list[str] = []
        self._types: list[str] = []
        self._whole = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._next)

    def first(self) -> None:
        """What the first page is drawn with."""
        self._names += FIRST
        self._timer.start(_PAINTED_MS)

    def rest(self) -> None:
        """Every module of the window, so that the next click on a page finds it ready."""
        if not self._whole:
            self._whole = True
            found = sorted(_modules(creditdesk.ui.__path__, "creditdesk.ui."),
                           key=lambda name: (not name.startswith(_PARTS), name))
            self._names += found
            # asked what a part of Qt's own is, PySide would make the types of all widgets at once
            self._types = [name for name in dir(QtWidgets) if name.startswith("Q")]
            self._timer.start(_EVERY_MS)

    def stop(self) -> None:
        self._timer.stop()

    def _next(self) -> None:
        if self._whole and self._work.writing:  # an import or letters: beside them a module takes long
            self._timer.setInterval(_LATER_MS)
            return
        self._timer.setInterval(_EVERY_MS)
        if self._types:
            getattr(QtWidgets, self._types.pop())
            return
        while self._names:
            name = self._names.pop(0)
            if name not in sys.modules:
                importlib.import_module(name)
                return
        self._timer.stop()
        if self._whole:
            # What is loaded stays for good: a full collection that walked it would hold up the window for 70 ms.
            gc.freeze()
