"""Ratios of the statements in DOMAIN C10, and what a missing figure does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.domain.credit.factors import FactorInput
from creditdesk.domain.credit.financials import (
    altman,
    altman_terms,
    ratios,
    Statement,
    statement_cautions,
    statement_problems,
)
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.domain.credit.scoring import score

CARDS = Path(__file__).parents[3] / "resources" / "scorecards"
d = Decimal
# The first worked example in ¥m: averages 11.5, 2.9 and 2.0 come from openings of 11.0, 2.8 and 1.8.
GOOD = Statement(date(2025, 12, 31), current_assets=d("8.0"), current_liabilities=d("5.0"), inventory=d("2.2"),
                 prepayments=d("0.3"), cash=d("1.2"), receivables=d("3.0"), total_assets=d("12.0"),
                 total_liabilities=d("6.0"), retained_earnings=d("2.5"), revenue=d(18), cogs=d("14.4"),
                 profit_before_tax=d("0.9"), interest_expense=d("0.2"), net_profit=d("0.7"), ocf=d("0.9"))
BEFORE = Statement(date(2024, 12, 31), total_assets=d("11.0"), receivables=d("2.8"), inventory=d("1.8"))
BAD = Statement(date(2025, 12, 31), current_assets=d("6.0"), current_liabilities=d("6.2"), inventory=d("3.0"),
                prepayments=d("0.2"), cash=d("0.25"), receivables=d("3.2"), total_assets=d("9.5"),
                total_liabilities=d("7.4"), retained_earnings=d("0.4"), revenue=d(11), cogs=d("9.4"),
                profit_before_tax=d("-0.10"), interest_expense=d("0.25"), net_profit=d("-0.12"), ocf=d("-0.3"))
BAD_BEFORE = Statement(date(2024, 12, 31), total_assets=d("9.7"), receivables=d("3.0"), inventory=d("2.8"))


def rounded(entry: FactorInput, places: str) -> Decimal:
    assert isinstance(entry.value, Decimal)
    return entry.value.quantize(d(places))


def test_ratios_of_the_first_example() -> None:
    found = ratios(GOOD, BEFORE, section="C")
    shown = {code: rounded(found.inputs[code], places) for code, places in (
        ("FN1", "0.01"), ("FN2", "0.01"), ("FN3", "0.01"), ("FN4", "0.01"), ("FN5", "0.1"), ("FN6", "0.0001"),
        ("FN7", "0.0001"), ("FN8", "0.1"), ("FN9", "0.1"), ("FN10", "0.01"), ("FN11", "0.001"))}
    assert shown == {"FN1": d("1.60"), "FN2": d("1.10"), "FN3": d("0.24"), "FN4": d("0.50"), "FN5": d("5.5"),
                     "FN6": d("0.0389"), "FN7": d("0.0609"), "FN8": d("58.8"), "FN9": d("50.7"), "FN10": d("0.18"),
                     "FN11": d("2.558")}
    assert (found.z_model, found.flags) == ("Z'", {})


def test_the_first_example_scores_from_its_statements() -> None:
    card = Scorecard.from_json(json.loads((CARDS / "N-1.0.json").read_text(encoding="utf-8")))
    rest = ("EX1=none EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7")
    inputs = dict(ratios(GOOD, BEFORE, section="C").inputs) | {
        code: card.parse_value(code, value) for code, value in (part.split("=") for part in rest.split())}
    assert score(card, inputs, section="C").score == d("76.05")


def test_the_third_example_scores_from_its_statements() -> None:
    card = Scorecard.from_json(json.loads((CARDS / "E-1.0.json").read_text(encoding="utf-8")))
    rest = ("BH1=24 BH2=68% BH3=81 BH4=40% BH5=34% BH6=18 BH7=2% BH8=6 BH9=112% EX1=open_under_10pct EX2=none EX3=C "
            "EX4=high EX5=0.3 QL1=2 QL2=2 QL3=2 QL4=3 QL6=2")
    found = ratios(BAD, BAD_BEFORE, section="C")
    assert found.z is not None
    assert found.z.quantize(d("0.001")) == d("1.344")
    inputs = dict(found.inputs) | {
        code: card.parse_value(code, value) for code, value in (part.split("=") for part in rest.split())}
    result = score(card, inputs, found.flags, section="C")
    assert (result.score, result.grade) == (d("22.70"), "C")


def test_altman_for_other_firms() -> None:
    assert altman_terms(GOOD, private=False) is not None and altman(GOOD, private=False) == sum(
        weight * x for weight, x in altman_terms(GOOD, private=False) or ())
    vector = Statement(date(2025, 12, 31), current_assets=d(60), current_liabilities=d(40), total_assets=d(100),
                       total_liabilities=d(50), equity=d(40), retained_earnings=d(30), profit_before_tax=d(14), interest_expense=d(1))
    assert altman(vector, private=False) == d("4.138")  # X1 .2, X2 .3, X3 .15, X4 .8
    assert ratios(GOOD, section="F").z_model == ratios(GOOD).z_model == "Z''"


# Each line: changed figures, factor, state, value or None.
@pytest.mark.parametrize(("changes", "code", "state", "value"), [
    ({"current_liabilities": d(0)}, "FN1", "unknown", None),
    ({"current_liabilities": None}, "FN3", "unknown", None),
    ({"inventory": None}, "FN2", "unknown", None),
    ({"interest_expense": d(0), "profit_before_tax": d(1)}, "FN5", "known", "no_interest"),
    ({"interest_expense": d("-0.1"), "profit_before_tax": d("0.05")}, "FN5", "known", "loss"),
    ({"interest_expense": None}, "FN5", "unknown", None),
    ({"interest_expense": None}, "FN11", "unknown", None),
    ({"revenue": d(0)}, "FN6", "unknown", None),
    ({"retained_earnings": None}, "FN11", "unknown", None),
    ({"equity": d("4.2"), "total_liabilities": d(0)}, "FN11", "unknown", None),
    ({"short_term_securities": d("0.3")}, "FN3", "known", d("0.3")),
])
def test_missing_figures(changes: dict[str, Decimal | None], code: str, state: str, value: object) -> None:
    entry = ratios(replace(GOOD, **changes), BEFORE, section="C").inputs[code]
    assert (entry.state, entry.value) == (state, value)


def test_equity_used_up_scores_zero_and_caps() -> None:
    card = Scorecard.from_json(json.loads((CARDS / "N-1.0.json").read_text(encoding="utf-8")))
    found = ratios(replace(GOOD, equity=d("-0.1")), section="C")
    result = score(card, found.inputs, found.flags, section="C")
    row = next(row for row in result.factors if row.code == "FN4")
    assert (row.value, row.score) == (d("0.5"), 0)
    assert "V9" in [cap.code for cap in result.caps]
    assert [bool(ratios(replace(GOOD, equity=equity), section="C").flags) for equity in (d(0), d("0.01"))] == [True, False]


def test_a_ratio_is_worth_what_its_worse_sheet_is() -> None:
    found = ratios(GOOD, BEFORE, section="C", confidence=d("0.9"), opening_confidence=d("0.5")).inputs
    assert {code: entry.confidence for code, entry in found.items() if entry.confidence != d("0.9")} == dict.fromkeys(
        ("FN7", "FN8", "FN9"), d("0.5"))
    assert {entry.confidence for entry in ratios(GOOD, BEFORE, section="C").inputs.values()} == {1}


def test_no_statements() -> None:
    assert {entry.state for entry in ratios(None).inputs.values()} == {"unknown"}
    assert {entry.state for entry in ratios(None, sole_trader=True).inputs.values()} == {"not_applicable"}
    assert ratios(GOOD, section="I").inputs["FN9"].state == "not_applicable"
    assert ratios(GOOD).closing_only == ("total_assets", "receivables", "inventory")


def test_statement_checks() -> None:
    assert statement_problems(replace(GOOD, equity=d("6.0"))) == ()
    wrong = replace(GOOD, equity=d("4.0"), current_assets=d("14.0"), revenue=d(-1))
    assert [problem.code for problem in statement_problems(wrong, tolerance=d("0.01"))] == [
        "unbalanced", "part_above_whole", "negative"]
    assert [bool(statement_problems(replace(GOOD, equity=equity))) for equity in (d(7), d("7.01"), d("4.99"))] == [False, True, True]
    assert [bool(statement_problems(replace(GOOD, cash=cash))) for cash in (d(9), d("9.01"))] == [False, True]
    assert [[caution.field for caution in statement_cautions(replace(GOOD, **change))] for change in (
        {"net_profit": d("0.9")}, {"net_profit": d("0.91")}, {"net_profit": d("0.1"), "profit_before_tax": d(0)},
        {"net_profit": d("-0.1"), "profit_before_tax": d("-0.2")}, {"cash": d("2.5")}, {"cash": d("2.51")})] == [
        [], ["net_profit"], ["net_profit"], [], [], ["current_assets"]]
    assert GOOD.working_capital == 3
    assert replace(GOOD, intangibles=d(1)).tangible_net_worth == 5
