"""Reviews kept together and one by one, a proposal accepted, security, terms, temporary limit and letters, by keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.collections.issued import letters_of
from creditdesk.services.credit import limits
from creditdesk.services.credit.covers import add_cover, CoverDraft, covers_of
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.review import board
from creditdesk.services.credit.terms_setting import terms_view
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session
from creditdesk.ui.credit.cover_dialog import CoverDialog, CoverListDialog, EndCoverDialog
from creditdesk.ui.credit.limit_menu import LimitMenu
from creditdesk.ui.credit.notice_dialog import NoticeDialog
from creditdesk.ui.credit.review_page import PROPOSALS, ReviewPage, WATCHED
from creditdesk.ui.credit.temporary_dialog import TemporaryDialog
from creditdesk.ui.credit.terms_dialog import TermsDialog
from creditdesk.ui.credit.watch_card import why
from creditdesk.ui.desk import Desk
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)
d = Decimal


@pytest.fixture
def firms(session: Session) -> list[int]:
    """G1 and G2 may be kept unseen; L is 61 days overdue. All are due within a month."""
    ids = []
    for code, owed, due in (("G1", "500.00", DAY + timedelta(9)), ("G2", "700.00", DAY + timedelta(9)),
                            ("L", "1500.00", DAY - timedelta(61))):
        key = customers.save(session, Customer(0, code, f"Firm {code}", address="Road 1"))
        ids.append(key)
        limits.decide(session, key, d(2000), "CNY", date(2026, 1, 1), DAY + timedelta(20), reason="a usual limit", terms="30")
        with entry(session, "post", "document") as (work, _says):
            work.document(DocumentDraft(kind=INVOICE, customer_id=key, no=f"I{code}", date=date(2026, 9, 1), due_date=due,
                                        amount=d(owed), currency="CNY"))
    return ids


@pytest.fixture
def desk(qtbot: QtBot, session: Session, firms: list[int], work: Work, settings: object) -> Iterator[Desk]:
    window = MainWindow(work, settings)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    yield Desk(session, work, window.notices, settings, lambda: DAY)  # type: ignore[arg-type]
    window.hide()


@pytest.fixture
def rest(qtbot: QtBot, work: Work) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: work.idle, timeout=5000)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, rest: Callable[[], None]) -> ReviewPage:
    made = ReviewPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.refresh()
    rest()
    return made


def test_limits_are_kept(page: ReviewPage, session: Session, firms: list[int], rest: Callable[[], None]) -> None:
    assert [row.code for row in page.model.visible_rows()] == ["L", "G2", "G1"]
    page.model.set_checked(page.model.visible_rows(), True)
    assert not page.keep_button.isEnabled() and "Firm L" in page.keep_button.toolTip()
    page.model.clear_checks()
    page.model.set_checked(page.model.visible_rows()[1:], True)
    page.keep_button.click()
    rest()
    assert [row.code for row in board(session, DAY, DAY).rows] == ["L"]
    page.set_context(customer_id=firms[2])
    rest()
    assert page.dialog is not None
    page.dialog.primary_button.click()
    assert page.dialog.field.has_error  # one with a red alert is kept only with a reason
    page.dialog.reason.setText("pays next week, the owner knows")
    page.dialog.primary_button.click()
    rest()
    assert board(session, DAY, DAY).rows == []
    assert page.kpi.text().startswith("On time in 12 months: 100%")


def test_a_proposal_is_accepted(qtbot: QtBot, page: ReviewPage, session: Session, firms: list[int],
                                rest: Callable[[], None]) -> None:
    page.set_context(proposals=True)
    assert page.tabs.value() == PROPOSALS
    page.proposal_table.select_first()
    assert page.accept_button.isEnabled()
    page.accept_button.click()
    rest()
    assert limit_view(session, firms[2], DAY).in_force == 1500
    assert company.verify_book(session).ok


def test_security_is_entered_and_ended(qtbot: QtBot, desk: Desk, session: Session, firms: list[int],
                                       rest: Callable[[], None]) -> None:
    listed = CoverListDialog(desk, customers.customer(session, firms[0]), "CNY")
    qtbot.addWidget(listed)
    listed.open()
    rest()
    listed.primary_button.click()
    made = listed.dialog
    assert isinstance(made, CoverDialog)
    qtbot.keyClicks(made.amount, "5000")
    made.primary_button.click()
    rest()
    assert "Say who" in next(field for field in made.fields if field.has_error).error_text
    qtbot.keyClicks(made.provider, "Sinosure")
    qtbot.keyClick(made.provider, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest()
    assert [row.provider for row in covers_of(session, firms[0], DAY)] == ["Sinosure"]
    listed.table.select_first()
    listed.end_button.click()
    ending = listed.dialog
    assert isinstance(ending, EndCoverDialog)
    qtbot.keyClicks(ending.reason, "reduced")
    ending.primary_button.click()
    rest()
    assert covers_of(session, firms[0], DAY)[0].ended_on == DAY


def test_the_paper_behind_a_security_is_opened_from_a_copy(qtbot: QtBot, desk: Desk, session: Session, firms: list[int],
                                                           rest: Callable[[], None], tmp_path: Path, viewer: Any) -> None:
    (tmp_path / "保函.pdf").write_bytes(b"%PDF-1.4 guarantee")
    add_cover(session, CoverDraft(firms[0], "bank_guarantee", Decimal(10), "CNY", provider="B", document=tmp_path / "保函.pdf"))
    add_cover(session, CoverDraft(firms[0], "deposit", Decimal(10), "CNY", note="no paper"))
    listed = CoverListDialog(desk, customers.customer(session, firms[0]), "CNY")
    qtbot.addWidget(listed)
    listed.open()
    rest()
    for row in listed.model.rows:
        listed.table.select_key(row.id)
        assert listed.paper_button.isEnabled() == bool(row.file_name)
        listed.open_paper()
        rest()
    (shown,) = viewer.files
    assert (shown.name, shown.read_bytes()) == ("保函.pdf", b"%PDF-1.4 guarantee")
    assert not os.access(shown, os.W_OK) or os.geteuid() == 0


def test_terms_and_a_temporary_limit(qtbot: QtBot, desk: Desk, session: Session, firms: list[int],
                                     rest: Callable[[], None]) -> None:
    person = customers.customer(session, firms[0])
    dialog = TermsDialog(desk, person, terms_view(session, firms[0], DAY))
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.terms.setText("60")
    dialog.discount.setText("2/40")
    told = {name: figure for name, figure, _role in dialog.lines()}
    assert told["Price of +30 days"] == "0.49% of the price at 6.0% a year"
    assert told["The discount costs"].startswith("37.24% a year (36.73% on 360 days, 44.59% compounded)")
    dialog.reason.setText("they asked")
    dialog.primary_button.click()
    rest()
    view = terms_view(session, firms[0], DAY)
    assert (view.terms, view.agreed.discount, limit_view(session, firms[0], DAY).in_force) == ("60", "2/40", 2000)
    more = TemporaryDialog(desk, person, "CNY")
    qtbot.addWidget(more)
    more.open()
    qtbot.keyClicks(more.amount, "300")
    qtbot.keyClicks(more.purpose, "order 7 of spring")
    more.primary_button.click()
    rest()
    assert limit_view(session, firms[0], DAY).temporary == 300


def test_letters(qtbot: QtBot, desk: Desk, session: Session, firms: list[int], rest: Callable[[], None], tmp_path: Path) -> None:
    menu, opened = QMenu(), LimitMenu(desk, desk.notices._window, lambda: None)
    opened.fill(menu, customers.customer(session, firms[2]), "CNY")
    for entry_no, kind in ((4, "L7"), (5, "L9")):
        menu.actions()[entry_no].trigger()
        rest()
        dialog = opened.dialog
        assert isinstance(dialog, NoticeDialog)
        qtbot.waitUntil(dialog.primary_button.isEnabled)
        dialog.issue(tmp_path)
        rest()
        assert letters_of(session, DAY, firms[2])[0].kind == kind
    assert len(list(tmp_path.glob("*.pdf"))) == 2


def test_the_watch_list_says_who_does_not_stand_normally_and_why(qtbot: QtBot, page: ReviewPage) -> None:
    page.set_context(watched=True)
    qtbot.waitUntil(lambda: bool(page.watched.model.rows), timeout=10_000)
    assert page.tabs.value() == WATCHED and page.review_button.isHidden()
    assert [(row.code, row.state, why(row)) for row in page.watched.model.visible_rows()] == [("L", "restricted", "over 60 days overdue")]
    with qtbot.waitSignal(page.navigate):
        page.watched.table.row_opened.emit(page.watched.model.rows[0])
