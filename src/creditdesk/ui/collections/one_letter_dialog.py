"""One letter by itself: its choices at the left, the very PDF at the right; issued, kept and printed from here (DOMAIN I4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, translate_error
from creditdesk.services.collections.one_letter import IssuedNotice
from creditdesk.ui.choosing import target_dialog
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.desk import Desk
from creditdesk.ui.printing import ask_and_print
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField


class OneLetterDialog(Dialog):
    """Override `fill` (the choices), `wanted`, `preview` and `write`; call `start` once everything is built."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None, *, language: str = "") -> None:
        super().__init__(title, _("Issue letter"), parent, width=940)
        self.setMinimumHeight(640)
        self._desk = desk
        self.view = PaperView(desk.work, _("Letter"))
        self.language = Choice([("", _("Their language")), ("zh", _("Chinese")), ("en", _("English"))])
        self.language.set_value(language)

    def start(self) -> None:
        """Lay the choices out and show the letter."""
        box = QVBoxLayout()
        box.setSpacing(12)
        self.fill(box)
        box.addWidget(FormField(_("Language"), self.language, name="language"))
        self.language.chosen.connect(lambda _value: self.read())
        self.tell(box)
        box.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(box, 2)
        row.addWidget(self.view, 3)
        self.body.addLayout(row, 1)
        self.print_button = self.add_button(button(_("Print"), "printer", shortcut="Ctrl+P"))
        self.print_button.clicked.connect(self._print)
        self.submitted.connect(self._ask_folder)
        self._set_ready(False)
        self.read()

    def fill(self, box: QVBoxLayout) -> None:
        """The choices of this letter, above the language."""

    def tell(self, box: QVBoxLayout) -> None:
        """What is to be known of it, below the language."""

    def wanted(self) -> Any:
        """The letter as chosen now; CreditDeskError where a field cannot be read."""
        raise NotImplementedError

    def preview(self, wanted: Any) -> bytes:
        raise NotImplementedError

    def write(self, wanted: Any, folder: Path) -> IssuedNotice:
        raise NotImplementedError

    @property
    def chosen_language(self) -> str:
        return str(self.language.value() or "")

    def read(self) -> None:
        """Show the letter as it would be issued."""
        self._set_ready(False)
        try:
            wanted = self.wanted()
        except CreditDeskError as error:
            self._refused(error)
            return
        self._desk.work.read(lambda _progress: self.preview(wanted), self._shown, failed=self._refused, group=(id(self), "letter"))

    def _shown(self, pdf: bytes) -> None:
        self.view.show_files((pdf,))
        self.note.setText("")
        self._set_ready(True)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError):
            self.view.say(translate_error(error))
        else:
            self._desk.notices.failed(error)

    def _set_ready(self, ready: bool) -> None:
        self.print_button.setEnabled(ready)
        self.primary_button.setEnabled(ready)

    def _print(self) -> None:
        if self.view.files:
            ask_and_print(self._desk, self, self.view.files, self.windowTitle())

    def _ask_folder(self) -> None:
        dialog = target_dialog(self, _("Folder for the letter"), folder=True)
        dialog.fileSelected.connect(lambda chosen: self.issue(Path(chosen)))
        dialog.open()

    def issue(self, folder: Path) -> None:
        """Record the letter and write its PDF into a folder."""
        wanted = self.wanted()
        self._set_ready(False)
        self._desk.work.write(lambda _progress: self.write(wanted, folder), self._issued, failed=self._not_issued, what="letters")

    def _not_issued(self, error: BaseException) -> None:
        self._set_ready(True)
        self._desk.notices.failed(error)

    def _issued(self, done: IssuedNotice) -> None:
        self.accept()
        self._desk.notices.toast(_("Letter {no} issued and kept").format(no=done.number))
