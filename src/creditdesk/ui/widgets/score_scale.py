"""A score on its scale of grades: bands, a needle, and the range that missing answers leave open.

Every band is as wide as the next, so that nine grades can be read; within its band a score stands in proportion.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.theme import active, Theme
from creditdesk.ui.widgets import marks


class ScoreScale(QWidget):
    """`bands` are (grade, lower bound) from the worst (bound 0) up, in points of 0–100."""

    def __init__(self, bands: Sequence[tuple[str, Decimal]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bands = list(bands)
        self._score: Decimal | None = None
        self._range: tuple[Decimal, Decimal] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_score(self, score: Decimal | None, possible: tuple[Decimal, Decimal] | None = None) -> None:
        """`possible` is the range with all unknown answers at 0 and at 100 points."""
        self._score, self._range = score, possible
        words = _("No score") if score is None else _("Score {score} of 100").format(score=score)
        if possible and possible[0] != possible[1]:
            words += ", " + _("possible range {low}–{high}").format(low=possible[0], high=possible[1])
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 30 + active().px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, _event: object) -> None:
        painter, theme = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, height, width = 10.0, 22.0, float(self.width())
        each = width / len(self._bands)
        for place, (grade, low) in enumerate(self._bands):
            left = each * place
            ground, ink = marks.grade_colours(theme, grade)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            band = QRectF(left, top, each - 1, height)
            painter.drawRoundedRect(band, 2, 2)
            painter.setPen(ink)
            painter.setFont(self._fitting(theme, grade, band.width()))
            painter.drawText(band, Qt.AlignmentFlag.AlignCenter, grade)
            if low > 0:
                painter.setFont(theme.font(12))
                painter.setPen(theme.colour("t3"))
                painter.drawText(QRectF(left - 24, top + height + 2, 48, theme.px(18)), Qt.AlignmentFlag.AlignCenter,
                                 f"{float(low):g}")
        self._paint_needle(painter, top, height, width)

    @staticmethod
    def _fitting(theme: Theme, grade: str, room: float) -> QFont:
        """The largest letters down to 9 in which the grade fits its band."""
        font = theme.font(12, bold=True)
        for size in (12, 11, 10, 9):
            font = theme.font(size, bold=True)
            if QFontMetricsF(font).horizontalAdvance(grade) <= room - 2:
                break
        return font

    def _at(self, score: Decimal) -> float:
        """Where a score stands, 0 to 1."""
        ends = [*(float(low) for _grade, low in self._bands), 100.0]
        value = min(100.0, max(0.0, float(score)))
        place = min(len(self._bands) - 1, bisect_right(ends, value) - 1)
        return (place + (value - ends[place]) / (ends[place + 1] - ends[place])) / len(self._bands)

    def _paint_needle(self, painter: QPainter, top: float, height: float, width: float) -> None:
        theme = active()
        if self._range:
            low, high = (width * self._at(end) for end in self._range)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("ctl"))
            painter.drawRoundedRect(QRectF(low, top - 7, max(2.0, high - low), 4), 2, 2)
        if self._score is not None:
            place = min(width - 3, max(0.0, width * self._at(self._score) - 1.5))
            painter.fillRect(QRectF(place, 0, 3, top + height + 6), theme.colour("t1"))


class PointsBar(QWidget):
    """The points one factor brought, on a scale shared by all (40 points fill it); missing points are hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = self._weight = Decimal(0)
        self._missing = False
        self._full = Decimal(40)
        self.setFixedHeight(8)
        self.setMinimumWidth(80)

    def set_points(self, points: Decimal, weight: Decimal, *, missing: bool = False, full: Decimal = Decimal(40)) -> None:
        """`weight` is the most this factor can bring; `missing` when the answer is unknown."""
        self._points, self._weight, self._missing, self._full = points, weight, missing, full
        self.setAccessibleName(_("{points} of {weight} points").format(points=points, weight=weight))
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter, theme = QPainter(self), active()
        unit = self.width() / float(self._full)
        room = QRectF(0, 0, unit * float(self._weight), self.height())
        painter.fillRect(room, theme.colour("track"))
        if self._missing:
            painter.fillRect(room, marks.hatch(theme.colour("ctl")))
        painter.fillRect(QRectF(0, 0, unit * float(self._points), self.height()), theme.colour("ctl" if self._missing else "acc"))
