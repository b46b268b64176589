"""Does the score tell good from bad? KS, AUC, Gini, PSI, calibration by grade (DOMAIN C11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..errors import InputError, N_
from .grades import GRADES

MIN_CASES, MIN_BADS = 100, 20
_FLOOR, _Z = Decimal("0.0001"), Decimal("1.96")
_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Case:
    """A scored customer-period and what happened in the 12 months after."""

    score: Decimal
    bad: bool
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Separation:
    """How well scores separate; `ks_at` is the score where the distance is largest. Unrounded fractions."""

    cases: int
    bads: int
    ks: Decimal
    ks_at: Decimal | None
    auc: Decimal
    gini: Decimal

    @property
    def enough(self) -> bool:
        """At least 100 cases and 20 bad ones; below that only the rank table is shown (样本不足)."""
        return self.cases >= MIN_CASES and self.bads >= MIN_BADS


def counts(cases: Iterable[Case]) -> list[tuple[Decimal, int, int]]:
    """(score, bad, good) by rising score."""
    found: defaultdict[Decimal, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        found[case.score][0 if case.bad else 1] += 1
    return [(score, *found[score]) for score in sorted(found)]  # type: ignore[misc]


def separation(rows: Sequence[tuple[Decimal, int, int]]) -> Separation:
    """KS, AUC and Gini of (score or upper end of a band, bad, good) by rising score; ties count ½.

    InputError `one_sided` without both good and bad cases.
    """
    bads, goods = sum(row[1] for row in rows), sum(row[2] for row in rows)
    if not bads or not goods:
        raise InputError(N_("Both good and bad cases are needed."), code="one_sided", field="cases")
    seen_bad = seen_good = twice = 0
    ks, ks_at = _ZERO, None
    for score, bad, good in rows:
        twice += good * (2 * seen_bad + bad)
        seen_bad += bad
        seen_good += good
        distance = abs(Decimal(seen_bad) / bads - Decimal(seen_good) / goods)
        if distance > ks:
            ks, ks_at = distance, score
    auc = Decimal(twice) / (2 * bads * goods)
    return Separation(bads + goods, bads, ks, ks_at, auc, 2 * auc - 1)


def psi(expected: Sequence[Decimal], actual: Sequence[Decimal]) -> Decimal:
    """Σ (a − e)·ln(a ÷ e) over score bands; counts or shares, each share floored at 0.0001."""
    if len(expected) != len(actual) or not sum(expected, _ZERO) or not sum(actual, _ZERO):
        raise InputError(N_("Both distributions need the same bands and at least one case."), code="bad_bands",
                         field="bands")
    total_e, total_a = sum(expected, _ZERO), sum(actual, _ZERO)
    value = _ZERO
    for before, now in zip(expected, actual, strict=True):
        e, a = max(before / total_e, _FLOOR), max(now / total_a, _FLOOR)
        value += (a - e) * (a / e).ln()
    return value


def psi_reading(value: Decimal) -> str:
    """stable below 0.10, watch to 0.25, shifted above."""
    return "stable" if value < Decimal("0.10") else "watch" if value <= Decimal("0.25") else "shifted"


def wilson(bads: int, cases: int, z: Decimal = _Z) -> tuple[Decimal, Decimal]:
    """Wilson interval of a rate (95 % with z = 1.96); (0, 1) without cases."""
    if not cases:
        return _ZERO, _ONE
    n, rate = Decimal(cases), Decimal(bads) / cases
    centre, shrink = rate + z * z / (2 * n), 1 + z * z / n
    spread = z * (rate * (1 - rate) / n + z * z / (4 * n * n)).sqrt()
    return max(_ZERO, (centre - spread) / shrink), min(_ONE, (centre + spread) / shrink)


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """One grade: cases, bad ones, the rate with its interval, and the PD it should meet."""

    grade: str
    cases: int
    bads: int
    rate: Decimal | None
    low: Decimal
    high: Decimal
    pd: Decimal

    @property
    def calibrated(self) -> bool:
        return self.low <= self.pd <= self.high


def calibration(cases: Iterable[Case], pds: Mapping[str, Decimal] | None = None) -> tuple[CalibrationRow, ...]:
    """Actual bad rate per grade against its PD, best grade first; grades without a case are left out."""
    expected = pds or {grade.code: grade.pd for grade in GRADES}
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for case in cases:
        found[case.grade].append(case.bad)
    return tuple(CalibrationRow(code, len(found[code]), sum(found[code]), Decimal(sum(found[code])) / len(found[code]),
                                *wilson(sum(found[code]), len(found[code])), expected[code])
                 for code in expected if code in found)
