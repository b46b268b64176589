"""Phosphor icons (1.3.0, MIT) drawn from the face that qtawesome ships, in the colours of the theme at the time of drawing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from creditdesk.ui.style.fonts import ICONS
from creditdesk.ui.style.theme import active

# Code points of the glyphs in use, so that no character map of 4,470 names is read at start.
GLYPHS = {
    "arrow-bend-up-left": 0xf016, "arrow-counter-clockwise": 0xf021, "arrow-down": 0xf022, "arrow-left": 0xf03b,
    "arrow-right": 0xf044, "arrow-u-up-left": 0xf066, "arrow-up": 0xf061, "arrows-clockwise": 0xf045, "bank": 0xf073,
    "bell-ringing": 0xf083, "bell-ringing-fill": 0xf7ed, "buildings": 0xf0a8, "calendar-blank": 0xf0ad,
    "calendar-check": 0xf0ae, "caret-down": 0xf0c2, "caret-left": 0xf0c3, "caret-right": 0xf0c4, "caret-up": 0xf0c5,
    "chart-bar": 0xf0d2, "chart-bar-fill": 0xf83c, "chart-line": 0xf0d4, "chart-line-up": 0xf0d5,
    "chart-pie": 0xf0d6, "check": 0xf0e7, "check-circle": 0xf0e8, "check-circle-fill": 0xf851, "circle": 0xf0ec,
    "circle-dashed": 0xf0ed, "circle-fill": 0xf857, "circle-wavy-check": 0xf0f4, "clock": 0xf0f9, "columns": 0xf10e,
    "copy": 0xf114, "currency-cny": 0xf123, "dots-three": 0xf145, "dots-three-vertical": 0xf14a,
    "download-simple": 0xf14c, "download-simple-fill": 0xf8b6, "envelope-simple": 0xf156, "export": 0xf15a,
    "eye": 0xf15b, "eye-slash": 0xf15e, "file-arrow-down": 0xf168, "file-arrow-up": 0xf169, "file-pdf": 0xf16c,
    "file-text": 0xf170, "file-text-fill": 0xf8da, "flag": 0xf17c, "floppy-disk": 0xf181, "folder-open": 0xf18c,
    "funnel": 0xf196, "gauge": 0xf19a, "gauge-fill": 0xf904, "gear-six": 0xf19c, "gear-six-fill": 0xf906,
    "globe": 0xf1af, "handshake": 0xf1c0, "hard-drives": 0xf1c4, "hash": 0xf1c5, "hourglass": 0xf1d0,
    "house": 0xf1d8, "info": 0xf1e0, "keyboard": 0xf1e5, "lightning": 0xf1ef, "link-simple": 0xf1f6, "list": 0xf1fa,
    "list-bullets": 0xf1fb, "lock": 0xf1ff, "magic-wand": 0xf207, "magnifying-glass": 0xf20a, "minus": 0xf21a,
    "money": 0xf21c, "money-fill": 0xf986, "moon": 0xf21f, "note": 0xf22a, "note-pencil": 0xf22e,
    "paperclip": 0xf258, "pencil-simple": 0xf266, "percent": 0xf269, "phone": 0xf26e, "plus": 0xf27f,
    "printer": 0xf288, "prohibit": 0xf289, "question": 0xf293, "receipt": 0xf29a, "scales": 0xf2aa,
    "scales-fill": 0xfa14, "scissors": 0xf2ab, "shield-check": 0xf2b8, "sign-out": 0xf2c7,
    "sliders-horizontal": 0xf2d0, "storefront": 0xf2f9, "sun": 0xf2fe, "table": 0xf304, "translate": 0xf333,
    "trash": 0xf334, "tray": 0xf336, "trend-down": 0xf33a, "trend-up": 0xf33b, "user": 0xf346, "user-plus": 0xf34f,
    "users": 0xf351, "users-fill": 0xfabb, "warning": 0xf35c, "warning-circle": 0xf35d,
    "warning-circle-fill": 0xfac6, "x": 0xf36d, "x-circle": 0xf36e,
}


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: QColor, size: int = 0) -> None:
    """Draw the glyph centred in `rect`, `size` px high (0: as high as the rectangle)."""
    font = QFont(ICONS)
    font.setPixelSize(size or max(1, int(rect.height())))
    painter.save()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, chr(GLYPHS[name]))
    painter.restore()


class _Engine(QIconEngine):
    """Draws at paint time, so that a change of theme needs no new icon."""

    def __init__(self, name: str, token: str, on: str) -> None:
        super().__init__()
        self._name, self._token, self._on = name, token, on

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token, self._on)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = self._on if state == QIcon.State.On else self._token
        colour = active().colour("t3" if mode == QIcon.Mode.Disabled else token)
        # A wider icon keeps its right side free: that is the gap before a button's words.
        paint_icon(painter, QRect(rect.topLeft(), QSize(rect.height(), rect.height())), self._name, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():  # a cell too narrow for its icon
            return QPixmap()
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture


def icon(name: str, token: str = "t1", *, on: str = "") -> QIcon:
    """An icon in the colour of `token`, in that of `on` while checked; KeyError for a name outside `GLYPHS`."""
    if name not in GLYPHS:
        raise KeyError(name)
    return QIcon(_Engine(name, token, on or token))


class IconMark(QWidget):
    """A small icon that stands beside text; it says nothing to a screen reader, the text does."""

    def __init__(self, name: str, token: str = "t3", size: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._token = name, token
        self._size = size
        self.setFixedSize(size + 2, size + 2)

    def set_icon(self, name: str, token: str) -> None:
        """Show another glyph or colour."""
        self._name, self._token = name, token
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, active().colour(self._token), self._size)
