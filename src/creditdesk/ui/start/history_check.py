"""As a book is opened, its history is looked at: a chain that does not hold together is told of at once (DOMAIN K)."""

from __future__ import annotations

import logging

from creditdesk.i18n import _
from creditdesk.services import company
from creditdesk.ui.settings.backups import verify_book
from creditdesk.ui.shell import Shell

log = logging.getLogger(__name__)


def check_history(shell: Shell) -> None:
    """Look at the chain in the worker; where it is broken, say so and offer the whole check."""
    session = shell.books.session
    if session is None:
        return

    def told(sound: bool) -> None:
        if not sound and shell.books.session is session:
            shell.window.notices.confirm(
                _("The history of this book was changed"), _("Its entries do not hold together any more: something was changed "
                "outside the program. Check the book to see what."), _("Check the book"), lambda: verify_book(shell), plain=True)

    shell.work.read(lambda _progress: company.history_is_sound(session), told,
                    failed=lambda error: log.warning("the history could not be looked at", exc_info=error))
