"""What every page of an open book is made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Work

if TYPE_CHECKING:
    from datetime import date

    from creditdesk.services.session import Session
    from creditdesk.ui.tables.layout_store import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """The open book, the worker, the window's notices, the person's settings, and the day it is when asked."""

    session: Session
    work: Work
    notices: Notices
    settings: Settings
    today: Callable[[], date]
