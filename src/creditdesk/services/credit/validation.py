"""Does the scorecard tell good from bad, and would other weights do better (DOMAIN C11, C12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.credit.grades import GRADES, NR, rank
from ...domain.credit.recalibration import new_weights
from ...domain.credit.scorecard import Scorecard
from ...domain.credit.validation import (
    calibration,
    CalibrationRow,
    Case,
    counts,
    MIN_BADS,
    MIN_CASES,
    psi,
    psi_reading,
    Separation,
    separation,
)
from ...domain.dates import add_months
from ...domain.errors import InputError
from ...store import scorecards as store
from ..session import Session
from .back_test import back_test, BackCase, BackTest, factor_cases, Step
from .book_scores import score_book

#: share of overrides among decisions from which the page warns (DOMAIN C11)
OVERRIDE_ALARM = Decimal("0.20")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class RankRow:
    """A class of scores, best first: cases, bad ones and the running share of all bad ones, read from the worst."""

    grade: str
    cases: int
    bads: int
    rate: Decimal | None
    caught: Decimal | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Shares of the bad and of the good cases that score at most `score`."""

    score: Decimal
    bad: Decimal
    good: Decimal


@dataclass(frozen=True, slots=True)
class Shift:
    """The population stability index of today's scores against the tested ones, with both counts."""

    value: Decimal
    reading: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Overrides:
    """Changes of grades by hand in twelve months against scores decided by persons; `rate` None without any.

    `raised` are the upward ones of all time whose twelve months are over, `raised_bad` those that went bad.
    """

    count: int
    upward: int
    decided: int
    raised: int = 0
    raised_bad: int = 0

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.count) / self.decided if self.decided else None

    @property
    def alarm(self) -> bool:
        return self.rate is not None and self.rate > OVERRIDE_ALARM


@dataclass(frozen=True, slots=True)
class Validation:
    """The figures of one kind of card (None: all). `separation` None without both outcomes; read it only if `enough`."""

    kind: str | None
    as_of: date
    quarters: tuple[date, ...]
    cases: int
    bads: int
    not_rated: int
    bad_before: int
    separation: Separation | None
    curve: tuple[CurvePoint, ...]
    ranks: tuple[RankRow, ...]
    calibration: tuple[CalibrationRow, ...]
    shift: Shift | None
    overrides: Overrides

    @property
    def enough(self) -> bool:
        """At least 100 cases and 20 bad ones; below that only the rank table is shown."""
        return self.cases >= MIN_CASES and self.bads >= MIN_BADS and self.separation is not None


