"""Setting passwords up, entering and changing users, somebody leaving, the month's second look (DOMAIN K, D12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from creditdesk.domain.errors import InputError, N_
from creditdesk.domain.roles import ROLE_NAMES
from creditdesk.i18n import _
from creditdesk.services import users
from creditdesk.services.credit.self_review import confirm_review, OwnAct, SelfReview
from creditdesk.services.session import Session
from creditdesk.services.users import User
from creditdesk.ui.desk import Desk
from creditdesk.ui.form_keeper import FormKeeper
from creditdesk.ui.moments import local_moment
from creditdesk.ui.tables.columns import Column
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.users.sign_in import PasswordPair, secret_line, WorkingDialog
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import label, Note
from creditdesk.ui.widgets.form_field import FormField
from creditdesk.ui.work import Work

_ROLE_HINTS = {
    "owner": N_("everything, the last word"), "credit_manager": N_("scores, limits, releases, demands"),
    "sales": N_("customers, orders, contacts, applications"), "bookkeeper": N_("documents, receipts, statements, reminders"),
    "auditor": N_("sees everything, changes nothing"), "legal": N_("contracts, demands, final notices")}
ACT_NAMES = {
    ("decide", "limit"): N_("Limit decided"), ("submit", "application"): N_("Limit decided at once"),
    ("approve", "application"): N_("Limit approved"), ("override", "score"): N_("Grade changed by hand"),
    ("release", "order"): N_("Order released"), ("write_off", "document"): N_("Claim written off"),
    ("lift", "customer"): N_("Hold lifted"), ("change", "policy_param"): N_("Policy changed"),
    ("active", "scorecard"): N_("Scorecard activated"), ("retired", "scorecard"): N_("Scorecard ended")}


class SetUpDialog(WorkingDialog):
    """The owner's name and password; `made` carries the owner's session and the recovery code."""

    made = Signal(object, str)

    def __init__(self, work: Work, session: Session, parent: QWidget) -> None:
        super().__init__(_("Work with several people"), _("Set up passwords"), parent, width=460)
        self._work, self._session = work, session
        self.body.addWidget(label(_("First the owner. Further people follow, each with roles and a password of their own. Passwords "
                                    "keep apart who does what; whoever can copy the file can still read it."), "mut", wrap=True))
        self.name, self.shown, self.pair = QLineEdit(session.user), QLineEdit(), PasswordPair(_("Password"))
        self.fields = [FormField(_("Name to sign in with"), self.name, name="name", required=True),
                       FormField(_("Name shown"), self.shown, help_text=_("As customers' salesperson it stands in the file")),
                       *self.pair.fields]
        for field in self.fields:
            self.body.addWidget(field)
        self.submitted.connect(self._go)

    def _go(self) -> None:
        session, name, shown, password = self._session, self.name.text(), self.shown.text(), self.pair.value()
        self.run_job(self._work, lambda: users.set_up(session, name, password, shown), self._done, "users")

    def _done(self, found: object) -> None:
        assert isinstance(found, tuple)
        self.accept()
        self.made.emit(*found)


class RoleBoxes(QWidget):
    """A tick for every role."""

    def __init__(self, chosen: Sequence[str] = ()) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.boxes: dict[str, QCheckBox] = {}
        for role, name in ROLE_NAMES.items():
            tick = self.boxes[role] = QCheckBox(f"{_(name)}  —  {_(_ROLE_HINTS[role])}")
            tick.setChecked(role in chosen)
            box.addWidget(tick)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> list[str]:
        return [role for role, tick in self.boxes.items() if tick.isChecked()]


class UserDialog(WorkingDialog):
    """A new user, or other roles for a known one."""

    def __init__(self, work: Work, session: Session, parent: QWidget, user: User | None = None) -> None:
        super().__init__(_("Change {name}").format(name=user.name) if user else _("New user"), _("Save") if user else _("Add user"),
                         parent, width=520)
        self._work, self._session, self._user = work, session, user
        self.name, self.shown = QLineEdit(user.name if user else ""), QLineEdit(user.display_name if user else "")
        self.roles, self.pair = RoleBoxes(user.roles if user else ()), PasswordPair(_("First password"))
        roles = FormField(_("Roles"), self.roles, name="roles", required=False, rule=self._check_roles)
        shown = FormField(_("Name shown"), self.shown, name="display_name",
                          help_text=_("As customers' salesperson it stands in the file"))
        name = FormField(_("Name to sign in with"), self.name, name="name", required=True)
        self.fields = [shown, roles] if user else [name, shown, roles, *self.pair.fields]
        for field in self.fields:
            self.body.addWidget(field)
        if not user:
            self.body.addWidget(label(_("It is changed at the first signing in."), "mut"))
        self.submitted.connect(self._go)

    def _check_roles(self) -> None:
        if not self.roles.value():
            raise InputError(N_("Choose at least one role."), code="missing", field="roles")

    def _go(self) -> None:
        session, user, roles, shown = self._session, self._user, self.roles.value(), self.shown.text()
        name, password = self.name.text(), self.pair.value()

        def job() -> None:
            if user is not None:
                users.change_user(session, user.name, roles, shown)
            else:
                users.add_user(session, name, password, roles, shown)

        self.run_job(self._work, job, lambda _none: self.accept(), "users")


class PasswordDialog(WorkingDialog):
    """A new password for somebody else; with `back` for somebody who comes back."""

    def __init__(self, work: Work, session: Session, parent: QWidget, user: User) -> None:
        title = _("New password for {name}") if user.active else _("{name} comes back")
        super().__init__(title.format(name=user.title), _("Set the password"), parent, width=420)
        self._work, self._session, self._user = work, session, user
        self.pair = PasswordPair(_("New password"))
        self.fields = list(self.pair.fields)
        for field in self.fields:
            self.body.addWidget(field)
        self.body.addWidget(label(_("It is changed at the first signing in."), "mut"))
        self.submitted.connect(self._go)

    def _go(self) -> None:
        session, user, password = self._session, self._user, self.pair.value()
        task = users.reset_password if user.active else users.enable_user
        self.run_job(self._work, lambda: task(session, user.name, password), lambda _none: self.accept(), "users")


class LeavingDialog(WorkingDialog):
    """Somebody leaves; somebody else takes their customers and applications over."""

    def __init__(self, work: Work, session: Session, parent: QWidget, user: User, others: Sequence[User]) -> None:
        super().__init__(_("{name} leaves").format(name=user.title), _("Switch off and hand on"), parent, width=440)
        self._work, self._session, self._user = work, session, user
        self.body.addWidget(label(_("{name} can no longer sign in. Customers and open applications go to:").format(name=user.title),
                                  wrap=True))
        self.heir = Choice([(other.name, other.title) for other in others])
        self.fields = [FormField(_("Who takes over"), self.heir, name="successor", required=True)]
        self.body.addWidget(self.fields[0])
        self.submitted.connect(self._go)

    def _go(self) -> None:
        session, name, heir = self._session, self._user.name, str(self.heir.value() or "")
        self.run_job(self._work, lambda: users.disable_user(session, name, heir), lambda _count: self.accept(), "users")


class RemoveDialog(WorkingDialog):
    """Back to one person without passwords."""

    removed = Signal(object)

    def __init__(self, work: Work, session: Session, parent: QWidget) -> None:
        super().__init__(_("Work alone again"), _("Take the passwords away"), parent, width=440)
        self._work, self._session = work, session
        self.body.addWidget(Note(_("Whoever opens the book may do everything from then on. All users are switched off."), "warn"))
        self.password = secret_line()
        self.fields = [FormField(_("Your password"), self.password, name="password", required=True)]
        self.body.addWidget(self.fields[0])
        self.submitted.connect(self._go)

    def _go(self) -> None:
        session, password = self._session, self.password.text()
        self.run_job(self._work, lambda: users.remove_passwords(session, password), self._done, "users")

    def _done(self, session: object) -> None:
        self.accept()
        self.removed.emit(session)


class ReviewDialog(WorkingDialog):
    """The month's decisions nobody else looked at, gone through once more."""

    def __init__(self, desk: Desk, parent: QWidget, found: SelfReview) -> None:
        super().__init__(_("Second look at {month}").format(month=f"{found.month:%Y-%m}"), _("Gone through"), parent, width=820)
        self._work, self._session, self._month = desk.work, desk.session, found.month
        self.model = TableModel([
            Column("at", _("When"), width=130, value=lambda one: local_moment(one.at)),
            Column("what", _("What"), width=170, value=_what), Column("user", _("By"), width=90),
            Column("after", _("Details"), width=220, value=_details), Column("reason", _("Reason"))], key=lambda one: one.seq)
        self.model.set_rows(found.acts)
        table = DataTable(self.model, self.windowTitle())
        table.set_empty(_("No decisions in this month"), _("Limits, releases, write-offs and changed grades are listed here."), "",
                        "check-circle")
        table.setMinimumHeight(260)
        self.body.addWidget(table)
        self.note_line = QPlainTextEdit(found.note)
        self.note_line.setFixedHeight(64)
        self.note_line.setTabChangesFocus(True)
        self.fields = [FormField(_("What you found"), self.note_line, name="note", required=True, help_text=_(
            "Gone through on {when}").format(when=local_moment(found.reviewed_at)) if found.reviewed_at else "")]
        self.body.addWidget(self.fields[0])
        self.submitted.connect(self._go)
        FormKeeper(self, desk, f"second_look/{found.month:%Y-%m}")

    def _go(self) -> None:
        session, month, note = self._session, self._month, self.note_line.toPlainText()
        self.run_job(self._work, lambda: confirm_review(session, month, note), lambda _none: self.accept(), "users")


def _what(act: OwnAct) -> str:
    return _(ACT_NAMES.get((act.action, act.entity), N_("Decided")))


def _details(act: OwnAct) -> str:
    shown = ("amount", "currency", "grade", "no", "from", "until")
    return " · ".join(str(act.after[key]) for key in shown if act.after.get(key))


def first_of(day: date) -> date:
    """The month a day stands in."""
    return day.replace(day=1)
