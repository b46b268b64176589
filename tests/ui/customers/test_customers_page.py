"""The customers page on a real book: list, detail, form, merge, contacts; by keyboard and in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.i18n import set_language
from creditdesk.services import customers
from creditdesk.services.company import verify_book
from creditdesk.services.credit import limits
from creditdesk.services.customer_overview import overview
from creditdesk.services.ledger import posting
from creditdesk.services.sample import create_sample, SAMPLE_AS_OF
from creditdesk.services.session import Session
from creditdesk.ui.collections.contact_dialog import ContactDialog
from creditdesk.ui.customers.duplicates_dialog import DuplicatesDialog
from creditdesk.ui.customers.form import CustomerForm
from creditdesk.ui.customers.list_pane import ListPane
from creditdesk.ui.customers.merge_dialog import MergeDialog
from creditdesk.ui.customers.page import CustomersPage
from creditdesk.ui.desk import Desk
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


def invoice(session: Session, customer: int, amount: str, age: int) -> int:
    due = DAY - timedelta(age)
    return posting.post_document(session, DocumentDraft("invoice", customer, due - timedelta(30), D(amount), "CNY",
                                                        due_date=due)).id


@pytest.fixture
def desk(session: Session, work: Work, settings: object, qtbot: QtBot) -> Desk:
    return on(session, work, settings, qtbot)


def on(session: Session, work: Work, settings: Any, qtbot: QtBot) -> Desk:
    window = QWidget()
    window.resize(1400, 880)
    qtbot.addWidget(window)
    window.show()
    return Desk(session, work, Notices(window), settings, lambda: DAY)


@pytest.fixture(scope="module")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path: Path = tmp_path_factory.mktemp("sample") / "sample.creditdesk"
    opened = create_sample(path, as_of=SAMPLE_AS_OF, user="Li", clock=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC),
                           language="en")
    yield opened
    opened.close()


def made(desk: Desk, qtbot: QtBot, width: int = 1384, height: int = 840) -> CustomersPage:
    page = CustomersPage(desk)
    qtbot.addWidget(page)
    desk.work.changed.connect(lambda _what: page.refresh())
    page.resize(width, height)
    page.show()
    page.refresh()
    rest(desk, qtbot)
    return page


def rest(desk: Desk, qtbot: QtBot) -> None:
    """Until nothing is read any more and the cursor of every list has told where it rests."""
    qtbot.wait(1)
    qtbot.waitUntil(lambda: desk.work.idle and not any(
        pane._later.isActive() for pane in QApplication.allWidgets() if isinstance(pane, ListPane)))


@pytest.fixture
def three(session: Session) -> dict[str, int]:
    """Haiyue owes most, Beta is over its limit, Gamma owes nothing."""
    keys = {name: customers.save(session, Customer(0, "", name)) for name in ("海岳建材有限公司", "Beta Trading", "Gamma")}
    for amount, age in (("900", -5), ("60", 40), ("40", 100)):
        invoice(session, keys["海岳建材有限公司"], amount, age)
    invoice(session, keys["Beta Trading"], "500", 10)
    limits.decide(session, keys["Beta Trading"], D(400), "CNY", date(2026, 1, 1), reason="review")
    limits.decide(session, keys["海岳建材有限公司"], D(2000), "CNY", date(2026, 1, 1), reason="review")
    return keys


def names(page: CustomersPage) -> list[str]:
    return [line.customer.name for line in page.list.model.shown]


# The list

def test_the_list_sorts_filters_and_keeps_its_place(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    assert names(page) == ["海岳建材有限公司", "Beta Trading", "Gamma"]
    assert page.detail.view is not None and page.detail.view.customer.name == "海岳建材有限公司"
    page.list.sort_by("name")
    assert names(page) == ["Beta Trading", "Gamma", "海岳建材有限公司"]
    page.list.narrow("over")
    assert names(page) == ["Beta Trading"] and page.list.chips["over"].text().endswith("1")
    page.list.narrow("overdue")
    assert len(names(page)) == 2
    page.list.narrow("all")
    assert page.list.current == three["海岳建材有限公司"]
    page.refresh()
    rest(desk, qtbot)
    assert page.list.current == three["海岳建材有限公司"] and names(page)[0] == "Beta Trading"


SEARCHES = [("hyjc", "海岳建材有限公司"), ("haiyue", "海岳建材有限公司"), ("beta", "Beta Trading"), ("C0003", "Gamma"),
            ("建材", "海岳建材有限公司"), ("ｂｅｔａ　trading", "Beta Trading")]


def test_search_by_pinyin_name_or_code(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    for typed, found in SEARCHES:
        page.list.search.setText(typed)
        assert names(page) == [found], typed
    page.list.search.setText("nothing like it")
    assert names(page) == [] and "No customer matches" in page.list.state.title


def test_the_keyboard_goes_from_search_to_rows_to_tabs(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.activateWindow()
    page.list.search.setFocus()
    qtbot.keyClicks(page.list.search, "beta")
    qtbot.keyClick(page.list.search, Qt.Key.Key_Return)
    rest(desk, qtbot)
    assert page.list.current == three["Beta Trading"]
    page.list.search.clear()
    qtbot.keyClick(page.list.view, Qt.Key.Key_Down)
    rest(desk, qtbot)
    assert page.detail.view is not None and page.detail.view.customer.name == "Gamma"
    qtbot.keyClick(page.detail.tabs, Qt.Key.Key_Right)
    assert page.detail.tab == "documents"
    page.list.view.setFocus()
    qtbot.keyClick(page.list.view, Qt.Key.Key_B)
    assert page.list.search.text() == "b" and page.focusWidget() is page.list.search, "a letter on the rows begins to search"


def test_limit_and_status_stand_above_the_tabs(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    assert (page.detail.head.status.text, page.detail.head.second.text) == ("Sold on credit", "")
    assert "50.0% used" in page.detail.limit.share.text()
    page.show_customer(three["Beta Trading"])
    rest(desk, qtbot)
    assert (page.detail.head.status.text, page.detail.head.second.text) == ("Watch", "Over limit")
    assert page.detail.limit.available.figure.text() == "¥100.00" and page.detail.limit.available.figure.property("tone") == "dan"
    page.show_customer(three["Gamma"])
    rest(desk, qtbot)
    assert page.detail.head.status.text == "No limit" and page.detail.limit.link.isVisibleTo(page)


def test_figures_lead_to_what_stands_behind_them(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    asked: list[tuple[str, dict[str, Any]]] = []
    page.navigate.connect(lambda key, args: asked.append((key, args)))
    page.detail.overview.bars.chosen.emit(2)
    rest(desk, qtbot)
    assert page.detail.tab == "documents"
    table = page.detail.documents.table
    rows = [table.model.row_at(row) for row in range(table.model.rowCount())]
    assert [row.open for row in rows] == [D("60.00")]
    page.detail.documents._narrowed()
    rest(desk, qtbot)
    assert table.model.rowCount() == 2
    table.row_opened.emit(rows[0])
    page.detail.head.buttons["invoice"].click()
    page.detail.head.buttons["limit"].click()
    key = three["海岳建材有限公司"]
    assert asked == [("invoices", {"document_id": rows[0].id}), ("invoices", {"customer_id": key, "new": True}),
                     ("credit", {"customer_id": key, "limit": True})]


# The form

def form_of(page: CustomersPage) -> CustomerForm:
    found = page.actions_of.dialog
    assert isinstance(found, CustomerForm)
    return found


def fill(form: CustomerForm, **values: str) -> None:
    for name, value in values.items():
        control = form.controls[name]
        control.setText(value)
        control.editingFinished.emit()


def test_a_new_customer_gets_the_next_code(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.new_customer()
    form = form_of(page)
    fill(form, name="Delta Works", tax_id="9111 0000-6000 37341l", terms="EOM+30", email="a@b.example")
    assert form.controls["tax_id"].text() == "91110000600037341L"
    assert "2026-12-30" in form.terms_field._line.text()
    rest(desk, qtbot)
    form.primary_button.click()
    rest(desk, qtbot)
    assert not form.isVisible() and page.detail.view is not None
    saved = page.detail.view.customer
    assert (saved.name, saved.code, saved.terms, saved.tax_id) == ("Delta Works", "C0004", "EOM+30", "91110000600037341L")
    assert "Delta Works entered" in desk.notices.shown
    assert verify_book(desk.session).ok


WRONG = [("name", "", "fill this in"), ("tax_id", "123", "18 characters"), ("tax_id", "91110000600O37341Z", "O"),
         ("terms", "soon", "payment terms"), ("country", "China", "two letters"), ("currency", "yuan", "currency"),
         ("email", "nobody", "e-mail"), ("contract_rate", "much", "rate"), ("founded_on", "2026-13-01", "date"),
         ("code", "C0001", "already belongs")]


def test_a_wrong_field_is_told_and_nothing_typed_is_lost(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    for name, value, word in WRONG:
        page.new_customer()
        form = form_of(page)
        fill(form, **{"name": "Epsilon", "phone": "123", name: value})
        form.primary_button.click()
        rest(desk, qtbot)
        field = next(field for field in form.fields if field.name == name)
        assert form.isVisible() and word in field.error_text, name
        assert form.controls["phone"].text() == "123" and form.controls[name].text() == value
        form.keeper.forget()
        form.done(0)
    assert len(customers.everyone(desk.session)) == 3


def test_a_wrong_check_character_is_a_warning_that_can_be_saved(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.new_customer()
    form = form_of(page)
    fill(form, name="Zeta", tax_id="91350211M0000XUF46")
    assert form.tax_id.note.isVisibleTo(form) and "R was expected" in form.tax_id.note.text
    form.primary_button.click()
    rest(desk, qtbot)
    assert form.isVisible() and form.primary_button.text() == "Save anyway"
    form.primary_button.click()
    rest(desk, qtbot)
    assert not form.isVisible() and customers.find(desk.session, "Zeta").tax_id == "91350211M0000XUF46"


def test_a_correction_is_offered(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.new_customer()
    form = form_of(page)
    fill(form, name="Eta", tax_id="9111OOOO6OOO37341L")
    form.tax_id._use.click()
    assert form.controls["tax_id"].text() == "91110000600037341L" and not form.tax_id.field.has_error
    form.done(0)


def test_a_look_alike_is_told_before_it_is_saved_twice(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.new_customer()
    form = form_of(page)
    fill(form, name="海岳建材（宁波）股份有限公司")
    fill(form, name="海岳建材")
    rest(desk, qtbot)
    assert form.alike.isVisibleTo(form) and "C0001" in form.alike.text
    form.primary_button.click()
    rest(desk, qtbot)
    assert form.isVisible() and form.primary_button.text() == "Save anyway"
    form._other.click()
    rest(desk, qtbot)
    assert not form.isVisible() and page.list.current == three["海岳建材有限公司"]
    assert len(customers.everyone(desk.session)) == 3


def test_leaving_a_changed_form_asks_first(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page._act("edit")
    form = form_of(page)
    form.reject()
    assert not form.isVisible()
    page._act("edit")
    form = form_of(page)
    fill(form, phone="0574")
    form.reject()
    assert form.isVisible()
    form.done(0)


# Retire, merge, contacts

def test_retiring_hides_and_undo_shows_again(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.show_customer(three["Gamma"])
    rest(desk, qtbot)
    page._act("retire")
    rest(desk, qtbot)
    assert "Gamma" not in names(page) and page.list.model.count("retired") == 1
    desk.notices.undo_last()
    rest(desk, qtbot)
    assert "Gamma" in names(page)
    page.show_customer(three["Beta Trading"])
    rest(desk, qtbot)
    page._act("retire")
    rest(desk, qtbot)
    assert "Beta Trading" in names(page), "who owes something stays in the list"


def test_two_records_are_merged_and_taken_apart(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page._act("merge")
    rest(desk, qtbot)
    dialog = page.actions_of.dialog
    assert isinstance(dialog, MergeDialog) and not dialog.primary_button.isEnabled()
    dialog._picked(customers.customer(desk.session, three["Beta Trading"]))
    assert dialog.primary_button.isEnabled() and dialog.stays == 0  # the one with more documents
    dialog._records.reverse()
    dialog._show()
    assert dialog.stays == 1
    dialog._records.reverse()
    dialog.choose(1)
    dialog.primary_button.click()
    rest(desk, qtbot)
    assert page.detail.view is not None and page.detail.view.customer.name == "Beta Trading"
    assert len(names(page)) == 2 and overview(desk.session, three["Beta Trading"], DAY).aging[0].balance == D(1500)
    desk.notices.undo_last()
    rest(desk, qtbot)
    assert len(names(page)) == 3 and page.list.current == three["海岳建材有限公司"]
    assert verify_book(desk.session).ok


def test_duplicates_lead_to_the_merge(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    customers.save(desk.session, Customer(0, "", "BETA  trading Ltd."))
    page = made(desk, qtbot)
    page.actions_of.show_duplicates()
    rest(desk, qtbot)
    found = page.actions_of.dialog
    assert isinstance(found, DuplicatesDialog) and found.model.rowCount() == 1
    found.primary_button.click()
    rest(desk, qtbot)
    merge = page.actions_of.dialog
    assert isinstance(merge, MergeDialog) and merge.primary_button.isEnabled()
    merge.done(0)


def test_a_call_with_a_promise_is_logged(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page._act("contact")
    dialog = page.actions_of.dialog
    assert isinstance(dialog, ContactDialog) and not dialog.promises
    dialog.outcome.set_value("promise")
    dialog.talk.setPlainText("pays after month end")
    dialog.primary_button.click()
    assert dialog.isVisible(), "a promise needs its amount and day"
    dialog.amount.setText("1200*3")
    dialog.promised.setText("12-5")
    dialog.primary_button.click()
    rest(desk, qtbot)
    assert not dialog.isVisible() and page.detail.view is not None
    assert page.detail.view.contacts[0].result == "promise" and page.detail.view.promises[0].promise.amount == D(3600)
    assert page.detail.view.promises[0].promise.date == date(2026, 12, 5)
    assert page.detail.contacts.promise_table.model.rowCount() == 1
    assert verify_book(desk.session).ok


def test_set_context_opens_customer_tab_and_form(desk: Desk, three: dict[str, int], qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.set_context(customer_id=three["Gamma"], tab="record")
    rest(desk, qtbot)
    assert page.detail.tab == "record" and page.detail.view is not None and page.detail.view.customer.name == "Gamma"
    page.set_context(new=True)
    page.refresh()
    rest(desk, qtbot)
    form_of(page).done(0)


def test_an_empty_book_says_what_comes_next(desk: Desk, qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    assert page.list.state.title == "No customers yet" and page._stack.currentWidget() is page.empty


# The look

@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1384, 840), (1224, 680)])
def test_nothing_is_cut_off_and_everything_has_a_name(sample_book: Session, work: Work, settings: object, qtbot: QtBot,
                                                      language: str, size: tuple[int, int]) -> None:
    set_language(language)
    desk = on(sample_book, work, settings, qtbot)
    page = made(desk, qtbot, *size)
    page.set_compact(size[0] < 1300)
    for key in ("overview", "documents", "scores", "limits", "contacts", "record", "timeline"):
        page.detail.show_tab(key)
        qtbot.wait(20)
        for control in page.findChildren(QWidget):
            if not control.isVisible() or isinstance(control.parent(), (QLineEdit, QTabBar)):
                continue  # Qt's own buttons inside a field speak through the field
            if isinstance(control, (QAbstractButton, QLineEdit)) and not control.objectName().startswith("qt_"):
                assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), control
            if isinstance(control, QAbstractButton) and control.text() and page.list.isAncestorOf(control):
                right = control.mapTo(page.list, QPoint(control.width(), 0)).x()
                assert right <= page.list.width(), control.text()
        table = getattr(page.detail.stack.currentWidget(), "table", None)
        if table is not None and table.model.rowCount():
            assert table.view.horizontalScrollBar().maximum() == 0, key
    page.detail.show_tab("overview")
    assert page.detail.overview.recent.events
    page._open_score(page.detail.view.scores[0])  # type: ignore[union-attr]
    rest(desk, qtbot)
    assert page._dialog is not None and page._dialog.model.rowCount() > 10
    shown = {row.code: page._dialog.model.columns[1].text(row) for row in page._dialog.model.visible_rows()}
    assert shown["BH2"].endswith("%") and "_" not in "".join(shown.values()), "values in words, as in the assistant"
    page._dialog.done(0)
    page.set_context(customer_id=page.detail.view.customer.id, tab="scores", do="grade")  # type: ignore[union-attr]
    rest(desk, qtbot)
    assert page._override is not None and page._override.isVisible(), "a proposed grade leads to where it is decided"
    page._override.done(0)
