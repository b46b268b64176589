"""One figure of the dashboard: label, value, footnote, and its formula in the tooltip."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.style.theme import active, restyle
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.elided import ElidedLabel

#: of the figure (px); the style sheet knows the same
_SIZES = (22, 18, 15, 12)
_GAP = 4


class KpiCard(QFrame):
    """The whole card takes the focus; a click or Enter asks for the list behind the figure (`opened`)."""

    opened = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setProperty("drill", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title = ElidedLabel(title, "sec")
        self._value, self._unit = label("—", "kpi"), label("", "sec")
        self._foot, self._change = ElidedLabel("", "mut"), label("", "mut")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(15, 9, 11, 9)
        outer.setSpacing(0)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(IconMark("info", "t3", 14))
        middle, bottom = QHBoxLayout(), QHBoxLayout()
        middle.setSpacing(_GAP)
        bottom.setSpacing(4)
        middle.addWidget(self._value)
        middle.addWidget(self._unit, 1, Qt.AlignmentFlag.AlignBottom)
        # as wide as its words, and less where there is no room; the change stands right behind it
        self._foot.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        bottom.addWidget(self._foot)
        bottom.addWidget(self._change, 1)
        for row in (top, middle, bottom):
            outer.addLayout(row)
        self.set_compact(False)
        self._tell()

    def set_figure(self, value: str, foot: str = "", *, unit: str = "", formula: str = "", change: str = "",
                   worse: bool = False) -> None:
        """Show a figure; `change` carries its own arrow ("↑4.0%") and is amber when `worse`, never red."""
        self._value.setText(value)
        self._unit.setText(unit)
        self._foot.setText(foot)
        self._change.setText(change)
        self._change.setProperty("tone", "war" if worse else "t3")
        restyle(self._change)
        self.setToolTip(formula)
        self.setAccessibleDescription(formula)
        self._fit()
        self._tell()

    def _fit(self) -> None:
        """A long figure in a narrow card is written smaller: one that is cut reads as another figure."""
        layout = self.layout()
        if layout is None:
            return
        margins = layout.contentsMargins()
        room = self.contentsRect().width() - margins.left() - margins.right() - self._unit.sizeHint().width() - _GAP - 2
        size = next((size for size in _SIZES if QFontMetrics(active().font(size, bold=True)).horizontalAdvance(
            self._value.text()) <= room), _SIZES[-1])
        if self._value.property("fit") != size:
            self._value.setProperty("fit", size)
            restyle(self._value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_compact(self, compact: bool) -> None:
        """80 px in the small window, else 92."""
        self.setFixedHeight(active().px(80 if compact else 92))
        layout = self.layout()
        if layout:
            layout.setContentsMargins(11 if compact else 15, 5 if compact else 9, 9 if compact else 11, 5 if compact else 9)

    @property
    def value(self) -> str:
        return self._value.text()

    def _tell(self) -> None:
        parts = (self._title, self._value, self._unit, self._foot, self._change)
        self.setAccessibleName(" ".join(part.text() for part in parts if part.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()
