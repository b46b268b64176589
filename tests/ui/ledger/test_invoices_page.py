"""The invoices page: list, form, batch entry; wrong input is told and kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.domain.ledger.queries import DocumentQuery
from creditdesk.i18n import set_language
from creditdesk.services import company
from creditdesk.services.ledger import lists, posting
from creditdesk.services.session import Session
from creditdesk.ui.ledger import document_panel as acts
from creditdesk.ui.ledger.invoices_page import InvoicesPage
from creditdesk.ui.main_window import MainWindow

DAY = date(2026, 11, 20)
Rest = Callable[[], None]


@pytest.fixture
def page(window: MainWindow, rest: Rest) -> InvoicesPage:
    window.navigate("invoices")
    rest()
    found = window.page("invoices")
    assert isinstance(found, InvoicesPage)
    return found


def numbers(session: Session, **query: object) -> list[str]:
    ids = lists.document_ids(session, DocumentQuery(DAY, **query))
    return [line.no for line in lists.document_lines(session, ids, DAY)]


def shown(page: InvoicesPage) -> list[str]:
    model = page.list.model
    return [model.row_at(row).no for row in range(model.rowCount())]


def test_chips_count_and_filters_narrow(page: InvoicesPage, rest: Rest, beta: int) -> None:
    assert page.list.chips._chips["overdue"].text() == "Overdue 3"
    assert shown(page) == ["A-3", "U-1", "A-2", "A-1"]
    page.list.narrow(state="overdue", currency="CNY")
    rest()
    assert shown(page) == ["A-2", "A-1"]
    assert page.list.table.totals_row.totals["open"] == "76,400.00"
    page.list.model.sort_by("amount", True)
    rest()
    assert shown(page) == ["A-1", "A-2"]
    page.list.text.setText("hyjc")
    page.list.narrow(text="hyjc")
    rest()
    assert shown(page) == ["A-1", "A-2"]
    page.list.clear_filters()
    rest()
    assert page.list.model.rowCount() == 4


def test_drilling_from_another_page(window: MainWindow, page: InvoicesPage, rest: Rest, beta: int) -> None:
    window.navigate("invoices", state="overdue", days_from=31, days_to=60, customer_id=beta)
    rest()
    assert shown(page) == ["A-1"]
    assert "31–60 days overdue" in page.head.context().text()
    window.navigate("invoices", state="open", due_from=date(2026, 11, 15), due_to=date(2026, 11, 30))
    rest()
    assert shown(page) == ["A-3", "U-1"]


def test_the_form_posts_with_computed_due_date_and_undo(window: MainWindow, page: InvoicesPage, rest: Rest,
                                                        session: Session) -> None:
    form = page.documents.enter("invoice")
    form.form.customer.setText("hyjc")
    form.form.customer.settle()
    form.form.amount.setText("12.5w")
    form.form.amount.settle()
    rest()
    assert form.form.due.placeholderText() == "2027-01-04"
    assert form.form.no.placeholderText() == "INV-2026-0001"
    form.save()
    rest()
    assert not form.isVisible()
    assert numbers(session)[0] == "INV-2026-0001"
    assert window.notices.shown == "INV-2026-0001 saved"
    window.notices.undo_last()
    rest()
    assert "INV-2026-0001" not in numbers(session)
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("field", "typed", "code"), [
    ("amount", "1234567890123", "too large"), ("amount", "12,4", "not an amount"), ("amount", "1.234", "more decimals"),
    ("amount", "-5", "above zero"), ("amount", "0", "above zero"), ("amount", "1.005", "more decimals"),
    ("day", "1989-12-31", "outside 1990"), ("day", "2101-01-01", "outside 1990"), ("day", "2026-02-30", "not a date"),
    ("customer", "", "fill this in"), ("customer", "nobody", "Choose a customer|fill this in"),
    ("no", "A-1", "already used"), ("terms", "soon", "no payment terms"), ("due", "2026-01-01", "before the document")])
def test_wrong_input_is_told_in_its_field_and_kept(page: InvoicesPage, rest: Rest, session: Session, field: str,
                                                   typed: str, code: str) -> None:
    before = numbers(session)
    form = page.documents.enter("invoice")
    values = {"customer": "C2", "amount": "100", field: typed}
    for name, text in values.items():
        edit = getattr(form.form, name)
        edit.setText(text)
        edit.editingFinished.emit()
        if hasattr(edit, "settle"):
            edit.settle()
    form.save()
    rest()
    assert form.isVisible()
    errors = [one.error_text for one in form.form.fields if one.error_text]
    assert any(re.search(code, error) for error in errors), errors
    assert getattr(form.form, field).text() in (typed, "−5.00", "0.00")  # a readable amount is brought to its form
    assert numbers(session) == before
    form._keeper.forget()
    form.accept()


def test_closing_asks_before_typed_things_go(window: MainWindow, page: InvoicesPage, rest: Rest, session: Session) -> None:
    form = page.documents.enter("invoice")
    form.form.customer.setText("C2")
    form.form.customer.settle()
    form.form.memo.setText("half done")
    form.reject()
    assert form.isVisible()
    form.keep()
    rest()
    assert not form.isVisible()
    assert numbers(session, state="draft") == [""]
    page.list.narrow(state="draft")
    rest()
    page._opened(page.list.model.row_at(0))
    rest()
    again = page.documents.dialog
    assert again.form.memo.text() == "half done"
    again.form.amount.setText("77")
    again.form.amount.settle()
    again.save()
    rest()
    assert numbers(session, state="draft") == []
    assert company.verify_book(session).ok


def test_a_document_shows_what_settled_it_and_is_reversed(window: MainWindow, page: InvoicesPage, rest: Rest,
                                                          session: Session, beta: int) -> None:
    bill = lists.document_ids(session, DocumentQuery(DAY, text="A-1"))[0]
    posting.post_document(session, DocumentDraft("receipt", beta, DAY, D("600"), "CNY", no="R-1",
                                                 allocations=(AllocationDraft(bill, D("600")),)))
    window.navigate("invoices", document_id=bill)
    rest()
    panel = page.documents.panel
    assert panel.isVisible() and panel.view.open == D("42000")
    assert [other.no for _allocation, other in panel.view.settled_by] == ["R-1"]
    assert [one.text() for one in panel.actions_shown] == ["Record receipt", "Credit note", "Dispute", "Write off", "Reverse"]
    panel.unallocate.emit(panel.view, panel.view.settled_by[0][0])
    page.documents.dialog.submitted.emit()
    rest()
    assert panel.view.open == D("42600")
    panel.asked.emit(acts.DISPUTE, panel.view)
    dialog = page.documents.dialog
    dialog.amount.setText("99999999")
    dialog.submitted.emit()
    rest()
    assert dialog.isVisible() and "not more can be disputed" in dialog.fields[0].error_text
    dialog.amount.setText("600")
    dialog.submitted.emit()
    rest()
    assert [item.amount for item in panel.view.disputes] == [D("600")]
    panel.asked.emit(acts.REVERSE, panel.view)
    dialog = page.documents.dialog
    dialog.submitted.emit()
    assert dialog.fields[0].error_text == "Please fill this in."
    dialog.reason.setText("wrong customer")
    dialog.submitted.emit()
    rest()
    assert panel.view.document.status == "reversed"
    assert company.verify_book(session).ok


def test_a_credit_note_lowers_its_invoice(page: InvoicesPage, rest: Rest, session: Session, window: MainWindow) -> None:
    bill = lists.document_ids(session, DocumentQuery(DAY, text="A-2"))[0]
    window.navigate("invoices", document_id=bill)
    rest()
    page.documents.panel.asked.emit(acts.CREDIT, page.documents.panel.view)
    form = page.documents.dialog
    form.form.amount.setText("800")
    form.form.amount.settle()
    form.save()
    rest()
    assert lists.document_view(session, bill, DAY).open == D("33000")


PASTED = "\r\n".join(["\tC2\t\t\tbricks\t\t38,600", "X-2\t海岳建材（宁波）有限公司\t2026/11/18\t30\t\t\t=1200*3",
                      "\tnobody\t\t\t\t\t3", "A-1\tC2\t\t\t\t\t5", "\tC1\t2101-01-01\t\t\t\t5",
                      "\tC1\t\t\t\t\t1234567890123", "\tC1\t\t\tunfinished\t\t"])


def test_batch_entry_saves_the_good_rows_and_leaves_the_rest(window: MainWindow, page: InvoicesPage, rest: Rest,
                                                             session: Session, settings: object) -> None:
    page.show_batch()
    assert page.batch is not None
    grid, model = page.batch.grid, page.batch.model
    QGuiApplication.clipboard().setText(PASTED)
    grid.go_to(0, "no")
    grid.paste()
    rest()
    assert [bool(line.good) for line in model.used] == [True, True, False, False, False, False, False]
    assert [str(line.checked.due_date) for line in model.used[:2]] == ["2027-01-04", "2026-12-18"]
    assert page._main.text().startswith("Save 2 rows")
    page.batch.save()
    rest()
    assert numbers(session)[:2] == ["INV-2026-0001", "X-2"]
    assert [line.customer for line in model.used] == ["nobody", "海岳建材（宁波）有限公司", "Alpha", "Alpha", "Alpha"]
    assert model.used[3].amount == "1234567890123" and model.used[2].date == "2101-01-01"
    page.leave()
    window.remake_pages()
    rest()
    fresh = window.page("invoices")
    assert isinstance(fresh, InvoicesPage)
    fresh.show_batch()
    assert len(fresh.batch.model.used) == 5
    window.notices.undo_last()
    rest()
    assert "X-2" not in numbers(session)
    assert company.verify_book(session).ok


def test_undoing_a_batch_puts_its_rows_back(window: MainWindow, page: InvoicesPage, rest: Rest, session: Session) -> None:
    page.show_batch()
    page.batch.model.paste(0, "no", "Y-1\tC1\t\t\tbricks\t\t500\nY-2\tC1\t\t\tsand\t\t7")
    rest()
    page.batch.save()
    rest()
    assert numbers(session)[:2] == ["Y-2", "Y-1"] and not page.batch.model.used
    page.batch.model.paste(0, "no", "Y-3")
    window.notices.undo_last()
    rest()
    assert "Y-1" not in numbers(session)
    assert [(line.no, line.amount, line.good) for line in page.batch.model.used] == [
        ("Y-1", "500.00", True), ("Y-2", "7.00", True), ("Y-3", "", False)]
    page.batch.save()
    rest()
    assert numbers(session)[:2] == ["Y-2", "Y-1"]


def test_the_grid_undoes_what_was_pasted_typed_and_deleted(window: MainWindow, page: InvoicesPage, rest: Rest,
                                                           session: Session) -> None:
    window.notices.offer_undo(lambda: done.append("earlier"))
    done: list[str] = []
    page.show_batch()
    grid, model, notices = page.batch.grid, page.batch.model, window.notices
    model.paste(0, "no", "B-1\thyjc\t11月18日\nB-2\thyjc\t1119\n")
    model.put(1, "amount", "1.2w")
    model.tell(1, 1)
    grid.remove_row(0)
    assert [line.texts for line in model.used] == [
        ("B-2", "海岳建材（宁波）有限公司", "2026-11-19", "", "", "", "12,000.00")]
    grid.go_to(0, "note")
    notices.undo_last()
    assert [line.no for line in model.used] == ["B-1", "B-2"] and grid.current == (0, "note")
    assert model.lines[0].date == "2026-11-18" and model.lines[1].draft is not None
    notices.undo_last()
    assert model.lines[1].amount == ""
    notices.redo_last()
    assert model.lines[1].amount == "12,000.00"
    notices.undo_last()
    notices.undo_last()
    assert not model.used and not done
    notices.undo_last()
    assert done == ["earlier"]


def test_batch_entry_by_keyboard(qtbot: QtBot, page: InvoicesPage, rest: Rest) -> None:
    set_language("zh")  # Enter goes to the next cell
    page.show_batch()
    grid, model = page.batch.grid, page.batch.model
    view = grid.view

    def type_in(text: str) -> None:
        view.edit(view.currentIndex())
        editor = view.viewport().findChild(QLineEdit)
        editor.setText(text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.wait(10)

    grid.go_to(0, "no")
    for text, after in (("B-9", "customer"), ("hyjc", "note"), ("tiles", "amount"), ("1200*3", "no")):
        type_in(text)
        assert grid.current[1] == after
    assert grid.current == (1, "no")
    rest()
    line = model.lines[0]
    assert (line.no, line.customer, line.amount, line.date) == ("B-9", "海岳建材（宁波）有限公司", "3,600.00", "2026-11-20")
    assert line.good
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert (model.lines[1].no, model.lines[1].amount) == ("", "3,600.00")
    qtbot.keyClick(view, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert len(model.used) == 1


def test_a_hundred_thousand_rows_stay_off_the_gui_thread(page: InvoicesPage, rest: Rest) -> None:
    """What the GUI thread does with ids that have arrived is far below 150 ms, whatever their count."""
    import time
    from array import array
    ids = array("q", range(1, 100_001))
    start = time.perf_counter()
    page.list.model._show(ids)
    page.list.table.view.grab()
    assert time.perf_counter() - start < 0.15


def test_posting_twice_the_same_number_is_refused_by_the_service(session: Session, beta: int) -> None:
    with pytest.raises(CreditDeskError) as error:
        posting.post_many(session, [DocumentDraft("invoice", beta, DAY, D("1"), "CNY", no="N-1"),
                                    DocumentDraft("invoice", beta, DAY, D("1"), "CNY", no="N-1")])
    assert error.value.code == "number_in_use"
    assert "N-1" not in numbers(session)


def test_equal_instalments_and_terms_that_wait_for_an_event(page: InvoicesPage, rest: Rest, session: Session, beta: int) -> None:
    page.new_document("invoice", beta)
    dialog = page.documents.dialog
    form = dialog.form
    form.no.setText("P-1")
    form.amount.setText("1000")
    form.amount.settle()
    form.terms.setText("货到30天")
    form.terms.editingFinished.emit()
    assert form.counted.isVisible() and form.counted.name == "delivered_on"
    form.counted.edit.setText("2026-12-01")
    form.counted.edit.settle()
    rest()
    assert form.due.placeholderText() == "2026-12-31"
    form.split.click()
    form.instalments.count.setText("３")
    form.instalments.split_evenly()
    assert form.instalments.texts() == ["2026-12-31", "333.33", "2027-01-31", "333.33", "2027-02-28", "333.34"]
    dialog.save()
    rest()
    (key,) = lists.document_ids(session, DocumentQuery(DAY, text="P-1"))
    document = lists.document_view(session, key, DAY).document
    assert (document.delivered_on, document.terms, len(document.instalments)) == (date(2026, 12, 1), "delivery+30", 3)
    page.documents.show(key)
    rest()
    assert page.documents.panel.view.due_date == date(2026, 12, 31)


def test_a_written_off_claim_is_recovered_and_a_bill_dishonoured(window: MainWindow, page: InvoicesPage, rest: Rest,
                                                                session: Session, beta: int) -> None:
    key = lists.document_ids(session, DocumentQuery(DAY, text="A-1"))[0]
    page.documents.show(key)
    rest()
    panel = page.documents.panel
    panel.asked.emit(acts.WRITE_OFF, panel.view)
    dialog = page.documents.dialog
    dialog.reason.setText("gone")
    dialog.amount.set_amount(D(2600))
    dialog._submit()
    rest()
    panel.asked.emit(acts.RECOVER, panel.view)
    dialog = page.documents.dialog
    assert dialog.amount.amount() == D(2600)
    dialog.amount.set_amount(D(600))
    dialog._submit()
    rest()
    assert panel.view.written_off == D(2000)
    window.notices.undo_last()
    rest()
    assert panel.view.written_off == D(2600)
    bill = posting.post_document(session, DocumentDraft(
        "receipt", beta, DAY, D(40000), "CNY", no="H-1", method="bank_acceptance", maturity=date(2027, 2, 1),
        allocations=(AllocationDraft(key, D(40000)),)))
    page.documents.show(bill.id)
    rest()
    panel.asked.emit(acts.BILL, panel.view)
    dialog = page.documents.dialog
    dialog.happened.set_value("dishonoured")
    dialog.happened.chosen.emit("dishonoured")
    assert dialog.warning.isVisible()
    dialog._submit()
    rest()
    assert panel.view.document.status == "reversed"
    assert lists.document_view(session, key, DAY).open == D(40000)
    assert company.verify_book(session).ok


def test_a_row_over_the_limit_offers_ways_out_and_an_unknown_customer_is_made(window: MainWindow, page: InvoicesPage, rest: Rest,
                                                                              session: Session, alpha: int) -> None:
    from creditdesk.services.credit.limits import decide
    decide(session, alpha, D(100), "CNY", date(2026, 1, 1), reason="first")
    page.show_batch()
    batch = page.batch
    batch.model.paste(0, "no", "\tC1\t\t\tbricks\t\t500\n\tNewcomer Ltd\t\t\tsand\t\t5")
    rest()
    first, second = batch.model.used
    assert first.good and [remark.code for remark in first.checked.remarks] == ["over_limit"]
    ways = dict(batch._ways_out(first, first.checked.remarks[0]))
    assert list(ways) == ["Make it cash", "Show the limit", "Delete row"]
    ways["Make it cash"]()
    rest()
    assert (first.terms, first.draft.terms, str(first.checked.due_date)) == ("COD", "COD", "2026-11-20")
    dict(batch._ways_out(second, second.problems()[0]))["Create the customer"]()
    rest()
    page.refresh()
    rest()
    assert second.good and second.owner.name == "Newcomer Ltd"
    batch.save()
    rest()
    assert len(batch.model.used) == 0


def test_a_refresh_leaves_the_cursor_where_a_person_types(page: InvoicesPage, rest: Rest) -> None:
    page.show_batch()
    page.batch.model.paste(0, "no", "\tC1\t\t\tbricks\t\t500")
    page.batch.grid.go_to(3, "amount")
    page.refresh()
    rest()
    assert page.batch.grid.current == (3, "amount")


def test_enter_walks_the_instalments_too(qtbot: QtBot, page: InvoicesPage, rest: Rest, session: Session, beta: int) -> None:
    set_language("zh")
    page.new_document("invoice", beta)
    dialog = page.documents.dialog
    dialog.form.amount.setText("1000")
    dialog.form.amount.settle()
    dialog.form.split.click()
    rest()
    first, second = dialog.form.instalments._lines
    first.day.setFocus()
    qtbot.keyClicks(first.day, "2026-12-01")
    qtbot.keyClick(first.day, Qt.Key.Key_Return)
    qtbot.keyClicks(first.amount, "400")
    qtbot.keyClick(first.amount, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert dialog.isVisible() and dialog.form.focusWidget() is second.day
    qtbot.keyClicks(second.amount, "=")
    assert second.amount.text() == "600.00"
    dialog._keeper.forget()
    dialog.accept()


def test_a_debit_note_of_interest_and_an_opening_balance(page: InvoicesPage, rest: Rest, session: Session, beta: int) -> None:
    page.new_document("debit_note", beta)
    dialog = page.documents.dialog
    dialog.form.amount.set_amount(D(12))
    dialog.form.interest.setChecked(True)
    dialog.form.more.click()
    dialog.form.contract.setText("HT-7")
    dialog.form.opening.setChecked(True)
    dialog.keep()
    rest()
    (draft,) = lists.document_ids(session, DocumentQuery(DAY, kinds=("debit_note",), state="draft"))
    page._edit_draft(draft)
    rest()
    again = page.documents.dialog
    assert again.form.interest.isChecked() and again.form.opening.isChecked() and again.form.contract.text() == "HT-7"
    again.save()
    rest()
    (key,) = lists.document_ids(session, DocumentQuery(DAY, kinds=("debit_note",)))
    document = lists.document_view(session, key, DAY).document
    assert (document.interest, document.opening, document.contract_no) == (True, True, "HT-7")
