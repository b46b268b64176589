"""The program's own mark."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap


def window_icon() -> QIcon:
    """The program's own mark: a white C on the accent."""
    picture = QPixmap(128, 128)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#0E6A72"))
    painter.drawRoundedRect(8, 8, 112, 112, 28, 28)
    pen = QPen(QColor("white"), 14)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawArc(40, 40, 48, 48, 50 * 16, 260 * 16)
    painter.end()
    return QIcon(picture)
