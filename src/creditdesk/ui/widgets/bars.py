"""Bars that come and go: what is selected, what was done and can be undone, what is still running."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.icons import IconMark
from creditdesk.ui.widgets.controls import button, icon_button, label
from creditdesk.ui.work import Step, Work

TOAST_MS = 8000


class SelectionBar(QFrame):
    """Under a list while rows are checked: their count and sum, actions on them, and a close button."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectionBar")
        self._words = label("", "strong")
        close = icon_button("x", _("Clear the selection"))
        close.clicked.connect(self.closed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 5, 6, 5)
        self._row.setSpacing(8)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(close)
        self.hide()

    def add_action(self, action: QPushButton) -> QPushButton:
        """Place a button before the close button."""
        self._row.insertWidget(self._row.count() - 1, action)
        return action

    def show_for(self, words: str) -> None:
        """Say what is selected ("3 selected, 128,800.00"); "" hides the bar."""
        self._words.setText(words)
        self.setVisible(bool(words))


class Toast(QFrame):
    """A sentence in the past tense over the middle of the status bar and the margin above it, never over data.

    It stays 8 s, longer while the pointer or the focus is on it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._icon = IconMark("check-circle", "tipt", 18)
        self._words = label("")
        self._undo = button(_("Undo") + " Ctrl Z")
        self._undo.clicked.connect(self._undone)
        self._more = button("")
        self._more.clicked.connect(self._acted)
        self._act: Callable[[], object] | None = None
        self._reverse: Callable[[], object] | None = None
        self._window = parent
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(12)
        for part in (self._icon, self._words, self._more, self._undo):
            row.addWidget(part)
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self._undo.installEventFilter(self)
        self._more.installEventFilter(self)
        self.hide()

    def say(self, text: str, reverse: Callable[[], object] | None = None, icon_name: str = "check-circle",
            action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a sentence; with `reverse` the undo button calls it, with `action` (words, what to do) another button."""
        self._reverse = reverse
        self._act = action[1] if action else None
        self._more.setText(action[0] if action else "")
        self._more.setAccessibleName(self._more.text())
        self._more.setVisible(action is not None)
        self._icon.set_icon(icon_name, "tipt")
        self._words.setText(text)
        self._undo.setVisible(reverse is not None)
        self.setMinimumHeight(40)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @property
    def text(self) -> str:
        return self._words.text()

    def _undone(self) -> None:
        self.hide()
        if self._reverse:
            self._reverse()

    def _acted(self) -> None:
        self.hide()
        if self._act:
            self._act()

    def _place(self) -> None:
        parent = self._window
        self.resize(min(self.sizeHint().width(), parent.width() - 32), max(40, self.sizeHint().height()))
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 1)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if isinstance(event, QFocusEvent):
            self._pause(event.gotFocus())
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._pause(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pause(False)

    def _pause(self, paused: bool) -> None:
        if paused:
            self._timer.stop()
        elif self.isVisible():
            self._timer.start()


class BusyBar(QFrame):
    """What the worker does, how far it is, and a way to stop it; shown once a job runs for over 300 ms."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label("", "mut")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._bar.setAccessibleName(_("Progress"))
        self._stop = button(_("Stop"), "x", small=True)
        self._stop.clicked.connect(work.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(8)
        for part in (self._words, self._bar, self._stop):
            row.addWidget(part)
        work.busy.connect(self.show_busy)
        work.stepped.connect(self._step)
        self.hide()

    def show_busy(self, words: object) -> None:
        """Show what runs; None when it has ended."""
        self.setVisible(words is not None)
        self._words.setText(str(words or _("Working")))
        self._bar.setRange(0, 0)

    def _step(self, step: Step) -> None:
        # Qt's bar counts in int: thousandths are fine enough.
        self._bar.setRange(0, 1000 if step.total else 0)
        if step.total:
            self._bar.setValue(min(1000, step.done * 1000 // step.total))
        if step.text:
            self._words.setText(step.text)
