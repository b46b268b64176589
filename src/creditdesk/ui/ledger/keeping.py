"""What is being typed is written down while it is typed, so that even a program that was killed has lost nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from creditdesk.ui.tables.layout_store import Settings

_DELAY = 400


class Keeper(QObject):
    """Writes `text()` under a key of the settings soon after each change, and at once by `now()`; "" keeps nothing."""

    def __init__(self, settings: Settings, key: str, text: Callable[[], str], owner: QObject) -> None:
        super().__init__(owner)
        self._settings, self._key, self._text = settings, key, text
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self.now)

    def watch(self, owner: QWidget) -> None:
        """Follow every field of a form."""
        self.follow(owner.findChildren(QWidget))

    def follow(self, fields: Iterable[QWidget]) -> None:
        """Follow these fields."""
        for field in fields:
            if isinstance(field, QLineEdit):
                field.textChanged.connect(self.later)
            elif isinstance(field, QComboBox):
                field.currentIndexChanged.connect(self.later)

    def later(self, *_what: object) -> None:
        """Something changed."""
        self._timer.start()

    def now(self) -> None:
        """Write it down."""
        self._timer.stop()
        self._settings.setValue(self._key, self._text())

    def forget(self) -> None:
        """What was typed is posted, kept as a draft, or thrown away."""
        self._timer.stop()
        self._settings.setValue(self._key, "")

    @property
    def kept(self) -> str:
        """What was written down last, "" for nothing."""
        return str(self._settings.value(self._key) or "")
