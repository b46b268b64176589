"""Grade badge and status tag as widgets; table cells draw the same marks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets import marks


class GradeBadge(QWidget):
    """A grade AAA…D or NR; `height` 20 in lists, 44 in heads, 72 in a result."""

    def __init__(self, grade: str = "NR", height: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grade, self._height = grade, height
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_grade(grade)

    def set_grade(self, grade: str) -> None:
        """Show another grade; "" is NR."""
        self._grade = grade or "NR"
        self.setAccessibleName(_("Grade {grade}").format(grade=self._grade))
        self.updateGeometry()
        self.update()

    @property
    def grade(self) -> str:
        return self._grade

    def sizeHint(self) -> QSize:
        theme = active()
        return QSize(marks.badge_width(theme, self._grade, self._height), theme.px(self._height))

    def paintEvent(self, _event: object) -> None:
        marks.paint_badge(QPainter(self), QRectF(self.rect()), self._grade, active(), self._height)


class StatusTag(QWidget):
    """A status in a word with its icon; tone ok, danger, warn, tint or track."""

    def __init__(self, text: str = "", tone: str = "track", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_status(text, tone, icon)

    def set_status(self, text: str, tone: str = "track", icon: str = "") -> None:
        """Show another status; no text hides the tag."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(marks.tag_width(active(), self._text, self._icon), active().px(20))

    def paintEvent(self, _event: object) -> None:
        marks.paint_tag(QPainter(self), QRectF(self.rect()), self._text, self._tone, self._icon, active())
