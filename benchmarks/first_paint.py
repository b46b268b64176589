"""The processes that `startup` times. Nothing is imported here but what each of them starts with."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from .apart import answer, since_start

#: what a person who only looks at the dashboard never needs
HEAVY = ("matplotlib", "openpyxl", "reportlab", "numpy")


def bare() -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QLabel("CreditDesk"))
    window.resize(1440, 900)
    found: dict[str, Any] = {}

    def painted() -> None:
        found["painted"] = since_start()
        app.quit()

    watch = after_first_paint(window, painted)
    window.show()
    app.exec()
    del watch
    return found


def window(path: str, day: str) -> dict[str, Any]:
    """The program itself on a book, as `app.main` starts it, watched by a timer."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from creditdesk import app as program_module
    program_module.before_application()
    app = QApplication([])
    program = program_module.Program(app, program_module.person_settings(), program_module.start_log(
        program_module.log_dir()), day=lambda: date.fromisoformat(day))
    found: dict[str, Any] = {}
    from .beat import Beat
    beat = Beat()

    def painted() -> None:
        found["painted"] = since_start()

    def look() -> None:
        if "figures" not in found and _figures_shown(program.window):
            program.window.repaint()
            found["figures"] = since_start()
        if "figures" in found and _all_shown(program.window):
            program.window.repaint()
            found["all"] = since_start()
            found["gap"] = beat.longest
            found["heavy"] = [name for name in HEAVY if name in sys.modules]
            timer.stop()
            program.books.closed.connect(app.quit)
            program.window.close()

    watch = after_first_paint(program.window, painted)
    program.show(Path(path))
    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    beat.start()
    app.exec()
    del watch
    return found


def after_first_paint(window: Any, then: Callable[[], None]) -> Any:
    """Call `then` once the window and what lies in it have been painted for the first time; answers the event filter."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, then)
            return False

    watch = Watch()
    window.installEventFilter(watch)
    return watch


def _figures_shown(main_window: Any) -> bool:
    return main_window.current == "dashboard" and bool(main_window.page("dashboard").bars.accessibleDescription())


def _all_shown(main_window: Any) -> bool:
    """The cards that need a year of the ledger, and the largest debtors."""
    page = main_window.page("dashboard")
    return hasattr(page.debtors, "table") and page.debtors.model.rowCount() > 0 and page.cards["expected"].value not in ("", "—")


if __name__ == "__main__":
    answer({"bare": bare, "window": window})
