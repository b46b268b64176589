"""The whole approval matrix and every pair of states, as tables (DOMAIN D12, D13)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from creditdesk.domain.credit.approval import (
    ApprovalMatrix,
    APPROVED,
    APPROVED_LOWER,
    check_transition,
    cooling_hours,
    late_on,
    name_of,
    one_level_higher,
    requirement,
    REQUIREMENTS,
    standing_state,
    STATE_NAMES,
)
from creditdesk.domain.errors import RuleError

d = Decimal
GRADES = {"AAA": 0, "AA": 0, "A": 0, "BBB": 1, "BB": 1, "B": 2, "CCC": 2, "NR": 2, "CC": 3, "C": 3, "D": 3}
#: by rising amount: AAA–A, BBB–BB, B–CCC and NR, CC–D
MATRIX = (
    ("50000", ("manager", "manager", "manager_deposit", "owner")),
    ("200000", ("manager", "manager", "owner", "owner_secured")),
    ("500000", ("manager_second", "owner", "owner", "nobody")),
    (None, ("owner", "owner_opinion", "owner_opinion", "nobody")))
ROWS = ("0.01", "50000"), ("50000.01", "200000"), ("200000.01", "500000"), ("500000.01", "99999999")


@pytest.mark.parametrize(("row", "grade"), list(product(range(4), GRADES)))
def test_every_cell_of_the_matrix(row: int, grade: str) -> None:
    expected = MATRIX[row][1][GRADES[grade]]
    for amount in ROWS[row]:
        assert name_of(requirement(d(amount), grade)) == expected
    # above 5 % of the own net assets the last line holds whatever the amount; at 5 % it does not yet
    assert name_of(requirement(d(ROWS[row][1]), grade, own_net_assets=d(ROWS[row][1]) * 20)) == expected
    assert name_of(requirement(d(ROWS[row][1]), grade, own_net_assets=d(ROWS[row][1]) * 20 - 1)) == MATRIX[3][1][GRADES[grade]]


def test_unknown_grades_and_names() -> None:
    with pytest.raises(RuleError) as caught:
        requirement(d(1), "E")
    assert caught.value.code == "no_policy"
    assert {name_of(cell) for cell in REQUIREMENTS.values()} == set(REQUIREMENTS)
    assert one_level_higher(REQUIREMENTS["manager"]).role == "owner"


@pytest.mark.parametrize(("hours", "amount", "expected"), [
    (24, "50000", 0), (24, "50000.01", 24), (0, "999999", 0), (72, "50001", 72), (72, "0", 0)])
def test_cooling_off(hours: int, amount: str, expected: int) -> None:
    assert cooling_hours(d(amount), ApprovalMatrix(cooling_hours=hours)) == expected


ALLOWED = {
    "draft": "submitted withdrawn", "submitted": "under_review draft withdrawn",
    "under_review": "needs_information approved approved_lower rejected draft withdrawn",
    "needs_information": "under_review withdrawn", "approved": "effective cancelled", "approved_lower": "effective cancelled",
    "rejected": "", "withdrawn": "", "effective": "superseded expired frozen cancelled",
    "frozen": "effective superseded expired cancelled", "expired": "superseded", "superseded": "", "cancelled": ""}


@pytest.mark.parametrize(("old", "new"), list(product(STATE_NAMES, STATE_NAMES)))
def test_every_pair_of_states(old: str, new: str) -> None:
    if new in ALLOWED[old].split():
        check_transition(old, new)
    else:
        with pytest.raises(RuleError) as caught:
            check_transition(old, new)
        assert caught.value.code == "bad_transition"


DAY = date(2026, 6, 30)


@pytest.mark.parametrize(("begins", "until", "withdrawn", "replaced", "frozen", "expected"), [
    (None, None, False, False, False, "effective"), (DAY, DAY, False, False, False, "effective"),
    (DAY + timedelta(1), None, False, False, False, None), (DAY, DAY - timedelta(1), False, False, False, "expired"),
    (DAY, None, True, True, True, "cancelled"), (DAY, None, False, True, True, "superseded"),
    (DAY, None, False, False, True, "frozen"), (DAY, DAY - timedelta(1), False, False, True, "expired")])
def test_what_became_of_an_approval(begins: date | None, until: date | None, withdrawn: bool, replaced: bool, frozen: bool,
                                    expected: str | None) -> None:
    for state in (APPROVED, APPROVED_LOWER):
        assert standing_state(state, DAY, begins=begins, until=until, withdrawn=withdrawn, replaced=replaced,
                              frozen=frozen) == (expected or state)
    assert standing_state("rejected", DAY, begins=begins, until=until, withdrawn=withdrawn, replaced=replaced,
                          frozen=frozen) == "rejected"


@pytest.mark.parametrize(("submitted", "today", "late"), [
    (date(2026, 6, 26), date(2026, 7, 1), False),  # Friday to Wednesday: three working days
    (date(2026, 6, 26), date(2026, 7, 2), True), (date(2026, 6, 27), date(2026, 7, 1), False),
    (date(2026, 6, 27), date(2026, 7, 2), True), (date(2026, 6, 29), date(2026, 6, 29), False)])
def test_three_working_days(submitted: date, today: date, late: bool) -> None:
    assert late_on(submitted, today) is late
