"""Putting a finished file into its place."""

from __future__ import annotations

import os
from pathlib import Path

from ..domain.errors import FileError, N_


def replace_file(temporary: Path, target: Path) -> None:
    """Put a finished file into place; FileError when the target cannot be replaced (open elsewhere, no right)."""
    try:
        os.replace(temporary, target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileError(N_("{path} cannot be written: {reason}. Close it where it is open, or choose another name."),
                        code="cannot_replace", field="file", path=target, reason=error.strerror or str(error)) from None
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
