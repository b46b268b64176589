"""Files that are no book, locks, a full disk, kill and restore: a clear word, nothing lost, nothing half-written."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import date
from decimal import Decimal as D
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from creditdesk.domain.customers.records import Company
from creditdesk.domain.errors import FileError
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import books, company, customers
from creditdesk.services.importing.options import ImportOptions
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session
from creditdesk.store import book, location


def draft(customer: int, no: str = "", note: str = "") -> DocumentDraft:
    return DocumentDraft("invoice", customer, date(2026, 1, 5), D("100.00"), "CNY", no, note=note)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "not_a_book"), (b"hello" * 100, "not_a_book"), (b"PK\x03\x04" + b"\0" * 200, "not_a_book"),
])
def test_a_foreign_file_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.creditdesk"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        book.open_book(path)
    assert error.value.code == code
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(FileError, match="not a CreditDesk book"):
        book.open_book(path)


def test_a_truncated_book_is_refused(session: Session, alpha: int, book_path: Path) -> None:
    posting.post_document(session, draft(alpha))
    session.close()
    book_path.write_bytes(book_path.read_bytes()[:-5000])
    with pytest.raises(FileError) as error:
        book.open_book(book_path)
    assert error.value.code == "truncated"


def test_a_newer_book_and_a_missing_one(session: Session, book_path: Path, tmp_path: Path) -> None:
    session.close()
    with sqlite3.connect(book_path) as raw:
        raw.execute("PRAGMA user_version=999")
    with pytest.raises(FileError) as error:
        book.open_book(book_path)
    assert error.value.code == "too_new"
    with pytest.raises(FileError) as error:
        book.open_book(tmp_path / "nowhere.creditdesk")
    assert error.value.code == "not_found"


def test_a_second_window_is_refused_and_the_first_frees_the_book(session: Session, book_path: Path) -> None:
    first = book.open_book(book_path, exclusive=True)
    with pytest.raises(FileError) as error:
        book.open_book(book_path, exclusive=True)
    assert error.value.code == "in_use"
    first.close()
    book.open_book(book_path, exclusive=True).close()


def test_a_book_being_written_elsewhere_is_told_so(session: Session, alpha: int, book_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(book_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    session.book._raw.execute("PRAGMA busy_timeout=50")
    with pytest.raises(FileError) as error:
        posting.post_document(session, draft(alpha))
    other.close()
    assert error.value.code == "locked"


def test_a_full_disk_changes_nothing(session: Session, alpha: int) -> None:
    posting.post_document(session, draft(alpha, "I1"))
    session.book.limit_pages(session.book.page_count())
    with pytest.raises(FileError) as error:
        posting.post_many(session, [draft(alpha, f"X{n}", "long " * 200) for n in range(200)])
    assert error.value.code == "disk_full"
    assert str(aging_report(session, date(2026, 12, 31)).totals[0].balance) == "100.00"
    assert company.verify_book(session).ok


def test_a_disk_that_fills_during_an_import_or_a_batch_of_settings(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("invoice_no,customer,invoice_date,amount,note\n" + "".join(
        f"A{n},Beta {n % 90},2026-01-01,{n},{'long ' * 20}\n" for n in range(1, 2001)), encoding="utf-8")
    session.book.limit_pages(session.book.page_count() + 20)
    with pytest.raises(FileError) as error:
        import_file(session, file, ImportOptions("invoices"))
    assert error.value.code == "disk_full"
    assert company.verify_book(session).ok
    assert customers.everyone(session) == []
    with pytest.raises(FileError, match="full"):
        company.save_settings(session, {f"note {n}": "long " * 500 for n in range(400)})
    assert company.verify_book(session).ok
    session.book.limit_pages(1_000_000)
    assert import_file(session, file, ImportOptions("invoices")).accepted == 2000
    assert company.verify_book(session).ok


def test_a_book_opened_for_reading_only_says_so(session: Session, alpha: int) -> None:
    session.book._raw.execute("PRAGMA query_only=ON")
    with pytest.raises(FileError) as error:
        posting.post_document(session, draft(alpha))
    assert error.value.code == "read_only"


def test_killed_in_the_middle_of_an_entry_nothing_half_written_stays(tmp_path: Path) -> None:
    path = tmp_path / "killed.creditdesk"
    script = f"""
