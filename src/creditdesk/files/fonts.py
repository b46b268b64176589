"""The one face our PDFs are set in: the system's Song or FangSong, else the Noto Sans SC of the zhplot package.

ReportLab takes TrueType outlines only; a face with other outlines is passed over (ARCHITECTURE, Fonts).
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from creditdesk.domain.errors import FileError, N_

#: what a letter cannot do without; a face lacking one of these is no face for letters
PROBE = "云圆零壹贰叁肆伍陆柒捌玖拾佰仟万亿角分整年月日（）：，。□—0123456789,.-AZaz"
SYSTEM_FILES = ("simsun.ttc", "simsun.ttf", "simfang.ttf", "stsong.ttf", "stfangso.ttf", "songti.ttc", "uming.ttc",
                "notoserifsc-regular.ttf", "notoserifcjksc-regular.ttf", "simsong.ttf", "fzssjw.ttf")
_APOSTROPHE = re.compile(r"(?<=[A-Za-zÀ-ÿ])’")
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
    spec = importlib.util.find_spec("zhplot")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    return None


class Face:
    """A registered face and the one that lends it missing characters; widths are remembered."""

    def __init__(self, font: Any, spare: Any | None) -> None:
        self.name: str = font.fontName
        self._widths: dict[int, float] = font.face.charWidths
        self._usual: float = font.face.defaultWidth
        self._spare_name: str = spare.fontName if spare else ""
        self._spare_widths: dict[int, float] = spare.face.charWidths if spare else {}
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
        """Characters the face lacks come from the spare face; those nobody has stay as the face's empty box."""
        runs: list[tuple[str, str]] = []
        total = 0.0
        for character in text:
            if ord(character) not in self._widths:
                character = character.translate(_STAND_INS)
            code, name = ord(character), self.name
            if code not in self._widths and code in self._spare_widths:
                name, total = self._spare_name, total + self._spare_widths[code]
            else:
                total += self._widths.get(code, self._usual)
            if runs and runs[-1][0] == name:
                runs[-1] = (name, runs[-1][1] + character)
            else:
                runs.append((name, character))
        return tuple(runs), total


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
    return Face(fonts[0], fonts[1] if len(fonts) > 1 else None)


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
