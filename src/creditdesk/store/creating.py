"""A new book: today's tables, made by SQLAlchemy in a file beside the place it goes to."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ..domain.errors import FileError
from . import engine, masters, sqlite
from .book import check_replaceable
from .placing import replace_file
from .schema import metadata
from .transaction import Transaction, writing
from .version import SCHEMA_VERSION


def create_file(path: Path, fill: Callable[[Transaction], object] = lambda _connection: None, *, overwrite: bool = False) -> None:
    """Write a book with today's tables and what `fill` puts into it at `path`, by a temporary name first.

    FileError `exists`, `not_found` (its folder), `in_use` (what is there is open elsewhere), `cannot_replace`.
    """
    check_replaceable(path, overwrite=overwrite)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        connection = sqlite.connect(temporary, create=True)
        try:
            _make_tables(connection)
            masters.watch(connection)
            with writing(connection) as transaction:
                fill(transaction)
        finally:
            connection.close()
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        cause = error.__cause__ if isinstance(error, FileError) else error
        if isinstance(cause, sqlite3.Error):
            raise sqlite.file_error(cause, path) from error
        raise
    replace_file(temporary, path, "book")


def _make_tables(connection: sqlite3.Connection) -> None:
    try:
        with engine.begun(connection) as plain:
            metadata.create_all(plain)
            plain.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            plain.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (f"{SCHEMA_VERSION:04d}",))
    except DBAPIError as error:
        raise error.orig or error from None


def misshapen(found: Mapping[tuple[str, str], object]) -> list[tuple[str, str]]:
    """(kind, name) of what is not as this program makes it, of the shape of a book."""
    wanted = _shape_of_new()
    return sorted(key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key))


@lru_cache(maxsize=1)
def _shape_of_new() -> dict[tuple[str, str], object]:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        _make_tables(connection)
        return sqlite.shape(connection)
    finally:
        connection.close()
