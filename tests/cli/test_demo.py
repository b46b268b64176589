"""`demo` writes pictures of every screen, letters and workbooks, and leaves nothing of the person's own behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

#: pages every book has; those of credit come and go with the window
SCREENS = {"first-run", "dashboard", "customers", "invoices", "batch-entry", "receipts", "collections", "aging", "key-figures",
           "import", "import-checked", "settings", "keys", "palette", "dashboard-small", "collections-small",
           "contact", "merge", "statement", "financial-statement", "new-invoice", "letters-batch", "scoring-result", "limit",
           "order-check", "sign-in", "policy"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """One demo in a process of its own, as `make run` starts it: the folder, the answer, what stood on standard error."""
    import json

    out, home = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("home")
    environment = {**os.environ, "CREDITDESK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run([sys.executable, "-m", "creditdesk", "demo", "--out", str(out), "--only", "zh-light", "--json"],
                         env=environment, capture_output=True, text=True, encoding="utf-8", timeout=400, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert not [path for path in home.rglob("*") if path.is_file()]
    return out, json.loads(run.stdout), run.stderr


def test_it_ends_clean(demo: tuple[Path, dict[str, Any], str]) -> None:
    assert demo[2] == ""


def test_every_screen_has_a_picture_that_is_not_blank(demo: tuple[Path, dict[str, Any], str]) -> None:
    out, data, _err = demo
    names = {Path(name).stem.removesuffix("-zh-light") for name in data["pictures"]}
    assert names >= SCREENS
    for name in data["pictures"]:
        with Image.open(out / name) as picture:
            small = "-small-" in name
            assert picture.size == ((1280, 720) if small else (1440, 900)), name
            # A window without a page is its frame alone; text and lines bring far more shades.
            assert len(picture.convert("L").crop((300, 100, 1200, 700)).getcolors(256)) > 20, name


def test_letters_and_workbooks_open(demo: tuple[Path, dict[str, Any], str]) -> None:
    from openpyxl import load_workbook

    out, data, _err = demo
    assert len(data["letters"]) >= 3 and len(data["workbooks"]) >= 3
    assert any("one-file" in name for name in data["letters"])
    for name in data["letters"]:
        assert PdfReader(out / name).pages[0].extract_text().strip(), name
    for name in data["workbooks"]:
        sheet = load_workbook(out / name).worksheets[0]
        assert sheet.max_row > 3, name


def test_an_unknown_look_is_refused(run: Callable[..., Any], tmp_path: Path) -> None:
    found = run("demo", "--out", tmp_path / "out", "--only", "fr-light", "--json")
    assert (found.code, found.data["error"]["code"]) == (2, "bad_value")
    assert not (tmp_path / "out").exists()
