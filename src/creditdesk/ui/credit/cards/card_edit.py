"""A scorecard being edited: weights, band edges and scores as typed, the card they make, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from creditdesk.domain.credit.factors import FactorKind, FACTORS, FRACTION, LEVEL
from creditdesk.domain.credit.scorecard import Band, card_problems, Factor, GE, INTERVAL, LE, Scorecard
from creditdesk.domain.errors import InputError, RuleError
from creditdesk.i18n import _, N_
from creditdesk.ui.credit import words

BAND, WORD, OTHER = "band", "word", "other"
_SIGNS = {GE: "≥", LE: "≤"}


@dataclass(frozen=True, slots=True)
class BandLine:
    """One line of a factor's bands: a band at `place`, a word, or what is left."""

    kind: str
    place: int
    condition: str
    score: Decimal
    movable: bool = False


def number(text: str) -> Decimal:
    """A typed figure; InputError `bad_number`."""
    body = text.strip().replace(",", "").replace("，", "").replace("−", "-").rstrip("%％").rstrip()
    try:
        found = Decimal(body)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 1_000_000:
        raise InputError(N_("“{value}” is no number."), code="bad_number", field="value", value=text)
    return found


class CardEdit:
    """`card` is what was typed so far, whether it can be used or not; `problems` says why it cannot."""

    def __init__(self, card: Scorecard, *, parent: str, reason: str = "", fresh: bool = False) -> None:
        self.card, self.parent, self.reason = card, parent, reason
        self.fresh = fresh
        self._first = card

    @property
    def changed(self) -> bool:
        return self.fresh or self.touched

    @property
    def touched(self) -> bool:
        """Whether something was typed since it was begun or saved."""
        return self.card != self._first

    def problems(self) -> list[RuleError]:
        return list(card_problems(self.card))

    @property
    def total(self) -> Decimal:
        """The sum of the weights."""
        return sum((factor.weight for factor in self.card.factors), Decimal(0))

    def saved(self, version: str) -> None:
        """What was typed is on file under this name."""
        self.card = replace(self.card, version=version)
        self._first, self.fresh = self.card, False

    def copied(self, taken: Collection[str]) -> CardEdit:
        """A fresh version made from this one, under the next name of its series that is not taken."""
        series = self.card.version.rsplit(".", 1)[0]
        name = next(f"{series}.{n}" for n in range(1, 1000) if f"{series}.{n}" not in taken)
        return CardEdit(replace(self.card, version=name), parent=self.card.version, fresh=True)

    def _replace(self, factor: Factor) -> None:
        self.card = replace(self.card, factors=tuple(factor if item.code == factor.code else item
                                                     for item in self.card.factors))

    def set_weight(self, code: str, text: str) -> None:
        """InputError `bad_number` for what is none or below zero."""
        value = number(text)
        if value < 0:
            raise InputError(N_("The weight of {factor} is negative."), code="bad_card", field=code, factor=code)
        self._replace(replace(self.card.factor(code), weight=value))

    def set_sections(self, sections: tuple[str, ...]) -> None:
        """The industry sections the card is for, in their order; none is every industry."""
        self.card = replace(self.card, sections=sections)

    def add_factor(self, factor: Factor) -> None:
        """Take a factor up; its weight waits to be typed."""
        if all(item.code != factor.code for item in self.card.factors):
            self.card = replace(self.card, factors=(*self.card.factors, factor))

    def remove_factor(self, code: str) -> bool:
        """Leave a factor out; False for the last one."""
        left = tuple(factor for factor in self.card.factors if factor.code != code)
        if not left or len(left) == len(self.card.factors):
            return False
        self.card = replace(self.card, factors=left)
        return True

    def lines(self, code: str) -> list[BandLine]:
        """The bands of a factor as lines, the rest last."""
        factor, kind = self.card.factor(code), FACTORS[code]
        found = [BandLine(WORD, place, words.value_words(code, word), score)
                 for place, (word, score) in enumerate(factor.words)]
        movable = factor.direction in _SIGNS and kind.kind != LEVEL
        for place, band in enumerate(factor.bands):
            found.append(BandLine(BAND, place, _condition(factor, band, kind), band.score, movable))
        if factor.bands:
            found.append(BandLine(OTHER, 0, _("otherwise"), factor.other))
        return found

    def set_score(self, code: str, line: BandLine, text: str) -> None:
        """InputError `bad_number` outside 0…100."""
        value = number(text)
        if not 0 <= value <= 100:
            raise InputError(N_("A score of {factor} is outside 0 to 100."), code="bad_card", field=code, factor=code)
        factor = self.card.factor(code)
        if line.kind == OTHER:
            self._replace(replace(factor, other=value))
        elif line.kind == WORD:
            self._replace(replace(factor, words=tuple((word, value if place == line.place else score)
                                                      for place, (word, score) in enumerate(factor.words))))
        else:
            self._replace(replace(factor, bands=_with(factor.bands, line.place, replace(factor.bands[line.place],
                                                                                        score=value))))

    def set_edge(self, code: str, line: BandLine, text: str) -> None:
        """InputError `bad_number`."""
        value = number(text.strip().lstrip("≥≤><= "))
        if FACTORS[code].kind == FRACTION:
            value = value / 100
        factor = self.card.factor(code)
        self._replace(replace(factor, bands=_with(factor.bands, line.place, replace(factor.bands[line.place], edge=value))))

    def add_band(self, code: str) -> bool:
        """A further band after the last; False where a factor has none of its own making."""
        factor = self.card.factor(code)
        if factor.direction not in _SIGNS or FACTORS[code].kind == LEVEL or not factor.bands:
            return False
        last = factor.bands[-1]
        step = abs(factor.bands[-2].edge - last.edge) if len(factor.bands) > 1 and factor.bands[-2].edge is not None and (
            last.edge is not None) else Decimal(1)
        edge = (last.edge or Decimal(0)) + (step if factor.direction == LE else -step)
        middle = ((last.score + factor.other) / 2).quantize(Decimal(1))
        self._replace(replace(factor, bands=(*factor.bands, Band(edge, middle))))
        return True

    def remove_band(self, code: str, place: int) -> bool:
        """Take a band out; False for the only one."""
        factor = self.card.factor(code)
        if len(factor.bands) < 2 or not 0 <= place < len(factor.bands):
            return False
        self._replace(replace(factor, bands=factor.bands[:place] + factor.bands[place + 1:]))
        return True


def _with(bands: tuple[Band, ...], place: int, band: Band) -> tuple[Band, ...]:
    return (*bands[:place], band, *bands[place + 1:])


def _condition(factor: Factor, band: Band, kind: FactorKind) -> str:
    def figure(value: Decimal) -> str:
        return words.typed_text(factor.code, value) + ("%" if kind.kind == FRACTION else "")

    if factor.direction == INTERVAL:
        low = f"> {figure(band.low)}" if band.low is not None else ""
        high = f"≤ {figure(band.edge)}" if band.edge is not None else ""
        return ", ".join(part for part in (low, high) if part)
    assert band.edge is not None
    if kind.kind == LEVEL:
        return figure(band.edge)
    return f"{_SIGNS.get(factor.direction, '')} {figure(band.edge)}"
