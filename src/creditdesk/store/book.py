"""The book: one SQLite file of one company. Open, read, write, close."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ..domain.errors import FileError, N_
from . import locking, masters, sqlite
from .placing import check_target
from .transaction import reading, Transaction, writing
from .version import SCHEMA_VERSION

SUFFIX = ".creditdesk"


class Book:
    """An open book. `read()` and `write()` give a connection inside one transaction; they are safe across threads."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: locking.BookLock | None) -> None:
        self.path = path
        self._raw = connection
        self._guard = threading.RLock()
        self._lock = lock
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the book and changes nothing."""
        with self._guard, self._words(), reading(self._raw) as connection:
            yield connection

    @contextmanager
    def read_beside(self) -> Iterator[Transaction]:
        """As `read`, on a connection of its own: another thread may read at the same time. It sees what is committed."""
        with self._words(), closing(sqlite.look_into(self.path)) as raw, reading(raw) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that is committed on leaving, or rolled back whole by any exception.

        RuntimeError where a row of `masters` was changed and no event of the transaction tells of it.
        """
        with self._guard, self._words(), writing(self._raw) as connection:
            yield connection
            if name := masters.untold(connection):
                raise RuntimeError(f"{name} was changed without an audit event")

    @contextmanager
    def _words(self) -> Iterator[None]:
        if self._closed:
            raise FileError(N_("The book {path} is closed."), code="closed", field="book", path=self.path)
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except sqlite3.DatabaseError as error:
            if _is_file_trouble(error):
                raise sqlite.file_error(error, self.path) from error
            raise

    def backup_to(self, target: Path) -> None:
        """Copy the book through the database's own backup; the caller renames `target` into place."""
        with self._guard:
            sqlite.backup_to(self._raw, target)

    def integrity(self) -> list[str]:
        """What SQLite's own checks find; empty when the file is sound."""
        with self._guard:
            return sqlite.integrity(self._raw)

    def shape(self) -> dict[tuple[str, str], object]:
        """What its tables, indexes, triggers and views are made of."""
        with self._guard:
            return sqlite.shape(self._raw)

    def limit_pages(self, pages: int) -> None:
        """Let the file grow no further than `pages`: how a full disk is rehearsed."""
        with self._guard:
            self._raw.execute(f"PRAGMA max_page_count={int(pages)}")

    def page_count(self) -> int:
        return int(self._raw.execute("PRAGMA page_count").fetchone()[0])

    def close(self) -> None:
        """Back to a single file, and let other windows in."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            sqlite.to_single_file(self._raw)
            self._raw.close()
            if self._lock:
                self._lock.release()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def _is_file_trouble(error: BaseException) -> bool:
    text = str(error).lower()
    return any(word in text for word in ("full", "readonly", "read-only", "locked", "busy", "malformed", "disk i/o",
                                         "not a database", "unable to open", "corrupt", "no such table", "no such column"))


def check_replaceable(path: Path, *, overwrite: bool) -> None:
    """FileError where no book may come to be at `path`; `in_use` where a window or a command works on one that is there."""
    check_target(path, overwrite=overwrite, field="book")
    if not path.exists():
        return
    try:
        sqlite.read_header(path)
    except FileError:  # no book of ours: nobody works on it with this program
        return
    if not os.access(path, os.W_OK):
        raise sqlite.file_error(sqlite3.OperationalError("attempt to write a readonly database"), path)
    locking.take(path).release()
    try:
        connection = sqlite.connect(path)
    except FileError:  # damaged: it may be replaced
        return
    try:
        alone = sqlite.is_alone(connection)
    finally:
        connection.close()
    if not alone:
        raise locking.in_use(path)


def open_book(path: Path, *, exclusive: bool = False) -> Book:
    """Open an existing book, migrating an older one after a backup; FileError says in words why it cannot.

    `exclusive` is for the window: a second window on the same book is refused. Commands share it.
    """
    _, version = sqlite.read_header(path)
    if not os.access(path, os.W_OK):
        raise sqlite.file_error(sqlite3.OperationalError("attempt to write a readonly database"), path)
    lock = locking.take(path) if exclusive else None
    try:
        if version < SCHEMA_VERSION:
            from . import migrate  # Alembic costs 0.3 s and only an older book needs it
            migrate.upgrade(path, version)
        connection = sqlite.connect(path)
        sqlite.use_wal(connection)
        masters.watch(connection)
    except BaseException as error:
        if lock:
            lock.release()
        if isinstance(error, sqlite3.Error):
            raise sqlite.file_error(error, path) from error
        raise
    return Book(path, connection, lock)


def check_file(path: Path) -> None:
    """FileError unless `path` looks like a book this program can open."""
    sqlite.read_header(path)
