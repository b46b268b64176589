"""A typed column: how a record's value is shown, sorted, found and exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, ROUND_HALF_UP
from typing import Any, Literal, NamedTuple

from creditdesk.domain import money
from creditdesk.domain.insight.tables import Cell, Column as ReportColumn, Kind as ReportKind
from creditdesk.ui.widgets.marks import EMPTY

Kind = Literal["text", "money", "date", "int", "days", "percent", "ratio", "grade", "bar", "tag", "limit", "check"]
Align = Literal["left", "right", "center"]
NUMBERS = frozenset({"money", "int", "days", "percent", "ratio", "limit"})
_REPORT: dict[str, ReportKind] = {"money": "money", "date": "date", "int": "integer", "days": "days", "ratio": "ratio",
                                  "percent": "percent", "limit": "percent"}


class Tag(NamedTuple):
    """A status in words with its tone (ok, danger, warn, tint, track) and an icon's name ("" for none)."""

    text: str
    tone: str = "track"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of records.

    `value` takes the native value from a record (default: the attribute `key`): Decimal in major units for money, a
    fraction for percent and limit (0.79), the amounts by bucket for bar, `Tag` for tag. `currency` is a code or takes
    one from the record. `whole` shows money without cents. `tone` names the colour token of the text, `badge` a grade
    to draw before it, `swatch` an aging token (a0…a4), `icon` an icon's name, drawn in the
    text's tone. `boxed` draws the frame of a field around the cell, always or as it answers. `edit` takes
    a typed text into the record (InputError if wrong).
    `width` 0 takes the room that is left; what it cannot use goes to the columns that `grow`.
    """

    key: str
    title: str
    kind: Kind = "text"
    value: Callable[[Any], Any] | None = None
    align: Align | None = None
    width: int = 0
    currency: str | Callable[[Any], str] = "CNY"
    decimals: int = 0
    whole: bool = False
    strong: bool = False
    shown: bool = True
    tone: Callable[[Any], str] | None = None
    badge: Callable[[Any], str] | None = None
    swatch: Callable[[Any], str] | None = None
    icon: Callable[[Any], str] | None = None
    tip: Callable[[Any], str] | None = None
    edit: Callable[[Any, str], object] | None = None
    sort_key: Callable[[Any], Any] | None = None
    alert: Decimal = Decimal("0.9")
    boxed: bool | Callable[[], bool] = False
    grows: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def alignment(self) -> Align:
        """Text left, figures right (DESIGN 3, Table)."""
        return self.align or ("right" if self.is_number else "center" if self.kind == "check" else "left")

    def native(self, row: Any) -> Any:
        """The value behind the cell."""
        return self.value(row) if self.value else getattr(row, self.key, None)

    def currency_of(self, row: Any) -> str:
        return self.currency(row) if callable(self.currency) else self.currency

    def text(self, row: Any) -> str:
        """The cell in words; "—" where there is no value."""
        return self.words(self.native(row), "CNY" if row is None else self.currency_of(row))

    def words(self, value: Any, currency: str = "CNY") -> str:
        """A native value in words, as cells and totals show it."""
        if value is None or value == "":
            return "" if self.edit else EMPTY
        if self.kind == "money":
            return _whole(value) if self.whole else money.display(value, currency)
        if self.kind in ("percent", "limit"):
            return f"{_round(Decimal(value) * 100, self.decimals):,f}%".replace("-", "−")
        if self.kind == "ratio":
            return f"{_round(Decimal(value), self.decimals or 2):,f}".replace("-", "−")
        if self.kind in ("int", "days"):
            return f"{value:,}".replace("-", "−")
        if self.kind == "bar":
            return " / ".join(_whole(part) for part in value)
        if self.kind == "tag":
            return str(value[0])
        return value.isoformat() if isinstance(value, date) else str(value)

    def plain(self, row: Any) -> str:
        """The cell for another program: figures without grouping, nothing where empty."""
        value = self.native(row)
        if value is None or value == "":
            return ""
        if self.kind == "money":
            return money.plain(value, self.currency_of(row))
        if self.kind in ("int", "days"):
            return str(value)
        text = self.words(value).replace("\t", " ").replace("\r", " ").replace("\n", " ")
        # A text that a spreadsheet would take for a formula stays a text.
        return f"'{text}" if not self.is_number and text[:1] in ("=", "+", "-", "@") else text

    def order(self, row: Any) -> Any:
        """What sorting compares; None sorts last."""
        if self.sort_key:
            return self.sort_key(row)
        value = self.native(row)
        if value is None or value == "":
            return None
        if self.kind == "bar":
            return sum(value, Decimal(0))
        if self.kind == "tag":
            return str(value[0]).casefold()
        return value.casefold() if isinstance(value, str) else value

    @property
    def exported(self) -> bool:
        """Bars and check boxes have no place in a report."""
        return self.kind not in ("bar", "check")

    def report_column(self, rows: Sequence[Any]) -> ReportColumn:
        """The heading and kind for `insight.tables`; a money column of several currencies names none."""
        currency = None
        if self.kind == "money":
            found = {self.currency_of(row) for row in rows} if callable(self.currency) else {self.currency}
            currency = found.pop() if len(found) == 1 else None
        return ReportColumn(self.title, _REPORT.get(self.kind, "text"), currency)

    def cell(self, row: Any) -> Cell:
        """The native value for a report."""
        value = self.native(row)
        if value is None:
            return None
        if self.kind == "tag":
            return str(value[0])
        if self.kind in ("percent", "limit", "ratio"):
            return Decimal(value)
        return value if isinstance(value, (str, int, Decimal, date)) else str(value)


def _round(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _whole(value: Decimal) -> str:
    rounded = _round(Decimal(value), 0)
    return ("−" if rounded < 0 else "") + f"{abs(rounded):,f}"
