"""The letter a limit would lead to, beside the dialog, as the very PDF (DESIGN 04, DOMAIN D18)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _, translate_error
from creditdesk.services.credit.applications import LimitRequest
from creditdesk.services.credit.notices import preview_limit
from creditdesk.ui.collections.paper_view import PaperView
from creditdesk.ui.desk import Desk
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label

WIDTH = 350


class LetterPane(QFrame):
    """`changed` follows the language; `wanted` says whether the letter is to be written once the limit is decided."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("footer", True)
        self.setFixedWidth(WIDTH)
        self.write = QCheckBox(_("Write it once approved"))
        self.write.setChecked(True)
        self.language = Choice([("", _("Their language")), ("zh", _("Chinese")), ("en", _("English"))])
        self.language.setAccessibleName(_("Language"))
        self.language.chosen.connect(lambda _value: self.changed.emit())
        self.view = PaperView(desk.work, _("Letter"))
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(label(_("Letter"), "title"))
        head.addStretch(1)
        head.addWidget(self.write)
        foot.addWidget(label(_("Language"), "sec"))
        foot.addWidget(self.language, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        box.addLayout(foot)

    @property
    def wanted(self) -> bool:
        return self.write.isChecked() and not self.isHidden()

    def show_request(self, request: LimitRequest | None) -> None:
        """Draw the letter of a limit as typed; None while it cannot be read."""
        if self.isHidden():
            return
        if request is None:
            self.view.say(_("The letter follows the fields"))
            return
        session, day, language = self._desk.session, self._desk.today(), str(self.language.value() or "")
        self._desk.work.read(lambda _progress: preview_limit(session, request, day, language=language),
                             lambda pdf: self.view.show_files((pdf,)), failed=self._refused, group=(id(self), "letter"))

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError):
            self.view.say(translate_error(error))
        else:
            self._desk.notices.failed(error)
