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
from ...domain.credit.grades import ORDER
from ...domain.credit.scorecard import Scorecard
from ...domain.credit.scoring import score
from ...domain.credit.validation import Case, psi
from ...domain.errors import CreditDeskError, FileError, InputError, N_
from ...files.sheet_in import open_workbook, Sheet
from ...i18n import _
from .validation import figures, FigureSet, spread

#: words that say that a firm went bad, or did not
_BAD, _GOOD = frozenset({"1", "y", "yes", "true", "bad", "default", "是"}), frozenset({"0", "n", "no", "false", "good", "否", ""})
#: a column named so before its name is a turnover: its factor wants days
_PER_YEAR = "365/"
#: headings by which columns are recognised
_FLAG_NAMES = ("default", "bad", "违约", "是否违约", "outcome")
_SCORE_NAMES = ("score", "评分", "得分", "分数", "grade", "rating", "信誉评级", "信用等级", "评级", "等级")
#: … and those of ratios, turnovers marked as such; the name and the code of every factor count too
_RATIO_NAMES = {
    "FN1": ("cr", "current_ratio"), "FN2": ("qr", "quick_ratio"), "FN3": ("cash_ratio",),
    "FN4": ("dta", "debt_ratio", "debt_to_assets", "负债率"), "FN5": ("ic", "interest_coverage", "interest_cover"),
    "FN6": ("npm", "net_margin", "净利率", "净利润率"), "FN7": ("roa", "总资产收益率", "资产净利率"),
    "FN8": ("365/rect", "365/receivables_turnover", "365/应收账款周转率", "ar_days", "应收周转天数"),
    "FN9": ("365/invt", "365/inventory_turnover", "365/存货周转率", "inventory_days", "存货周转天数"),
    "FN10": ("cfr", "ocf_to_cl", "现金流动负债比"), "FN11": ("z", "z_score", "z-score", "altman_z")}


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

    def mapping(self, card: Scorecard) -> dict[str, str]:
        """The columns that seem to hold factors of a card; a turnover in times a year as "365/Column"."""
        found: dict[str, str] = {}
        for factor in card.factors:
            names = (factor.code, factor.name, _(factor.name), *_RATIO_NAMES.get(factor.code, ()))
            for name in names:
                plain = self.guess((name.casefold().removeprefix(_PER_YEAR),))
                if plain and plain != self.flag_column:
                    found[factor.code] = (_PER_YEAR if name.startswith(_PER_YEAR) else "") + plain
                    break
        return found


@dataclass(frozen=True, slots=True)
class LabelledResult:
    """The figures of a file; `left_out` rows had no score or no outcome that could be read.

    `shift` is the PSI of every other row against the rest, None for fewer than two.
    """

    figures: FigureSet
    left_out: int
    shift: Decimal | None = None


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
    """KS, AUC, Gini of a column of scores against a column of outcomes (1 or yes: went bad); InputError `unknown_column`.

    Grades in letters, AAA to D, are scores too: the better the higher.
    """
    at, flagged = table.column(score_column), table.column(flag_column)
    cases = []
    for row in table.rows:
        bad, grade = _flag(row[flagged]), row[at].strip().upper()
        value = _number(row[at])
        if grade in ORDER:
            cases += [Case(-Decimal(ORDER.index(grade)), bad, grade)] if bad is not None else []
        elif value is not None and bad is not None:
            cases.append(Case(value if higher_is_better else -value, bad))
    return LabelledResult(figures(cases), len(table.rows) - len(cases))


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
    # such files are often sorted by outcome: halves taken in turns say how much is mere chance
    shift = psi(spread(case.score for case in cases[::2]), spread(case.score for case in cases[1::2])) if len(cases) > 1 else None
    return LabelledResult(figures(cases), len(table.rows) - len(cases), shift)


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
