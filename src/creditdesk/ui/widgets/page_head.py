"""The head of a page: title, context, search, at most two secondary buttons and one primary."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from creditdesk.i18n import _
from creditdesk.ui.style.icons import icon
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import label, PushButton


class SearchButton(PushButton):
    """Looks like a search field and opens the command palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("magnifying-glass", "t2"), _("Search or run a command"), parent)
        self.setProperty("kind", "search")
        self.setIconSize(QSize(16, 16))
        self.setMinimumWidth(200)
        self.setMaximumWidth(268)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Search or run a command") + " Ctrl K")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addStretch(1)
        key = label("Ctrl K", "key")
        key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(key, 0, Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        return QSize(268, super().sizeHint().height())


class PageHead(QWidget):
    """`set_context` says what is shown; `add_secondary` and `set_primary` place the buttons."""

    search_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(active().size("page_header"))
        self._title = label(title, "page")
        self._title.setAccessibleName(title)
        self._context = label("", "mut")
        self._context.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.search = SearchButton(self)
        self.search.clicked.connect(self.search_requested)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._title)
        self._row.addSpacing(4)
        self._row.addWidget(self._context, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.search, 2)
        self._secondary: list[QPushButton] = []
        self._primary: QPushButton | None = None

    @property
    def title(self) -> str:
        return self._title.text()

    def set_title(self, text: str) -> None:
        self._title.setText(text)

    def set_context(self, text: str) -> None:
        """The grey words beside the title (the day, a count)."""
        self._context.setText(text)
        self._context.setToolTip(text)

    def context(self) -> QLabel:
        return self._context

    def add_secondary(self, button: QPushButton) -> QPushButton:
        """Place a secondary button; ValueError for a third one (DESIGN 3, Page head)."""
        if len(self._secondary) == 2:
            raise ValueError("a page head has at most two secondary buttons")
        self._row.insertWidget(self._row.indexOf(self.search) + 1 + len(self._secondary), button)
        self._secondary.append(button)
        return button

    def set_primary(self, button: QPushButton) -> QPushButton:
        """Place the one primary button; ValueError for a second one."""
        if self._primary:
            raise ValueError("a page head has one primary button")
        button.setProperty("kind", "primary")
        self._row.addWidget(button)
        self._primary = button
        return button

    def buttons(self) -> list[QPushButton]:
        """Secondary buttons, then the primary one."""
        return [*self._secondary, *([self._primary] if self._primary else [])]
