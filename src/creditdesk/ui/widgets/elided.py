"""A line of text that gives way: cut with … where the room ends, whole in the tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyleOption

from creditdesk.ui.widgets.controls import label


class ElidedLabel(QLabel):
    """Never asks for more width than there is; `role` and `tone` as for `controls.label`."""

    def __init__(self, text: str = "", role: str = "", *, tone: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(label().textFormat())
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_struck(self, struck: bool) -> None:
        """Draw a line through it: done."""
        font = self.font()
        font.setStrikeOut(struck)
        self.setFont(font)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self.fontMetrics().horizontalAdvance(self.text())), super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def paintEvent(self, _event: object) -> None:
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        self.style().drawItemText(painter, self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
                                  option.palette, True, shown, self.foregroundRole())
