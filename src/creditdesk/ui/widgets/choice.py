"""One of several: a drop-down of values, segments for views, chips for filters with counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QSizePolicy, QWidget

from creditdesk.ui.style.icons import icon
from creditdesk.ui.widgets.controls import ToolButton


class Choice(QComboBox):
    """A drop-down whose entries stand for values; `value()` is the chosen one, `chosen` follows the person's choice."""

    chosen = Signal(object)

    def __init__(self, items: Sequence[tuple[object, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        self.set_items(items)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))

    def set_items(self, items: Sequence[tuple[object, str]]) -> None:
        """Replace the entries (value, words); the value chosen before stays chosen if it is still there."""
        before = self.value() if self._values else None
        self.clear()
        self._values = [value for value, _text in items]
        self.addItems([text for _value, text in items])
        if before in self._values:
            self.set_value(before)

    def value(self) -> object:
        """The chosen value, None when there is none."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def values(self) -> list[object]:
        """Every value that can be chosen, in order."""
        return list(self._values)

    def set_value(self, value: object) -> None:
        """Choose a value without telling; an unknown one chooses nothing."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a form must not change what its fields say.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Segments(QWidget):
    """An exclusive choice of view, 28 px; `chosen` carries the value."""

    chosen = Signal(object)

    def __init__(self, items: Sequence[tuple[object, str]], name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader says of the group."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._values = [value for value, _text in items]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        last = len(items) - 1
        for index, (_value, text) in enumerate(items):
            part = ToolButton()
            part.setText(text)
            part.setCheckable(True)
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            part.setAccessibleName(f"{name}: {text}")
            part.setProperty("segment", "only" if not last else {0: "first", last: "last"}.get(index, "mid"))
            self._group.addButton(part, index)
            row.addWidget(part)
        row.addStretch(1)  # in a form the parts stay together
        self._group.idClicked.connect(lambda index: self.chosen.emit(self._values[index]))
        if items:
            self.set_value(self._values[0])

    def value(self) -> object:
        index = self._group.checkedId()
        return self._values[index] if index >= 0 else None

    def values(self) -> list[object]:
        """Every value that can be chosen, in order."""
        return list(self._values)

    def set_value(self, value: object) -> None:
        """Choose without telling."""
        self._group.button(self._values.index(value)).setChecked(True)

    def clear(self) -> None:
        """Choose nothing: the person has yet to decide."""
        self._group.setExclusive(False)
        for part in self._group.buttons():
            part.setChecked(False)
        self._group.setExclusive(True)


class Chip(ToolButton):
    """A filter that is on or off, with the count of what it lets through."""

    def __init__(self, text: str, count: int | None = None, *, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("chip", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._words = text
        if icon_name:
            self.setIcon(icon(icon_name, "t2", on="acc"))
            self.setIconSize(QSize(14, 14))
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show a count behind the words, None for none."""
        text = self._words if count is None else f"{self._words} {count:,}"
        self.setText(text)
        self.setAccessibleName(text)


class Chips(QWidget):
    """A row of filters of which one is on; `chosen` carries its value."""

    chosen = Signal(object)

    def __init__(self, items: Sequence[tuple[object, str]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._chips = {value: Chip(text) for value, text in items}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._group = QButtonGroup(self)
        for chip in self._chips.values():
            self._group.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        if items:
            self.set_value(items[0][0])
        self._group.buttonClicked.connect(lambda _chip: self.chosen.emit(self.value()))

    def value(self) -> object:
        return next((value for value, chip in self._chips.items() if chip.isChecked()), None)

    def set_value(self, value: object) -> None:
        """Choose without telling."""
        self._chips[value].setChecked(True)

    def set_count(self, value: object, count: int | None) -> None:
        self._chips[value].set_count(count)
