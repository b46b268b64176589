"""new, backup, restore, verify: every wrong word, file and place has its code, its field and its exit code (CLI)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditdesk.store import book as store

LONG = "x" * 300


def told(found: Any) -> tuple[int, str, str | None]:
    error = found.data["error"]
    assert error["message"]
    return found.code, error["code"], error["field"]


@pytest.mark.parametrize(("arguments", "expected"), [
    ({"--company": ""}, (2, "missing", "company")), ({"--company": " \t "}, (2, "missing", "company")),
    ({"--company": "\udcff"}, (2, "bad_value", "company")), ({"--country": "XX"}, (2, "bad_country", "country")),
    ({"--country": "Chine"}, (2, "bad_country", "country")), ({"--country": ""}, (2, "bad_country", "country")),
    ({"--country": "EU"}, (2, "bad_country", "country")), ({"--currency": "ZZZ"}, (2, "unknown_currency", "currency")),
    ({"--currency": ""}, (2, "unknown_currency", "currency")), ({"--terms": ""}, (2, "bad_terms", "terms")),
    ({"--terms": "-5"}, (2, "bad_terms", "terms")), ({"--terms": "next-month 32"}, (2, "bad_terms", "terms")),
])
def test_a_wrong_word_makes_no_book(run: Any, tmp_path: Path, arguments: dict[str, str], expected: object) -> None:
    words = [part for pair in ({"--company": "Spruce"} | arguments).items() for part in pair]
    assert told(run("new", tmp_path / "b.creditdesk", *words, "--json")) == expected
    assert list(tmp_path.glob("*credit*")) == []


@pytest.mark.parametrize(("arguments", "country", "currency", "terms"), [
    (("--country", "德国", "--currency", "欧元", "--terms", "月结30"), "DE", "EUR", "EOM+30"),
    (("--country", "gb", "--currency", "gbp", "--terms", "next-month 25"), "GB", "GBP", "next-month 25"),
    (("--currency", "RMB"), "CN", "CNY", "30"),
])
def test_words_people_use_are_understood(run: Any, tmp_path: Path, arguments: tuple[str, ...], country: str, currency: str,
                                         terms: str) -> None:
    made = run("new", tmp_path / "b.creditdesk", "--company", "Spruce", *arguments, "--json").data
    assert (made["country"], made["currency"], made["terms"]) == (country, currency, terms)


@pytest.mark.parametrize("name", ["云杉 工贸（集团）😀", "a'b\"c & <d>", "名" * 1000, "a\tb\nc"])
@pytest.mark.parametrize("file", ["plain.creditdesk", "空 格 账套😀.creditdesk", "a%20b#c?d&e.creditdesk", "no ending"])
def test_any_name_and_any_file(run: Any, tmp_path: Path, name: str, file: str) -> None:
    path = tmp_path / "文 件 夹" / file
    path.parent.mkdir()
    made = run("new", path, "--company", name, "--json")
    assert (made.code, made.data["company"]) == (0, " ".join(name.split()))
    assert run("verify", path, "--json").data["file"] == "ok"
    assert run("backup", path, path.with_name("b b.bak")).code == 0
    assert [one.name for one in sorted(path.parent.iterdir())] == sorted([file, "b b.bak"])


@pytest.mark.parametrize(("place", "overwrite", "expected"), [
    ("none/b.creditdesk", False, (1, "not_found", "book")), ("folder", False, (1, "exists", "book")),
    ("folder", True, (1, "exists", "book")), (f"{LONG}.creditdesk", False, (1, "cannot_replace", "book")),
    ("", False, (2, "bad_value", "book")), ("there", False, (1, "exists", "book")),
])
def test_a_place_where_no_book_can_be(run: Any, tmp_path: Path, place: str, overwrite: bool, expected: object) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "there").write_text("a letter", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    found = run("new", tmp_path / place if place else "", "--company", "X", "--json", *["--overwrite"] * overwrite)
    assert told(found) == expected
    assert sorted(tmp_path.iterdir()) == before


def spoiled(path: Path, source: Path, how: str) -> None:
    """A file that is no book to work with."""
    shutil.copyfile(source, path)
    if how == "missing":
        path.unlink()
    elif how == "folder":
        path.unlink()
        path.mkdir()
    elif how in ("empty", "text", "short"):
        path.write_bytes({"empty": b"", "text": b"hello" * 1000, "short": source.read_bytes()[:50]}[how])
    elif how == "truncated":
        path.write_bytes(source.read_bytes()[:-8192])
    elif how == "garbled":
        content = bytearray(source.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        path.write_bytes(content)
    elif how == "foreign":
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE t (x)")
    else:
        with sqlite3.connect(path) as other:
            other.execute({"newer": "PRAGMA user_version=99", "other application": "PRAGMA application_id=7",
                           "no tables": "DROP TABLE document"}[how])


SPOILED = [("missing", "not_found"), ("folder", "not_a_book"), ("empty", "not_a_book"), ("text", "not_a_book"),
           ("short", "not_a_book"), ("truncated", "truncated"), ("garbled", "damaged"), ("foreign", "not_a_book"),
           ("newer", "too_new"), ("other application", "not_a_book"), ("no tables", "damaged")]


@pytest.mark.parametrize(("how", "code"), SPOILED)
def test_what_is_no_book_is_told_by_every_command(run: Any, book: Path, tmp_path: Path, how: str, code: str) -> None:
    odd = tmp_path / "odd.creditdesk"
    spoiled(odd, book, how)
    content = odd.read_bytes() if odd.is_file() and how != "no tables" else None  # that one can be opened
    assert told(run("aging", odd, "--json")) == (1, code, "book")
    found = run("verify", odd, "--json")
    assert found.code == 1
    assert "error" in found.data or found.data["file"] != "ok"
    target = tmp_path / "target.creditdesk"
    refused = run("restore", odd, target, "--json")
    assert told(refused) == (1, code, "file")
    assert not target.exists()
    assert run("restore", odd, book, "--overwrite").code == 1
    assert run("verify", book).code == 0, "what was there stays"
    if how not in ("garbled", "no tables"):
        assert told(run("backup", odd, tmp_path / "kept.bak", "--json")) == (1, code, "book")
    assert content is None or odd.read_bytes() == content
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


@pytest.mark.parametrize(("place", "more", "expected"), [
    ("none/kept.bak", (), (1, "not_found", "file")), ("folder", ("--overwrite",), (1, "exists", "file")),
    ("there", (), (1, "exists", "file")), ("BOOK", ("--overwrite",), (1, "exists", "file")), (LONG, (), (1, "cannot_replace", "file")),
])
def test_a_backup_that_cannot_be_written(run: Any, book: Path, tmp_path: Path, place: str, more: tuple[str, ...],
                                         expected: object) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "there").write_text("a letter", encoding="utf-8")
    target = book if place == "BOOK" else tmp_path / place
    assert told(run("backup", book, target, *more, "--json")) == expected
    assert (tmp_path / "there").read_text(encoding="utf-8") == "a letter"
    assert run("verify", book).code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="asks for devices of POSIX")
def test_a_device_is_not_replaced(run: Any, book: Path) -> None:
    assert told(run("backup", book, "/dev/null", "--overwrite", "--json")) == (1, "cannot_replace", "file")
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("command", [
    lambda book, kept: ("new", book, "--company", "Other", "--overwrite"),
    lambda book, kept: ("new", book, "--sample", "--overwrite"),
    lambda book, kept: ("restore", kept, book, "--overwrite"),
])
@pytest.mark.parametrize("exclusive", [True, False])
def test_a_book_at_work_is_not_replaced(run: Any, book: Path, tmp_path: Path, command: Callable[..., tuple[Any, ...]],
                                        exclusive: bool) -> None:
    kept = tmp_path / "kept.bak"
    assert run("backup", book, kept).code == 0
    with store.open_book(book, exclusive=exclusive) as held:
        assert told(run(*command(book, kept), "--json")) == (1, "in_use", "book")
        with held.read() as connection:
            assert connection.scalar("SELECT name FROM company") == "Spruce"
    assert run(*command(book, kept)).code == 0


def test_too_many_words(run: Any, book: Path) -> None:
    assert told(run("verify", book, "more", "--json")) == (2, "usage", None)
    assert "多余" in run("verify", book, "more", "--language", "zh").err
