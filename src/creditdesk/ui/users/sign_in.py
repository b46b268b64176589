"""Signing in to a book with passwords, the way back with the recovery code, one's own new password (DOMAIN K)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from creditdesk.domain.errors import CreditDeskError, InputError, N_
from creditdesk.domain.roles import check_password
from creditdesk.i18n import _, translate_error
from creditdesk.services import users
from creditdesk.services.session import Session
from creditdesk.ui.printing import print_text
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, link, Note
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import all_right, FormField, show_errors
from creditdesk.ui.work import UNTOLD, Work


def secret_line() -> QLineEdit:
    """A line that shows dots."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


class PasswordPair:
    """A new password typed twice; `value()` after both were checked."""

    def __init__(self, title: str) -> None:
        self.first, self.second = secret_line(), secret_line()
        self.fields = [FormField(title, self.first, name="password", required=True, rule=self._check_first,
                                 help_text=_("At least 8 characters")),
                       FormField(_("Once more"), self.second, name="again", required=True, rule=self._check_second)]

    def _check_first(self) -> None:
        check_password(self.first.text())

    def _check_second(self) -> None:
        if self.first.text() != self.second.text():
            raise InputError(N_("The two passwords differ."), code="differ", field="again")

    def value(self) -> str:
        return self.first.text()


class WorkingDialog(Dialog):
    """A dialog whose button runs a task in the worker and shows errors at the fields that they name."""

    fields: list[FormField]

    def run_job(self, work: Work, job: Callable[[], object], then: Callable[[object], object], what: object = UNTOLD) -> None:
        """Run `job` once every field is right; the dialog stays open until it went well."""
        if not all_right(self.fields):
            return
        self._run(True)

        def done(result: object) -> None:
            self._run(False)
            then(result)

        def failed(error: BaseException) -> None:
            self._run(False)
            left = show_errors(self.fields, error) if isinstance(error, CreditDeskError) else [error]
            if left:
                self.fields[-1].set_error(translate_error(left[0]) if isinstance(left[0], CreditDeskError) else str(left[0]))

        work.write(lambda _progress: job(), done, failed=failed, what=what)

    def _run(self, running: bool) -> None:
        self._busy = running
        self.primary_button.setEnabled(not running)


class SignInDialog(WorkingDialog):
    """Asks who is there; `admitted` carries the session with its rights. `locked`: the program was left alone."""

    admitted = Signal(object)
    guarded = False  # a password half typed is typed anew

    def __init__(self, work: Work, session: Session, names: Sequence[str], company: str, parent: QWidget | None, *,
                 last: str = "", locked: bool = False) -> None:
        title = _("CreditDesk is locked") if locked else _("Sign in")
        super().__init__(title, _("Unlock") if locked else _("Sign in"), parent, width=400, cancel=_("Close the book"))
        self._work, self._session = work, session
        self.name = Choice([(name, name) for name in names])
        self.name.set_value(last if last in names else names[0])
        self.password = secret_line()
        self.body.addWidget(label(company, "section"))
        if locked:
            self.body.addWidget(Note(_("The book is locked. What you were doing is still there."), "info"))
        self.fields = [FormField(_("Name"), self.name, name="user"),
                       FormField(_("Password"), self.password, name="password", required=True)]
        for field in self.fields:
            self.body.addWidget(field)
        forgot = link(_("Forgot the password"))
        forgot.clicked.connect(self.recover)
        self.body.addWidget(forgot)
        self.submitted.connect(self.sign_in)

    def showEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().showEvent(event)
        self.password.setFocus()

    def sign_in(self) -> None:
        """Check name and password in the worker."""
        session, name, password = self._session, str(self.name.value()), self.password.text()

        def job() -> tuple[Session, bool]:
            signed = users.sign_in(session, name, password)
            return signed, next(user.must_change for user in users.users(session) if user.name == signed.user)

        self.password.selectAll()
        self.run_job(self._work, job, self._arrived)

    def _arrived(self, found: object) -> None:
        assert isinstance(found, tuple)
        signed, must_change = found
        if not must_change:
            self._admit(signed)
            return
        dialog = OwnPasswordDialog(self._work, signed, self, old=self.password.text())
        dialog.accepted.connect(lambda: self._admit(signed))
        dialog.open()

    def _admit(self, signed: Session) -> None:
        self.admitted.emit(signed)
        self.accept()

    def recover(self) -> RecoverDialog:
        """The owner's way back; others ask the owner."""
        dialog = RecoverDialog(self._work, self._session, str(self.name.value()), self)
        dialog.recovered.connect(self._recovered)
        dialog.open()
        return dialog

    def _recovered(self, signed: Session, code: str) -> None:
        shown = show_code(code, self)
        shown.finished.connect(lambda _result: self._admit(signed))


