"""Scores kept up to date as a book is opened, once a day and behind what the window reads first."""

from __future__ import annotations

import logging
from datetime import date

from creditdesk.i18n import _, ngettext
from creditdesk.services import company
from creditdesk.services.credit.recalculate import recalculate, Recalculated
from creditdesk.services.session import Session
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Progress, UNTOLD, Work

log = logging.getLogger(__name__)
_NOTHING = Recalculated(0, 0, ())


def recalculate_on_opening(work: Work, notices: Notices, session: Session, day: date) -> None:
    """Score anew who has begun with scoring; pages read the book again only where a score changed.

    The sample company is left as it is told of. A failure is no reason to keep anybody from work: it is logged.
    """
    def job(_progress: Progress) -> Recalculated:
        if company.profile(session).is_sample:
            return _NOTHING
        return recalculate(session, day, once_a_day=True)

    def done(found: Recalculated) -> None:
        if found.saved:
            work.changed.emit("score")
        if found.changes:
            notices.toast(ngettext("{count} grade changed", "{count} grades changed", len(found.changes)).format(
                count=len(found.changes)), icon="scales")

    work.write(job, done, failed=lambda error: log.warning("scores not recalculated", exc_info=error), what=UNTOLD,
               label=_("Bringing scores up to date"))
