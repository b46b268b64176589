"""Validation and recalibration: the worked figures of DOMAIN C11 and C12."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.credit.recalibration import contest, largest_remainder, new_weights
from creditdesk.domain.credit.validation import (
    calibration,
    Case,
    counts,
    psi,
    psi_reading,
    separation,
    wilson,
)
from creditdesk.domain.errors import InputError

d = Decimal
BANDS = [(d(50), 12, 20), (d(60), 6, 40), (d(70), 3, 80), (d(80), 2, 120), (d(100), 1, 116)]


def test_worked_bands() -> None:
    found = separation(BANDS)
    assert [value.quantize(d("0.001")) for value in (found.ks, found.auc, found.gini)] == [
        d("0.590"), d("0.847"), d("0.695")]
    assert (found.ks_at, found.cases, found.bads, found.enough) == (60, 400, 24, True)
    assert not separation([(d(1), 19, 200)]).enough


def test_population_stability() -> None:
    expected, actual = [d(n) for n in (10, 20, 40, 20, 10)], [d(n) for n in (8, 15, 37, 25, 15)]
    assert psi(expected, actual).quantize(d("0.0001")) == d("0.0526")
    assert psi_reading(psi(expected, actual)) == "stable"
    assert psi(expected, expected) == 0
    assert psi([d(1), d(0)], [d(0), d(1)]) > 9


def test_wilson() -> None:
    low, high = wilson(5, 100)
    assert (low.quantize(d("0.0001")), high.quantize(d("0.0001"))) == (d("0.0215"), d("0.1118"))
    assert wilson(0, 0) == (0, 1)
    rows = calibration([Case(d(80), False, "A")] * 99 + [Case(d(80), True, "A"), Case(d(10), True, "C")])
    assert [(row.grade, row.cases, row.bads, row.calibrated) for row in rows] == [("A", 100, 1, True), ("C", 1, 1, True)]


def test_one_sided_cases_are_refused() -> None:
    with pytest.raises(InputError):
        separation([(d(1), 0, 5)])
    with pytest.raises(InputError):
        psi([d(1)], [d(1), d(2)])


def test_new_weights() -> None:
    weights = {"A": d(50), "B": d(30), "C": d(20)}
    assert new_weights(weights, {"A": d("0.5"), "B": d("0.5"), "C": d("-0.1")}, 50) == {"A": 50, "B": 40, "C": 10}
    assert new_weights(weights, {}, 50) == {"A": 50, "B": 30, "C": 20}
    assert largest_remainder({"A": d("33.4"), "B": d("33.3"), "C": d("33.3")}) == {"A": 34, "B": 33, "C": 33}
    assert largest_remainder({"A": d("33.3"), "B": d("33.3"), "C": d("33.4")}, 101) == {"A": 34, "B": 33, "C": 34}


def test_a_challenger_needs_to_be_better_and_surely_so() -> None:
    old = [Case(d(n % 7), n % 5 == 0) for n in range(120)]
    new = [Case(d(0 if case.bad else 1), case.bad) for case in old]
    won = contest(old, new, quarters=2, calibrated=True, draws=40)
    assert (won.challenger, won.promote) == (1, True)
    assert not contest(old, new, quarters=1, calibrated=True, draws=40).promote
    assert contest(new, new, quarters=2, calibrated=True, draws=40).missing == ("gain", "chance")
    assert contest(old, new, quarters=0, calibrated=False, draws=40).missing == ("quarters", "calibration")
    assert contest(old[:99], new[:99], quarters=2, calibrated=True, draws=40).missing == ("cases",)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=2, max_size=40))
def test_auc_is_the_chance_that_a_good_one_scores_higher(rows: list[tuple[int, bool]]) -> None:
    cases = [Case(d(score), bad) for score, bad in rows]
    good, bad = [c.score for c in cases if not c.bad], [c.score for c in cases if c.bad]
    if good and bad:
        pairs = sum(1 if g > b else d("0.5") if g == b else 0 for g in good for b in bad)
        assert abs(separation(counts(cases)).auc - d(pairs) / (len(good) * len(bad))) < d("1e-20")
        assert sum(new_weights({"A": d(60), "B": d(40)}, {"A": d(rows[0][0]), "B": d(1)}, len(bad)).values()) == 100
