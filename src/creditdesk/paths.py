"""Where things are: the program's resources, and the person's settings, books and logs.

`CREDITDESK_HOME` puts everything of the person into one folder, for tests and for a stick that is carried around.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

APP_NAME = "CreditDesk"


@lru_cache(maxsize=1)
def _resources() -> Path:
    package = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller in a bundled program
    places = [Path(bundle) / "creditdesk" / "resources"] if bundle else []
    # An installed wheel has them inside the package, a checkout beside src.
    places += [package / "resources", package.parent.parent / "resources"]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"CreditDesk's resources are missing; looked in {', '.join(map(str, places))}")


def resource(path: str = "") -> Path:
    """A file or folder of `resources/`, such as `resource("scorecards/standard.json")`; it need not exist."""
    return _resources() / path if path else _resources()


def _person(kind: str) -> Path:
    home = os.environ.get("CREDITDESK_HOME")
    folder = Path(home).expanduser() / kind if home else _of_system(kind)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _of_system(kind: str) -> Path:
    import platformdirs  # 5 ms that the first paint does without
    if kind == "config":
        return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))
    if kind == "logs":
        return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def data_dir() -> Path:
    """The person's data folder (sample company, backups kept by default), made when missing."""
    return _person("data")


def config_dir() -> Path:
    """The person's settings folder, made when missing."""
    return _person("config")


def log_dir() -> Path:
    """Where the rotating log is written, made when missing."""
    return _person("logs")


def documents_dir() -> Path:
    """Where a new book is offered to be kept: the person's documents folder; it may not exist yet."""
    home = os.environ.get("CREDITDESK_HOME")
    import platformdirs

    return Path(home).expanduser() / "documents" if home else Path(platformdirs.user_documents_dir())
