"""The registers page by hand: an entry of each kind, a case of a provider, a way to the customer (A76, A114)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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
from creditdesk.ui.registers.page import RegistersPage
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def page(qtbot: QtBot, work: Work, settings: MemorySettings, session: Session) -> RegistersPage:
    window = MainWindow(work, settings)
    qtbot.addWidget(window)
    customers.save(session, Customer(0, "C1", "Alpha"))
    post_entries(session, [{"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-11-01", "amount": "1000.00"}])
    made = RegistersPage(Desk(session, work, window.notices, settings, lambda: DAY))
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    work.changed.connect(lambda _what: made.refresh())
    made.refresh()
    qtbot.waitUntil(lambda: made.found is not None)
    return made


def fill(qtbot: QtBot, page: RegistersPage, **typed: str) -> None:
    dialog: Any = page.dialog
    for name, text in typed.items():
        control = dialog.controls[name]
        if hasattr(control, "set_value"):
            control.set_value(text)
        else:
            control.setText(text)
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_a_provider_and_its_case(qtbot: QtBot, page: RegistersPage) -> None:
    page.enter()
    fill(qtbot, page, name="Law & Co", role="law_firm", fee="8 %")
    qtbot.waitUntil(lambda: len(page.parts["provider"].model.rows) == 1)
    page.add_case()
    fill(qtbot, page, matter="suit", customer="C1", amount="1000")
    qtbot.waitUntil(lambda: len(page.cases.rows) == 1)
    assert page.cases.rows[0].value("customer").isdigit()
    provider = page.parts["provider"].model
    assert provider.columns[provider.column_index("cases")].text(provider.rows[0]) == "1 (1 open)"


def test_an_assignment_names_its_customer_and_says_what_left_the_exposure(qtbot: QtBot, page: RegistersPage) -> None:
    page.show_part("factoring")
    page.enter()
    fill(qtbot, page, factor="F", customer="C1", share="80%")
    qtbot.waitUntil(lambda: len(page.parts["factoring"].model.rows) == 1)
    row = page.parts["factoring"].model.rows[0]
    assert (row.customer, row.sold) == ("Alpha", Decimal(800))
    page.open_row("factoring", row)
    dialog: Any = page.dialog
    assert dialog.controls["customer"].text() == "Alpha"
    dialog.reject()


def test_public_sources_are_there_at_no_cost_and_security_leads_to_its_customer(page: RegistersPage) -> None:
    sources = page.parts["source"].model.rows
    assert len(sources) == 8 and all(row.value("cost") == "0" for row in sources)
    page.show_part("security")
    assert not page.add_button.isVisible()


def test_minutes_of_a_credit_meeting_are_kept(qtbot: QtBot, page: RegistersPage) -> None:
    page.show_part("meeting")
    page.enter()
    page.dialog.controls["decided"].setPlainText("Alpha stays at 2,000\nuntil it sends its accounts")  # type: ignore[union-attr]
    fill(qtbot, page, subject="November", present="Ann, Cy")
    qtbot.waitUntil(lambda: len(page.parts["meeting"].model.rows) == 1)
    model = page.parts["meeting"].model
    assert model.columns[model.column_index("decided")].text(model.rows[0]) == "Alpha stays at 2,000 until it sends its accounts"


def test_a_wrong_field_is_named_and_what_was_typed_stays(qtbot: QtBot, page: RegistersPage) -> None:
    page.show_part("policy")
    page.enter()
    dialog: Any = page.dialog
    dialog.controls["no"].setText("P-1")
    dialog.primary_button.click()
    wrong = [field for field in dialog.fields if field.has_error]
    assert wrong and dialog.controls["no"].text() == "P-1" and dialog.isVisible()
    dialog.keeper.forget()
    dialog.accept()
