"""Delivery of a letter, replies to statements and payment plans, entered in the window."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.services import company, customers
from creditdesk.services.collections import issued, plans, proofs
from creditdesk.services.collections.claims import claims_of
from creditdesk.services.collections.letter_fields import Missing
from creditdesk.services.collections.letter_plan import LetterRequest
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.collections.statement_issue import issue_statement
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.sample import SAMPLE_AS_OF
from creditdesk.services.session import Session
from creditdesk.ui.collections.claims_dialog import ClaimsDialog
from creditdesk.ui.collections.issue_dialog import IssueDialog
from creditdesk.ui.collections.letters_dialog import LettersDialog
from creditdesk.ui.collections.missing_dialog import MissingDialog
from creditdesk.ui.collections.plan_dialog import EndPlanDialog, PlanDialog
from creditdesk.ui.collections.proof_dialog import ProofDialog
from creditdesk.ui.desk import Desk


@pytest.fixture
def chenxi(book: Session) -> Customer:
    return customers.find(book, "KH-0021")


def rest(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.work.idle, timeout=10_000)


def test_a_delivery_is_recorded_from_the_list_of_letters(desk: Desk, book: Session, chenxi: Customer, tmp_path: Path,
                                                         qtbot: QtBot) -> None:
    issue_letters(book, LetterRequest(SAMPLE_AS_OF, customer_id=chenxi.id), tmp_path / "out")
    dialog = LettersDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    rest(desk, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    asked = dialog.dialog
    assert isinstance(asked, ProofDialog)
    asked.waybill.setText("EMS 1234")
    asked.day.set_day(date(2026, 11, 19))
    asked.primary_button.click()
    rest(desk, qtbot)
    assert asked.isVisible() and proofs.proofs_of(book, chenxi.id) == [], "it cannot arrive before its date"
    assert asked.waybill.text() == "EMS 1234", "nothing typed is lost"
    asked.day.set_day(date(2026, 11, 23))
    asked.primary_button.click()
    rest(desk, qtbot)
    assert [row.delivered_on for row in dialog.model.rows] == [None], "not yet known on the day of the desk"
    (kept,) = issued.letters_of(book, date(2026, 11, 23))
    assert kept.delivered_on == date(2026, 11, 23) and kept.delivery is not None and kept.delivery.waybill == "EMS 1234"


def test_the_proof_of_a_delivery_is_opened(desk: Desk, book: Session, chenxi: Customer, tmp_path: Path, qtbot: QtBot,
                                           viewer: Any) -> None:
    issue_letters(book, LetterRequest(SAMPLE_AS_OF, customer_id=chenxi.id), tmp_path / "out")
    (letter,) = issued.letters_of(book, SAMPLE_AS_OF)
    (tmp_path / "waybill.jpg").write_bytes(b"EMS")
    proofs.add_proof(book, proofs.ProofDraft(SAMPLE_AS_OF, letter=letter.number, channel="ems", document=tmp_path / "waybill.jpg"))
    dialog = LettersDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    rest(desk, qtbot)
    menu = QMenu()
    dialog.table.menu_asked.emit(menu, dialog.model.rows)
    (action,) = menu.actions()
    action.trigger()
    rest(desk, qtbot)
    assert [(file.name, file.read_bytes()) for file in viewer.files] == [("waybill.jpg", b"EMS")]


def test_the_reply_to_a_statement(desk: Desk, book: Session, chenxi: Customer, qtbot: QtBot) -> None:
    issue_statement(book, chenxi.id, SAMPLE_AS_OF)
    (letter,) = issued.letters_of(book, SAMPLE_AS_OF)
    dialog = ProofDialog(desk, letter=letter)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.kind.set_value("b")
    dialog.reply.set_value(proofs.DIFFERS)
    dialog.balance.setText("300,000")
    dialog.primary_button.click()
    rest(desk, qtbot)
    (kept,) = issued.letters_of(book, SAMPLE_AS_OF)
    assert kept.state == issued.DIFFERING and kept.delivery is not None and kept.delivery.balance == D("300000.00")


def test_a_plan_is_noted_and_ended(desk: Desk, book: Session, chenxi: Customer, qtbot: QtBot) -> None:
    dialog = PlanDialog(desk, (chenxi.id, chenxi.name))
    qtbot.addWidget(dialog)
    dialog.show()
    rest(desk, qtbot)
    assert dialog.owed == D("292050.00") and [edit.amount() for _day, edit in dialog.parts] == [D("97350.00")] * 3
    dialog.count.setText("0")
    dialog.primary_button.click()
    assert dialog.isVisible() and plans.plans_of(book, chenxi.id, SAMPLE_AS_OF) == []
    dialog.count.setText("2")
    dialog.count.editingFinished.emit()
    dialog.parts[0][1].set_amount(D("100000.00"))
    dialog.parts[1][1].set_amount(D("192050.00"))
    dialog.primary_button.click()
    rest(desk, qtbot)
    (kept,) = plans.plans_of(book, chenxi.id, SAMPLE_AS_OF)
    assert [part.amount for part in kept.standing.plan.instalments] == [D("100000.00"), D("192050.00")]
    row = next(row for row in worklist(book, SAMPLE_AS_OF) if row.code == "KH-0021")
    assert (row.stage, row.next_action, row.next_date) == (0, "check_plan", date(2026, 12, 20))
    again = PlanDialog(desk, (chenxi.id, chenxi.name))
    qtbot.addWidget(again)
    again.show()
    rest(desk, qtbot)
    assert again.present.isVisible() and "In order" in again.present.text
    again.end.click()
    (ending,) = again.findChildren(EndPlanDialog)
    ending.reason.setText("wrong customer")
    ending.primary_button.click()
    rest(desk, qtbot)
    assert plans.plans_of(book, chenxi.id, SAMPLE_AS_OF)[0].end_reason == "wrong customer"


def test_the_batch_asks_for_what_is_missing_and_keeps_what_was_chosen(desk: Desk, book: Session, qtbot: QtBot) -> None:
    from dataclasses import replace
    company.save_profile(book, replace(company.profile(book), bank_accounts=()))
    dialog = IssueDialog(desk, LetterRequest(SAMPLE_AS_OF), None, done=lambda _issued: None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.by_age.setChecked(True)
    rest(desk, qtbot)
    dialog.enter.click()
    asked = dialog.dialog
    assert isinstance(asked, MissingDialog)
    asked.edits[Missing("bank_account", currency="CNY"), "bank_name"].setText("工商银行")
    asked.edits[Missing("bank_account", currency="CNY"), "account_no"].setText("1202 0000")
    asked.primary_button.click()
    rest(desk, qtbot)
    (account,) = company.profile(book).bank_accounts
    assert (account.currency, account.account_name, account.account_no) == ("CNY", company.profile(book).name, "1202 0000")
    assert dialog.by_age.isChecked() and not dialog.missing.isVisible() and dialog.isVisible()


def test_interest_and_limitation_of_a_customer(desk: Desk, book: Session, chenxi: Customer, qtbot: QtBot) -> None:
    dialog = ClaimsDialog(desk, (chenxi.id, chenxi.name))
    qtbot.addWidget(dialog)
    dialog.show()
    rest(desk, qtbot)
    rows = dialog.model.rows
    assert [row.interest is not None for row in rows] == [True] * 5 + [False]
    assert rows[0].clock is not None and rows[0].clock.expires == date(2029, 8, 2)
    assert "3,434.75" in dialog.detail.text() and "due date" in dialog.detail.text()
    assert "8,745.40" in dialog.note.text() and not dialog.urgent.isVisible()
    proofs.add_proof(book, proofs.ProofDraft(SAMPLE_AS_OF, "b", customer_id=chenxi.id, invoices=(rows[0].no,)))
    assert [claim.clock.expires for claim in claims_of(book, chenxi.id, SAMPLE_AS_OF)[:1] if claim.clock] == [date(2029, 11, 20)]


def test_a_plan_is_drawn_up_as_an_agreement_before_it_is_noted(desk: Desk, book: Session, chenxi: Customer, tmp_path: Path,
                                                              qtbot: QtBot) -> None:
    dialog = PlanDialog(desk, (chenxi.id, chenxi.name))
    qtbot.addWidget(dialog)
    dialog.show()
    rest(desk, qtbot)
    dialog.parts[0][1].set_amount(D("90000.00"))
    dialog.draw_up()
    rest(desk, qtbot)
    letter = dialog.letter
    assert not letter.primary_button.isEnabled(), "the parts do not add up to what is owed"
    letter.reject()
    dialog.parts[0][1].set_amount(D("97350.00"))
    dialog.draw_up()
    rest(desk, qtbot)
    letter = dialog.letter
    letter.rate.setText("much")
    letter.read()
    assert not letter.print_button.isEnabled()
    letter.rate.setText("6%")
    letter.read()
    rest(desk, qtbot)
    assert letter.primary_button.isEnabled() and letter.view.files
    letter.issue(tmp_path)
    rest(desk, qtbot)
    (kept,) = issued.letters_of(book, SAMPLE_AS_OF)
    assert kept.kind == "L8" and kept.total == D("292050.00") and not letter.isVisible()
    assert dialog.isVisible() and plans.plans_of(book, chenxi.id, SAMPLE_AS_OF) == [], "it is noted once it is signed"
