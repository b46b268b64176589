"""The texts of the letters: which are as shipped and which are own; each opens in the one editor there is (DOMAIN I4)."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel

from creditdesk.i18n import _
from creditdesk.services import template_preview
from creditdesk.services.collections import templates
from creditdesk.ui.collections.template_dialog import TemplateDialog
from creditdesk.ui.collections.words import LANGUAGES, letter_name
from creditdesk.ui.settings.section import Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.controls import button, label


class LettersSection(Section):
    """A line for every letter: its name, whose text it has, and the way to the editor."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.states: dict[str, QLabel] = {}
        self.dialog: TemplateDialog | None = None
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        for row, kind in enumerate(template_preview.EDITED):
            edit = button(_("Edit"), "pencil-simple", small=True)
            edit.setAccessibleName(f"{_('Edit')}: {letter_name(kind)}")
            edit.clicked.connect(lambda _on=False, own=kind: self.edit(own))
            self.states[kind] = label("", "mut")
            grid.addWidget(label(f"{kind}  {letter_name(kind)}"), row, 0)
            grid.addWidget(self.states[kind], row, 1)
            grid.addWidget(edit, row, 2)
        card = Card(_("Texts of the letters"), _("have them checked by a lawyer before you rely on them"))
        card.body.addLayout(grid)
        self.box.addWidget(card)
        self.box.addStretch(1)

    def edit(self, kind: str) -> None:
        """Open the editor at a letter."""
        self.dialog = TemplateDialog(self.shell.desk(), self, kind=kind)
        self.dialog.finished.connect(lambda _result: self.refresh())
        self.dialog.open()

    def refresh(self) -> None:
        session = self.shell.desk().session
        self.shell.work.read(lambda _progress: templates.own_texts(session), self._show, group="letter texts")

    def _show(self, own: set[tuple[str, str]]) -> None:
        for kind, state in self.states.items():
            mine = [words for code, words in LANGUAGES.items() if (kind, code) in own]
            state.setText(_("Own text: {languages}").format(languages=", ".join(mine)) if mine else _("Shipped text"))
