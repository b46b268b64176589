"""The library of rulebooks: read, worded anew, printed with the live figures of the policy (DOMAIN A14)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from creditdesk.domain.errors import N_
from creditdesk.domain.roles import POLICY
from creditdesk.domain.rulebooks import FIELDS, read_rules, RULEBOOKS
from creditdesk.i18n import _
from creditdesk.services.credit import rulebooks
from creditdesk.services.saving import save_paper
from creditdesk.ui.choosing import target_dialog
from creditdesk.ui.collections.text_dialog import TextDialog
from creditdesk.ui.desk import Desk
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.widgets.controls import button


class RulebookDialog(TextDialog):
    """Who may not change the policy reads and prints."""

    marks = N_("# title, ## heading, a blank line between articles; a field is filled with the figure in force")

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Rulebooks"), [(code, _(title)) for code, title in RULEBOOKS.items()], next(iter(RULEBOOKS)), parent)
        self.text.setReadOnly(not desk.session.may(POLICY))
        self.save_pdf = self.add_button(button(_("Save as PDF"), "file-pdf"))
        self.save_pdf.clicked.connect(self._ask_file)
        self.print_button = self.add_button(button(_("Print"), "printer", shortcut="Ctrl+P"))
        self.print_button.clicked.connect(self._print)

    def text_of(self, kind: str, language: str) -> tuple[str, bool]:
        return rulebooks.rules_text(self._desk.session, kind, language)

    def fields_of(self, kind: str) -> Sequence[str]:
        return sorted(FIELDS)

    def check_text(self, text: str, kind: str, language: str) -> None:
        read_rules(text)

    def draw(self, text: str, kind: str, language: str) -> tuple[str, bytes]:
        return "", rulebooks.rules_document(self._desk.session, kind, language, self._desk.today(), text)

    def keep_text(self, text: str, kind: str, language: str) -> None:
        rulebooks.save_rules(self._desk.session, kind, language, text, self._desk.today())

    def put_back(self, kind: str, language: str) -> None:
        self.keep_text(rulebooks.shipped_rules(kind, language), kind, language)

    def _print(self) -> None:
        if self.view.files:
            ask_and_print(self._desk, self, self.view.files, self.windowTitle())

    def _ask_file(self) -> None:
        """Ask for a file and write the rulebook as it is shown."""
        if not self.view.files:
            return
        name = f"{self._names[self._key[0]]} {self._desk.today().isoformat()}.pdf"
        dialog = target_dialog(self, _("Save as PDF"))
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: self.write_pdf(Path(chosen)))
        dialog.open()

    def write_pdf(self, path: Path) -> None:
        """Write the PDF shown."""
        content = self.view.files[0]
        self._desk.work.read(lambda _progress: save_paper(path, content),
                             lambda _path: self._desk.notices.toast(_("Written to {file}").format(file=path)))
