"""A step of a version: in force, silently beside the card in force first, or ended; from when and why (DOMAIN C12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from creditdesk.domain.credit.card_standing import ACTIVE, CHALLENGER
from creditdesk.domain.errors import CreditDeskError
from creditdesk.i18n import _
from creditdesk.services.credit import cards as service
from creditdesk.services.credit.cards import CardVersion
from creditdesk.services.session import Session
from creditdesk.ui.credit import words
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.choice import Segments
from creditdesk.ui.widgets.controls import Note
from creditdesk.ui.widgets.date_edit import DateEdit
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors


class StepDialog(Dialog):
    """Asks for a day and a reason; `done_with` carries the version once the step is written."""

    done_with = Signal(str)

    def __init__(self, desk: Desk, version: str, action: str, day: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Version {version}").format(version=version), action, parent, width=520)
        self._desk, self._version = desk, version
        self.since = DateEdit(desk.today(), near=desk.today())
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(active().px(72))
        self.reason.setTabChangesFocus(True)
        self.fields = [FormField(day, self.since, name="effective_from", required=True),
                       FormField(_("Reason"), self.reason, name="reason", required=True,
                                 help_text=_("At least ten characters; stays with the version"))]
        self.text = Note("", "info")
        for part in (*self.fields, self.text):
            self.body.addWidget(part)
        self.submitted.connect(self._write)

    def keep(self, step: str) -> None:
        """What is typed is kept until the step is written."""
        FormKeeper(self, self._desk, f"card/{step}/{self._version}", taken=self._say)

    def _say(self) -> None:
        """Say what the step means, as it is chosen."""

    def step(self) -> tuple[Callable[[Session, str, date, str], None], str]:
        """What is to be done, and the words for it when it is."""
        raise NotImplementedError

    def _write(self) -> None:
        if not all_right(self.fields):
            return
        session, version = self._desk.session, self._version
        since, reason = self.since.day() or self._desk.today(), self.reason.toPlainText()
        task, said = self.step()

        def done(_answer: object) -> None:
            self.accept()
            self._desk.notices.toast(said.format(version=version, day=since))
            self.done_with.emit(version)

        self._desk.work.write(lambda _progress: task(session, version, since, reason), done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError) and not show_errors(self.fields, error):
            return
        self._desk.notices.failed(error)


class ActivateDialog(StepDialog):
    """Puts a version in force, for some industries beside the card for every industry."""

    def __init__(self, desk: Desk, version: str, sections: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(desk, version, _("Put in force"), _("In force from"), parent)
        self._sections = sections
        self.how = Segments([(ACTIVE, _("In force")), (CHALLENGER, _("Silently as challenger"))], _("How"))
        self.how.chosen.connect(lambda _value: self._say())
        self.body.insertWidget(0, self.how)
        self._say()
        self.keep("activate")

    def _say(self) -> None:
        silent = self.how.value() == CHALLENGER
        if silent:
            said = _("Its scores are stored beside those of the card in force and decide nothing. After two quarters compare both.")
        elif self._sections:
            said = _("From that day on it scores the customers of {industries}, all others stay on the card for every industry. A "
                     "version for the same industries ends.").format(industries=words.industries(self._sections))
        else:
            said = _("Scores from that day on use this card; saved scores stay as they are. The former card remains on file.")
        self.text.set_text(said)
        self.primary_button.setText(_("Set as challenger") if silent else _("Put in force"))

    def step(self) -> tuple[Callable[[Session, str, date, str], None], str]:
        if self.how.value() == CHALLENGER:
            return service.challenge, _("Version {version} scores silently from {day}")
        return service.activate, _("Version {version} is in force from {day}")


class EndDialog(StepDialog):
    """Ends a challenger or a version for some industries."""

    def __init__(self, desk: Desk, ending: CardVersion, parent: QWidget | None = None) -> None:
        super().__init__(desk, ending.version, _("End version"), _("Out of force from"), parent)
        self.text.set_text(
            _("From that day on it no longer scores beside the card in force. What it scored stays on file.")
            if ending.status == CHALLENGER else
            _("From that day on its customers are scored on the card for every industry; saved scores stay as they are."))
        self.keep("end")

    def step(self) -> tuple[Callable[[Session, str, date, str], None], str]:
        return service.retire, _("Version {version} is out of force from {day}")
