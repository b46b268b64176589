"""Names, keys and exit codes of the command line (CLI)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INVOICE = {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-01-05", "due_date": "2026-02-04",
           "amount": "1000.00"}


def test_new_says_what_it_made_and_overwrites_only_when_told(run: Any, book_path: Path) -> None:
    made = run("new", book_path, "--company", "Spruce", "--country", "DE", "--currency", "EUR", "--terms", "EOM+30", "--json")
    assert made.code == 0
    assert made.data == {"book": str(book_path), "company": "Spruce", "country": "DE", "currency": "EUR",
                         "terms": "EOM+30", "sample": False}
    again = run("new", book_path, "--company", "Other", "--json")
    assert (again.code, again.data["error"]["code"], again.data["error"]["field"]) == (1, "exists", "book")
    assert run("new", book_path, "--company", "Other", "--overwrite").code == 0


@pytest.mark.parametrize(("arguments", "code"), [
    (("new",), "missing"), (("new", "x.creditdesk"), "missing"), (("nothing",), "unknown_command"),
    (("aging", "BOOK", "--foo"), "unknown_option"), (("aging", "BOOK", "--as-of", "2026-02-30"), "bad_value"),
    (("aging", "BOOK", "--as-of", "1980-01-01"), "bad_value"), (("aging", "BOOK", "--basis", "age"), "bad_value"),
    (("aging", "BOOK", "--buckets", "30,20"), "bad_buckets"), (("aging", "BOOK", "--language", "fr"), "bad_value"),
    (("new", "y.creditdesk", "--company", "X", "--currency", "XXX"), "unknown_currency"),
    (("new", "y.creditdesk", "--company", "X", "--terms", "soon"), "bad_terms"),
    (("kpi", "BOOK", "--from", "2026-01-01"), "missing"), (("aging", "BOOK", "--as-of"), "bad_value"),
    (("undo-import", "BOOK", "one"), "bad_value"), (("import", "BOOK", "f", "--as", "things"), "bad_value"),
])
def test_wrong_usage_is_exit_2_with_json_too(run: Any, book: Path, arguments: tuple[str, ...], code: str) -> None:
    found = run(*(str(book) if part == "BOOK" else part for part in arguments), "--json")
    assert (found.code, found.data["error"]["code"]) == (2, code)
    assert set(found.data["error"]) == {"code", "message", "field"}
    assert found.data["error"]["message"]
    assert not Path("y.creditdesk").exists()


@pytest.mark.parametrize(("content", "code"), [
    (None, "not_found"), (b"hello", "not_a_book"), (b"SQLite format 3\x00" + bytes(100), "not_a_book")])
def test_a_book_that_is_none_is_exit_1(run: Any, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "odd.creditdesk"
    if content is not None:
        path.write_bytes(content)
    found = run("aging", path, "--json")
    assert (found.code, found.data["error"]["code"], found.data["error"]["field"]) == (1, code, "book")
    plain = run("aging", path)
    assert (plain.code, plain.out) == (1, "")
    assert str(path) in plain.err


def test_a_truncated_book_is_told(run: Any, book: Path) -> None:
    book.write_bytes(book.read_bytes()[:50_000])
    found = run("verify", book, "--json")
    assert (found.code, found.data["error"]["code"]) == (1, "truncated")


def test_messages_follow_the_language(run: Any, book: Path) -> None:
    assert run("aging", book, "--language", "en").out == f"Nothing is open on {__import__('datetime').date.today()}.\n"
    assert "未结" in run("aging", book, "--language=zh").out
    assert "没有" in run("aging", book, "--foo", "--language", "zh").err
    assert run("aging", book).out.startswith("Nothing"), "the language of one command does not stay"


def test_help_speaks_the_language(run: Any) -> None:
    said = run("kpi", "--help", "--language", "zh").out
    assert "用法" in said and "选项" in said and "Show this" not in said and "Options" not in said


def test_options_stand_anywhere_after_the_command(run: Any, book: Path) -> None:
    assert run("aging", "--json", book).data == run("aging", book, "--json").data


def test_aging_has_its_keys(run: Any, book: Path, give: Any) -> None:
    give(INVOICE, {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-01", "amount": "250"},
         {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "100", "reason": "QL", "raised_on": "2026-02-02"})
    found = run("aging", book, "--as-of", "2026-03-06", "--json")
    row = {"currency": "CNY", "not_due": "0.00",
           "buckets": {"1-30": "1000.00", "31-60": "0.00", "61-90": "0.00", "91+": "0.00"}, "unapplied": "-250.00",
           "balance": "750.00", "disputed": "100.00"}
    assert found.data == {"as_of": "2026-03-06", "basis": "due", "totals": [row],
                          "customers": [{"customer": "C1", "name": "Alpha", "grade": None, **row}]}
    by_invoice = run("aging", book, "--as-of", "2026-03-06", "--json", "--basis", "invoice", "--buckets", "30,60,90,120",
                     "--credits", "by-date").data["totals"][0]
    assert by_invoice["buckets"] == {"1-30": "0.00", "31-60": "750.00", "61-90": "0.00", "91-120": "0.00", "121+": "0.00"}
    assert by_invoice["unapplied"] == "0.00"


def test_aging_of_one_customer_and_of_an_unknown_one(run: Any, book: Path, give: Any) -> None:
    give(INVOICE, {"kind": "customer", "code": "C2", "name": "Beta"}, INVOICE | {"customer": "C2", "no": "J1"})
    for name in ("C2", "Beta", "beta"):
        assert [row["customer"] for row in run("aging", book, "--customer", name, "--json").data["customers"]] == ["C2"]
    unknown = run("aging", book, "--customer", "C9", "--json")
    assert (unknown.code, unknown.data["error"]["code"]) == (1, "unknown_customer")


def test_aging_writes_files(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    give(INVOICE)
    found = run("aging", book, "--xlsx", tmp_path / "a.xlsx", "--pdf", tmp_path / "a.pdf", "--json", "--language", "zh")
    assert found.code == 0
    assert found.data["totals"]
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    from openpyxl import load_workbook
    cells = [row for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True) if row[0] == "C1"]
    assert cells[0][1] == "Alpha"
    assert 1000 in cells[0]
    (tmp_path / "dir.xlsx").mkdir()
    refused = run("aging", book, "--xlsx", tmp_path / "dir.xlsx", "--json")
    assert refused.code == 1


def test_backup_and_restore(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    give(INVOICE)
    kept, back = tmp_path / "kept.bak", tmp_path / "back.creditdesk"
    assert run("backup", book, kept).code == 0
    assert run("backup", book, kept, "--json").data["error"]["code"] == "exists"
    assert run("restore", kept, back, "--json").code == 0
    assert run("restore", kept, back, "--json").code == 1
    assert run("restore", kept, back, "--overwrite", "--json").code == 0
    assert run("aging", back, "--json").data == run("aging", book, "--json").data
    kept.write_bytes(b"junk")
    refused = run("restore", kept, tmp_path / "third.creditdesk", "--json")
    assert (refused.code, (tmp_path / "third.creditdesk").exists()) == (1, False)


def test_verify_of_a_sound_book(run: Any, book: Path, give: Any) -> None:
    give(INVOICE)
    found = run("verify", book, "--json")
    assert found.code == 0
    assert found.data["file"] == "ok"
    assert found.data["audit"]["ok"] is True
    assert found.data["audit"]["events"] >= 3
    assert len(found.data["audit"]["head"]) == 64
    assert found.data["ledger"] == {"ok": True, "problems": []}


def test_the_user_stands_in_the_audit_trail(run: Any, book: Path) -> None:
    import sqlite3
    run("backup", book, book.with_name("b.bak"), "--user", "李敏")
    with sqlite3.connect(book) as connection:
        assert connection.execute('SELECT "user" FROM event ORDER BY seq DESC').fetchone() == ("李敏",)


def test_a_bug_is_a_sentence_and_a_log(run: Any, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from creditdesk.paths import log_dir
    monkeypatch.setattr("creditdesk.cli.insight.aging_report", lambda *_a, **_k: 1 / 0)
    found = run("aging", book, "--json")
    assert (found.code, found.data["error"]["code"]) == (1, "unexpected")
    assert "ZeroDivisionError" in (log_dir() / "creditdesk.log").read_text(encoding="utf-8")
    assert "Traceback" not in run("aging", book).err


def test_as_a_process_in_a_foreign_locale(book: Path, give: Any) -> None:
    give({"kind": "customer", "code": "C1", "name": "杭州阿尔法"}, INVOICE)
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0",
                   "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    found = subprocess.run([sys.executable, "-m", "creditdesk", "aging", str(book), "--json"], env=environment,
                           capture_output=True, check=False)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout.decode("utf-8"))["customers"][0]["name"] == "杭州阿尔法"
    assert found.stderr == b""
    wrong = subprocess.run([sys.executable, "-m", "creditdesk", "aging"], env=environment, capture_output=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (2, b"")


def test_statement_letters_and_worklist(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    give(INVOICE)
    (row,) = run("worklist", book, "--as-of", "2026-02-20", "--json").data
    assert (row["customer"], row["stage"], row["overdue"], row["letter"]) == ("C1", 1, "1000.00", "L2")
    made = run("statement", book, "Alpha", "--from", "2026-01-01", "--as-of", "2026-02-20", "--out", tmp_path / "s.pdf", "--json")
    assert (made.code, made.data["statements"][0]["closing"]) == (0, "1000.00")
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert run("statement", book, "C9", "--out", tmp_path / "t.pdf").code == 1
    letters = run("letters", book, "--as-of", "2026-02-20", "--out", tmp_path / "out", "--json").data
    assert [(one["customer"], one["kind"], one["total"]) for one in letters["letters"]] == [("C1", "L2", "1000.00")]
    assert (tmp_path / "out" / letters["letters"][0]["file"]).is_file()
    again = run("letters", book, "--as-of", "2026-02-20", "--out", tmp_path / "out", "--json").data
    assert ([], "recent") == (again["letters"], again["skipped"][0]["reason"])
    (charged,) = run("interest", book, "--as-of", "2026-03-06", "--json").data
    assert (charged["invoice"], charged["days"], charged["segments"][0]["from"]) == ("I1", 30, "2026-02-05")
    (clock,) = run("limitation", book, "--as-of", "2026-03-06", "--json").data
    assert (clock["started"], clock["expires"], clock["state"]) == ("2026-02-04", "2029-02-04", "green")
    assert run("verify", book).code == 0


def test_import_and_undo(run: Any, book: Path, tmp_path: Path) -> None:
    file = tmp_path / "i.csv"
    file.write_text("invoice_no,customer,invoice_date,amount\nA1,Beta,2026-01-01,100\nA2,Beta,2026-01-01,x\n", encoding="utf-8")
    refused = run("import", book, file, "--as", "invoices", "--json")
    assert (refused.code, refused.data["batch"], refused.data["accepted"]) == (3, None, 1)
    assert [(one["row"], one["column"], one["code"]) for one in refused.data["problems"]] == [(3, "amount", "bad_amount")]
    taken = run("import", book, file, "--as", "invoices", "--skip-bad-rows", "--json")
    assert (taken.code, taken.data["file"], taken.data["total"]) == (3, "i.csv", [{"currency": "CNY", "amount": "100.00"}])
    undone = run("undo-import", book, taken.data["batch"], "--json")
    assert (undone.code, undone.data) == (0, {"batch": taken.data["batch"], "reversed": 1, "removed_customers": 1})
    assert run("undo-import", book, 99, "--json").data["error"]["code"] == "unknown_batch"
    assert run("import", book, file, "--as", "invoices", "--map", "amount", "--json").code == 2


def test_the_sample_company(run: Any, tmp_path: Path) -> None:
    made = run("new", tmp_path / "s.creditdesk", "--sample", "--as-of", "2026-11-20", "--json")
    assert (made.code, made.data["sample"]) == (0, True)
    assert run("verify", tmp_path / "s.creditdesk").code == 0


def test_a_sheet_left_unread_is_named(run: Any, book: Path, tmp_path: Path) -> None:
    from openpyxl import Workbook
    made = Workbook()
    for number, title in enumerate(("Jan", "Feb", "Notes")):
        sheet = made.active if not number else made.create_sheet()
        assert sheet is not None
        sheet.title = title
        sheet.append(["customer", "invoice_date", "amount"] if title != "Notes" else ["customer"])
        sheet.append(["Beta", "2026-01-05", number + 1])
    made.save(file := tmp_path / "months.xlsx")
    read = run("import", book, file, "--as", "invoices", "--json").data
    assert (read["sheet"], read["other_sheets"], read["total"][0]["amount"]) == ("Jan", ["Feb"], "1.00")
    assert "Feb" in run("import", book, file, "--as", "invoices", "--language", "en").err
    assert run("import", book, file, "--as", "invoices", "--sheet", "Feb", "--json").data["other_sheets"] == []
