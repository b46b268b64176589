"""The window. PySide6 belongs here and nowhere below."""

import sys
from types import ModuleType

import PySide6.QtCore  # noqa: F401


def _spare_reading_sources() -> None:
    """PySide reads the source of every module imported after it, to see whether it may ask for other names of Qt's methods.

    None does, and reading them all costs the start a tenth of its time: its question is answered without reading. Where
    another PySide asks differently it goes on reading.
    """
    feature = sys.modules.get("shibokensupport.feature")

    def uses_pyside(module: ModuleType) -> bool:
        return module.__name__.startswith("creditdesk.")

    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = uses_pyside  # type: ignore[union-attr]


_spare_reading_sources()
