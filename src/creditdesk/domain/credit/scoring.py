"""From a card and its inputs to a score that explains itself (DOMAIN C1, C6–C8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, ROUND_HALF_UP

from . import caps
from .factors import altman_zone, factor_kind, FactorInput, KNOWN, NOT_APPLICABLE, UNKNOWN, unknown, ZONE
from .grades import grade_of, NR
from .scorecard import Factor, Scorecard, TAGS, VIEWS

_CENT, _FOUR, _HUNDRED = Decimal("0.01"), Decimal("0.0001"), Decimal(100)
_AVERAGE, _ZERO = Decimal(50), Decimal(0)


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor's part: `points` = weight × score ÷ 100 before renormalising; both None where not applicable."""

    code: str
    name: str
    value: Decimal | str | None
    state: str
    weight: Decimal
    score: Decimal | None
    points: Decimal | None
    source: str
    confidence: Decimal
    tag: str
    views: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score with everything needed to explain it.

    Scores are rounded half-up to 2 decimals. `score` is None where the customer is not rated, `score_grade` is the
    grade before vetoes and caps, `coverage` and `confidence` are unrounded fractions 0…1.
    """

    version: str
    type: str
    score: Decimal | None
    grade: str
    score_grade: str | None
    coverage: Decimal
    confidence: Decimal
    low: Decimal | None
    high: Decimal | None
    if_average: Decimal | None
    known_only: Decimal | None
    best_next: str | None
    factors: tuple[FactorRow, ...]
    caps: tuple[caps.FiredCap, ...]
    tags: Mapping[str, Decimal | None]
    views: Mapping[str, Decimal | None]

    @property
    def best_to_ask(self) -> str | None:
        """Like `best_next`, of what can be asked for: what the own ledger lacks only time brings."""
        return _best_next(tuple(row for row in self.factors if not row.code.startswith("BH")))

    @property
    def provisional(self) -> bool:
        return any(cap.effect == caps.PROVISIONAL for cap in self.caps)

    @property
    def coverage_text(self) -> str:
        """Coverage to 4 decimals, half-up, as the command line prints it."""
        return f"{self.coverage.quantize(_FOUR, ROUND_HALF_UP):f}"

    @property
    def confidence_text(self) -> str:
        return f"{self.confidence.quantize(_FOUR, ROUND_HALF_UP):f}"

    @property
    def confidence_level(self) -> str:
        """high from 0.75, medium from 0.50, else low (DOMAIN C8)."""
        if self.confidence >= Decimal("0.75"):
            return "high"
        return "medium" if self.confidence >= Decimal("0.5") else "low"


def missing(code: str, verified: Decimal = Decimal(0)) -> FactorInput:
    """The input of a factor without any record (DOMAIN C8): EX5, BH4, BH9 N/A, TR2 as counted, BH5 0, else unknown."""
    if code in ("EX5", "BH4", "BH9"):
        return FactorInput(NOT_APPLICABLE)
    if code == "TR2":
        return FactorInput(KNOWN, verified, "facts")
    if code == "BH5":
        return FactorInput(KNOWN, Decimal(0), "ledger")
    return unknown()


def score(card: Scorecard, inputs: Mapping[str, FactorInput], flags: Mapping[str, str] | None = None, *,
          section: str | None = None) -> ScoreResult:
    """Score and grade of one customer.

    Factors of the card without an input take what C8 says of a missing record; inputs of other factors only fire their
    caps. `flags` are V1…V12 with their evidence. `section` is the GB/T section that decides between Z' and Z''.
    """
    rows = tuple([_row(card, factor, inputs.get(factor.code) or missing(factor.code), section)
                  for factor in card.factors])
    sums = _Sums(rows)
    known, applicable = sums.known, sums.known + sums.unknown
    fired = dict(caps.fired_by_inputs(inputs, _zone(inputs, section))) | dict(flags or {})
    fired |= caps.fired_by_coverage(card.type, known, applicable, sums.total)
    listed = caps.listed(fired)
    value = sums.mean(card.unknown_score)
    base = None if value is None else grade_of(value)
    final = caps.after_caps(base, listed)
    return ScoreResult(
        card.version, card.type, None if final == NR else value, final, base,
        known / applicable if applicable else _ZERO, sums.trust / applicable if applicable else _ZERO,
        sums.mean(_ZERO), sums.mean(_HUNDRED), sums.mean(_AVERAGE), _rounded(sums.points, known), _best_next(rows), rows,
        listed, {tag: sums.part(tag) for tag in TAGS}, {view: sums.part(view) for view in VIEWS})


def _row(card: Scorecard, factor: Factor, entry: FactorInput, section: str | None) -> FactorRow:
    value, trust, weight = entry.value, _ZERO, factor.weight
    mark: Decimal | None
    if entry.state == NOT_APPLICABLE:
        mark = None
    elif entry.state == UNKNOWN or value is None:
        mark, value = card.unknown_score, None
    else:
        mark, trust = entry.forced_score, entry.confidence
        if mark is None:
            mark = factor.score_of(value, section)
    state = UNKNOWN if value is None and mark is not None else entry.state
    return FactorRow(factor.code, factor.name, value, state, weight, mark,
                     None if mark is None else weight * mark / _HUNDRED, entry.source, trust, factor.tag, factor.views,
                     entry.note)


class _Sums:
    """Weights and points of the rows, added up once: of known and unknown factors, by tag and by view."""

    def __init__(self, rows: tuple[FactorRow, ...]) -> None:
        self.total = self.known = self.unknown = self.points = self.trust = _ZERO
        self._parts: dict[str, list[Decimal]] = {}
        for row in rows:
            self.total += row.weight
            if row.score is None:
                continue
            points = row.weight * row.score
            if row.state == KNOWN:
                self.known += row.weight
                self.points += points
                self.trust += row.weight * row.confidence
            else:
                self.unknown += row.weight
            for name in (row.tag, *row.views):
                part = self._parts.setdefault(name, [_ZERO, _ZERO])
                part[0] += points
                part[1] += row.weight

    def mean(self, unknown_score: Decimal) -> Decimal | None:
        """Σ w·s ÷ Σ w over the applicable rows with every unknown one at `unknown_score`."""
        return _rounded(self.points + self.unknown * unknown_score, self.known + self.unknown)

    def part(self, name: str) -> Decimal | None:
        """The same over the rows of a tag or view, unknown ones at the penal score."""
        points, weight = self._parts.get(name, (_ZERO, _ZERO))
        return _rounded(points, weight)


def _rounded(points: Decimal, weight: Decimal) -> Decimal | None:
    """Half-up to 2 decimals; None without any weight."""
    return (points / weight).quantize(_CENT, ROUND_HALF_UP) if weight else None


def _best_next(rows: tuple[FactorRow, ...]) -> str | None:
    """The unknown factor with the largest weight; of equal ones the first on the card."""
    candidates = [row for row in rows if row.state == UNKNOWN and row.weight > 0]
    return max(candidates, key=lambda row: row.weight).code if candidates else None


def _zone(inputs: Mapping[str, FactorInput], section: str | None) -> str | None:
    entry = inputs.get("FN11")
    if entry is None or entry.state != KNOWN or entry.value is None:
        return None
    assert factor_kind("FN11").kind == ZONE
    return altman_zone(entry.value, section) if isinstance(entry.value, Decimal) else entry.value
