"""A report as plain rows: what the screen shows, the spreadsheet exports and the printer draws (DOMAIN F, N)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "money", "date", "integer", "percent", "days", "ratio"]
Cell = str | int | Decimal | date | None
NUMBER_KINDS: frozenset[str] = frozenset({"money", "integer", "percent", "days", "ratio"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: money in `currency` (None: as the row's text says), percent as a fraction (0.125 is 12.5 %)."""

    heading: str
    kind: Kind = "text"
    currency: str | None = None

    @property
    def is_number(self) -> bool:
        """Figures stand at the right."""
        return self.kind in NUMBER_KINDS


@dataclass(frozen=True, slots=True)
class Table:
    """Title, what it covers (`subtitle`: as-of day, currency, unit, filters), columns, rows and at most one totals row.

    A cell is a str, Decimal in major units, int, date or None (empty). Rows and totals have one cell per column.
    """

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] | None = None

    def __post_init__(self) -> None:
        width = len(self.columns)
        for cells in (*self.rows, *([self.totals] if self.totals is not None else [])):
            if len(cells) != width:
                raise ValueError(f"a row has {len(cells)} cells, the table {width} columns")
