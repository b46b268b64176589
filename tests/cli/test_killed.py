"""Killed in the middle, as a power cut does it: the book opens again, and holds all of the work or nothing of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from creditdesk.store import book as store

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no way to kill a process outright")
ROWS = 20_000


def started(*arguments: object, home: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), "CREDITDESK_HOME": str(home),
                   "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen([sys.executable, "-m", "creditdesk", *map(str, arguments)], env=environment,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(what: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_import_killed_again_and_again(run: Any, book: Path, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("invoice_no,customer,invoice_date,amount\n" + "".join(f"A{n},Beta {n % 50},2026-01-01,{n}\n" for n in
                                                                         range(1, ROWS + 1)), encoding="utf-8")
    log = Path(f"{book}-wal")
    for grown in (0, 300_000, 1_500_000):  # bytes of the write-ahead log: before, during and near the end of the writing
        work = started("import", book, file, "--as", "invoices", home=tmp_path / "home")
        while work.poll() is None and not (log.exists() and log.stat().st_size >= grown):
            time.sleep(0.005)
        work.kill()
        work.wait()
        found = run("verify", book, "--json")
        assert (found.code, found.data["audit"]["events"]) in ((0, 2), (0, 3)), found.err
        if found.data["audit"]["events"] == 3:  # it had committed before it was killed
            break
    again = run("import", book, file, "--as", "invoices", "--json").data
    assert again["accepted"] + again["duplicates"] == ROWS
    assert run("verify", book).code == 0
    assert [path.name for path in book.parent.glob(f"{book.name}-*")] == []


def test_a_window_killed_leaves_the_book_free(run: Any, book: Path, tmp_path: Path) -> None:
    lock = book.with_name(f".{book.name}.lock")
    window = started(book, home=tmp_path / "home")
    try:
        wait_for(lambda: lock.exists() and Path(f"{book}-wal").exists())
        assert run("restore", book, book, "--overwrite", "--json").data["error"]["code"] == "in_use"
        assert run("post", book, _entry(tmp_path), "--json").data["posted"] == 1, "commands share it with the window"
    finally:
        window.kill()
        window.wait()
    assert lock.exists(), "a killed window cannot tidy up"
    store.open_book(book, exclusive=True).close()
    assert not lock.exists()
    assert run("verify", book).code == 0
    assert run("aging", book, "--as-of", "2026-11-20", "--json").data["totals"][0]["balance"] == "7.00"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_window_told_to_end_closes_the_book(run: Any, book: Path, tmp_path: Path, number: signal.Signals) -> None:
    window = started(book, home=tmp_path / "home")
    try:
        wait_for(lambda: book.with_name(f".{book.name}.lock").exists() and Path(f"{book}-wal").exists())
        window.send_signal(number)
        assert window.wait(30) == 0
    finally:
        window.kill()
        window.wait()
    assert sorted(path.name for path in book.parent.glob("*firm*")) + sorted(path.name for path in book.parent.glob(".firm*")) == [
        book.name]
    assert run("verify", book).code == 0


def _entry(folder: Path) -> Path:
    file = folder / "one.json"
    file.write_text('{"documents": [{"kind": "invoice", "no": "I9", "customer": "C1", "date": "2026-01-05", "amount": "7"}]}',
                    encoding="utf-8")
    return file
