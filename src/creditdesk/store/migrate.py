"""Bringing an older book up to date: a backup first, then Alembic's frozen steps (ARCHITECTURE, Schema)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DBAPIError

from ..domain.errors import FileError, N_
from . import backup, engine, sqlite
from .migrations import steps
from .version import SCHEMA_VERSION


def upgrade(path: Path, version: int) -> Path:
    """Apply every step after `version`; answers the backup made before. All steps are one transaction."""
    kept = path.with_name(f"{path.stem}-before-version-{SCHEMA_VERSION}.creditdesk-backup")
    backup.copy_file(path, kept)
    connection = sqlite.connect(path)
    try:
        apply(connection, version)
    except sqlite3.Error as error:
        raise sqlite.file_error(error, path) from error
    except Exception as error:  # whatever a step says, the owner is told where the copy is
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise FileError(N_("{path} could not be brought up to date ({reason}). It was left as it was; a copy is at {kept}."),
                        code="migration", field="book", path=path, reason=str(reason), kept=kept) from error
    finally:
        connection.close()
    return kept


def apply(connection: sqlite3.Connection, version: int, to: int = SCHEMA_VERSION) -> None:
    """Run the steps after `version` up to `to` on a raw connection, and write the version down."""
    with engine.begun(connection) as plain:
        operations = Operations(MigrationContext.configure(plain))
        for number, step in steps(version, to):
            step(operations)
            plain.exec_driver_sql("DELETE FROM alembic_version")
            plain.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (f"{number:04d}",))
        plain.exec_driver_sql(f"PRAGMA user_version={to}")
