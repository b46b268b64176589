"""A scorecard as data: factors with weights and bands, checked on reading (DOMAIN C4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ..errors import InputError, N_, RuleError
from ..sections import SECTIONS
from .factors import altman_zone, bad_value, factor_kind, FactorInput, FACTORS, NOT_APPLICABLE, parse_value, ZONE

GE, LE, MAP, INTERVAL = "ge", "le", "map", "interval"
TAGS = ("capacity", "willingness", "environment")
VIEWS = ("health", "record", "ability")


@dataclass(frozen=True, slots=True)
class Band:
    """Scores `score` (0…100) at `edge` and better; an interval runs from `low` (exclusive) to `edge` (inclusive)."""

    edge: Decimal | None
    score: Decimal
    low: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a card. Bands stand best to worst and the first that fits wins; `words` are looked up first."""

    code: str
    weight: Decimal
    direction: str
    bands: tuple[Band, ...]
    words: tuple[tuple[str, Decimal], ...]
    other: Decimal
    na_allowed: bool
    max_age_days: int | None
    tag: str
    views: tuple[str, ...]

    @property
    def name(self) -> str:
        """English name, to be translated where it is shown."""
        return FACTORS[self.code].name

    def score_of(self, value: Decimal | str, section: str | None = None) -> Decimal:
        """Score 0…100 of an exact value; InputError `bad_value` for a word the card does not know."""
        if isinstance(value, Decimal) and FACTORS[self.code].kind == ZONE:
            value = altman_zone(value, section)
        if isinstance(value, str):
            for word, score in self.words:
                if word == value:
                    return score
            raise bad_value(self.code, value)
        for band in self.bands:
            if self._fits(band, value):
                return band.score
        return self.other

    def _fits(self, band: Band, value: Decimal) -> bool:
        edge = band.edge
        if self.direction == INTERVAL:
            return (band.low is None or value > band.low) and (edge is None or value <= edge)
        assert edge is not None
        return value >= edge if self.direction == GE else value <= edge


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A version of a scorecard; weights add up to 100. `unknown_score` is the penal score of a missing factor (C8).

    `sections` are the industry sections of GB/T 4754 the card is for, in their order; none is every industry (A39).
    """

    version: str
    type: str
    effective_from: str
    factors: tuple[Factor, ...]
    unknown_score: Decimal = Decimal(30)
    sections: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Scorecard:
        """The card in `data`; RuleError `bad_card`, `bad_section`, `weights_not_100`, `bands_overlap`, `bands_gap`,
        `unknown_factor`.
        """
        try:
            card = cls(str(data["version"]), str(data["type"]), str(data.get("effective_from") or ""),
                       tuple(_factor(row) for row in data["factors"]), _number(data.get("unknown_score", 30)),
                       tuple(sorted({str(section) for section in data.get("sections") or ()})))
        except (KeyError, TypeError, IndexError, ArithmeticError) as problem:
            raise RuleError(N_("This scorecard cannot be read: {value}."), code="bad_card",
                            value=str(problem)) from None
        _check(card)
        return card

    def to_json(self) -> dict[str, Any]:
        """The same form as `from_json` reads; figures as plain strings."""
        only = {"sections": list(self.sections)} if self.sections else {}
        return {"version": self.version, "type": self.type, "effective_from": self.effective_from, **only,
                "unknown_score": f"{self.unknown_score:f}", "factors": [_row(factor) for factor in self.factors]}

    def factor(self, code: str) -> Factor:
        """The factor called `code`; InputError `unknown_factor` where the card lacks it."""
        for entry in self.factors:
            if entry.code == code:
                return entry
        raise _lacks(code, self.version)

    def parse_value(self, code: str, text: str, source: str = "entered") -> FactorInput:
        """A typed value of one of the card's factors (CLI Score); InputError `unknown_factor`, `bad_value`."""
        factor = self.factor(code)
        entry = parse_value(code, text, na_allowed=factor.na_allowed, source=source)
        if entry.state != NOT_APPLICABLE and isinstance(entry.value, str):
            factor.score_of(entry.value)
        return entry


def _lacks(code: str, version: str) -> Exception:
    return InputError(N_("Scorecard {version} has no factor “{value}”."), code="unknown_factor", field="factor",
                      value=code, version=version)


def _number(value: object) -> Decimal:
    # Through the shortest text of the figure, so that 0.3 read from JSON is exactly 0.3.
    return Decimal(str(value))


def _maybe(value: object) -> Decimal | None:
    return None if value is None else _number(value)


def _factor(row: Mapping[str, Any]) -> Factor:
    direction = str(row["dir"])
    raw: Sequence[Sequence[Any]] = row.get("bands") or ()
    if direction == INTERVAL:
        bands = tuple(Band(_maybe(entry[1]), _number(entry[2]), _maybe(entry[0])) for entry in raw)
    else:
        bands = tuple(Band(_number(entry[0]), _number(entry[1])) for entry in raw)
    age = row.get("max_age_days")
    return Factor(str(row["code"]), _number(row["w"]), direction, bands,
                  tuple((str(word), _number(score)) for word, score in row.get("words") or ()),
                  _number(row.get("else", 0)), bool(row.get("na_allowed", False)), None if age is None else int(age),
                  str(row.get("tag", "environment")), tuple(str(view) for view in row.get("views") or ()))


def factors_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Factor, ...]:
    """Factors as they stand in a card's JSON."""
    return tuple(_factor(row) for row in rows)


