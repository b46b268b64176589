"""A file replaces its target whole or not at all: what is written beside it is renamed when it is finished."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from creditdesk.domain.errors import FileError, N_, reason_of


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place; FileError `not_written`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise _not_written(path, error) from error
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder and those above it; FileError `not_written`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(path, error) from error


def write_bytes(path: Path, content: bytes) -> None:
    """Put finished bytes in place at once; FileError `not_written`."""
    def fill(target: Path) -> None:
        target.write_bytes(content)

    write_atomically(path, fill)


def _not_written(path: Path, error: OSError) -> FileError:
    return FileError(N_("“{path}” cannot be written: {reason}. Close it in other programs or choose another place."),
                     code="not_written", field="out", path=str(path), reason=reason_of(error))
