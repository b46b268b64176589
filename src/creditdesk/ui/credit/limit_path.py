"""Who fills in, who approves, when it holds: the way of a limit, as three dots in the dialog's footer (DESIGN 04)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active

_DOT, _GAP, _LINE = 20, 7, 18


class ApprovalPath(QWidget):
    """`show_steps` takes the words of each step; those before `at` are done, the one at it is next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[str] = ()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[str], at: int) -> None:
        """Show the way; none hides it."""
        self._steps, self._at = tuple(steps), at
        words = " → ".join(steps)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(bool(steps))
        self.update()

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self._steps)

    def sizeHint(self) -> QSize:
        return QSize(200, active().px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle = 1.0, self.height() / 2
        for place, words in enumerate(self._steps):
            done, now = place < self._at, place == self._at
            dot = QRectF(left, middle - _DOT / 2, _DOT, _DOT)
            painter.setPen(Qt.PenStyle.NoPen if done else QPen(theme.colour("t1" if now else "ctl"), 1))
            painter.setBrush(theme.colour("acc") if done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
            if done:
                paint_icon(painter, dot, "check", theme.colour("onacc"), 12)
            else:
                painter.setPen(theme.colour("t1" if now else "t3"))
                painter.setFont(theme.font(12, bold=now))
                painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            left += _DOT + _GAP
            painter.setFont(theme.font(13, bold=now))
            painter.setPen(theme.colour("t1" if done or now else "t2"))
            room = max(0.0, self.width() - left)
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
            width = painter.fontMetrics().horizontalAdvance(shown)
            painter.drawText(QRectF(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            left += width + 10
            if place < len(self._steps) - 1 and left + _LINE < self.width():
                painter.setPen(QPen(theme.colour("line2"), 1))
                painter.drawLine(int(left), int(middle), int(left + _LINE), int(middle))
                left += _LINE + 10
