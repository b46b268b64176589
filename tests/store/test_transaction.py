"""A transaction of the book is kept whole or not at all, whatever ends it; reading beside sees what was kept (ARCHITECTURE, Store)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditdesk.domain.errors import FileError
from creditdesk.store import rows
from creditdesk.store.book import Book, open_book
from creditdesk.store.creating import create_file
from creditdesk.store.transaction import Transaction

#: a table that no event need tell of
NOTE = "INSERT INTO sign_in_attempt (name_key, failures, last_at) VALUES (?, 1, '')"


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "a b 公司#1?%20%.creditdesk"
    create_file(path)
    with open_book(path) as opened:
        yield opened
    assert [item.name for item in tmp_path.iterdir() if item.is_file()] == [path.name]


def note(found: Book, *names: str) -> None:
    with found.write() as connection:
        for name in names:
            connection.execute(NOTE, (name,))


def noted(found: Book) -> list[str]:
    with found.read() as connection:
        return [row[0] for row in rows.tuples(connection, "SELECT name_key FROM sign_in_attempt ORDER BY name_key")]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_whatever_is_raised_undoes_the_whole(found: Book, error: type[BaseException]) -> None:
    def stopped() -> None:
        with found.write() as connection:
            connection.execute(NOTE, ("a",))
            raise error

    with pytest.raises(error):
        stopped()
    assert noted(found) == []
    note(found, "b")
    assert noted(found) == ["b"]


def test_a_constraint_undoes_the_whole(found: Book) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        note(found, "a", None)  # type: ignore[arg-type]
    assert noted(found) == []


def test_a_change_nobody_tells_of_is_undone_and_forgotten(found: Book) -> None:
    with pytest.raises(RuntimeError, match="setting"), found.write() as connection:
        connection.execute("INSERT INTO setting (key, value) VALUES ('k', 'v')")
    note(found, "b")
    with found.read() as connection:
        assert connection.scalar("SELECT count(*) FROM setting WHERE key = 'k'") == 0


def fill(connection: Transaction, *, parts: bool = False) -> None:
    if parts:
        connection.savepoint()
    for number in range(20_000):
        connection.execute(NOTE, (f"{number}" + "x" * 60,))


def test_a_full_disk_leaves_nothing_and_the_book_goes_on(found: Book) -> None:
    note(found, "a")
    room = found.page_count() + 2
    found.limit_pages(room)
    with pytest.raises(FileError) as told, found.write() as connection:
        fill(connection)
    assert told.value.code == "disk_full"
    with pytest.raises(FileError) as told, found.write() as connection:
        fill(connection, parts=True)  # which are gone with the transaction
    assert told.value.code == "disk_full" and noted(found) == ["a"]
    found.limit_pages(room + 100)
    note(found, "b")
    assert noted(found) == ["a", "b"]


def test_a_part_is_undone_alone(found: Book) -> None:
    with found.write() as connection:
        for name, keep in (("a", True), ("b", False), ("c", True)):
            part = connection.savepoint()
            connection.execute(NOTE, (name,))
            (part.release if keep else part.undo)()
    assert noted(found) == ["a", "c"]


def test_nothing_is_asked_of_a_transaction_that_is_over(found: Book) -> None:
    with found.read() as connection:
        pass
    with pytest.raises(RuntimeError, match="over"):
        connection.scalar("SELECT 1")


def test_a_second_one_in_the_same_thread_is_refused_and_the_first_goes_on(found: Book) -> None:
    with found.write() as connection:
        connection.execute(NOTE, ("a",))
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"), found.read():
            pass
        connection.execute(NOTE, ("b",))
    assert noted(found) == ["a", "b"]


def test_threads_take_turns(found: Book) -> None:
    def run(own: int) -> None:
        for number in range(40):
            note(found, f"{own}-{number}")
            with found.read_beside() as connection:
                seen.append(connection.scalar("SELECT count(*) FROM sign_in_attempt WHERE name_key = ?", (f"{own}-{number}",)))

    seen: list[int] = []
    threads = [threading.Thread(target=run, args=(own,)) for own in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(noted(found)) == 120 and seen == [1] * 120


def test_reading_beside_sees_what_is_kept_and_changes_nothing(found: Book) -> None:
    with found.write() as connection:
        connection.execute(NOTE, ("a",))
        with found.read_beside() as beside:
            assert beside.scalar("SELECT count(*) FROM sign_in_attempt") == 0
    with found.read_beside() as beside:
        assert beside.scalar("SELECT count(*) FROM sign_in_attempt") == 1
    with pytest.raises(FileError, match="read-only"), found.read_beside() as beside:
        beside.execute(NOTE, ("b",))


def test_in_the_plain_journal_a_reader_beside_keeps_a_writer_out_whole(found: Book) -> None:
    raw = found._raw
    assert raw.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    raw.execute("PRAGMA busy_timeout=50")
    with found.read_beside() as beside:
        assert beside.scalar("SELECT count(*) FROM sign_in_attempt") == 0
        with pytest.raises(FileError) as told:  # at COMMIT: until then the reader does not mind
            note(found, "a")
        assert told.value.code == "locked"
    assert noted(found) == []
    note(found, "b")
    assert noted(found) == ["b"]


def test_a_closed_book_is_not_read_beside(found: Book) -> None:
    found.close()
    with pytest.raises(FileError) as told, found.read_beside():
        pass
    assert told.value.code == "closed"
