"""The dashboard shows the service's figures, each leads to the list behind it, and nothing is lost in a small window."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.i18n import set_language
from creditdesk.services import company, rates
from creditdesk.services.credit import limits
from creditdesk.services.ledger import posting
from creditdesk.services.overview import dashboard
from creditdesk.services.session import Session
from creditdesk.ui.dashboard.page import DashboardPage
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight import wording
from creditdesk.ui.notices import Notices
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
    ("balance", ("invoices", {"state": "open"})), ("overdue", ("invoices", {"state": "overdue"})), ("dso", ("reports/kpi", {})),
    ("cei", ("reports/kpi", {})),
    ("week", ("invoices", {"state": "open", "due_from": DAY, "due_to": date(2026, 11, 22)})),
    ("expected", ("invoices", {"state": "open", "due_from": date(2026, 8, 22), "due_to": date(2026, 12, 20)}))])
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
    assert asked.args == ["credit", {"customer_id": alpha}]


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
