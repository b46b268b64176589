"""One transaction of the book: statements go to the driver as they are written, rows come back as it gives them.

SQLAlchemy makes the tables and brings older books up to date; it is loaded for that alone (docs/decisions.md 58).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

#: parameters of a statement: in order, or by name
Parameters = Sequence[Any] | dict[str, Any]


class _Over:
    """What stands in the driver's place once the transaction has ended: a late read would see another state of the book."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("The transaction is over.")


class Transaction:
    """A transaction under way. It is begun and ended by the book alone; `savepoint` gives a part that can be undone by itself."""

    __slots__ = ("_driver",)

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def execute(self, statement: str, parameters: Parameters = ()) -> Any:
        """Run one statement and answer the driver's cursor."""
        return self._driver.execute(statement, parameters)

    def execute_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for every row."""
        self._driver.executemany(statement, rows)

    def scalar(self, statement: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, None where there is no row."""
        row = self._driver.execute(statement, parameters).fetchone()
        return None if row is None else row[0]

    def savepoint(self) -> Savepoint:
        """A part of the transaction that can be undone alone."""
        return Savepoint(self)


class Savepoint:
    """Statements since it was made are kept by `release`, undone by `undo`. One at a time."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        transaction.execute("SAVEPOINT part")

    def release(self) -> None:
        self._transaction.execute("RELEASE part")

    def undo(self) -> None:
        self._transaction.execute("ROLLBACK TO part")
        self._transaction.execute("RELEASE part")


@contextmanager
def reading(driver: Any) -> Iterator[Transaction]:
    """A transaction that sees one state and changes nothing."""
    with _begun(driver, "BEGIN") as found:
        yield found


@contextmanager
def writing(driver: Any) -> Iterator[Transaction]:
    """A transaction that is committed on leaving; any exception undoes it whole."""
    with _begun(driver, "BEGIN IMMEDIATE") as found:
        yield found
        driver.execute("COMMIT")


@contextmanager
def _begun(driver: Any, how: str) -> Iterator[Transaction]:
    """A transaction that is over on leaving: undone, unless it was committed or a full disk has ended it."""
    driver.execute(how)
    found = Transaction(driver)
    try:
        yield found
    finally:
        found._driver = _Over()
        if driver.in_transaction:
            driver.execute("ROLLBACK")
