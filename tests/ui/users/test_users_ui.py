"""Signing in, locking, users, the inbox and the policy page in the program on a real book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, UTC
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from creditdesk import app as root
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.i18n import set_language
from creditdesk.services import company, customers, users
from creditdesk.services.credit.applications import LimitRequest, submit_limit
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.overview import limit_desk
from creditdesk.services.credit.policy_params import policy_lines
from creditdesk.services.credit.rulebooks import rules_text
from creditdesk.services.customer_overview import overview
from creditdesk.services.customer_timeline import timeline
from creditdesk.services.session import Session
from creditdesk.ui.settings.page import SettingsPage
from creditdesk.ui.settings.users_section import UsersSection
from creditdesk.ui.start.company_menu import company_menu
from creditdesk.ui.users.inbox_page import InboxPage
from creditdesk.ui.users.policy_page import PolicyPage
from creditdesk.ui.users.rulebook_dialog import RulebookDialog
from creditdesk.ui.users.sign_in import SignInDialog
from creditdesk.ui.users.strategy_dialog import StrategyDialog
from creditdesk.ui.users.user_dialogs import LeavingDialog, ReviewDialog, SetUpDialog, UserDialog
from creditdesk.ui.widgets.dialog import Dialog

DAY = date(2026, 11, 20)
PASSWORD = "correct horse"
P = TypeVar("P")


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def idle(qtbot: QtBot, program: root.Program) -> None:
    qtbot.waitUntil(lambda: program.work.idle, timeout=20_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "a.creditdesk"
    session = company.create_book(target, profile=Company("Alder Ltd"), user="tester", clock=clock)
    customers.save(session, Customer(0, "C1", "Alpha"))
    session.close()
    return target


@pytest.fixture
def guarded(path: Path) -> Path:
    """A book with owner Ann, salesperson Bo and an application of his."""
    session = company.open_session(path, user="tester", clock=clock)
    ann, _code = users.set_up(session, "Ann", PASSWORD)
    users.add_user(ann, "Bo", PASSWORD, ["sales"])
    bo = users.sign_in(session, "Bo", PASSWORD)
    submit_limit(bo, LimitRequest(1, Decimal(120_000), "CNY", DAY, reason="orders grow"), DAY)
    session.close()
    return path


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[root.Program]:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("look/language", "en")
    made = root.Program(qapp, settings, tmp_path / "log.txt", clock=clock, day=lambda: DAY)
    qtbot.addWidget(made.window)
    yield made
    made.lock.watch(0)
    made.work.close()
    for found in (made.books.current, made.books.pending):
        if found:
            found.session.close()
    made.release()
    set_language("en")


def opened(qtbot: QtBot, program: root.Program, path: Path) -> None:
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        program.show(path)
    idle(qtbot, program)


def door(qtbot: QtBot, program: root.Program) -> SignInDialog:
    qtbot.waitUntil(lambda: isinstance(program.door, SignInDialog), timeout=20_000)
    assert isinstance(program.door, SignInDialog)
    return program.door


def signed_in(qtbot: QtBot, program: root.Program, path: Path, name: str = "Ann") -> None:
    program.show(path)
    dialog = door(qtbot, program)
    idle(qtbot, program)
    dialog.name.set_value(name)
    dialog.password.setText(PASSWORD)
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        dialog.primary_button.click()
    idle(qtbot, program)


def page(qtbot: QtBot, program: root.Program, key: str, kind: type[P], **args: object) -> P:
    program.window.navigate(key, **args)
    idle(qtbot, program)
    found = program.window.page(key)
    assert isinstance(found, kind)
    return found


def section(qtbot: QtBot, program: root.Program) -> UsersSection:
    found = page(qtbot, program, "settings", SettingsPage, section="users").section("users")
    assert isinstance(found, UsersSection)
    idle(qtbot, program)
    return found


def session(program: root.Program) -> Session:
    assert program.books.session is not None
    return program.books.session


def dialog_of(found: UsersSection, kind: type[P]) -> P:
    assert isinstance(found.dialog, kind)
    return found.dialog


def test_nothing_is_shown_before_somebody_signs_in(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    program.show(guarded)
    dialog = door(qtbot, program)
    idle(qtbot, program)
    assert program.books.session is None and not program.window.knows("customers")
    dialog.password.setText("not the one")
    dialog.primary_button.click()
    idle(qtbot, program)
    assert dialog.isVisible() and program.books.session is None
    dialog.password.setText(PASSWORD)
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        dialog.primary_button.click()
    idle(qtbot, program)
    assert session(program).user == "Ann" and program.window.knows("customers")


def test_whoever_does_not_sign_in_closes_the_book(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    program.show(guarded)
    dialog = door(qtbot, program)
    idle(qtbot, program)
    dialog.cancel_button.click()
    idle(qtbot, program)
    assert program.books.session is None and program.books.pending is None
    company.open_session(guarded, user="x", clock=clock, exclusive=True).close()


def test_a_password_given_by_the_owner_is_changed_first(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    program.show(guarded)
    dialog = door(qtbot, program)
    idle(qtbot, program)
    dialog.name.set_value("Bo")
    dialog.password.setText(PASSWORD)
    dialog.primary_button.click()
    idle(qtbot, program)
    assert program.books.session is None
    own = next(found for found in dialog.findChildren(Dialog) if found.isVisible())
    own.pair.first.setText("my own secret")  # type: ignore[attr-defined]
    own.pair.second.setText("my own secret")  # type: ignore[attr-defined]
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        own.primary_button.click()
    idle(qtbot, program)
    assert session(program).roles == ("sales",)


def test_the_lock_hides_everything_until_the_password(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    signed_in(qtbot, program, guarded)
    assert program.lock.watching
    program.door = None
    lock = next(action for action in company_menu(program).actions() if action.text().startswith("Lock"))
    lock.trigger()
    dialog = door(qtbot, program)
    assert not program.window.isVisible()
    dialog.password.setText(PASSWORD)
    dialog.primary_button.click()
    idle(qtbot, program)
    assert program.window.isVisible() and session(program).user == "Ann"


def test_passwords_are_set_up_users_added_and_let_go(qtbot: QtBot, program: root.Program, path: Path) -> None:
    opened(qtbot, program, path)
    assert not program.lock.watching
    section(qtbot, program).set_up_button.click()
    form = dialog_of(section(qtbot, program), SetUpDialog)
    form.name.setText("Ann")
    form.pair.first.setText(PASSWORD)
    form.pair.second.setText("another one")
    form.primary_button.click()
    assert form.isVisible()
    form.pair.second.setText(PASSWORD)
    form.primary_button.click()
    idle(qtbot, program)
    shown = dialog_of(section(qtbot, program), Dialog)
    with qtbot.waitSignal(program.books.opened, timeout=20_000):
        shown.primary_button.click()
    idle(qtbot, program)
    assert session(program).roles == ("owner",) and program.lock.watching
    people = section(qtbot, program)
    for name, role in (("Bo", "sales"), ("Cy", "credit_manager")):
        people.add()
        adding = dialog_of(people, UserDialog)
        adding.name.setText(name)
        adding.roles.boxes[role].setChecked(True)
        adding.pair.first.setText(PASSWORD)
        adding.pair.second.setText(PASSWORD)
        adding.primary_button.click()
        idle(qtbot, program)
    assert [user.name for user in users.users(session(program))] == ["Ann", "Bo", "Cy"]
    people.table.select_key("Bo")
    people.leave()
    leaving = dialog_of(people, LeavingDialog)
    leaving.heir.set_value("Cy")
    leaving.primary_button.click()
    idle(qtbot, program)
    assert [user.active for user in users.users(session(program))] == [True, False, True]


def test_the_inbox_approves_by_keyboard(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    signed_in(qtbot, program, guarded)
    inbox = page(qtbot, program, "credit/inbox", InboxPage)
    assert inbox._current is not None and inbox._current.customer == "Alpha"
    assert inbox.approve_button.isVisibleTo(inbox) and not inbox.why_not.isVisibleTo(inbox)
    inbox.reject_button.click()
    idle(qtbot, program)
    assert inbox._current.open  # a comment is missing
    waits = limit_desk(session(program), 1, DAY).waiting
    told = {one.kind: (one.what, one.person) for one in timeline(session(program), 1, DAY)}
    assert told["application"] == ("submitted", "Bo") and "limit" not in told
    assert [(one.amount, one.applicant) for one in waits] == [(Decimal(120_000), "Bo")] and overview(session(program), 1, DAY).limit_waits
    inbox.comment.setPlainText("to begin with")
    inbox.amount.set_amount(Decimal(45_000))
    assert not inbox.deposit.isVisibleTo(inbox)
    inbox.approve()
    idle(qtbot, program)
    assert inbox._current.open and inbox.deposit.isVisibleTo(inbox), "at less the matrix wants a deposit: it can be ticked"
    inbox.deposit.setChecked(True)
    inbox.approve()
    idle(qtbot, program)
    assert limit_view(session(program), 1, DAY).in_force == 45_000
    assert inbox.model.visible_rows() == [] and not limit_desk(session(program), 1, DAY).waiting


def test_a_comment_half_written_outlives_a_change_of_language(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    signed_in(qtbot, program, guarded)
    inbox = page(qtbot, program, "credit/inbox", InboxPage)
    qtbot.keyClicks(inbox.comment, "their bank says")
    inbox.amount.selectAll()
    qtbot.keyClicks(inbox.amount, "45000")
    program.choose_language("zh")
    idle(qtbot, program)
    again = page(qtbot, program, "credit/inbox", InboxPage)
    assert again is not inbox and (again.comment.toPlainText(), again.amount.text()) == ("their bank says", "45000")
    program.window.navigate("customers")
    program.choose_theme("light")
    idle(qtbot, program)
    again = page(qtbot, program, "credit/inbox", InboxPage)
    assert (again.comment.toPlainText(), again.amount.text()) == ("their bank says", "45000")
    again.reject_button.click()
    idle(qtbot, program)
    assert not any("their bank" in str(program.settings.value(key)) for key in program.settings.allKeys()), "sent is not kept"  # type: ignore[attr-defined]


def test_the_applicant_sees_why_and_may_withdraw(qtbot: QtBot, program: root.Program, guarded: Path) -> None:
    one = company.open_session(guarded, user="x", clock=clock)
    bo = users.sign_in(one, "Bo", PASSWORD)
    users.change_password(bo, PASSWORD, "my own secret")
    users.change_password(bo, "my own secret", PASSWORD)
    one.close()
    signed_in(qtbot, program, guarded, "Bo")
    inbox = page(qtbot, program, "credit/inbox", InboxPage)
    assert not inbox.approve_button.isVisibleTo(inbox) and inbox.why_not.isVisibleTo(inbox)
    inbox.withdraw_button.click()
    idle(qtbot, program)
    assert inbox.model.visible_rows() == []
    policy = page(qtbot, program, "settings/policy", PolicyPage)
    assert not policy.change_button.isEnabled()


def test_the_policy_is_changed_and_printed(qtbot: QtBot, program: root.Program, path: Path, tmp_path: Path) -> None:
    opened(qtbot, program, path)
    policy = page(qtbot, program, "settings/policy", PolicyPage)
    policy.change_current()
    idle(qtbot, program)
    form = policy.dialog
    assert form is not None
    form.controls["max_days_AAA"].setText("80")  # type: ignore[union-attr]
    form.controls["min_deposit_AAA"].setText("much")  # type: ignore[union-attr]
    form.reason.setPlainText("tighter year")
    form.primary_button.click()
    assert form.isVisible()
    form.controls["min_deposit_AAA"].setText("5%")  # type: ignore[union-attr]
    form.primary_button.click()
    idle(qtbot, program)
    found = {line.param.key: line.value for line in policy_lines(session(program), DAY)}
    assert (found["max_days_AAA"], found["min_deposit_AAA"]) == ("80", "0.05")
    for part in ("grades", "tolerance", "figures", "orders", "matrix"):
        policy.part.set_value(part)
        policy._show()
        assert policy.model is not None and policy.model.visible_rows()
    policy.write_pdf(tmp_path / "policy.pdf")
    idle(qtbot, program)
    assert (tmp_path / "policy.pdf").read_bytes().startswith(b"%PDF")


def test_strategy_and_rulebooks_by_hand(qtbot: QtBot, program: root.Program, path: Path, tmp_path: Path) -> None:
    """The outlooks suggest, the person decides, the policy follows; a rulebook is worded anew and put back."""
    opened(qtbot, program, path)
    policy = page(qtbot, program, "settings/policy", PolicyPage)
    policy.decide_strategy()
    idle(qtbot, program)
    form = policy.dialog
    assert isinstance(form, StrategyDialog)
    for name, level in (("product", "2"), ("cycle", "2"), ("means", "2")):
        form.controls[name].set_value(level)
        form.controls[name].chosen.emit(level)
    assert "Tight" in form.note.text()
    form.controls["posture"].set_value("tight")
    form.controls["reasons"].setPlainText("our bank is careful this year")
    form.primary_button.click()
    idle(qtbot, program)
    assert not form.isVisible()
    assert {line.param.key: line.value for line in policy_lines(session(program), DAY)}["posture"] == "tight"
    policy.show_rulebooks()
    idle(qtbot, program)
    books = policy.dialog
    assert isinstance(books, RulebookDialog)
    before = books.text.toPlainText()
    books.text.setPlainText(before + "\n{no_such_field}")
    assert "no_such_field" in books.problem.text and not books.primary_button.isEnabled()
    books.text.setPlainText(before + "\nOne more article.")
    books._save()
    idle(qtbot, program)
    assert rules_text(session(program), "control", "en")[1]
    qtbot.waitUntil(lambda: bool(books.view.files), timeout=10_000)
    books.write_pdf(tmp_path / "rules.pdf")
    idle(qtbot, program)
    assert (tmp_path / "rules.pdf").read_bytes().startswith(b"%PDF")
    books._reset()
    idle(qtbot, program)
    assert books.text.toPlainText() == before and not rules_text(session(program), "control", "en")[1]


def test_the_second_look_at_the_month(qtbot: QtBot, program: root.Program, path: Path) -> None:
    opened(qtbot, program, path)
    submit_limit(session(program), LimitRequest(1, Decimal(20_000), "CNY", DAY, reason="a first order"), DAY)
    people = section(qtbot, program)
    people.show_review()
    idle(qtbot, program)
    review = dialog_of(people, ReviewDialog)
    assert [act.reason for act in review.model.visible_rows()] == ["a first order"]
    review.note_line.setPlainText("all stands")
    review.primary_button.click()
    idle(qtbot, program)
    assert not review.isVisible()
