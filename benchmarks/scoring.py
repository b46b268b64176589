"""Scores and order checks of a large book: the whole book against the SQL that reads its behaviour, a key, one order."""

from __future__ import annotations

import shutil
import sqlite3
import statistics
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from creditdesk.domain.dates import add_months
from creditdesk.services.credit.book_scores import score_book
from creditdesk.services.credit.order_check import check_order
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

from .books import AS_OF, folder, large_book, open_book
from .table import in_turns, Line, median_ms

#: what BH1–BH9 of every customer rest on, written down plainly: paid in a year, overdue now, billed, disputed, promised,
#: the days on which the exposure of six months changed
_READS = (
    """SELECT t.customer_id, a.value_date > :quarter, count(*), sum(a.amount_minor),
         sum(a.amount_minor * (julianday(a.value_date) - julianday(t.due_date))),
         sum(a.amount_minor) FILTER (WHERE julianday(a.value_date) - julianday(t.due_date) > 3),
         max(julianday(a.value_date) - julianday(t.due_date))
       FROM allocation a JOIN document t ON t.id = a.to_id JOIN document f ON f.id = a.from_id
       WHERE a.value_date > :year AND a.reversed_on IS NULL AND f.kind = 'receipt' GROUP BY 1, 2""",
    """SELECT customer_id, count(*), sum(open), sum(open * days), max(days), sum(open) FILTER (WHERE days > 30),
         sum(open) FILTER (WHERE days > 90)
       FROM (SELECT customer_id, julianday(:day) - julianday(due_date) AS days, open_minor - coalesce((
           SELECT sum(p.amount_minor) FROM dispute p WHERE p.document_id = document.id AND p.closed_on IS NULL), 0) AS open
         FROM document WHERE open_minor > 0 AND due_date < :day) GROUP BY customer_id""",
    """SELECT customer_id, sum(amount_minor), sum(amount_minor) FILTER (WHERE date > :year AND kind = 'invoice'),
         min(date) FILTER (WHERE kind = 'invoice'), max(date) FILTER (WHERE kind = 'invoice'),
         sum(amount_minor) FILTER (WHERE kind = 'write_off')
       FROM document WHERE status = 'posted' GROUP BY customer_id""",
    """SELECT customer_id, count(*) FROM document d WHERE kind = 'invoice' AND status = 'posted' AND due_date > date
         AND (open_minor > 0 AND due_date < :day OR open_minor = 0 AND (
           SELECT max(a.value_date) FROM allocation a WHERE a.to_id = d.id) > :year) GROUP BY customer_id""",
    "SELECT d.customer_id, sum(p.amount_minor) FROM dispute p JOIN document d ON d.id = p.document_id GROUP BY 1",
    "SELECT customer_id, count(*) FROM promise GROUP BY customer_id",
    """SELECT customer_id, max(date, :month), sum(amount_minor) FROM document WHERE status = 'posted' GROUP BY 1, 2""",
)


def run(invoices: int = 100_000, customers: int = 2_000, keys: int = 40, orders: int = 200) -> list[Line]:
    path = _book(invoices, customers)
    session = open_book(path)
    given = {"day": AS_OF.isoformat(), "year": add_months(AS_OF, -12).isoformat(),
             "quarter": add_months(AS_OF, -3).isoformat(), "month": add_months(AS_OF.replace(day=1), -5).isoformat()}
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA cache_size=-65536")
        ours, floor = in_turns([
            lambda: score_book(session, AS_OF),
            lambda: [raw.execute(statement, {name: value for name, value in given.items() if f":{name}" in statement}).fetchall()
                     for statement in _READS]], 5)
    check = statistics.median(
        median_ms(lambda n=n: check_order(session, 1 + n * 7 % customers, Decimal("12010.00"), AS_OF))  # type: ignore[misc]
        for n in range(orders))
    typed = _keys(session, keys)
    session.close()
    return [Line(f"scores of {customers:,} customers, {invoices:,} invoices, against the SQL that reads their behaviour",
                 ours, floor, 3),
            Line("the live score after a key in the wizard", typed, None, 30),
            Line(f"one order check among {invoices:,} invoices", check, None, 20)]


def _book(invoices: int, customers: int) -> Path:
    """The large book with a limit, three facts and now and then a statement or an order for every customer."""
    source = large_book(invoices, customers)
    path = folder() / f"scored-{invoices}-{customers}-v1.creditdesk"
    if not path.exists():
        making = path.with_suffix(".making")
        shutil.copyfile(source, making)
        session = open_book(making)
        found = post_entries(session, [entry for n in range(customers) for entry in _entries(n)])
        assert not found.problems, found.problems[:3]
        session.close()
        making.rename(path)
    return path


def _entries(n: int) -> list[dict[str, Any]]:
    name = {"customer": f"C{n:05d}"}
    told = (AS_OF - timedelta(20)).isoformat()
    entries: list[dict[str, Any]] = [
        {"kind": "limit", **name, "amount": "300000.00", "from": "2026-01-01", "reason": "usual"},
        {"kind": "fact", **name, "key": "EX1", "value": "none", "source": "official", "obtained_on": told},
        {"kind": "fact", **name, "key": "EX3", "value": "BMA"[n % 3], "source": "customer", "obtained_on": told},
        {"kind": "fact", **name, "key": "QL4", "value": str(1 + n % 5), "source": "visit", "obtained_on": told}]
    if n % 4 == 0:
        entries.append({"kind": "financials", **name, "period_end": "2025-12-31", "lines": {
            "current_assets": "8000000", "current_liabilities": "5000000", "inventory": "2200000", "total_assets": "12000000",
            "total_liabilities": "6000000", "revenue": "18000000", "net_profit": "700000"}})
    if n % 10 == 0:
        entries.append({"kind": "order", **name, "no": f"O{n}", "date": "2026-11-10", "amount": "20000.00"})
    return entries


def _keys(session: Session, keys: int) -> float:
    """Median of the time from a key in the wizard to the last label that follows it."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from creditdesk.ui.credit.page import CreditPage
    from creditdesk.ui.desk import Desk
    from creditdesk.ui.main_window import MainWindow
    from creditdesk.ui.work import Work

    app = QApplication.instance() or QApplication([])
    work, settings = Work(), _Settings()
    window = MainWindow(work, settings)  # type: ignore[arg-type]
    page = CreditPage(Desk(session, work, window.notices, settings, lambda: AS_OF))  # type: ignore[arg-type]
    page.resize(1440, 900)
    page.show()
    page.refresh()
    page.set_context(customer_id=1, score=True)
    while page.scoring.draft is None or not work.idle:
        QTest.qWait(5)
    step = next(step for step in page.scoring.pages if any(line.code == "FN1" for line in step.lines))
    page.scoring.go(page.scoring.pages.index(step) + 1)
    edit = step.line("FN1").edit
    assert edit is not None
    times = []
    for n in range(keys):
        if n % 4 == 0:
            edit.clear()

        def press(n: int = n) -> None:
            QTest.keyClicks(edit, "1.62"[n % 4])
            app.processEvents()  # what the key changed is painted too

        times.append(median_ms(press))
    work.close()
    page.close()
    return statistics.median(times)


class _Settings:
    """Settings of the window in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def value(self, key: str) -> Any:
        return self._kept.get(key)

    def setValue(self, key: str, value: Any) -> None:
        self._kept[key] = value
