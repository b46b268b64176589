"""A field that picks one record by typing part of its name; F4 or F7 shows the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active

#: of the list, however long a name is (px)
_WIDEST = 480


@dataclass(frozen=True, slots=True)
class Pick:
    """One match: the value behind it, its name, and what tells it apart (code, balance)."""

    value: object
    text: str
    detail: str = ""


Answer = Callable[[Sequence[Pick]], object]


class RecordPicker(QLineEdit):
    """`matches(text, answer)` finds records, perhaps in the worker, and hands at most some 20 to `answer`.

    `value()` is the picked record's value, None while nothing is picked; `picked` follows the person's choice.
    """

    picked = Signal(object)

    def __init__(self, matches: Callable[[str, Answer], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matches = matches
        self._pick: Pick | None = None
        self._asked = 0
        caret = self.addAction(icon("caret-down", "t2"), QLineEdit.ActionPosition.TrailingPosition)
        caret.setText(_("Show the list"))
        caret.triggered.connect(self.open_list)
        self._popup = QFrame(self, Qt.WindowType.ToolTip)
        self._popup.setProperty("card", True)
        self._list = QListWidget(self._popup)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMinimumSize(1, 1)  # one match is one line, not the three a list asks for
        self._list.itemClicked.connect(self._take)
        box = QVBoxLayout(self._popup)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self._list)
        self._timer = QTimer(self, singleShot=True, interval=120)
        self._timer.timeout.connect(self.open_list)
        self.textEdited.connect(self._typed)

    def value(self) -> object:
        """The value of the picked record, None while the text names none."""
        return self._pick.value if self._pick else None

    @property
    def choosing(self) -> bool:
        """Whether the list of matches is open, so that Enter belongs to it."""
        return self._popup.isVisible()

    def set_pick(self, pick: Pick | None) -> None:
        """Show a record without telling."""
        self._pick = pick
        self.setText(pick.text if pick else "")
        self.setCursorPosition(0)  # of a long name the beginning is what tells
        self.setToolTip(f"{pick.text} {pick.detail}".strip() if pick else "")

    def open_list(self) -> None:
        """Ask for matches of the text typed; all when a record is already picked."""
        self._asked += 1
        asked = self._asked
        self._matches("" if self._pick else self.text().strip(), lambda picks: self._show(picks, asked))

    def take(self) -> None:
        """Pick the match under the bar, if the list is open."""
        if self._popup.isVisible():
            self._take(self._list.currentItem())

    def _typed(self, _text: str) -> None:
        self._pick = None
        self._timer.start()

    def _show(self, picks: Sequence[Pick], asked: int) -> None:
        if asked != self._asked or not self.isVisible():
            return
        self._list.clear()
        for pick in picks:
            item = QListWidgetItem(f"{pick.text}    {pick.detail}" if pick.detail else pick.text)
            item.setData(Qt.ItemDataRole.UserRole, pick)
            item.setSizeHint(QSize(0, active().px(30)))
            self._list.addItem(item)
        if not picks:
            self._popup.hide()
            return
        self._list.setCurrentRow(0)
        metrics = self._list.fontMetrics()
        wanted = max(metrics.horizontalAdvance(self._list.item(row).text()) for row in range(self._list.count())) + 24
        self._popup.setGeometry(_beside(self, max(self.width(), 280, min(wanted, active().px(_WIDEST))),
                                        min(8, len(picks)) * active().px(30) + 6))
        self._popup.show()

    def _take(self, item: QListWidgetItem | None) -> None:
        self._popup.hide()
        if item is not None:
            self.set_pick(item.data(Qt.ItemDataRole.UserRole))
            self.picked.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shown = event.key(), self._popup.isVisible()
        if key in (Qt.Key.Key_F4, Qt.Key.Key_F7) or (key == Qt.Key.Key_Down and not shown):
            self.open_list()
        elif shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
        elif shown and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.currentItem())
            self.setSelection(len(self.text()), -len(self.text()))  # what is typed now is another name, not part of this one
        elif shown and key == Qt.Key.Key_Escape:
            self._popup.hide()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab takes the match and goes on; as a plain key press it would never get here.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and (
                self._popup.isVisible()):
            self._take(self._list.currentItem())
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._timer.stop()
        self._asked += 1
        if not self._popup.underMouse():
            self._popup.hide()


def _beside(field: QWidget, width: int, height: int) -> QRect:
    """Below the field, or above it where the screen ends."""
    place, screen = field.mapToGlobal(QPoint(0, field.height() + 2)), field.screen().availableGeometry()
    top = place.y() if place.y() + height <= screen.bottom() else field.mapToGlobal(QPoint(0, 0)).y() - height - 2
    return QRect(max(screen.left(), min(place.x(), screen.right() - width)), top, width, height)
