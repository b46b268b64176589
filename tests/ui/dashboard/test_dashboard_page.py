"""The dashboard shows the service's figures, each leads to the list behind it, and nothing is lost in a small window."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.ledger.documents import Instalment
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.i18n import set_language
from creditdesk.services import company, rates
from creditdesk.services.collections import contacts
from creditdesk.services.credit import limits
from creditdesk.services.ledger import posting
from creditdesk.services.overview import dashboard, ticking, today
from creditdesk.services.session import Session
from creditdesk.ui.dashboard.day_list import TaskRow
from creditdesk.ui.dashboard.expected_dialog import ExpectedDialog
from creditdesk.ui.dashboard.page import DashboardPage
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.notices import Notices
from creditdesk.ui.style.theme import Theme
from creditdesk.ui.widgets.kpi_card import KpiCard
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


def invoice(session: Session, customer: int, amount: str, age: int, currency: str = "CNY") -> None:
    due = DAY - timedelta(age)
    posting.post_document(session, DocumentDraft(kind="invoice", customer_id=customer, date=due - timedelta(30),
                                                 amount=D(amount), currency=currency, due_date=due))


@pytest.fixture
def desk(session: Session, work: Work, settings: object, qtbot: QtBot) -> Desk:
    window = QWidget()
    qtbot.addWidget(window)
    return Desk(session, work, Notices(window), settings, lambda: DAY)  # type: ignore[arg-type]


@pytest.fixture
def filled(session: Session, alpha: int) -> Session:
    for amount, age in (("1000", -3), ("200", 5), ("300", 40), ("400", 75), ("500", 95)):
        invoice(session, alpha, amount, age)
    limits.decide(session, alpha, D(2000), "CNY", date(2026, 1, 1), reason="review")
    return session


def made(desk: Desk, qtbot: QtBot) -> DashboardPage:
    page = DashboardPage(desk)
    qtbot.addWidget(page)
    page.resize(1240, 840)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: desk.work.idle)
    return page


def test_the_figures_are_the_services_with_their_formula(filled: Session, desk: Desk, qtbot: QtBot) -> None:
    page, data = made(desk, qtbot), dashboard.dashboard(filled, DAY)
    assert page.cards["balance"].value == "¥2,400" and data.balance == D("2400.00")
    assert page.cards["overdue"].value == "¥1,400"
    assert "1,400 ÷ outstanding 2,400 = 58.3%" in page.cards["overdue"].toolTip()
    assert data.dso.value is not None
    assert page.cards["dso"].value == wording.decimal(data.dso.value)
    assert "× 365 days" in page.cards["dso"].toolTip()
    assert [bucket.figure for bucket in page.bars._buckets] == ["1,000", "200", "300", "400", "500"]
    assert [row.name for row in page.debtors.model.rows] == ["Alpha"]
    assert page.debtors.model.rows[0].used == D("1.2")
    assert page.chart.accessibleDescription().startswith("Total: Dec 0")


@pytest.mark.parametrize(("name", "target"), [
    ("balance", ("reports/aging", {"as_of": DAY, "basis": "due"})), ("overdue", ("invoices", {"state": "overdue"})),
    ("dso", ("reports/kpi", {"start": date(2025, 11, 21), "end": DAY, "figure": "dso"})),
    ("cei", ("reports/kpi", {"start": date(2026, 8, 21), "end": DAY, "figure": "cei"})),
    ("week", ("invoices", {"state": "open", "due_from": DAY, "due_to": date(2026, 11, 22)}))])
def test_a_card_opens_the_list_behind_it_by_key_and_click(filled: Session, desk: Desk, qtbot: QtBot, name: str,
                                                          target: tuple[str, dict[str, Any]]) -> None:
    page = made(desk, qtbot)
    for act in (lambda card: qtbot.keyClick(card, Qt.Key.Key_Return),
                lambda card: qtbot.mouseClick(card, Qt.MouseButton.LeftButton)):
        with qtbot.waitSignal(page.navigate) as asked:
            act(page.cards[name])
        assert tuple(asked.args) == target


def test_bars_rows_and_tasks_lead_on(filled: Session, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.bars.setFocus()
    qtbot.keyClick(page.bars, Qt.Key.Key_Down)
    qtbot.keyClick(page.bars, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.keyClick(page.bars, Qt.Key.Key_Return)
    assert asked.args == ["invoices", {"state": "overdue", "days_from": 31, "days_to": 60}]
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.mouseClick(page.debtors.table.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    assert asked.args == ["customers", {"customer_id": alpha}]
    over = page.day.rows[0]
    assert over.accessibleName() == "Alpha: ¥400 over limit 120% used, consider a hold"
    assert over.button is not None
    with qtbot.waitSignal(page.navigate) as asked:
        over.button.click()
    assert asked.args == ["credit", {"customer_id": alpha, "limit": True}]


def test_bars_count_customers_on_demand(filled: Session, desk: Desk, qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    page.segments.set_value("customers")
    page._show_aging()
    assert [bucket.figure for bucket in page.bars._buckets] == ["1"] * 5


def test_an_empty_book_offers_the_import(desk: Desk, qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.navigate) as asked:
        page.empty.acted.emit()
    assert asked.args == ["import", {}]


def test_a_currency_without_a_rate_is_named_until_it_has_one(filled: Session, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    invoice(filled, alpha, "70", 10, "USD")
    page = made(desk, qtbot)
    assert page.note.isVisible() and "USD" in page.note.text
    rates.put_rate(filled, "USD", date(2026, 1, 1), D("7.1"))
    page.refresh()
    qtbot.waitUntil(lambda: desk.work.idle)
    assert not page.note.isVisible()
    assert page.cards["balance"].value == "¥2,897"


def test_targets_of_the_book_stand_in_the_footnote(filled: Session, desk: Desk, qtbot: QtBot) -> None:
    company.save_settings(filled, {"dso_target": "45", "cei_target": "nonsense"})
    page = made(desk, qtbot)
    assert "Target 45" in page.cards["dso"].accessibleName()
    assert "Target" not in page.cards["cei"].accessibleName()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "height", "compact"), [(1192, 860, False), (1224, 694, True)])
def test_nothing_is_cut_in_either_window(filled: Session, desk: Desk, qtbot: QtBot, theme: object, language: str, width: int,
                                         height: int, compact: bool) -> None:
    set_language(language)
    page = made(desk, qtbot)
    page.set_compact(compact)
    page.resize(width, height)
    qtbot.wait(1)
    assert page.minimumSizeHint().width() <= width and page.minimumSizeHint().height() <= height
    for card in page.cards.values():
        for part in (card._title, card._value):
            assert part.fontMetrics().horizontalAdvance(part.text()) <= part.width() + 1, part.text()
    assert not [child for child in page.findChildren(QAbstractButton)
                if child.isVisible() and not (child.accessibleName() or child.text() or child.toolTip())
                and type(child).__name__ != "QAbstractButton"]


def test_a_page_taken_down_while_it_reads_hears_nothing_more(filled: Session, desk: Desk, qtbot: QtBot) -> None:
    from shiboken6 import delete
    page = DashboardPage(desk)
    page.refresh()
    delete(page)
    qtbot.waitUntil(lambda: desk.work.idle)


@pytest.mark.parametrize(("amount", "currency", "zh", "en"), [
    ("1916036.50", "CNY", "¥1,916,037", "¥1,916,037"), ("-1200", "USD", "−$1,200", "−$1,200"),
    ("12345678901", "CNY", "¥123.46 亿", "¥12,345.68 m"), ("5", "CHF", "CHF 5", "CHF 5")])
def test_amounts_fit_their_card(theme: object, amount: str, currency: str, zh: str, en: str) -> None:
    for language, words in (("zh", zh), ("en", en)):
        set_language(language)
        assert wording.large(D(amount), currency) == words


def task(page: DashboardPage, kind: str) -> TaskRow:
    return next(row for row in page.day.rows if row.task.kind == kind)


def test_what_is_expected_is_listed_by_customer_and_adds_up(filled: Session, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    posting.post_document(filled, DocumentDraft(kind="receipt", customer_id=alpha, date=DAY, amount=D(150), currency="CNY", method="bank"))
    page = made(desk, qtbot)
    assert page.cards["expected"].value == "¥1,750"  # 1,000 + 200 + 300 + 400 − 150; 500 is overdue for 95 days
    assert "1,900" in page.cards["expected"].toolTip() and "150" in page.cards["expected"].toolTip()
    page.cards["expected"].opened.emit()
    qtbot.waitUntil(lambda: desk.work.idle and page.doing.dialog is not None)
    dialog = page.doing.dialog
    assert isinstance(dialog, ExpectedDialog)
    assert dialog.table.totals_row.totals["amount"] == D("1750.00")
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.keyClick(dialog.table.view, Qt.Key.Key_Return)
    assert asked.args == ["customers", {"customer_id": alpha}]


def test_instalments_count_with_what_is_open_of_each(session: Session, alpha: int) -> None:
    parts = (Instalment(1, DAY - timedelta(10), D(300)), Instalment(2, DAY + timedelta(1), D(500)), Instalment(3, DAY + timedelta(20), D(200)))
    bill = posting.post_document(session, DocumentDraft(kind="invoice", customer_id=alpha, date=date(2026, 10, 1), amount=D(1000),
                                                        currency="CNY", instalments=parts))
    posting.post_document(session, DocumentDraft(kind="receipt", customer_id=alpha, date=date(2026, 11, 1), amount=D(400), currency="CNY",
                                                 method="bank", allocations=(AllocationDraft(bill.id, D(400)),)))
    data = dashboard.dashboard(session, DAY)
    assert (data.week_amount, data.week_invoices, data.week_customers) == (D("400.00"), 1, 1)
    assert (data.expected.amount, data.expected.items) == (D("600.00"), 2)
    assert [(line.amount, line.invoices, line.customers) for line in data.buckets] == [
        (D("600.00"), 1, 1), (D(0), 0, 0), (D(0), 0, 0), (D(0), 0, 0), (D(0), 0, 0)]


def test_a_line_is_ticked_off_and_stays_so(filled: Session, desk: Desk, qtbot: QtBot) -> None:
    page = made(desk, qtbot)
    before = [row.task.kind for row in page.day.rows]
    row = task(page, "over_limit")
    assert row.circle is not None
    row.circle.setFocus()
    qtbot.keyClick(row.circle, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.work.idle and task(page, "over_limit").task.done)
    assert task(page, "over_limit").task.group == "done"
    again = made(desk, qtbot)  # another run of the program
    assert task(again, "over_limit").task.ticked
    assert desk.notices.undo_last()
    qtbot.waitUntil(lambda: desk.work.idle and [row.task.kind for row in page.day.rows] == before)


def test_a_ticked_line_comes_back_after_thirty_days_or_when_it_is_a_fifth_worse(filled: Session, alpha: int) -> None:
    over = next(task for task in today.day_tasks(filled, DAY) if task.kind == "over_limit")
    ticking.tick(filled, over, DAY)

    def listed(day: date) -> bool:
        return any(task.kind == "over_limit" and not task.done for task in today.day_tasks(filled, day))

    assert [listed(DAY + timedelta(days)) for days in (0, 1, 29, 30)] == [False, False, False, True]
    invoice(filled, alpha, "79", -20)  # 479 over, 400 before
    assert not listed(DAY)
    invoice(filled, alpha, "2", -20)
    assert listed(DAY)


def test_each_button_does_its_thing(filled: Session, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    receipt = posting.post_document(filled, DocumentDraft(kind="receipt", customer_id=alpha, date=DAY, amount=D(50), currency="CNY", method="bank"))
    contacts.add_promise(filled, contacts.PromiseDraft(alpha, D(900), "CNY", DAY, DAY - timedelta(3)))
    page = made(desk, qtbot)
    for kind, target in (("unapplied", ["receipts", {"credit_id": receipt.id}]), ("promise", ["receipts", {"customer_id": alpha}]),
                         ("aged", ["customers", {"customer_id": alpha}]), ("backup", ["import", {"section": "backup"}])):
        with qtbot.waitSignal(page.navigate) as asked:
            task(page, kind).button.click()  # type: ignore[union-attr]
        assert asked.args == target, kind


def test_a_call_is_logged_on_the_spot(session: Session, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    invoice(session, alpha, "5000", 20)
    contacts.add_promise(session, contacts.PromiseDraft(alpha, D(5000), "CNY", DAY - timedelta(9), DAY - timedelta(12)))
    page = made(desk, qtbot)
    task(page, "broken").button.click()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.doing.dialog is not None)
    dialog: Any = page.doing.dialog
    assert dialog.isVisible()
    dialog.reject()


@pytest.mark.parametrize(("width", "size"), [(220, 22), (150, 18), (128, 15)])
def test_a_figure_is_written_smaller_before_it_is_cut(theme: Theme, qtbot: QtBot, width: int, size: int) -> None:
    row = QWidget()
    box, card = QHBoxLayout(row), KpiCard("Outstanding")
    box.setContentsMargins(0, 0, 0, 0)
    card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    card.set_figure("¥3,468,805")
    box.addWidget(card)
    qtbot.addWidget(row)
    row.setFixedSize(width, 120)
    row.show()
    figure = next(part for part in card.findChildren(QLabel) if part.text() == card.value)
    qtbot.waitUntil(lambda: figure.property("fit") == size and figure.width() >= figure.sizeHint().width(), timeout=2_000)
