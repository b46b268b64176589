"""Which versions of one kind of card are in force after their steps, and which of them a customer gets (DOMAIN A39, C12).

One version is for every industry; beside it stand variants for industry sections of GB/T 4754. A variant ends the one before it
for the same sections, and never the card for every industry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .scorecard import Scorecard

CHALLENGER, ACTIVE, RETIRED = "challenger", "active", "retired"
#: a step of a version: (version, status)
Step = tuple[str, str]
#: the industry sections a version is for, by its name; none is every industry
Sections = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The champion for every industry and the challenger, "" for the default card and for none; the variants in force."""

    champion: str = ""
    challenger: str = ""
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """Two versions that would both be in force for `sections`."""

    version: str
    other: str
    sections: tuple[str, ...]


def standing(steps: Iterable[Step], sections: Sections) -> Standing:
    """What stands after these steps of one kind, given in the order in which they take effect."""
    now = Standing()
    for step in steps:
        now = _after(now, step, sections)
    return now


def clash(steps: Iterable[Step], sections: Sections) -> Clash | None:
    """The first variant among these steps that meets another in force for a part of its sections, or None."""
    now = Standing()
    for version, status in steps:
        own = sections.get(version, ())
        for other in now.variants if status == ACTIVE else ():
            common = _common(own, sections[other])
            if common and own != sections[other]:
                return Clash(version, other, common)
        now = _after(now, (version, status), sections)
    return None


def _after(now: Standing, step: Step, sections: Sections) -> Standing:
    version, status = step
    if status == CHALLENGER:
        return replace(now, challenger=version)
    challenger = "" if version == now.challenger else now.challenger
    if status == RETIRED:
        return replace(now, challenger=challenger, variants=tuple(name for name in now.variants if name != version))
    own = sections.get(version, ())
    if not own:
        return replace(now, champion=version, challenger=challenger)
    kept = tuple(name for name in now.variants if not _common(own, sections[name]))
    return replace(now, challenger=challenger, variants=(*kept, version))


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(section for section in first if section in second)


def card_for(general: Scorecard, variants: Iterable[Scorecard], section: str | None) -> Scorecard:
    """The variant for a customer's section, else the card for every industry; `section` None is not known."""
    return next((card for card in variants if section in card.sections), general)


def scores_beside(challenger: Scorecard, champion: Scorecard, section: str | None) -> bool:
    """Whether a challenger scores a customer beside the champion: in its own sections, or where both are for every industry."""
    return section in challenger.sections if challenger.sections else not champion.sections
