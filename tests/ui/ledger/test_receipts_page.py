"""The receipts page: amounts are given out, never spread silently; the rest is decided; wrong input is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.domain.ledger.queries import DocumentQuery
from creditdesk.services import company
from creditdesk.services.ledger import lists, posting, receipts
from creditdesk.services.session import Session
from creditdesk.ui.ledger.receipts_page import ReceiptsPage
from creditdesk.ui.main_window import MainWindow

DAY = date(2026, 11, 20)
Rest = Callable[[], None]


@pytest.fixture
def page(window: MainWindow, rest: Rest) -> ReceiptsPage:
    window.navigate("receipts")
    rest()
    found = window.page("receipts")
    assert isinstance(found, ReceiptsPage)
    return found


def start(page: ReceiptsPage, rest: Rest, amount: str, customer: int, currency: str = "CNY") -> None:
    page.start(customer, currency)
    page.form.amount.setText(amount)
    page.form.amount.settle()
    rest()


def put(page: ReceiptsPage, row: int, text: str, column: str = "apply") -> bool:
    model = page.table.model
    return model.setData(model.index(row, model.column_index(column)), text)


def open_of(session: Session, customer: int) -> dict[str, str]:
    return {item.no: str(item.open) for item in receipts.settling(session, customer, "CNY", DAY).payables}


def test_by_hand_with_remainder_refunded_and_undone(window: MainWindow, page: ReceiptsPage, rest: Rest, session: Session,
                                                    beta: int) -> None:
    start(page, rest, "80000", beta)
    assert [line.item.no for line in page.table.lines] == ["A-1", "A-2", "A-3"]
    assert not page.footer.confirm.isEnabled()
    assert "Decide what happens with the remaining 80,000.00" in page.footer.why.text()
    assert put(page, 0, "=") and put(page, 1, "33,000") and put(page, 1, "800", "discount")
    now = page.tally
    assert (now.allocated, now.discounts, now.remaining, now.settled, now.owed_after) == (
        D("75600"), D("800"), D("4400"), 2, D("78600"))
    page.rest.choice.set_value("refund")
    page.rest.decided.emit()
    assert page.footer.confirm.isEnabled()
    page.confirm()
    rest()
    assert open_of(session, beta) == {"A-3": "83000.00"}
    assert window.notices.shown == "RC-2026-0001: 2 invoices allocated"
    assert not page.form.amount.text()
    assert company.verify_book(session).ok
    window.notices.undo_last()
    rest()
    assert open_of(session, beta) == {"A-1": "42600.00", "A-2": "33800.00", "A-3": "83000.00"}
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("rule", "amount", "applied"), [
    ("oldest", "50000", ["42,600.00", "7,400.00", ""]), ("exact", "116800", ["", "33,800.00", "83,000.00"]),
    ("exact", "1", ["1.00", "", ""]), ("statutory", "50000", ["42,600.00", "7,400.00", ""]), ("pro_rata", "15940", ["4,260.00", "3,380.00", "8,300.00"])])
def test_auto_allocation_proposes_and_posts_nothing(page: ReceiptsPage, rest: Rest, session: Session, beta: int, rule: str,
                                                    amount: str, applied: list[str]) -> None:
    start(page, rest, amount, beta)
    page.rules.set_value(rule)
    page.allocate()
    rest()
    assert [line.text for line in page.table.lines] == applied
    assert [page.table.model.is_checked(line) for line in page.table.lines] == [bool(text) for text in applied]
    assert not lists.document_ids(session, DocumentQuery(DAY, kinds=("receipt",)))


def test_more_than_is_open_is_refused_and_kept_as_typed(page: ReceiptsPage, rest: Rest, beta: int) -> None:
    start(page, rest, "100000", beta)
    assert not put(page, 0, "42600.01")
    line = page.table.lines[0]
    assert (line.text, line.amount, line.wrong) == ("42600.01", 0, True)
    column = page.table.model.columns[page.table.model.column_index("apply")]
    assert "has only 42,600.00 CNY open" in page.table.model.error_of(line, column)
    assert not page.footer.confirm.isEnabled()
    for text in ("12,4", "1.005", "-3", "1234567890123"):
        assert not put(page, 0, text)
        assert page.table.lines[0].text == text
    assert put(page, 0, "42600")
    assert not page.table.wrong


def test_allocating_more_than_was_received_disables_confirming(page: ReceiptsPage, rest: Rest, beta: int) -> None:
    start(page, rest, "40000", beta)
    assert put(page, 0, "42600")
    assert page.tally.remaining == D("-2600")
    assert not page.footer.confirm.isEnabled()
    assert page.footer.why.text() == "2,600.00 more is allocated than was received"


def test_another_currency_sees_only_its_own_invoices(page: ReceiptsPage, rest: Rest, session: Session, beta: int) -> None:
    start(page, rest, "500", beta, "USD")
    assert [line.item.no for line in page.table.lines] == ["U-1"]
    assert "Also open: CNY" in page.other_money.text
    page.allocate()
    rest()
    page.confirm()
    rest()
    assert not receipts.settling(session, beta, "USD", DAY).payables
    assert len(open_of(session, beta)) == 3


@pytest.mark.parametrize(("field", "typed", "told"), [
    ("amount", "1234567890123", "too large"), ("day", "1989-12-31", "outside 1990"), ("day", "2101-01-01", "outside 1990"),
    ("no", "R-1", "already used")])
def test_wrong_fields_are_told_and_nothing_typed_is_lost(page: ReceiptsPage, rest: Rest, session: Session, beta: int,
                                                         field: str, typed: str, told: str) -> None:
    posting.post_document(session, DocumentDraft("receipt", beta, DAY, D("5"), "CNY", no="R-1"))
    start(page, rest, "42600", beta)
    put(page, 0, "42600")
    getattr(page.form, field).setText(typed)
    page.footer.keep.setEnabled(True)
    page.save_unapplied()
    rest()
    assert told in page.form.by_name[{"day": "date"}.get(field, field)].error_text
    assert getattr(page.form, field).text() == typed
    assert page.table.lines[0].amount == D("42600")
    assert len(lists.document_ids(session, DocumentQuery(DAY, kinds=("receipt",)))) == 1


def test_without_a_customer_nothing_can_be_confirmed(page: ReceiptsPage, rest: Rest) -> None:
    page.form.amount.setText("10")
    page.form.amount.settle()
    assert page.footer.why.text() == "Choose the customer"
    assert not page.footer.confirm.isEnabled()


def test_money_kept_unapplied_is_allocated_later(window: MainWindow, page: ReceiptsPage, rest: Rest, session: Session,
                                                 beta: int) -> None:
    start(page, rest, "50000", beta)
    page.save_unapplied()
    rest()
    assert page.list.model.rowCount() == 1
    page._chosen(page.list.model.row_at(0))
    rest()
    assert page.form.amount.isReadOnly()
    page.allocate()
    rest()
    page.confirm()
    rest()
    assert open_of(session, beta) == {"A-2": "26400.00", "A-3": "83000.00"}
    assert page.list.model.rowCount() == 0
    window.notices.undo_last()
    rest()
    assert open_of(session, beta)["A-1"] == "42600.00"
    assert page.list.model.rowCount() == 1
    assert company.verify_book(session).ok


def test_a_credit_note_is_allocated_like_money(window: MainWindow, page: ReceiptsPage, rest: Rest, session: Session,
                                               beta: int) -> None:
    note = posting.post_document(session, DocumentDraft("credit_note", beta, DAY, D("2600"), "CNY"))
    window.navigate("receipts", credit_id=note.id)
    rest()
    assert put(page, 0, "2600")
    page.confirm()
    rest()
    assert open_of(session, beta)["A-1"] == "40000.00"


def test_what_was_typed_survives_leaving_and_remaking(window: MainWindow, page: ReceiptsPage, rest: Rest, beta: int) -> None:
    start(page, rest, "777", beta)
    page.form.memo.setText("from the bank")
    window.navigate("invoices")
    window.remake_pages()
    window.navigate("receipts")
    rest()
    again = window.page("receipts")
    assert isinstance(again, ReceiptsPage) and again is not page
    assert (again.form.amount.text(), again.form.memo.text()) == ("777.00", "from the bank")
    assert len(again.table.lines) == 3
    window.navigate("invoices")
    window.navigate("receipts", new=True)  # Ctrl+R from another page
    rest()
    assert again.form.amount.text() == "777.00"
    window.navigate("receipts", customer_id=beta, new=True)
    rest()
    assert again.form.amount.text() == "777.00"  # asked first


def test_by_keyboard(qtbot: QtBot, page: ReceiptsPage, rest: Rest, session: Session, beta: int) -> None:
    start(page, rest, "76400", beta)
    view = page.table.table.view
    page.table.select(page.table.lines[0].item.document_id)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert page.table.lines[0].amount == D("42600")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    view.edit(view.currentIndex())
    editor = view.viewport().findChild(QLineEdit)
    editor.setText("=")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.table.lines[1].amount == D("33800")
    assert view.currentIndex().row() == 2
    page.confirm()
    rest()
    assert open_of(session, beta) == {"A-3": "83000.00"}


def test_a_small_difference_is_cleared_with_the_receipt(window: MainWindow, page: ReceiptsPage, rest: Rest, session: Session,
                                                        beta: int) -> None:
    start(page, rest, "42,590", beta)
    assert put(page, 0, "42590")
    assert page.differences.small.isVisible()
    assert "10.00" in page.differences.small.text() and "A-1" in page.differences.small.text()
    page.differences.small.setChecked(True)
    assert page.tally.owed_after == D("116800")
    page.confirm()
    rest()
    assert open_of(session, beta) == {"A-2": "33800.00", "A-3": "83000.00"}
    assert company.verify_book(session).ok
    window.notices.undo_last()
    rest()
    assert open_of(session, beta) == {"A-1": "42600.00", "A-2": "33800.00", "A-3": "83000.00"}
    start(page, rest, "42,589.99", beta)
    assert put(page, 0, "42589.99")
    assert not page.differences.small.isVisible()  # 10.01 is no small difference


def test_an_early_payment_is_offered_its_discount(page: ReceiptsPage, rest: Rest, session: Session, alpha: int) -> None:
    from creditdesk.services.credit.limits import decide
    from creditdesk.services.credit.terms_setting import check_agreed, set_terms
    posting.post_document(session, DocumentDraft("invoice", alpha, date(2026, 11, 15), D(1000), "CNY", no="E-1"))
    decide(session, alpha, D(50000), "CNY", date(2026, 1, 1), reason="first")
    set_terms(session, alpha, check_agreed("30", "2/10", None), DAY, reason="agreed")
    start(page, rest, "980", alpha)
    assert put(page, 0, "980")
    assert page.differences.offer.isVisible()
    assert "20.00" in page.differences.offer.text and "2026-11-25" in page.differences.offer.text
    page.differences.take.click()
    assert [(line.amount, line.discount) for line in page.table.lines] == [(D(980), D(20))]
    assert page.footer.confirm.isEnabled()
    assert put(page, 0, "970")
    assert put(page, 0, "30", "discount")
    assert page.differences.doubt.isVisible() and "does not settle it" in page.differences.doubt.text
    page.form.day.setText("2026-11-27")
    page.form.day.settle()
    put(page, 0, "20", "discount")
    assert "paid after 2026-11-25" in page.differences.doubt.text


def test_a_bill_needs_its_due_day(page: ReceiptsPage, rest: Rest, session: Session, beta: int) -> None:
    start(page, rest, "100", beta)
    page.form.method.set_value("bank_acceptance")
    page.form.method.chosen.emit("bank_acceptance")
    page.save_unapplied()
    assert "fill this in" in page.form.by_name["maturity"].error_text
    page.form.maturity.setText("2026-11-19")
    page.form.maturity.settle()
    page.save_unapplied()
    rest()
    assert "before the document" in page.form.by_name["maturity"].error_text
    page.form.maturity.setText("2027-05-20")
    page.form.maturity.settle()
    page.save_unapplied()
    rest()
    (key,) = lists.document_ids(session, DocumentQuery(DAY, kinds=("receipt",)))
    assert str(lists.document_view(session, key, DAY).document.maturity) == "2027-05-20"
