"""Backups by the database's own means: checked before they are trusted, rotated by number (issue: backup, restore)."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ..domain.errors import FileError, N_
from . import sqlite
from .placing import check_target, replace_file


class Copied(Protocol):
    """An open book, as far as a backup needs it."""

    path: Path

    def backup_to(self, target: Path) -> None: ...


def write_backup(book: Copied, target: Path, *, overwrite: bool = False) -> Path:
    """Copy the open book to `target`; FileError when it exists or cannot be written."""
    check_target(target, overwrite=overwrite, field="file")
    if target.resolve() == book.path.resolve():
        raise FileError(N_("A backup cannot replace the book itself."), code="exists", field="file")
    _place(book.backup_to, target)
    return target


def _place(copy: Callable[[Path], None], target: Path) -> None:
    """Let `copy` write beside `target` and put that in its place; nothing is left behind where it fails."""
    temporary = target.with_name(f".{target.name}.part")
    try:
        temporary.unlink(missing_ok=True)
        copy(temporary)
    except (sqlite3.Error, OSError) as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise FileError(N_("The backup {path} cannot be written: {reason}."), code="cannot_write", field="file",
                        path=target, reason=sqlite.reason_of(error)) from error
    replace_file(temporary, target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a closed book or a backup through the backup API to a temporary file, then put it in place."""
    connection = sqlite.connect(source)
    try:
        _place(lambda temporary: sqlite.backup_to(connection, temporary), target)
    finally:
        connection.close()


def rotate(folder: Path, stem: str, keep: int, book_id: str) -> Sequence[Path]:
    """Delete the oldest backups of one book beyond `keep`: files named `stem` and a moment, which hold that very book.

    Another book of the same name may keep its backups in the same folder. Answers what was deleted.
    """
    named = re.compile(re.escape(stem) + r"-\d{8}T\d{6}Z\.creditdesk-backup")
    found = sorted(path for path in folder.iterdir() if named.fullmatch(path.name) and _book_id(path) == book_id)
    surplus = found[:-keep] if keep > 0 else []
    for path in surplus:
        with contextlib.suppress(OSError):  # an old backup that cannot be deleted harms nobody
            path.unlink()
    return surplus


def _book_id(path: Path) -> str:
    """Which book a backup is of; "" where it cannot be read."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite.look_into(path)) as connection:
        return str(connection.execute("SELECT book_id FROM company").fetchone()[0])
    return ""
