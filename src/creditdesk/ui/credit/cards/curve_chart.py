"""Two pictures of how well scores separate: the ROC curve, and the shares of good and bad by score with their distance."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.i18n import _, pgettext
from creditdesk.services.credit.validation import CurvePoint
from creditdesk.ui.style.theme import active

ROC, KS = "roc", "ks"
_STEPS = 4


class CurveChart(QWidget):
    """`set_curve(points, kind)`; values are for drawing only."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[CurvePoint] = ()
        self._kind = ROC
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(360, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 150)

    def set_curve(self, points: Sequence[CurvePoint], kind: str) -> None:
        """Points by rising score."""
        self._points, self._kind = points, kind
        self.setAccessibleDescription("; ".join(f"{point.score:.0f}: {point.bad:.0%} / {point.good:.0%}"
                                                for point in points[:: max(1, len(points) // 10)]))
        self.update()

    def paintEvent(self, _event: object) -> None:
        if not self._points:
            return
        painter, theme = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12))
        metrics = painter.fontMetrics()
        left, foot = metrics.horizontalAdvance("100%") + 10, metrics.height() * 2 + 10
        plot = QRectF(left, metrics.height() / 2 + 2, max(20.0, self.width() - left - 14),
                      max(20.0, self.height() - foot - metrics.height() / 2))
        self._grid(painter, plot)
        if self._kind == ROC:
            self._roc(painter, plot)
        else:
            self._shares(painter, plot)

    def _grid(self, painter: QPainter, plot: QRectF) -> None:
        theme, height = active(), painter.fontMetrics().height()
        low, high = (Decimal(0), Decimal(1)) if self._kind == ROC else self._span()
        for step in range(_STEPS + 1):
            y = round(plot.bottom() - plot.height() * step / _STEPS) + 0.5
            painter.setPen(QPen(theme.colour("line" if step else "line2"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(theme.colour("t3"))
            painter.drawText(QRectF(0, y - 12, plot.left() - 6, 24),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{step * 100 // _STEPS}%")
            x = plot.left() + plot.width() * step / _STEPS
            value = low + (high - low) * step / _STEPS
            words = f"{step * 100 // _STEPS}%" if self._kind == ROC else f"{value:.0f}"
            painter.drawText(QRectF(x - 30, plot.bottom() + 4, 60, height), Qt.AlignmentFlag.AlignCenter, words)
        title = _("Share of good customers up to the score") if self._kind == ROC else _("Score")
        painter.drawText(QRectF(plot.left(), plot.bottom() + 4 + height, plot.width(), height), Qt.AlignmentFlag.AlignCenter,
                         title)

    def _span(self) -> tuple[Decimal, Decimal]:
        low, high = self._points[0].score, self._points[-1].score
        return (low, high) if high > low else (low - 1, low + 1)

    def _roc(self, painter: QPainter, plot: QRectF) -> None:
        theme = active()
        painter.setPen(QPen(theme.colour("t3"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(plot.bottomLeft(), plot.topRight())
        line = [plot.bottomLeft()] + [QPointF(plot.left() + plot.width() * float(point.good),
                                              plot.bottom() - plot.height() * float(point.bad)) for point in self._points]
        fill = theme.colour("acc")
        fill.setAlphaF(0.10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([*line, plot.bottomRight()]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("acc"), 2))
        painter.drawPolyline(QPolygonF(line))

    def _shares(self, painter: QPainter, plot: QRectF) -> None:
        theme = active()
        low, high = self._span()

        def at(point: CurvePoint, share: Decimal) -> QPointF:
            return QPointF(plot.left() + plot.width() * float((point.score - low) / (high - low)),
                           plot.bottom() - plot.height() * float(share))

        widest = max(self._points, key=lambda point: abs(point.bad - point.good))
        painter.setPen(QPen(theme.colour("t2"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(at(widest, widest.bad), at(widest, widest.good))
        for token, shares, style in (("dan", [point.bad for point in self._points], Qt.PenStyle.SolidLine),
                                     ("acc", [point.good for point in self._points], Qt.PenStyle.DashLine)):
            painter.setPen(QPen(theme.colour(token), 2, style))
            painter.drawPolyline(QPolygonF([at(point, share) for point, share in zip(self._points, shares, strict=True)]))
        metrics, y = painter.fontMetrics(), plot.bottom() - 10
        for token, text, style in (("acc", pgettext("cases", "good"), Qt.PenStyle.DashLine),
                                   ("dan", pgettext("cases", "bad"), Qt.PenStyle.SolidLine)):
            painter.setPen(QPen(theme.colour(token), 2, style))
            x = plot.right() - metrics.horizontalAdvance(text) - 6
            painter.drawText(QPointF(x, y), text)
            painter.drawLine(QPointF(x - 30, y - metrics.ascent() / 3), QPointF(x - 6, y - metrics.ascent() / 3))
            y -= metrics.height() + 2
