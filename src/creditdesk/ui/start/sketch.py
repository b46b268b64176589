"""Two small drawings of the first page: the aging to come, and a step's number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from creditdesk.ui.style.theme import active

_BARS = ((173, "a0"), (79, "a1"), (54, "a2"), (32, "a3"), (18, "a4"))


class Sketch(QWidget):
    """What the overview will look like; decoration, so it says nothing to a screen reader."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(288, 156)

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line2"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line2"))
        painter.drawRoundedRect(QRectF(17, 15, 72, 10), 5, 5)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(QRectF(97, 15, 40, 10), 5, 5)
        for place, (width, token) in enumerate(_BARS):
            top = 41 + place * 22
            painter.setBrush(theme.colour("track"))
            painter.drawRoundedRect(QRectF(17, top + 1, 64, 8), 4, 4)
            painter.setBrush(theme.colour(token))
            painter.drawRoundedRect(QRectF(91, top, width, 10), 2, 2)


class StepDot(QWidget):
    """A number in a circle, filled for the step to do now."""

    def __init__(self, number: int, current: bool) -> None:
        super().__init__()
        self._number, self._current = number, current
        self.setFixedSize(38, 38)

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("acc" if self._current else "ctl"), 1))
        painter.setBrush(theme.colour("acc") if self._current else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setPen(theme.colour("onacc" if self._current else "t2"))
        painter.setFont(theme.font(16, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
