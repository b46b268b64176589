"""The portfolio page: cuts, lights and the ways they lead to (A93)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import MemorySettings

from creditdesk.domain.customers.records import Customer
from creditdesk.services import customers
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session
from creditdesk.ui.desk import Desk
from creditdesk.ui.main_window import MainWindow
from creditdesk.ui.portfolio.page import PortfolioPage
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def page(qtbot: QtBot, work: Work, settings: MemorySettings, session: Session) -> PortfolioPage:
    customers.save(session, Customer(0, "C1", "Alpha", industry="C27", abc_class="A"))
    post_entries(session, [{"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-11-01", "amount": "1000.00"}])
    window = MainWindow(work, settings)
    qtbot.addWidget(window)
    made = PortfolioPage(Desk(session, work, window.notices, settings, lambda: DAY))
    qtbot.addWidget(made)
    made.resize(1216, 660)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.found is not None)
    return made


@pytest.mark.parametrize(("cut", "words"), [
    ("grades", "NR"), ("sections", "C Manufacturing"), ("regions", "Region not known"), ("classes", "Class A"), ("postures", "Not judged yet"),
    ("customers", "Alpha")])
def test_every_cut_reads(page: PortfolioPage, cut: str, words: str) -> None:
    page.cut.set_value(cut)
    page.cut.chosen.emit(cut)
    key = page.model.columns[page.model.column_index("key")]
    assert [key.text(row) for row in page.model.rows] == [words]


def test_lines_lead_on(page: PortfolioPage) -> None:
    ways: list[tuple[str, dict[str, Any]]] = []
    page.navigate.connect(lambda key, args: ways.append((key, args)))
    rows = {row.code: row for row in page.caps.rows}
    page.open_cap(rows["single_uninsured"])
    page.open_cap(rows["overdue"])
    page.open_cap(rows["hhi"])
    assert page.cut.value() == "customers"
    page.open_slice(page.model.rows[0])
    assert [key for key, _args in ways] == ["settings/policy", "reports/aging", "customers"]
    assert ways[0][1] == {"part": "tolerance"}


def test_the_cut_is_exported_as_shown(page: PortfolioPage) -> None:
    table = page.as_table()
    assert [column.heading for column in table.columns][:3] == ["Part", "Customers", "Exposure"] and len(table.rows) == 1
