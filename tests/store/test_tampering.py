"""`verify` finds every change made outside the program: any column of any row an event tells of, rows gone and rows added (A34).

The book is that of `tests/data/write_book.py`: a row in every table. Each change is made, looked for and taken back.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, UTC
from pathlib import Path
from typing import Any

import pytest

from creditdesk.domain.errors import FileError
from creditdesk.services import company
from creditdesk.services.session import Session
from creditdesk.store import rows as store_rows, verify
from creditdesk.store.schema import metadata

#: says nothing about anybody's money: how columns were found, wrong passwords, what was ticked off today
LOOSE = {"mapping_profile", "sign_in_attempt", "day_mark"}
#: unposted things, which people change and throw away, and what the program notes for itself
FREE = {"document": "status = 'draft'", "scorecard": "event_seq IS NULL", "setting": "key IN ('ledger_horizon', 'recalculated_on')"}
TABLES = sorted(set(metadata.tables) - LOOSE)
COLUMNS = [(table, column.name) for table in TABLES for column in metadata.tables[table].columns]


class _TakenBackError(Exception):
    pass


@pytest.fixture(scope="module")
def kept(full_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("kept") / "book.creditdesk"
    shutil.copyfile(full_book, path)
    session = company.open_session(path, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    yield session
    session.close()


def findings_after(session: Session, statement: str, *values: object) -> list[str] | None:
    """Codes of what is found after a change, which is then taken back; None where the database refuses the change itself."""
    found: list[str] | None = None
    try:
        with session.book.write() as connection:
            connection.execute("PRAGMA defer_foreign_keys=ON")
            assert connection.execute(statement, values).rowcount > 0, statement
            chain, problems = verify.findings(connection)
            found = [problem.code for problem in (*chain.problems, *problems)]
            raise _TakenBackError
    except _TakenBackError:
        return found
    except Exception as error:
        if "constraint failed" not in str(error) and "datatype mismatch" not in str(error):
            raise
        return None


def other_values(value: object) -> list[object]:
    """What somebody might write over a value, another kind of value with the same look too."""
    if isinstance(value, int):
        return [value + 1, "x"]
    if isinstance(value, str):
        return [f"{value} ", value.encode()]
    return [value + b"1"] if isinstance(value, bytes) else ["2026-05-05", 7]


def rows_of(session: Session, table: str) -> list[Any]:
    where = f"WHERE NOT ({FREE[table]})" if table in FREE else ""
    with session.book.read() as connection:
        return list(store_rows.many(connection, f"SELECT * FROM {table} {where}"))


def key_of(table: str) -> str:
    return next(iter(metadata.tables[table].primary_key)).name


def test_the_book_is_sound_and_has_every_kind_of_row(kept: Session) -> None:
    assert company.verify_book(kept).ok
    assert [table for table in TABLES if not rows_of(kept, table)] == []


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_is_found(kept: Session, table: str, column: str) -> None:
    rows, key = rows_of(kept, table), key_of(table)
    differing = {row[column]: row for row in (rows[0], rows[-1])}  # one of each kind, such as NULL and a day
    for place, (value, row) in enumerate(differing.items()):
        taken = [one[column] for one in rows if one[column] != value][:1]
        for other in (*other_values(value), *taken) if place == 0 else other_values(value)[:1]:
            found = findings_after(kept, f'UPDATE {table} SET "{column}" = ? WHERE "{key}" = ?', other, row[key])
            assert found != [], f"{table}.{column} of {row[key]}: {value!r} to {other!r} is not found"


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_gone_or_added_is_found(kept: Session, table: str) -> None:
    key = key_of(table)
    names = ", ".join(f'"{column.name}"' for column in metadata.tables[table].columns if column.name != key)
    for row in rows_of(kept, table)[-3:]:
        assert findings_after(kept, f'DELETE FROM {table} WHERE "{key}" = ?', row[key]) != []
        again = f'INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE "{key}" = ?'
        assert findings_after(kept, again, row[key]) != []
    assert findings_after(kept, f"DELETE FROM {table}") != []


@pytest.mark.parametrize("statement", [
    "DELETE FROM event WHERE seq > (SELECT max(seq) - 3 FROM event)",
    "UPDATE event SET seq = seq + 100 WHERE seq = (SELECT max(seq) FROM event)",
    "UPDATE event SET prev_hash = hash, hash = prev_hash WHERE seq = 5",
    "UPDATE document SET event_seq = (SELECT max(seq) FROM event)",
    "UPDATE document SET amount_minor = amount_minor * 2, open_minor = open_minor * 2",
    "UPDATE allocation SET taken_back_on = '2026-11-01', reversed_on = '2026-11-01', reversal_seq = 3 WHERE reversed_on IS NULL",
    "UPDATE bank_account SET account_no = '6222 0000'", "UPDATE user_account SET password_hash = ''",
    "INSERT INTO setting VALUES ('small_amount', '99999')",
    "UPDATE setting SET value = '2020-01-01' WHERE key = 'ledger_horizon'",
])
def test_other_ways_are_found(kept: Session, statement: str) -> None:
    assert findings_after(kept, statement)


@pytest.mark.parametrize(("statement", "code"), [
    ("DROP INDEX ux_letter_number", "index"), ("DROP INDEX ix_document_open", "index"),
    ("CREATE TRIGGER quiet AFTER INSERT ON document BEGIN UPDATE document SET note = 'x'; END", "trigger"),
    ("CREATE VIEW customers AS SELECT * FROM customer", "view"), ("CREATE TABLE more (x)", "table"),
    ("DROP TABLE letter_item", "table"), ("ALTER TABLE document DROP COLUMN note", "table"),
    ("ALTER TABLE customer ADD COLUMN secret TEXT", "table"), ("ALTER TABLE promise RENAME TO promises", "table"),
])
def test_another_shape_is_found(full_book: Path, tmp_path: Path, statement: str, code: str) -> None:
    path = tmp_path / "book.creditdesk"
    shutil.copyfile(full_book, path)
    raw = sqlite3.connect(path)
    raw.execute(statement)
    raw.commit()
    raw.close()
    session = company.open_session(path, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    found = company.verify_book(session)
    session.close()
    assert not found.ok
    assert code in {problem.code for problem in found.file}


def damage(path: Path) -> list[str]:
    """Codes of what opening or verifying a file tells; an exception that is no FileError is ours to mend."""
    try:
        with company.open_session(path, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC)).book as opened:
            found = company.verify_book(Session(opened, "t", lambda: datetime(2026, 11, 20, tzinfo=UTC)))
            return [problem.code for problem in (*found.file, *found.audit, *found.ledger)]
    except FileError as error:
        return [error.code]


def test_bytes_changed_in_the_file_are_found(full_book: Path, tmp_path: Path) -> None:
    """Part of a page overwritten: told as damage, never as a bug of ours."""
    path = tmp_path / "book.creditdesk"
    content = bytearray(full_book.read_bytes())
    for place in range(8192, len(content) - 4096, 4096 * 7):
        changed = content.copy()
        changed[place:place + 64] = b"\xff" * 64
        path.write_bytes(changed)
        assert damage(path), place


def test_no_change_is_made_without_its_event(session: Session) -> None:
    with pytest.raises(RuntimeError, match="company was changed without an audit event"), session.book.write() as connection:
        connection.execute("UPDATE company SET name = 'Other'")
    assert company.profile(session).name == "云杉工贸有限公司"
