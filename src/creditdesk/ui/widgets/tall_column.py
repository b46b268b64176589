"""A column of widgets inside a scroll area that is as tall as its wrapped texts need, never squeezed."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


class TallColumn(QWidget):
    """Fill `box`; a scroll area takes it with `in_area`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plain", True)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(8)

    def in_area(self, name: str) -> QScrollArea:
        """A scroll area around the column; `name` is what a screen reader says."""
        area = QScrollArea()
        area.setWidget(self)
        area.setWidgetResizable(True)
        area.setAccessibleName(name)
        return area

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # A layout's own minimum counts a wrapped text as one line.
        tall = self.box.totalHeightForWidth(self.width()) if self.box.hasHeightForWidth() else self.box.minimumSize().height()
        if tall != self.minimumHeight():
            self.setMinimumHeight(max(0, tall))
