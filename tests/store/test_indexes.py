"""A large batch takes the indexes of its table down and makes them anew, inside its transaction."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.files.sheet_out import Column, DATE, MONEY, Table, write_table
from creditdesk.services import company
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.session import Session
from creditdesk.store import sqlite

INDEXES = ("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('document', 'allocation') AND sql IS NOT NULL "
           "ORDER BY name")


def indexes(session: Session) -> list[tuple[str, str]]:
    with session.book.read() as connection:
        return connection.execute(INDEXES).fetchall()


@pytest.mark.parametrize(("coming", "there", "down"), [(1_999, 0, False), (2_000, 0, True), (2_000, 2_000, True), (2_000, 2_001, False),
                                                      (1_000_001, 0, False)])
def test_only_where_it_pays(session: Session, coming: int, there: int, down: bool) -> None:
    with session.book.write() as connection:
        connection.execute("CREATE TABLE plenty (id INTEGER PRIMARY KEY, a TEXT)")
        connection.execute("CREATE INDEX ix_plenty ON plenty (a)")
        if there:  # the largest key says how many there are at most
            connection.execute("INSERT INTO plenty VALUES (?, '')", (there,))
        with sqlite.indexes_later(connection, "plenty", coming):
            standing = connection.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'ix_plenty'")
        assert (standing == 0) is down
        assert connection.scalar("SELECT sql FROM sqlite_master WHERE name = 'ix_plenty'") == "CREATE INDEX ix_plenty ON plenty (a)"


def test_an_error_leaves_them_as_they_were(session: Session) -> None:
    before = indexes(session)
    with pytest.raises(ZeroDivisionError), session.book.write() as connection, sqlite.indexes_later(connection, "document", 5_000):
        raise ZeroDivisionError
    assert indexes(session) == before


def test_a_large_import_leaves_a_book_in_order(session: Session, tmp_path: Path) -> None:
    before, day = indexes(session), date(2026, 1, 1)
    rows = [(f"I{n:05d}", f"Firm {n % 7}", day + timedelta(n % 300), D(n + 1)) for n in range(2_500)]
    write_table(tmp_path / "many.xlsx", Table("", [Column("发票号码"), Column("客户名称"), Column("开票日期", DATE), Column("价税合计", MONEY)], rows))
    assert import_file(session, tmp_path / "many.xlsx", ImportOptions("invoices")).accepted == 2_500
    assert indexes(session) == before
    assert company.verify_book(session).ok
