"""Small drawn marks shared by widgets and table cells: grade badge, status tag, mini aging bar, check box."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen

from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import Theme

# The five tones of DESIGN 2 stand for the grades of DOMAIN C6.
GRADE_TONES = {"AAA": "A", "AA": "A", "A": "A", "BBB": "B", "BB": "C", "B": "C", "CCC": "D", "CC": "D", "C": "D", "D": "E"}
TONES = {"ok": ("okbg", "ok"), "danger": ("danbg", "dan"), "warn": ("warbg", "war"), "tint": ("tint", "acc"),
         "track": ("track", "t2")}
#: what stands in a cell that has nothing to say
EMPTY = "—"
BUCKETS = ("a0", "a1", "a2", "a3", "a4")


def grade_colours(theme: Theme, grade: str) -> tuple[QColor, QColor]:
    """Background and text of a grade; NR and unknown grades stand in the track tone."""
    tone = GRADE_TONES.get(grade)
    return (theme.colour(f"g{tone}"), theme.colour(f"g{tone}t")) if tone else (theme.colour("track"), theme.colour("t2"))


def badge_width(theme: Theme, grade: str, height: int = 20) -> int:
    """Wide enough for AAA, square for one letter."""
    metrics = QFontMetrics(theme.font(12 if height <= 24 else height // 2, bold=True))
    return max(theme.px(height), metrics.horizontalAdvance(grade) + theme.px(max(8, height // 3)))


def paint_badge(painter: QPainter, rect: QRectF, grade: str, theme: Theme, height: int = 20) -> None:
    """The grade's code on its tone."""
    ground, ink = grade_colours(theme, grade)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 4 if height <= 24 else 6, 4 if height <= 24 else 6)
    painter.setPen(ink)
    painter.setFont(theme.font(12 if height <= 24 else height // 2, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, grade)
    painter.restore()


def tag_width(theme: Theme, text: str, icon: str) -> int:
    """Words, icon and 7 px at the sides."""
    return QFontMetrics(theme.font(12)).horizontalAdvance(text) + 14 + (18 if icon else 0)


def paint_tag(painter: QPainter, rect: QRectF, text: str, tone: str, icon: str, theme: Theme) -> None:
    """A status: icon and word on its tone."""
    ground, ink = (theme.colour(token) for token in TONES.get(tone, TONES["track"]))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 4, 4)
    words = rect.adjusted(7, 0, -7, 0)
    if icon:
        paint_icon(painter, QRectF(words.left(), words.top(), 14, words.height()), icon, ink, 14)
        words.setLeft(words.left() + 18)
    painter.setPen(ink)
    painter.setFont(theme.font(12))
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                     QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()) + 1))
    painter.restore()


def paint_stack(painter: QPainter, rect: QRectF, amounts: Sequence[Decimal | int], theme: Theme,
                tokens: Sequence[str] = BUCKETS) -> None:
    """Amounts side by side with 1 px gaps; amounts not above zero take no room, others at least 2 px."""
    shown = [(amount, tokens[min(place, len(tokens) - 1)]) for place, amount in enumerate(amounts) if amount > 0]
    total = sum(amount for amount, _token in shown)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if not total:
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(rect, 2, 2)
    left, room = rect.left(), rect.width() - (len(shown) - 1)
    for amount, token in shown:
        width = max(2.0, room * float(amount) / float(total))
        width = min(width, rect.right() - left)
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(QRectF(left, rect.top(), width, rect.height()), 1.5, 1.5)
        left += width + 1
    painter.restore()


def paint_check(painter: QPainter, rect: QRectF, checked: bool, theme: Theme, *, focused: bool = False) -> None:
    """A 16 px check box in the middle of `rect`."""
    side = 16.0
    box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("acc" if checked or focused else "ctl"), 1))
    painter.setBrush(theme.colour("acc" if checked else "surface"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if checked:
        paint_icon(painter, box, "check", theme.colour("onacc"), 12)
    painter.restore()


def hatch(colour: QColor) -> QBrush:
    """What is over, or missing."""
    return QBrush(colour, Qt.BrushStyle.BDiagPattern)
