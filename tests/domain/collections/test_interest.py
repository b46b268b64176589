from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.collections.interest import Claim, interest_on, InvoiceInterest
from creditdesk.domain.collections.rates import CODES, RateRow, RateTable, table_from
from creditdesk.domain.collections.regimes import (
    governing_law,
    interest_start,
    Policy,
    regime_of,
    size_class,
    Terms,
)
from creditdesk.domain.ledger.open_items import Part, Reduction

D = Decimal

FOLDER = Path(__file__).parents[3] / "resources" / "rates"
RATES = {code: table_from(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))) for code in CODES}
DUE = date(2025, 9, 30)


def claim(amount: str, *, due: date = DUE, law: str = "CN", currency: str = "CNY", parts: tuple[Part, ...] = (),
          **terms: object) -> Claim:
    given_terms = Terms(terms.pop("invoice_date", due - timedelta(30)), law, **terms)  # type: ignore[arg-type]
    return Claim(1, "I1", currency, parts or (Part(due, D(amount)),), given_terms)


def run(what: Claim, days: int = 45, *, due: date = DUE, policy: Policy | None = None,
        rates: dict[str, RateTable] | None = None) -> InvoiceInterest:
    result = interest_on(what, due + timedelta(days), rates or RATES, policy)
    assert result is not None
    return result


@pytest.mark.parametrize(("terms", "policy", "regime", "interest"), [
    ({"debtor_size": "large"}, None, 2, "2700.00"),
    ({}, None, 3, "665.75"),
    ({}, Policy(sale_factor=D("1.3")), 3, "576.99"),
    ({"sale_of_goods": False}, None, 4, "443.84"),
    ({"contract_rate": D("0.12")}, None, 1, "1775.34"),
    ({"contract_rate": D("0.12")}, Policy(day_basis=360), 1, "1800.00"),
    ({"debtor_size": "large"}, Policy(day_basis=360), 2, "2700.00"),
])
def test_examples_120000_for_45_days(terms: dict[str, object], policy: Policy | None, regime: int, interest: str) -> None:
    result = run(claim("120000", **terms), policy=policy)
    assert (result.regime, result.interest, result.compensation) == (regime, D(interest), 0)


def test_hundred_thousand_at_half_a_permille_a_day() -> None:
    assert run(claim("100000", debtor_size="government"), 30).interest == D("1500.00")


def test_contract_at_ten_percent_for_fifteen_days() -> None:
    assert run(claim("100", contract_rate=D("0.10")), 15).interest == D("0.41")


def test_uk_statutory_interest_and_fixed_sum() -> None:
    result = run(claim("10000", law="GB", currency="GBP"), 60)
    assert (result.regime, result.rate, result.interest, result.compensation) == (6, D("0.1225"), D("201.37"), 100)


def test_uk_government_case_exact() -> None:
    table = RateTable("boe_base", (RateRow(date(2020, 7, 1), D("0.005")),), date(2025, 12, 31))
    result = run(claim("1000", law="GB", currency="GBP"), 50, rates={"boe_base": table})
    assert (result.interest, result.compensation) == (D("11.64"), 70)


@pytest.mark.parametrize(("amount", "fixed"), [("999.99", 40), ("1000", 70), ("9999.99", 70), ("10000", 100)])
def test_uk_fixed_sum_borders(amount: str, fixed: int) -> None:
    assert run(claim(amount, law="GB", currency="GBP")).compensation == fixed


def test_uk_fixed_sum_by_the_amount_open_at_breach() -> None:
    before = Part(DUE, D(1200), (Reduction(DUE, D(300)),))
    after = Part(DUE, D(1200), (Reduction(DUE + timedelta(1), D(300)),))
    assert run(claim("0", law="GB", currency="GBP", parts=(before,))).compensation == 40
    assert run(claim("0", law="GB", currency="GBP", parts=(after,))).compensation == 70


def test_uk_rate_stays_that_of_the_breach() -> None:
    result = run(claim("10000", law="GB", currency="GBP"), 200)
    assert {row.rate for row in result.rows} == {D("0.1225")}


