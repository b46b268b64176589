"""The real window on a screen that nobody sees: navigate, wait until it rests, take its picture."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

from PySide6.QtCore import (
    qInstallMessageHandler,
    QMessageLogContext,
    QObject,
    QPoint,
    QRect,
    QSettings,
    Qt,
    QTimer,
    QtMsgType,
)
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from creditdesk.app import Program
from creditdesk.demo.day import clock_of, PEOPLE
from creditdesk.ui.style.icons import paint_icon
from creditdesk.ui.style.theme import active, before_application, Choice
from creditdesk.ui.widgets.dialog import Dialog

#: the window rests when its worker has nothing to do, no timer of a search or layout (up to so many ms) runs, and so many
#: rounds of events brought nothing new
_SOON, _ROUNDS = 380, 4
#: Qt's quality of a PNG says how little it is compressed: most of the size for a quarter of the time
_LIGHTLY = 85
_PATIENCE = 30.0
#: dims the window behind a dialog as a desktop does
_SHADE = QColor(0, 0, 0, 70)
#: the strip above a dialog that a desktop draws (px)
_TITLE = 36


def _say(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """What Qt complains of; that a window nobody sees has no size hints is no news."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


class Stage:
    """One window for the whole demo. Everything that fails inside it ends the demo with RuntimeError."""

    def __init__(self, home: Path, day: date, language: str, theme: Choice) -> None:
        before_application()
        self.day = day
        qInstallMessageHandler(_say)
        found = QApplication.instance()
        self.app = found if isinstance(found, QApplication) else QApplication(["creditdesk"])
        self.settings = QSettings(str(home / "demo.ini"), QSettings.Format.IniFormat)
        self.settings.setValue("look/language", language)
        self.settings.setValue("look/theme", theme)
        self.settings.setValue("person/name", PEOPLE[language])
        self.program = Program(self.app, self.settings, home / "demo.log", clock=clock_of(day), day=lambda: day)
        self.window = self.program.window
        self._errors: list[object] = []
        self.program.work.failed.connect(self._errors.append)
        self.program.show(None)
        self.settle()

    # Where the window is

    def speak(self, language: str) -> None:
        self.program.choose_person(PEOPLE[language])
        if self.program.language != language:
            self.program.choose_language(language)
        self.settle()

    def wear(self, theme: Choice) -> None:
        """Light or dark from now on."""
        self.program.choose_theme(theme)
        self.settle()

    def resize(self, width: int, height: int) -> None:
        if (self.window.width(), self.window.height()) != (width, height):
            self.window.resize(width, height)
            self.settle()

    def open_book(self, path: Path) -> None:
        """Open a book and wait for its first page."""
        arrived: list[object] = []
        self.window.rail.setEnabled(True)
        self.program.books.opened.connect(arrived.append)
        self.program.books.open(path)
        self.settle()
        self.program.books.opened.disconnect(arrived.append)
        if not arrived:
            raise RuntimeError(f"{path.name} was not opened: {self.window.notices.shown}")

    def go(self, key: str, **args: object) -> None:
        """Show a page; RuntimeError where the page before does not let go."""
        if not self.window.navigate(key, **args):
            raise RuntimeError(f"{self.window.current} does not let go for {key}")
        self.settle()

    # Waiting

    def settle(self) -> None:
        """Let the window work until it rests; RuntimeError when it fails or does not rest within 30 s."""
        start, rounds = time.monotonic(), 0
        while rounds < _ROUNDS:
            busy = not self.program.work.idle
            self.app.processEvents()
            # what arrived in this round is laid out in the next one, however slow the machine
            busy = busy or not self.program.work.idle
            rounds = 0 if busy else rounds + 1
            wait = 3 if busy else self._soon() if rounds == _ROUNDS else 0
            if wait:
                time.sleep(wait / 1000)
                rounds = 0
            if self._errors:
                raise RuntimeError(f"{self.window.current or 'the window'}: {self._errors[0]!r}")
            if time.monotonic() - start > _PATIENCE:
                raise RuntimeError(f"{self.window.current or 'the window'} does not come to rest")

    def _soon(self) -> int:
        """In how many ms something happens by itself, 0 for nothing."""
        shown = [self.window.page(self.window.current)] if self.window.current else []
        roots: list[QObject] = [self.program, *shown, *self.dialogs()]
        running = [timer.remainingTime() for root in roots for timer in root.findChildren(QTimer)
                   if timer.isActive() and timer.isSingleShot() and timer.interval() <= _SOON]
        return max(1, min(running)) if running else 0

    # Pictures

    def dialogs(self) -> list[QDialog]:
        """The dialogs open over the window."""
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    def close_dialogs(self) -> None:
        """Close what lies over the window; a dialog that asks whether to throw away what was typed is told yes."""
        for _turn in range(3):
            over = self.dialogs()
            if not over:
                return
            over[-1].reject()
            for asked in self.dialogs():
                if asked not in over and isinstance(asked, Dialog):
                    asked.primary_button.click()
            self.settle()

    def picture(self, path: Path, *, dialogs: int = 0) -> None:
        """Write the window as PNG, with the `dialogs` expected over it; any other number is RuntimeError."""
        over = self.dialogs()
        if len(over) != dialogs:
            raise RuntimeError(f"{path.stem}: {len(over)} dialogs are open, not {dialogs}: "
                               + ", ".join(one.windowTitle() or type(one).__name__ for one in over))
        shot = self.window.grab()
        for dialog in over:
            self._lay_over(shot, dialog)
        if not shot.save(str(path), "PNG", _LIGHTLY):
            raise RuntimeError(f"{path} cannot be written")

    def _lay_over(self, shot: QPixmap, dialog: QDialog) -> None:
        """Draw a dialog where a desktop would show it: in the middle of the window, under its title; the palette where it stands."""
        painter = QPainter(shot)
        painter.fillRect(shot.rect(), _SHADE)
        if dialog.windowFlags() & Qt.WindowType.FramelessWindowHint:
            place = dialog.mapToGlobal(QPoint(0, 0)) - self.window.mapToGlobal(QPoint(0, 0))
            painter.drawPixmap(place, dialog.grab())
        else:
            size, whole = dialog.size(), self.window.size()
            left, top = (whole.width() - size.width()) // 2, max(0, (whole.height() - size.height() - _TITLE) // 2)
            self._draw_title(painter, QRect(left, top, size.width(), _TITLE), dialog.windowTitle())
            painter.drawPixmap(left, top + _TITLE, dialog.grab())
            painter.setPen(active().colour("line2"))
            painter.drawRect(left, top, size.width() - 1, size.height() + _TITLE - 1)
        painter.end()

    @staticmethod
    def _draw_title(painter: QPainter, strip: QRect, title: str) -> None:
        theme = active()
        painter.fillRect(strip, theme.colour("rail"))
        painter.setPen(theme.colour("t2"))
        painter.setFont(theme.font(13))
        painter.drawText(strip.adjusted(16, 0, -48, 0), Qt.AlignmentFlag.AlignVCenter, title)
        paint_icon(painter, QRect(strip.right() - 32, strip.top(), 16, strip.height()), "x", theme.colour("t2"), 14)

    # The end

    def close(self) -> None:
        """Close the book and the window and stop the worker."""
        for dialog in reversed(self.dialogs()):
            dialog.reject()
        start = time.monotonic()
        self.window.close()
        while self.window.isVisible() and time.monotonic() - start < _PATIENCE:
            self.app.processEvents()
            time.sleep(0.005)
        self.program.work.close()
        self.program.lock.watch(0)
        self.program.release()
        still = self.window.isVisible()
        self.window.hide()
        self.window.deleteLater()
        self.program.deleteLater()
        self.app.sendPostedEvents()
        self.app.processEvents()
        qInstallMessageHandler(None)
        if still:
            raise RuntimeError("the window does not close")
