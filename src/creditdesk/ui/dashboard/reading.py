"""What the first page asks of the book: what is owed, then the other figures, then how far limits are used.

It is asked as soon as a book is open, so that the worker reads while the window makes the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, TYPE_CHECKING

from creditdesk.domain.errors import Cancelled
from creditdesk.i18n import _
from creditdesk.ui.work import gone, Progress, Work

if TYPE_CHECKING:
    from creditdesk.domain.insight.dashboard import Dashboard, Debtor, Standing
    from creditdesk.services.overview.standing import Owed
    from creditdesk.services.session import Session

#: whether nothing is posted, what is owed, the book's settings
First = tuple[bool, "Standing", dict[str, str]]


class Reading:
    """Asked for when it is made; what arrives waits until `tell` says who shows it. What it needs the worker imports."""

    def __init__(self, work: Work, session: Session, as_of: date) -> None:
        self.as_of = as_of
        self._show: dict[str, Callable[[Any], object]] = {}
        self._arrived: dict[str, Any] = {}
        known: list[Owed] = []
        read: list[Dashboard] = []

        def first(_progress: Progress) -> First:
            from creditdesk.services import company
            from creditdesk.services.overview.standing import is_empty, owed
            known.append(owed(session, as_of))
            return is_empty(session), known[0].standing, company.settings(session)

        def second(_progress: Progress) -> Dashboard:
            from creditdesk.services.overview.dashboard import dashboard
            found = dashboard(session, as_of, known=known.pop() if known else None)
            read.append(found)
            return found

        def third(progress: Progress) -> Sequence[Debtor]:
            if not read:  # told of already; that nobody owes anything would be wrong
                raise Cancelled
            progress.let_draw()
            from creditdesk.services.overview.dashboard import limit_use
            return limit_use(session, as_of, read[0].debtors)

        work.give_way()  # the page is made and drawn meanwhile
        work.read(first, partial(self._take, "owed"), group=("overview", "owed"), label=_("Reading the figures"))
        work.read(second, partial(self._take, "figures"), group=("overview", "figures"), label=_("Reading the figures"))
        work.read(third, partial(self._take, "limits"), group=("overview", "limits"), label=_("Reading the figures"))

    def tell(self, show_owed: Callable[[First], object], show_all: Callable[[Dashboard], object],
             show_limits: Callable[[Sequence[Debtor]], object]) -> None:
        """Who shows the steps, at once where they are there already."""
        self._show = {"owed": show_owed, "figures": show_all, "limits": show_limits}
        for step, found in self._arrived.items():
            self._take(step, found)
        self._arrived = {}

    def _take(self, step: str, found: Any) -> None:
        show = self._show.get(step)
        if show is None:
            self._arrived[step] = found
        elif not gone(show):
            show(found)
