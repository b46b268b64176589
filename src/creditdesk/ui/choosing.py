"""Asking for a file or a folder: first among the person's documents, then where the last one lay."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from creditdesk.paths import documents_dir


class _Last:
    folder: Path | None = None


def _start() -> str:
    return str(_Last.folder if _Last.folder and _Last.folder.is_dir() else documents_dir())


def _keep(chosen: str) -> None:
    _Last.folder = Path(chosen).parent


def file_to_open(parent: QWidget, title: str, kinds: str = "") -> Path | None:
    """The file a person chose, None for none."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, _start(), kinds)
    if not chosen:
        return None
    _keep(chosen)
    return Path(chosen)


def target_dialog(parent: QWidget, title: str, *, folder: bool = False) -> QFileDialog:
    """A dialog for a file to write or (`folder`) a folder to write into, to be fitted and opened."""
    dialog = QFileDialog(parent, title, _start())
    if folder:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
    else:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.fileSelected.connect(_keep)
    return dialog
