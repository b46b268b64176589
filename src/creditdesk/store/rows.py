"""Rows in bulk: tuples in column order through the driver, the fastest way in (FLOORS 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import audit
from .transaction import Parameters, Transaction

_CHUNK = 5_000


def next_id(connection: Transaction, table: str) -> int:
    """First free id of a table; the writing transaction holds the book, so it stays free."""
    return int(connection.scalar(f"SELECT coalesce(max(id), 0) + 1 FROM {table}"))


def insert_many(connection: Transaction, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert tuples that follow `columns`."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"
    for start in range(0, len(rows), _CHUNK):
        connection.execute_many(statement, rows[start:start + _CHUNK])


def insert(connection: Transaction, table: str, values: Mapping[str, Any]) -> int:
    """Insert one row and answer its id; an id is given when `values` has none."""
    row = dict(values)
    row.setdefault("id", next_id(connection, table))
    insert_many(connection, table, tuple(row), [tuple(row.values())])
    return int(row["id"])


def update(connection: Transaction, table: str, row_id: int, values: Mapping[str, Any], key: str = "id") -> None:
    """Set `values` on the row with `row_id`."""
    if values:
        names = ", ".join(f'"{column}" = ?' for column in values)
        connection.execute(f'UPDATE {table} SET {names} WHERE "{key}" = ?', (*values.values(), row_id))


def one(connection: Transaction, statement: str, parameters: Parameters = ()) -> dict[str, Any] | None:
    """The first row as a dict, or None."""
    cursor = connection.execute(statement, parameters)
    row = cursor.fetchone()
    return None if row is None else dict(zip(_names(cursor), row, strict=True))


def many(connection: Transaction, statement: str, parameters: Parameters = ()) -> list[dict[str, Any]]:
    """All rows as dicts."""
    cursor = connection.execute(statement, parameters)
    names = _names(cursor)
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _names(cursor: Any) -> list[str]:
    return [column[0] for column in cursor.description]


def stream(connection: Transaction, statement: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
    """Rows one by one as the driver gives them: for many rows."""
    return iter(connection.execute(statement, parameters))


def tuples(connection: Transaction, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them."""
    found: list[tuple[Any, ...]] = connection.execute(statement, parameters).fetchall()
    return found


def marks(items: Sequence[Any]) -> str:
    return ", ".join("?" * len(items))


def chunks(items: Iterable[Any], size: int = 900) -> Iterator[list[Any]]:
    """Lists of at most `size`, below the database's limit of parameters."""
    part: list[Any] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def vouched_order(group: str, columns: Sequence[str]) -> tuple[int, ...]:
    """Where the columns of a vouched group stand in `columns`, to digest rows before they are written."""
    place = {column: index for index, column in enumerate(columns)}
    return tuple(place[column] for column in audit.VOUCHED[group].columns)