def _row(factor: Factor) -> dict[str, Any]:
    def text(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"

    bands = [[text(band.low), text(band.edge), text(band.score)] if factor.direction == INTERVAL
             else [text(band.edge), text(band.score)] for band in factor.bands]
    return {"code": factor.code, "w": text(factor.weight), "dir": factor.direction, "bands": bands,
            "words": [[word, text(score)] for word, score in factor.words], "else": text(factor.other),
            "na_allowed": factor.na_allowed, "max_age_days": factor.max_age_days, "tag": factor.tag,
            "views": list(factor.views)}


def _check(card: Scorecard) -> None:
    found = next(card_problems(card), None)
    if found is not None:
        raise found


def card_problems(card: Scorecard) -> Iterator[RuleError]:
    """Everything that keeps a card from being used, the weights' sum last; `field` is the factor's code."""
    if card.type not in ("new", "existing"):
        yield RuleError(N_("A scorecard is for new or for existing customers."), code="bad_card", field="type")
    for section in card.sections:
        if section not in SECTIONS:
            yield RuleError(N_("“{value}” is no section of GB/T 4754: write A to T."), code="bad_section", field="sections",
                            value=section)
    codes = [factor.code for factor in card.factors]
    for factor in card.factors:
        if factor.code not in FACTORS:
            yield RuleError(N_("There is no factor “{value}”."), code="unknown_factor", field=factor.code,
                            value=factor.code)
            continue
        if codes.count(factor.code) > 1:
            yield RuleError(N_("Factor {factor} stands twice in the card."), code="bad_card", field=factor.code,
                            factor=factor.code)
        if factor.weight < 0:
            yield RuleError(N_("The weight of {factor} is negative."), code="bad_card", field=factor.code,
                            factor=factor.code)
        yield from _band_problems(factor)
    total = sum((factor.weight for factor in card.factors), Decimal(0))
    if total != 100:
        yield RuleError(N_("The weights add up to {total}, not to 100."), code="weights_not_100", field="weights",
                        total=f"{total:f}")


def _band_problems(factor: Factor) -> Iterator[RuleError]:
    scores = [band.score for band in factor.bands] + [score for _, score in factor.words] + [factor.other]
    if any(not 0 <= score <= 100 for score in scores):
        yield RuleError(N_("A score of {factor} is outside 0 to 100."), code="bad_card", field=factor.code,
                        factor=factor.code)
    words = [word for word, _ in factor.words]
    listed = factor_kind(factor.code).words
    if len(set(words)) != len(words) or any(word not in listed for word in words):
        yield RuleError(N_("A word of {factor} is unknown or stands twice."), code="bad_card", field=factor.code,
                        factor=factor.code)
    if factor.direction == MAP and (factor.bands or set(words) != set(listed) or not words):
        yield RuleError(N_("Every word of {factor} needs a score."), code="bad_card", field=factor.code,
                        factor=factor.code)
    if factor.direction not in (GE, LE, MAP, INTERVAL):
        yield RuleError(N_("“{value}” is no direction for the bands of {factor}."), code="bad_card", field=factor.code,
                        value=factor.direction, factor=factor.code)
    elif factor.direction == INTERVAL:
        yield from _interval_problems(factor)
    else:
        yield from _step_problems(factor)


def _step_problems(factor: Factor) -> Iterator[RuleError]:
    """Steps leave no gap: what fits none takes what is left; they may cross each other, or score more as they get worse."""
    for better, worse in pairwise(factor.bands):
        assert better.edge is not None
        assert worse.edge is not None
        if better.edge == worse.edge:
            yield RuleError(N_("Two bands of {factor} begin at {value}: they overlap."), code="bands_overlap",
                            field=factor.code, factor=factor.code, value=f"{better.edge:f}")
        elif (better.edge < worse.edge) == (factor.direction == GE):
            yield RuleError(N_("The bands of {factor} are not in order from best to worst: {value} stands before {other}, so that "
                               "one of them can never be reached."), code="bands_overlap", field=factor.code, factor=factor.code,
                            value=f"{better.edge:f}", other=f"{worse.edge:f}")
    scores = [*(band.score for band in factor.bands), factor.other]
    if factor.bands and any(worse > better for better, worse in pairwise(scores)):
        yield RuleError(N_("A worse band of {factor} scores more than a better one."), code="bands_overlap", field=factor.code,
                        factor=factor.code)


def _interval_problems(factor: Factor) -> Iterator[RuleError]:
    for band in factor.bands:
        if band.low is not None and band.edge is not None and band.low >= band.edge:
            yield RuleError(N_("A band of {factor} ends at {value}, before it begins."), code="bands_overlap", field=factor.code,
                            factor=factor.code, value=f"{band.edge:f}")
            return
    ordered = sorted(factor.bands, key=lambda band: (band.low is not None, band.low or Decimal(0)))
    for first, second in pairwise(ordered):
        if first.edge is None or second.low is None or first.edge > second.low:
            yield RuleError(N_("Two bands of {factor} overlap at {value}."), code="bands_overlap", field=factor.code,
                            factor=factor.code, value=f"{second.low if second.low is not None else first.edge or 0:f}")
        elif first.edge < second.low:
            yield RuleError(N_("Between {value} and {other} {factor} has no band."), code="bands_gap", field=factor.code,
                            factor=factor.code, value=f"{first.edge:f}", other=f"{second.low:f}")
