"""One window a book: an advisory lock beside the file that the system frees when the program dies."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import IO

from ..domain.errors import FileError, N_, reason_of


class BookLock:
    """Held while a window has the book open."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path = path
        self._file = file

    def release(self) -> None:
        """Free the lock; the lock file goes with it."""
        if sys.platform == "win32":  # an open file cannot be removed there, and one that somebody has opened since stays
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._file.close()


def in_use(book: Path) -> FileError:
    """Somebody else works on the book."""
    return FileError(N_("{path} is open in another CreditDesk window. Use that window, or close it first."), code="in_use",
                     field="book", path=book)


def take(book: Path) -> BookLock:
    """Lock `book` for this window; FileError `in_use` when another window has it."""
    while True:
        lock = _take(book)
        if lock is not None:
            return lock


def _take(book: Path) -> BookLock | None:
    """The lock, or None where the lock file was removed by who held it, between opening and locking it."""
    path = book.with_name(f".{book.name}.lock")
    try:
        file = path.open("a+b")
    except OSError as error:
        raise FileError(N_("{path} cannot be opened: {reason}. Check that you may write to its folder."),
                        code="read_only", field="book", path=book, reason=reason_of(error)) from None
    if not _try_lock(file):
        file.close()
        raise in_use(book)
    if not _is_at(path, file):
        file.close()
        return None
    with contextlib.suppress(OSError):  # the number is for people who look; the lock does without it
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
    return BookLock(path, file)


def _is_at(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Where the disk knows no locks (some servers) the window works without one; a server is warned of anyway.
        return error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
    return True
