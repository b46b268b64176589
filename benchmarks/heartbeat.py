"""How long the window is ever kept from answering: a large book, its aging, an import checked, written, undone, letters issued."""

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
from .letters import book_of_letters
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


def letters(path: str) -> dict[str, Any]:
    """The same while letters are issued from the dialog."""
    from creditdesk.services.collections.letter_plan import LetterRequest
    from creditdesk.ui.collections.issue_dialog import IssueDialog

    from .desk import Desk
    home = Path(tempfile.mkdtemp())
    with Desk(Path(shutil.copy(path, home / "letters.creditdesk")), AS_OF) as desk:
        issued: list[Any] = []
        dialog = IssueDialog(desk.program.desk(), LetterRequest(AS_OF), desk.program.window, done=issued.append)
        dialog.folder.setText(str(home))
        dialog.open()
        desk.settle()
        held = desk.held(dialog.primary_button.click)
        if not issued:
            raise RuntimeError("no letter was issued")
    shutil.rmtree(home)
    return {f"issuing {len(issued[0].run.letters):,} letters": held}


def run(invoices: int = 100_000, rows: int = 100_000, letters: int = 1_000) -> list[Line]:
    home = folder() / "home"
    found = apart("heartbeat", "window", large_book(invoices, 2_000), workbook(rows), home=home)
    found |= apart("heartbeat", "letters", book_of_letters(letters), home=home)
    return [Line(f"longest gap of the window: {name}", gap, None, _GOAL) for name, gap in found.items()]


if __name__ == "__main__":
    answer({"window": window, "letters": letters})
