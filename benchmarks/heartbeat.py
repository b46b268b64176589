"""How long the window is ever kept from answering: opening a large book, its aging, a large import checked, written, undone."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .apart import answer, apart
from .books import AS_OF, clock, folder, large_book
from .importing import workbook
from .table import Line

#: the window rests when its worker has had nothing to do for so long (s)
_REST = 0.3
_GOAL = 50


def window(path: str, sheet: str) -> dict[str, Any]:
    """Longest gap of the GUI thread in ms, by what was done meanwhile."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from creditdesk import app as root
    from creditdesk.ui.style.theme import before_application

    from .beat import Beat
    home = Path(tempfile.mkdtemp())
    book = Path(shutil.copy(path, home / "book.creditdesk"))
    before_application()
    app = QApplication([])
    program = root.Program(app, QSettings(str(home / "s.ini"), QSettings.Format.IniFormat), home / "log.txt", clock=clock,
                           day=lambda: AS_OF)
    beat = Beat()

    def settle() -> None:
        since = time.monotonic()
        while time.monotonic() - since < _REST:
            app.processEvents()
            if not program.work.idle:
                since = time.monotonic()
            time.sleep(0.001)

    def longest(work: Callable[[], object]) -> float:
        settle()
        beat.start()
        work()
        settle()
        return beat.stop()

    found = {"opening the book": longest(lambda: program.show(book)),
             "aging": longest(lambda: program.window.navigate("reports/aging"))}
    program.window.navigate("import")
    page: Any = program.window.page("import")
    found["checking the import"] = longest(lambda: page.take(Path(sheet)))
    found["writing the import"] = longest(page.write)
    found["undoing the import"] = longest(lambda: page.undo_number(page.draft.result.batch))
    program.work.close()
    return found


def run(invoices: int = 100_000, rows: int = 100_000) -> list[Line]:
    found = apart("heartbeat", "window", large_book(invoices, 2_000), workbook(rows), home=folder() / "home")
    return [Line(f"longest gap of the window: {name}", gap, None, _GOAL) for name, gap in found.items()]


if __name__ == "__main__":
    answer({"window": window})
