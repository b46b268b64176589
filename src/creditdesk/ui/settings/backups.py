"""Backups: now, on closing, restore, and the check of the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from creditdesk.i18n import _, ngettext
from creditdesk.paths import data_dir, documents_dir
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Progress

if TYPE_CHECKING:
    from creditdesk.services.company import Verification

SUFFIX = ".creditdesk-backup"
_STEPS = ("file", "audit", "rows", "ledger")
#: where the last backup written by hand went
_LAST = "backup/last"


class BackupCard(Card):
    """The buttons of backup, restore and check, and where backups go on closing."""

    def __init__(self, shell: Shell, *, offer_folder: bool = True) -> None:
        super().__init__(_("Backup"))
        self._shell = shell
        opened = shell.books.current
        folder = opened.settings.get("backup_folder", "") if opened else ""
        where = _("On closing, a backup is written to {folder}.").format(folder=folder) if folder else _(
            "No folder for automatic backups is chosen. Without one, a broken disk loses everything.")
        self.add(Note(where, "info" if folder else "warn"))
        for words, mark, act in ((_("Back up now"), "floppy-disk", self.back_up), (_("Check the book"), "shield-check", self.verify),
                                 (_("Restore a backup"), "arrow-counter-clockwise", lambda: restore_backup(shell))):
            entry = button(words, mark)
            entry.clicked.connect(lambda _checked=False, run=act: run())
            self.add(entry)
        if not folder and offer_folder:
            choose = button(_("Choose a folder for automatic backups"), "folder-open")
            choose.clicked.connect(lambda: shell.window.navigate("settings", section="backup"))
            self.add(choose)

    def back_up(self) -> None:
        """Ask for a file and write a backup there."""
        session = self._shell.books.session
        opened = self._shell.books.current
        if session is None or opened is None:
            return
        folder = _folder(self._shell)
        name = f"{session.book.path.stem}-{self._shell.today().isoformat()}{SUFFIX}"
        chosen, _filter = QFileDialog.getSaveFileName(self, _("Back up now"), str(folder / name), f"{_('Backups')} (*{SUFFIX})")
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write a backup to `path`; the file dialog has asked about an existing one."""
        session, notices = self._shell.books.session, self._shell.window.notices
        if session is None:
            return
        target = path if path.suffix else path.with_name(path.name + SUFFIX)
        self._shell.settings.setValue(_LAST, str(target.parent))

        def job(_progress: Progress) -> Path:
            from creditdesk.services import company
            return company.back_up(session, target, overwrite=True)

        self._shell.work.write(job, lambda written: notices.toast(_("Backed up to {file}").format(file=written)),
                               what="backup", label=_("Writing the backup"))

    def verify(self) -> None:
        """Check file, history and ledger, and show what was found."""
        verify_book(self._shell)


def verify_book(shell: Shell) -> None:
    """Check the open book in the worker and show the result."""
    session = shell.books.session
    if session is None:
        return
    names = {"file": _("Checking the file"), "audit": _("Checking the history"), "rows": _("Checking the documents"),
             "ledger": _("Checking the ledger")}

    def job(progress: Progress) -> Verification:
        from creditdesk.services import company

        def tell(step: str) -> bool:
            progress(_STEPS.index(step), len(_STEPS), names[step])
            return False

        return company.verify_book(session, tell)

    shell.work.read(job, lambda found: show_verification(shell, found), label=_("Checking the book"))


def show_verification(shell: Shell, found: Verification) -> Dialog:
    """What a check found, in words."""
    box = Dialog(_("Check of the book"), _("Close"), shell.window, width=520)
    box.cancel_button.hide()
    if found.ok:
        box.body.addWidget(Note(ngettext("The file, the ledger and {count} event of its history are in order.",
                                         "The file, the ledger and {count} events of its history are in order.",
                                         found.events).format(count=f"{found.events:,}"), "ok"))
    else:
        from creditdesk.services.findings import sentence
        box.body.addWidget(Note(_("Something was changed outside the program, or the file is damaged. Restore a backup from before, "
                                  "or ask whoever looks after the computer."), "danger"))
        lines = [sentence(one) for one in (*found.file, *found.audit, *found.ledger)]
        box.body.addWidget(label("\n".join(lines[:20]), wrap=True, selectable=True))
        if len(lines) > 20:
            box.body.addWidget(label(_("and {count} more").format(count=len(lines) - 20), "mut"))
    box.submitted.connect(box.accept)
    box.open()
    return box


def _folder(shell: Shell) -> Path:
    """Where backups lie: the book's folder for them, else where the last one went."""
    opened = shell.books.current
    for kept in (opened.settings.get("backup_folder") if opened else "", shell.settings.value(_LAST)):
        if kept and Path(str(kept)).is_dir():
            return Path(str(kept))
    return data_dir()


def restore_backup(shell: Shell) -> None:
    """Ask for a backup and a new file, check the backup, put a copy there and open it."""
    chosen, _filter = QFileDialog.getOpenFileName(shell.window, _("Restore a backup"), str(_folder(shell)),
                                                  f"{_('Backups')} (*{SUFFIX} *.creditdesk);;{_('All files')} (*)")
    if not chosen:
        return
    source = Path(chosen)
    offered = documents_dir() / "CreditDesk" / f"{source.stem}.creditdesk"
    target, _filter = QFileDialog.getSaveFileName(shell.window, _("Restore as"), str(offered),
                                                  _("CreditDesk books") + " (*.creditdesk)")
    if target:
        restore_to(shell, source, Path(target if target.endswith(".creditdesk") else f"{target}.creditdesk"))


def restore_to(shell: Shell, source: Path, target: Path) -> None:
    """Restore `source` as `target` and open it; an existing file was confirmed in the file dialog."""
    session = shell.books.session
    if session is not None and session.book.path == target:
        shell.window.notices.toast(_("This book is open. Restore under another name."), icon="warning")
        return
    shell.work.write(shell.books.restorer(source, target), lambda _found: shell.books.open(target),
                     label=_("Checking and restoring the backup"))

