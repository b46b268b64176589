"""Putting a finished file into its place."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ..domain.errors import FileError, N_, reason_of


def check_target(path: Path, *, overwrite: bool, field: str) -> None:
    """FileError where a file cannot come to be at `path`: `exists`, `not_found` (no such folder), `cannot_replace`."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        kind = None
    except OSError as error:
        raise refused(path, reason_of(error), field) from None
    if kind is not None:
        if stat.S_ISDIR(kind):
            raise FileError(N_("{path} is a folder. Write the name of a file."), code="exists", field=field, path=path)
        if not overwrite:
            raise FileError(N_("{path} exists already. Choose another name, or overwrite it."), code="exists", field=field,
                            path=path)
        if not stat.S_ISREG(kind):
            raise FileError(N_("{path} is a device of the system, not a file."), code="cannot_replace", field=field, path=path)
    if not path.parent.is_dir():
        raise FileError(N_("There is no folder {path}."), code="not_found", field=field, path=path.parent)


def replace_file(temporary: Path, target: Path, field: str = "file") -> None:
    """Put a finished file into place; FileError when the target cannot be replaced (open elsewhere, no right)."""
    try:
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise refused(target, reason_of(error), field) from None
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def refused(path: Path, reason: object, field: str) -> FileError:
    """Why nothing can be put at `path`."""
    return FileError(N_("{path} cannot be written: {reason}. Close it where it is open, or choose another name."),
                     code="cannot_replace", field=field, path=path, reason=reason)
