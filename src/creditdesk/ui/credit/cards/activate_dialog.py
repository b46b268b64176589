"""Put a version in force, or let it score silently beside the card in force first: from when and why (DOMAIN C12)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _
from creditdesk.services.credit import cards as service
from creditdesk.services.credit.cards import ACTIVE, CHALLENGER
from creditdesk.ui.desk import Desk
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors


class ActivateDialog(Dialog):
    """`done_with` carries the version once it is written."""

    done_with = Signal(str)

    def __init__(self, desk: Desk, version: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Version {version}").format(version=version), _("Put in force"), parent, width=520)
        self._desk, self._version = desk, version
        self.how = Segments([(ACTIVE, _("In force")), (CHALLENGER, _("Silently as challenger"))], _("How"))
        self.how.chosen.connect(lambda _value: self._say())
        self.since = DateEdit(desk.today(), near=desk.today())
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(active().px(72))
        self.reason.setTabChangesFocus(True)
        self.fields = [FormField(_("In force from"), self.since, name="effective_from", required=True),
                       FormField(_("Reason"), self.reason, name="reason", required=True,
                                 help_text=_("At least ten characters; stays with the version"))]
        self.text = Note("", "info")
        self.body.addWidget(self.how)
        for field in self.fields:
            self.body.addWidget(field)
        self.body.addWidget(self.text)
        self.submitted.connect(self._write)
        self._say()

    def _say(self) -> None:
        silent = self.how.value() == CHALLENGER
        self.text.set_text(
            _("Its scores are stored beside those of the card in force and decide nothing. After two quarters compare both.")
            if silent else
            _("Scores from that day on use this card; saved scores stay as they are. The former card remains on file."))
        self.primary_button.setText(_("Set as challenger") if silent else _("Put in force"))

    def _write(self) -> None:
        if not all_right(self.fields):
            return
        session, version = self._desk.session, self._version
        since, reason = self.since.day() or self._desk.today(), self.reason.toPlainText()
        task = service.challenge if self.how.value() == CHALLENGER else service.activate

        def done(_answer: object) -> None:
            self.accept()
            said = _("Version {version} scores silently from {day}") if task is service.challenge else _(
                "Version {version} is in force from {day}")
            self._desk.notices.toast(said.format(version=version, day=since))
            self.done_with.emit(version)

        self._desk.work.write(lambda _progress: task(session, version, since, reason), done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError) and not show_errors(self.fields, error):
            return
        self._desk.notices.failed(error)
