"""A toast whose undo reverses what was just posted."""

from __future__ import annotations

from creditdesk.i18n import _
from creditdesk.services.ledger.reversible import Reversible
from creditdesk.services.undo import take_back
from creditdesk.ui.desk import Desk


def told_with_undo(desk: Desk, text: str, action: Reversible) -> None:
    """Say what was done; Ctrl+Z or the toast's button takes it back."""
    def reverse() -> None:
        desk.work.write(lambda _progress: take_back(desk.session, action),
                        lambda _done: desk.notices.toast(_("Undone: {text}").format(text=text),
                                                         icon="arrow-counter-clockwise"), what="ledger")

    desk.notices.toast(text, reverse if action else None)
