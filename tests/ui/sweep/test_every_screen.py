"""Every page and dialog of the demo in the smallest window: controls have names, words and figures are not cut."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("language", "size"), [("zh", 100), ("en", 100)])
def test_nothing_is_cut_and_everything_has_a_name(language: str, size: int) -> None:
    """In a process of its own, since it is a whole program with its own theme and letters."""
    run = subprocess.run([sys.executable, str(Path(__file__).with_name("sweep.py")), language, str(size)],
                         env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "qt.qpa.*=false"},
                         capture_output=True, text=True, encoding="utf-8", timeout=600, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
