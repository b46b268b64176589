"""Version, licences, and where the program keeps its things."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit

from creditdesk import __version__
from creditdesk.i18n import _, titled
from creditdesk.paths import config_dir, resource
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label

_FILES = ("NOTICE.txt", "LGPL-3.0.txt", "GPL-3.0.txt")


class AboutSection(Section):
    """The notices of what ships with the program stand here whole."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        card = Card(_("About CreditDesk"))
        card.setMaximumWidth(FORM)
        card.add(label(f"CreditDesk {__version__}", "section"))
        card.add(label(_("Trade credit and receivables on the desktop. Apache License 2.0. Qt {version}.").format(version=qVersion()),
                       wrap=True))
        session = shell.books.session
        for title, path in ((_("This book"), session.book.path if session else None), (_("Settings"), config_dir()),
                            (_("Log file"), shell.log_file)):
            if path is not None:
                card.add(label(titled(title, str(path)), "mut", wrap=True, selectable=True))
        folder = button(_("Open the log's folder"), "folder-open", small=True)
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(shell.log_file.parent))))
        keys = button(_("Keys"), "keyboard", small=True, tip="F1")
        keys.clicked.connect(lambda: shell.window.navigate("keys"))
        row = self.pair(folder, keys)
        row.addStretch(2)
        card.body.addLayout(row)
        self.box.addWidget(card)
        notices = Card(_("Works of others in CreditDesk"))
        notices.setMaximumWidth(FORM)
        self.text = QPlainTextEdit("\n\n".join(_read(resource(f"licences/{name}")) for name in _FILES))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Licences"))
        self.text.setMinimumHeight(260)
        notices.add(self.text, 1)
        self.box.addWidget(notices, 1)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
