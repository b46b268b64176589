"""Buttons, labels, rules and notes in the words of the style sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from creditdesk.ui.style.icons import icon, IconMark

NOTE_ICONS = {"warn": ("warning", "war"), "danger": ("warning-circle", "dan"), "info": ("info", "acc"),
              "ok": ("check-circle", "ok")}


def button(text: str, icon_name: str = "", *, kind: str = "", small: bool = False, shortcut: str = "",
           tip: str = "", parent: QWidget | None = None) -> QPushButton:
    """A push button: `kind` "" (secondary), "primary", "link" or "danger"; `shortcut` as in "Ctrl+S", told in the tip."""
    made = QPushButton(text, parent)
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
    made = QToolButton()
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
        self._row.addWidget(IconMark(name, token, 16), 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)

    def set_text(self, text: str) -> None:
        self._text.setText(text)

    @property
    def text(self) -> str:
        return self._text.text()

    def add(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._row.addWidget(widget)
