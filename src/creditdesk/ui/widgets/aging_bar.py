"""The aging of a balance: one row a bucket, and the stacked strip above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets import marks
from creditdesk.ui.widgets.marks import EMPTY


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket: `amount` sets the bar, `figure` is how it is written, `share` and `count` stand beside ("" for none)."""

    title: str
    amount: Decimal
    figure: str
    share: str = ""
    count: str = ""


def bucket_token(place: int, count: int) -> str:
    """The ramp's colour for one of `count` buckets: first not due, last oldest, whatever their number."""
    if count <= 5:
        return marks.BUCKETS[min(place, 4)]
    return marks.BUCKETS[0] if place == 0 else marks.BUCKETS[min(4, 1 + (place - 1) * 4 // (count - 1))]


class AgingBars(QWidget):
    """Rows of swatch, name, bar, figure, share and count; a click or Enter on a row asks for its invoices."""

    chosen = Signal(int)

    def __init__(self, name: str, *, strip: bool = False, row_height: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._strip, self._row_height = name, strip, row_height
        self._buckets: Sequence[Bucket] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_buckets(())

    def set_buckets(self, buckets: Sequence[Bucket]) -> None:
        self._buckets = tuple(buckets)
        self._current = min(self._current, max(0, len(self._buckets) - 1))
        self.setAccessibleName(self._name)
        self.setAccessibleDescription("; ".join(" ".join(filter(None, (b.title, b.figure, b.share, b.count)))
                                                for b in self._buckets))
        self.updateGeometry()
        self.update()

    def set_row_height(self, pixels: int) -> None:
        """36, or 27 in the small window."""
        self._row_height = pixels
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = active()
        return QSize(360, (16 if self._strip else 0) + theme.px(self._row_height) * max(1, len(self._buckets)))

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def paintEvent(self, _event: object) -> None:
        painter, theme = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = [bucket_token(place, len(self._buckets)) for place in range(len(self._buckets))]
        if self._strip:
            marks.paint_stack(painter, QRectF(0, 0, self.width(), 8), [b.amount for b in self._buckets], theme, tokens or ("a0",))
        metrics = self.fontMetrics()
        parts = zip(*((b.title, b.figure + "  ", b.share, b.count) for b in self._buckets), strict=True)
        widths = [max(metrics.horizontalAdvance(text) for text in texts) for texts in parts]
        top = 16.0 if self._strip else 0.0
        peak = max((b.amount for b in self._buckets), default=Decimal(0))
        for place, bucket in enumerate(self._buckets):
            row = QRectF(0, top + place * theme.px(self._row_height), self.width(), theme.px(self._row_height))
            self._paint_row(painter, row, bucket, tokens[place], widths, peak)
            if self.hasFocus() and place == self._current:
                painter.setPen(QPen(theme.colour("acc"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_row(self, painter: QPainter, row: QRectF, bucket: Bucket, token: str, widths: list[int],
                   peak: Decimal) -> None:
        theme = active()
        title, figure, share, count = widths
        middle = row.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(QRectF(4, middle - 5, 10, 10), 2, 2)
        left = 20 + max(title, 64) + 16
        right = row.width() - 4
        for text, width, bold, ink in ((bucket.count, count, False, "t3"), (bucket.share, share, False, "t2"),
                                       (bucket.figure or EMPTY, figure, True, "t1")):
            if width:
                painter.setFont(theme.font(12 if ink == "t3" else 13, bold=bold and bool(bucket.amount)))
                painter.setPen(theme.colour(ink if bucket.amount else "t3"))
                painter.drawText(QRectF(right - width - 4, row.top(), width + 4, row.height()),
                                 Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
                right -= width + 24
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("t1"))
        painter.drawText(QRectF(20, row.top(), left - 20, row.height()), Qt.AlignmentFlag.AlignVCenter, bucket.title)
        if peak > 0 and bucket.amount > 0:
            room = max(8.0, right - left - 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(token))
            painter.drawRoundedRect(QRectF(left, middle - 8, max(2.0, room * float(bucket.amount / peak)), 16), 2, 2)

    def _row_at(self, y: float) -> int:
        place = int((y - (16 if self._strip else 0)) // active().px(self._row_height))
        return place if 0 <= place < len(self._buckets) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        inside = self._row_at(event.position().y()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if inside else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._row_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._current = place
            self.update()
            self.chosen.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and self._buckets:
            self._current = max(0, min(len(self._buckets) - 1, self._current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._buckets:
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)