def test_eu_interest_and_forty_euro() -> None:
    result = run(claim("10000", law="DE", currency="EUR"), 60)
    assert (result.regime, result.interest, result.compensation) == (5, D("166.85"), 40)


def test_eu_splits_by_half_year() -> None:
    what = claim("10000", law="FR", currency="EUR", due=date(2024, 12, 1))
    result = run(what, due=date(2024, 12, 1), days=60)
    assert [(row.from_date.isoformat(), row.to_date.isoformat(), row.days, row.rate) for row in result.rows] == [
        ("2024-12-02", "2024-12-31", 30, D("0.1225")), ("2025-01-01", "2025-01-30", 30, D("0.1115"))]
    assert result.interest == D("192.33")
    single = run(what, due=date(2024, 12, 1), days=60, policy=Policy(single_rate=True))
    assert len(single.rows) == 1
    assert single.interest == D("201.37")


def test_eu_forty_for_each_instalment_and_none_in_another_currency() -> None:
    two = (Part(DUE, D(50), (), D(0), 1), Part(DUE + timedelta(5), D(50), (), D(0), 2))
    assert run(claim("0", law="IT", currency="EUR", parts=two)).compensation == 80
    other = run(claim("100", law="IT", currency="USD"))
    assert other.compensation == 0
    assert other.warnings == ("compensation_other_currency",)


def test_part_payment_splits_and_its_day_bears_the_old_principal() -> None:
    part = Part(DUE, D(1000), (Reduction(DUE + timedelta(10), D(400)),))
    result = run(claim("0", contract_rate=D("0.10"), parts=(part,)), 30)
    assert [(row.days, row.principal, row.interest) for row in result.rows] == [
        (10, D(1000), D("2.74")), (20, D(600), D("3.29"))]
    assert result.rows[0].to_date == DUE + timedelta(10)
    assert (result.interest, result.principal, result.days) == (D("6.03"), D(600), 30)


def test_disputed_part_is_left_out_for_all_days() -> None:
    part = Part(DUE, D(1000), (), D(400))
    result = run(claim("0", contract_rate=D("0.10"), parts=(part,)), 30)
    assert (result.principal, result.interest) == (D(600), D("4.93"))
    assert interest_on(claim("0", parts=(Part(DUE, D(10), (), D(10)),)), DUE + timedelta(9), RATES) is None


def test_instalments_have_their_own_breach() -> None:
    first, second = Part(DUE, D(50), (), D(0), 1), Part(DUE + timedelta(5), D(50), (), D(0), 2)
    result = run(claim("0", contract_rate=D("0.10"), parts=(first, second)), 5)
    assert [(row.instalment_no, row.days) for row in result.rows] == [(1, 5)]
    result = run(claim("0", contract_rate=D("0.10"), parts=(first, second)), 6)
    assert [(row.instalment_no, row.days) for row in result.rows] == [(1, 6), (2, 1)]
    assert result.principal == 100


def test_not_overdue_and_closed_are_not_listed() -> None:
    assert interest_on(claim("10"), DUE, RATES) is None
    closed = Part(DUE, D(10), (Reduction(DUE + timedelta(9), D(10)),))
    assert interest_on(claim("0", parts=(closed,)), DUE + timedelta(20), RATES) is None


def test_rate_is_fixed_at_the_breach_date() -> None:
    result = run(claim("36500", due=date(2025, 5, 18)), due=date(2025, 5, 18), days=100)
    assert result.rate == D("0.0310") * D("1.5")
    assert run(claim("36500", due=date(2025, 5, 19)), due=date(2025, 5, 19)).rate == D("0.045")


def test_before_the_table_and_after_it() -> None:
    early = run(claim("100", due=date(2018, 1, 1)), due=date(2018, 1, 1))
    assert (early.interest, early.rate, early.reason, early.rows) == (None, None, "before_rate_table", ())
    late = run(claim("100", due=date(2026, 3, 20)), due=date(2026, 3, 20))
    assert late.provisional
    assert "provisional_rate" in late.warnings
    assert not run(claim("100", due=date(2026, 3, 19)), due=date(2026, 3, 19)).provisional


