"""The scorecard editor, the validation page and their dialogs on a real book."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.dates import add_months
from creditdesk.domain.ledger.documents import INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import customers
from creditdesk.services.credit import cards, facts, scoring
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session
from creditdesk.ui.credit.cards.card_edit import CardEdit
from creditdesk.ui.credit.cards.nightly import ScoreKeeper
from creditdesk.ui.credit.cards.override_dialog import OverrideDialog
from creditdesk.ui.credit.cards.page import ScorecardsPage
from creditdesk.ui.credit.cards.validation_page import ValidationPage
from creditdesk.ui.desk import Desk
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Work

d = Decimal
TODAY = date(2026, 11, 20)


@pytest.fixture
def desk(qtbot: QtBot, session: Session, work: Work, settings: Any) -> Desk:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    return Desk(session, work, Notices(window), settings, lambda: TODAY)


def settle(qtbot: QtBot, work: Work) -> None:
    qtbot.waitUntil(lambda: work.idle, timeout=20_000)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ScorecardsPage:
    made = ScorecardsPage(desk)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    made.set_context(version="E-1.0")
    made.refresh()
    settle(qtbot, desk.work)
    return made


def type_weight(page: ScorecardsPage, code: str, text: str) -> bool:
    """As the table's editor does."""
    row = next(place for place, factor in enumerate(page.factors.rows) if factor.code == code)
    return page.factors.setData(page.factors.index(row, page.factors.column_index("weight")), text)


def test_what_is_in_force_is_copied_before_it_changes(qtbot: QtBot, desk: Desk, page: ScorecardsPage) -> None:
    assert page.edit is not None and not page.editable
    assert page.footer.copy.isVisible() and not page.footer.save.isVisible()
    assert type_weight(page, "BH1", "20")
    assert page.edit.card.version == "E-1.1" and page.edit.fresh
    assert page.weights["BH1"] == 20 and page.edit.total == 106
    assert page.problem.isVisible() and "106" in page.problem.text
    assert not page.footer.save.isEnabled() and not page.footer.activate.isEnabled()
    assert type_weight(page, "BH2", "2")
    assert not page.problem.isVisible()
    qtbot.mouseClick(page.footer.save, Qt.MouseButton.LeftButton)
    settle(qtbot, desk.work)
    found = {item.version: item for item in cards.versions(desk.session, TODAY)}
    assert found["E-1.1"].status == "draft" and found["E-1.1"].parent == "E-1.0"
    assert found["E-1.1"].scorecard.factor("BH2").weight == 2
    assert not page.edit.changed and page.editable


def test_a_wrong_weight_stays_to_be_put_right(page: ScorecardsPage) -> None:
    assert not type_weight(page, "BH1", "many")
    assert not type_weight(page, "BH1", "-3")
    assert page.weights["BH1"] == 14


def test_bands_are_edited(page: ScorecardsPage) -> None:
    page.factor_table.select_key("FN4")
    assert [line.condition for line in page.bands.rows][:2] == ["≤ 30%", "≤ 45%"]
    assert page.bands.setData(page.bands.index(1, 0), "50")
    assert page.bands.setData(page.bands.index(1, 1), "80")
    assert page.edit is not None
    band = page.edit.card.factor("FN4").bands[1]
    assert (band.edge, band.score) == (d("0.5"), 80)
    assert page.bands.setData(page.bands.index(1, 0), "20%")
    assert page.problem.isVisible() and "FN4" in page.problem.text
    page.bands.setData(page.bands.index(1, 0), "45")
    qt_lines = len(page.bands.rows)
    page.add_band.click()
    assert len(page.bands.rows) == qt_lines + 1 and not page.edit.problems()
    page.band_table.select_key(("band", qt_lines - 1))
    page.remove_band.click()
    assert len(page.bands.rows) == qt_lines


def test_an_interval_and_levels_keep_their_bounds() -> None:
    edit = CardEdit(cards.card("existing"), parent="")
    assert [line.condition for line in edit.lines("BH9")][:2] == ["over the limit", "> 30%, ≤ 80%"]
    assert not edit.add_band("BH9") and not edit.add_band("QL1") and not edit.add_band("EX1")
    assert [line.condition for line in edit.lines("QL1")] == ["5", "4", "3", "2", "otherwise"]