import os, signal
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.ledger import posting
from creditdesk.services.ledger.entry import entry
clock = lambda: datetime(2026, 11, 20, tzinfo=UTC)
s = company.create_book(Path({str(path)!r}), profile=Company("Firm"), user="t", clock=clock)
c = customers.save(s, Customer(0, "C1", "Alpha"))
posting.post_document(s, DocumentDraft("invoice", c, date(2026, 1, 5), Decimal(100), "CNY", "I1"))
with entry(s, "post", "invoice") as (work, says):
    work.document(DocumentDraft("invoice", c, date(2026, 1, 5), Decimal(100), "CNY", "I2", due_date=date(2026, 2, 4)))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60,
                          env={**__import__("os").environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")})
    assert done.returncode == -signal.SIGKILL, done.stderr
    opened = company.open_session(path, user="t", clock=None)  # type: ignore[arg-type]
    assert str(aging_report(opened, date(2026, 12, 31)).totals[0].balance) == "100.00"
    assert company.verify_book(opened).ok
    opened.close()


def test_backup_and_restore(session: Session, alpha: int, tmp_path: Path) -> None:
    posting.post_document(session, draft(alpha))
    copy = company.back_up(session, tmp_path / "copy.creditdesk-backup")
    with pytest.raises(FileError) as error:
        company.back_up(session, copy)
    assert error.value.code == "exists"
    target = tmp_path / "restored.creditdesk"
    assert company.restore(copy, target, user="t", clock=session.clock).ok
    with pytest.raises(FileError) as error:
        company.restore(copy, target, user="t", clock=session.clock)
    assert error.value.code == "exists"
    damaged = tmp_path / "damaged"
    damaged.write_bytes(copy.read_bytes()[:2000])
    with pytest.raises(FileError):
        company.restore(damaged, target, user="t", clock=session.clock, overwrite=True)
    with company.open_session(target, user="t", clock=session.clock).book as opened, opened.read() as connection:
        assert connection.scalar("SELECT count(*) FROM document") == 1


def test_backups_on_closing_rotate(session: Session, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    folder = tmp_path / "kept [1]"
    folder.mkdir()
    for day in range(1, 5):
        company.back_up(session, folder / f"firm-2026110{day}T000000Z.creditdesk-backup")
    other = company.create_book(tmp_path / "other" / "firm.creditdesk", profile=Company("Other"), user="t", clock=session.clock)
    strangers = [folder / name for name in ("firm-20260101T000000Z.creditdesk-backup", "firm-east-20260101T000000Z.creditdesk-backup",
                                            "firm-notes.creditdesk-backup", "firm-20260102T000000Z.creditdesk-backup")]
    for path in strangers[:2]:
        company.back_up(other, path)  # a book of the same name, and one that begins alike
    other.close()
    strangers[2].write_text("my own", encoding="utf-8")
    strangers[3].write_bytes(b"not readable")
    company.save_settings(session, {"backup_folder": str(folder), "backup_keep": "3"})
    written = company.back_up_on_closing(session)
    assert written is not None
    assert sorted(path.name for path in folder.iterdir()) == sorted([
        "firm-20261103T000000Z.creditdesk-backup", "firm-20261104T000000Z.creditdesk-backup", written.name,
        *(path.name for path in strangers)])


def test_after_closing_the_book_is_one_file(session: Session, alpha: int, book_path: Path) -> None:
    posting.post_document(session, draft(alpha))
    session.close()
    assert [path.name for path in book_path.parent.iterdir()] == [book_path.name]


@pytest.mark.parametrize(("path", "risk"), [
    ("/home/li/OneDrive - Firma/book.creditdesk", True), ("/home/li/坚果云/账/book.creditdesk", True),
    ("/home/li/Dropbox/b.creditdesk", True), ("/home/li/WPS云盘/b.creditdesk", True),
    ("/home/li/我的坚果云/b.creditdesk", True), ("/home/li/Nutstore Files/b.creditdesk", True),
    ("/home/li/Google Drive/b.creditdesk", True), ("/home/li/百度网盘同步空间/b.creditdesk", True),
    ("/Users/li/Library/CloudStorage/GoogleDrive-li@example.com/My Drive/b.creditdesk", True),
    ("/Users/li/Library/Mobile Documents/com~apple~CloudDocs/b.creditdesk", True),
    ("/home/li/Documents/book.creditdesk", False), ("/home/li/dropboxes/b.creditdesk", False),
    ("/home/li/云杉工贸/b.creditdesk", False),
])
def test_folders_of_synchronising_programs_are_known(path: str, risk: bool) -> None:
    assert (location.synchronised(PurePosixPath(path), {}) is not None) is risk


@pytest.mark.parametrize(("path", "risk"), [
    ("C:\\Users\\li\\iCloudDrive\\b.creditdesk", True), ("C:\\Users\\li\\OneDrive - 云杉\\Documents\\b.creditdesk", True),
    ("D:\\Sync\\Firm\\b.creditdesk", True), ("d:\\sync\\b.creditdesk", True), ("D:\\Synced\\b.creditdesk", False),
    ("C:\\Users\\li\\Documents\\b.creditdesk", False), ("G:\\我的云端硬盘\\b.creditdesk", True),
    ("C:\\Users\\li\\Dropbox (Personal)\\b.creditdesk", True),
])
def test_on_windows_too_and_where_onedrive_was_put_elsewhere(path: str, risk: bool) -> None:
    assert (location.synchronised(PureWindowsPath(path), {"OneDriveCommercial": "D:\\Sync"}) is not None) is risk


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache"])
def test_a_folder_with_a_sync_programs_mark_is_known_also_through_a_link(tmp_path: Path, mark: str) -> None:
    kept = tmp_path / "Firm" / "books"
    kept.mkdir(parents=True)
    assert location.risk(kept / "b.creditdesk") is None
    (tmp_path / "Firm" / mark).mkdir()
    link = tmp_path / "Here"
    link.symlink_to(kept)
    assert location.risk(kept / "b.creditdesk") == location.risk(link / "b.creditdesk") == "synchronised"
    assert books.local_folder(link, tmp_path / "data") == tmp_path / "data" / "books"
    assert books.local_folder(tmp_path, tmp_path / "data") == tmp_path / "CreditDesk"


LINUX = "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/share\\040one nfs4 rw 0 0\n//nas/x /media/nas cifs rw 0 0\n"
MACOS = "/dev/disk1s1 on / (apfs, local, journaled)\n//li@nas/x on /Volumes/firm (smbfs, nodev, nosuid)\n"


@pytest.mark.parametrize(("path", "mounts", "network"), [
    ("/mnt/share one/firm/b.creditdesk", LINUX, True), ("/mnt/share/b.creditdesk", LINUX, False),
    ("/media/nas/b.creditdesk", LINUX, True), ("/media/nas2/b.creditdesk", LINUX, False), ("/home/b.creditdesk", LINUX, False),
    ("/Volumes/firm/b.creditdesk", MACOS, True), ("/Volumes/firma/b.creditdesk", MACOS, False),
    ("/Users/li/b.creditdesk", MACOS, False), ("//server/share/b.creditdesk", LINUX, True),
    ("\\\\server\\share\\b.creditdesk", LINUX, True), ("\\\\?\\UNC\\server\\share\\b.creditdesk", LINUX, True),
    ("\\\\?\\C:\\b.creditdesk", LINUX, False), ("/home/b.creditdesk", "", False),
])
def test_a_servers_share_is_known(path: str, mounts: str, network: bool) -> None:
    assert location.on_network(Path(path), mounts) is network


def test_the_company_must_have_a_name_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="name"):
        company.create_book(tmp_path / "b.creditdesk", profile=Company(" "), user="t", clock=None)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
