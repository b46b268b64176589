"""New weights from own experience, and when a challenger may replace the champion (DOMAIN C12)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, ROUND_FLOOR

from ..errors import N_, RuleError
from .validation import Case, counts, MIN_BADS, MIN_CASES, separation

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
MIN_GAIN, MIN_CHANCE, QUARTERS = Decimal("0.05"), Decimal("0.80"), 2


def largest_remainder(shares: Mapping[str, Decimal], total: int = 100) -> dict[str, int]:
    """Whole numbers adding up to `total`; equal remainders go to what stands first."""
    floors = {code: int(share.to_integral_value(ROUND_FLOOR)) for code, share in shares.items()}
    left = total - sum(floors.values())
    order = sorted(shares, key=lambda code: floors[code] - shares[code])
    for code in order[:left]:
        floors[code] += 1
    return floors


def new_weights(weights: Mapping[str, Decimal], ginis: Mapping[str, Decimal], bads: int) -> dict[str, int]:
    """w = (1 − λ)·w_default + λ·100·g ÷ Σg with g = max(Gini, 0), λ = bads ÷ (bads + 50); whole, adding up to 100.

    `weights` in the order of the card; without any positive Gini they stay as they are.
    """
    gains = {code: max(_ZERO, ginis.get(code, _ZERO)) for code in weights}
    total = sum(gains.values(), _ZERO)
    trust = Decimal(bads) / (bads + 50)
    if not total:
        return largest_remainder(weights)
    return largest_remainder({code: (1 - trust) * weight + trust * _HUNDRED * gains[code] / total
                              for code, weight in weights.items()})


@dataclass(frozen=True, slots=True)
class Contest:
    """Champion against challenger on the same cases; `chance` that the challenger is better, by resampling.

    `quarters` are those the challenger has scored silently, `calibrated` that no grade fits its PD worse than before.
    """

    champion: Decimal
    challenger: Decimal
    chance: Decimal
    quarters: int
    calibrated: bool
    cases: int = MIN_CASES
    bads: int = MIN_BADS

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps the challenger from taking over: cases, quarters, gain, chance, calibration (DOMAIN C11, C12)."""
        asked = (("cases", self.cases >= MIN_CASES and self.bads >= MIN_BADS), ("quarters", self.quarters >= QUARTERS),
                 ("gain", self.challenger >= self.champion + MIN_GAIN), ("chance", self.chance >= MIN_CHANCE),
                 ("calibration", self.calibrated))
        return tuple(name for name, met in asked if not met)

    @property
    def promote(self) -> bool:
        """After 2 quarters, 0.05 more Gini, 80 % sure, no grade worse calibrated, on enough cases."""
        return not self.missing


def contest(champion: Sequence[Case], challenger: Sequence[Case], *, quarters: int, calibrated: bool, draws: int = 200,
            seed: int = 1) -> Contest:
    """Compare two cards on the same cases in the same order; RuleError `unequal_cases`.

    Draws without both outcomes are drawn again as ties: they favour neither.
    """
    if len(champion) != len(challenger):
        raise RuleError(N_("Champion and challenger need the same cases."), code="unequal_cases")
    source = random.Random(seed)
    wins = _ZERO
    for _ in range(draws):
        picks = source.choices(range(len(champion)), k=len(champion))
        outcomes = {champion[pick].bad for pick in picks}
        if len(outcomes) < 2:
            wins += Decimal("0.5")
            continue
        old = separation(counts(champion[pick] for pick in picks)).gini
        new = separation(counts(challenger[pick] for pick in picks)).gini
        wins += 1 if new > old else Decimal("0.5") if new == old else 0
    return Contest(separation(counts(champion)).gini, separation(counts(challenger)).gini, wins / draws, quarters,
                   calibrated, len(champion), sum(case.bad for case in champion))