def test_a_version_is_tried_and_put_in_force(qtbot: QtBot, desk: Desk, page: ScorecardsPage) -> None:
    monthly(desk.session, 1, 3)
    type_weight(page, "BH1", "20")
    type_weight(page, "BH2", "2")
    page.test()
    settle(qtbot, desk.work)
    dialog: Any = page.dialog
    assert len(dialog.found.rows) == 1 and dialog.found.tested == "E-1.1"
    page.put_in_force()
    settle(qtbot, desk.work)
    ask: Any = page.dialog
    ask.primary_button.click()
    assert any(field.has_error for field in ask.fields)
    ask.reason.setPlainText("short")
    ask.primary_button.click()
    settle(qtbot, desk.work)
    assert "10" in ask.fields[1].error_text
    ask.reason.setPlainText("payments tell more than anything else")
    ask.primary_button.click()
    settle(qtbot, desk.work)
    assert scoring.score_customer(desk.session, 1, TODAY).result.version == "E-1.1"
    assert page.version is not None and (page.version.version, page.version.status) == ("E-1.1", "active")


def test_a_card_is_for_the_industries_ticked(qtbot: QtBot, desk: Desk, page: ScorecardsPage) -> None:
    assert page.industries.text.text() == "Every industry" and not page.industries.change.isVisible()
    assert "sections" not in [column.key for column in page.version_table.shown_columns()] or page.version_table.view.isColumnHidden(1)
    page.copy_version()
    page.industries.change.click()
    ask: Any = page.industries.dialog
    ask.boxes["F"].setChecked(True)
    ask.boxes["C"].setChecked(True)
    ask.primary_button.click()
    assert page.industries.text.text() == "C Manufacturing, F Wholesale and retail"
    page.put_in_force()
    settle(qtbot, desk.work)
    step: Any = page.dialog
    assert "C Manufacturing" in step.text.text
    step.reason.setPlainText("makers and traders pay in their own way")
    step.primary_button.click()
    settle(qtbot, desk.work)
    found = {item.version: item for item in cards.versions(desk.session, TODAY)}
    assert found["E-1.1"].scorecard.sections == ("C", "F")
    assert (found["E-1.1"].status, found["E-1.0"].status) == ("active", "active")
    assert not page.version_table.view.isColumnHidden(1) and not page.footer.activate.isVisible()
    page.footer.end.click()
    step = page.dialog
    step.reason.setPlainText("one card for all of them again")
    step.primary_button.click()
    settle(qtbot, desk.work)
    assert {item.version: item.status for item in cards.versions(desk.session, TODAY)}["E-1.1"] == "retired"
    assert not page.footer.end.isVisible()


def test_leaving_asks_while_something_is_unsaved(page: ScorecardsPage) -> None:
    assert page.leave()
    type_weight(page, "BH1", "20")
    assert not page.leave()
    page._forget()
    assert page.leave() and page.weights["BH1"] == 14


def monthly(session: Session, number: int, late: int, stops: date | None = None) -> int:
    """A customer with an invoice a month since 2023, each paid so many days late."""
    customer = customers.save(session, Customer(0, f"K{number:02}", f"Firm {number}"))
    with entry(session, "post", "document") as (work, _says):
        for n in range(46):
            day = add_months(date(2023, 1, 5), n)
            invoice = work.document(DocumentDraft(kind=INVOICE, customer_id=customer, no=f"I{customer}-{n}", date=day,
                                                  due_date=day + timedelta(30), amount=d(1000), currency="CNY"))
            paid = day + timedelta(30 + late + n % 3)
            if paid <= TODAY and (stops is None or paid < stops):
                work.document(DocumentDraft(kind=RECEIPT, customer_id=customer, date=paid, amount=d(1000), currency="CNY",
                                            allocations=(AllocationDraft(invoice, d(1000)),)))
    return customer


def test_validation_says_too_few_and_proposes_weights(qtbot: QtBot, desk: Desk) -> None:
    for number, stops in enumerate((None, None, date(2025, 3, 1)), 1):
        monthly(desk.session, number, 2 * number, stops)
    page = ValidationPage(desk)
    qtbot.addWidget(page)
    page.resize(1300, 800)
    page.show()
    page.refresh()
    settle(qtbot, desk.work)
    assert page.figures is not None and page.figures.cases > 20
    assert page.note.isVisible() and "Too few" in page.note.text
    assert page.kpis["ks"].value == "—" and not page.chart_card.isVisible()
    assert page.ranks.rows
    page.propose()
    settle(qtbot, desk.work)
    dialog: Any = page.dialog
    assert dialog.total == 100
    row = dialog.model.rows[0]
    dialog.model.setData(dialog.model.index(0, dialog.model.column_index("new")), "50")
    assert not dialog.primary_button.isEnabled() and "100" in dialog.note.text()
    dialog.model.setData(dialog.model.index(0, dialog.model.column_index("new")), str(row.proposed))
    with qtbot.waitSignal(dialog.saved) as caught:
        dialog.primary_button.click()
    assert caught.args == ["E-1.1"]
    assert {item.version for item in cards.versions(desk.session, TODAY)} == {"E-1.1", "E-1.0", "N-1.0"}


