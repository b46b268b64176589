"""The window's composition root: it alone knows the clock, the person, the settings and every room of the window.

The window is painted first; the book and the pages' modules are read by the worker afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from creditdesk.i18n import _, LANGUAGES, set_language, system_language
from creditdesk.paths import config_dir, data_dir, log_dir
from creditdesk.ui import places, preloader
from creditdesk.ui.books import Books
from creditdesk.ui.collector import Collector
from creditdesk.ui.desk import Desk
from creditdesk.ui.failures import Failures, start_log
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.preloader import Preloader
from creditdesk.ui.qt_words import QtGaps
from creditdesk.ui.style.mark import window_icon
from creditdesk.ui.style.theme import before_application, Choice, kept_choice, kept_scale, Theme
from creditdesk.ui.users.lock import hide_everything, IdleLock, MINUTES
from creditdesk.ui.work import Work

if TYPE_CHECKING:
    from datetime import date, datetime

    from creditdesk.services.books import Opened
    from creditdesk.services.session import Session
    from creditdesk.ui.credit.cards.nightly import ScoreKeeper
    from creditdesk.ui.tables.layout_store import Settings
    from creditdesk.ui.widgets.palette import Answer


#: after the book is open, or has changed, and nothing else is being read (ms)
COUNT_AFTER_MS = 250


def now() -> datetime:
    """The moment, in UTC."""
    from datetime import datetime, UTC  # behind the first paint, as everything that is not drawn
    return datetime.now(UTC)


def today() -> date:
    """The day where the person is."""
    from datetime import datetime
    return datetime.now().astimezone().date()


def account() -> str:
    """The name of the computer's account."""
    import getpass
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return "user"


