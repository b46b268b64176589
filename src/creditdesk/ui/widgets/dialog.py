"""A dialog: body above, a sunken footer with a note at the left and the buttons at the right, the primary one last."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from creditdesk.i18n import _
from creditdesk.ui.widgets.controls import button, label, primary


class Dialog(QDialog):
    """Fill `body`; `submitted` follows the primary button or Ctrl+Enter. Show it with `open()`; `accept()` closes it."""

    submitted = Signal()

    def __init__(self, title: str, action: str, parent: QWidget | None = None, *, cancel: str = "", width: int = 520) -> None:
        """`action` names the result on the primary button ("Post 4 invoices")."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(20, 16, 20, 16)
        self.body.setSpacing(12)
        outer.addLayout(self.body, 1)
        footer = QFrame()
        footer.setProperty("footer", True)
        footer.setMinimumHeight(56)
        self._row = QHBoxLayout(footer)
        self._row.setContentsMargins(20, 10, 20, 10)
        self._row.setSpacing(8)
        self.note = label("", "mut", wrap=True)
        self._row.addWidget(self.note, 1)
        self.cancel_button = button(cancel or _("Cancel"))
        self.cancel_button.clicked.connect(self.reject)
        self.primary_button = primary(action)
        self.primary_button.clicked.connect(self.submitted)
        self._row.addWidget(self.cancel_button)
        self._row.addWidget(self.primary_button)
        self.primary_button.setDefault(True)
        outer.addWidget(footer)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.primary_button.click)

    def add_to_footer(self, widget: QWidget) -> None:
        """Place something at the footer's left, in the room of the note."""
        self.note.hide()
        self._row.insertWidget(0, widget, 1)

    def add_button(self, extra: QPushButton) -> QPushButton:
        """Place a further button before the primary one."""
        self._row.insertWidget(self._row.count() - 1, extra)
        return extra

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        kinds = (QLineEdit, QComboBox, QPlainTextEdit, QAbstractSpinBox)
        fields = (field for field in self.findChildren(QWidget) if isinstance(field, kinds) and field.isEnabled()
                  and field.isVisibleTo(self) and not getattr(field, "isReadOnly", bool)())
        first = next(fields, None)
        (first or self.primary_button).setFocus(Qt.FocusReason.TabFocusReason)