def test_a_file_is_checked(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("name,score,default\n" + "".join(f"F{n},{n},{int(n % 7 == 0 or n < 20)}\n" for n in range(120)),
                    encoding="utf-8")
    page = ValidationPage(desk)
    qtbot.addWidget(page)
    page.check_file(str(path))
    settle(qtbot, desk.work)
    dialog: Any = page.dialog
    assert (dialog.score.value(), dialog.flag.value()) == ("score", "default")
    dialog.primary_button.click()
    settle(qtbot, desk.work)
    assert dialog.found.figures.separation.auc > d("0.7")
    assert "Gini" in dialog.words.text() and dialog.ranks.rows


def test_a_factor_is_taken_up_and_left_out(qtbot: QtBot, desk: Desk) -> None:
    page = ScorecardsPage(desk)
    qtbot.addWidget(page)
    page.refresh()
    settle(qtbot, desk.work)
    page.copy_version()
    page._list_factors()
    offered = {action.text().split()[0]: action for action in page.add_factor.menu().actions()}
    assert {"OP1", "OP2", "OP3", "OP4"} <= offered.keys() and "FN1" not in offered
    offered["OP1"].trigger()
    assert page.edit is not None and page.weights["OP1"] == 0 and not page.problem.isVisibleTo(page)
    page._type_weight(page.edit.card.factor("OP1"), "5")
    page._tell()
    assert page.problem.isVisibleTo(page) and "105" in page.problem.text
    page._remove_factor()
    assert "OP1" not in page.weights and not page.problem.isVisibleTo(page)


def test_a_file_of_ratios_is_put_on_the_card(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "ratios.csv"
    path.write_text("Default,CR,QR,DTA,ROA,RecT\n" + "".join(
        f"{int(n % 3 == 0)},{2.5 - 0.02 * n if n % 3 else 0.4},{1 + n % 2},0.{3 + n % 5},0.0{n % 9},{6 + n % 4}\n" for n in range(120)),
        encoding="utf-8")
    page = ValidationPage(desk)
    qtbot.addWidget(page)
    page.check_file(str(path))
    settle(qtbot, desk.work)
    dialog: Any = page.dialog
    chosen = {code: field.value() for code, field in dialog.factors.items() if field.value()}
    assert (dialog.way.value(), chosen) == ("ratios", {"FN1": "CR", "FN2": "QR", "FN4": "DTA", "FN7": "ROA", "FN8": "365/RecT"})
    dialog.primary_button.click()
    settle(qtbot, desk.work)
    assert (dialog.found.figures.cases, dialog.found.figures.bads) == (120, 40)
    assert "PSI" in dialog.words.text() and dialog.calibration.rows


def test_the_grade_is_changed_and_given_back(qtbot: QtBot, desk: Desk) -> None:
    customer = monthly(desk.session, 1, 3)
    scoring.save_score(desk.session, scoring.score_customer(desk.session, customer, TODAY))
    kept = scoring.score_history(desk.session, customer)[0]
    dialog = OverrideDialog(desk, customer, "Firm 1", kept)
    qtbot.addWidget(dialog)
    dialog.grade.set_value("C")
    dialog.primary_button.click()
    assert dialog.fields[2].has_error
    dialog.text.setPlainText("two suppliers warn of them")
    with qtbot.waitSignal(dialog.changed):
        dialog.primary_button.click()
    kept = scoring.score_history(desk.session, customer)[0]
    assert kept.grade_on(TODAY) == "C" != kept.grade
    again = OverrideDialog(desk, customer, "Firm 1", kept)
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.changed):
        again._withdraw()
    assert scoring.score_history(desk.session, customer)[0].grade_on(TODAY) == kept.grade


def test_scores_are_brought_up_to_date_on_opening(qtbot: QtBot, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    customer = monthly(desk.session, 1, 3)
    before = TODAY - timedelta(1)
    scoring.save_score(desk.session, scoring.score_customer(desk.session, customer, before))
    facts.record_fact(desk.session, Fact(0, customer, "V1", "yes", "official", TODAY))
    with caplog.at_level(logging.WARNING), qtbot.waitSignal(desk.work.changed):
        keeper = ScoreKeeper(desk.work, desk.notices)
        keeper.open(desk.session, lambda: TODAY)
    assert scoring.score_history(desk.session, customer)[0].grade == "D"
    assert desk.notices.shown and not caplog.records
    qtbot.waitUntil(lambda: desk.work.idle)
    facts.record_fact(desk.session, Fact(0, customer, "V1", "no", "official", TODAY))
    desk.work.changed.emit("customers")  # what the page that wrote it would say
    qtbot.waitUntil(lambda: scoring.score_history(desk.session, customer)[0].grade != "D", timeout=5000)
    keeper.close()
