"""Saving the empty templates where the person wants them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from creditdesk.i18n import _, ngettext
from creditdesk.paths import documents_dir
from creditdesk.ui.shell import Shell


def save_templates(shell: Shell) -> None:
    """Ask for a folder and write the templates there."""
    chosen = QFileDialog.getExistingDirectory(shell.window, _("Folder for the templates"), str(documents_dir()))
    if not chosen:
        return
    language = shell.language

    def job(_progress: object) -> list[Path]:
        from creditdesk.services.importing import templates
        return templates.write_templates(Path(chosen), language)

    def arrived(written: list[Path]) -> None:
        shell.window.notices.toast(ngettext("{count} template saved in {folder}", "{count} templates saved in {folder}",
                                            len(written)).format(count=len(written), folder=chosen))

    shell.work.read(job, arrived, label=_("Writing the templates"))
