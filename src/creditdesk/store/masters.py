"""Rows that are changed in place (company, settings, customers, rates …): every event says what those it touched are like now.

A posted row never changes, so one event vouches for it for good. These do; the event that changes one carries a fingerprint of it,
and `verify` holds each row against the last event that named it. What was touched is noted by the connection itself
(`sqlite.watch`), so nothing can be forgotten by whoever writes: `Book.write` refuses a change that no event tells of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from . import sqlite
from .transaction import Transaction

#: table -> its key
TABLES: Mapping[str, str] = {
    "company": "id", "bank_account": "id", "setting": "key", "policy_param": "id", "fx_rate": "id", "letter_template": "id",
    "batch": "id", "customer": "id"}
#: settings the program keeps for itself: they follow from other rows, or say when it last looked
OWN = ("audit_head", "ledger_horizon", "recalculated_on", "recalculated_to")
#: what people know a row by
_NAMES = {"company": "name", "bank_account": "account_no", "policy_param": "key", "fx_rate": "currency", "letter_template": "kind",
          "batch": "file_name", "customer": "name"}
_CHUNK = 500

#: table -> key as text -> fingerprint, None for a row that is gone
Fingerprints = dict[str, dict[str, str | None]]


def watch(driver: Any) -> None:
    """Have the connection note which of these rows it writes."""
    sqlite.watch(driver, TABLES, {"setting": OWN})


def collect(connection: Transaction) -> Fingerprints:
    """Fingerprints of the rows touched since the last event, as they are now; after this none counts as touched."""
    touched: Any = connection.execute("SELECT DISTINCT name, key FROM temp.touched ORDER BY name, key").fetchall()
    if not touched:
        return {}
    connection.execute("DELETE FROM temp.touched")
    found: Fingerprints = {}
    for name, key in touched:
        found.setdefault(name, {})[key] = None
    for name, prints in found.items():
        keys = list(prints)
        for start in range(0, len(keys), _CHUNK):
            part = keys[start:start + _CHUNK]
            prints |= dict(_prints(connection, name, f'WHERE "{TABLES[name]}" IN ({", ".join("?" * len(part))})', tuple(part)))
        found[name] = {str(key): value for key, value in prints.items()}
    return found


def everything(connection: Transaction, name: str) -> Iterator[tuple[str, str]]:
    """(key, fingerprint) of every row of a table."""
    for key, value in _prints(connection, name, "", ()):
        if name != "setting" or key not in OWN:
            yield str(key), value


def called(connection: Transaction, name: str, key: str) -> str:
    """The row's name as people know it."""
    column = _NAMES.get(name)
    if column is None:
        return key
    found: Any = connection.execute(f'SELECT "{column}" FROM {name} WHERE id = ?', (int(key),)).fetchone()
    return str(found[0]) if found and found[0] else key


def untold(connection: Transaction) -> str:
    """The table of a row that was changed without an event, "" where there is none."""
    found: Any = connection.execute("SELECT name FROM temp.touched LIMIT 1").fetchone()
    return str(found[0]) if found else ""


def _prints(connection: Transaction, name: str, where: str, parameters: tuple[Any, ...]) -> Iterator[tuple[Any, str]]:
    key, columns = TABLES[name], sorted(sqlite.columns(connection, name))
    # What a column says when nothing was entered is left out: a later version may add columns.
    empty = [None if nullable else "" if declared.startswith(("TEXT", "VARCHAR")) else 0 for _column, declared, nullable in columns]
    told_of = [column for column, _declared, _nullable in columns]
    place = told_of.index(key)
    names = ", ".join(f'"{column}"' for column in told_of)
    for row in connection.execute(f"SELECT {names} FROM {name} {where}", parameters):
        told = [(column, value) for column, value, nothing in zip(told_of, row, empty, strict=True)
                if value is not nothing and value != nothing]
        yield row[place], hashlib.sha256(repr(told).encode()).hexdigest()[:32]
