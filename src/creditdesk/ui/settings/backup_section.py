"""Where backups go on closing and how many are kept; backup, restore and check by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from creditdesk.domain.errors import InputError, N_
from creditdesk.i18n import _
from creditdesk.services import company
from creditdesk.ui.moments import local_moment
from creditdesk.ui.settings.backups import BackupCard
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label
from creditdesk.ui.widgets.form_field import FormField


class BackupSection(Section):
    """The automatic backup belongs to the book, so that it is made whoever closes it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self.folder = QLineEdit()
        self.keep = Choice([(str(count), str(count)) for count in (3, 5, 10, 20, 50)])
        self.last = label("", "mut")
        browse = button(_("Browse"), "folder-open")
        browse.clicked.connect(self._browse)
        card = Card(_("Backup on closing"))
        card.setMaximumWidth(FORM)
        folder = FormField(_("Folder for backups"), self.folder, name="backup_folder",
                           help_text=_("Best on another disk or in a synchronised folder; empty: none"), rule=self._check_folder)
        self.fields.append(folder)
        row = QHBoxLayout()
        row.addWidget(folder, 1)
        row.addWidget(browse)
        card.body.addLayout(row)
        card.add(FormField(_("Backups kept"), self.keep, help_text=_("Older ones are deleted")))
        card.add(self.last)
        self.box.addWidget(card)
        self.box.addLayout(self.save_button(_("Save backup settings"), self.save))
        by_hand = BackupCard(shell, offer_folder=False)
        by_hand.setMaximumWidth(FORM)
        self.box.addWidget(by_hand)
        self.box.addStretch(1)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for backups"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self.touched()

    def _check_folder(self) -> None:
        text = self.folder.text().strip()
        if text and not Path(text).is_dir():
            raise InputError(N_("There is no folder {path}."), code="not_found", field="backup_folder", path=text)

    def refresh(self) -> None:
        if not self.dirty:
            session = self._session
            self.shell.work.read(lambda _progress: company.settings(session), self.show_settings, group="backup form")

    def show_settings(self, values: Mapping[str, str]) -> None:
        """Fill the form."""
        if self.dirty:
            return
        self.folder.setText(values.get("backup_folder", ""))
        self.keep.set_value(values.get("backup_keep") or "10")
        last = values.get("last_backup", "")
        self.last.setText(_("Last backup: {when}").format(when=local_moment(last)) if last else _("No backup yet"))
        self.filled()

    def save(self) -> None:
        """Save folder and number."""
        if not self.all_right():
            return
        session = self._session
        values = {"backup_folder": self.folder.text().strip(), "backup_keep": str(self.keep.value() or "10")}
        self.write(lambda: company.save_settings(session, values), _("Backup settings saved"), "settings")
