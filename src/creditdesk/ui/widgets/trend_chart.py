"""Small charts drawn at once: at most two lines from zero with labels at their ends, and bars of one series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.ui.style.theme import active


@dataclass(frozen=True, slots=True)
class Series:
    """One line: `end` is the last value as written; the second of two is dashed and filled. `values` may hold None."""

    title: str
    values: Sequence[float | None]
    end: str
    token: str = "acc"


def scale_top(peak: float, steps: int = 4) -> tuple[float, float]:
    """The top of the axis and its step: 1, 2, 2.5 or 5 times a power of ten, at most `steps` + 1 lines."""
    if peak <= 0:
        return 1.0, 1.0
    rough = peak / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.9999)
    return math.ceil(peak / step * 0.9999) * step, step


def _written(value: float, step: float) -> str:
    return f"{value:,.{max(0, -math.floor(math.log10(step)) + (1 if f'{step:e}'.startswith('2.5') else 0)) if step < 1 else 0}f}"


class _Chart(QWidget):
    """Axis and grid shared by both charts. Values are for drawing only: floats, never money kept."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._labels: Sequence[str] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(340, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 110)

    def _grid(self, painter: QPainter, top: float, step: float, right: float) -> QRectF:
        """Draw lines and figures from zero to `top`; returns the plot's rectangle."""
        theme = active()
        painter.setFont(theme.font(12))
        metrics = painter.fontMetrics()
        figures = [index * step for index in range(round(top / step) + 1)]
        left = max(metrics.horizontalAdvance(_written(figure, step)) for figure in figures) + 10
        plot = QRectF(left, metrics.height() / 2 + 2, max(10.0, self.width() - left - right),
                      max(10.0, self.height() - metrics.height() * 1.5 - 12))
        for figure in figures:
            y = round(plot.bottom() - plot.height() * figure / top) + 0.5
            painter.setPen(QPen(theme.colour("line2" if not figure else "line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.colour("t3"))
            painter.drawText(QRectF(0, y - 12, left - 10, 24), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             _written(figure, step))
        return plot

    def _below(self, painter: QPainter, plot: QRectF, places: Sequence[float]) -> None:
        """Labels under the plot, as many as fit, the last always."""
        if not places:
            return
        painter.setFont(active().font(12))
        painter.setPen(active().colour("t3"))
        widest = max(painter.fontMetrics().horizontalAdvance(text) for text in self._labels) + 14
        every = max(1, math.ceil(widest * len(places) / max(1.0, plot.width())))
        kept = [at for at in range(len(places)) if (len(places) - 1 - at) % every == 0]
        for at in kept:
            box = QRectF(places[at] - widest / 2, plot.bottom() + 5, widest, painter.fontMetrics().height() + 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._labels[at])


class TrendChart(_Chart):
    """At most two lines, solid and dashed, labelled at their ends, from zero."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._series: Sequence[Series] = ()

    def set_series(self, labels: Sequence[str], series: Sequence[Series]) -> None:
        """One label a point; ValueError for more than two series."""
        if len(series) > 2:
            raise ValueError("a trend has at most two series")
        self._labels, self._series = list(labels), list(series)
        self.setAccessibleDescription("; ".join(
            f"{one.title}: " + ", ".join(f"{label} {_figure(value)}" for label, value in zip(labels, one.values, strict=True)
                                         if value is not None) for one in series))
        self.update()

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        values = [value for one in self._series for value in one.values if value is not None]
        if not values:
            return
        painter.setFont(theme.font(12, bold=True))
        metrics = painter.fontMetrics()
        right = max(metrics.horizontalAdvance(text) for one in self._series for text in (one.title, one.end)) + 18
        top, step = scale_top(max(values))
        plot = self._grid(painter, top, step, right)
        count = len(self._labels)
        places = [plot.left() + plot.width() * (at / (count - 1) if count > 1 else 1) for at in range(count)]
        ends: list[tuple[float, Series]] = []
        for rank, one in enumerate(self._series):
            points = [QPointF(x, plot.bottom() - plot.height() * max(0.0, value) / top)
                      for x, value in zip(places, one.values, strict=True) if value is not None]
            self._line(painter, plot, points, one.token, dashed=rank == 1)
            if points:
                ends.append((points[-1].y(), one))
        self._ends(painter, plot, ends)
        self._below(painter, plot, places)

    def _line(self, painter: QPainter, plot: QRectF, points: list[QPointF], token: str, *, dashed: bool) -> None:
        if not points:
            return
        colour = active().colour(token)
        if dashed:
            ground = colour.toRgb()
            ground.setAlphaF(0.14)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawPolygon(QPolygonF([QPointF(points[0].x(), plot.bottom()), *points,
                                           QPointF(points[-1].x(), plot.bottom())]))
        pen = QPen(colour, 2)
        if dashed:
            pen.setDashPattern([2, 1.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(points[-1], 4, 4)

    def _ends(self, painter: QPainter, plot: QRectF, ends: list[tuple[float, Series]]) -> None:
        """Name and last value beside each line's end; labels that would touch are moved apart."""
        theme = active()
        line = theme.px(17)
        ends.sort(key=lambda pair: pair[0])
        below = -1000.0
        for y, one in ends:
            start = max(y - line, below)
            box = QRectF(plot.right() + 10, start, self.width() - plot.right() - 10, line)
            painter.setFont(theme.font(12))
            painter.setPen(theme.colour("t2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, one.title)
            painter.setFont(theme.font(12, bold=True))
            painter.setPen(theme.colour("t1"))
            painter.drawText(box.translated(0, line), Qt.AlignmentFlag.AlignVCenter, one.end)
            below = start + 2 * line + 2


def _figure(value: float) -> str:
    """Small figures as they are, large ones whole and with separators."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


class BarChart(_Chart):
    """One bar a label from zero; the last stands out and carries its figure."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._values: Sequence[float | None] = ()

    def set_bars(self, labels: Sequence[str], values: Sequence[float | None]) -> None:
        """Values not below zero; None leaves a gap."""
        self._labels, self._values = list(labels), list(values)
        self.setAccessibleDescription(", ".join(f"{label} {_figure(value)}" for label, value in zip(labels, values, strict=True)
                                                if value is not None))
        self.update()

    def paintEvent(self, _event: object) -> None:
        theme, painter = active(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        peak = max((value for value in self._values if value is not None), default=None)
        if peak is None:
            return
        top, step = scale_top(peak, 3)
        plot = self._grid(painter, top, step, 8)
        slot = plot.width() / max(1, len(self._values))
        places = [plot.left() + slot * (at + 0.5) for at in range(len(self._values))]
        painter.setPen(Qt.PenStyle.NoPen)
        for at, value in enumerate(self._values):
            if value is None:
                continue
            height = plot.height() * max(0.0, value) / top
            last = at == len(self._values) - 1
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("acc" if last else "a0"))
            painter.drawRoundedRect(QRectF(places[at] - slot * 0.3, plot.bottom() - height, slot * 0.6, height), 2, 2)
            if last:
                painter.setFont(theme.font(12, bold=True))
                painter.setPen(theme.colour("t1"))
                above = QRectF(places[at] - 40, plot.bottom() - height - 20, 80, 18)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, _figure(value))
        self._below(painter, plot, places)
