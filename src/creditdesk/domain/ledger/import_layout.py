"""Finding the heading row of a sheet and what its columns mean (CLI Import, Heading row; DOMAIN M, Templates)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import FileError, InputError, N_
from .import_headings import (
    field_type,
    fields_of,
    fold_heading,
    known_headings,
    LINE_HEADINGS,
    RAW,
    REQUIRED,
    template_headings,
)

HEAD_ROWS = 30
_BLANK = ("", None)


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of one sheet (or of one way to split a text file): (the sheet's own row number, its cells)."""

    name: str
    rows: tuple[tuple[int, Sequence[object]], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings stand and which column feeds which field.

    `sheet` counts the heads given to `find_layout`; `last_heading_row` is the sheet's own number of the (lower) heading
    row: data begin below it. `headings` has the text of every column, "" where there is none.
    """

    kind: str
    sheet: int
    sheet_name: str
    last_heading_row: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    line_sheet: bool = False

    @property
    def signature(self) -> str:
        """The same for every file with the same headings in the same order; under it a mapping is remembered."""
        folded = "\x1f".join((self.kind, *(fold_heading(heading) for heading in self.headings))).rstrip("\x1f")
        return hashlib.sha256(folded.encode()).hexdigest()[:32]

    def heading(self, field: str) -> str:
        """The heading's text of a field's column; the field's own name where it has no column."""
        column = self.columns.get(field)
        return field if column is None else self.headings[column]

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Groups of fields of which one is required and none is mapped."""
        return tuple(group for group in REQUIRED[self.kind] if not any(field in self.columns for field in group))

    @property
    def unused(self) -> tuple[int, ...]:
        """Columns with a heading that feed no field."""
        used = set(self.columns.values())
        return tuple(i for i, heading in enumerate(self.headings) if heading and i not in used)

    def with_columns(self, columns: Mapping[str, int]) -> Layout:
        """The same sheet read by a corrected or remembered mapping; InputError for an unknown field or column."""
        for field, column in columns.items():
            _check_field(self.kind, field)
            if not 0 <= column < len(self.headings):
                raise InputError(N_("The sheet has no column {value}."), code="unknown_column", field=field,
                                 value=column + 1)
        return replace(self, columns=dict(columns))


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: int
    row: int
    headings: tuple[str, ...]
    known: int
    line_sheet: bool
    #: the lower row of a two-row heading completes the upper one without adding a known heading
    completed: bool = False


def find_layout(heads: Sequence[Head], kind: str, overrides: Mapping[str, str] | None = None) -> Layout:
    """The heading row with most known headings among the first 30 rows of the sheets, the first on a tie.

    `overrides` is {field: heading}, "" to leave a field out. InputError `usage` for an unknown field; FileError
    `no_heading` where no row has a known heading, `missing_column` for a heading named in vain. Required columns are
    not looked at here: see `Layout.missing` and `require_columns`.
    """
    chosen = {field: fold_heading(heading) for field, heading in (overrides or {}).items()}
    for field in chosen:
        _check_field(kind, field)
    words = known_headings(kind)
    vocabulary = set(words) | {word for word in chosen.values() if word}
    found = [candidate for index, head in enumerate(heads) for candidate in _candidates(index, head, vocabulary)]
    if not found:
        raise FileError(N_("No row with headings was found. The first {count} rows need one with names of columns such "
                           "as “{example}”."), code="no_heading", count=HEAD_ROWS,
                        example=", ".join(_both_names(kind, group[:1]) for group in REQUIRED[kind]))
    best = min(found, key=lambda one: (-one.known, one.line_sheet))
    best = next((one for one in found if one.completed and (one.sheet, one.row) == (best.sheet, best.row + 1)), best)
    layout = Layout(kind, best.sheet, heads[best.sheet].name, best.row, best.headings, {}, best.line_sheet)
    return replace(layout, columns=_map(layout, words, chosen, overrides or {}))


def require_columns(layout: Layout) -> None:
    """FileError `missing_column` that names what is required and was not found."""
    for group in layout.missing:
        raise FileError(N_("The sheet “{sheet}” has no column for {needed}. Choose its column or add a heading."),
                        code="missing_column", field=group[0], sheet=layout.sheet_name,
                        needed=_both_names(layout.kind, group))


def _both_names(kind: str, fields: Sequence[str]) -> str:
    """Fields by the headings either language gives them: customer (客户)."""
    chinese = template_headings(kind, "zh")
    return " / ".join(f"{field} ({chinese[field]})" for field in fields)


def bare_layout(heads: Sequence[Head], kind: str) -> Layout | None:
    """Where no heading is known: the first of the rows with most words, its columns still to be chosen by a person."""
    rows = [(index, number, ["" if cell in _BLANK else str(cell).strip() for cell in cells])
            for index, head in enumerate(heads) for number, cells in head.rows[:HEAD_ROWS]]
    if not rows:
        return None
    index, number, texts = max(rows, key=lambda row: (sum(map(bool, row[2])), -row[0], -row[1]))
    return Layout(kind, index, heads[index].name, number, tuple(texts), {}) if any(texts) else None


def _check_field(kind: str, field: str) -> None:
    if field not in fields_of(kind):
        raise InputError(N_("“{value}” is not a field. Fields are: {known}."), code="usage", field="map", value=field,
                         known=", ".join(fields_of(kind)))


def _candidates(index: int, head: Head, vocabulary: set[str]) -> Iterable[_Found]:
    """Every row that may be the heading row, alone and together with the row above it (two-row headings)."""
    above: list[str] = []
    for number, cells in head.rows[:HEAD_ROWS]:
        texts = ["" if cell in _BLANK else str(cell).strip() for cell in cells]
        alone = _count(texts, vocabulary)
        if alone:
            yield _found(index, number, texts, alone)
        if any(above):
            joined = _joined(above, texts, vocabulary)
            # a two-row heading must gain by both of its rows, else it is a heading with a title or data beside it
            both, upper = _count(joined, vocabulary), _count(above, vocabulary)
            if both > max(alone, upper):
                yield _found(index, number, joined, both)
            elif both == upper > alone and _subdivides(above, texts) and (
                    alone or _compounds(above, texts, vocabulary)):
                yield _found(index, number, joined, both, completed=True)
        above = texts


def _found(index: int, number: int, texts: list[str], known: int, *, completed: bool = False) -> _Found:
    return _Found(index, number, tuple(texts), known, any(fold_heading(text) in LINE_HEADINGS for text in texts),
                  completed)


def _subdivides(above: list[str], below: list[str]) -> bool:
    """Whether a row only names the parts of a heading merged over several columns: words, and one under a blank."""
    filled = [(text, above[place] if place < len(above) else "") for place, text in enumerate(below) if text]
    return any(not top for _text, top in filled) and not any(char.isdigit() for text, _top in filled for char in text)


def _compounds(above: list[str], below: list[str], vocabulary: set[str]) -> bool:
    """Whether two merged rows name a known heading only together: 贷方 over 发生."""
    return any(bottom and fold_heading(bottom) not in vocabulary and fold_heading(top + bottom) in vocabulary
               for top, bottom in zip(above, below, strict=False) if top)


def _count(texts: Iterable[str], vocabulary: set[str]) -> int:
    return len({fold_heading(text) for text in texts if text} & vocabulary)


def _joined(above: list[str], below: list[str], vocabulary: set[str]) -> list[str]:
    """The headings of two merged rows: the lower text, both together where that is a known heading, else the upper."""
    width = max(len(above), len(below))
    upper, lower = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    joined, group = [], ""
    for top, bottom in zip(upper, lower, strict=True):
        group = top or group  # a cell merged over several columns stands in the first of them
        if not bottom:
            joined.append(top)
        elif fold_heading(bottom) not in vocabulary and fold_heading(group + bottom) in vocabulary:
            joined.append(group + bottom)
        else:
            joined.append(bottom)
    return joined


def _map(layout: Layout, words: Mapping[str, tuple[str, int]], chosen: Mapping[str, str],
         overrides: Mapping[str, str]) -> dict[str, int]:
    folded = [fold_heading(heading) for heading in layout.headings]
    columns: dict[str, int] = {}
    for field, word in chosen.items():
        if not word:
            continue
        if word not in folded:
            raise FileError(N_("The sheet “{sheet}” has no heading “{heading}”."), code="missing_column", field=field,
                            sheet=layout.sheet_name, heading=overrides[field])
        columns[field] = folded.index(word)
    taken = set(columns.values())
    places: dict[str, int] = {}
    for column, word in enumerate(folded):
        field, place = words.get(word, ("", 0))
        if not field or field in chosen or column in taken or places.get(field, place + 1) <= place:
            continue
        places[field], columns[field] = place, column
    return dict(sorted(columns.items(), key=lambda item: item[1]))


def guesses(layout: Layout) -> dict[str, int]:
    """Columns whose heading only resembles a known one, for fields that have none: a person has to look at them.

    备注2 is taken for 备注; where a required column is missing, 我方客户 for 客户.
    """
    words = {word: found[0] for word, found in known_headings(layout.kind).items()}
    wanted = {field for group in layout.missing for field in group}
    found: dict[str, int] = {}
    for column in layout.unused:
        word = fold_heading(layout.headings[column])
        field = words.get(word.rstrip("0123456789"), "")
        if not field:
            parts = [known for known in words if len(known) > 1 and words[known] in wanted and known in word]
            field = words[max(parts, key=len)] if parts else ""
        if field and field not in layout.columns and field not in found and field_type(field) != RAW:
            found[field] = column
    return found

