"""The credit page by keyboard: the worked example typed through the wizard, a limit decided, nothing typed lost."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.services import company, customers
from creditdesk.services.credit import facts, scoring
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.limits import decide
from creditdesk.services.credit.overview import credit_list, limit_desk
from creditdesk.services.credit.statements import statement_sheet
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session
from creditdesk.ui.credit.limit_dialog import LimitDialog
from creditdesk.ui.credit.page import ALL, CreditPage, KEY, LIMIT, SCORE, UNRATED
from creditdesk.ui.desk import Desk
from creditdesk.ui.main_window import MainWindow, Place
from creditdesk.ui.widgets.dialog import Dialog
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)
# the first worked example of the scorecard, as a person types it: shares as percent, words chosen from lists
TYPED = ("FN1=1.60 FN2=1.10 FN3=0.24 FN4=50 FN5=5.5 FN6=3.89 FN7=6.09 FN8=58.8 FN9=50.7 FN10=18 QL5=6 TR2=70 EX5=50")
CHOSEN = "FN11=upper_grey EX1=none EX2=none EX3=B EX4=low QL1=4 QL2=3 QL3=3 QL4=4 QL6=5 TR1=2_prompt"
FULL = ("FN1=1.60 FN2=110% FN3=0.24 FN4=50% FN5=5.5 FN6=3.89% FN7=0.0609 FN8=58.8 FN9=50.7 FN10=18% FN11=2.558 EX1=none "
        "EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7")


def parts(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split())


@pytest.fixture
def rest(qtbot: QtBot, work: Work) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: work.idle, timeout=5000)


@pytest.fixture
def desk(qtbot: QtBot, session: Session, alpha: int, work: Work, settings: object) -> Iterator[Desk]:
    window = MainWindow(work, settings)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    made = Desk(session, work, window.notices, settings, lambda: DAY)  # type: ignore[arg-type]
    window.add_place(Place("credit", lambda: "Credit", "scales", lambda: CreditPage(made)))
    window.resize(1280, 720)
    window.show()
    yield made
    window.hide()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, rest: Callable[[], None]) -> CreditPage:
    made = CreditPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.refresh()
    rest()
    qtbot.waitUntil(lambda: bool(made.model.rows))
    return made


def score_alpha(session: Session, alpha: int) -> None:
    scoring.save_score(session, scoring.score_customer(session, alpha, DAY, card="new", overrides=parts(FULL)))


def test_the_worked_example_typed_through_the_wizard(qtbot: QtBot, page: CreditPage, session: Session, alpha: int,
                                                     rest: Callable[[], None]) -> None:
    page.set_context(customer_id=alpha, score=True)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    rest()
    wizard = page.scoring
    assert wizard.panel.badge.accessibleName() and wizard.missing
    qtbot.keyClicks(wizard.basics.requested, "80000")
    typed, chosen = parts(TYPED), parts(CHOSEN)
    for place, step in enumerate(wizard.pages, 1):
        QTest.keyClick(wizard, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        wizard.go(place)
        for line in step.lines:
            if line.code in typed:
                assert line.edit is not None
                line.edit.selectAll()
                qtbot.keyClicks(line.edit, typed[line.code])
                qtbot.keyClick(line.edit, Qt.Key.Key_Return)
            else:
                assert line.choice is not None
                line.choice.set_value(chosen[line.code])
                line.choice.chosen.emit(chosen[line.code])
    wizard.go(wizard.last_step)
    rest()
    assert (wizard.result.score.text(), wizard.view and wizard.view.result.grade, wizard.missing) == ("76.05", "A", 0)
    assert wizard.panel.score.text() == "76.05"
    wizard.footer.save_on.click()
    rest()
    saved = scoring.score_history(session, alpha)[0]
    assert (saved.score, saved.grade) == (Decimal("76.05"), "A")
    qtbot.waitUntil(lambda: page.dialog is not None)
    assert page.dialog is not None
    assert page.dialog.amount.amount() == Decimal(80000)
    assert company.verify_book(session).ok
    page.dialog.reject()


def test_a_limit_is_decided_and_says_what_is_wrong(qtbot: QtBot, desk: Desk, page: CreditPage, session: Session, alpha: int,
                                                   rest: Callable[[], None]) -> None:
    score_alpha(session, alpha)
    dialog = LimitDialog(desk, limit_desk(session, alpha, DAY), None, page)
    qtbot.addWidget(dialog)
    dialog.open()
    fields = {field.name: field for field in dialog.fields}
    assert dialog.amount.amount() == dialog.view.proposed == Decimal(50000)
    dialog.amount.setText("60000")
    dialog.amount.textEdited.emit("60000")
    assert dialog.above.isVisibleTo(dialog)
    dialog.until.setText("2026-11-01")
    dialog.reason.setPlainText("short")
    dialog.primary_button.click()
    assert fields["until"].has_error and fields["reason"].has_error
    dialog.until.setText("2027-05-31")
    dialog.reason.setPlainText("two building sites more from December")
    qtbot.waitUntil(lambda: len(dialog.path.steps) == 3 and dialog.path.steps[1].startswith("rests until 2026-11-21"))
    dialog.amount.setText("40000")
    dialog.amount.textEdited.emit("40000")
    qtbot.waitUntil(lambda: dialog.path.steps == ("tester fills in and decides", "in force from 2026-11-20"))
    assert dialog.primary_button.text() == "Set the limit"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    rest()
    found = limit_desk(session, alpha, DAY)
    assert (found.limit.in_force, found.limit.expires) == (Decimal(40000), date(2027, 5, 31))
    assert found.decisions[0].reason == "two building sites more from December"
    assert company.verify_book(session).ok


def test_a_temporary_limit_ends_in_ninety_days(qtbot: QtBot, desk: Desk, session: Session, alpha: int) -> None:
    dialog = LimitDialog(desk, limit_desk(session, alpha, DAY))
    qtbot.addWidget(dialog)
    dialog.until.set_day(date(2027, 11, 20))
    dialog.kind.set_value(True)
    dialog.kind.chosen.emit(True)
    assert dialog.until.day() == date(2027, 2, 18)
    assert dialog.amount.amount() == limit_view(session, alpha, DAY).proposed


def opened(qtbot: QtBot, desk: Desk, session: Session, alpha: int) -> LimitDialog:
    dialog = LimitDialog(desk, limit_desk(session, alpha, DAY))
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def retype(dialog: LimitDialog, text: str) -> None:
    dialog.amount.setText(text)
    dialog.amount.textEdited.emit(text)


def test_what_stands_against_a_limit_is_said(qtbot: QtBot, desk: Desk, session: Session, alpha: int) -> None:
    post_entries(session, [
        {"kind": "policy", "key": "ar_budget", "value": "100000", "from": "2026-01-01"},
        {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-09-01", "due_date": "2026-10-01", "amount": "5000.00"}])
    score_alpha(session, alpha)
    dialog = opened(qtbot, desk, session, alpha)
    fields = {field.name: field for field in dialog.fields}
    retype(dialog, "0")
    assert "Limit zero" in dialog.above.text
    retype(dialog, "120000")
    for words in ("Above the proposal", "50 days overdue", "the receivables budget", "new customers"):
        assert words in dialog.above.text
    dialog.terms.setText("120")
    assert "Terms of 120 days" in dialog.above.text
    dialog.terms.setText("soon")
    dialog.begins.setText("2026-11-19")
    dialog.primary_button.click()
    assert fields["terms"].has_error and "lies in the past" in fields["from"].error_text and fields["reason"].has_error
    dialog.hide()


def test_a_commercial_adjustment_moves_the_proposal(qtbot: QtBot, desk: Desk, session: Session, alpha: int,
                                                    rest: Callable[[], None]) -> None:
    post_entries(session, [{"kind": "financials", "customer": "C1", "period_end": "2025-12-31", "unit": "1", "audited": True,
                            "lines": {"equity": "6000000", "current_assets": "3000000", "current_liabilities": "0"}}])
    score_alpha(session, alpha)
    dialog = opened(qtbot, desk, session, alpha)
    assert dialog.view.proposed == Decimal(520_000)
    dialog.tabs.adjustment.set_value(-50)
    dialog.tabs.adjustment.chosen.emit(-50)
    qtbot.waitUntil(lambda: dialog.view.proposed == Decimal(260_000), timeout=5000)
    assert dialog.amount.amount() == 260_000  # it followed the proposal
    dialog.reasons.set_codes(["review"])
    dialog.primary_button.click()
    assert {field.name for field in dialog.fields if field.has_error} == {"reason"}  # an adjustment is explained
    rest()
    dialog.hide()


def test_the_letter_and_the_comparison_follow_the_amount(qtbot: QtBot, desk: Desk, session: Session, alpha: int) -> None:
    decide(session, alpha, Decimal(30_000), "CNY", DAY, reason="a first limit")
    score_alpha(session, alpha)
    dialog = opened(qtbot, desk, session, alpha)
    retype(dialog, "20000")
    assert "late_payment" in dialog.reasons._shown and dialog.compared.cells["limit"][2].text().startswith("↓")
    dialog.reasons.set_codes(["late_payment"])
    dialog.reasons.changed.emit()

    def written(words: str) -> bool:
        return bool(dialog.letter.view.files) and words in "".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(dialog.letter.view.files[0])).pages)

    qtbot.waitUntil(lambda: written("20,000.00"), timeout=10_000)
    assert written("付款记录") and written("30,000.00") and not written("NR")
    retype(dialog, "")
    qtbot.waitUntil(lambda: not dialog.letter.view.files, timeout=5000)
    for name in ("return", "security", "history", "methods"):
        dialog.tabs.show_tab(name)
    dialog.show_letter(False)
    assert not dialog.letter.wanted
    dialog.hide()


def test_nothing_typed_is_lost(qtbot: QtBot, page: CreditPage, alpha: int, rest: Callable[[], None]) -> None:
    page.set_limit(alpha)
    qtbot.waitUntil(lambda: page.dialog is not None)
    first = page.dialog
    assert first is not None
    first.reason.setPlainText("begun")
    first.amount.setText("12x")
    first.reject()
    assert first.isVisible()  # Esc asks
    next(box for box in QApplication.topLevelWidgets()
         if isinstance(box, Dialog) and box is not first and box.isVisible()).primary_button.click()
    qtbot.waitUntil(lambda: not first.isVisible())
    rest()
    page.set_limit(alpha)
    qtbot.waitUntil(lambda: page.dialog is not first)
    assert page.dialog is not None
    assert (page.dialog.reason.toPlainText(), page.dialog.amount.text()) == ("begun", "12x")
    assert not page.dialog.unsaved()
    page.dialog.reject()
    page.score(alpha)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    qtbot.keyClicks(page.scoring.pages[0].line("FN1").edit, "1.6")
    page.show_list()
    page.score(alpha)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    assert page.scoring.draft is not None
    assert page.scoring.draft.answers["FN1"].text == "1.6"
    assert page.scoring.pages[0].line("FN1").edit.text() == "1.6"  # type: ignore[union-attr]


def test_what_is_typed_survives_a_kill(qtbot: QtBot, desk: Desk, page: CreditPage, alpha: int, rest: Callable[[], None]) -> None:
    page.score(alpha)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    wizard = page.scoring
    wizard.basics.cards.chosen.emit("existing")
    wizard.basics.requested.setText("80000")
    wizard.basics.requested.textEdited.emit("80000")
    wizard.basics.flags["V8"][0].click()
    financial = next(step for step in wizard.pages if step.form is not None)
    wizard.go(wizard.pages.index(financial) + 1)
    qtbot.keyClicks(financial.line("FN4").edit, "4x")  # what cannot be read is kept as it stands
    assert financial.form is not None
    qtbot.keyClicks(financial.form.fields["total_assets"].control, "1200")
    qtbot.waitUntil(lambda: "Draft kept" in wizard.footer.note.text())
    after = CreditPage(desk)  # as after a kill: nothing of the first page is told to it
    qtbot.addWidget(after)
    after.refresh()
    rest()
    after.score(alpha)
    qtbot.waitUntil(lambda: after.scoring.draft is not None)
    found = after.scoring.draft
    assert found is not None
    assert (found.card_type, found.requested, set(found.flags)) == ("existing", Decimal(80000), {"V8"})
    assert (found.answers["FN4"].text, found.statement.lines["total_assets"]) == ("4x", "1200")
    assert found.step == wizard.draft.step  # type: ignore[union-attr]
    after.scoring.footer.discard.click()
    qtbot.waitUntil(lambda: after.scoring.draft is not None and not after.scoring.draft.changed)
    after.score(alpha)
    rest()
    assert after.scoring.draft is not None and not after.scoring.draft.changed


def test_the_limit_asks_for_the_score_on_screen_to_be_saved(qtbot: QtBot, page: CreditPage, session: Session, alpha: int,
                                                           rest: Callable[[], None]) -> None:
    score_alpha(session, alpha)
    page.score(alpha)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    rest()
    shown = page.scoring.panel.proposed.text()
    page.set_limit()
    box = next(box for box in QApplication.allWidgets() if isinstance(box, Dialog) and box.isVisible())
    box.primary_button.click()
    qtbot.waitUntil(lambda: page.dialog is not None)
    assert page.dialog is not None
    assert f"{page.dialog.view.proposed:,.0f}" in shown
    assert page.dialog.view.grade == scoring.score_history(session, alpha)[0].grade
    page.dialog.reject()


def test_the_list_filters_and_hands_over(qtbot: QtBot, page: CreditPage, session: Session, alpha: int,
                                         rest: Callable[[], None]) -> None:
    score_alpha(session, alpha)
    customers.save(session, Customer(0, "C2", "Beta"))
    page.refresh()
    rest()
    qtbot.waitUntil(lambda: len(page.model.rows) == 2)
    assert {row.name: row.grade for row in page.model.rows} == {"Alpha": "A", "Beta": "NR"}
    page.chips.set_value(UNRATED)
    page.chips.chosen.emit(UNRATED)
    assert [row.name for row in page.model.visible_rows()] == ["Beta"]
    page.set_context(customer_id=alpha, **{LIMIT: True, SCORE: False})
    qtbot.waitUntil(lambda: page.dialog is not None)
    assert page.dialog is not None
    assert page.dialog.view.name == "Alpha"
    page.dialog.reject()


def test_a_large_book_begins_with_its_key_customers(qtbot: QtBot, desk: Desk, session: Session, alpha: int,
                                                    rest: Callable[[], None]) -> None:
    """DOMAIN A70: the twenty that owe most, class A once classes are set; the next time what was chosen last."""
    entries: list[dict[str, object]] = []
    for number in range(24):
        entries += [{"kind": "customer", "code": f"K{number}", "name": f"Kay {number}"},
                    {"kind": "invoice", "no": f"N{number}", "customer": f"K{number}", "date": "2026-11-01", "due_date": "2026-12-01",
                     "amount": f"{1000 - number}.00"}]
    post_entries(session, entries)

    def shown() -> CreditPage:
        page = CreditPage(desk)
        qtbot.addWidget(page)
        page.refresh()
        rest()
        qtbot.waitUntil(lambda: len(page.model.rows) == 25)
        return page

    first = shown()
    assert first.chips.value() == KEY and [row.code for row in first.model.visible_rows()] == [f"K{number}" for number in range(20)]
    assert "%" in first.head.context().text()
    customers.save(session, replace(customers.find(session, "K3"), abc_class="A"))
    assert [row.code for row in credit_list(session, desk.today()) if row.key] == ["K3"]
    first.chips.set_value(ALL)
    first.chips.chosen.emit(ALL)
    assert len(first.model.visible_rows()) == 25 and shown().chips.value() == ALL


def test_a_statement_typed_over_the_one_on_file_keeps_its_other_lines(qtbot: QtBot, page: CreditPage, session: Session, alpha: int,
                                                                      tmp_path: Path, rest: Callable[[], None]) -> None:
    facts.record_financials(session, alpha, date(2025, 12, 31), {
        "current_assets": "800", "current_liabilities": "500", "total_assets": "1200", "total_liabilities": "600",
        "inventory": "220", "prepayments": "30"}, audited=True)
    page.score(alpha)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    rest()
    wizard = page.scoring
    step = next(step for step in wizard.pages if step.form is not None)
    wizard.go(wizard.pages.index(step) + 1)
    form = step.form
    assert form is not None and form.audited.isChecked()

    def typed(name: str, text: str) -> None:
        assert form is not None
        edit = form.fields[name].control
        edit.setText(text)
        edit.textEdited.emit(text)
        edit.editingFinished.emit()

    form.unit.set_value("1")
    form.unit.chosen.emit("1")
    typed("current_assets", "900")
    assert wizard.view is not None
    values = {code: wizard.view.inputs[code].value for code in ("FN1", "FN2", "FN4")}
    assert values == {"FN1": Decimal("1.8"), "FN2": Decimal("1.3"), "FN4": Decimal("0.5")}
    typed("current_liabilities", "700")  # above total liabilities
    assert form.fields["current_liabilities"].has_error and form.doubt.isVisibleTo(form)
    assert wizard.view.inputs["FN1"].state == "unknown" and wizard.view.inputs["FN4"].state == "known"
    wizard.save(False)
    assert not scoring.score_history(session, alpha)  # shown first
    typed("current_liabilities", "450")
    wizard.report.write(tmp_path / "report.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "report.pdf").exists())
    wizard.save(False)
    qtbot.waitUntil(lambda: bool(scoring.score_history(session, alpha)))
    rest()
    book = statement_sheet(session, alpha, DAY).years[0].statement
    assert (book.current_assets, book.current_liabilities, book.inventory, book.audited) == (900, 450, 220, True)
    assert scoring.score_customer(session, alpha, DAY).inputs["FN1"].value == 2
