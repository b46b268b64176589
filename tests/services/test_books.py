"""Books as files: names, moving, closing with a backup."""

from __future__ import annotations

from datetime import datetime, UTC
from pathlib import Path

import pytest

from creditdesk.domain.customers.records import Company
from creditdesk.domain.errors import FileError
from creditdesk.services import books, company, history
from creditdesk.services.session import Session


def clock() -> datetime:
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("name, file", [
    ("云杉工贸", "云杉工贸.creditdesk"), ("A/B: C?", "A_B_ C_.creditdesk"), ("  ", "CreditDesk.creditdesk"), ("..", "CreditDesk.creditdesk"),
])
def test_a_new_book_is_named_after_the_company(tmp_path: Path, name: str, file: str) -> None:
    assert books.free_path(tmp_path, name).name == file


def test_a_name_in_use_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "A.creditdesk").touch()
    assert books.free_path(tmp_path, "A").name == "A 2.creditdesk"


def test_a_created_book_is_held_by_the_window(tmp_path: Path) -> None:
    opened = books.create_for_window(tmp_path / "new" / "a.creditdesk", profile=Company("A"), user="t", clock=clock)
    assert opened.empty and opened.profile.name == "A" and opened.risk is None
    with pytest.raises(FileError) as told:
        books.open_for_window(tmp_path / "new" / "a.creditdesk", user="t", clock=clock)
    assert told.value.code == "in_use"
    opened.session.close()


def test_moving_keeps_everything_and_leaves_a_backup(session: Session, book_path: Path, tmp_path: Path) -> None:
    before = len(history.events(session))
    moved = books.move_to(session, tmp_path / "local", user="t", clock=clock)
    assert moved.session.book.path.parent == tmp_path / "local"
    assert moved.settings["backup_folder"] == str(book_path.parent)
    assert len(history.events(moved.session)) == before + 1
    assert company.verify_book(moved.session).ok
    assert not book_path.exists()
    moved.session.close()


def test_closing_without_a_folder_only_closes(session: Session) -> None:
    assert books.close_with_backup(session) is None
    with pytest.raises(FileError):
        company.profile(session)


def test_a_backup_that_fails_still_closes_the_book(session: Session, book_path: Path, tmp_path: Path) -> None:
    company.save_settings(session, {"backup_folder": str(tmp_path / "gone")})
    with pytest.raises(FileError):
        books.close_with_backup(session)
    books.open_for_window(book_path, user="t", clock=clock).session.close()
