"""The file's name at the left, the three steps of the import at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from creditdesk.ui.style.icons import IconMark, paint_icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import label, link

_DOT, _GAP, _LINE = 20, 8, 32


class Steps(QWidget):
    """Dots joined by lines: done = check, current = filled."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles, self._current = list(titles), 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_current(0)

    def set_current(self, place: int) -> None:
        self._current = place
        self.setAccessibleName(f"{place + 1}/{len(self._titles)} {self._titles[place]}")
        self.updateGeometry()
        self.update()

    def _widths(self) -> list[int]:
        return [_DOT + _GAP + QFontMetrics(active().font(13, bold=True)).horizontalAdvance(title) for title in self._titles]

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + (len(self._titles) - 1) * (_LINE + 2 * _GAP) + 2, active().px(28))

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, middle = 1.0, self.height() / 2
        for place, (title, width) in enumerate(zip(self._titles, self._widths(), strict=True)):
            current, done = place == self._current, place < self._current
            dot = QRectF(left, middle - _DOT / 2, _DOT, _DOT)
            painter.setPen(QPen(theme.colour("acc" if current else "tintl" if done else "ctl"), 1))
            painter.setBrush(theme.colour("acc" if current else "tint" if done else "surface"))
            painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
            if done:
                paint_icon(painter, dot, "check", theme.colour("acc"), 12)
            else:
                painter.setPen(theme.colour("onacc" if current else "t2"))
                painter.setFont(theme.font(12, bold=True))
                painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            painter.setPen(theme.colour("t1" if current or done else "t3"))
            painter.setFont(theme.font(13, bold=current))
            painter.drawText(QRectF(left + _DOT + _GAP, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, title)
            left += width
            if place < len(self._titles) - 1:
                painter.setPen(QPen(theme.colour("line2"), 1))
                painter.drawLine(int(left + _GAP), int(middle), int(left + _GAP + _LINE), int(middle))
                left += _LINE + 2 * _GAP


class StepsBar(QFrame):
    """`other_file` follows the link beside the file's name."""

    other_file = Signal()

    def __init__(self, titles: Sequence[str], other: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.steps = Steps(titles)
        self._name, self._what = label("", "strong"), label("", "", tone="t2")
        self._what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._link = link(other)
        self._link.clicked.connect(self.other_file)
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 9, 15, 9)
        row.setSpacing(12)
        row.addWidget(IconMark("table", "ok", 18))
        row.addWidget(self._name)
        row.addWidget(self._what, 1)
        row.addWidget(self._link)
        row.addSpacing(16)
        row.addWidget(self.steps)

    def show_file(self, name: str, what: str, step: int) -> None:
        self._name.setText(name)
        self._what.setText(what)
        self._what.setToolTip(what)
        self.steps.set_current(step)