@dataclass(frozen=True, slots=True)
class FigureSet:
    """The same figures for any scores with outcomes, such as a file from elsewhere."""

    cases: int
    bads: int
    separation: Separation | None
    curve: tuple[CurvePoint, ...]
    ranks: tuple[RankRow, ...]
    calibration: tuple[CalibrationRow, ...]

    @property
    def enough(self) -> bool:
        return self.cases >= MIN_CASES and self.bads >= MIN_BADS and self.separation is not None


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A factor in a proposal: its weight now, how well it separates alone (None: not known from both sides), the new one."""

    code: str
    name: str
    weight: Decimal
    cases: int
    gini: Decimal | None
    proposed: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """New weights from own experience; `trust` is λ, the part given to experience. `enough` as in `Validation`."""

    card: Scorecard
    rows: tuple[WeightRow, ...]
    cases: int
    bads: int

    @property
    def trust(self) -> Decimal:
        return Decimal(self.bads) / (self.bads + 50)

    @property
    def enough(self) -> bool:
        return self.cases >= MIN_CASES and self.bads >= MIN_BADS

    def with_weights(self, weights: dict[str, Decimal], version: str) -> Scorecard:
        """The card with these weights, under a new name; the weights are checked where it is saved."""
        return replace(self.card, version=version, factors=tuple(
            replace(factor, weight=weights.get(factor.code, factor.weight)) for factor in self.card.factors))


def figures(cases: Sequence[Case]) -> FigureSet:
    """KS, AUC, Gini, curve, rank table and calibration of scored cases."""
    table = counts(cases)
    bads = sum(case.bad for case in cases)
    try:
        found = separation(table)
    except InputError:
        found = None
    return FigureSet(len(cases), bads, found, _curve(table, bads, len(cases) - bads), _ranks(cases),
                     calibration(cases))


def _curve(table: Sequence[tuple[Decimal, int, int]], bads: int, goods: int) -> tuple[CurvePoint, ...]:
    if not bads or not goods:
        return ()
    seen_bad = seen_good = 0
    points = []
    for value, bad, good in table:
        seen_bad, seen_good = seen_bad + bad, seen_good + good
        points.append(CurvePoint(value, Decimal(seen_bad) / bads, Decimal(seen_good) / goods))
    return tuple(points)


def _ranks(cases: Sequence[Case]) -> tuple[RankRow, ...]:
    """By grade, whether there are enough cases or not: the one table that always says something."""
    if not any(case.grade for case in cases):
        return _tenths(cases)
    bads = sum(case.bad for case in cases)
    rows: list[RankRow] = []
    caught = 0
    for code in sorted({case.grade for case in cases if case.grade != NR}, key=rank, reverse=True):
        own = [case.bad for case in cases if case.grade == code]
        caught += sum(own)
        rows.append(RankRow(code, len(own), sum(own), Decimal(sum(own)) / len(own) if own else None,
                            Decimal(caught) / bads if bads else None))
    return tuple(reversed(rows))


def _tenths(cases: Sequence[Case]) -> tuple[RankRow, ...]:
    """Scores without grades in ten classes of about the same size, best first; a class is named by its lowest score."""
    if not cases:
        return ()
    ordered = sorted(cases, key=lambda case: case.score)
    bads, caught, rows = sum(case.bad for case in cases), 0, []
    starts = sorted({_first(ordered, len(ordered) * place // 10) for place in range(10)})
    for start, end in zip(starts, [*starts[1:], len(ordered)], strict=True):
        own = sum(case.bad for case in ordered[start:end])
        caught += own
        rows.append(RankRow(f"≥ {ordered[start].score:.2f}", end - start, own, Decimal(own) / (end - start),
                            Decimal(caught) / bads if bads else None))
    return tuple(reversed(rows))


def _first(ordered: Sequence[Case], place: int) -> int:
    """The place of the first case with the same score: equal scores stay in one class."""
    while place and ordered[place - 1].score == ordered[place].score:
        place -= 1
    return place


def validate(session: Session, found: BackTest, kind: str | None = None) -> Validation:
    """The figures of a back-test, with the shift of today's scores and the changes by hand beside them."""
    own = found.of(kind)
    cases = [case for item in own if (case := item.case) is not None]
    made = figures(cases)
    with session.book.read() as connection:
        changed = Overrides(*store.override_counts(connection, add_months(found.as_of, -12)), len(found.raised), sum(found.raised))
    return Validation(kind, found.as_of, found.quarters, made.cases, made.bads, len(own) - len(cases), found.bad_before,
                      made.separation, made.curve, made.ranks, made.calibration, _shift(session, found, own, kind), changed)


def _shift(session: Session, found: BackTest, own: Iterable[BackCase], kind: str | None) -> Shift | None:
    before = [case.score for item in own if (case := item.case) is not None]
    with session.book.read() as connection:
        begun = store.begun(connection, found.as_of)
    now = [view.result.score for customer, view in score_book(session, found.as_of).items()
           if view.result.score is not None and customer in begun and kind in (None, view.result.type)]
    if not before or not now:
        return None
    value = psi(spread(before), spread(now))
    return Shift(value, psi_reading(value), len(before), len(now))


def spread(scores: Iterable[Decimal]) -> list[Decimal]:
    """Counts by grade band of the score itself, worst first."""
    edges = sorted(entry.score for entry in GRADES if entry.score is not None)
    found = [_ZERO] * len(edges)
    for value in scores:
        found[max(place for place, edge in enumerate(edges) if value >= edge)] += 1
    return found


def propose(found: BackTest, kind: str) -> Proposal:
    """New weights for the champion of a kind from what each factor alone told of the customers scored on it (DOMAIN C12)."""
    card = found.cards.champions[kind]
    own = tuple(item for item in found.of(kind) if item.result.version == card.version)
    alone = factor_cases(own, card)
    ginis: dict[str, Decimal] = {}
    for code, cases in alone.items():
        try:
            ginis[code] = separation(counts(cases)).gini
        except InputError:  # without both outcomes a factor says nothing yet
            continue
    bads = sum(item.bad for item in own)
    weights = new_weights({factor.code: factor.weight for factor in card.factors}, ginis, bads)
    rows = tuple(WeightRow(factor.code, factor.name, factor.weight, len(alone[factor.code]), ginis.get(factor.code),
                           weights[factor.code]) for factor in card.factors)
    return Proposal(card, rows, len(own), bads)


def validation(session: Session, as_of: date, kind: str | None = None, step: Step | None = None) -> Validation:
    """Back-test and figures in one go."""
    return validate(session, back_test(session, as_of, step), kind)

