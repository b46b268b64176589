"""The demo as a whole: documents first, then the pictures."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from creditdesk.demo.day import Documents, play, sample_book
from creditdesk.domain.errors import InputError, N_
from creditdesk.files.writing import make_folder
from creditdesk.i18n import current_language, set_language


@dataclass(frozen=True, slots=True)
class Demo:
    """What was written, in the order of its making."""

    out: Path
    pictures: list[Path]
    documents: Documents


def run_demo(out: Path, day: date, only: str = "") -> Demo:
    """Play the sample company's `day` into the folder `out`; `only` narrows to one look such as "zh-light".

    InputError `bad_value` for another look; the person's own settings, books and backups are not touched.
    """
    out = out.absolute()
    _choose_platform()
    from creditdesk.demo.screens import LOOKS, take

    looks = [look for look in LOOKS if not only or str(look) == only]
    if not looks:
        raise InputError(N_("Choose one of {known}."), code="bad_value", field="only", known=", ".join(map(str, LOOKS)))
    make_folder(out)  # first of all: where nothing can be written, the day need not be played
    spoken, documents = current_language(), Documents()
    with _own_home() as home:
        try:
            for language in dict.fromkeys(look.language for look in looks):
                set_language(language)
                book = sample_book(home / f"day-{language}.creditdesk", day, language)
                found = play(out, day, language, book)
                documents.letters += found.letters
                documents.workbooks += found.workbooks
            pictures = take(out / "pictures", home, day, looks)
        finally:
            set_language(spoken)
    return Demo(out, pictures, documents)


def _choose_platform() -> None:
    """Without a display Qt draws into memory."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")


@contextmanager
def _own_home() -> Iterator[Path]:
    """A folder for settings, books and backups, gone afterwards."""
    before = os.environ.get("CREDITDESK_HOME")
    with tempfile.TemporaryDirectory(prefix="creditdesk-demo-", ignore_cleanup_errors=True) as folder:
        os.environ["CREDITDESK_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["CREDITDESK_HOME"]
            else:
                os.environ["CREDITDESK_HOME"] = before
