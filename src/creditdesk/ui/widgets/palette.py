"""The command palette (Ctrl+K): customers, actions and documents found while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from creditdesk.i18n import _
from creditdesk.ui.style.icons import IconMark, paint_icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import label

_ENTRY = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `run` is called when it is chosen; `more` are the entries that Tab shows for it."""

    text: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = "file-text"
    keys: str = ""
    more: Sequence[Entry] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A titled part of the list."""

    title: str
    entries: Sequence[Entry]


Answer = Callable[[Sequence[Group]], object]


class _Lines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, active().px(38 if index.data(_ENTRY) else 30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, box = active(), QRectF(option.rect)
        entry: Entry | None = index.data(_ENTRY)
        middle = Qt.AlignmentFlag.AlignVCenter
        if entry is None:
            painter.setFont(theme.font(12))
            painter.setPen(theme.colour("t3"))
            painter.drawText(box.adjusted(20, 4, -20, 0), middle, str(index.data(Qt.ItemDataRole.DisplayRole)))
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("sel"))
            painter.drawRoundedRect(box.adjusted(6, 0, -6, 0), 6, 6)
        paint_icon(painter, QRectF(box.left() + 20, box.top(), 18, box.height()), entry.icon,
                   theme.colour("acc" if chosen else "t2"), 18)
        painter.setFont(theme.font(13, bold=chosen))
        painter.setPen(theme.colour("t1"))
        room = box.adjusted(50, 0, -20 - (painter.fontMetrics().horizontalAdvance(entry.keys) + 18 if entry.keys else 0), 0)
        text = painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, middle, text)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(text) + 12)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("t2"))
        width = max(0, int(room.width()))
        painter.drawText(room, middle, painter.fontMetrics().elidedText(entry.detail, Qt.TextElideMode.ElideRight, width))
        if entry.keys:
            painter.setFont(theme.font(11))
            width = painter.fontMetrics().horizontalAdvance(entry.keys) + 12
            key = QRectF(box.right() - 20 - width, box.center().y() - 9, width, 18)
            painter.setPen(theme.colour("line2"))
            painter.setBrush(theme.colour("surface"))
            painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(theme.colour("t3"))
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, entry.keys)
        painter.restore()


class Palette(QDialog):
    """`find(text, answer)` gives groups of entries, perhaps from the worker; ↑↓ choose, Enter runs, Tab shows more."""

    def __init__(self, find: Callable[[str, Answer], object], parent: QWidget, text: str = "") -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self.setObjectName("palette")
        self.setWindowTitle(_("Search or run a command"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._find, self._asked, self._owner = find, 0, parent
        self.setFixedWidth(min(640, parent.width() - 32))
        self.edit = QLineEdit(text)
        self.edit.setProperty("bare", True)
        self.edit.setPlaceholderText(_("Customer, invoice, amount or command"))
        self.edit.setAccessibleName(self.windowTitle())
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("Results"))
        self.list.itemClicked.connect(self._run)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=60)
        self._timer.timeout.connect(self._ask)
        self.edit.textChanged.connect(lambda _text: self._timer.start())
        self._ask()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 20, 10)
        head.setSpacing(10)
        head.addWidget(IconMark("magnifying-glass", "t2", 18))
        head.addWidget(self.edit, 1)
        head.addWidget(label(_("Pinyin, tax number, phone, amount"), "mut"))
        box.addLayout(head)
        line = QFrame()
        line.setProperty("rule", True)
        box.addWidget(line)
        box.addWidget(self.list, 1)
        foot = QFrame()
        foot.setProperty("footer", True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 6, 20, 6)
        for key, words in (("↑↓", _("Choose")), ("Enter", _("Open")), ("Tab", _("More")), ("Esc", _("Close"))):
            row.addWidget(label(key, "key"))
            row.addWidget(label(words, "mut"))
            row.addSpacing(8)
        row.addStretch(1)
        box.addWidget(foot)

    def show_over(self) -> None:
        """Open it over its window, 112 px from the top."""
        parent = self._owner
        self._fit()
        self.move(parent.mapToGlobal(parent.rect().topLeft()).x() + (parent.width() - self.width()) // 2,
                  parent.mapToGlobal(parent.rect().topLeft()).y() + min(112, parent.height() // 8))
        self.open()
        self.edit.setFocus()

    def _ask(self) -> None:
        self._asked += 1
        asked = self._asked
        self._find(self.edit.text().strip(), lambda groups: self._show(groups) if asked == self._asked else None)

    def _show(self, groups: Sequence[Group]) -> None:
        self.list.clear()
        for group in groups:
            if not group.entries:
                continue
            title = QListWidgetItem(group.title)
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(title)
            for entry in group.entries:
                item = QListWidgetItem()
                item.setData(_ENTRY, entry)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.text} {entry.detail} {entry.keys}".strip())
                self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem(_("Nothing found"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self._step(1, start=-1)
        self.list.scrollToTop()
        self._fit()

    def _fit(self) -> None:
        rows = sum(self.list.sizeHintForRow(at) for at in range(self.list.count()))
        self.setFixedHeight(min(480, rows + 108, max(200, self._owner.height() - 140)))

    def _step(self, step: int, start: int | None = None) -> None:
        """Move to the next line that can be chosen."""
        count = self.list.count()
        at = self.list.currentRow() if start is None else start
        for _turn in range(count):
            at = (at + step) % count
            if self.list.item(at).data(_ENTRY) is not None:
                self.list.setCurrentRow(at)
                return

    def _run(self, item: QListWidgetItem | None) -> None:
        entry: Entry | None = item.data(_ENTRY) if item else None
        if entry is not None:
            self.accept()
            entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        elif key == Qt.Key.Key_Tab:
            item = self.list.currentItem()
            entry: Entry | None = item.data(_ENTRY) if item else None
            if entry is not None and entry.more:
                self._show([Group(entry.text, entry.more)])
        else:
            return False
        return True
