"""The aging page shows what the service says, drills to the documents, and exports what it shows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.i18n import set_language
from creditdesk.services import customers
from creditdesk.services.insight import aging
from creditdesk.services.ledger import posting
from creditdesk.services.rates import put_rate
from creditdesk.services.session import Session
from creditdesk.ui.desk import Desk
from creditdesk.ui.insight.aging_page import AgingPage
from creditdesk.ui.insight.kpi_page import KpiPage, span_of
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def filled(session: Session, alpha: int) -> Session:
    beta = customers.save(session, Customer(0, "C2", "=Beta"))
    for number, (customer, age, amount, currency) in enumerate([
            (alpha, -5, "1000.10", "CNY"), (alpha, 20, "200.20", "CNY"), (alpha, 45, "30.30", "CNY"),
            (alpha, 400, "4.40", "CNY"), (beta, 75, "5000.50", "CNY"), (beta, 10, "99.99", "USD")]):
        due = DAY - timedelta(age)
        posting.post_document(session, DocumentDraft(kind="invoice", customer_id=customer, date=due - timedelta(30),
                                                     amount=D(amount), currency=currency, no=f"A{number}", due_date=due))
    posting.post_document(session, DocumentDraft(kind="receipt", customer_id=alpha, date=DAY, amount=D("50"),
                                                 currency="CNY", no="R1"))
    return session


@pytest.fixture
def desk(filled: Session, work: Work, settings: object, qtbot: QtBot) -> Desk:
    window = QWidget()
    window.resize(1200, 800)
    window.show()
    qtbot.addWidget(window)
    return Desk(filled, work, Notices(window), settings, lambda: DAY)  # type: ignore[arg-type]


def shown(page: AgingPage | KpiPage, desk: Desk, qtbot: QtBot) -> None:
    page.refresh()
    qtbot.waitUntil(lambda: desk.work.idle and bool(page.model.rows))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> AgingPage:
    made = AgingPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    shown(made, desk, qtbot)
    return made


def test_every_line_is_the_services(page: AgingPage, filled: Session) -> None:
    report = aging.aging_report(filled, DAY)
    assert sorted((line.code, line.row.currency, line.row.balance) for line in page.model.visible_rows()) == [
        (line.code, line.row.currency, line.row.balance) for line in report.lines]
    assert page.model.visible_rows()[0].row.balance == D("5000.50")  # largest first


def test_totals_stand_below_one_row_a_currency_and_follow_the_filters(page: AgingPage) -> None:
    assert page.table.totals_row.totals["balance"] == "6,185.50"
    assert page._more_totals[0].totals["balance"] == "99.99"
    page.search.setText("alpha")
    assert page.table.totals_row.totals["balance"] == "1,185.00"
    assert page.table.totals_row.totals["unapplied"] == "−50.00"
    assert not page._more_totals[0].totals
    page.search.clear()
    page.currency.set_value("USD")
    page._filter()
    assert page.table.totals_row.totals["balance"] == "99.99"


def test_all_currencies_together_stand_last_in_the_books_own(page: AgingPage, desk: Desk, filled: Session, qtbot: QtBot) -> None:
    assert page._more_totals[1].totals == {"name": "No rate for USD"}
    put_rate(filled, "USD", DAY, D("7.1"))
    page.refresh()
    qtbot.waitUntil(lambda: desk.work.idle and "balance" in page._more_totals[1].totals)
    assert page._more_totals[1].totals["name"] == "All in CNY"
    assert page._more_totals[1].totals["balance"] == "6,895.43"
    assert page.as_table().rows[-1][0] == "All in CNY"
    page.search.setText("alpha")  # a part of the report has none
    assert not page._more_totals[1].totals
    assert "All in CNY" not in str(page.as_table())


def test_enter_on_a_figure_lists_its_documents_and_enter_there_opens_one(page: AgingPage, desk: Desk, qtbot: QtBot) -> None:
    page.search.setText("alpha")
    page.table.select_first()
    row = page.model.column_index("b1")
    page.table.view.setCurrentIndex(page.model.index(0, row))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._dialog is not None and page._dialog.isVisible())
    dialog = page._dialog
    assert dialog is not None
    assert [entry.item.no for entry in dialog.model.rows] == ["A2"]
    assert dialog.table.totals_row.totals["open"] == D("30.30")
    assert "31–60 days" in dialog.windowTitle()
    with qtbot.waitSignal(page.navigate) as asked:
        qtbot.keyClick(dialog.table.view, Qt.Key.Key_Return)
    assert asked.args == ["invoices", {"document_id": dialog.model.rows[0].item.document_id}]
    assert not dialog.isVisible()


def test_unapplied_leads_to_the_receipt(page: AgingPage, qtbot: QtBot) -> None:
    line = next(line for line in page.model.rows if line.name == "Alpha")
    page.drill(line, "unapplied")
    qtbot.waitUntil(lambda: page._dialog is not None)
    assert page._dialog is not None
    assert [(entry.item.no, entry.amount) for entry in page._dialog.model.rows] == [("R1", D("-50.00"))]
    with qtbot.waitSignal(page.navigate) as asked:
        page._dialog.primary_button.click()
    assert asked.args[0] == "receipts"


def test_other_age_classes_are_another_table_and_are_remembered(page: AgingPage, desk: Desk, qtbot: QtBot) -> None:
    page.buckets.set_value("custom")
    page.buckets.chosen.emit("custom")
    assert page.custom.isVisible()
    page.custom.setText("7,60")
    page.custom.editingFinished.emit()
    qtbot.waitUntil(lambda: desk.work.idle and bool(page.model.rows))
    assert [column.title for column in page.model.columns if column.key[0] == "b" and column.key[1:].isdigit()] == [
        "1–7 days", "8–60 days", "60+ days"]
    assert page.table.totals_row.totals["b1"] == "230.50"
    again = AgingPage(desk)
    qtbot.addWidget(again)
    assert (again.buckets.value(), again.custom.text()) == ("custom", "7,60")


@pytest.mark.parametrize("text", ["", "30,20", "a", "0", "1,2,3,4,5,6,7,8,9,10,11,12,13"])
def test_wrong_borders_are_said_and_leave_the_report(page: AgingPage, text: str, qtbot: QtBot) -> None:
    before = page.model
    page.buckets.set_value("custom")
    page.custom.setText(text)
    page.custom.editingFinished.emit()
    assert page.problem.isVisible() and "30,60,90" in page.problem.text()
    assert page.custom.property("invalid") and page.model is before


def test_a_past_day_and_the_invoice_date(page: AgingPage, desk: Desk, filled: Session, qtbot: QtBot) -> None:
    page.set_context(as_of=date(2026, 9, 30), basis="invoice")
    page.refresh()
    qtbot.waitUntil(lambda: desk.work.idle and bool(page.model.rows))
    report = aging.aging_report(filled, date(2026, 9, 30), basis="invoice")
    assert {line.row for line in page.model.rows} == {line.row for line in report.lines}
    assert page.model.column_index("not_due") < 0


def test_with_what_was_recorded_by_then(page: AgingPage, desk: Desk, filled: Session, qtbot: QtBot) -> None:
    page.day.set_day(DAY - timedelta(1))  # everything was entered on the day itself
    page.recorded.setChecked(True)
    qtbot.waitUntil(lambda: desk.work.idle and not page.model.rows)
    page.day.set_day(DAY)
    page.refresh()
    qtbot.waitUntil(lambda: desk.work.idle and bool(page.model.rows))
    assert page.model.rows == list(aging.aging_report(filled, DAY, as_recorded=True).lines)


def test_the_workbook_holds_what_is_shown(page: AgingPage, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    from openpyxl import load_workbook
    page.search.setText("alpha")
    page.exporter.write(tmp_path / "a.xlsx")
    qtbot.waitUntil(lambda: "a.xlsx" in desk.notices.shown)
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows()]
    head = rows[2]
    assert rows[1][0].startswith("As of 2026-11-20 · By due date · CNY")
    assert rows[3][head.index("90+ days")] == 4.4
    assert rows[-1][0] == "Total" and rows[-1][head.index("Balance")] == 1185.0
    assert page.as_table().totals is not None


def test_several_currencies_have_their_totals_as_last_rows_of_the_pdf(page: AgingPage, desk: Desk, tmp_path: Path,
                                                                      qtbot: QtBot) -> None:
    from pypdf import PdfReader
    page.exporter.write(tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: "a.pdf" in desk.notices.shown)
    text = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    assert "Total CNY" in text and "Total USD" in text and "6,185.50" in text


def test_a_copy_for_excel_executes_nothing(page: AgingPage) -> None:
    text = page.exporter.copy()
    assert QGuiApplication.clipboard().text().replace("\r", "") == text
    assert "'=Beta" in text and "Total USD" in text


def test_a_target_that_cannot_be_written_is_said(page: AgingPage, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "a.xlsx").mkdir()  # a folder stands in the way
    with qtbot.waitSignal(desk.work.failed) as told:
        page.exporter.write(tmp_path / "a.xlsx")
    assert told.args[0].code == "not_written"


@pytest.mark.parametrize("kind", ["aging", "kpi"])
def test_every_control_has_a_name_in_both_languages(desk: Desk, theme: object, qtbot: QtBot, kind: str) -> None:
    for language in ("zh", "en"):
        set_language(language)
        made = AgingPage(desk) if kind == "aging" else KpiPage(desk)
        qtbot.addWidget(made)
        unnamed = [child for child in made.findChildren(QWidget) if isinstance(child, (QAbstractButton, QLineEdit, QComboBox))
                   and not (child.accessibleName() or getattr(child, "text", str)())
                   and type(child).__name__ not in ("QAbstractButton", "QToolButton")  # corner of a table, clear button
                   and not isinstance(child.parent(), QComboBox)]
        assert not unnamed, [(type(child), child.parent()) for child in unnamed]


def test_key_figures_equal_the_service_and_say_why_one_is_missing(desk: Desk, filled: Session, qtbot: QtBot) -> None:
    page = KpiPage(desk)
    qtbot.addWidget(page)
    shown(page, desk, qtbot)
    lines = {line.name: line for line in page.figures()}
    assert lines["dso"].reason == "An exchange rate is missing" and lines["dso"].shown == "—"
    assert lines["promise_kept_ratio"].reason == "No promise fell due"
    assert len(page.as_table().rows) == len(lines) == 14


def test_every_key_figure_leads_to_the_list_behind_it(desk: Desk, filled: Session, qtbot: QtBot) -> None:
    page = KpiPage(desk)
    qtbot.addWidget(page)
    shown(page, desk, qtbot)
    asked = []
    page.navigate.connect(lambda where, args: asked.append((where, args)))
    for line in page.figures():
        page.table.row_opened.emit(line)
    assert len(asked) == 14
    assert asked[0] == ("reports/aging", {"as_of": DAY})
    assert ("invoices", {"kinds": ("write_off",)}) in asked and ("collections", {"show": "promise"}) in asked


def test_periods_are_calendar_spans() -> None:
    assert span_of("last_month", date(2026, 1, 15)) == (date(2025, 12, 1), date(2025, 12, 31))
    assert span_of("last_quarter", date(2026, 2, 15)) == (date(2025, 10, 1), date(2025, 12, 31))
    assert span_of("twelve", DAY) == (date(2025, 11, 21), DAY)


def test_a_period_the_wrong_way_round_is_said(desk: Desk, qtbot: QtBot) -> None:
    page = KpiPage(desk)
    qtbot.addWidget(page)
    page.first.set_day(date(2026, 12, 1))
    page.refresh()
    assert "2026-12-01" in page.problem.text()


