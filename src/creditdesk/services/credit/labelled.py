"""Firms from elsewhere with a known outcome: a table with scores, or with ratios that a card can score (DOMAIN C11).

Nothing of such a file is kept in the book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path

from ...domain.credit.factors import bad_value, factor_kind, FactorInput, known, parse_value, unknown
from ...domain.credit.scorecard import Scorecard
from ...domain.credit.scoring import score
from ...domain.credit.validation import Case
from ...domain.errors import CreditDeskError, FileError, InputError, N_
from ...files.sheet_in import open_workbook, Sheet
from .validation import figures, FigureSet, validate_table

#: words that say that a firm went bad, or did not
_BAD, _GOOD = frozenset({"1", "y", "yes", "true", "bad", "default", "是"}), frozenset({"0", "n", "no", "false", "good", "否", ""})
#: a column named so before its name is a turnover: its factor wants days
_PER_YEAR = "365/"
#: headings by which columns are recognised
_FLAG_NAMES = ("default", "bad", "违约", "是否违约", "outcome")
_SCORE_NAMES = ("score", "评分", "得分", "分数")


@dataclass(frozen=True, slots=True)
class LabelledTable:
    """The rows of a file as texts under its headings."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> int:
        """Where a column stands; InputError `unknown_column`."""
        for place, heading in enumerate(self.columns):
            if heading.casefold() == name.strip().casefold():
                return place
        raise InputError(N_("“{file}” has no column “{value}”."), code="unknown_column", field="column", file=self.file,
                         value=name)

    def guess(self, names: Sequence[str]) -> str:
        """The first column with one of these headings, "" for none."""
        return next((heading for heading in self.columns if heading.casefold() in names), "")

    @property
    def flag_column(self) -> str:
        return self.guess(_FLAG_NAMES)

    @property
    def score_column(self) -> str:
        return self.guess(_SCORE_NAMES)


@dataclass(frozen=True, slots=True)
class LabelledResult:
    """The figures of a file; `left_out` rows had no score or no outcome that could be read."""

    figures: FigureSet
    left_out: int


def read_labelled(path: Path) -> LabelledTable:
    """The first table of a workbook or text file, headings in its first row; FileError."""
    sheets = open_workbook(path)
    sheet = max(sheets, key=_width)
    rows = [tuple(_text(cell) for cell in cells) for _number, cells in sheet.rows()]
    filled = [row for row in rows if any(row)]
    if len(filled) < 2:
        raise FileError(N_("“{file}” is empty."), code="empty", file=path.name)
    head = filled[0]
    return LabelledTable(path.name, head, tuple(row + ("",) * (len(head) - len(row)) for row in filled[1:]))


def _width(sheet: Sheet) -> int:
    return max((len(cells) for _number, cells in islice(sheet.rows(), 5)), default=0)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _flag(text: str) -> bool | None:
    word = text.casefold()
    return True if word in _BAD else False if word in _GOOD and word else None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def validate_scores(table: LabelledTable, score_column: str, flag_column: str, *, higher_is_better: bool = True
                    ) -> LabelledResult:
    """KS, AUC, Gini of a column of scores against a column of outcomes (1 or yes: went bad); InputError `unknown_column`."""
    at, flagged = table.column(score_column), table.column(flag_column)
    rows = []
    for row in table.rows:
        value, bad = _number(row[at]), _flag(row[flagged])
        if value is not None and bad is not None:
            rows.append((value, bad))
    return LabelledResult(validate_table(rows, higher_is_better=higher_is_better), len(table.rows) - len(rows))


def only(card: Scorecard, codes: Iterable[str]) -> Scorecard:
    """The card with these factors alone; the weights keep their proportions."""
    wanted = set(codes)
    return replace(card, factors=tuple(factor for factor in card.factors if factor.code in wanted))


def validate_ratios(table: LabelledTable, mapping: Mapping[str, str], flag_column: str, card: Scorecard, *,
                    section: str | None = None) -> LabelledResult:
    """Score every row with the factors mapped, as the card does, and hold the scores against the outcomes.

    `mapping` is factor code → column; "365/Column" turns a turnover into days. What cannot be read or lies out of the
    factor's bounds is unknown and takes the penal score; a row with too little known is left out.
    """
    reduced, flagged = only(card, mapping), table.column(flag_column)
    places = {code: (table.column(name.removeprefix(_PER_YEAR)), name.startswith(_PER_YEAR))
              for code, name in mapping.items()}
    cases = []
    for row in table.rows:
        bad = _flag(row[flagged])
        inputs = {code: _input(code, row[place], per_year) for code, (place, per_year) in places.items()}
        found = score(reduced, inputs, section=section)
        if bad is not None and found.score is not None:
            cases.append(Case(found.score, bad, found.grade))
    return LabelledResult(figures(cases), len(table.rows) - len(cases))


def _input(code: str, text: str, per_year: bool) -> FactorInput:
    kind = factor_kind(code)
    value = _number(text)
    if value is not None and per_year:
        value = Decimal(365) / value if value > 0 else None
        text = "" if value is None else f"{value:f}"
    try:
        if value is None:
            return parse_value(code, text, na_allowed=True, source="file")
        if (kind.low is not None and value < kind.low) or (kind.high is not None and value > kind.high):
            raise bad_value(code, text)
        return known(value, "file")
    except CreditDeskError:  # a cell that is no value of the factor: nothing is known
        return unknown(source="file")
