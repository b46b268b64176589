"""What only SQLite has: PRAGMAs, the file header, the backup API, its error words. A later store on PostgreSQL replaces this file."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..domain import errors
from ..domain.errors import FileError, N_
from .transaction import Transaction
from .version import APPLICATION_ID, SCHEMA_VERSION

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


def read_header(path: Path) -> tuple[int, int]:
    """(application_id, user_version) of a book file; FileError where it is missing, foreign, truncated or too new."""
    try:
        if path.is_dir():  # Windows says that there is no right to it
            raise IsADirectoryError
        with path.open("rb") as file:
            header = file.read(_HEADER)
            size = path.stat().st_size
    except FileNotFoundError:
        raise FileError(N_("There is no file {path}."), code="not_found", field="book", path=path) from None
    except IsADirectoryError:
        raise FileError(N_("{path} is a folder, not a book."), code="not_a_book", field="book", path=path) from None
    except OSError as error:
        raise FileError(N_("{path} cannot be read: {reason}."), code="unreadable", field="book", path=path,
                        reason=errors.reason_of(error)) from None
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise FileError(N_("{path} is not a CreditDesk book."), code="not_a_book", field="book", path=path)
    page_size, = struct.unpack(">H", header[16:18])
    pages, = struct.unpack(">I", header[28:32])
    version, = struct.unpack(">I", header[60:64])
    application, = struct.unpack(">I", header[68:72])
    if application != APPLICATION_ID:
        raise FileError(N_("{path} is not a CreditDesk book."), code="not_a_book", field="book", path=path)
    page_size = 65536 if page_size == 1 else page_size
    if size < pages * page_size and not path.with_name(path.name + "-wal").exists():
        raise FileError(N_("{path} is cut off: {size} of {expected} bytes are there. Restore a backup of it."),
                        code="truncated", field="book", path=path, size=size, expected=pages * page_size)
    if version > SCHEMA_VERSION:
        raise FileError(N_("{path} was written by a newer CreditDesk. Update the program to open it."), code="too_new",
                        field="book", path=path)
    return application, version


def _uri(path: Path) -> str:
    """The file as SQLite's URI; a server's share stands in the path there, never as the host."""
    uri = path.absolute().as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """A connection with the book's settings: foreign keys, 5 s patience, WAL with FULL syncs (FLOORS 9)."""
    mode = "rwc" if create else "rw"
    try:
        connection = sqlite3.connect(f"{_uri(path)}?mode={mode}", uri=True, isolation_level=None,
                                     check_same_thread=False, timeout=5.0, cached_statements=256)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute("PRAGMA temp_store=MEMORY")
        if create:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        else:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise file_error(error, path) from error
    return connection


def look_into(path: Path) -> sqlite3.Connection:
    """A connection that only reads."""
    return sqlite3.connect(f"{_uri(path)}?mode=ro", uri=True, isolation_level=None, timeout=5.0)


def watch(connection: sqlite3.Connection, tables: Mapping[str, str], but: Mapping[str, Sequence[str]]) -> None:
    """Note in temp.touched which rows of `tables` (name -> key) this connection writes, except those with a key of `but`."""
    script = ["CREATE TEMP TABLE touched (name TEXT, key)"]  # no constraint: an upsert's own ON CONFLICT would rule over it
    for name, key in tables.items():
        kept = ", ".join(f"'{one}'" for one in but.get(name, ()))
        for action, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            when = "WHEN " + " OR ".join(f'{row}."{key}" NOT IN ({kept})' for row in rows) if kept else ""
            notes = " ".join(f"INSERT INTO touched VALUES ('{name}', {row}.\"{key}\");" for row in rows)
            script.append(f"CREATE TEMP TRIGGER watch_{name}_{action} AFTER {action} ON main.{name} {when} BEGIN {notes} END")
    for statement in script:
        connection.execute(statement)


def shape(connection: sqlite3.Connection) -> dict[tuple[str, str], object]:
    """(kind, name) -> what tables, indexes, triggers and views are made of, whatever the white space they were written with."""
    found: dict[tuple[str, str], object] = {}
    for kind, name, sql in connection.execute(
            "SELECT type, name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").fetchall():
        if kind == "table":
            quoted = name.replace('"', '""')
            found[kind, name] = ([tuple(row) for row in connection.execute(f'PRAGMA main.table_info("{quoted}")')],
                                 sorted(row[2:5] for row in connection.execute(f'PRAGMA main.foreign_key_list("{quoted}")')))
        else:
            found[kind, name] = " ".join(str(sql).split())
    return found


