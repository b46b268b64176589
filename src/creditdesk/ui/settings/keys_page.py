"""F1: every key of the program on one page (DESIGN 5)."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from creditdesk.i18n import _, N_
from creditdesk.ui.page import Page
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import label

_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (N_("Everywhere"), (("Ctrl+K", N_("Search or run a command")), ("F3", N_("The same")), ("Ctrl+1 … 7", N_("Pages of the rail")),
                        ("F1", N_("This page")), ("F5", N_("Read the page anew")), ("Ctrl+Z", N_("Undo the last action")),
                        ("Ctrl+Y", N_("Do it again, where that can be done")), ("Esc", N_("Close or leave")))),
    (N_("Work"), (("Ctrl+N", N_("New invoice")), ("Ctrl+R", N_("Record receipt")), ("Ctrl+L", N_("Credit limit")),
                  ("Ctrl+Shift+N", N_("New customer")), ("Ctrl+J", N_("Log a contact")), ("Ctrl+P", N_("Print")),
                  ("Ctrl+E", N_("Export the table as shown")), ("Ctrl+S", N_("Save")), ("F12", N_("Save and new")),
                  ("Ctrl+Enter", N_("Submit a dialog")), ("F8", N_("Allocate by itself; in forms: save")))),
    (N_("Lists"), (("Ctrl+F", N_("Filter the list")), ("Space", N_("Check the row")), ("Enter", N_("Open the row")),
                   ("Shift+F10", N_("Menu of the row")), ("Home … End", N_("First and last row")),
                   ("A … Z", N_("The row that begins with these letters or their pinyin")), ("Ctrl+C", N_("Copy rows with headings")),
                   ("Ctrl+A", N_("Choose all rows")))),
    (N_("Entry"), (("Enter / Tab", N_("Next field or cell, at the row's end the next row")),
                   ("Shift+Enter", N_("Field or cell before")),
                   ("F2", N_("Edit the cell")), ("F4 / F7", N_("Open the picker or calendar")), ("Ctrl+D", N_("Copy the row above")),
                   ("..", N_("As above")), ("Ctrl+Backspace", N_("Delete the row")), ("Ctrl+V", N_("Paste a block from Excel")),
                   ("=", N_("Fill in the remainder")), ("1200*3  12.5w", N_("Amounts may be sums; w or 万 is ten thousand")),
                   ("Alt+← / →", N_("Step of an assistant")))),
)


class KeysPage(Page):
    """Two columns of cards."""

    def __init__(self, _shell: Shell) -> None:
        super().__init__(_("Keys"))
        inner = QWidget()
        inner.setObjectName("page")
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(0, 0, 8, 0)
        columns.setSpacing(12)
        sides = (QVBoxLayout(), QVBoxLayout())
        for place, (title, lines) in enumerate(_GROUPS):
            sides[place % 2].addWidget(self._card(_(title), lines))
        for side in sides:
            side.setSpacing(12)
            side.addStretch(1)
            columns.addLayout(side, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        self.body.addWidget(area, 1)

    def _card(self, title: str, lines: tuple[tuple[str, str], ...]) -> Card:
        card = Card(title)
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        for row, (keys, words) in enumerate(lines):
            shown = keys if any(sign in keys for sign in "…/*.") else QKeySequence(keys).toString(
                QKeySequence.SequenceFormat.NativeText) or keys
            holder = QHBoxLayout()
            holder.addWidget(label(shown, "key"))
            holder.addStretch(1)
            grid.addLayout(holder, row, 0)
            grid.addWidget(label(_(words), wrap=True), row, 1)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        return card
