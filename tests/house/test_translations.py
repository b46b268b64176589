"""The check that `make lint` runs finds what it is there for."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "translations.py"
HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
SAVE = 'msgid "Save"\nmsgstr "保存"\n\n'
OWES = 'msgid "{name} owes {amount}"\nmsgstr "{name} 欠 {amount}"\n\n'
LETTERS = 'msgid "{n} letter"\nmsgid_plural "{n} letters"\nmsgstr[0] "{n} 封信函"\n\n'
SOURCE = '_("Save")\n_("{name} owes {amount}")\nngettext("{n} letter", "{n} letters", 2)\n'


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    fragments = tmp_path / "zh"
    (tmp_path / "src").mkdir()
    fragments.mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "SOURCE", tmp_path / "src")
    monkeypatch.setattr(module, "FRAGMENTS", fragments)
    monkeypatch.setattr(module, "COMPILED", fragments / "LC_MESSAGES" / "creditdesk.mo")
    (tmp_path / "src" / "page.py").write_text(SOURCE, encoding="utf-8")
    return module


def write(script: ModuleType, **fragments: str) -> None:
    for name, entries in fragments.items():
        (script.FRAGMENTS / f"{name}.po").write_text(HEAD + entries, encoding="utf-8")


def test_complete_fragments_pass_once_compiled(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    write(script, a=SAVE + OWES, b=SAVE + LETTERS)
    assert script.main(["--check"]) == 1, "not compiled yet"
    assert "stale" in capsys.readouterr().out
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
    first = script.COMPILED.read_bytes()
    script.main([])
    assert script.COMPILED.read_bytes() == first


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (SAVE + OWES, "no Chinese for '{n} letter'"),
        (SAVE + OWES + LETTERS.replace("{n} 封", "封"), "lost placeholder n"),
        (SAVE + LETTERS + OWES.replace("欠 {amount}", "欠 {sum}"), "unknown placeholder sum"),
        (SAVE + OWES + LETTERS + SAVE.replace("保存", "存盘"), "'Save' is '存盘' here and '保存' in a.po"),
        (SAVE.replace("保存", "") + OWES + LETTERS, "not translated: 'Save'"),
        (SAVE + OWES + 'msgid "{n} letter"\nmsgstr "{n} 封信函"\n', "has a plural"),
    ],
)
def test_each_slip_is_named(
    script: ModuleType, entries: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(script, a=entries)
    script.main([])
    capsys.readouterr()
    assert script.main(["--check"]) == 1
    assert message in capsys.readouterr().out


def test_a_context_needs_its_own_translation(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    (script.SOURCE / "open.py").write_text('pgettext("invoice", "Open")\n_("Open")\n', encoding="utf-8")
    write(script, a=SAVE + OWES + LETTERS + 'msgid "Open"\nmsgstr "打开"\n')
    script.main([])
    assert script.main(["--check"]) == 1
    assert "no Chinese for 'Open' (context 'invoice')" in capsys.readouterr().out
    write(script, b='msgctxt "invoice"\nmsgid "Open"\nmsgstr "未结"\n')
    script.main([])
    assert script.main(["--check"]) == 0
