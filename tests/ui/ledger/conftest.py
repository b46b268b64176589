"""Pages of the ledger on a real book, in a real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal as D

import pytest
from pytestqt.qtbot import QtBot

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import customers
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session
from creditdesk.ui.desk import Desk
from creditdesk.ui.ledger.invoices_page import InvoicesPage
from creditdesk.ui.ledger.receipts_page import ReceiptsPage
from creditdesk.ui.main_window import MainWindow, Place
from creditdesk.ui.page import Page
from creditdesk.ui.work import Work

DAY = date(2026, 11, 20)


@pytest.fixture
def beta(session: Session) -> int:
    """海岳建材, pinyin initials hyjc, terms 45 days, with three invoices in CNY and one in USD."""
    key = customers.save(session, Customer(0, "C2", "海岳建材（宁波）有限公司", terms="45"))
    for no, amount, day in (("A-1", "42600", date(2026, 8, 24)), ("A-2", "33800", date(2026, 9, 13)),
                            ("A-3", "83000", date(2026, 10, 13))):
        posting.post_document(session, DocumentDraft("invoice", key, day, D(amount), "CNY", no=no))
    posting.post_document(session, DocumentDraft("invoice", key, date(2026, 10, 1), D("500"), "USD", no="U-1"))
    return key


@pytest.fixture
def window(qtbot: QtBot, session: Session, alpha: int, beta: int, work: Work, settings: object) -> Iterator[MainWindow]:
    """A window with both pages of the ledger; the other pages are empty."""
    made = MainWindow(work, settings)  # type: ignore[arg-type]
    desk = Desk(session, work, made.notices, settings, lambda: DAY)  # type: ignore[arg-type]
    made.add_place(Place("invoices", lambda: "Invoices", "file-text", lambda: InvoicesPage(desk)))
    made.add_place(Place("receipts", lambda: "Receipts", "money", lambda: ReceiptsPage(desk)))
    for key in ("customers", "import"):
        made.add_place(Place(key, lambda: "Other", "users", lambda: Page("Other")))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def rest(qtbot: QtBot, work: Work) -> Callable[[], None]:
    """Wait until the worker has done all it was asked and the answers were shown."""
    def wait() -> None:
        qtbot.waitUntil(lambda: work.idle, timeout=5000)
        qtbot.wait(130)  # the short delays after which forms ask the book
        qtbot.waitUntil(lambda: work.idle, timeout=5000)

    return wait