def use_wal(connection: sqlite3.Connection) -> None:
    """Write-ahead log while the book is open; where the disk refuses it the plain journal stays."""
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from now on it is seen to be open (`is_alone`)
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise


def to_single_file(connection: sqlite3.Connection) -> None:
    """Back to one file, since people copy it; stays in WAL while another connection still works on the book."""
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if not any(word in str(error) for word in ("locked", "readonly")):
            raise


def is_alone(connection: sqlite3.Connection) -> bool:
    """Whether no other connection, of any program, has the book open."""
    try:
        connection.execute("PRAGMA busy_timeout=200")
        connection.execute("PRAGMA journal_mode=WAL")  # only from there does going back need the file for oneself
        return bool(connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
    except sqlite3.OperationalError:
        return False


def backup_to(connection: sqlite3.Connection, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """A consistent copy through SQLite's backup API, never a file copy."""
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy, pages=-1 if progress is None else 2048,
                          progress=None if progress is None else lambda _s, left, total: progress(total - left, total))
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def integrity(connection: sqlite3.Connection) -> list[str]:
    """Findings of SQLite's own checks; empty when the file is sound."""
    try:
        return [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def state(connection: Transaction) -> tuple[int, int]:
    """Differs as soon as anybody has changed the book: another connection, or this one."""
    return int(connection.scalar("PRAGMA data_version")), int(connection.scalar("SELECT total_changes()"))


def columns(connection: Transaction, table: str) -> list[tuple[str, str, bool]]:
    """(name, declared type, whether it may be NULL) of a table's columns, in their order."""
    return [(row[1], row[2].upper(), not row[3]) for row in connection.execute(f'PRAGMA main.table_info("{table}")')]


def naming(connection: Transaction, table: str) -> list[tuple[str, str]]:
    """(table, column) of every column that points to `table`."""
    return sorted((row[0], row[1]) for row in connection.execute(
        'SELECT m.name, f."from" FROM main.sqlite_master m, pragma_foreign_key_list(m.name) f '
        'WHERE m.type = \'table\' AND f."table" = ?', (table,)))


#: so many rows are few, and so many are sorted in memory at most
_FEW, _MANY = 2_000, 1_000_000


@contextmanager
def indexes_later(connection: Transaction, table: str, coming: int) -> Iterator[bool]:
    """Write `coming` rows into a table with fewer: its indexes are taken down and made anew, which takes half the time.

    All of it is part of the transaction. It says whether they are down.
    """
    there = int(connection.scalar(f"SELECT coalesce(max(rowid), 0) FROM {table}"))
    if coming < _FEW or there > coming or there + coming > _MANY:
        yield False
        return
    made = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL "
                              "ORDER BY rowid", (table,)).fetchall()
    for name, _sql in made:
        connection.execute(f"DROP INDEX {name}")
    yield True
    for _name, sql in made:
        connection.execute(sql)


def dangling(connection: Transaction) -> list[tuple[str, int, str]]:
    """(table, row, table it points to) of rows that name a row which is not there."""
    return [(row[0], row[1], row[2]) for row in connection.execute("PRAGMA foreign_key_check")]


def reason_of(error: sqlite3.Error | OSError) -> object:
    """Why a file could not be written, to put into a sentence."""
    if isinstance(error, OSError):
        return errors.reason_of(error)
    text = str(error).lower()
    if "full" in text:
        return FileError(N_("the disk is full"))
    if "unable to open" in text or "readonly" in text:
        return FileError(N_("there is no right to it"))
    return "SQLite: " + str(error)


def file_error(error: sqlite3.Error, path: Path) -> FileError:
    """The error in words a person can act on."""
    text = str(error).lower()
    if "full" in text:
        return FileError(N_("The disk is full. Nothing was changed in {path}. Free some space and try again."),
                         code="disk_full", field="book", path=path)
    if "readonly" in text or "read-only" in text:
        return FileError(N_("{path} is read-only. Remove the write protection or copy it to a folder of yours."),
                         code="read_only", field="book", path=path)
    if "locked" in text or "busy" in text:
        return FileError(N_("{path} is being written by another program. Close it there and try again."), code="locked",
                         field="book", path=path)
    if "unable to open" in text:
        return FileError(N_("{path} cannot be opened. Check that the folder exists and that you may write to it."),
                         code="unreadable", field="book", path=path)
    return FileError(N_("{path} is damaged ({reason}). Restore a backup of it."), code="damaged", field="book",
                     path=path, reason=str(error))
