"""Limits: the worked figures of DOMAIN D1–D7 and the peers' cases (PEERS 51)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.credit.claims import MonthPeak
from creditdesk.domain.credit.cover import cover_of, Mitigant, with_cover
from creditdesk.domain.credit.financials import Statement
from creditdesk.domain.credit.limit_policy import DEFAULT_TERMS, GradeTerms, LimitPolicy, round_down
from creditdesk.domain.credit.limits import (
    ar_budget,
    capacity,
    history,
    MethodResult,
    mitigants,
    need,
    own_tolerance,
    peak_factor,
    proposal,
    tolerance_breaches,
    trial_step,
)
from creditdesk.domain.credit.risk_return import (
    break_even_probability,
    compare,
    default_candidates,
    order_break_even,
    order_worth,
    risk_return,
    RiskReturnTerms,
)
from creditdesk.domain.errors import InputError

d = Decimal
TODAY = date(2026, 6, 30)


def statement(worth: str, capital: str | None = None, **more: Decimal) -> Statement:
    """A statement with that equity and that working capital."""
    current = {} if capital is None else {"current_assets": d(capital), "current_liabilities": d(0)}
    return Statement(TODAY, equity=d(worth), **current, **more)


def test_need() -> None:
    result = need(d(3_650_000), 60, wadbt=d(10), billing_lag=d(5), peak=d("1.2"))
    assert (result.limit, result.usable) == (d("900000.00"), True)
    assert need(d(3_650_000), 60, wadbt=d(-4), peak=d(1)).limit == 600_000
    assert need(d(3_650_000), 60, peak=d(1), monthly_settlement=True).limit == 750_000
    assert need(None, 60).limit is None


def test_peak_factor() -> None:
    assert peak_factor([d(100)] * 11 + [d(700)], LimitPolicy()) == d(700) * 12 / 1800
    assert peak_factor([d(100)] * 11, LimitPolicy()) == d("1.2")
    assert peak_factor([d(0)] * 12, LimitPolicy()) == d("1.2")


# Each line: grade, net worth, working capital, limit.
@pytest.mark.parametrize(("grade", "worth", "capital", "limit"), [
    ("A", "6000000", "3000000", "525000"), ("AAA", "1000000", "1000000", "150000"), ("A", "6000000", "-1", "300000"),
    ("A", "6000000", None, "300000"), ("A", "-1", "3000000", "0"), ("CC", "6000000", "3000000", "0"),
    ("NR", "6000000", "3000000", "0"), ("CCC", "1000000", "400000", "8000")])
def test_capacity(grade: str, worth: str, capital: str | None, limit: str) -> None:
    assert capacity(grade, statement(worth, capital)).limit == d(limit)


def test_turnover_is_a_third_base_where_the_policy_says_so() -> None:
    grades = {**DEFAULT_TERMS, "A": replace(DEFAULT_TERMS["A"], turnover=d("0.02"))}
    policy = LimitPolicy(grades=grades)
    rich = replace(statement("6000000", "3000000"), revenue=d(20_000_000))
    assert capacity("A", rich, policy).limit == 400_000
    assert capacity("A", replace(rich, revenue=d(90_000_000)), policy).limit == 525_000
    assert capacity("A", replace(rich, revenue=None), policy).limit == capacity("A", rich).limit == 525_000


def test_capacity_is_unknown_without_statement() -> None:
    assert (capacity("A", None).limit, capacity("A", None).usable) == (None, False)


def test_history_takes_the_largest_month_paid_promptly() -> None:
    peaks = [MonthPeak(date(2026, 1, 1), date(2026, 1, 5), d(100_000), True),
             MonthPeak(date(2026, 2, 1), date(2026, 2, 5), d(300_000), False),
             MonthPeak(date(2026, 3, 1), date(2026, 3, 5), d(200_000), True)]
    assert history("BBB", peaks).limit == 230_000
    assert history("BBB", peaks[1:2]).limit is None


def test_own_tolerance() -> None:
    assert ar_budget(d(36_500_000), d(60)) == 6_000_000
    assert own_tolerance(d(8_000_000), d(6_000_000)).limit == 800_000
    assert own_tolerance(d(8_000_000), d(5_000_000)).limit == 750_000
    assert own_tolerance(None, None).limit is None
    assert tolerance_breaches(budget=d(1000), group=d(201), section=d(400), total=d(900), new_customers=d(91)) == (
        "group", "new_customers")
    assert tolerance_breaches(budget=d(1000), group=d(200), section=d(401), total=d(1001), new_customers=d("100.1")) == (
        "section", "total")
    assert tolerance_breaches(budget=None, group=d(900), total=d(0), new_customers=d(1)) == ()


INSURED = Mitigant("insurance", d(400_000), d("0.9"), name="P1")


def test_cover() -> None:
    assert with_cover(d(525_000), [INSURED], TODAY) == 885_000
    assert with_cover(d(30_000), [INSURED], TODAY) == 300_000  # 30,000 ÷ 0.1 stays below the insurer's limit
    assert with_cover(d(40_000), [INSURED], TODAY) == 400_000
    assert with_cover(d(0), [INSURED], TODAY) == 0
    held = [Mitigant("bank_guarantee", d(100), expires=TODAY), Mitigant("deposit", d(50)),
            Mitigant("corporate_guarantee", d(100), guarantor_grade="AA"),
            Mitigant("corporate_guarantee", d(100), guarantor_grade="BB"),
            Mitigant("corporate_guarantee", d(100), guarantor_grade="B"), Mitigant("personal_guarantee", d(100)),
            Mitigant("title_retention", d(100)), Mitigant("letter_of_credit", d(70), expires=date(2026, 6, 29))]
    assert [line.worth for line in cover_of(held, d(1000), TODAY)] == [100, 50, 50, 25, 0, 20, 0, 0]
    assert with_cover(d(1000), held, TODAY) == 1245
    assert [Mitigant("deposit", d(50), starts=day).counts_on(TODAY) for day in (TODAY, TODAY + timedelta(1))] == [True, False]
    with pytest.raises(InputError):
        Mitigant("insurance", d(1), d("90"))


def methods(wanted: str | None, able: str | None, cap: str | None) -> list[MethodResult]:
    return [MethodResult(code, None if limit is None else d(limit), limit is not None, "", {})
            for code, limit in (("need", wanted), ("capacity", able), ("own_tolerance", cap))]


def test_proposal_of_the_worked_example() -> None:
    able = capacity("A", statement("6000000", "3000000"))
    found = proposal("A", [need(d(3_650_000), 60, wadbt=d(10), billing_lag=d(5), peak=d("1.2")), able,
                           own_tolerance(d(8_000_000), None), mitigants(able.limit, [INSURED], TODAY)], [INSURED], TODAY)
    assert (found.covered, found.before_rounding, found.limit) == (885_000, 885_000, 880_000)
    assert (found.base_method, found.binding, found.term_days) == ("capacity", "capacity", 60)
    assert mitigants(able.limit, [INSURED], TODAY).limit == 360_000


@pytest.mark.parametrize(("grade", "wanted", "able", "cap", "adjustment", "limit"), [
    ("A", "900000", "525000", "800000", "0.2", "630000"),  # adjusted first
    ("A", "600000", "525000", "800000", "0.2", "600000"),  # then cut to the need
    ("A", "900000", "525000", "500000", "0.2", "500000"),  # and to the own cap
    ("A", "900000", "525000", "800000", "-0.5", "260000"),
    ("A", "900000", None, "800000", "0", "50000"),  # nothing known: the trial step
    ("A", "100000", None, None, "0", "20000"), ("A", None, None, None, "0", "50000"),
    ("NR", "900000", "525000", None, "0", "50000"), ("D", "900000", "525000", None, "0", "0"),
    ("A", None, "99999", None, "0", "99000"), ("A", None, "1099999", None, "0", "1050000")])
def test_proposal(grade: str, wanted: str | None, able: str | None, cap: str | None, adjustment: str, limit: str) -> None:
    assert proposal(grade, methods(wanted, able, cap), [], TODAY, adjustment=d(adjustment)).limit == d(limit)


def test_history_stands_in_for_missing_statements() -> None:
    peaks = [MonthPeak(date(2026, 3, 1), date(2026, 3, 5), d(200_000), True)]
    found = proposal("BBB", [*methods("900000", None, None), history("BBB", peaks)], [], TODAY)
    assert (found.base_method, found.limit) == ("history", 230_000)
    with pytest.raises(InputError):
        proposal("BBB", [], [], TODAY, adjustment=d("0.21"))


def test_peers_case_51() -> None:
    shares = GradeTerms(d("0.35"), d("1"), d("1"), 60, d(0), turnover=d("0.05"))
    policy = LimitPolicy(grades={**DEFAULT_TERMS, "A": shares})
    able = capacity("A", statement("80000", "50000", revenue=d(700_000)), policy)
    assert able.limit == 28_000
    wanted = MethodResult("need", d(50_000), True, "", {})
    assert proposal("A", [wanted, able], [], TODAY, policy=policy).limit == 28_000


def test_trial_step() -> None:
    assert (trial_step(d(900_000)), trial_step(d(100_000)), trial_step(None)) == (50_000, 20_000, 50_000)
    assert trial_step(d(900_000), d(200_000)) == 40_000


TERMS = RiskReturnTerms(d("0.12"), d(3_650_000), d(75), d(6000))


def test_risk_return_table() -> None:
    limits = [d(300_000), d(525_000), d(700_000), d(880_000), d(1_200_000)]
    rows = compare(limits, d("0.008"), d(525_000), TERMS)
    assert [tuple(int(value.to_integral_value("ROUND_HALF_UP")) for value in (
        row.sales, row.contribution, row.expected_loss, row.funding, row.net)) for row in rows] == [
        (1_460_000, 155_044, 1_680, 18_000, 129_364), (2_555_000, 271_327, 2_940, 31_500, 230_887),
        (3_406_667, 361_770, 5_880, 42_000, 307_890), (3_650_000, 387_611, 9_856, 45_000, 326_755),
        (3_650_000, 387_611, 26_880, 45_000, 309_731)]
    assert [row.pd for row in rows] == [d("0.008"), d("0.008"), d("0.012"), d("0.016"), d("0.032")]
    assert [row.best for row in rows] == [False, False, False, True, False]
    assert risk_return(limits, d("0.008"), d(525_000), TERMS).limit == 880_000
    assert default_candidates(d(525_000), d(880_000), TERMS) == (525_000, 750_000, 787_500, 880_000)


def test_thin_margin_is_declined() -> None:
    thin = RiskReturnTerms(d("0.03"), d(3_650_000), d(75), d(6000))
    row = compare([d(300_000)], d("0.12"), d(300_000), thin)[0]
    assert row.net.to_integral_value() == -10_439
    assert not risk_return([d(300_000)], d("0.12"), d(300_000), thin).usable
    assert break_even_probability(d(300_000), thin).quantize(d("0.001")) == d("0.070")
    assert order_break_even(d(113_000), d(92_000), d(10_000)).quantize(d("0.001")) == d("0.204")
    # the cost without VAT and margin, 30 % recovered: (113,000 − 92,000) ÷ (113,000 − 33,900)
    worth = order_worth(d(113_000), d("0.2"), margin=d("0.08"), vat=d("0.13"), lgd=d("0.70"))
    assert worth.break_even.quantize(d("0.001")) == d("0.265") and worth.pays
    assert not order_worth(d(113_000), d("0.35"), margin=d("0.08"), vat=d("0.13"), lgd=d("0.70")).pays
    tie = compare([d(900_000), d(900_000)], d(0), d(525_000), TERMS)
    assert sum(row.best for row in tie) == 1
    assert compare([d(100)], d("0.5"), d(0), TERMS)[0].pd == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 95), st.integers(0, 10**5))
def test_cover_solves_its_own_equation(base: int, insured: int, percent: int, deposit: int) -> None:
    held = [Mitigant("insurance", d(insured), d(percent) / 100), Mitigant("deposit", d(deposit))]
    limit = with_cover(d(base), held, TODAY)
    assert abs(limit - base - sum(line.worth for line in cover_of(held, limit, TODAY))) < d("0.0001")
    assert 0 <= round_down(limit) <= limit
