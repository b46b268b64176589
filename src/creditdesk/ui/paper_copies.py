"""A paper of the book shown by the system's own program, from a copy that is gone when the window ends."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from creditdesk.ui.desk import Desk


def show_copy(desk: Desk, read: Callable[[], tuple[str, bytes] | None]) -> None:
    """Open what `read`, called in the worker, finds: (name, bytes), or None for no paper. The copy cannot be written to,
    so that it is not mistaken for the original."""
    desk.work.read(lambda _progress: _copy(read()),
                   lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))) if path else None)


def _copy(found: tuple[str, bytes] | None) -> Path | None:
    if found is None:
        return None
    name, content = found
    path = Path(tempfile.mkdtemp(dir=_folder())) / Path(name).name
    path.write_bytes(content)
    os.chmod(path, stat.S_IREAD)
    return path


@cache
def _folder() -> str:
    """One folder for all copies of this run, deleted at its end."""
    folder = tempfile.mkdtemp(prefix="creditdesk-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
