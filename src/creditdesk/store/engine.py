"""SQLAlchemy over a book's connection: for making tables and for Alembic's steps, and loaded for them alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool


@contextmanager
def begun(connection: sqlite3.Connection) -> Iterator[Connection]:
    """One writing transaction (BEGIN IMMEDIATE; the driver's own beginning would not undo tables), committed on leaving."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool, pool_reset_on_return=None)

    @event.listens_for(engine, "connect")
    def _no_implicit_begin(driver: Any, _record: Any) -> None:
        driver.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(plain: Connection) -> None:
        plain.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as plain:
        yield plain
