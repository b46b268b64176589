"""The one face our PDFs are set in: the system's Song or FangSong, else the Noto Sans SC of the zhplot package.

ReportLab takes TrueType outlines only; a face with other outlines is passed over (ARCHITECTURE, Fonts).
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from creditdesk.domain.errors import FileError, N_

#: what a letter cannot do without; a face lacking one of these is no face for letters
PROBE = "云圆零壹贰叁肆伍陆柒捌玖拾佰仟万亿角分整年月日（）：，。□—0123456789,.-AZaz"
SYSTEM_FILES = ("simsun.ttc", "simsun.ttf", "simfang.ttf", "stsong.ttf", "stfangso.ttf", "songti.ttc", "uming.ttc",
                "notoserifsc-regular.ttf", "notoserifcjksc-regular.ttf", "simsong.ttf", "fzssjw.ttf")
_APOSTROPHE = re.compile(r"(?<=[A-Za-zÀ-ÿ])’")
#: faces that lend what ours lacks: rare Han, Korean, Thai, Indian and Arabic letters, other Latin
LENDERS = ("simsunb.ttf", "simsunextg.ttf", "msyh.ttc", "malgun.ttf", "applegothic.ttf", "nanumgothic.ttf", "leelawui.ttf",
           "nirmala.ttf", "seguisym.ttf", "segoeui.ttf", "arial unicode.ttf", "arialuni.ttf", "arial.ttf", "hanaminb.ttf",
           "droidsansfallbackfull.ttf", "wqy-microhei.ttc", "notosans-regular.ttf", "freesans.ttf", "dejavusans.ttf")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
GETA = "〓"  # what typesetters put where a character is wanting
_PICTOGRAPHS = re.compile("[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff]+|.", re.DOTALL)
_STAND_INS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "})


def system_directories() -> tuple[Path, ...]:
    """Where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
                home / "AppData/Local/Microsoft/Windows/Fonts")
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) / "fonts" if data else home / ".local/share/fonts", home / ".fonts",
            Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def candidates(directories: Iterable[Path] | None = None) -> list[Path]:
    """Song and FangSong files of the system in the order of preference, then the packaged face."""
    found: dict[str, Path] = {}
    for directory in system_directories() if directories is None else directories:
        for folder, _, names in os.walk(directory):
            for name in names:
                if name.lower() in SYSTEM_FILES:
                    found.setdefault(name.lower(), Path(folder) / name)
    ordered = [found[name] for name in SYSTEM_FILES if name in found]
    packaged = packaged_face()
    return [*ordered, packaged] if packaged else ordered


def packaged_face() -> Path | None:
    """Noto Sans SC (OFL) from the zhplot package, which is not imported."""
    return _inside("zhplot", "fonts/NotoSansSC-Regular.ttf")


def _inside(package: str, path: str) -> Path | None:
    """A file of an installed package, which is not imported."""
    spec = importlib.util.find_spec(package)
    places = [Path(folder) / path for folder in (spec.submodule_search_locations or ())] if spec else []
    return next((place for place in places if place.is_file()), None)


