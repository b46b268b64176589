"""Backups by the database's own means: checked before they are trusted, rotated by number (issue: backup, restore)."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ..domain.errors import FileError, N_
from . import sqlite
from .placing import replace_file


class Copied(Protocol):
    """An open book, as far as a backup needs it."""

    path: Path

    def backup_to(self, target: Path) -> None: ...


def write_backup(book: Copied, target: Path, *, overwrite: bool = False) -> Path:
    """Copy the open book to `target`; FileError when it exists or cannot be written."""
    if target.exists() and not overwrite:
        raise FileError(N_("{path} exists already. Choose another name, or overwrite it."), code="exists",
                        field="file", path=target)
    if target.resolve() == book.path.resolve():
        raise FileError(N_("A backup cannot replace the book itself."), code="exists", field="file")
    if not target.parent.is_dir():
        raise FileError(N_("There is no folder {path}."), code="not_found", field="file", path=target.parent)
    temporary = target.with_name(f".{target.name}.part")
    temporary.unlink(missing_ok=True)
    try:
        book.backup_to(temporary)
    except (sqlite3.Error, OSError) as error:
        temporary.unlink(missing_ok=True)
        raise FileError(N_("The backup {path} cannot be written: {reason}."), code="cannot_write", field="file",
                        path=target, reason=str(error)) from error
    replace_file(temporary, target)
    return target


def copy_file(source: Path, target: Path) -> None:
    """Copy a closed book or a backup through the backup API to a temporary file, then put it in place."""
    temporary = target.with_name(f".{target.name}.part")
    temporary.unlink(missing_ok=True)
    connection = sqlite.connect(source)
    try:
        sqlite.backup_to(connection, temporary)
    except (sqlite3.Error, OSError) as error:
        temporary.unlink(missing_ok=True)
        raise FileError(N_("The backup {path} cannot be written: {reason}."), code="cannot_write", field="file",
                        path=target, reason=str(error)) from error
    finally:
        connection.close()
    replace_file(temporary, target)


def rotate(folder: Path, stem: str, keep: int) -> Sequence[Path]:
    """Delete the oldest backups named `stem-*` beyond `keep`; the names sort by time. Answers what was deleted."""
    found = sorted(folder.glob(f"{stem}-*.creditdesk-backup"))
    surplus = found[:-keep] if keep > 0 else []
    for path in surplus:
        with contextlib.suppress(OSError):  # an old backup that cannot be deleted harms nobody
            path.unlink()
    return surplus
