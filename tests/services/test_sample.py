"""The sample company stands as the screens show it, on any day and in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.errors import FileError
from creditdesk.domain.ledger.documents import RECEIPT
from creditdesk.services import company, customers
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger.lists import open_items
from creditdesk.services.overview.dashboard import dashboard, limit_use, trend
from creditdesk.services.sample import create_sample, SAMPLE_AS_OF
from creditdesk.services.session import Session

BUCKETS = (D("295500.00"), D("218400.00"), D("142000.00"), D("116000.00"))
NOT_DUE, GROSS, OVERDUE, UNAPPLIED = D("1144136.50"), D("1916036.50"), D("771900.00"), D("-214000.00")
HAIYUE = [
    ("INV-2026-1079", "2026-08-24", "2026-10-08", "72600.00", "42600.00"),
    ("INV-2026-1117", "2026-09-13", "2026-10-28", "33800.00", "33800.00"),
    ("INV-2026-1128", "2026-09-21", "2026-11-05", "52400.00", "52400.00"),
    ("INV-2026-1151", "2026-10-13", "2026-11-27", "83000.00", "83000.00"),
    ("INV-2026-1169", "2026-10-28", "2026-12-12", "88600.00", "88600.00"),
    ("INV-2026-1182", "2026-11-13", "2026-12-28", "96800.00", "96800.00"),
]


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Session:
    path: Path = tmp_path_factory.mktemp("sample") / "yunshan.creditdesk"
    return create_sample(path, as_of=SAMPLE_AS_OF, user="李敏", clock=clock)


def test_the_ledger_ages_as_on_the_screens(sample: Session) -> None:
    (total,) = aging_report(sample, SAMPLE_AS_OF).totals
    assert (total.currency, total.not_due, total.buckets, total.unapplied) == ("CNY", NOT_DUE, BUCKETS, UNAPPLIED)
    assert total.not_due + sum(total.buckets) == GROSS
    assert total.balance == GROSS + UNAPPLIED == D("1702036.50")
    assert total.disputed == D("46200.00")


def test_customers_overdue_and_invoices_open(sample: Session) -> None:
    shown = dashboard(sample, SAMPLE_AS_OF)
    assert (shown.debtors_count, shown.overdue_count, shown.overdue) == (24, 13, OVERDUE)
    assert [line.invoices for line in shown.buckets] == [22, 10, 8, 5, 4]
    assert (shown.week_amount, shown.week_customers) == (D("186420.00"), 5)
    assert shown.dso.value is not None and 50 < shown.dso.value < 54
    assert shown.cei.value is not None and D("0.78") < shown.cei.value < D("0.88")
    assert len(customers.everyone(sample)) == 31
    assert len(customers.everyone(sample, retired=True)) == 32
    chenxi = next(row for row in limit_use(sample, SAMPLE_AS_OF, shown.debtors) if row.code == "KH-0021")
    assert chenxi.used is not None and round(chenxi.used, 3) == D("1.094")


def test_haiyue_owes_six_invoices(sample: Session) -> None:
    items = open_items(sample, customers.find(sample, "KH-0017").id, SAMPLE_AS_OF)
    claims = [item for item in items if item.kind != RECEIPT]
    assert [(item.no, item.date.isoformat(), item.due_date.isoformat(), str(item.amount), str(item.open))
            for item in claims] == HAIYUE
    assert sum(item.open for item in claims) == D("397200.00")
    assert [str(item.open) for item in items if item.kind == RECEIPT] == ["150000.00"]
    before = open_items(sample, customers.find(sample, "KH-0017").id, date(2026, 9, 30))
    assert sum(item.open for item in before) == D("222800.00")


def test_a_year_of_month_ends_grows(sample: Session) -> None:
    points = trend(sample, SAMPLE_AS_OF)
    assert len(points) == 12
    assert D("1400000") < points[0].balance < D("1560000")
    assert D("1800000") < points[-2].balance < D("1950000")
    assert all(D("0.15") < point.overdue / point.balance < D("0.5") for point in points)


def test_everything_is_vouched_for_and_labelled(sample: Session) -> None:
    found = company.verify_book(sample)
    assert found.ok, (found.audit, found.ledger)
    assert company.profile(sample).is_sample
    assert company.profile(sample).name == "云杉工贸有限公司"


@pytest.mark.parametrize("as_of", [date(2026, 11, 24), date(2027, 1, 5), date(2028, 2, 29), date(2026, 3, 31)])
def test_another_day_moves_the_days_and_keeps_the_figures(tmp_path: Path, as_of: date) -> None:
    session = create_sample(tmp_path / "s.creditdesk", as_of=as_of, user="Li Min", clock=clock, language="en")
    (total,) = aging_report(session, as_of).totals
    assert (total.not_due, total.buckets, total.unapplied) == (NOT_DUE, BUCKETS, UNAPPLIED)
    haiyue = customers.find(session, "Haiyue Building Materials (Ningbo) Co., Ltd.")
    items = open_items(session, haiyue.id, as_of)
    assert items[0].due_date == as_of - timedelta(43)
    assert (haiyue.country, total.currency) == ("CN", "CNY")
    assert company.verify_book(session).ok
    session.close()


def test_the_same_day_gives_the_same_ledger(tmp_path: Path, sample: Session) -> None:
    def documents(session: Session) -> list[object]:
        return [open_items(session, row.id, SAMPLE_AS_OF) for row in customers.everyone(session)]
    again = create_sample(tmp_path / "s.creditdesk", as_of=SAMPLE_AS_OF, user="x", clock=clock)
    assert documents(again) == documents(sample)
    again.close()


def test_an_existing_book_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "s.creditdesk"
    make: Callable[..., Session] = create_sample
    make(path, as_of=SAMPLE_AS_OF, user="x", clock=clock).close()
    with pytest.raises(FileError):
        make(path, as_of=SAMPLE_AS_OF, user="x", clock=clock)
    named = make(path, as_of=SAMPLE_AS_OF, user="x", clock=clock, overwrite=True, company_name="Northwind")
    assert company.profile(named).name == "Northwind"
    named.close()
