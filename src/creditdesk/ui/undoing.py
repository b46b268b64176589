"""A toast whose undo reverses what was just posted."""

from __future__ import annotations

from collections.abc import Callable

from creditdesk.i18n import _
from creditdesk.services.ledger.reversible import Reversible
from creditdesk.services.undo import take_back
from creditdesk.ui.desk import Desk


def told_with_undo(desk: Desk, text: str, action: Reversible, undone: Callable[[], object] = bool) -> None:
    """Say what was done; Ctrl+Z or the toast's button takes it back, and then `undone` runs."""
    def reverse() -> None:
        def done(_result: object) -> None:
            desk.notices.toast(_("Undone: {text}").format(text=text), icon="arrow-counter-clockwise")
            undone()

        desk.work.write(lambda _progress: take_back(desk.session, action), done, what="ledger")

    desk.notices.toast(text, reverse if action else None)
