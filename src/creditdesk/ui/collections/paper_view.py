"""The pages of PDFs on screen: the very file, one page at a time, fitted to the width or enlarged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from creditdesk.i18n import _
from creditdesk.services import paper
from creditdesk.ui.printing import image_of
from creditdesk.ui.style.theme import active
from creditdesk.ui.widgets.controls import icon_button, label
from creditdesk.ui.widgets.empty_state import EmptyState
from creditdesk.ui.work import Progress, Work

MARGIN = 16
FIT = 0.0
ZOOMS = (FIT, 0.75, 1.0, 1.5, 2.0, 3.0)
_SCREEN_DPI = 96
SHARP = 1.6  # pixels a point from which text needs no help


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: which of the files, which page of it, its size in points."""

    file: int
    page: int
    width: float
    height: float


def drawn(pdf: bytes, page: int, scale: float) -> QImage:
    """A page as an image; small ones are drawn twice as large first, for their hairlines would look bold otherwise."""
    times = 2 if scale < SHARP else 1
    picture = image_of(paper.page_picture(pdf, page, scale * times))
    return picture if times == 1 else picture.scaled(
        picture.size() / times, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


class PageCanvas(QWidget):
    """One page, white in every theme, with a line around it."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None

    def set_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    @property
    def image(self) -> QImage | None:
        """What is drawn; None while a page is on its way."""
        return self._image

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._image is not None:
            painter.drawImage(self.rect(), self._image)
        painter.setPen(active().colour("line2"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class PaperView(QWidget):
    """`show_files` shows PDFs one after another, `say` words instead. Page Up and Down turn, + and − zoom, 0 fits."""

    turned = Signal(int, int)  # page shown (from 1), pages

    def __init__(self, work: Work, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._files: tuple[bytes, ...] = ()
        self._sheets: list[Sheet] = []
        self._at, self._zoom = 0, FIT
        self._name = name
        self.canvas = PageCanvas()
        self.area = QScrollArea()
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setWidget(self.canvas)
        self.area.setAccessibleName(name)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.area.setContentsMargins(0, 0, 0, 0)
        self.area.setViewportMargins(MARGIN - 6, 10, MARGIN - 6, 10)
        self.area.installEventFilter(self)
        self.empty = EmptyState("file-text", _("No letter to show"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.area)
        self._later = QTimer(self, singleShot=True, interval=80)
        self._later.timeout.connect(self._draw)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._bar())
        box.addWidget(self._stack, 1)
        self._tell()

    def _bar(self) -> QHBoxLayout:
        self.back, self.forward = icon_button("caret-left", _("Previous page")), icon_button("caret-right", _("Next page"))
        self.smaller, self.larger = icon_button("minus", _("Smaller")), icon_button("plus", _("Larger"))
        self.fit = icon_button("file-text", _("Fit the width"))
        self._page_words, self._zoom_words = label("", "mut"), label("", "mut")
        self._page_words.setMinimumWidth(36)
        self._page_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.back.clicked.connect(lambda: self.turn(-1))
        self.forward.clicked.connect(lambda: self.turn(1))
        self.smaller.clicked.connect(lambda: self.zoom(-1))
        self.larger.clicked.connect(lambda: self.zoom(1))
        self.fit.clicked.connect(lambda: self.zoom(0))
        row = QHBoxLayout()
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(2)
        for part in (self.back, self._page_words, self.forward):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.smaller, self._zoom_words, self.larger, self.fit):
            row.addWidget(part)
        return row

    @property
    def files(self) -> tuple[bytes, ...]:
        """The PDFs shown; () while there are only words."""
        return self._files

    @property
    def page(self) -> int:
        """The page shown, from 1; 0 without any."""
        return self._at + 1 if self._sheets else 0

    @property
    def pages(self) -> int:
        return len(self._sheets)

    def say(self, title: str, hint: str = "", icon_name: str = "file-text") -> None:
        """Words where the page would stand."""
        self._files, self._sheets, self._at = (), [], 0
        self.canvas.set_image(None)
        self.empty.set_words(icon_name, title, hint)
        self._stack.setCurrentWidget(self.empty)
        self._tell()

    def show_files(self, files: Sequence[bytes]) -> None:
        """Show PDFs from their first page on; the pages are counted and drawn in the worker."""
        wanted = tuple(files)

        def job(_progress: Progress) -> list[Sheet]:
            return [Sheet(place, page, *size) for place, pdf in enumerate(wanted)
                    for page, size in enumerate(paper.page_sizes(pdf), 1)]

        self._work.read(job, lambda sheets: self._counted(wanted, sheets), group=(id(self), "pages"))

    def _counted(self, files: tuple[bytes, ...], sheets: list[Sheet]) -> None:
        self._files, self._sheets, self._at = files, sheets, 0
        self.canvas.set_image(None)
        self._stack.setCurrentWidget(self.area)
        self._tell()
        self._draw()

    def turn(self, step: int) -> None:
        """The next or an earlier page."""
        at = max(0, min(len(self._sheets) - 1, self._at + step))
        if at != self._at:
            self._at = at
            self.area.verticalScrollBar().setValue(0)
            self._tell()
            self._draw()

    def zoom(self, step: int) -> None:
        """Larger (1), smaller (−1) or fitted to the width (0)."""
        if not step:
            self._zoom = FIT
        else:
            now = self._zoom or self._fitted()
            steps = [value for value in ZOOMS[1:] if (value > now + 0.01 if step > 0 else value < now - 0.01)]
            self._zoom = (min(steps) if step > 0 else max(steps)) if steps else self._zoom
        self._tell()
        self._draw()

    def _fitted(self) -> float:
        """The zoom at which the page is as wide as the view."""
        if not self._sheets:
            return 1.0
        # the upright bar may come or go with the page: its room is left free, or the page would need a second one
        room = max(120, self.area.width() - 2 * (MARGIN - 6) - self.area.verticalScrollBar().sizeHint().width() - 2)
        return min(2.0, room / (self._sheets[self._at].width / 72 * _SCREEN_DPI))

    def _draw(self) -> None:
        if not self._sheets:
            return
        sheet = self._sheets[self._at]
        zoom = self._zoom or self._fitted()
        ratio, scale = self.devicePixelRatioF(), zoom * _SCREEN_DPI / 72
        self.canvas.setFixedSize(QSize(round(sheet.width * scale), round(sheet.height * scale)))
        pdf = self._files[sheet.file]
        self._work.read(lambda _progress: drawn(pdf, sheet.page, scale * ratio), self.canvas.set_image,
                        group=(id(self), "picture"))
        self._zoom_words.setText(f"{round(zoom * 100)}%")

    def _tell(self) -> None:
        self._page_words.setText(f"{self.page} / {self.pages}" if self._sheets else "")
        for part, wanted in ((self.back, self._at > 0), (self.forward, self._at < len(self._sheets) - 1),
                             (self.smaller, bool(self._sheets)), (self.larger, bool(self._sheets)),
                             (self.fit, bool(self._sheets))):
            part.setEnabled(wanted)
        if not self._sheets:
            self._zoom_words.setText("")
        self.area.setAccessibleDescription(_("Page {page} of {pages}").format(page=self.page, pages=self.pages))
        self.turned.emit(self.page, self.pages)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.area and event.type() == QEvent.Type.Resize and self._zoom == FIT:
            self._later.start()
        if watched is self.area and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}
        if event.key() in turns:
            self.turn(turns[Qt.Key(event.key())])
        elif event.key() in zooms:
            self.zoom(zooms[Qt.Key(event.key())])
        else:
            return False
        return True
