"""Nonsense on the command line: the exit code of the contract, a sentence in the language asked for, nothing written."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .test_post import INVOICE, problems

HAN = re.compile("[一-鿿]")
#: a command that is right but for what the test puts into it; {book}, {file}, {out} are filled in
RIGHT = {
    "import": "{book} {file} --as invoices", "undo-import": "{book} 1", "aging": "{book}", "kpi": "{book} --from 2026-01-01 --to 2026-06-30",
    "score": "{book} C1", "limit": "{book} C1", "check-order": "{book} C1 100", "worklist": "{book}", "letters": "{book} --out {out}",
    "statement": "{book} C1 --out {out}/s.pdf", "interest": "{book}", "limitation": "{book}", "post": "{book} {file}", "verify": "{book}",
    "backup": "{book} {out}/b"}
WRONG = [
    (1, "import {book} missing.csv --as invoices"), (1, "import {book} {dir} --as invoices"), (1, "import {book} {empty} --as invoices"),
    (1, "import {book} {noise} --as invoices"), (1, "import {book} {long} --as invoices"), (1, "import {book} {file} --as receipts"),
    (1, "import {book} {file} --as invoices --map amount=nope"), (2, "import {book} {file} --as invoices --map x=y"),
    (2, "import {book} {file} --as invoices --currency XXX"), (2, "import {book} {file} --as gifts"), (2, "import {book} {file}"),
    (1, "post {book} {dir}"), (1, "post {book} {empty}"), (1, "post {book} {noise}"), (1, "post {book} {long}"),
    (1, "undo-import {book} 999"), (2, "undo-import {book} x"), (2, "aging {book} --buckets 30,20"), (2, "aging {book} --xlsx {out}/x.txt"),
    (1, "aging {book} --pdf {file}/a.pdf"), (1, "aging {book} --customer nobody"),
    (2, "kpi {book} --from 2026-06-30 --to 2026-01-01"), (2, "kpi {book} --from 2026-02-30 --to 2026-03-01"),
    (1, "score {book} nobody"), (2, "score {book} C1 --set FN1=NaN"), (2, "score {book} C1 --flag V99"), (1, "limit {book} nobody"),
    (2, "check-order {book} C1 1111111111111"), (2, "check-order {book} C1 1.234"), (2, "check-order {book} C1 abc"),
    (2, "check-order {book} C1 100 --prepaid -1"), (1, "check-order {book} C1 100 --order NOPE"),
    (2, "letters {book} --stage 9 --out {out}"), (1, "letters {book} --out {file}"), (2, "statement {book} C1 --out {out}/s.doc"),
    (1, "statement {book} C1 --out {file}/s.pdf"), (1, "interest {book} --customer nobody"), (1, "backup {book} {dir}"),
    (1, "backup {book} {book} --overwrite"), (1, "restore {noise} {book} --overwrite"), (1, "restore {book} {dir}"),
    (1, "new {book} --company X"), (2, "new {out}/n.creditdesk --company X --currency XXX"), (1, "new {dir} --company X --overwrite"),
    (1, "demo --out {file}"), (2, "demo"), (2, "nonsense"), (2, "aging {book} --nonsense"), (2, "aging {book} too much"), (2, "aging")]
BOOKS = ["missing.creditdesk", "{dir}", "{empty}", "{noise}", "{foreign}", "{cut}"]


@pytest.fixture
def places(book: Path, tmp_path: Path) -> dict[str, object]:
    made = tmp_path / "made"
    made.mkdir()
    found: dict[str, object] = {"book": book, "dir": made, "out": tmp_path / "out", "long": tmp_path / ("x" * 300)}
    for name, content in (("empty", b""), ("noise", bytes(range(256)) * 20), ("cut", book.read_bytes()[:20_000]),
                          ("file", "客户,发票号,开票日期,金额\n甲,X1,2026-01-05,100\n".encode())):
        found[name] = made / f"{name}.creditdesk"
        (made / f"{name}.creditdesk").write_bytes(content)
    found["foreign"] = made / "foreign.creditdesk"
    with closing(sqlite3.connect(made / "foreign.creditdesk")) as other:
        other.execute("CREATE TABLE t (x)")
    return found


def rows(book: Path) -> dict[str, int]:
    """How many rows every table has."""
    with closing(sqlite3.connect(f"{book.as_uri()}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def refused(run: Any, book: Path, command: list[str], code: int) -> None:
    """In both languages a sentence and no more, in JSON the same, and the book as before."""
    before = rows(book)
    for language in ("zh", "en"):
        found = run(*command, "--language", language)
        assert (found.code, found.out) == (code, ""), command
        assert bool(HAN.search(found.err)) if language == "zh" else "。" not in found.err, found.err
        assert "Traceback" not in found.err and found.err.count("\n") == 1
    found = run(*command, "--json", "--language", "en")
    assert (found.code, set(found.data), set(found.data["error"])) == (code, {"error"}, {"code", "message", "field"})
    assert found.data["error"]["code"] != "unexpected"
    assert rows(book) == before


@pytest.mark.parametrize(("code", "line"), WRONG)
def test_a_wrong_command_is_told_in_words_and_writes_nothing(run: Any, book: Path, places: dict[str, object], code: int, line: str) -> None:
    refused(run, book, [part.format(**places) for part in line.split()], code)
    assert run("verify", book).code == 0


@pytest.mark.parametrize("command", RIGHT)
def test_a_book_that_is_none_and_a_day_that_is_none(run: Any, book: Path, places: dict[str, object], command: str) -> None:
    for other in BOOKS:
        line = [part.format(**{**places, "book": other.format(**places)}) for part in RIGHT[command].split()]
        refused(run, book, [command, *line], 1)
    line = [part.format(**places) for part in RIGHT[command].split()]
    for day in ("2026-02-30", "1989-12-31", "2101-01-01", "today", "20261120"):
        refused(run, book, [command, *line, "--as-of", day], 2)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_what_may_not_be_read_or_written_is_told_in_words(run: Any, book: Path, places: dict[str, object]) -> None:
    for mode in (0o444, 0o000):
        book.chmod(mode)
        for command in ("aging", "limit", "import", "post", "verify"):
            found = run(command, *[part.format(**places) for part in RIGHT[command].split()], "--language", "zh")
            assert found.code == 1 and HAN.search(found.err)
        book.chmod(0o644)


@pytest.mark.parametrize(("entry", "field", "code"), [
    ({**INVOICE, "no": "a\nb"}, "no", "bad_value"), ({**INVOICE, "no": "\0"}, "no", "bad_value"), ({**INVOICE, "note": "a\0b"}, "note", "bad_value"),
    ({**INVOICE, "no": "x" * 201}, "no", "too_long"), ({**INVOICE, "note": "x" * 100_001}, "note", "too_long"),
    ({**INVOICE, "date": "2026-02-30"}, "date", "bad_date"), ({**INVOICE, "date": "2101-01-01"}, "date", "out_of_range"),
    ({"kind": "customer", "code": "Q", "name": "n", "contract_rate": "abc"}, "contract_rate", "bad_rate"),
    ({"kind": "customer", "code": "Q", "name": "n", "contract_rate": "-1"}, "contract_rate", "bad_rate"),
    ({"kind": "order", "no": "O", "customer": "C1", "date": "2026-01-01", "amount": "5", "terms_days": "x"}, "terms_days", "bad_terms"),
    ({"kind": "order", "no": "O", "customer": "C1", "date": "2026-01-01", "amount": "5", "terms_days": -4}, "terms_days", "bad_terms"),
    ({"kind": "order", "no": "O", "customer": "C1", "date": "2026-01-01", "amount": "5", "terms_days": 10**20}, "terms_days", "out_of_range"),
    ({"kind": "financials", "customer": "C1", "period_end": "2025-12-31", "lines": {"cash": {}}}, "cash", "missing")])
def test_an_entry_that_was_taken_in_silence(run: Any, book: Path, give: Any, entry: dict[str, object], field: str, code: str) -> None:
    before = rows(book)
    assert [(row[0], row[1], row[3]) for row in problems(give(entry))] == [(0, field, code)]
    assert rows(book) == before


def test_a_note_of_several_lines_is_fine(give: Any, book: Path) -> None:
    assert give({**INVOICE, "note": "a\n\tb"}, {"kind": "order", "no": "O", "customer": "C1", "date": "2026-01-01", "amount": "5",
                                               "terms_days": "0030"}).data["posted"] == 2
