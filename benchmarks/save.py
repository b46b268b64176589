"""Posting one invoice through the service against a raw durable commit of the same rows into the same book."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services.ledger.posting import post_document

from .books import AS_OF, folder, large_book, open_book
from .table import Line, median_ms

_BLOCK = 10


def run(count: int = 300) -> list[Line]:
    source = large_book(2_000, 100)
    path, copy = folder() / "save.creditdesk", folder() / "save-raw.creditdesk"
    for goal in (path, copy):
        shutil.copyfile(source, goal)
    session = open_book(path)

    def post(number: int) -> None:
        post_document(session, DocumentDraft(INVOICE, 1 + number % 100, AS_OF, Decimal("1234.56"), "CNY", f"S{number:05d}",
                                             AS_OF + timedelta(30)))

    post(count + 1)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")
        written = list(_rows(sqlite3.connect(path)))
        ours, floor = [], []
        for start in range(0, count, _BLOCK):  # in blocks, so that a slow moment of the disk hits both
            ours += [median_ms(lambda n=number: post(n)) for number in range(start, start + _BLOCK)]  # type: ignore[misc]
            floor += [_insert(raw, written, number) for number in range(start, start + _BLOCK)]
    session.close()
    return [Line("saving one invoice against a raw durable commit of its rows", median(ours), median(floor), 10)]


def _rows(connection: sqlite3.Connection) -> Iterable[tuple[str, list[Any]]]:
    """What one posting wrote: (insert statement, values), the key first."""
    with closing(connection):
        for table, key in (("document", "id"), ("event", "seq")):
            values = list(connection.execute(f"SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1").fetchone())
            yield f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values


def _insert(raw: sqlite3.Connection, written: list[tuple[str, list[Any]]], number: int) -> float:
    start = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    for statement, values in written:
        fresh = [values[0] + 1 + number, *values[1:]]
        if " document " in statement:
            fresh[2] = f"W{number:05d}"
        raw.execute(statement, fresh)
    raw.execute("COMMIT")
    return (time.perf_counter() - start) * 1000
