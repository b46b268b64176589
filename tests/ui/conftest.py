"""What widget tests share: the theme, the worker and settings in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from creditdesk.i18n import set_language
from creditdesk.ui.style.theme import active, Theme
from creditdesk.ui.work import Work


class MemorySettings:
    """QSettings' two methods over a dict."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def value(self, key: str) -> Any:
        return self.kept.get(key)

    def setValue(self, key: str, value: Any) -> None:
        self.kept[key] = value


@pytest.fixture
def settings() -> MemorySettings:
    return MemorySettings()


@pytest.fixture
def theme(qtbot: QtBot) -> Iterator[Theme]:
    """The application's theme, light, at 100 %, in English; put back afterwards."""
    found = active()
    found.set_choice("light")
    yield found
    found.set_choice("light")
    found.set_scale(100)
    set_language("en")


@pytest.fixture
def work(qtbot: QtBot, theme: Theme) -> Iterator[Work]:
    made = Work()
    yield made
    made.close()


class Viewer(QObject):
    """Stands for the system's programs: keeps the files it was asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.files.append(Path(url.toLocalFile()))


@pytest.fixture
def viewer(qtbot: QtBot) -> Iterator[Viewer]:
    made = Viewer()
    QDesktopServices.setUrlHandler("file", made, "show")  # type: ignore[call-overload]
    yield made
    QDesktopServices.unsetUrlHandler("file")
