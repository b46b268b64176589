"""What would change the grade: the smallest single changes, read from the card itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .factors import factor_kind, FactorInput, KNOWN, LEVEL, NOT_APPLICABLE
from .grades import NR, rank
from .scorecard import Factor, GE, INTERVAL, MAP, Scorecard
from .scoring import score, ScoreResult

LIFT, DROP = "lift", "drop"
#: how the new value is reached: at least, at most, above, below `value`, or exactly the word or level
AT_LEAST, AT_MOST, ABOVE, BELOW, IS = "ge", "le", "gt", "lt", "is"
_STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Lever:
    """One change of one factor that alone moves the grade; `points` is the change of the score, signed."""

    code: str
    name: str
    direction: str
    now: Decimal | str | None
    relation: str
    value: Decimal | str
    points: Decimal
    new_score: Decimal
    new_grade: str


@dataclass(frozen=True, slots=True)
class _Target:
    value: Decimal | str
    probe: Decimal | str
    relation: str
    score: Decimal


def grade_levers(card: Scorecard, inputs: Mapping[str, FactorInput], flags: Mapping[str, str] | None = None, *,
                 section: str | None = None) -> tuple[Lever, ...]:
    """The smallest change of each factor that lifts, and that drops, the grade; smallest change of score first.

    Every candidate is scored anew, caps included, so a change that a cap holds back is not listed.
    """
    base = score(card, inputs, flags, section=section)
    if base.score is None or base.grade == NR:
        return ()
    found: list[Lever] = []
    for row, factor in zip(base.factors, card.factors, strict=True):
        if row.state == NOT_APPLICABLE or row.score is None or factor.weight == 0:
            continue
        best: dict[str, Lever] = {}
        for target in _targets(factor, row.score):
            lever = _try(card, inputs, flags, section, base, factor, target)
            if lever is None:
                continue
            held = best.get(lever.direction)
            if held is None or abs(lever.points) < abs(held.points):
                best[lever.direction] = lever
        found.extend(best.values())
    return tuple(sorted(found, key=lambda lever: (lever.direction != LIFT, abs(lever.points), lever.code)))


def _try(card: Scorecard, inputs: Mapping[str, FactorInput], flags: Mapping[str, str] | None, section: str | None,
         base: ScoreResult, factor: Factor, target: _Target) -> Lever | None:
    changed = dict(inputs)
    changed[factor.code] = FactorInput(KNOWN, target.probe, "what if")
    new = score(card, changed, flags, section=section)
    if new.score is None or base.score is None or new.grade == base.grade:
        return None
    old = inputs.get(factor.code)
    direction = LIFT if rank(new.grade) < rank(base.grade) else DROP
    return Lever(factor.code, factor.name, direction, old.value if old else None, target.relation, target.value,
                 new.score - base.score, new.score, new.grade)


def _targets(factor: Factor, now: Decimal) -> list[_Target]:
    """Values that score better or worse than now, each by the edge that is reached first."""
    targets = [_Target(word, word, IS, mark) for word, mark in factor.words if mark != now and word != "over_limit"]
    if factor.direction == MAP:
        return targets
    if factor.direction == INTERVAL:
        return targets + [_Target(band.edge, band.edge, AT_MOST, band.score) for band in factor.bands
                          if band.edge is not None and band.score != now]
    up, down = (AT_LEAST, BELOW) if factor.direction == GE else (AT_MOST, ABOVE)
    if factor_kind(factor.code).kind == LEVEL:
        levels = [Decimal(number) for number in (5, 4, 3, 2, 1)]
        return [_Target(level, level, IS, factor.score_of(level)) for level in levels if factor.score_of(level) != now]
    for position, band in enumerate(factor.bands):
        assert band.edge is not None
        if band.score > now:
            targets.append(_Target(band.edge, band.edge, up, band.score))
        after = factor.bands[position + 1].score if position + 1 < len(factor.bands) else factor.other
        if after < now:
            probe = band.edge - _STEP if factor.direction == GE else band.edge + _STEP
            targets.append(_Target(band.edge, probe, down, after))
    return targets
