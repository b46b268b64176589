"""Paper: sheets of placed text, rules and pictures, drawn onto a PDF.

Everything is laid out before anything is drawn, so that a page knows how many there are. Units are points from the
lower left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from creditdesk.domain.errors import Cancelled, FileError, N_

from .fonts import Face

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
LANDSCAPE = (A4[1], A4[0])
INK, SOFT, HAIR = 0.0, 0.38, 0.55
HEAD_FILL = 0.955

Progress = Callable[[int, int], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Span:
    """Text with its baseline at (x, y); `spread` is added after every character."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    grey: float = INK
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG or JPEG bytes fitted into a box."""

    data: bytes
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class Sheet:
    """One page. Rules are keyed by (line width, grey, dashed)."""

    size: tuple[float, float] = A4
    spans: list[Span] = field(default_factory=list)
    rules: dict[tuple[float, float, bool], list[tuple[float, float, float, float]]] = field(default_factory=dict)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    circles: list[tuple[float, float, float]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, width: float = 0.5, grey: float = HAIR,
             dashed: bool = False) -> None:
        self.rules.setdefault((width, grey, dashed), []).append((x1, y1, x2, y2))

    def box(self, x: float, y: float, width: float, height: float, grey: float = HAIR) -> None:
        """A frame with its lower left corner at (x, y)."""
        for x1, y1, x2, y2 in ((x, y, x + width, y), (x, y + height, x + width, y + height), (x, y, x, y + height),
                               (x + width, y, x + width, y + height)):
            self.rule(x1, y1, x2, y2, grey=grey)

    def write(self, face: Face, x: float, y: float, text: str, size: float, align: str = "left", *, bold: bool = False,
              grey: float = INK) -> None:
        """Text at x by its left edge, centre or right edge."""
        if align != "left":
            width = face.width(text, size)
            x -= width if align == "right" else width / 2
        self.spans.append(Span(x, y, text, size, bold, grey))


class Paper:
    """An open PDF onto which documents are drawn in turn; `images` keeps decoded pictures for the next PDF."""

    def __init__(self, target: Any, face: Face, title: str, author: str = "", images: dict[bytes, Any] | None = None
                 ) -> None:
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        rl_config.useA85 = 0  # plain binary streams: a fifth smaller and faster
        # invariant: the same letter gives the same bytes, and no clock is read
        self.canvas = Canvas(target, pagesize=A4, pageCompression=1, invariant=1, initialFontName=face.name)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author or "CreditDesk")
        self.canvas.setCreator("CreditDesk")
        self.face, self.pages, self._size = face, 0, A4
        self._images = {} if images is None else images

    def add(self, sheets: Sequence[Sheet]) -> tuple[int, int]:
        """Draw a document; (its first page counted from 1, its pages)."""
        first = self.pages + 1
        for sheet in sheets:
            if sheet.size != self._size:
                self._size = sheet.size
                self.canvas.setPageSize(sheet.size)
            self._draw(sheet)
            self.canvas.showPage()
        self.pages += len(sheets)
        return first, len(sheets)

    def save(self) -> None:
        self.canvas.save()

    def _draw(self, sheet: Sheet) -> None:
        canvas = self.canvas
        if sheet.fills:
            canvas.setFillGray(HEAD_FILL)
            for x, y, width, height in sheet.fills:
                canvas.rect(x, y, width, height, stroke=0, fill=1)
        for (width, grey, dashed), lines in sheet.rules.items():
            canvas.setLineWidth(width)
            canvas.setStrokeGray(grey)
            canvas.setDash([2, 2] if dashed else [])
            canvas.lines(lines)
        if sheet.circles:
            canvas.setDash([2, 3])
            canvas.setLineWidth(0.5)
            canvas.setStrokeGray(0.7)
            for x, y, radius in sheet.circles:
                canvas.circle(x, y, radius, stroke=1, fill=0)
        canvas.setDash([])
        for picture in sheet.pictures:
            self._picture(picture)
        self._text(sheet.spans)

    def _picture(self, picture: Picture) -> None:
        if picture.data not in self._images:
            self._images[picture.data] = read_picture(picture.data)
        self.canvas.drawImage(self._images[picture.data], picture.x, picture.y, picture.width, picture.height,
                              mask="auto", preserveAspectRatio=True, anchor="w")

    def _text(self, spans: Iterable[Span]) -> None:
        """One text object for each run of spans of the same weight and colour, in reading order."""
        text: Any = None
        look: tuple[bool, float, float] | None = None
        font: tuple[str, float] | None = None
        spread = 0.0
        for span in spans:
            now = (span.bold, span.grey, span.size if span.bold else 0.0)
            if now != look:
                self._finish(text, look, spread)
                text, look, font, spread = self._begin(span), now, None, 0.0
            text.setTextOrigin(span.x, span.y)
            if span.spread != spread:
                spread = span.spread
                text.setCharSpace(spread)
            for name, run in self.face.runs(span.text)[0]:
                if font != (name, span.size):
                    font = (name, span.size)
                    text.setFont(name, span.size)
                text.textOut(run)
        self._finish(text, look, spread)

    def _begin(self, span: Span) -> Any:
        canvas = self.canvas
        if span.bold:  # bold by stroke: the face has one weight. The mode outlives a text object unless restored
            canvas.saveState()
            canvas.setStrokeGray(span.grey)
            canvas.setLineWidth(span.size * 0.032)
        canvas.setFillGray(span.grey)
        text = canvas.beginText()
        if span.bold:
            text.setTextRenderMode(2)
        return text

    def _finish(self, text: Any, look: tuple[bool, float, float] | None, spread: float) -> None:
        if text is None or look is None:
            return
        if spread:
            text.setCharSpace(0)
        self.canvas.drawText(text)
        if look[0]:
            self.canvas.restoreState()


def read_picture(data: bytes) -> Any:
    """A PNG or JPEG for drawing, made smaller than 400 pixels; FileError `bad_logo`."""
    from PIL import Image, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader

    try:
        opened = Image.open(BytesIO(data))
        opened.load()
        image: Image.Image = opened
        if max(image.size) > 400:
            image = image.convert("RGBA")
            image.thumbnail((400, 400))
        return ImageReader(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise FileError(N_("The logo cannot be read. Choose a PNG or JPEG picture."), code="bad_logo",
                        field="logo") from error


@lru_cache(maxsize=4)
def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; FileError `bad_logo`."""
    width, height = read_picture(data).getSize()
    return int(width), int(height)


def check_stop(stopped: Stopped | None) -> None:
    """Cancelled, when the person asked to stop."""
    if stopped is not None and stopped():
        raise Cancelled
