"""Scores kept up to date: as a book is opened, behind what the window reads first, and after every change of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer

from creditdesk.i18n import _, ngettext
from creditdesk.services import company
from creditdesk.services.credit.recalculate import catch_up, Recalculated, start_from_here
from creditdesk.services.session import Session
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Progress, UNTOLD, Work

log = logging.getLogger(__name__)
#: after a change, once nothing else has been written for so long (ms)
AFTER_MS = 1500


class ScoreKeeper(QObject):
    """`open` takes a book in its charge. A failure is no reason to keep anybody from work: it is logged."""

    def __init__(self, work: Work, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._notices = work, notices
        self._session: Session | None = None
        self._today: Callable[[], date] | None = None
        self._later = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._later.timeout.connect(self._after_change)
        work.changed.connect(lambda _what: self._later.start())

    def open(self, session: Session, today: Callable[[], date]) -> None:
        """Bring the scores up to date now; the sample company is left as it is told of until something in it changes."""
        self._session, self._today = session, today
        day = today()

        def job(_progress: Progress) -> Recalculated | None:
            if company.profile(session).is_sample:
                start_from_here(session, day)
                return None
            return catch_up(session, day)

        self._write(session, job)

    def close(self) -> None:
        """Leave the book alone: it is being closed."""
        self._session = None
        self._later.stop()

    def _after_change(self) -> None:
        session, today = self._session, self._today
        if session is None or today is None:
            return
        if not self._work.idle:  # what the window reads comes first
            self._later.start()
            return
        day = today()
        self._write(session, lambda _progress: catch_up(session, day))

    def _write(self, session: Session, job: Callable[[Progress], Recalculated | None]) -> None:
        def done(found: Recalculated | None) -> None:
            if found is None or session is not self._session:
                return
            if found.saved:
                self._work.changed.emit("score")
            if found.changes:
                self._notices.toast(ngettext("{count} grade changed", "{count} grades changed", len(found.changes)).format(
                    count=len(found.changes)), icon="scales")

        self._work.write(job, done, failed=lambda error: log.warning("scores not recalculated", exc_info=error), what=UNTOLD,
                         label=_("Bringing scores up to date"))
