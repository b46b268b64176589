"""One window a book: an advisory lock beside the file that the system frees when the program dies."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

from ..domain.errors import FileError, N_


class BookLock:
    """Held while a window has the book open."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path = path
        self._file = file

    def release(self) -> None:
        """Free the lock; the lock file goes with it."""
        self._file.close()
        with contextlib.suppress(OSError):  # another window may have taken the name already
            self._path.unlink()


def take(book: Path) -> BookLock:
    """Lock `book` for this window; FileError `in_use` when another window has it."""
    path = book.with_name(f".{book.name}.lock")
    try:
        file = path.open("a+b")
    except OSError as error:
        raise FileError(N_("{path} cannot be opened: {reason}. Check that you may write to its folder."),
                        code="read_only", field="book", path=book, reason=error.strerror or str(error)) from None
    if not _try_lock(file):
        file.close()
        raise FileError(N_("{path} is open in another CreditDesk window. Use that window, or close it first."),
                        code="in_use", field="book", path=book)
    file.truncate(0)
    file.write(str(os.getpid()).encode())
    file.flush()
    return BookLock(path, file)


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
