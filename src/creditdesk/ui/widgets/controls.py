"""Buttons, labels, rules and notes in the words of the style sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from creditdesk.ui.style.icons import icon, IconMark

NOTE_ICONS = {"warn": ("warning", "war"), "danger": ("warning-circle", "dan"), "info": ("info", "acc"),
              "ok": ("check-circle", "ok")}



class PushButton(QPushButton):
    """Enter presses it while it has the focus, as Space does: on "Cancel" Qt would press the dialog's primary button.

    It keeps its shortcut when its words change; Qt would take it away.
    """

    def setText(self, text: str) -> None:
        kept = self.shortcut()
        super().setText(text)
        if not kept.isEmpty():
            self.setShortcut(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class ToolButton(QToolButton):
    """Pressed by Enter too, like `PushButton`."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


def pressed_by_enter(target: QAbstractButton, event: QKeyEvent) -> bool:
    """Press the button, or open its menu, if the key is Enter by itself (with Ctrl it submits the dialog)."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or held != Qt.KeyboardModifier.NoModifier:
        return False
    if not event.isAutoRepeat():
        menu = target.menu() if isinstance(target, (QPushButton, QToolButton)) else None
        target.showMenu() if menu is not None else target.click()  # type: ignore[attr-defined]
    return True


def button(text: str, icon_name: str = "", *, kind: str = "", small: bool = False, shortcut: str = "",
           tip: str = "", parent: QWidget | None = None) -> QPushButton:
    """A push button: `kind` "" (secondary), "primary", "link" or "danger"; `shortcut` as in "Ctrl+S", told in the tip."""
    made = PushButton(text, parent)
    made.setProperty("kind", kind)
    made.setProperty("small", small)
    if icon_name:
        made.setIcon(icon(icon_name, {"primary": "onacc", "link": "acc", "danger": "dan"}.get(kind, "t1")))
        made.setIconSize(QSize(17, 14) if small else QSize(20, 16))
    made.setAccessibleName(text.replace("&", ""))
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{tip or text.replace('&', '')} ({keys})"
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made


def primary(text: str, icon_name: str = "", *, shortcut: str = "", tip: str = "") -> QPushButton:
    """The one filled button of a screen."""
    return button(text, icon_name, kind="primary", shortcut=shortcut, tip=tip)


def link(text: str, icon_name: str = "", *, tip: str = "") -> QPushButton:
    """A button that looks like a link."""
    made = button(text, icon_name, kind="link", tip=tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def icon_button(icon_name: str, name: str, *, token: str = "t2", size: int = 16) -> QToolButton:
    """A button without words: `name` is its tooltip and accessible name."""
    made = ToolButton()
    made.setIcon(icon(icon_name, token))
    made.setIconSize(QSize(size, size))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def label(text: str = "", role: str = "", *, tone: str = "", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label: `role` page, section, title, strong, kpi, hero, score, sec, mut, err or key; `tone` a colour token."""
    made = QLabel(text)
    # Names and memos are people's text: shown as written, never read as HTML.
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    if wrap:
        made.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def rule() -> QFrame:
    """A 1 px line across."""
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


class Note(QFrame):
    """A filled box with an icon and a sentence: `kind` warn, danger, info or ok; buttons may follow through `add`."""

    def __init__(self, text: str, kind: str = "warn", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("note", kind)
        name, token = NOTE_ICONS[kind]
        self._text = label(text, wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(8)
        self._mark = IconMark(name, token, 16)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)

    def set_text(self, text: str) -> None:
        self._text.setText(text)

    @property
    def text(self) -> str:
        return self._text.text()

    def add(self, widget: QWidget) -> None:
        """Put a button at the right; beside its height the icon stands in the middle, as the text does."""
        self._row.setAlignment(self._mark, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(widget)
