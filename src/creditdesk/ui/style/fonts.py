"""The screen's typeface: the system's own Chinese face, else the bundled Noto Sans SC; figures of equal width."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

CHINESE = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC")
# English comes first in English, so that apostrophes are not full width (DESIGN 2, Type).
ENGLISH = ("Segoe UI", "SF Pro Text", "Inter")
BUNDLED = "Noto Sans SC"
ICONS = "Phosphor"


def _packaged(package: str, path: str) -> Path | None:
    """A data file of an installed package, found without importing the package."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return next((file for place in places if (file := Path(place) / path).is_file()), None)


def load_fonts() -> frozenset[str]:
    """Make the icon face and, where the system has no Chinese face, the bundled one known to Qt; returns the known faces.

    Repeating is harmless.
    """
    known = set(QFontDatabase.families())
    if ICONS not in known and (icons := _packaged("qtawesome", "fonts/phosphor-1.3.0.ttf")):
        known.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(icons))))
    if known.isdisjoint(CHINESE) and (chinese := _packaged("zhplot", "fonts/NotoSansSC-Regular.ttf")):
        known.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(chinese))))
    return frozenset(known)


def families(language: str, known: frozenset[str]) -> list[str]:
    """The faces to use that exist here: a missing first family costs Qt 50 ms and a warning."""
    wanted = (*ENGLISH, *CHINESE) if language == "en" else (*CHINESE, *ENGLISH)
    return [name for name in wanted if name in known] or [QFont().family()]


def bold_weight(names: list[str]) -> int:
    """600; 700 for the bundled face, which has no bold cut: Qt thickens strokes from 700 on."""
    return 700 if names[0] == BUNDLED else 600


def screen_font(names: list[str], pixels: int, *, bold: bool = False) -> QFont:
    """A face at `pixels` with tabular digits, weight 400 or `bold_weight`."""
    font = QFont(names)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(bold_weight(names)) if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
