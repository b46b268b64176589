"""Change the grade of the latest saved score by hand: reason, words, bounds and its end (DOMAIN C9)."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from creditdesk.domain.credit.grades import ORDER, OVERRIDE_DAYS, OVERRIDE_REASONS, rank
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.roles import OWNER, SCORE
from creditdesk.i18n import _
from creditdesk.services.credit import override as service
from creditdesk.services.credit.override import WaitingOverride
from creditdesk.services.credit.scoring import SavedScore
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors


class OverrideDialog(Dialog):
    """`changed` follows a written override or its withdrawal."""

    changed = Signal()

    def __init__(self, desk: Desk, customer_id: int, name: str, kept: SavedScore, parent: QWidget | None = None) -> None:
        super().__init__(_("Change the grade of {name}").format(name=name), _("Change the grade"), parent, width=520)
        self._desk, self._customer, self._kept = desk, customer_id, kept
        now = kept.grade_on(desk.today())
        owner = OWNER in desk.session.roles or not desk.session.single_person  # the second notch is the approver's affair
        best = max(0, rank(kept.grade) - (2 if owner else 1)) if kept.grade in ORDER else 0
        self.grade = Choice([(code, code) for code in ORDER[best:] if code != now])
        near = ORDER[max(0, rank(kept.grade) - 1)] if kept.grade in ORDER else ORDER[best]
        self.grade.set_value(near if near != now else None)  # the next one up: two are the exception
        self.reason = Choice([(code, _(text)) for code, text in OVERRIDE_REASONS.items()])
        self.text = QPlainTextEdit()
        self.text.setFixedHeight(active().px(80))
        self.text.setTabChangesFocus(True)
        until = desk.today() + timedelta(OVERRIDE_DAYS)
        self.body.addWidget(label(_("The card gives {grade} ({day}). A change holds until {until} and never above a veto or "
                                    "cap.").format(grade=kept.grade, day=kept.as_of, until=until), "sec", wrap=True))
        self.fields = [FormField(_("New grade"), self.grade, name="grade", required=True,
                                 help_text=_("At most two notches up") if owner else _("At most one notch up")),
                       FormField(_("Reason"), self.reason, name="reason", required=True),
                       FormField(_("Explanation"), self.text, name="text", required=True,
                                 help_text=_("At least ten characters"))]
        for field in self.fields:
            self.body.addWidget(field)
        if kept.override is not None and kept.override.holds(desk.today()):
            self.note.setText(_("{grade} until {until}: {note}").format(
                grade=kept.override.grade, until=kept.override.expires_on, note=kept.override.note))
            back = self.add_button(button(_("Back to {grade}").format(grade=kept.grade)))
            back.clicked.connect(self._withdraw)
        self.submitted.connect(self._write)
        FormKeeper(self, desk, f"override/{customer_id}/{kept.id}")
        self.waiting: WaitingOverride | None = None
        if not desk.session.single_person:
            self.primary_button.setText(_("Propose the change"))
            desk.work.read(lambda _progress: service.waiting_override(desk.session, customer_id), self._show_waiting,
                           group=(id(self), "waiting"))

    def _show_waiting(self, found: WaitingOverride | None) -> None:
        """What waits for somebody else's word: theirs to decide, one's own to take back."""
        self.waiting = found
        if found is None:
            return
        self.body.insertWidget(0, Note(_("{user} proposes {grade} ({reason}): {note}").format(
            user=found.created_by, grade=found.grade, reason=_(OVERRIDE_REASONS[found.reason_code]), note=found.note), "info"))
        own = found.created_by == self._desk.session.user
        if not own and self._desk.session.may(SCORE):
            self.approve = self.add_button(button(_("Approve {grade}").format(grade=found.grade)))
            self.approve.clicked.connect(self._approve)
        if own or self._desk.session.may(SCORE):
            self.refuse = self.add_button(button(_("Take the proposal back") if own else _("Turn down")))
            self.refuse.clicked.connect(self._refuse)

    def _approve(self) -> None:
        session, day, held = self._desk.session, self._desk.today(), self.waiting
        if held is not None:
            self._desk.work.write(lambda _progress: service.approve_override(session, held.id, day),
                                  lambda _answer: self._done(_("Grade changed to {grade}").format(grade=held.grade)),
                                  failed=self._failed)

    def _refuse(self) -> None:
        session, day, held, reason = self._desk.session, self._desk.today(), self.waiting, self.text.toPlainText()
        if held is None:
            return
        own = held.created_by == session.user
        self._desk.work.write(
            lambda _progress: service.refuse_override(session, held.id, day, reason or (_("taken back") if own else "")),
            lambda _answer: self._done(_("The proposal is closed")), failed=self._failed)

    def _write(self) -> None:
        if not all_right(self.fields):
            return
        session, customer, day = self._desk.session, self._customer, self._desk.today()
        grade, reason, text = str(self.grade.value()), str(self.reason.value()), self.text.toPlainText()
        self._desk.work.write(lambda _progress: service.override_grade(session, customer, grade, reason, text, day),
                              lambda _answer: self._done(
                                  _("Grade changed to {grade}").format(grade=grade) if session.single_person
                                  else _("Proposed: {grade}. Somebody else decides.").format(grade=grade)), failed=self._failed)

    def _withdraw(self) -> None:
        held = self._kept.override
        if held is None:
            return
        session, day, reason = self._desk.session, self._desk.today(), self.text.toPlainText() or _("no longer needed")
        self._desk.work.write(lambda _progress: service.withdraw_override(session, held.id, day, reason),
                              lambda _answer: self._done(_("The card's grade counts again")), failed=self._failed)

    def _done(self, words: str) -> None:
        self.accept()
        self._desk.notices.toast(words)
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CreditDeskError) and not show_errors(self.fields, error):
            return
        self._desk.notices.failed(error)
