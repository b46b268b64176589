"""What is typed is written down while it is typed: a program that was killed has lost nothing (DESIGN 3; issue: ledger)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from creditdesk.services.session import Session
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.entry_dialog import EntryDialog
from creditdesk.ui.ledger.invoices_page import InvoicesPage
from creditdesk.ui.ledger.receipts_page import ReceiptsPage
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)
Rest = Callable[[], None]


@pytest.fixture
def again(qtbot: QtBot, session: Session, work: Work, window: MainWindow, settings: Any) -> Callable[[type], Any]:
    """Makes a page as the next start of the program would, with nothing of this run but what was written down."""
    made: list[Any] = []

    def page(kind: type) -> Any:
        made.append(kind(Desk(session, work, window.notices, settings, lambda: DAY)))
        qtbot.addWidget(made[-1])
        made[-1].refresh()
        return made[-1]

    return page


def test_a_receipt_with_its_amounts_and_decision(window: MainWindow, qtbot: QtBot, rest: Rest, beta: int, settings: Any,
                                                 again: Callable[[type], Any]) -> None:
    window.navigate("receipts")
    rest()
    page = window.page("receipts")
    page.start(beta, "CNY")
    rest()
    page.form.amount.setText("50,000")
    page.form.amount.settle()
    page.form.memo.setText("8841")
    model = page.table.model
    model.setData(model.index(0, model.column_index("apply")), "42,600")
    page.table.model.setData(model.index(1, model.column_index("apply")), "1,400.00")
    page.rest.choose("keep")
    qtbot.wait(500)
    page = again(ReceiptsPage)
    rest()
    assert page.form.customer.customer().id == beta
    assert (page.form.amount.amount(), page.form.memo.text()) == (D(50000), "8841")
    assert [line.amount for line in page.table.lines] == [D(42600), D(1400), D(0)]
    assert page.rest.decision == "keep"
    assert page.footer.confirm.isEnabled()


def test_a_wrong_amount_and_half_a_name_too(window: MainWindow, qtbot: QtBot, rest: Rest, beta: int,
                                            again: Callable[[type], Any]) -> None:
    window.navigate("receipts")
    rest()
    page = window.page("receipts")
    page.form.customer.setText("zzz")
    page.form.amount.setText("12x")
    qtbot.wait(500)
    page = again(ReceiptsPage)
    rest()
    assert (page.form.customer.text(), page.form.amount.text()) == ("zzz", "12x")


def test_a_posted_receipt_is_not_kept(window: MainWindow, qtbot: QtBot, rest: Rest, beta: int, settings: Any) -> None:
    window.navigate("receipts")
    rest()
    page = window.page("receipts")
    page.start(beta, "CNY")
    rest()
    page.form.amount.setText("5")
    page.form.amount.settle()
    page.save_unapplied()
    rest()
    qtbot.wait(500)
    assert not any(value for key, value in settings.kept.items() if key.startswith("receipt/"))


def test_the_form_of_an_invoice(window: MainWindow, qtbot: QtBot, rest: Rest, beta: int, session: Session, work: Work,
                                settings: Any) -> None:
    window.navigate("invoices")
    rest()
    page = window.page("invoices")
    assert isinstance(page, InvoicesPage)
    page.new_document("invoice")
    dialog = page.documents.dialog
    assert isinstance(dialog, EntryDialog)
    dialog.form.customer.setText("C2")
    dialog.form.customer.settle()
    dialog.form.no.setText("N-9")
    dialog.form.amount.setText("12,34x")
    dialog.form._split()
    dialog.form.instalments._lines[0].day.setText("2026-12-5")
    dialog.form.changed.emit()
    qtbot.wait(500)
    dialog.hide()  # the program is gone; nothing was asked
    page.new_document("invoice")
    found = page.documents.dialog
    assert isinstance(found, EntryDialog)
    assert found is not dialog
    assert found.form.customer.customer().id == beta  # type: ignore[union-attr]
    assert (found.form.no.text(), found.form.amount.text()) == ("N-9", "12,34x")
    assert found.form.instalments.texts()[0] == "2026-12-5"
    assert found.changed  # Esc asks
    found.reject()
    assert found.isVisible()
    found._keeper.forget()
    found.accept()
    page.new_document("invoice")
    last = page.documents.dialog
    assert isinstance(last, EntryDialog)
    assert not last.changed
    last.reject()


def test_the_cell_of_the_grid_that_is_being_typed(window: MainWindow, qtbot: QtBot, rest: Rest, beta: int,
                                                  again: Callable[[type], Any]) -> None:
    window.navigate("invoices", batch=True)
    rest()
    page = window.page("invoices")
    assert isinstance(page, InvoicesPage)
    assert page.batch is not None
    grid = page.batch.grid
    grid.model.paste(0, "no", "N-1\thyjc\t2026-11-20\t\tcement\t\t120\nN-2\thyjc")
    grid.go_to(1, "amount")
    qtbot.keyClicks(grid.view.viewport(), "7")
    editor = next(one for one in grid.view.viewport().findChildren(QLineEdit) if one.isVisible())
    qtbot.keyClicks(editor, "70")
    qtbot.wait(500)
    page = again(InvoicesPage)
    page.show_batch()
    rest()
    page.show_batch()
    assert page.batch is not None
    assert [(line.no, line.amount) for line in page.batch.model.used] == [("N-1", "120.00"), ("N-2", "770.00")]


def test_the_settings_reach_the_disk_by_themselves(tmp_path: Path, qtbot: QtBot) -> None:
    from creditdesk.ui.ledger.keeping import Keeper
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    edit = QLineEdit()
    qtbot.addWidget(edit)
    keeper = Keeper(settings, "form/x", edit.text, edit)
    keeper.follow([edit])
    qtbot.keyClicks(edit, "typed")
    qtbot.waitUntil(lambda: (tmp_path / "s.ini").exists(), timeout=3000)
    assert "typed" in (tmp_path / "s.ini").read_text(encoding="utf-8")
