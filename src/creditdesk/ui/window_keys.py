"""Keys that hold on every page, unless the page or what has the focus takes them first (DESIGN 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from creditdesk.ui.notices import Notices
    from creditdesk.ui.page import Page

PRINT = "print"


class Window(Protocol):
    """What the keys ask of the window."""

    notices: Notices

    def knows(self, key: str) -> bool: ...

    def navigate(self, key: str, **args: object) -> bool: ...

    def open_palette(self, text: str = "") -> None: ...

    def shown_page(self) -> Page | None: ...

    def export_grid(self, grid: object, ending: str) -> None: ...


class WindowKeys:
    """`pressed` answers whether a key was taken. Shortcuts of pages, dialogs and fields come before these."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._acts: Mapping[str, Callable[[], object]] = {
            "Ctrl+N": lambda: self._go("invoices", new=True), "Ctrl+R": lambda: self._go("receipts", new=True),
            "Ctrl+L": lambda: self._go("credit", limit=True), "Ctrl+Shift+N": lambda: self._go("customers", new=True),
            "Ctrl+F": self._find, "F3": lambda: window.open_palette(), "Ctrl+E": lambda: self._table(".xlsx"),
            "Ctrl+P": lambda: self._table(PRINT),
            "Ctrl+Y": lambda: window.notices.redo_last(), "Ctrl+Shift+Z": lambda: window.notices.redo_last()}

    def pressed(self, event: QKeyEvent) -> bool:
        keys = QKeySequence(QKeyCombination(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key())))
        act = self._acts.get(keys.toString(QKeySequence.SequenceFormat.PortableText))
        if act is None:
            return False
        act()
        return True

    def _go(self, page: str, **args: object) -> None:
        if self._window.knows(page):
            self._window.navigate(page, **args)

    def _find(self) -> None:
        """The page's own list filter, else the search over everything."""
        page = self._window.shown_page()
        field = getattr(page, "search", None)
        if field is not None and field.isVisible():
            field.setFocus()
        else:
            self._window.open_palette()

    def _table(self, ending: str) -> None:
        """The table that has the focus, else the first one shown on the page."""
        from creditdesk.ui.tables.data_table import DataTable

        page = self._window.shown_page()
        shown = [table for table in page.findChildren(DataTable) if table.isVisible() and table.view.isVisible()] if page else []
        if shown:
            focused = next((table for table in shown if table.isAncestorOf(page.focusWidget() or table)), None) if page else None
            self._window.export_grid(focused or shown[0], ending)
