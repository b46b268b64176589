"""The sample company's book and the desk of the pages of collections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, UTC
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from creditdesk.services import company
from creditdesk.services.sample import SAMPLE_AS_OF
from creditdesk.services.session import Session
from creditdesk.ui.desk import Desk
from creditdesk.ui.notices import Notices
from creditdesk.ui.work import Work


@pytest.fixture
def book(sample_path: Path) -> Iterator[Session]:
    opened = company.open_session(sample_path, user="李敏", clock=lambda: datetime(2026, 11, 20, 9, 42, tzinfo=UTC))
    yield opened
    opened.close()


@pytest.fixture
def desk(book: Session, work: Work, settings: object, qtbot: QtBot) -> Desk:
    window = QWidget()
    window.resize(1200, 800)
    window.show()
    qtbot.addWidget(window)
    return Desk(book, work, Notices(window), settings, lambda: SAMPLE_AS_OF)  # type: ignore[arg-type]
