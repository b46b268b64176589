"""What stands behind a line of the aging report adds up to its figures, in every shape of the report."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.insight import aging as rule
from creditdesk.domain.insight.aging import Buckets
from creditdesk.domain.insight.tables import Column, Table
from creditdesk.domain.ledger.documents import Instalment
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services.insight import aging, reports
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


@pytest.fixture
def filled(session: Session, alpha: int) -> Session:
    """Invoices of every age, one with instalments, one partly paid, a credit note and a foreign one."""
    def post(kind: str, day: date, amount: str, due: date | None = None, currency: str = "CNY", **more: object) -> int:
        draft = DocumentDraft(kind=kind, customer_id=alpha, date=day, amount=D(amount), currency=currency, due_date=due,
                              **more)  # type: ignore[arg-type]
        return posting.post_document(session, draft).id

    for age in (-20, 0, 1, 30, 31, 60, 90, 91, 180, 366, 800):
        due = DAY - timedelta(age)
        post("invoice", due - timedelta(30), f"{1000 + age}.25", due)
    paid = post("invoice", date(2026, 6, 1), "900", date(2026, 7, 1))
    post("receipt", date(2026, 10, 1), "500", allocations=(AllocationDraft(paid, D(300)),))
    post("credit_note", date(2026, 9, 5), "77.70")
    post("invoice", date(2026, 8, 1), "12000", currency="USD", due=date(2026, 9, 1))
    post("invoice", date(2026, 8, 1), "3000", instalments=(
        Instalment(1, date(2026, 9, 1), D(1000)), Instalment(2, date(2026, 12, 1), D(2000))))
    return session


SHAPES = [(rule.BY_DUE, rule.STANDARD), (rule.BY_DUE, rule.LONG), (rule.BY_INVOICE, rule.STANDARD),
          (rule.BY_INVOICE, rule.BY_YEAR), (rule.BY_DUE, rule.BY_YEAR), (rule.BY_DUE, Buckets((7,)))]


@pytest.mark.parametrize(("basis", "buckets"), SHAPES)
@pytest.mark.parametrize("credits", [rule.OWN_COLUMN, rule.BY_DATE])
@pytest.mark.parametrize("day", [DAY, date(2026, 9, 15), date(2028, 2, 29)])
def test_items_add_up_to_their_column(filled: Session, alpha: int, basis: str, buckets: Buckets, credits: str,
                                      day: date) -> None:
    report = aging.aging_report(filled, day, basis=basis, buckets=buckets, credits=credits)
    for line in report.lines:
        items = aging.aging_items(filled, day, alpha, currency=line.row.currency, basis=basis, buckets=buckets,
                                  credits=credits)
        columns = [D(0)] * len(buckets.keys)
        apart, not_due = D(0), D(0)
        for entry in items:
            if entry.unapplied:
                apart += entry.amount
            elif entry.bucket is None:
                not_due += entry.amount
            else:
                columns[entry.bucket] += entry.amount
        assert (not_due, tuple(columns), apart) == (line.row.not_due, line.row.buckets, line.row.unapplied)


def test_years_reach_back_to_their_own_day() -> None:
    assert rule.BY_YEAR.days_at(date(2026, 11, 20)) == (365, 730, 1096)
    assert rule.STANDARD.days_at(date(2026, 11, 20)) == (30, 60, 90)
    for day in (date(2024, 2, 29), date(2025, 2, 28), date(2028, 3, 1)):
        for back in range(1, 1500):
            start = day - timedelta(back)
            by_days = sum(back > border for border in rule.BY_YEAR.days_at(day))
            assert by_days == rule.BY_YEAR.place(start, day), (day, start)


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".pdf"])
def test_a_table_is_written_by_the_ending_of_its_file(tmp_path: Path, ending: str) -> None:
    table = Table("账龄表", "截至 2026-11-20", [Column("客户"), Column("余额", "money", "CNY"), Column("比", "ratio")],
                  [["=1+1", D("1234.50"), D("0.5")]], ["合计", D("1234.50"), None])
    path = reports.write_table(table, tmp_path / f"out{ending}", company="云杉")
    if ending == ".xlsx":
        from openpyxl import load_workbook
        sheet = load_workbook(path).active
        assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
            ["客户", "余额", "比"], ["=1+1", 1234.5, 0.5], ["合计", 1234.5, None]]
        assert sheet["A4"].data_type == "s"
    elif ending == ".csv":
        assert path.read_text("utf-8-sig").splitlines()[1] == "'=1+1,1234.50,0.50"
    else:
        from pypdf import PdfReader
        assert "1,234.50" in PdfReader(path).pages[0].extract_text()
