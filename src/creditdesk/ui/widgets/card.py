"""A card: white, 1 px line, a head with title, hint and links, and a body."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import label
from creditdesk.ui.widgets.elided import ElidedLabel


class Card(QFrame):
    """`body` takes the content with 16 px at the sides, `flush` without (tables); the head appears with a title."""

    def __init__(self, title: str = "", hint: str = "", *, flush: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._title, self._hint = label(title, "title"), ElidedLabel(hint, "mut")
        # the hint gives way first: as wide as its words, cut where links and buttons need the room
        self._hint.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._head = QWidget(self)
        self._head.setFixedHeight(active().px(44))
        self._head_row = QHBoxLayout(self._head)
        self._head_row.setContentsMargins(15, 0, 15, 0)
        self._head_row.setSpacing(8)
        self._head_row.addWidget(self._title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head_row.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head_row.addStretch(1)
        self._head.setVisible(bool(title))
        outer.addWidget(self._head)
        self.body = QVBoxLayout()
        side = 0 if flush else 15
        self.body.setContentsMargins(side, 0 if title or flush else 14, side, 0 if flush else 14)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        if title:
            self.setAccessibleName(title)

    def set_title(self, text: str, hint: str | None = None) -> None:
        """Change the head's words; an empty title hides the head."""
        self._title.setText(text)
        self.setAccessibleName(text)
        self._head.setVisible(bool(text))
        if hint is not None:
            self._hint.setText(hint)

    def set_hint(self, text: str) -> None:
        self._hint.setText(text)

    def add_to_head(self, widget: QWidget) -> None:
        """Place a link, segments or a small button at the right of the head."""
        self._head_row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Shorthand for `body.addWidget`."""
        self.body.addWidget(widget, stretch)
