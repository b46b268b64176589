"""What stands where nothing is: one line what is true, one line what comes next, at most one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.controls import button, label


class EmptyState(QWidget):
    """`acted` follows the button."""

    acted = Signal()

    def __init__(self, icon_name: str = "tray", title: str = "", hint: str = "", action: str = "",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconMark(icon_name, "t3", 32)
        self._title, self._hint = label(title, "strong"), label(hint, "mut", wrap=True)
        self._button = button(action or " ", small=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setSpacing(6)
        box.addStretch(1)
        box.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self._title)
        box.addWidget(self._hint)
        box.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        self._button.clicked.connect(self.acted)
        self.set_words(icon_name, title, hint, action)

    def set_words(self, icon_name: str, title: str, hint: str = "", action: str = "") -> None:
        """Say something else; an empty `action` hides the button."""
        self._icon.set_icon(icon_name, "t3")
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(action)
        self._button.setAccessibleName(action or title)
        self._button.setVisible(bool(action))
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        return self._title.text()