class RecoverDialog(WorkingDialog):
    """The recovery code and a new password."""

    recovered = Signal(object, str)

    def __init__(self, work: Work, session: Session, name: str, parent: QWidget) -> None:
        super().__init__(_("Forgot the password"), _("Set the new password"), parent, width=440)
        self._work, self._session, self._name = work, session, name
        self.body.addWidget(label(_("The owner uses the recovery code printed at set-up. Everybody else asks the owner for a new "
                                    "password."), "mut", wrap=True))
        self.code, self.pair = QLineEdit(), PasswordPair(_("New password"))
        self.fields = [FormField(_("Recovery code of {name}").format(name=name), self.code, name="code", required=True),
                       *self.pair.fields]
        for field in self.fields:
            self.body.addWidget(field)
        self.submitted.connect(self._go)

    def _go(self) -> None:
        session, name, code, password = self._session, self._name, self.code.text(), self.pair.value()
        self.run_job(self._work, lambda: users.recover(session, name, code, password), self._done)

    def _done(self, found: object) -> None:
        assert isinstance(found, tuple)
        self.accept()
        self.recovered.emit(*found)


class OwnPasswordDialog(WorkingDialog):
    """One's own new password; `old` given: it was just typed, and the new one is asked for before going on."""

    def __init__(self, work: Work, session: Session, parent: QWidget, *, old: str = "") -> None:
        super().__init__(_("Change my password"), _("Change the password"), parent, width=420)
        self._work, self._session, self._given = work, session, old
        self.old, self.pair = secret_line(), PasswordPair(_("New password"))
        present = FormField(_("Present password"), self.old, name="old_password", required=True)
        self.fields = [*([] if old else [present]), *self.pair.fields]
        if old:
            present.deleteLater()
            self.body.addWidget(Note(_("Somebody else chose your password. Choose one of your own now."), "info"))
        for field in self.fields:
            self.body.addWidget(field)
        self.submitted.connect(self._go)

    def _go(self) -> None:
        session, old, new = self._session, self._given or self.old.text(), self.pair.value()
        self.run_job(self._work, lambda: users.change_password(session, old, new), lambda _none: self.accept())


class CodeDialog(Dialog):
    """What it shows is shown only once: it closes by its button, Esc asks."""

    def unsaved(self) -> bool:
        return True

    def question_to_leave(self) -> tuple[str, str, str]:
        return _("Close without the recovery code?"), _("It is not shown again."), _("Close without it")

    def words_to_stay(self) -> str:
        return _("Go back")


def show_code(code: str, parent: QWidget) -> Dialog:
    """The recovery code, once."""
    box = CodeDialog(_("Recovery code"), _("I have written it down"), parent, width=460)
    box.cancel_button.hide()
    box.body.addWidget(Note(_("It is shown only now. Print or write it down and keep it away from the computer: without it "
                              "nobody can open the book once the owner's password is forgotten."), "warn"))
    shown = label(code, "hero", selectable=True)
    shown.setAccessibleName(_("Recovery code"))
    box.body.addWidget(shown)
    copy = box.add_button(button(_("Copy"), "copy"))
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
    printed = box.add_button(button(_("Print"), "printer"))
    printed.clicked.connect(lambda: print_text(box, _("Recovery code"), f"CreditDesk · {_('Recovery code')}\n\n{code}"))
    box.submitted.connect(box.accept)
    box.open()
    return box
