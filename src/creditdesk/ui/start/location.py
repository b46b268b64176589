"""A book in a synchronised or network folder: what that risks, and a safer place (issue: the book)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditdesk.i18n import _
from creditdesk.paths import data_dir, documents_dir
from creditdesk.ui.shell import Shell
from creditdesk.ui.start.new_book import risk_words
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from creditdesk.services.books import Opened


def warn_of_location(shell: Shell, found: Opened) -> Dialog | None:
    """Tell the owner once per book, and offer a local place with the backups where the book is now."""
    path = found.session.book.path
    key = f"books/accepted/{abs(hash_of(str(path)))}"
    if not found.risk or shell.settings.value(key):
        return None
    from creditdesk.services.books import local_folder
    folder = local_folder(documents_dir(), data_dir())
    box = Dialog(_("This folder can harm the book"), _("Move it to this computer"), shell.window, cancel=_("Later"), width=540)
    box.body.addWidget(Note(risk_words(found.risk), "warn"))
    box.body.addWidget(label(str(path), "mut", wrap=True, selectable=True))
    box.body.addWidget(label(_("CreditDesk can move the book to {folder} and write its backups to the present folder, so that "
                               "they are still copied elsewhere.").format(folder=folder), wrap=True))
    keep = box.add_button(button(_("Keep it here")))
    keep.clicked.connect(lambda: shell.settings.setValue(key, "1"))
    keep.clicked.connect(box.reject)
    box.submitted.connect(box.accept)
    box.accepted.connect(lambda: shell.books.move_to_local(folder))
    box.open()
    return box


def hash_of(text: str) -> int:
    """A number that is the same in every run, for a key without separators."""
    from zlib import crc32
    return crc32(text.encode())