def test_elsewhere_only_the_contract() -> None:
    result = run(claim("100", law="US", currency="USD"))
    assert (result.regime, result.rate, result.interest, result.reason) == (7, None, None, "contract_only")
    assert run(claim("100", law="US", currency="USD", contract_rate=D("0.18"))).regime == 1


def test_contract_floor_and_amber_line() -> None:
    low = run(claim("100", debtor_size="large", contract_rate=D("0.01"), contract_on=date(2024, 1, 5)))
    assert low.rate == D("0.0345")
    assert low.warnings == ("raised_to_lpr",)
    assert run(claim("100", contract_rate=D("0.01"))).rate == D("0.01")
    assert run(claim("100", contract_rate=D("0.121"))).warnings == ("may_be_reduced",)
    assert run(claim("100", contract_rate=D("0.12"))).warnings == ()


SENT = date(2025, 1, 1)


@pytest.mark.parametrize(("size", "due_days", "assumed", "start_days"), [
    ("government", 90, False, 60), ("public_institution", 45, False, 45), ("government", 45, True, 30),
    ("large", 90, False, 90), ("large", 30, True, 60), ("small", 90, False, 90), ("", 45, True, 45)])
def test_due_by_law(size: str, due_days: int, assumed: bool, start_days: int) -> None:
    terms = Terms(SENT, "CN", due_assumed=assumed, debtor_size=size)
    assert interest_start(terms, SENT + timedelta(due_days)) == SENT + timedelta(start_days)


def test_scope_needs_chinese_law_and_a_small_creditor() -> None:
    assert Terms(SENT, "CN", debtor_size="large").sme_scope
    assert not Terms(SENT, "CN", debtor_size="large", creditor_size="large").sme_scope
    assert not Terms(SENT, "DE", debtor_size="large").sme_scope


@pytest.mark.parametrize(("contract", "creditor", "debtor", "law"), [
    ("", "CN", "CN", "CN"), ("", "CN", "", "CN"), ("", "CN", "de", "DE"), ("CN", "CN", "DE", "CN"), ("uk", "CN", "US", "GB")])
def test_governing_law(contract: str, creditor: str, debtor: str, law: str) -> None:
    assert governing_law(contract, creditor, debtor) == law


def test_sale_before_the_courts_rule_is_not_regime_three() -> None:
    assert regime_of(Terms(SENT, "CN"), date(2019, 8, 19)) == 4
    assert regime_of(Terms(SENT, "CN"), date(2019, 8, 20)) == 3


@pytest.mark.parametrize(("text", "code"), [("大型企业", "large"), ("事业单位", "public_institution"), ("sole_trader", "sole_trader"), ("Large", "large"),
                                            ("机关", "government"), ("微型", "micro"), ("?", "")])
def test_size_words(text: str, code: str) -> None:
    assert size_class(text) == code


@settings(max_examples=60, deadline=None)
@given(amount=st.integers(1, 10**9), pays=st.lists(st.tuples(st.integers(-30, 120), st.integers(1, 10**8)), max_size=6),
       days=st.integers(1, 200))
def test_segments_add_up_and_touch(amount: int, pays: list[tuple[int, int]], days: int) -> None:
    left, reductions = amount, []
    for day, paid in pays:
        if day < days and paid < left:
            reductions.append(Reduction(DUE + timedelta(day), D(paid) / 100))
            left -= paid
    result = run(claim("0", contract_rate=D("0.0731"), parts=(Part(DUE, D(amount) / 100, tuple(reductions)),)), days)
    assert result.interest == sum((row.interest for row in result.rows), D(0))
    assert sum(row.days for row in result.rows) == days
    assert result.rows[-1].principal == D(left) / 100
    assert all(a.to_date + timedelta(1) == b.from_date for a, b in zip(result.rows, result.rows[1:], strict=False))
