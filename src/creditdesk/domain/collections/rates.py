"""Reference rates as tables with an end of knowledge: LPR, ECB reference, Bank of England base (DOMAIN H5, H6)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import InputError, N_

LPR_1Y, ECB_REFERENCE, BOE_BASE = "lpr_1y", "ecb_reference", "boe_base"
CODES = (LPR_1Y, ECB_REFERENCE, BOE_BASE)
BEFORE_RATE_TABLE = "before_rate_table"
#: days after `data_until` from which a table counts as old (one monthly announcement and some grace)
STALE_AFTER = 40


@dataclass(frozen=True, slots=True)
class RateRow:
    """From this day on the rate (a yearly fraction) holds; `verified` is False where the source is weak."""

    start: date
    rate: Decimal
    verified: bool = True


@dataclass(frozen=True, slots=True)
class RateFound:
    """A looked-up rate; `provisional` when the day lies after the last announcement seen."""

    rate: Decimal
    start: date
    provisional: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class RateTable:
    """Change points of one reference rate in date order. `data_until` is the last day the table knows about."""

    code: str
    rows: tuple[RateRow, ...]
    data_until: date
    name: str = ""
    source: str = ""

    def at(self, day: date) -> RateFound | None:
        """The latest change point ≤ `day`; None before the first one (reason `before_rate_table`)."""
        place = bisect_right(self.rows, day, key=lambda row: row.start)
        if place == 0:
            return None
        row = self.rows[place - 1]
        return RateFound(row.rate, row.start, day > self.data_until, row.verified)

    def half_year(self, day: date) -> RateFound | None:
        """The rate of the half-year that holds `day`, as fixed for its first day (DOMAIN H6)."""
        return self.at(half_year_start(day))

    def is_stale(self, day: date) -> bool:
        """Whether the table deserves the note that newer rates may exist (DOMAIN H5)."""
        return day > self.data_until + timedelta(STALE_AFTER)

    def known_until(self, day: date) -> RateTable:
        """The same table, seen up to a later day: no newer announcement."""
        return RateTable(self.code, self.rows, max(self.data_until, day), self.name, self.source)

    def with_row(self, start: date, rate: Decimal, data_until: date | None = None) -> RateTable:
        """The table with one change point set; knowledge reaches at least to it."""
        rows = {row.start: row for row in self.rows} | {start: RateRow(start, rate)}
        return RateTable(self.code, tuple(rows[day] for day in sorted(rows)),
                         max(self.data_until, data_until or start), self.name, self.source)


def half_year_start(day: date) -> date:
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def table_from(data: Mapping[str, Any]) -> RateTable:
    """A table from its file's content: `code`, `data_until`, `rows` of `from` and `percent`; InputError `bad_rates`."""
    try:
        rows = tuple(RateRow(date.fromisoformat(row["from"]), Decimal(row["percent"]) / 100,
                             bool(row.get("verified", True))) for row in data["rows"])
        table = RateTable(str(data["code"]), rows, date.fromisoformat(data["data_until"]), str(data.get("name", "")),
                          str(data.get("source", "")))
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise InputError(N_("The rate table cannot be read: {detail}."), code="bad_rates", field="rows",
                         detail=str(error)) from error
    starts = [row.start for row in rows]
    if not rows or starts != sorted(set(starts)):
        raise InputError(N_("The rate table needs rows in date order, each day once."), code="bad_rates", field="rows")
    return table
