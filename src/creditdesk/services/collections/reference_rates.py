"""Reference rates of late interest: those that ship, and what the owner entered or imported over them (DOMAIN H5, H6)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...domain.collections.rates import BOE_BASE, CODES, ECB_REFERENCE, LPR_1Y, RateTable, table_from
from ...domain.dates import check_range, parse_date
from ...domain.errors import FileError, InputError, N_
from ...paths import resource
from ...store import audit, company
from ...store.transaction import Transaction
from ..session import Session

TABLE_NAMES = {LPR_1Y: N_("1-year loan prime rate (LPR)"), ECB_REFERENCE: N_("ECB reference rate"),
               BOE_BASE: N_("Bank of England base rate")}
_KEY = "reference_rates."
_PERCENT = re.compile(r"-?\d{1,2}(?:\.\d+)?\s*%?")
_HIGHEST = Decimal(100)


@dataclass(frozen=True, slots=True)
class OwnRates:
    """What the book adds to a shipped table: change points in percent, and the last day it knows about."""

    rows: Mapping[date, Decimal]
    data_until: date | None


def tables_in(connection: Transaction) -> dict[str, RateTable]:
    """The tables in use, by code."""
    values = company.settings(connection)
    return {code: _merged(shipped(code), _own(values.get(_KEY + code, ""))) for code in CODES}


def tables_of(session: Session) -> tuple[dict[str, RateTable], dict[str, OwnRates]]:
    """The tables in use, and what of them is the book's own."""
    with session.book.read() as connection:
        values = company.settings(connection)
        return tables_in(connection), {code: _own(values.get(_KEY + code, "")) for code in CODES}


@lru_cache(maxsize=8)
def shipped(code: str) -> RateTable:
    """A table as the program came with it."""
    return table_from(json.loads(resource(f"rates/{code}.json").read_text(encoding="utf-8")))


def _merged(table: RateTable, own: OwnRates) -> RateTable:
    for day in sorted(own.rows):
        table = table.with_row(day, own.rows[day] / 100)
    return table.known_until(own.data_until) if own.data_until else table


def _own(text: str) -> OwnRates:
    data: dict[str, Any] = json.loads(text) if text else {}
    rows = {date.fromisoformat(day): Decimal(percent) for day, percent in data.get("rows", {}).items()}
    return OwnRates(rows, date.fromisoformat(data["data_until"]) if data.get("data_until") else None)


def put_rates(session: Session, code: str, rows: Mapping[date, Decimal], data_until: date | None = None) -> None:
    """Enter change points in percent, and up to which day nothing newer was announced; InputError names the field.

    A rate of the same day is replaced. A day without rates only moves the end of what is known.
    """
    _check(code, rows, data_until)
    with session.book.write() as connection:
        own = _own(company.settings(connection).get(_KEY + code, ""))
        last = max((day for day in (own.data_until, data_until, *rows) if day is not None), default=None)
        _write(session, connection, code, own, OwnRates({**own.rows, **rows}, last))


def forget_rate(session: Session, code: str, day: date) -> None:
    """Take back a rate the book entered; the shipped one of that day holds again."""
    with session.book.write() as connection:
        own = _own(company.settings(connection).get(_KEY + code, ""))
        left = {known: percent for known, percent in own.rows.items() if known != day}
        _write(session, connection, code, own, OwnRates(left, own.data_until))


def _write(session: Session, connection: Transaction, code: str, before: OwnRates, after: OwnRates) -> None:
    if before == after:
        return
    told = [{"rows": {day.isoformat(): f"{percent:f}" for day, percent in sorted(own.rows.items())},
             "data_until": own.data_until.isoformat() if own.data_until else None} for own in (before, after)]
    company.put_setting(connection, _KEY + code, json.dumps(told[1]))
    audit.record(connection, audit.Change("change", "setting", _KEY + code, told[0], told[1]), session.signature())


def _check(code: str, rows: Mapping[date, Decimal], data_until: date | None) -> None:
    if code not in CODES:
        raise InputError(N_("There is no reference rate {name}."), code="bad_rates", field="code", name=code)
    for day, percent in rows.items():
        check_range(day, "from")
        if not percent.is_finite() or not -_HIGHEST < percent < _HIGHEST:
            raise InputError(N_("“{value}” is not a rate in percent. Write it like 3.45."), code="bad_rate", field="percent",
                             value=percent)
    if data_until is not None:
        check_range(data_until, "data_until")


def read_csv(path: Path) -> dict[date, Decimal]:
    """Change points from a text file: in each line a date and a percentage, headings are passed over; FileError, InputError."""
    from ...files.encodings import decode, records, SEPARATORS
    try:
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise FileError(N_("“{file}” cannot be read: {reason}. Close it in other programs and try again."),
                        code="unreadable", field="file", file=path.name, reason=error.strerror or str(error)) from error
    separator = max(SEPARATORS, key=text.count)
    found: dict[date, Decimal] = {}
    for number, cells in enumerate(records(text, separator), 1):
        row = _row(cells)
        if row is not None:
            found[row[0]] = row[1]
        elif number > 1 and any(cell.strip() for cell in cells):
            raise InputError(N_("Line {line} of {file} has no date and percentage."), code="bad_rates", field="file", line=number,
                             file=path.name)
    if not found:
        raise InputError(N_("{file} has no line with a date and a percentage."), code="bad_rates", field="file", file=path.name)
    return found


def _row(cells: Sequence[str]) -> tuple[date, Decimal] | None:
    """The first cell that is a date and the first after it that is a percentage."""
    for place, cell in enumerate(cells):
        try:
            day = parse_date(cell.strip())
        except InputError:
            continue
        percent = next((text for text in cells[place + 1:] if _PERCENT.fullmatch(text.strip())), None)
        return None if percent is None else (day, Decimal(percent.strip().rstrip("% ")))
    return None
