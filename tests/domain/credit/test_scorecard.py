"""The default cards score the worked examples of DOMAIN C10 to the cent."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.credit import factors as kinds
from creditdesk.domain.credit.caps import fired_by_coverage
from creditdesk.domain.credit.factors import altman_zone, FactorInput, FACTORS, known, not_applicable, unknown
from creditdesk.domain.credit.grades import after_card_switch, check_override, grade, grade_of, lifted_by_parent
from creditdesk.domain.credit.levers import grade_levers
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.domain.credit.scoring import score
from creditdesk.domain.errors import InputError, RuleError

CARDS = Path(__file__).parents[3] / "resources" / "scorecards"
d = Decimal


def card(version: str) -> Scorecard:
    return Scorecard.from_json(json.loads((CARDS / f"{version}.json").read_text(encoding="utf-8")))


def raw(version: str) -> dict:
    return json.loads((CARDS / f"{version}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("card_type", "known", "applicable", "fired"), [
    ("new", "60", "100", set()), ("new", "59.99", "100", {"V13"}), ("existing", "45", "100", set()),
    ("existing", "44.99", "100", {"V13"}), ("new", "40", "100", {"V13"}), ("new", "39.99", "100", {"V13", "V14"}),
    ("new", "50", "50", set()), ("new", "49.99", "49.99", {"V14"}), ("new", "0", "0", {"V14"})])
def test_how_much_must_be_known(card_type: str, known: str, applicable: str, fired: set[str]) -> None:
    assert set(fired_by_coverage(card_type, d(known), d(applicable), d(100))) == fired


@pytest.mark.parametrize(("own", "parent", "lifted"), [
    ("BB", "A", "BBB"), ("BBB", "A", "BBB"), ("A", "B", "A"), ("CC", "C", "CC"), ("D", "AAA", "D"), ("NR", "AAA", "NR"),
    ("BB", "D", "BB"), ("BB", "NR", "BB")])
def test_a_parent_lifts_to_one_notch_below_itself(own: str, parent: str, lifted: str) -> None:
    assert lifted_by_parent(own, parent) == lifted


def typed(version: str, text: str) -> dict[str, FactorInput]:
    return {code: card(version).parse_value(code, value) for code, value in (part.split("=") for part in text.split())}


FULL = ("FN1=1.60 FN2=110% FN3=0.24 FN4=50% FN5=5.5 FN6=3.89% FN7=0.0609 FN8=58.8 FN9=50.7 FN10=18% FN11=2.558 EX1=none "
        "EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7")
REFUSES = ("BH1=4.2 BH2=12% BH3=26 BH4=na BH5=0 BH6=1 BH7=0 BH8=3.5 BH9=62% EX1=none EX2=none EX3=M EX4=unknown EX5=na "
           "QL1=4 QL2=3 QL3=3 QL4=4 QL6=3 " + " ".join(f"FN{n}=unknown" for n in range(1, 12)))
GOING_BAD = ("FN1=0.97 FN2=0.45 FN3=0.04 FN4=77.9% FN5=0.6 FN6=-1.1% FN7=-1.3% FN8=102.9 FN9=112.6 FN10=-4.8% FN11=1.344 "
             "BH1=24 BH2=68% BH3=81 BH4=40% BH5=34% BH6=18 BH7=2% BH8=6 BH9=112% EX1=open_under_10pct EX2=none EX3=C "
             "EX4=high EX5=0.3 QL1=2 QL2=2 QL3=2 QL4=3 QL6=2")


def test_new_customer_with_full_data() -> None:
    result = score(card("N-1.0"), typed("N-1.0", FULL), section="C")
    assert (result.score, result.grade, result.coverage_text) == (d("76.05"), "A", "1.0000")
    by_group = {group: sum(row.points for row in result.factors if row.code.startswith(group))
                for group in ("FN", "EX", "QL", "TR")}
    assert by_group == {"FN": d("25.30"), "EX": d("25.80"), "QL": d("17.15"), "TR": d("7.80")}
    assert (result.low, result.high, result.best_next, result.caps) == (d("76.05"), d("76.05"), None, ())


def test_existing_customer_refusing_statements() -> None:
    result = score(card("E-1.0"), typed("E-1.0", REFUSES), section="C")
    assert (result.score, result.grade, result.coverage_text) == (d("66.09"), "BBB", "0.7065")
    assert (result.known_only, result.if_average) == (d("81.08"), d("71.96"))
    assert result.best_next == result.best_to_ask == "FN4"
    assert result.caps == ()
    assert result.low < result.score < result.high
    row = {row.code: row for row in result.factors}
    assert (row["EX4"].state, row["EX4"].score, row["EX4"].points) == ("unknown", 30, d("0.60"))
    assert (row["BH4"].score, row["BH4"].points) == (None, None)


def test_existing_customer_going_bad() -> None:
    inputs = typed("E-1.0", GOING_BAD)
    result = score(card("E-1.0"), inputs, section="C")
    assert (result.score, result.grade, result.coverage_text) == (d("22.70"), "C", "1.0000")
    listed = score(card("E-1.0"), inputs, {"V1": "court list"}, section="C")
    assert (listed.score, listed.grade) == (d("22.70"), "D")
    assert [(cap.code, cap.effect, cap.grade) for cap in listed.caps] == [("V1", "veto", "D")]


def test_cards_hold_the_groups_of_c4() -> None:
    for version, groups in (("N-1.0", {"FN": 35, "EX": 30, "QL": 25, "TR": 10}),
                            ("E-1.0", {"BH": 50, "FN": 25, "EX": 15, "QL": 10})):
        for group, total in groups.items():
            assert sum(f.weight for f in card(version).factors if f.code.startswith(group)) == total
    again = Scorecard.from_json(card("E-1.0").to_json())
    assert again == card("E-1.0")


# Each line: factor, value, score at and just past an edge.
@pytest.mark.parametrize(("code", "value", "expected"), [
    ("FN1", "2.0", 100), ("FN1", "1.9999999", 85), ("FN1", "0.79", 0), ("FN4", "30%", 100), ("FN4", "0.300001", 85),
    ("FN4", "0.81", 0), ("FN5", "no_interest", 100), ("FN5", "loss", 0), ("FN5", "-3", 0), ("FN5", "1", 15),
    ("FN6", "0", 25), ("FN6", "-0.001", 0), ("FN8", "30", 100), ("FN8", "180.1", 0), ("FN10", "-5%", 0),
    ("FN11", "upper_grey", 65), ("BH1", "0", 100), ("BH1", "-4", 100), ("BH1", "60.01", 0), ("BH4", "0", 100),
    ("BH4", "0.0001", 80), ("BH6", "-5", 100), ("BH6", "2", 80), ("BH6", "15.5", 0), ("BH7", "1%", 80),
    ("BH8", "0.9", 20), ("BH9", "30%", 80), ("BH9", "30.01%", 100), ("BH9", "0.8", 100), ("BH9", "95%", 60),
    ("BH9", "1", 40), ("BH9", "1.01", 0), ("BH9", "0", 80), ("EX1", "plaintiff_only", 75), ("EX3", "d", 0),
    ("EX5", "1.2", 100), ("EX5", "0.49", 45), ("EX5", "0", 30), ("EX5", "refused_adverse", 0), ("QL1", "1", 0),
])
def test_bands_read_best_to_worst(code: str, value: str, expected: int) -> None:
    entry = card("E-1.0").parse_value(code, value)
    assert card("E-1.0").factor(code).score_of(entry.value, "C") == expected


@pytest.mark.parametrize(("version", "code", "value", "problem"), [
    ("E-1.0", "TR1", "refused", "unknown_factor"), ("N-1.0", "BH1", "3", "unknown_factor"),
    ("E-1.0", "XX1", "3", "unknown_factor"), ("E-1.0", "FN1", "-1", "bad_value"), ("E-1.0", "FN1", "abc", "bad_value"),
    ("E-1.0", "FN1", "", "bad_value"), ("E-1.0", "FN1", "nan", "bad_value"), ("E-1.0", "FN1", "1e3", "bad_value"),
    ("E-1.0", "FN4", "58", "bad_value"), ("E-1.0", "BH2", "12", "bad_value"), ("E-1.0", "BH3", "5%", "bad_value"),
    ("E-1.0", "BH1", "na", "bad_value"), ("E-1.0", "QL1", "na", "bad_value"), ("E-1.0", "QL1", "6", "bad_value"),
    ("E-1.0", "QL1", "3.5", "bad_value"), ("E-1.0", "EX3", "E", "bad_value"), ("E-1.0", "EX1", "1", "bad_value"),
    ("N-1.0", "QL5", "-1", "bad_value"), ("N-1.0", "TR2", "1.1", "bad_value"), ("E-1.0", "FN1", "1,5", "bad_value"),
])
def test_values_refused(version: str, code: str, value: str, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        card(version).parse_value(code, value)
    assert caught.value.code == problem


@pytest.mark.parametrize("code", ["FN1", "FN11", "BH4", "BH9", "EX3", "EX4", "EX5", "QL4"])
def test_na_only_where_it_can_be(code: str) -> None:
    assert card("E-1.0").parse_value(code, "NA").state == kinds.NOT_APPLICABLE
    assert sum(f.na_allowed for f in card("E-1.0").factors) == 17


@pytest.mark.parametrize(("z", "section", "zone"), [
    ("2.91", "C", "safe"), ("2.90", "C", "upper_grey"), ("2.065", "C", "upper_grey"), ("2.0649", "C", "lower_grey"),
    ("1.23", "E", "lower_grey"), ("1.2299", "B", "distress"), ("2.60", "F", "upper_grey"), ("2.61", None, "safe"),
    ("1.85", None, "upper_grey"), ("1.8499", "A", "lower_grey"), ("1.10", "", "lower_grey"), ("1.09", "I", "distress"),
])
def test_altman_zones(z: str, section: str | None, zone: str) -> None:
    assert altman_zone(d(z), section) == zone


@pytest.mark.parametrize(("changes", "fired", "final"), [
    ({"FN4": known(d(1))}, ["V9"], "BB"),
    ({"FN4": known(d("0.9999"))}, [], "BBB"),
    ({"FN11": known("distress"), "FN10": known(d("-0.01"))}, ["V9"], "BB"),
    ({"FN11": known(d("1.0")), "FN10": known(d("-0.01"))}, ["V9"], "BB"),
    ({"FN11": known("distress"), "FN10": known(d(0))}, [], "BBB"),
    ({"EX2": known("abnormal_list")}, ["V10"], "BB"),
    ({"EX2": known("serious_violation")}, ["V5"], "D"),
    ({"EX3": known("D")}, ["V11"], "BB"),
    ({"QL5": known(d("0.49"))}, ["V12"], "BBB"),
    ({"QL5": known(d("0.5"))}, [], "BBB"),
])
def test_factors_that_fire_caps(changes: dict[str, FactorInput], fired: list[str], final: str) -> None:
    result = score(card("N-1.0"), typed("N-1.0", FULL) | changes, section="C")
    assert [cap.code for cap in result.caps] == fired
    assert result.grade == final


def test_too_little_known_is_provisional_then_not_rated() -> None:
    full = typed("N-1.0", FULL)
    some = {code: entry for code, entry in full.items() if not code.startswith("FN")}
    some["EX1"] = unknown()
    result = score(card("N-1.0"), some, section="C")  # 57 of 100 known
    assert (result.coverage_text, [c.code for c in result.caps], result.provisional) == ("0.5700", ["V13"], True)
    none = score(card("N-1.0"), {})
    assert (none.score, none.grade, [c.code for c in none.caps]) == (None, "NR", ["V13", "V14"])
    vetoed = score(card("N-1.0"), {}, {"V2": "register"})
    assert (vetoed.score is not None, vetoed.grade) == (True, "D")
    mostly_na = {f.code: not_applicable() for f in card("E-1.0").factors if f.code[0] in "FEQ"} | {
        f.code: not_applicable() for f in card("E-1.0").factors if f.code == "BH1"}
    assert score(card("E-1.0"), mostly_na).grade == "NR"


def test_own_ledger_alone_suffices_on_the_existing_card() -> None:
    ledger = {code: entry for code, entry in typed("E-1.0", REFUSES).items() if code.startswith("BH")}
    result = score(card("E-1.0"), ledger)  # EX5 is N/A without a record
    assert result.coverage == d(45) / d(92)
    assert result.caps == ()


def test_missing_records_follow_c8() -> None:
    rows = {row.code: row for row in score(card("E-1.0"), {}).factors}
    assert [rows[code].state for code in ("EX5", "BH4", "BH9", "BH5", "BH1", "EX1")] == [
        "not_applicable", "not_applicable", "not_applicable", "known", "unknown", "unknown"]
    assert {row.code: row.state for row in score(card("N-1.0"), {}).factors}["TR2"] == "known"


def test_confidence_is_weighted() -> None:
    half = {code: FactorInput(entry.state, entry.value, "visit", d("0.5")) for code, entry in typed("N-1.0", FULL).items()}
    result = score(card("N-1.0"), half, section="C")
    assert (result.confidence_text, result.confidence_level) == ("0.5000", "medium")


@pytest.mark.parametrize(("change", "problem"), [
    (lambda c: c["factors"][0].update(w=3), "weights_not_100"),
    (lambda c: c["factors"][0].update(bands=[[1.5, 100], [2.0, 85]]), "bands_overlap"),
    (lambda c: c["factors"][3].update(bands=[[0.3, 100], [0.3, 85]]), "bands_overlap"),
    (lambda c: c["factors"][19].update(bands=[[0.3, 0.8, 100], [None, 0.35, 80]]), "bands_overlap"),
    (lambda c: c["factors"][0].update(bands=[[2.0, 60], [1.5, 85]]), "bands_overlap"),
    (lambda c: c["factors"][0].update({"else": 50}), "bands_overlap"),
    (lambda c: c["factors"][19].update(bands=[[0.35, 0.8, 100], [None, 0.3, 80]]), "bands_gap"),
    (lambda c: c["factors"][19].update(bands=[[0.8, 0.3, 100]]), "bands_overlap"),
    (lambda c: c["factors"][0].update(bands=[[2.0, 101]]), "bad_card"),
    (lambda c: c["factors"][0].update(code="ZZ1"), "unknown_factor"),
    (lambda c: c["factors"][1].update(code="FN1"), "bad_card"),
    (lambda c: c["factors"][0].update(dir="eq"), "bad_card"),
    (lambda c: c["factors"][10].update(words=[["safe", 100]]), "bad_card"),
    (lambda c: c.update(type="old"), "bad_card"),
    (lambda c: c.pop("version"), "bad_card"),
])
def test_a_wrong_card_is_refused(change, problem: str) -> None:
    data = raw("E-1.0")
    change(data)
    with pytest.raises(RuleError) as caught:
        Scorecard.from_json(data)
    assert caught.value.code == problem


@pytest.mark.parametrize(("value", "expected"), [("90", "AAA"), ("89.99", "AA"), ("74", "A"), ("66", "BBB"), ("57.99", "B"),
                                                 ("34", "CC"), ("33.99", "C"), ("0", "C")])
def test_grades(value: str, expected: str) -> None:
    assert grade_of(d(value)) == expected
    assert grade("BBB").pd == d("0.015")
    assert grade("CC").review_months == 1


def test_levers_are_the_smallest_changes() -> None:
    inputs = typed("E-1.0", REFUSES)
    levers = grade_levers(card("E-1.0"), inputs, section="C")
    first = levers[0]
    base = score(card("E-1.0"), inputs, section="C")
    for lever in levers:
        assert (lever.new_grade != base.grade) and (grade_of(lever.new_score) != base.score_grade)
        assert lever.new_score - base.score == lever.points and (lever.points > 0) is (lever.direction == "lift")
    for code in ("QL1", "QL2", "QL6"):  # of the five levels the one nearest to the border
        tried = [score(card("E-1.0"), inputs | {code: known(d(level), "x")}, section="C") for level in range(1, 6)]
        for better in (True, False):
            gains = [abs(one.score - base.score) for one in tried if one.grade != base.grade and (one.score > base.score) is better]
            found = [abs(lever.points) for lever in levers if lever.code == code and (lever.direction == "lift") is better]
            assert found == ([min(gains)] if gains else [])
    drops = {lever.code: lever for lever in levers if lever.direction == "drop"}
    assert drops["BH1"].relation == "gt"
    assert drops["BH1"].value == 5
    for lever in levers:
        assert (lever.points > 0) == (lever.direction == "lift")
        assert lever.new_grade != "BBB"
    assert first.direction in ("lift", "drop")


@pytest.mark.parametrize(("proposed", "wanted", "problem"), [
    ("BBB", "A", None), ("BBB", "AA", "override_too_far"), ("BBB", "C", None), ("D", "C", "cannot_raise"),
    ("NR", "BB", "cannot_raise")])
def test_override(proposed: str, wanted: str, problem: str | None) -> None:
    def run() -> None:
        check_override(proposed, wanted, lowest_cap=None, provisional=False, owner=False, reason="guarantee",
                       text="parent company stands in")
    if problem is None:
        run()
    else:
        with pytest.raises(RuleError) as caught:
            run()
        assert caught.value.code == problem
    assert after_card_switch("BB", "A") == "BBB"
    assert after_card_switch("BB", "B") == "B"


NUMERIC = [code for code, kind in FACTORS.items() if kind.kind in (kinds.RATIO, kinds.FRACTION, kinds.DAYS, kinds.YEARS)]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NUMERIC), st.decimals(min_value=0, max_value=1, places=3)))
def test_the_score_lies_in_its_range(values: dict[str, Decimal]) -> None:
    result = score(card("E-1.0"), {code: known(value) for code, value in values.items()})
    assert 0 <= result.low <= result.if_average <= result.high <= 100
    points = sum(row.points for row in result.factors if row.points is not None)
    weight = sum(row.weight for row in result.factors if row.points is not None)
    if result.score is not None:
        assert abs(points * 100 / weight - result.score) <= d("0.005")
