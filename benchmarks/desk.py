"""The program's window on a book, in a process of its own: act, wait until it rests, say how long its thread was ever held."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from .beat import Beat

#: rounds of events with nothing to do after which the window is taken to rest
_ROUNDS = 30


class Desk:
    """Opens `book` as the program does; leaving the block closes both."""

    def __init__(self, book: Path, day: date) -> None:
        from PySide6.QtWidgets import QApplication

        from creditdesk import app as program_module
        self.app = QApplication([])
        self.program: Any = program_module.Program(self.app, program_module.person_settings(), program_module.start_log(
            program_module.log_dir()), day=lambda: day)
        self.program.show(book)
        self.beat = Beat()
        self.settle()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.program.window.close()
        while self.program.window.isVisible():
            self.app.processEvents()

    def settle(self, rounds: int = _ROUNDS) -> None:
        """Let the window work until it rests."""
        quiet = 0
        while quiet < rounds:
            self.app.processEvents()
            quiet = quiet + 1 if self.program.work.idle and self.program.books.session else 0
            time.sleep(0.002)

    def held(self, act: Callable[[], object]) -> float:
        """ms the window's thread was held at most, from the act until it rests again."""
        self.beat.start()
        act()
        self.settle()
        return self.beat.stop()

    def page(self, key: str, **args: object) -> Any:
        """Show a page and wait for it."""
        self.program.window.navigate(key, **args)
        self.settle()
        return self.program.window.page(key)
