"""A book made by the frozen steps is the book the program makes today; an older one is backed up before it is changed."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from creditdesk.store import book, migrate, sqlite
from creditdesk.store.schema.base import APPLICATION_ID, SCHEMA_VERSION


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Tables with their columns, and indexes with their definition, whatever the white space."""
    found: dict[str, object] = {}
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
        if kind == "table":
            found[name] = [tuple(row[1:]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
        else:
            found[name] = re.sub(r"\s+", " ", sql)
    return found


def older_book(path: Path, version: int) -> None:
    """A book as an earlier version left it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    migrate.apply(connection, 0, version)
    connection.close()


def test_the_steps_lead_to_todays_tables(tmp_path: Path) -> None:
    older_book(tmp_path / "steps.creditdesk", SCHEMA_VERSION)
    book.create_file(tmp_path / "today.creditdesk")
    with sqlite3.connect(tmp_path / "steps.creditdesk") as steps, sqlite3.connect(tmp_path / "today.creditdesk") as today:
        assert shape(steps) == shape(today)
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