class Face:
    """A registered face and those that lend it missing characters; widths are remembered.

    `more` finds further faces, asked once and only when a character is met that none of the known ones has.
    """

    def __init__(self, font: Any, spares: Sequence[Any] = (), more: Callable[[], list[Any]] | None = None) -> None:
        self.name: str = font.fontName
        self._widths: dict[int, float] = font.face.charWidths
        self._usual: float = font.face.defaultWidth
        self._spares = [(spare.fontName, spare.face.charWidths) for spare in spares]
        self._more = more
        self._prepared = lru_cache(maxsize=20000)(self._prepare)

    def runs(self, text: str) -> tuple[tuple[tuple[str, str], ...], float]:
        """(font name, text) runs and the width in thousandths of the font size."""
        return self._prepared(text)

    def width(self, text: str, size: float) -> float:
        """Width in points."""
        return self._prepared(text)[1] * size / 1000

    def _prepare(self, text: str) -> tuple[tuple[tuple[str, str], ...], float]:
        widths = self._widths
        if "’" in text:  # a Chinese face draws it a whole square wide
            text = _APOSTROPHE.sub("'", text)
        try:
            return ((self.name, text),), sum([widths[ord(c)] for c in text])
        except KeyError:
            return self._mixed(text)

    def _mixed(self, text: str) -> tuple[tuple[tuple[str, str], ...], float]:
        """Characters the face lacks come from a face that has them; what nobody has is set as 〓, never as an empty box."""
        runs: list[tuple[str, str]] = []
        total = 0.0
        for part in _WORD.findall(unicodedata.normalize("NFC", text)):
            for name, shown, width in self._word(part) or [piece for c in part for piece in self._found(c)]:
                total += width
                if runs and runs[-1][0] == name:
                    runs[-1] = (name, runs[-1][1] + shown)
                else:
                    runs.append((name, shown))
        return tuple(runs), total

    def _word(self, word: str) -> list[tuple[str, str, float]]:
        """A word of letters some of which the face lacks, from one face that has them all; empty where none has."""
        if len(word) == 1 or all(ord(c) in self._widths for c in word):
            return []
        self._lent(next(c for c in word if ord(c) not in self._widths))
        return next(([(name, word, sum(widths[ord(c)] for c in word))] for name, widths in self._spares
                     if all(ord(c) in widths for c in word)), [])

    def _found(self, character: str) -> list[tuple[str, str, float]]:
        """(font name, what is printed, width) for one character; empty for what has no print (joiners, emoji)."""
        if ord(character) not in self._widths:
            character = character.translate(_STAND_INS)
        if (width := self._widths.get(ord(character))) is not None:
            return [(self.name, character, width)]
        if unicodedata.category(character) in _UNSEEN or "\ufe00" <= character <= "\ufe0f":
            return []
        if (lent := self._lent(character)) is not None:
            return [lent]
        if _PICTOGRAPHS.match(character):  # a letter is the better for being without it
            return []
        plain = unicodedata.normalize("NFKC", character)
        shown = plain if all(ord(c) in self._widths for c in plain) else GETA
        return [(self.name, c, self._widths.get(ord(c), self._usual)) for c in shown]

    def _lent(self, character: str) -> tuple[str, str, float] | None:
        code = ord(character)
        for name, widths in self._spares:
            if code in widths:
                return name, character, widths[code]
        if self._more is None:
            return None
        more, self._more = self._more, None
        self._spares += [(font.fontName, font.face.charWidths) for font in more()]
        return self._lent(character)


def load_face(paths: Iterable[Path] | None = None) -> Face:
    """The first usable face, registered with ReportLab under its file's name; FileError `no_font`."""
    from reportlab.pdfbase import pdfmetrics

    fonts: list[Any] = []
    for path in candidates() if paths is None else paths:
        font = _try(path)
        if font is not None and (fonts or all(ord(c) in font.face.charWidths for c in PROBE)):
            fonts.append(font)
            pdfmetrics.registerFont(font)
        if len(fonts) == 2:
            break
    if not fonts:
        raise FileError(N_("No Chinese font for printing was found. Install the program again, or install SimSun."),
                        code="no_font")
    return Face(fonts[0], fonts[1:], _lenders)


def _lenders() -> list[Any]:
    """The packaged face of Latin, Greek, Cyrillic and signs, then this system's faces of other scripts, registered."""
    from reportlab.pdfbase import pdfmetrics

    found: dict[str, Path] = {}
    for directory in system_directories():
        for folder, _, names in os.walk(directory):
            for name in names:
                if name.lower() in LENDERS:
                    found.setdefault(name.lower(), Path(folder) / name)
    paths = [_inside("matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf"), *(found.get(name) for name in LENDERS)]
    fonts = [font for path in paths if path is not None and (font := _try(path)) is not None]
    for font in fonts:
        pdfmetrics.registerFont(font)
    return fonts


def _try(path: Path) -> Any | None:
    """The face in `path`, or None where ReportLab cannot embed it."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        return TTFont(f"CD-{path.stem}", str(path))
    except (TTFError, OSError, KeyError, ValueError):
        return None


@lru_cache(maxsize=1)
def default_face() -> Face:
    """The face of this machine, loaded once per process (about 0.1 s)."""
    return load_face()
