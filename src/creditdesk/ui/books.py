"""The book the window works on: open, create, change, close. Files are touched in the worker only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, translate_error
from creditdesk.paths import data_dir, documents_dir
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Progress, UNTOLD, Work

if TYPE_CHECKING:
    from datetime import date

    from creditdesk.domain.customers.records import Company
    from creditdesk.services.books import Opened
    from creditdesk.services.session import Clock, Session
    from creditdesk.ui.tables.layout_store import Settings

Opener = Callable[[Progress], "Opened"]


class Books(QObject):
    """`opened` carries what is open now, None when no book is; a book that cannot be opened leaves the former open."""

    opened = Signal(object)
    guarded = Signal(object)  # a book with passwords: it is open for nobody until `admit`
    described = Signal(object)  # the open book again, after its company or settings changed
    refused = Signal(object)  # the exception a book could not be opened for
    closed = Signal()  # after `close`, when the program may end

    def __init__(self, work: Work, notices: Notices, settings: Settings, *, clock: Clock, user: Callable[[], str],
                 prepare: Callable[[], object]) -> None:
        """`prepare` is called in the worker before a book is shown: it imports what stands behind the first page."""
        super().__init__(work)
        self._work, self._notices, self._settings = work, notices, settings
        self._clock, self._user, self._prepare = clock, user, prepare
        self.current: Opened | None = None
        self.pending: Opened | None = None
        #: the page to show once the next book is open, "" for the usual one
        self.wanted = ""
        self._opening, self._leaving = 0, False
        #: opened last, in the worker; not yet `current` while its result is on the way
        self.made: Opened | None = None

    @property
    def session(self) -> Session | None:
        return self.current.session if self.current else None

    def open(self, path: Path, *, wanted: str = "") -> None:
        """Open a book for this window; the one that was open is backed up and closed. `wanted`: the page to show."""
        self.wanted = wanted
        path = path.absolute()
        if self.current and self.current.session.book.path == path:
            self._notices.toast(_("This book is open already"), icon="info")
            return
        user, clock = self._user(), self._clock

        def job(_progress: Progress) -> Opened:
            from creditdesk.services import books
            return books.open_for_window(path, user=user, clock=clock)

        self._switch(job, path)

    def create(self, path: Path, profile: Company, *, wanted: str = "") -> None:
        """Create a book and open it, showing the page `wanted`."""
        self.wanted = wanted
        user, clock = self._user(), self._clock

        def job(_progress: Progress) -> Opened:
            from creditdesk.services import books
            return books.create_for_window(path, profile=profile, user=user, clock=clock)

        self._switch(job, path)

    def open_sample(self, folder: Path, day: date, language: str) -> None:
        """Open the sample company of `folder` as of `day`, made anew when it is not there or of another day."""
        self.wanted = ""
        path, user, clock = folder / f"sample-{language}.creditdesk", self._user(), self._clock

        def job(_progress: Progress) -> Opened:
            from creditdesk.services import books
            return books.open_sample(path, as_of=day, language=language, user=user, clock=clock)

        self._switch(job, path)

    def move_to_local(self, folder: Path | None = None) -> None:
        """Move the open book out of a synchronised or network folder; backups go there from now on."""
        session, user, clock = self.session, self._user(), self._clock
        if session is None:
            return

        def job(_progress: Progress) -> Opened:
            from creditdesk.services import books
            goal = folder or books.local_folder(documents_dir(), data_dir())
            return books.move_to(session, goal, user=user, clock=clock)

        def arrived(found: Opened) -> None:
            from creditdesk.ui import recent_books
            recent_books.forget(self._settings, session.book.path)
            self.current = None  # closed by the move
            self._arrived(found)
            self._notices.toast(_("Moved to {path}").format(path=found.session.book.path))

        self._work.write(job, arrived, label=_("Moving the book"))

    def restorer(self, source: Path, target: Path) -> Callable[[Progress], object]:
        """The job that checks a backup and puts a copy of it at `target`, over a file that is there."""
        user, clock = self._user(), self._clock

        def job(_progress: Progress) -> object:
            from creditdesk.services import company
            target.parent.mkdir(parents=True, exist_ok=True)
            return company.restore(source, target, user=user, clock=clock, overwrite=True)

        return job

    def refresh(self) -> None:
        """Read company and settings of the open book again and tell of them."""
        session = self.session
        if session is None:
            return

        def job(_progress: Progress) -> Opened:
            from creditdesk.services import books
            return books.describe(session)

        def arrived(found: Opened) -> None:
            if self.session is session:
                self.current = found
                self.described.emit(found)

        self._work.read(job, arrived, group="book")

    def close(self) -> None:
        """Back up into the chosen folder, close the book, then `closed`; asks where the backup cannot be written.

        A book that is just being opened is waited for and closed.
        """
        if self._opening:
            self._leaving = True
            return
        session, self.current = self.session or (self.pending.session if self.pending else None), None
        self.pending = None
        if session is None:
            self.closed.emit()
            return
        self._work.forget()

        def job(_progress: Progress) -> None:
            from creditdesk.services import books
            books.close_with_backup(session)

        self._work.write(job, lambda _none: self.closed.emit(), failed=self._close_failed, what=UNTOLD,
                         label=_("Closing the book"))

    def _close_failed(self, error: BaseException) -> None:
        words = translate_error(error) if isinstance(error, CreditDeskError) else str(error)
        box = self._notices.confirm(_("The backup was not written"), words + "\n\n" + _(
            "The book itself is saved and closed."), _("Quit without a backup"), self.closed.emit, plain=True)
        box.cancel_button.hide()  # there is nothing to go back to: Esc says the same
        box.rejected.connect(self.closed)

    def _switch(self, job: Opener, path: Path) -> None:
        former = self.session

        def both(progress: Progress) -> tuple[Opened, CreditDeskError | None]:
            found = self.made = job(progress)
            self._prepare()
            if former is not None:
                from creditdesk.services import books
                try:
                    books.close_with_backup(former)
                except CreditDeskError as problem:  # told of, but the other book is open by now
                    return found, problem
            return found, None

        def arrived(parcel: tuple[Opened, CreditDeskError | None]) -> None:
            self._opening -= 1
            if self._leaving:
                self.current = parcel[0]
                self.close()
                return
            self._arrived(parcel[0])
            if parcel[1]:
                self._notices.error(parcel[1])

        def failed(error: BaseException) -> None:
            self._opening -= 1
            if getattr(error, "code", "") == "not_found":
                from creditdesk.ui import recent_books
                recent_books.forget(self._settings, path)
            if self._leaving:
                self.close()
                return
            self._notices.failed(error)
            self.refused.emit(error)

        self._work.forget()
        self._opening += 1
        self._work.write(both, arrived, failed=failed, what=UNTOLD, label=_("Opening the book"))

    def _arrived(self, found: Opened) -> None:
        if found.names and not found.session.roles:
            self.current, self.pending = None, found
            self.guarded.emit(found)
            return
        self._settle(found)

    def admit(self, session: Session) -> None:
        """Go on with the rights of `session`: somebody has signed in, or passwords were set up or taken away."""
        found = self.pending or self.current
        if found is not None:
            self.pending = None
            self._settle(replace(found, session=session, names=found.names))

    def leave(self) -> None:
        """Somebody else's turn: the open book is closed without a word, as after `turn_away`."""
        self.pending, self.current = self.current, None

    def turn_away(self) -> None:
        """Nobody signed in: close the book that waits."""
        found, self.pending = self.pending, None
        if found is not None:
            self._work.write(lambda _progress: found.session.close(), lambda _none: None, what=UNTOLD)

    def _settle(self, found: Opened) -> None:
        self.current = found
        path = found.session.book.path
        self._settings.setValue("books/last", str(path))
        from creditdesk.ui import recent_books
        recent_books.remember(self._settings, path, found.profile.name)
        self.opened.emit(found)
