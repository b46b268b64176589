"""A book made by the frozen steps is the book the program makes today; an older one is backed up before it is changed."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, datetime, UTC
from pathlib import Path

import pytest

from creditdesk.services import company
from creditdesk.services.insight.aging import aging_report
from creditdesk.store import book, creating, migrate, sqlite
from creditdesk.store.version import APPLICATION_ID, SCHEMA_VERSION

KEPT = Path(__file__).parents[1] / "data"
#: what each released version's book adds up to on 2026-11-20: balances by currency
SUMS = {1: {"CNY": "1031.00", "USD": "900.00"}}


def older_book(path: Path, version: int) -> None:
    """A book as an earlier version left it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    migrate.apply(connection, 0, version)
    connection.close()


def test_the_steps_lead_to_todays_tables(tmp_path: Path) -> None:
    older_book(tmp_path / "steps.creditdesk", SCHEMA_VERSION)
    creating.create_file(tmp_path / "today.creditdesk")
    with sqlite3.connect(tmp_path / "steps.creditdesk") as steps, sqlite3.connect(tmp_path / "today.creditdesk") as today:
        assert sqlite.shape(steps) == sqlite.shape(today)
        assert steps.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_an_older_book_is_backed_up_and_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.creditdesk"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.close()
    with book.open_book(path):
        pass
    assert sqlite.read_header(path)[1] == SCHEMA_VERSION
    assert (tmp_path / f"old-before-version-{SCHEMA_VERSION}.creditdesk-backup").exists()


@pytest.mark.parametrize("version", SUMS)
def test_the_book_of_every_version_opens_and_adds_up(tmp_path: Path, version: int) -> None:
    path = tmp_path / "kept.creditdesk"
    shutil.copyfile(KEPT / f"book-v{version}.creditdesk-backup", path)
    session = company.open_session(path, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    found = company.verify_book(session)
    assert found.ok, "the tables of this version were changed: write its book anew with tests/data/write_book.py"
    assert {row.currency: str(row.balance) for row in aging_report(session, date(2026, 11, 20)).totals} == SUMS[version]
    assert found.events > 50
    session.close()
    assert sqlite.read_header(path) == (APPLICATION_ID, SCHEMA_VERSION)
