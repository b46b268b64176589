"""Grades changed by hand (C9) and scores the program keeps up to date, on a real book."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.credit.grades import carried_override
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.errors import InputError, RuleError
from creditdesk.services import company
from creditdesk.services.credit import facts, limit_view, order_check, scoring
from creditdesk.services.credit.override import override_grade, withdraw_override
from creditdesk.services.credit.overview import credit_list
from creditdesk.services.credit.recalculate import catch_up, grade_changes, recalculate
from creditdesk.services.customer_lines import customer_list
from creditdesk.services.overview.today import day_tasks
from creditdesk.services.session import Session

d = Decimal
DAY = date(2026, 11, 20)
LAST = DAY + timedelta(90)
TEXT = "the parent company stands behind them"
GOOD = {"FN1": "1.6", "FN2": "1.1", "FN3": "0.24", "FN4": "50%", "FN5": "5.5", "FN6": "3.89%", "FN7": "6.09%", "FN8": "58.8",
        "FN9": "50.7", "FN10": "18%", "FN11": "upper_grey", "EX1": "none", "EX2": "none", "EX3": "B", "EX4": "low",
        "EX5": "0.6", "QL1": "4", "QL2": "3", "QL3": "3", "QL4": "4", "QL5": "6", "QL6": "5", "TR1": "2_prompt",
        "TR2": "0.7"}


def tell(session: Session, customer: int, day: date = DAY, **values: str) -> None:
    """Facts of an official source."""
    for key, value in values.items():
        facts.record_fact(session, Fact(0, customer, key, value, "audited", day))


def saved(session: Session, customer: int, day: date = DAY) -> str:
    return scoring.save_score(session, scoring.score_customer(session, customer, day)).grade


def seen(session: Session, customer: int, day: date) -> set[str | None]:
    """The grade wherever one is read."""
    row = next(row for row in credit_list(session, day) if row.customer_id == customer)
    line = next(line for line in customer_list(session, day) if line.customer.id == customer)
    state = order_check.check_order(session, customer, d(1), day).state
    assert state is not None
    return {row.grade, line.grade, limit_view.limit_view(session, customer, day).grade, state.grade}


@pytest.fixture
def rated(session: Session, alpha: int) -> int:
    """Alpha with the worked example C10.1 on file: 76.05, A (TR2 counts what is verified: 75 and less)."""
    tell(session, alpha, **{code: value for code, value in GOOD.items() if code != "TR2"})
    assert saved(session, alpha) == "BBB"
    return alpha


def test_an_override_counts_everywhere_until_it_expires(session: Session, rated: int) -> None:
    assert seen(session, rated, DAY) == {"BBB"}
    override_grade(session, rated, "A", "group_support", TEXT, DAY)
    assert seen(session, rated, DAY) == seen(session, rated, LAST) == {"A"}
    assert seen(session, rated, LAST + timedelta(1)) == {"BBB"}
    kept = scoring.score_history(session, rated)[0]
    assert (kept.grade, kept.grade_on(DAY), kept.grade_on(LAST + timedelta(1))) == ("BBB", "A", "BBB")
    assert kept.override is not None and (kept.override.note, kept.override.expires_on) == (TEXT, LAST)
    assert company.verify_book(session).ok


def test_a_later_override_replaces_and_one_can_be_withdrawn(session: Session, rated: int) -> None:
    override_grade(session, rated, "A", "group_support", TEXT, DAY)
    second = override_grade(session, rated, "B", "new_information", "they lost their main customer", DAY)
    assert seen(session, rated, DAY) == {"B"}
    withdraw_override(session, second, DAY + timedelta(3), "won it back")
    assert seen(session, rated, DAY + timedelta(2)) == {"B"}
    assert seen(session, rated, DAY + timedelta(3)) == {"BBB"}
    with pytest.raises(RuleError):
        withdraw_override(session, second, DAY + timedelta(4), "again")
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("grade", "reason", "text", "owner", "code"), [
    ("AA", "other", TEXT, False, "override_too_far"), ("AAA", "other", TEXT, True, "override_too_far"),
    ("A", "luck", TEXT, False, "bad_reason"), ("A", "other", "trust me", False, "reason_too_short"),
    ("BBB", "other", TEXT, False, "same_grade"), ("NR", "other", TEXT, False, "cannot_raise"),
    ("XX", "other", TEXT, False, "unknown_grade"),
])
def test_bounds(session: Session, rated: int, grade: str, reason: str, text: str, owner: bool, code: str) -> None:
    with pytest.raises((InputError, RuleError)) as caught:
        override_grade(session, rated, grade, reason, text, DAY, owner=owner)
    assert caught.value.code == code
    assert seen(session, rated, DAY) == {"BBB"}


def test_a_cap_bounds_and_a_veto_ends_an_override(session: Session, rated: int) -> None:
    override_grade(session, rated, "A", "guarantee", TEXT, DAY)
    tell(session, rated, DAY + timedelta(1), V10="yes")
    assert saved(session, rated, DAY + timedelta(1)) == "BB"
    assert seen(session, rated, DAY + timedelta(1)) == {"BB"}
    with pytest.raises(RuleError) as caught:
        override_grade(session, rated, "BBB", "other", TEXT, DAY + timedelta(1))
    assert caught.value.code == "override_above_cap"


def test_no_override_without_a_score(session: Session, alpha: int) -> None:
    with pytest.raises(RuleError) as caught:
        override_grade(session, alpha, "A", "other", TEXT, DAY)
    assert caught.value.code == "never_scored"


@pytest.mark.parametrize(("proposed", "wanted", "now", "cap", "left"), [
    ("BBB", "A", "BBB", None, "A"), ("BBB", "A", "BB", None, "BBB"), ("BBB", "A", "A", None, "A"),
    ("BBB", "A", "AA", None, "AA"), ("BBB", "A", "B", "B", "B"), ("BBB", "A", "BB", "BB", "BB"), ("BBB", "A", "D", None, "D"),
    ("BBB", "B", "A", None, "B"), ("BBB", "B", "CC", None, "CC"), ("BBB", "D", "BBB", None, "D"),
    ("BBB", "A", "NR", None, "NR"), ("BB", "A", "B", None, "BBB"),
])
def test_what_an_override_leaves_of_a_later_score(proposed: str, wanted: str, now: str, cap: str | None, left: str) -> None:
    assert carried_override(proposed, wanted, now, lowest_cap=cap, provisional=False) == left


def test_a_changed_fact_is_scored_again(session: Session, rated: int) -> None:
    first = recalculate(session, DAY)
    assert (first.looked_at, first.saved) == (1, 0)
    next_day = DAY + timedelta(1)
    tell(session, rated, next_day, EX1="open_larger", EX4="very_high")
    again = recalculate(session, next_day)
    assert [(change.before, change.grade, change.notches) for change in again.changes] == [("BBB", "BB", -1)]
    assert recalculate(session, next_day).saved == 0
    assert [row.recalculated for row in scoring.score_history(session, rated)] == [True, False]
    assert [change.grade for change in grade_changes(session, DAY, next_day)] == ["BB"]
    assert [(task.kind, task.fields["grade"]) for task in day_tasks(session, next_day) if task.kind == "regraded"] == [
        ("regraded", "BB")]
    assert not [task for task in day_tasks(session, next_day + timedelta(8)) if task.kind == "regraded"]
    assert company.verify_book(session).ok


def test_a_recalculation_carries_the_override_on(session: Session, rated: int) -> None:
    override_grade(session, rated, "A", "group_support", TEXT, DAY)
    tell(session, rated, DAY + timedelta(1), QL3="2")
    assert recalculate(session, DAY + timedelta(1)).saved == 1
    assert seen(session, rated, DAY + timedelta(1)) == {"A"}
    assert seen(session, rated, LAST + timedelta(1)) == {"BBB"}
    assert company.verify_book(session).ok


def test_what_was_typed_for_a_score_is_carried_on(session: Session, alpha: int) -> None:
    typed = {code: value for code, value in GOOD.items() if code != "TR2"}
    view = scoring.score_customer(session, alpha, DAY, overrides=typed)
    scoring.save_score(session, view)
    assert recalculate(session, DAY + timedelta(1)).saved == 0
    tell(session, alpha, DAY + timedelta(2), EX3="D")
    assert recalculate(session, DAY + timedelta(2)).saved == 1
    last = scoring.open_score(session, scoring.score_history(session, alpha)[0].id)
    assert last.inputs["EX3"].value == "D" and last.inputs["FN1"].value == d("1.6")


def test_once_a_day_and_only_after_a_person_began(session: Session, rated: int) -> None:
    assert catch_up(session, DAY).looked_at == 1
    assert catch_up(session, DAY).looked_at == 0
    assert catch_up(session, DAY + timedelta(1)).looked_at == 1


def test_a_book_without_scores_is_left_alone(session: Session, alpha: int) -> None:
    assert recalculate(session, DAY).looked_at == 0
    assert scoring.score_history(session, alpha) == ()
