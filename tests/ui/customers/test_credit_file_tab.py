"""The data tab on a real book: facts, conflicts, statements pasted and saved, papers, groups, the queue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.i18n import set_language
from creditdesk.services import customers
from creditdesk.services.company import verify_book
from creditdesk.services.credit import credit_file as files, fact_file as facts
from creditdesk.services.credit.industry import norms
from creditdesk.services.credit.statements import statement_sheet
from creditdesk.services.customer_overview import overview
from creditdesk.services.session import Session
from creditdesk.ui.customers.credit_file_tab import CreditFileTab
from creditdesk.ui.customers.entry_dialog import EntryDialog
from creditdesk.ui.customers.fact_dialogs import FactDialog, SupersedeDialog
from creditdesk.ui.customers.industry_dialog import IndustryDialog
from creditdesk.ui.customers.pasted_dialog import PastedDialog
from creditdesk.ui.customers.record_tab import RecordTab
from creditdesk.ui.customers.verification_page import VerificationPage
from creditdesk.ui.desk import Desk
from creditdesk.ui.notices import Notices
from creditdesk.ui.tables.data_table import DataTable
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)
PAGE = "企业名称：甲公司\n统一社会信用代码：91110000600037341L\n法定代表人：沈立峰\n注册资本：600万元人民币\n登记状态：存续"


@pytest.fixture
def desk(session: Session, work: Work, settings: Any, qtbot: QtBot) -> Desk:
    window = QWidget()
    window.resize(1400, 880)
    qtbot.addWidget(window)
    window.show()
    return Desk(session, work, Notices(window), settings, lambda: DAY)


@pytest.fixture
def tab(desk: Desk, alpha: int, qtbot: QtBot) -> CreditFileTab:
    made = CreditFileTab(desk, RecordTab())
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    desk.work.changed.connect(lambda _what: made.show_customer(overview(desk.session, alpha, DAY)))
    made.show_customer(overview(desk.session, alpha, DAY))
    return made


def rest(desk: Desk, qtbot: QtBot) -> None:
    qtbot.wait(20)
    qtbot.waitUntil(lambda: desk.work.idle)


def show(tab: CreditFileTab, part: str, desk: Desk, qtbot: QtBot) -> None:
    tab.show_part(part)
    rest(desk, qtbot)


def save(dialog: Any, desk: Desk, qtbot: QtBot) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest(desk, qtbot)


def test_a_pasted_page_becomes_facts_only_as_confirmed(tab: CreditFileTab, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    show(tab, "facts", desk, qtbot)
    QGuiApplication.clipboard().setText(PAGE)
    tab.facts.paste_page()
    dialog = tab.facts.dialog
    assert isinstance(dialog, PastedDialog)
    boxes = {proposal.key: box for box, proposal, _value in dialog._found}
    assert set(boxes) == {"name", "tax_id", "legal_representative", "registered_capital", "registration_status"}
    boxes["name"].setChecked(False)
    save(dialog, desk, qtbot)
    found = facts.fact_file(desk.session, alpha, DAY)
    assert {line.fact.key: line.fact.value for line in found.lines} == {
        "tax_id": "91110000600037341L", "legal_representative": "沈立峰", "registered_capital": "6000000",
        "registration_status": "active"}
    assert [line.fact.key for line in tab.facts.model.visible_rows()] == sorted(line.fact.key for line in found.lines)


def test_a_fact_is_entered_by_keyboard_and_a_conflict_is_settled(tab: CreditFileTab, desk: Desk, alpha: int,
                                                                 qtbot: QtBot) -> None:
    facts.add_facts(desk.session, [Fact(0, alpha, "registered_capital", "5000000", "customer", DAY)])
    show(tab, "facts", desk, qtbot)
    tab.facts.enter(key="registered_capital")
    dialog = tab.facts.dialog
    assert isinstance(dialog, FactDialog)
    save(dialog, desk, qtbot)
    assert dialog.value_field.error_text, "an empty value is said at its field"
    dialog.text.setText("9,00,0000O")
    save(dialog, desk, qtbot)
    assert dialog.value_field.error_text and dialog.focusWidget() is dialog.text, "and the field has the focus"
    dialog.text.setText("900w")
    save(dialog, desk, qtbot)
    assert tab.facts.file is not None
    assert [D(item.value) for item in tab.facts.file.conflicts] == [9000000]
    keep = next(found for found in tab.facts.conflicts.findChildren(QPushButton) if found.isVisible())
    keep.click()
    settle = tab.facts.dialog
    assert isinstance(settle, SupersedeDialog)
    save(settle, desk, qtbot)
    assert tab.facts.file.conflicts == ()
    assert verify_book(desk.session).ok


def test_statements_are_pasted_checked_and_saved(tab: CreditFileTab, desk: Desk, alpha: int, qtbot: QtBot) -> None:
    show(tab, "statements", desk, qtbot)
    tab.statements.enter()
    dialog = tab.statements.dialog
    assert dialog is not None
    first, below = dialog.edits[0]["cash"], dialog.edits[0]["short_term_securities"]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert dialog.focusWidget() is below, "a paper is typed line by line, a year at a time"
    qtbot.keyClick(below, Qt.Key.Key_Up)
    assert dialog.focusWidget() is first
    last = dialog.edits[0]["ocf"]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Down)
    assert dialog.focusWidget() is dialog.edits[1]["cash"]
    QGuiApplication.clipboard().setText("单位：万元\n项目\t2025年\t2024年\n资产总计\t1200\t1100\n负债合计\t600\t620\n"
                                        "所有者权益合计\t590\t480\n营业收入\t1800\t1500\n净利润\t70\t45")
    dialog.paste()
    assert (dialog.unit.value(), dialog.edits[1]["revenue"].text()) == ("10000", "1500")
    assert "does not balance" in dialog.says[0].text() and dialog.says[1].text() == "Balances"
    save(dialog, desk, qtbot)
    assert statement_sheet(desk.session, alpha, DAY).years == (), "a sheet that does not balance is not kept"
    dialog.edits[0]["equity"].setText("600")
    dialog.check()
    save(dialog, desk, qtbot)
    years = statement_sheet(desk.session, alpha, DAY).years
    assert [year.statement.revenue for year in years] == [D(18000000), D(15000000)]
    assert tab.statements.sheet is not None and len(tab.statements.sheet.years) == 2

    def shown() -> DataTable | None:
        return next((found for found in tab.statements.findChildren(DataTable)
                     if found.isVisibleTo(tab) and "Ratios" in found.view.accessibleName()), None)

    qtbot.waitUntil(lambda: shown() is not None)
    table = shown()
    assert table is not None
    debt = next(row for row in table.model.visible_rows() if row.code == "FN4")
    assert debt.notes == ("6,000,000 ÷ 12,000,000", "6,200,000 ÷ 11,000,000"), "every figure opens to what it is made of"
    change = next(column for column in table.model.columns if column.key == "trend")
    assert change.value is not None and change.value(debt) == "↓ 6.4 pp"
    assert verify_book(desk.session).ok


def test_a_norm_is_typed_beside_the_ratio(desk: Desk, session: Session, qtbot: QtBot) -> None:
    key = customers.save(session, Customer(0, "C5", "Five", industry="C27"))
    from creditdesk.services.credit.facts import record_financials
    record_financials(session, key, date(2025, 12, 31), {"total_assets": "100", "total_liabilities": "60"})
    tab = CreditFileTab(desk, RecordTab())
    qtbot.addWidget(tab)
    tab.show()
    tab.show_customer(overview(session, key, DAY))
    show(tab, "statements", desk, qtbot)
    model = tab.statements._tables[0].model
    row = next(row for row in model.rows if row.code == "FN4")
    column = next(column for column in model.columns if column.key == "norm")
    assert column.edit is not None
    column.edit(row, "58")
    model.edited.emit(row, "norm")
    rest(desk, qtbot)
    assert norms(session, "C", DAY) == {"FN4": D("0.58")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_of_the_file_has_its_form(tab: CreditFileTab, desk: Desk, alpha: int, qtbot: QtBot, tmp_path: Path,
                                             language: str) -> None:
    set_language(language)
    show(tab, "parts", desk, qtbot)
    for kind, values in (("person", {"name": "Chen"}), ("visit", {"visitor": "Li", "level": "4"}),
                         ("contract", {"no": "K1"}), ("paper", {})):
        tab.parts.enter(kind)
        dialog = tab.parts.dialog
        assert isinstance(dialog, EntryDialog)
        if kind == "paper":
            path = tmp_path / "licence.pdf"
            path.write_bytes(b"%PDF")
            dialog.set_file(path)
        for name, text in values.items():
            dialog.controls[name].setText(text)
        save(dialog, desk, qtbot)
    found = files.credit_file(desk.session, alpha, DAY)
    assert {entry.kind for entry in found.entries} == {"person", "visit", "contract", "paper"}
    assert tab.parts.file is not None and len(tab.parts.file.entries) == 4
    assert verify_book(desk.session).ok


def test_the_queue_leads_to_the_customer_and_holds_the_industry_list(desk: Desk, alpha: int, qtbot: QtBot) -> None:
    facts.add_facts(desk.session, [Fact(0, alpha, "address", "Here", "customer", DAY)])
    page = VerificationPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    rest(desk, qtbot)
    went: list[tuple[str, dict[str, object]]] = []
    page.navigate.connect(lambda key, args: went.append((key, args)))
    page.table.row_opened.emit(page.model.visible_rows()[0])
    assert went == [("customers", {"customer_id": alpha, "tab": "record", "part": "facts"})]
    page.edit_industries()
    rest(desk, qtbot)
    assert isinstance(page.dialog, IndustryDialog)
    page.dialog.outlooks["C"].set_value("4")
    save(page.dialog, desk, qtbot)
    assert verify_book(desk.session).ok
