"""An import that is killed, stopped or has no room left writes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from creditdesk.domain.errors import Cancelled, FileError
from creditdesk.services import company
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.importing.undo import batches
from creditdesk.services.session import Session


def large(path: Path, rows: int) -> Path:
    lines = [f"K{n % 300},客户{n % 300},A{n:06d},2026-01-05,{n + 1}.50,第{n}批货款" for n in range(rows)]
    path.write_text("\n".join(["客户编号,客户名称,发票号码,开票日期,价税合计,备注", *lines]), encoding="utf-8")
    return path


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes another way")
def test_a_killed_import_leaves_the_book_as_it_was(run: Any, book: Path, tmp_path: Path) -> None:
    file, log = large(tmp_path / "large.csv", 20_000), book.with_name(book.name + "-wal")
    for patience in (0.0, 0.3):
        process = subprocess.Popen([sys.executable, "-m", "creditdesk", "import", str(book), str(file), "--as", "invoices"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end and not (log.exists() and log.stat().st_size > 2_000_000):
            time.sleep(0.005)
        time.sleep(patience)
        process.kill()
        finished = process.wait() == 0
        assert run("verify", book).code == 0
        balances = run("aging", book, "--json", "--as-of", "2026-12-31").data["totals"]
        assert bool(balances) is finished, "all of it or nothing"
        if finished:
            return
    assert run("import", book, file, "--as", "invoices", "--json").data["accepted"] == 20_000


def test_a_stopped_import_leaves_the_book_as_it_was(session: Session, tmp_path: Path) -> None:
    file = large(tmp_path / "large.csv", 12_000)
    for rows in (1_000, 5_000, 12_001):  # while checking, while checking, while writing
        seen = 0

        def stop(_done: int, limit: int = rows) -> None:
            nonlocal seen
            seen += 1_000
            if seen >= limit:
                raise Cancelled

        with pytest.raises(Cancelled):
            import_file(session, file, ImportOptions("invoices"), stop)
        assert batches(session) == []
    assert company.verify_book(session).ok


def test_a_full_disk_leaves_the_book_as_it_was(session: Session, tmp_path: Path) -> None:
    file = large(tmp_path / "large.csv", 5_000)
    session.book.limit_pages(session.book.page_count() + 60)
    with pytest.raises(FileError) as full:
        import_file(session, file, ImportOptions("invoices"))
    assert full.value.code == "disk_full"
    session.book.limit_pages(1_000_000)
    assert batches(session) == []
    assert import_file(session, file, ImportOptions("invoices")).accepted == 5_000
