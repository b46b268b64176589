"""`verify` as a command: what it says and answers when a book was changed (each column: `tests/store/test_tampering.py`)."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from creditdesk.store.schema import metadata

ENTRIES = [
    {"kind": "customer", "code": "C1", "name": "Alpha"},
    {"kind": "invoice", "no": "I0", "customer": "C1", "date": "2026-01-04", "amount": "10.00"},
    {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-01-05", "amount": "1000.00",
     "instalments": [{"due_date": "2026-02-04", "amount": "400.00"}, {"due_date": "2026-03-04", "amount": "600.00"}]},
    {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-01", "amount": "500.00",
     "allocate": [{"to": "I1", "amount": "400.00"}]},
    {"kind": "reversal", "of": "R1", "date": "2026-02-02", "reason": "returned"},
    {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "200.00", "reason": "QL", "raised_on": "2026-02-02"},
    {"kind": "dispute_result", "of": "D1", "outcome": "partly", "accepted": "10.00", "date": "2026-02-20"},
    {"kind": "promise", "customer": "C1", "amount": "300.00", "date": "2026-03-01", "made_on": "2026-02-20"},
    {"kind": "contact", "customer": "C1", "at": "2026-02-20T10:00", "channel": "phone", "invoices": ["I1"]},
    {"kind": "proof", "customer": "C1", "invoices": ["I0"], "delivered_on": "2026-03-02", "channel": "ems", "waybill": "E1"},
    {"kind": "plan", "customer": "C1", "signed_on": "2026-03-05", "invoices": ["I0"],
     "instalments": [{"due_date": "2026-04-05", "amount": "10.00"}]},
    {"kind": "limit", "customer": "C1", "amount": "50000.00", "from": "2026-01-01", "reason": "first"},
    {"kind": "fact", "customer": "C1", "key": "registered_capital", "value": "1", "source": "official",
     "obtained_on": "2026-01-01"},
]
COLUMNS = [("document", "amount_minor"), ("document", "customer_id"), ("document", "open_minor"), ("allocation", "value_date"),
           ("instalment", "due_date"), ("limit_decision", "amount_minor"), ("event", "user"), ("event", "hash"),
           ("customer", "name"), ("company", "name")]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from datetime import datetime, UTC

    from creditdesk.domain.customers.records import Company
    from creditdesk.services import company
    from creditdesk.services.post.entries import post_entries
    path = tmp_path_factory.mktemp("sound") / "firm.creditdesk"
    session = company.create_book(path, profile=Company("Spruce"), user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    assert not post_entries(session, ENTRIES).problems
    session.close()
    return path


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_is_found(run: Any, sound: Path, tmp_path: Path, table: str, column: str) -> None:
    book = tmp_path / "firm.creditdesk"
    shutil.copyfile(sound, book)
    with sqlite3.connect(book) as connection:
        key = next(iter(metadata.tables[table].primary_key)).name
        row, old = connection.execute(f'SELECT {key}, "{column}" FROM {table} ORDER BY {key} DESC').fetchone()
        new: object = (old or 0) + 1000 if isinstance(old, int) else None if old is not None and old[:2] == "20" and \
            metadata.tables[table].columns[column].nullable else f"{old or ''}9"
        if old is None:
            new = 7 if "seq" in column or column.endswith("_id") or column == "instalment_no" else "2026-05-05"
        connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE {key} = ?', (new, row))
    connection.close()
    found = run("verify", book, "--json")
    assert found.code == 1, (old, new)
    assert set(found.data) == {"file", "audit", "ledger"}
    assert found.data["file"] == "ok"
    problems = found.data["audit"]["problems"] + found.data["ledger"]["problems"]
    assert problems
    assert all(set(problem) == {"code", "message"} and problem["message"] for problem in problems)
    assert (found.data["audit"]["ok"], found.data["ledger"]["ok"]) == (table != "event", table == "event")
    told = run("verify", book, "--language", "zh")
    assert (told.code, told.err) == (1, "")
    assert "账套" in told.out


def test_an_inserted_document_is_found(run: Any, sound: Path, tmp_path: Path) -> None:
    book = tmp_path / "firm.creditdesk"
    shutil.copyfile(sound, book)
    with sqlite3.connect(book) as connection:
        names = ", ".join(f'"{c.name}"' for c in metadata.tables["document"].columns if c.name != "id")
        connection.execute(f"INSERT INTO document ({names}) SELECT {names} FROM document WHERE no = 'I0'")
    connection.close()
    assert run("verify", book).code == 1


def test_a_restore_of_a_changed_backup_is_refused(run: Any, sound: Path, tmp_path: Path) -> None:
    kept, target = tmp_path / "kept.bak", tmp_path / "back.creditdesk"
    shutil.copyfile(sound, kept)
    with sqlite3.connect(kept) as connection:
        connection.execute("UPDATE document SET note = 'x' WHERE no = 'I0'")
    connection.close()
    found = run("restore", kept, target, "--json")
    assert (found.code, found.data["error"]["code"], target.exists()) == (1, "damaged", False)


def test_a_damaged_file_is_told(run: Any, sound: Path, tmp_path: Path) -> None:
    book = tmp_path / "firm.creditdesk"
    shutil.copyfile(sound, book)
    with sqlite3.connect(book) as connection:
        connection.execute("DROP INDEX ux_customer_code")
    connection.close()
    found = run("verify", book, "--json")
    assert (found.code, found.data["audit"]["ok"], found.data["ledger"]["ok"]) == (1, False, False)
    assert "ux_customer_code" in found.data["file"]
