"""How much of a credit limit is used: accent below the alert, amber from there, hatched above the limit."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets import marks


class LimitBar(QWidget):
    """`used` is a fraction of the limit (1.09 is 9 % over), None without a limit; figures stand beside, not in it."""

    def __init__(self, name: str, *, thin: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._thin = name, thin
        self._used: Decimal | None = None
        self._alert = Decimal("0.9")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_used(None)

    def set_used(self, used: Decimal | None, alert: Decimal = Decimal("0.9"), words: str = "") -> None:
        """`words` is what a screen reader says ("Limit used 109 %, over the limit")."""
        self._used, self._alert = used, alert
        self.setAccessibleName(words or self._name)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 6 if self._thin else 16)

    def paintEvent(self, _event: object) -> None:
        painter, theme = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = 6.0 if self._thin else 10.0
        bar = QRectF(0, (self.height() - height) / 2, self.width(), height)
        shape = QPainterPath()
        shape.addRoundedRect(bar, height / 2, height / 2)
        painter.setClipPath(shape)
        painter.fillRect(bar, theme.colour("track"))
        if self._used is not None and self._used > 0:
            self._paint_used(painter, bar, float(self._used))
        painter.setClipping(False)
        if not self._thin and self._used is not None and self._used <= 1:
            place = round(self.width() * float(self._alert))
            painter.fillRect(QRectF(place, 0, 1, self.height()), theme.colour("t2"))

    def _paint_used(self, painter: QPainter, bar: QRectF, used: float) -> None:
        theme = active()
        if used <= 1:
            token = "war" if used >= self._alert else "acc"
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * used, bar.height()), theme.colour(token))
            return
        # The whole bar is what is used; the limit ends where the hatching begins.
        within = bar.width() / used
        muted = theme.colour("dan")
        muted.setAlphaF(0.6)
        painter.fillRect(QRectF(bar.left(), bar.top(), within, bar.height()), muted)
        over = QRectF(bar.left() + within, bar.top(), bar.width() - within, bar.height())
        painter.fillRect(over, theme.colour("surface"))
        painter.fillRect(over, marks.hatch(theme.colour("dan")))


class SplitBar(QWidget):
    """A received amount and how much of it is allocated (DESIGN 06): accent, then amber for the rest, red when over."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = Decimal(0)
        self.setAccessibleName(name)
        self.setFixedHeight(6)

    def set_share(self, share: Decimal) -> None:
        """Fraction allocated; above 1 is over-allocated."""
        self._share = share
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter, theme = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), theme.colour("warl"))
        share = min(1.0, float(self._share))
        painter.fillRect(QRectF(0, 0, self.width() * share, self.height()),
                         theme.colour("dan" if self._share > 1 else "acc"))