class Program(QObject):
    """Holds what lives as long as the program and joins window, book, language and look."""

    def __init__(self, app: QApplication, settings: QSettings, log_file: Path, *, clock: Callable[[], datetime] = now,
                 day: Callable[[], date] = today) -> None:
        super().__init__(app)
        self._app, self._kept, self.today = app, settings, day
        self.settings: Settings = settings
        self.log_file = log_file
        self.kept: dict[str, object] = {}
        self._translator, self._gaps = QTranslator(self), QtGaps(self)
        language = str(settings.value("look/language") or system_language())
        self._speak(language if language in LANGUAGES else "en")
        self.theme = Theme(app, choice=kept_choice(settings), scale=kept_scale(settings), language=self.language)
        self.work = Work(self)
        self.collector, self.preloader = Collector(self.work, self), Preloader(self.work, self)
        self.window = MainWindow(self.work, settings, search=self._find)
        self.failures = Failures(self.window.notices.unexpected, self)
        self.books = Books(self.work, self.window.notices, settings, clock=clock, user=lambda: self.person,
                           prepare=_before_the_first_page)
        self._ended = False
        self._count_later = QTimer(self, singleShot=True, interval=COUNT_AFTER_MS)
        self._count_later.timeout.connect(self._count)
        self.lock = IdleLock(self.lock_now, self)
        self.door: object = None  # the dialog that asks who is there
        self._scores: ScoreKeeper | None = None
        self._connect()

    def _connect(self) -> None:
        self.window.before_close = self._before_close
        self.window.exporting = self._export
        self.window.company_clicked.connect(self._company_menu)
        self.window.language_clicked.connect(lambda: self.choose_language("en" if self.language == "zh" else "zh"))
        self.books.opened.connect(self._opened)
        self.books.guarded.connect(self._ask_who)
        self.books.described.connect(self._described)
        self.books.refused.connect(lambda _error: None if self.books.current else self.show_start())
        self.books.closed.connect(self._end)
        self.work.changed.connect(lambda _what: self.books.refresh())
        self.work.changed.connect(lambda _what: self._count_later.start())
        self._app.aboutToQuit.connect(self._last)

    # Starting

    def show(self, path: Path | None, *, sample: bool = False) -> None:
        """Show the window, then open the book given, the sample company or the book of last time."""
        kept = str(self.settings.value("books/last") or "")
        chosen = path or (Path(kept) if kept and Path(kept).is_file() and not sample else None)
        if chosen or sample:
            self.window.rail.setEnabled(False)
        else:
            self.show_start()
        self._tell_frame(None)
        self.window.show()
        self.preloader.first()
        if sample:
            QTimer.singleShot(0, self.open_sample)
        elif chosen:
            QTimer.singleShot(0, lambda: self.books.open(chosen))

    def _load_rest(self) -> None:
        """Import what a click or a key may ask for at any time: the command palette and every page."""
        self.work.read(lambda _progress: self.work.give_way())
        self.work.read(lambda _progress: preloader.services(), lambda _none: self.preloader.rest())

    def show_start(self) -> None:
        """The first page, without a book."""
        self.window.set_company("")
        self.window.set_places([entry.place(self) for entry in places.WITHOUT_BOOK], "start")
        self._load_rest()
        self._tell_frame(None)

    def open_sample(self) -> None:
        """Open the sample company, made anew when it is not there."""
        self.books.open_sample(data_dir(), self.today(), self.language)

    # A book

    def desk(self) -> Desk:
        """What pages are made with; RuntimeError without a book."""
        if self.books.session is None:
            raise RuntimeError("no book is open")
        return Desk(self.books.session, self.work, self.window.notices, self.settings, self.today)

    def _opened(self, found: Opened) -> None:
        window = self.window
        window.notices.forget()
        self.kept.clear()
        window.set_company(found.profile.name, self._whose(found))
        self.lock.watch(self._minutes(found))
        all_places = [entry.place(self) for entry in places.PAGES]
        wanted, self.books.wanted = self.books.wanted, ""
        if not wanted and not found.empty:
            from creditdesk.ui.dashboard.reading import Reading
            self.kept["reading"] = Reading(self.work, found.session, self.today())
        window.set_places(all_places, wanted or ("start" if found.empty else all_places[0].key))
        self._load_rest()  # behind the first page's own reads
        self.work.read(lambda _progress: None, lambda _none: self._keep_scores())
        self._count_later.start()
        self._tell_frame(found)
        if found.risk:
            from creditdesk.ui.start.location import warn_of_location
            warn_of_location(self, found)

    def _count(self) -> None:
        """The numbers beside the pages' names, once the window has nothing more urgent to read."""
        session, day = self.books.session, self.today()
        if session is None:
            return
        if not self.work.idle:
            self._count_later.start()
            return

        def job(_progress: object) -> Mapping[str, int]:
            from creditdesk.services.overview.counts import rail_counts
            return rail_counts(session, day)

        self.work.read(job, self._show_counts, group="counts")

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        for key, count in counts.items():
            self.window.set_count(key, count or None)

    def _keep_scores(self) -> None:
        """Behind everything the window reads first, and from then on after every change."""
        session = self.books.session
        if session is not None:
            from creditdesk.ui.credit.cards.nightly import ScoreKeeper
            if self._scores is None:
                self._scores = ScoreKeeper(self.work, self.window.notices, self)
            self._scores.open(session, self.today)
            from creditdesk.ui.start.history_check import check_history
            check_history(self)

    def _described(self, found: Opened) -> None:
        self.window.set_company(found.profile.name, self._whose(found))
        self._tell_frame(found)
        self.lock.watch(self._minutes(found))

    def _export(self, grid: Any, ending: str) -> None:
        """Write a table of the window to a file as shown."""
        from creditdesk.ui.insight.exporting import export_grid
        if self.books.session is not None:
            export_grid(self.desk(), grid, ending)

    # Passwords

    def _ask_who(self, found: Opened) -> None:
        """A book with passwords: nothing of it is shown until somebody has signed in."""
        self.show_start()
        self._sign_in(found, locked=False)

    def _sign_in(self, found: Opened, *, locked: bool) -> None:
        from creditdesk.ui.users.sign_in import SignInDialog
        last = found.session.user if locked else str(self.settings.value("users/last") or "")
        hidden = hide_everything() if locked else []
        dialog = SignInDialog(self.work, found.session, found.names, found.profile.name, None if locked else self.window,
                              last=last, locked=locked)

        def admitted(session: Session) -> None:
            self.settings.setValue("users/last", session.user)
            for widget in hidden:
                widget.show()
            if not locked or session.user != found.session.user:
                self.books.admit(session)

        def turned_away() -> None:
            self.window.show()
            if locked:
                self.books.leave()
            self.books.turn_away()
            self.show_start()

        dialog.admitted.connect(admitted)
        dialog.rejected.connect(turned_away)
        self.door = dialog
        dialog.open()

    def lock_now(self) -> None:
        """Hide everything until somebody signs in; without passwords nothing happens."""
        found = self.books.current
        if found is not None and found.names:
            self._sign_in(found, locked=True)

    @staticmethod
    def _minutes(found: Opened) -> int:
        kept = found.settings.get("lock_minutes", "")
        return (int(kept) if kept.isdigit() else MINUTES) if found.names else 0

    def _whose(self, found: Opened) -> str:
        """Who works: the name in the settings, or who signed in and as what."""
        if found.session.single_person:
            return self.person
        from creditdesk.domain.roles import ROLE_NAMES
        return f"{found.session.user} · " + " / ".join(_(ROLE_NAMES[role]) for role in found.session.roles)

    def _tell_frame(self, found: Opened | None) -> None:
        """Words of the status bar."""
        backup = found.settings.get("last_backup", "") if found else ""
        from creditdesk.ui.moments import local_moment
        when = _("Backup: {when}").format(when=local_moment(backup)) if backup else _("No backup yet")
        self.window.set_status(
            saved=_("No book is open") if not found else _("Saved on this computer · one person decides")
            if found.session.single_person else _("Saved on this computer"),
            as_of=_("Figures of {day}").format(day=self.today().isoformat()) if found else "",
            backup=when if found else "",
            currency=_("Currency {code}").format(code=found.profile.base_currency) if found else "",
            language={"zh": "中文", "en": "English"}[self.language])

    def _company_menu(self) -> None:
        from creditdesk.ui.start.company_menu import show_company_menu
        show_company_menu(self)

    def _find(self, text: str, answer: Answer) -> None:
        from creditdesk.ui.search import find
        find(self, text, answer)

    # Language and look

    def _speak(self, language: str) -> None:
        self.language = language
        set_language(language)
        QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en"))
        for translator in (self._translator, self._gaps):
            self._app.removeTranslator(translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language == "zh" and self._translator.load("qtbase_zh_CN", folder):
            self._app.installTranslator(self._gaps)  # asked last
            self._app.installTranslator(self._translator)

    def choose_language(self, language: str) -> None:
        """Speak "zh" or "en" from now on; every page is made anew, the one shown stays shown."""
        page = self.window.page(self.window.current) if self.window.current else None
        if page is not None and not page.leave():
            return
        self.settings.setValue("look/language", language)
        self._speak(language)
        self.window.forget_hidden()
        self.theme.set_language(language)
        self.window.remake_pages()
        self._tell_frame(self.books.current)

    def choose_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system."""
        self.settings.setValue("look/theme", choice)
        self.window.forget_hidden()
        self.theme.set_choice(choice)

    def choose_text_size(self, percent: int) -> None:
        """Text size in percent, 90–130."""
        self.settings.setValue("look/text_size", str(percent))
        self.window.forget_hidden()
        self.theme.set_scale(percent)
        self.window.remake_pages()

    @property
    def person(self) -> str:
        """Who signs the book's history: the name given in the settings, else that of the account."""
        return str(self.settings.value("person/name") or account())

    def choose_person(self, name: str) -> None:
        """Another name for the history; it holds from the next opening of the book."""
        self.settings.setValue("person/name", name.strip())
        if self.books.current:
            self.window.set_company(self.books.current.profile.name, self._whose(self.books.current))

    # Ending

    def _before_close(self) -> bool:
        if self._ended:
            return True
        self.window.setEnabled(False)
        if self._scores is not None:
            self._scores.close()
        self.books.close()
        return False

    def _end(self) -> None:
        self._ended = True
        self._kept.sync()
        self.window.setEnabled(True)
        QTimer.singleShot(0, self.window.close)  # not within the window's own closing: that would be passed over

    def _last(self) -> None:
        """The program ends another way (the computer shuts down): the worker finishes, the book becomes one file again."""
        self.work.close()
        self.lock.watch(0)
        for found in (self.books.current, self.books.pending, self.books.made):
            if found:
                found.session.close()
        self.release()

    def release(self) -> None:
        """Python is left as it was found: its hooks for failures and its collector."""
        self.failures.release()
        self.collector.release()
        self.preloader.stop()


def _before_the_first_page() -> None:
    """Import, in the worker, what the first page asks of the book."""
    from creditdesk.services import company  # noqa: F401
    from creditdesk.services.overview import standing  # noqa: F401


def person_settings() -> QSettings:
    """The person's settings: a text file of the program's own, whatever the system's customs are."""
    return QSettings(str(config_dir() / "creditdesk.ini"), QSettings.Format.IniFormat)


def main(arguments: Sequence[str]) -> int:
    """Open the window on the book of `arguments` (`--sample`, a path or nothing) and return the exit code."""
    before_application()
    app: Any = QApplication.instance() or QApplication([sys.argv[0]])
    app.setApplicationName("CreditDesk")
    app.setDesktopFileName("creditdesk")
    app.setWindowIcon(window_icon())
    program = Program(app, person_settings(), start_log(log_dir()))
    paths = [Path(word) for word in arguments if not word.startswith("-")]
    program.show(paths[0] if paths else None, sample="--sample" in arguments)
    from creditdesk.ui.ending import EndSignals  # behind the first paint
    ending = EndSignals(program.window.end, program)
    try:
        return int(app.exec())
    finally:
        ending.release()
