"""Running commands in process on a real book."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from creditdesk.cli import main


@dataclass
class Run:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Run]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """`run("aging", book, "--json")` answers exit code, output and errors."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def call(*arguments: object) -> Run:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        found = capsys.readouterr()
        return Run(code, found.out, found.err)

    return call


@pytest.fixture
def book(run: Command, book_path: Path) -> Path:
    """A fresh book in CNY with customer C1 Alpha."""
    assert run("new", book_path, "--company", "Spruce").code == 0
    assert post(run, book_path, {"kind": "customer", "code": "C1", "name": "Alpha"}).code == 0
    return book_path


def post(run: Command, book: Path, *entries: object) -> Run:
    """Post entries through a file, with --json."""
    file = book.with_name("entries.json")
    file.write_text(json.dumps({"documents": list(entries)}, ensure_ascii=False), encoding="utf-8")
    return run("post", book, file, "--json")


@pytest.fixture
def give(run: Command, book: Path) -> Command:
    """`give({...}, {...})` posts entries to the book."""
    return lambda *entries: post(run, book, *entries)
