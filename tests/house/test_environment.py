"""What `make` says on a computer that lacks Qt's system libraries: installed as root, else one command to run."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about Debian and Ubuntu")


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/setup_environment.py, run by a Python that has everything."""
    spec = importlib.util.spec_from_file_location("setup_environment", ROOT / "packaging" / "setup_environment.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    return module


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], Path]:
    """A computer on which `missing` is not found by the linker; `user` 0 is root. Answers what apt-get was told."""

    def made(missing: str, user: int) -> Path:
        told = tmp_path / "apt-get.txt"
        for name, text in {
            "ldd": f"[ -e '{told}' ] || echo '	{missing} => not found'", "dpkg-query": "exit 1",
            "apt-get": f'echo "$@" >> \'{told}\'',
        }.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setattr(os, "geteuid", lambda: user)
        return told

    return made


def test_root_has_them_installed(script: ModuleType, system: Callable[[str, int], Path],
                                 capsys: pytest.CaptureFixture[str]) -> None:
    told = system("libEGL.so.1", 0)
    script.system_libraries()
    assert "install -y -qq --no-install-recommends libegl1" in told.read_text(encoding="utf-8")
    assert "libEGL.so.1" in capsys.readouterr().out


def test_others_are_told_the_one_command(script: ModuleType, system: Callable[[str, int], Path]) -> None:
    told = system("libEGL.so.1", 1000)
    with pytest.raises(SystemExit) as ended:
        script.system_libraries()
    assert "sudo apt-get install -y --no-install-recommends libegl1 " in str(ended.value)
    assert "libxcb-cursor0" in str(ended.value)
    assert not told.exists()
