"""What every page of the window is: a head, a body, and the four things the window asks of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from creditdesk.ui.widgets.page_head import PageHead


class Page(QWidget):
    """A page: fill `body`, override `refresh`; `navigate` asks the window for another page.

    The window calls `set_context(**args)` when it comes here from elsewhere and `refresh()` when the page is shown for
    the first time or the book has changed since it was last filled. It makes every page anew when the language changes.
    """

    navigate = Signal(str, dict)  # key of the page, arguments of its set_context
    counted = Signal(object)  # the count for the pill on the rail, None for no pill

    # 3-pane pages want the narrow rail (DESIGN 3, Nav rail).
    wide = False

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.stale = True
        self.head = PageHead(title, self)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.inside = QVBoxLayout()
        self.inside.setSpacing(0)
        self.inside.addWidget(self.head)
        self.inside.addLayout(self.body, 1)
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(0)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addLayout(self.inside, 1)
        self._footer: QFrame | None = None
        self.set_compact(False)

    @property
    def title(self) -> str:
        return self.head.title

    def refresh(self) -> None:
        """Read the book anew and show it; called on the GUI thread, so ask `Work` for anything slow."""

    def take_focus(self) -> None:
        """Coming here by key or click: let the keys go where the page's work begins (override), else to the page."""
        self.setFocus()

    def set_context(self, **args: object) -> None:
        """Show what another page asked for (a customer, a filter, a day)."""

    def leave(self) -> bool:
        """Whether the page may be left now; False keeps it, after it has asked about unsaved entries itself."""
        self.keep_typed()
        return True

    def keep_typed(self) -> None:
        """Write down what is typed and not saved: the page may be made anew (language, text size), or never be seen again."""

    def drop_typed(self) -> None:
        """The window closes and what `unsaved` names is thrown away knowingly."""

    def whereabouts(self) -> dict[str, object]:
        """What `set_context` needs to show the same again once the page is made anew; nothing for its beginning."""
        return {}

    def unsaved(self) -> list[str]:
        """What closing the window would lose, in words; forms that keep themselves are not among it."""
        return []

    def set_compact(self, compact: bool) -> None:
        """Margins of the small window (16, gap 10) or the normal one (24, gap 12)."""
        side = 16 if compact else 24
        self.inside.setContentsMargins(side, 0, side, 0 if self._footer else 16)
        bar = self._footer.layout() if self._footer else None
        if bar is not None:
            margins = bar.contentsMargins()
            bar.setContentsMargins(side, margins.top(), side, margins.bottom())
        self.body.setSpacing(10 if compact else 12)

    def set_footer(self, footer: QFrame) -> None:
        """A bar at the bottom edge for the page's buttons, over its full width (DESIGN 06)."""
        footer.setProperty("footer", True)
        footer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._footer = footer
        self._outer.addWidget(footer)
        self.set_compact(self.inside.contentsMargins().left() == 16)
