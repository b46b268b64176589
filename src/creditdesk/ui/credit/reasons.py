"""Why a grade is what it is, in plain sentences: what helps, what hurts, what is missing, what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from creditdesk.domain.credit.factors import KNOWN, UNKNOWN
from creditdesk.domain.credit.levers import ABOVE, AT_LEAST, AT_MOST, BELOW, Lever, LIFT
from creditdesk.domain.credit.scoring import FactorRow
from creditdesk.i18n import _
from creditdesk.services.credit.scoring import ScoreView
from creditdesk.ui.credit import words

GOOD, BAD, MISSING = "good", "bad", "missing"
_EACH, _GAPS = 2, 1
#: changes of one answer that are shown
_LIFTS, _DROPS = 3, 2
_RELATIONS = {AT_LEAST: "≥ ", AT_MOST: "≤ ", ABOVE: "> ", BELOW: "< "}


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the explanation; `points` as "10.5 / 15"."""

    kind: str
    text: str
    source: str
    points: str


def reasons(view: ScoreView) -> list[Reason]:
    """The two factors that bring most above the middle, the two that cost most, and the largest unknown one."""
    known = [row for row in view.result.factors if row.state == KNOWN and row.score is not None and row.weight]
    good = sorted((row for row in known if _lift(row) > 0), key=lambda row: -_lift(row))[:_EACH]
    bad = sorted((row for row in known if (row.score or Decimal(0)) <= 60), key=lambda row: -_lost(row))[:_EACH]
    gaps = sorted((row for row in view.result.factors if row.state == UNKNOWN and row.weight), key=lambda row: -row.weight)[:_GAPS]
    return [*(_reason(GOOD, row, view) for row in good if row not in bad), *(_reason(BAD, row, view) for row in bad),
            *(_reason(MISSING, row, view) for row in gaps)]


def _lift(row: FactorRow) -> Decimal:
    return row.weight * ((row.score or Decimal(0)) - 60)


def _lost(row: FactorRow) -> Decimal:
    return row.weight * (100 - (row.score or Decimal(0)))


def _reason(kind: str, row: FactorRow, view: ScoreView) -> Reason:
    points = f"{words.points(row.points)} / {row.weight:f}"
    if kind == MISSING:
        return Reason(kind, _("Missing: {factor}").format(factor=words.name(row.code)),
                      _("counts 30 of 100; full marks would bring {points} more").format(
                          points=words.points(row.weight - (row.points or Decimal(0)))), points)
    entry = view.inputs[row.code]
    return Reason(kind, f"{words.name(row.code)} {words.value_words(row.code, row.value)}",
                  words.origin_words(entry, view.origins.get(row.code)), points)


def lever_words(lever: Lever) -> str:
    """A change that alone moves the grade: "Debt ratio ≤ 45% (now 58%)"."""
    value = words.value_words(lever.code, lever.value)
    text = f"{words.name(lever.code)} {_RELATIONS.get(lever.relation, '')}{value}"
    if lever.now is None:
        return text
    return _("{change} (now {now})").format(change=text, now=words.value_words(lever.code, lever.now))


def lever_effect(lever: Lever) -> str:
    """ "↑ A, +1.60"."""
    return f"{'↑' if lever.direction == LIFT else '↓'} {lever.new_grade}, {lever.points:+}".replace("-", "−")


def nearest(levers: Sequence[Lever]) -> list[Lever]:
    """The three smallest changes that lift the grade and the two smallest that drop it."""
    lifts = [lever for lever in levers if lever.direction == LIFT]
    return [*lifts[:_LIFTS], *[lever for lever in levers if lever.direction != LIFT][:_DROPS]]
