"""The window: rail, pages made when first needed, status bar, keys. It only navigates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.i18n import _, listed
from creditdesk.ui.notices import Notices
from creditdesk.ui.rail import Rail
from creditdesk.ui.status_bar import StatusBar
from creditdesk.ui.window_keys import WindowKeys
from creditdesk.ui.work import Work

if TYPE_CHECKING:
    from creditdesk.ui.page import Page
    from creditdesk.ui.tables.layout_store import Settings
    from creditdesk.ui.widgets.palette import Answer

NARROW = 1360
MAX_CONTENT = 1760


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the window: `title` is called at each making, so that it speaks the language of then."""

    key: str
    title: Callable[[], str]
    icon: str
    make: Callable[[], Page]
    bottom: bool = False
    on_rail: bool = True


class MainWindow(QMainWindow):
    """Knows pages by their key. `search` finds entries for the palette; F1 opens the place "keys"."""

    closing = Signal()
    company_clicked = Signal()
    language_clicked = Signal()

    def __init__(self, work: Work, settings: Settings, *, search: Callable[[str, Answer], object] | None = None) -> None:
        super().__init__()
        self._work, self._settings, self._search = work, settings, search
        self._places: dict[str, Place] = {}
        self._pages: dict[str, Page] = {}
        self._counts: dict[str, int | None] = {}
        self._said: dict[str, str] = {}
        self._current = ""
        # Writes a grid to a file: (grid, ending).
        self.exporting: Callable[[Any, str], object] | None = None
        # Asked before the window closes: False keeps it open until the book is backed up and closed.
        self.before_close: Callable[[], bool] | None = None
        self.setObjectName("window")
        self.setWindowTitle("CreditDesk")
        self.setMinimumSize(1024, 640)
        self.notices = Notices(self)
        self._pinned: bool | None = {"wide": False, "narrow": True}.get(str(settings.value("window/rail") or ""))
        self._build()
        self._bind_keys()
        self._keys = WindowKeys(self)
        work.changed.connect(lambda _what: self.refresh_pages())
        work.failed.connect(self.notices.failed)
        work.busy.connect(lambda words: self._status.show_busy(words))
        self._restore_geometry()

    # Pages

    def add_place(self, place: Place) -> None:
        """Register one more page; it is made when it is first shown."""
        self._places[place.key] = place
        if place.on_rail:
            self.rail.add(place.key, place.title(), place.icon, bottom=place.bottom)

    def set_places(self, places: Sequence[Place], first: str) -> None:
        """Other pages from now on (a book was opened or closed), beginning with the page `first`."""
        self._places = {place.key: place for place in places}
        self._current = ""
        self._counts.clear()
        self.remake_pages()
        self.navigate(first)

    @property
    def current(self) -> str:
        """Key of the page shown, "" before the first."""
        return self._current

    def knows(self, key: str) -> bool:
        """Whether there is a page with this key."""
        return key in self._places

    def page(self, key: str) -> Page:
        """The page, made if need be."""
        made = self._pages.get(key)
        if made is None:
            made = self._pages[key] = self._places[key].make()
            made.navigate.connect(lambda to, args: self.navigate(to, **args))
            made.counted.connect(lambda count, own=key: self.set_count(own, count))
            made.head.search_requested.connect(lambda: self.open_palette())
            self._stack.addWidget(made)
        return made

    def navigate(self, key: str, **args: Any) -> bool:
        """Show a page with what it should show; False when the present page does not let go."""
        if key not in self._places:
            raise KeyError(key)
        before = self._pages.get(self._current)
        if before is not None and key != self._current and not before.leave():
            self.rail.set_current(self._current)
            return False
        self._current = key
        page = self.page(key)
        self._stack.setCurrentWidget(page)
        self.rail.set_current(key)
        self._fit()
        if args:
            page.set_context(**args)
        if page.stale or args:
            page.stale = False
            page.refresh()
        if not self.rail.isAncestorOf(self.focusWidget() or self) or self.focusWidget() is self.rail.company:
            page.take_focus()
        self.setWindowTitle(f"{page.title} — {self._company}" if self._company else "CreditDesk")
        return True

    def refresh_pages(self) -> None:
        """The book has changed: refresh the page shown, let the others do so when they are shown."""
        for key, page in self._pages.items():
            page.stale = key != self._current
            if key == self._current:
                page.refresh()

    def forget_hidden(self) -> None:
        """Drop the pages not shown; each is made anew when asked for. What is worn then need not be put on all of them."""
        for key in [key for key in self._pages if key != self._current]:
            page = self._pages.pop(key)
            page.keep_typed()
            self._stack.removeWidget(page)
            page.deleteLater()
            QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)

    def remake_pages(self) -> None:
        """The language, the text size or the book has changed: every page is made anew, the shown one at once."""
        current = self._current
        shown = self._pages.get(current)
        args = shown.whereabouts() if shown is not None else {}
        for page in self._pages.values():
            page.keep_typed()
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        self._build()
        for place in self._places.values():
            if place.on_rail:
                self.rail.add(place.key, place.title(), place.icon, bottom=place.bottom).set_count(self._counts.get(place.key))
        self.set_company(self._company, self._role)
        if current:
            self._current = ""
            self.navigate(current, **args)

    # What the frame shows

    def set_company(self, name: str, role: str = "") -> None:
        """The company and the person's role, above the pages and in the title."""
        self._company, self._role = name, role
        self.rail.company.set_company(name, role)

    def set_count(self, key: str, count: int | None) -> None:
        """The pill beside a page's name; it stays when the pages are made anew."""
        self._counts[key] = count
        self.rail.set_count(key, count)

    def set_status(self, *, saved: str | None = None, as_of: str | None = None, backup: str | None = None,
                   currency: str | None = None, language: str | None = None) -> None:
        """Words of the status bar; None leaves a part as it is."""
        given = {"saved": saved, "as_of": as_of, "backup": backup, "currency": currency, "language": language}
        for part, words in given.items():
            if words is not None:
                self._status.tell(part, words)

    def pin_rail(self, compact: bool | None) -> None:
        """Keep the rail narrow or wide; None lets the window's width decide."""
        self._pinned = self.rail.pinned = compact
        self._settings.setValue("window/rail", {True: "narrow", False: "wide", None: ""}[compact])
        self._fit()

    def shown_page(self) -> Page | None:
        """The page shown, None before the first."""
        return self._pages.get(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.pressed(event):
            super().keyPressEvent(event)

    def export_grid(self, grid: Any, ending: str) -> None:
        """A table of a page or dialog asks to be written to a file as shown."""
        if self.exporting is not None:
            self.exporting(grid, ending)

    def open_palette(self, text: str = "") -> None:
        """Ctrl+K; `text` stands in it already."""
        from creditdesk.ui.widgets.palette import Palette

        if self._search:
            Palette(self._search, self, text).show_over()

    _unasked = False
    _company = ""
    _role = ""

    def _build(self) -> None:
        """Rail, stack and status bar in the present language."""
        self.rail = Rail()
        self.rail.chosen.connect(lambda key: self.navigate(key))
        self.rail.company_clicked.connect(self.company_clicked)
        self.rail.pin_asked.connect(self.pin_rail)
        self.rail.pinned = self._pinned
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._stack.setMaximumWidth(MAX_CONTENT)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        # Beyond 1760 px the content stays at the rail (DESIGN 4).
        row.addStretch(0)
        centre = QWidget()
        centre.setObjectName("pages")
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row)
        self.setCentralWidget(centre)
        self._status = StatusBar(self._work, self._said)
        self._status.language_clicked.connect(self.language_clicked)
        self.setStatusBar(self._status)


    def _bind_keys(self) -> None:
        for number in range(1, 8):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda at=number - 1: self._go(at))
        QShortcut(QKeySequence("Ctrl+K"), self, lambda: self.open_palette())
        QShortcut(QKeySequence("Ctrl+Z"), self, lambda: self.notices.undo_last())
        QShortcut(QKeySequence("F1"), self, lambda: "keys" in self._places and self.navigate("keys"))
        QShortcut(QKeySequence("F5"), self, self.refresh_pages)

    def _go(self, at: int) -> None:
        keys = [place.key for place in self._places.values() if place.on_rail and not place.bottom]
        if at < len(keys):
            self.navigate(keys[at])

    def _fit(self) -> None:
        """Narrow rail in a narrow window and on three-pane pages, unless the person pinned it."""
        narrow = self.width() < NARROW
        page = self._pages.get(self._current)
        compact = self._pinned if self._pinned is not None else narrow or bool(page and page.wide)
        if compact != self.rail.compact:
            self.rail.set_compact(compact)
        if page:
            page.set_compact(narrow)

    def _restore_geometry(self) -> None:
        kept = self._settings.value("window/geometry")
        if not (isinstance(kept, str) and kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            self.resize(1440, 900)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _close_anyway(self) -> None:
        for page in self._pages.values():
            page.drop_typed()
        self.end()

    def end(self) -> None:
        """Close without asking about what is not saved: it was asked, or the system ends the program."""
        self._unasked = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self._pages.get(self._current)
        if page is not None and not page.leave():
            event.ignore()
            return
        if not self._unasked and (unsaved := [words for known in self._pages.values() for words in known.unsaved()]):
            event.ignore()
            self.notices.confirm(_("Close without saving?"), _("Typed and not saved: {parts}").format(parts=listed(unsaved)),
                                 _("Close anyway"), self._close_anyway, stay=_("Keep editing"))
            return
        if self.before_close and not self.before_close():
            event.ignore()
            return
        self._settings.setValue("window/geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.closing.emit()
        self._work.close()
        super().closeEvent(event)


