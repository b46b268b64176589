"""Rows in bulk: tuples in column order through the driver, the fastest way in (FLOORS 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from . import audit
from .schema import metadata

_CHUNK = 5_000


def next_id(connection: Connection, table: str) -> int:
    """First free id of a table; the writing transaction holds the book, so it stays free."""
    return int(connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").scalar_one())


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert tuples that follow `columns`."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"
    for start in range(0, len(rows), _CHUNK):
        connection.exec_driver_sql(statement, list(rows[start:start + _CHUNK]))


def insert(connection: Connection, table: str, values: Mapping[str, Any]) -> int:
    """Insert one row and answer its id; an id is given when `values` has none."""
    row = dict(values)
    row.setdefault("id", next_id(connection, table))
    insert_many(connection, table, tuple(row), [tuple(row.values())])
    return int(row["id"])


def update(connection: Connection, table: str, row_id: int, values: Mapping[str, Any], key: str = "id") -> None:
    """Set `values` on the row with `row_id`."""
    if values:
        names = ", ".join(f'"{column}" = ?' for column in values)
        connection.exec_driver_sql(f'UPDATE {table} SET {names} WHERE "{key}" = ?', (*values.values(), row_id))


def one(connection: Connection, statement: str, parameters: tuple[Any, ...] = ()) -> dict[str, Any] | None:
    """The first row as a dict, or None."""
    row = connection.exec_driver_sql(statement, parameters).mappings().first()
    return dict(row) if row is not None else None


def many(connection: Connection, statement: str, parameters: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
    """All rows as dicts."""
    return [dict(row) for row in connection.exec_driver_sql(statement, parameters).mappings()]


#: parameters of a statement: in order, or by name
Parameters = tuple[Any, ...] | dict[str, Any]


def stream(connection: Connection, statement: str, parameters: Parameters = ()) -> Iterator[tuple[Any, ...]]:
    """Rows one by one as the driver gives them: for many rows."""
    cursor: Any = connection.exec_driver_sql(statement, parameters).cursor
    return iter(cursor)


def tuples(connection: Connection, statement: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them."""
    cursor: Any = connection.exec_driver_sql(statement, parameters).cursor
    found: list[tuple[Any, ...]] = cursor.fetchall()
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


def table(name: str) -> Table:
    return metadata.tables[name]
