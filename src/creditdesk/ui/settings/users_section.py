"""Who works with the book: one person without passwords, or several with roles (DOMAIN K, D12)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from creditdesk.domain.dates import add_months
from creditdesk.domain.roles import ROLE_NAMES, USERS
from creditdesk.i18n import _, listed, N_
from creditdesk.services import company, users
from creditdesk.services.credit.self_review import self_review, SelfReview
from creditdesk.services.duties import Duties, duties_report
from creditdesk.services.session import Session
from creditdesk.services.users import User
from creditdesk.ui.settings.section import FORM, Section
from creditdesk.ui.shell import Shell
from creditdesk.ui.tables.columns import Column, Tag
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.tables.model import TableModel
from creditdesk.ui.users.duties_dialog import DutiesDialog
from creditdesk.ui.users.sign_in import OwnPasswordDialog, show_code
from creditdesk.ui.users.user_dialogs import (
    first_of,
    LeavingDialog,
    PasswordDialog,
    RemoveDialog,
    ReviewDialog,
    SetUpDialog,
    UserDialog,
)
from creditdesk.ui.widgets.card import Card
from creditdesk.ui.widgets.choice import Choice
from creditdesk.ui.widgets.controls import button, label, primary
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.widgets.form_field import FormField

_MINUTES = ("5", "10", "15", "30", "60")


@dataclass(frozen=True, slots=True)
class _Found:
    """What the section shows."""

    people: list[User]
    duties: list[tuple[str, str]]
    minutes: str


class UsersSection(Section):
    """In a book without passwords the two ways to work side by side; else the users."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._session = shell.desk().session
        self._people: list[User] = []
        self.dialog: Dialog | None = None
        if self._session.single_person:
            self._build_alone()
        else:
            self._build_several()
        self.box.addStretch(1)

    # One person

    def _build_alone(self) -> None:
        card = Card(_("One person decides"), _("as it is now"))
        card.setMaximumWidth(FORM)
        for words in (_("No passwords: whoever opens the book may do everything, and the history says what was done."),
                      _("A limit above the first line of the approval matrix rests a day before it counts."),
                      _("Each month you go through your decisions once more.")):
            card.add(label(words, wrap=True))
        self.review = button(_("Second look at this month"), "calendar-check")
        self.review.clicked.connect(self.show_review)
        policy = button(_("Credit policy"), "scales")
        policy.clicked.connect(lambda: self.shell.window.navigate("settings/policy"))
        row = self.pair(self.review, policy, self._duties_button())
        row.addStretch(2)
        card.body.addLayout(row)
        self.box.addWidget(card)
        other = Card(_("Several people, with passwords"))
        other.setMaximumWidth(FORM)
        for words in (_("Each signs in with a password and does what the role allows."),
                      _("Who applies for a limit does not approve it; applications wait in the approver's inbox."),
                      _("After some minutes without a key the program locks itself.")):
            other.add(label(words, wrap=True))
        self.set_up_button = primary(_("Set up passwords"), "users")
        self.set_up_button.clicked.connect(self.set_up)
        line = QHBoxLayout()
        line.addWidget(self.set_up_button)
        line.addStretch(1)
        other.body.addLayout(line)
        self.box.addWidget(other)

    def set_up(self) -> SetUpDialog:
        """Ask for the owner's password; afterwards the recovery code is shown and the owner works on."""
        dialog = SetUpDialog(self.shell.work, self._session, self.shell.window)
        dialog.made.connect(self._made)
        dialog.open()
        self.dialog = dialog
        return dialog

    def _made(self, session: Session, code: str) -> None:
        shown = self.dialog = show_code(code, self.shell.window)
        shown.finished.connect(lambda _result: self._go_on(session))

    def _go_on(self, session: Session) -> None:
        """The same book with other rights: every page is made anew, this one is shown again."""
        books, window = self.shell.books, self.shell.window
        books.wanted = "settings"
        books.admit(session)
        window.navigate("settings", section="users")

    def show_review(self) -> None:
        """The decisions of this month."""
        session, day = self._session, self.shell.today()

        def arrived(found: SelfReview) -> None:
            self.dialog = ReviewDialog(self.shell.desk(), self.shell.window, found)
            self.dialog.open()

        self.shell.work.read(lambda _progress: self_review(session, first_of(day)), arrived)

    def _duties_button(self) -> QPushButton:
        made = button(_("Separation of duties"), "list-bullets")
        made.clicked.connect(self.show_duties)
        return made

    def show_duties(self) -> None:
        """Who did both of two things better kept apart, in the last twelve months."""
        session, day = self._session, self.shell.today()

        def arrived(found: Duties) -> None:
            self._open(DutiesDialog(self.shell.work, self.shell.window.notices, session, found, self.shell.window))

        self.shell.work.read(lambda _progress: duties_report(session, add_months(day, -12), day), arrived, group="duties")

    # Several

    def _build_several(self) -> None:
        owner = self._session.may(USERS)
        card = Card(_("Users"), flush=True)
        self.model = TableModel([
            Column("name", _("Name"), width=140, strong=True), Column("display_name", _("Name shown"), width=140),
            Column("roles", _("Roles"), value=lambda user: listed(_(ROLE_NAMES[role]) for role in user.roles)),
            Column("state", _("State"), "tag", width=170, value=_state)], key=lambda user: user.name)
        self.table = DataTable(self.model, _("Users"))
        self.table.setMinimumHeight(220)
        self.table.row_opened.connect(self._opened)
        for words, mark, act in ((_("Add user"), "plus", self.add), (_("Change roles"), "pencil-simple", self.change_current),
                                 (_("New password"), "lock", self.password_current), (_("Leaves"), "sign-out", self.leave)):
            entry = button(words, mark, small=True)
            entry.clicked.connect(lambda _checked=False, run=act: run())
            entry.setVisible(owner)
            card.add_to_head(entry)
        card.add(self.table, 1)
        self.box.addWidget(card)
        self.duties = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self.duties)
        self.duties_card = Card(_("Duties better kept apart"))
        self.duties_card.add(holder)
        self.duties_card.hide()
        self.box.addWidget(self.duties_card)
        own = Card(_("Locking and passwords"))
        own.setMaximumWidth(FORM)
        self.minutes = Choice([(minutes, _("{count} minutes").format(count=minutes)) for minutes in _MINUTES])
        self.minutes.setEnabled(owner)
        self.minutes.chosen.connect(self.save_minutes)
        own.add(FormField(_("Lock after"), self.minutes, name="lock_minutes", help_text=_("Without a key or a click")))
        mine = button(_("Change my password"), "lock")
        mine.clicked.connect(self.own_password)
        alone = button(_("Work alone again"), "user")
        alone.clicked.connect(self.work_alone)
        alone.setVisible(owner)
        policy = button(_("Credit policy"), "scales")
        policy.clicked.connect(lambda: self.shell.window.navigate("settings/policy"))
        row = self.pair(mine, policy, self._duties_button(), alone)
        row.addStretch(1)
        own.body.addLayout(row)
        self.box.addWidget(own)

    def refresh(self) -> None:
        session = self._session
        if not session.single_person:
            self.shell.work.read(lambda _progress: _Found(users.users(session), users.separation(session),
                                                          company.setting(session, "lock_minutes", "15")), self.show_found,
                                 group="users")

    def show_found(self, found: _Found) -> None:
        """Fill the table and the notes."""
        self._people = found.people
        self.model.set_rows(found.people)
        self.minutes.set_value(found.minutes)
        while (item := self.duties.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for name, template in found.duties:
            self.duties.addWidget(label("· " + _(template).format(name=name), wrap=True))
        self.duties_card.setVisible(bool(found.duties))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()

    def add(self) -> None:
        self._open(UserDialog(self.shell.work, self._session, self.shell.window))

    def _opened(self, user: User) -> None:
        if self._session.may(USERS):
            self.change(user)

    def change(self, user: User) -> None:
        self._open(UserDialog(self.shell.work, self._session, self.shell.window, user))

    def change_current(self) -> None:
        user = self.table.current_row()
        if user is not None:
            self.change(user)

    def password_current(self) -> None:
        user = self.table.current_row()
        if user is not None:
            self._open(PasswordDialog(self.shell.work, self._session, self.shell.window, user))

    def leave(self) -> None:
        """Somebody leaves the firm."""
        user = self.table.current_row()
        if user is not None and user.active:
            others = [other for other in self._people if other.active and other.name != user.name]
            self._open(LeavingDialog(self.shell.work, self._session, self.shell.window, user, others))

    def own_password(self) -> None:
        self._open(OwnPasswordDialog(self.shell.work, self._session, self.shell.window))

    def work_alone(self) -> None:
        dialog = RemoveDialog(self.shell.work, self._session, self.shell.window)
        dialog.removed.connect(self._go_on)
        self._open(dialog)

    def save_minutes(self, minutes: object) -> None:
        session = self._session
        self.write(lambda: company.save_settings(session, {"lock_minutes": str(minutes)}), _("Saved"), "settings")


_STATES = (N_("Active"), N_("New password at next sign-in"), N_("Left, handed to {name}"), N_("Switched off"))


def _state(user: User) -> Tag:
    if user.active:
        return Tag(_(_STATES[1]), "warn") if user.must_change else Tag(_(_STATES[0]), "ok")
    return Tag(_(_STATES[2]).format(name=user.successor) if user.successor else _(_STATES[3]))
