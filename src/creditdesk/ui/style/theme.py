"""The look: Fusion, a QPalette and one application style sheet, swapped together; light, dark or as the system says."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from creditdesk.paths import resource
from creditdesk.ui.style import fonts

Choice = Literal["system", "light", "dark"]
SCALES = range(90, 131)
STYLE_VARIABLE = "QT_STYLE_OVERRIDE"
_PROPERTY = "creditdesk_theme"
_ROLES = QPalette.ColorRole
# Which colour of the palette stands in for a token where the system asks for high contrast.
_CONTRAST = {
    "win": _ROLES.Window, "rail": _ROLES.Window, "surface": _ROLES.Base, "sunken": _ROLES.AlternateBase, "line": _ROLES.Mid,
    "line2": _ROLES.Text, "ctl": _ROLES.Text, "acc": _ROLES.Highlight, "acch": _ROLES.Highlight,
    "onacc": _ROLES.HighlightedText, "tint": _ROLES.Base, "tintl": _ROLES.Text, "sel": _ROLES.Base, "hover": _ROLES.Base,
    "track": _ROLES.Mid, "tip": _ROLES.ToolTipBase, "tipt": _ROLES.ToolTipText, "tipacc": _ROLES.ToolTipText,
}
_COLOURED = re.compile(r"a\d|g[A-E]|tag_\w+")


def before_application() -> None:
    """Call before making the QApplication: pixel ratios as they are, and Fusion chosen by Qt itself.

    Naming the style to Qt saves loading the Python side of QStyle, a tenth of a bare window's start.
    """
    os.environ[STYLE_VARIABLE] = "Fusion"
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)


class Theme(QObject):
    """One look for the whole program; `changed` tells painted widgets and icons to draw again."""

    changed = Signal()

    def __init__(self, app: QApplication, *, choice: Choice = "system", scale: int = 100, language: str = "zh",
                 folder: Path | None = None) -> None:
        """`scale` is the person's text size in percent (90–130); `folder` holds tokens.json and the template."""
        super().__init__(app)
        self._app = app
        self._folder = folder or resource("style")
        self._tokens = json.loads((self._folder / "tokens.json").read_text("utf-8"))
        self._template = (self._folder / "creditdesk.qss.in").read_text("utf-8")
        self._choice, self._scale, self._language = choice, scale, language
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, bool], QFont] = {}
        self._names: list[str] = []
        self._applying = self._contrast = False
        app.setProperty(_PROPERTY, self)
        if os.environ.get(STYLE_VARIABLE, "").lower() != "fusion":
            app.setStyle("Fusion")
        self._known = fonts.load_fonts()
        # Both are kept: PySide lets go of what hangs on a wrapper that is let go of.
        self._hints = app.styleHints()
        self._access = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._system_changed)
        self._access.contrastPreferenceChanged.connect(self._system_changed)
        self.apply()

    @property
    def dark(self) -> bool:
        """Whether the dark colours are shown now."""
        if self._choice == "system":
            return self._hints.colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    @property
    def high_contrast(self) -> bool:
        """Whether the system asks for more contrast; then its own palette is kept and no style sheet is used."""
        return self._contrast

    @property
    def choice(self) -> Choice:
        return self._choice

    @property
    def scale(self) -> int:
        """Text size in percent."""
        return self._scale

    @property
    def language(self) -> str:
        return self._language

    def set_choice(self, choice: Choice) -> None:
        """Light, dark or as the system."""
        self._wear(choice, self._scale, self._language)

    def set_scale(self, percent: int) -> None:
        """Text size in percent, kept within 90–130; row heights follow."""
        self._wear(self._choice, max(SCALES.start, min(SCALES.stop - 1, percent)), self._language)

    def set_language(self, language: str) -> None:
        """Choose the faces for "zh" or "en"."""
        self._wear(self._choice, self._scale, language)

    def _wear(self, choice: Choice, scale: int, language: str) -> None:
        """Dressing every widget anew takes its time: only when something is different."""
        if (choice, scale, language) != (self._choice, self._scale, self._language):
            self._choice, self._scale, self._language = choice, scale, language
            self.apply()

    def apply(self) -> None:
        """Set style hints, palette, font and style sheet anew and tell everyone."""
        self._applying = True
        wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        self._hints.setColorScheme(wanted[self._choice])
        self._contrast = self._access.contrastPreference() == Qt.ContrastPreference.HighContrast
        self._applying = False
        self._colours.clear()
        self._fonts.clear()
        self._names = fonts.families(self._language, self._known)
        self._app.setFont(self.font())
        if self.high_contrast:
            self._app.setPalette(self._app.style().standardPalette())
            self._app.setStyleSheet("")
        else:
            self._app.setPalette(self._palette())
            self._app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def colour(self, token: str) -> QColor:
        """The colour of a token of tokens.json in the present theme; KeyError for an unknown one."""
        found = self._colours.get(token)
        if found is None:
            found = QColor(self._tokens["dark" if self.dark else "light"][token])
            if self.high_contrast and not _COLOURED.match(token):
                found = self._app.palette().color(_CONTRAST.get(token, _ROLES.Text))
            self._colours[token] = found
        return QColor(found)  # a copy: colours are mutable, and callers set their alpha

    def px(self, size: int) -> int:
        """`size` in px times the person's text size: for fonts and the heights of rows and controls."""
        return round(size * self._scale / 100)

    def size(self, name: str) -> int:
        """A height or width of tokens.json ("row", "header", "nav" …) times the text size."""
        return self.px(int(self._tokens["size"][name]))

    def font(self, size: int = 13, *, bold: bool = False) -> QFont:
        """The screen's face at `size` px times the text size, with tabular digits."""
        found = self._fonts.get((size, bold))
        if found is None:
            found = self._fonts[size, bold] = fonts.screen_font(self._names, self.px(size), bold=bold)
        return found

    def style_sheet(self) -> str:
        """The template with the present colours and text size."""
        mode = "dark" if self.dark else "light"
        words = {**self._tokens[mode], "mode": mode, "folder": self._folder.as_posix(),
                 "chip": f"{self.px(24) // 2}px", "bold": fonts.bold_weight(self._names)}
        sized = re.sub(r"(\d+)sp\b", lambda match: f"{self.px(int(match[1]))}px", self._template)
        return re.sub(r"@([A-Za-z]\w*)", lambda match: str(words[match[1]]), sized)

    def _palette(self) -> QPalette:
        palette = QPalette()
        pairs = {
            _ROLES.Window: "win", _ROLES.WindowText: "t1", _ROLES.Base: "surface", _ROLES.AlternateBase: "sunken",
            _ROLES.Text: "t1", _ROLES.Button: "surface", _ROLES.ButtonText: "t1", _ROLES.Highlight: "acc",
            _ROLES.HighlightedText: "onacc", _ROLES.ToolTipBase: "tip", _ROLES.ToolTipText: "tipt",
            _ROLES.PlaceholderText: "t3", _ROLES.Link: "acc", _ROLES.LinkVisited: "acc", _ROLES.Mid: "line2",
            _ROLES.Midlight: "line", _ROLES.Dark: "ctl", _ROLES.Light: "surface", _ROLES.Accent: "acc",
        }
        for role, token in pairs.items():
            palette.setColor(role, self.colour(token))
        for role in (_ROLES.Text, _ROLES.WindowText, _ROLES.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("t3"))
        return palette

    def _system_changed(self) -> None:
        if not self._applying:
            self.apply()


def active() -> Theme:
    """The theme of the running application; the first caller gets one made with the standard choices."""
    app = QCoreApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("there is no QApplication yet")
    theme = app.property(_PROPERTY)
    return theme if isinstance(theme, Theme) else Theme(app)


def kept_choice(settings: QSettings) -> Choice:
    """The look chosen last."""
    kept = str(settings.value("look/theme") or "system")
    return kept if kept in ("light", "dark") else "system"  # type: ignore[return-value]


def kept_scale(settings: QSettings) -> int:
    """The size of text chosen last (%)."""
    kept = str(settings.value("look/text_size") or "100")
    return int(kept) if kept.isdigit() else 100


def restyle(widget: QObject) -> None:
    """Let the style sheet see a changed dynamic property (`kind`, `tag`, `invalid`, `card` …)."""
    style = widget.style()  # type: ignore[attr-defined]
    style.unpolish(widget)
    style.polish(widget)
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
