from __future__ import annotations

from pathlib import Path

import pytest

from creditdesk import __main__ as door, paths


def test_resources_are_found_in_a_checkout() -> None:
    assert (paths.resource("locale/zh/LC_MESSAGES/creditdesk.mo")).is_file()
    assert (paths.resource() / "licences" / "NOTICE.txt").is_file()


def test_one_folder_for_everything_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITDESK_HOME", str(tmp_path / "stick"))
    for folder in (paths.data_dir(), paths.config_dir(), paths.log_dir()):
        assert folder.is_dir()
        assert folder.parent == tmp_path / "stick"
    assert paths.documents_dir().parent == tmp_path / "stick"


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["--sample"], True),
        (["missing.creditdesk"], True),
        (["C:\\Books\\Shop.CREDITDESK"], True),
        (["new", "shop.creditdesk"], False),
        (["aging"], False),
        (["--help"], False),
        (["nonsense"], False),
    ],
)
def test_the_door_knows_a_book_from_a_command(arguments: list[str], window: bool) -> None:
    assert door.opens_window(arguments) is window


def test_an_existing_file_is_a_book_whatever_its_name(tmp_path: Path) -> None:
    book = tmp_path / "账簿.db"
    book.touch()
    assert door.opens_window([str(book)])
