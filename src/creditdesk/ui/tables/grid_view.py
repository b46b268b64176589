"""The bare view of a table: it hands on keys and letters, and knows the row under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QTableView

from creditdesk.ui.tables.delegate import CellDelegate
from creditdesk.ui.widgets.pane import give_pane


class GridView(QTableView):
    """The bare view: keys and the row under the pointer."""

    keyed = Signal(QKeyEvent)
    typed = Signal(str)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pane = give_pane(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.keyed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Qt would ask every row of every page for its text.
        self.typed.emit(search)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        delegate = self.itemDelegate()
        if isinstance(delegate, CellDelegate) and delegate.hovered != row:
            delegate.hovered = row
            self.viewport().update()
