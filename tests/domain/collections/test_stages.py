from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.collections import stages
from creditdesk.domain.collections.stages import next_touch, skip_reason, stage_of, StagePolicy, Standing, which_letter
from creditdesk.domain.errors import RuleError
from creditdesk.domain.ledger.open_items import OpenItem

D = Decimal

DUE = date(2026, 1, 31)


def item(days: int, amount: str = "100", disputed: str = "0", kind: str = "invoice", number: int = 1,
         as_of: date = date(2026, 6, 1)) -> OpenItem:
    due = as_of - timedelta(days)
    return OpenItem(number, f"I{number}", kind, due - timedelta(30), due, D(amount), D(0), D(amount), D(disputed))


@pytest.mark.parametrize(("days", "stage"), [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)])
def test_stage_of_age(days: int, stage: int) -> None:
    assert stage_of(days) == stage


def test_bounds_are_data() -> None:
    assert stage_of(20, policy=StagePolicy(bounds=(15, 30, 45))) == 2


@pytest.mark.parametrize(("standing", "stage"), [
    (Standing(vetoed=True), 4), (Standing(plan_in_order=True), 0), (Standing(in_recovery=True, vetoed=True), 5)])
def test_standing_beats_age(standing: Standing, stage: int) -> None:
    assert stage_of(40, standing) == stage


def test_oldest_undisputed_item_whatever_its_amount() -> None:
    as_of = date(2026, 6, 1)
    items = [item(95, disputed="100"), item(70, "0.01"), item(10, "9999"), item(99, kind="credit_note")]
    assert stages.oldest_overdue(items, as_of) == 70
    assert stages.oldest_overdue([item(0)], as_of) == 0


@pytest.mark.parametrize(("overdue", "contact", "touch", "due"), [
    (1, None, 3, False), (3, None, 3, True), (5, None, 3, True), (5, 4, 10, False), (10, 9, 10, True), (12, 10, 20, False),
    (25, 22, 31, False), (31, None, 31, True), (40, 33, 40, True), (39, 33, 40, False), (33, 28, 35, False),
    (61, 58, 65, False), (91, None, 91, True), (100, 91, 105, False), (105, 91, 105, True), (5, -10, 3, True)])
def test_touches(overdue: int, contact: int | None, touch: int, due: bool) -> None:
    as_of = DUE + timedelta(overdue)
    last = None if contact is None else DUE + timedelta(contact)
    found = next_touch(stages.stage_of_age(overdue), DUE, as_of, last)
    assert (found.day, found.due_today) == (DUE + timedelta(touch), due)


def test_touch_follows_promise_agreement_and_strategic_flag() -> None:
    as_of = DUE + timedelta(40)
    assert next_touch(2, DUE, as_of, promise_date=as_of + timedelta(1)) == stages.Touch(
        "check_promise", as_of + timedelta(1), False)
    assert next_touch(2, DUE, as_of, as_of, planned=as_of + timedelta(3)).day == as_of + timedelta(3)
    assert next_touch(2, DUE, as_of, strategic=True).action == "call"
    for asked in ({"promise_date": as_of}, {"plan_date": as_of}, {"planned": as_of}, {"planned": as_of - timedelta(9)}):
        assert next_touch(2, DUE, as_of, **asked).due_today  # type: ignore[arg-type]
    assert next_touch(2, DUE, as_of, plan_date=as_of + timedelta(1)) == stages.Touch("check_plan", as_of + timedelta(1), False)
    met = next_touch(2, DUE, as_of, as_of, planned=as_of)  # they spoke on the day agreed: the rhythm goes on
    assert met.day == as_of + timedelta(7)
    assert next_touch(0, as_of, as_of).action == "wait" and next_touch(3, None, as_of) == stages.Touch("demand", None, False)
    assert next_touch(4, DUE, DUE + timedelta(5)).due_today  # a veto: at once


@pytest.mark.parametrize(("stage", "highest", "options", "letter"), [
    (1, None, {}, "L2"), (4, None, {}, "L2"), (4, "L2", {}, "L3"), (4, "L3", {}, "L4"), (4, "L4", {}, "L5"), (4, "L5", {}, "L5"),
    (2, "L2", {}, "L3"), (2, "L3", {}, "L3"), (1, "L3", {}, "L2"),
    (4, None, {"by_age": True}, "L5"), (3, None, {"by_age": True}, "L4"),
    (4, None, {"starting_stage": 3}, "L4"), (2, None, {"starting_stage": 4}, "L3"),
    (1, None, {"vetoed": True}, "L5"), (4, None, {"vetoed": True}, "L5"), (5, "L5", {}, None), (0, None, {}, None),
    (1, None, {"limitation_days": 90}, "L4"), (1, None, {"limitation_days": 91}, "L2"),
    (4, "L4", {"limitation_days": 10}, "L5"), (1, None, {"limitation_days": -1}, "L2")])
def test_which_letter(stage: int, highest: str | None, options: dict[str, int], letter: str | None) -> None:
    assert which_letter(stage, highest, **options) == letter  # type: ignore[arg-type]


def test_first_letter_is_shown_behind_the_age() -> None:
    assert stages.sequence_gap(4, "L2") == 3
    assert stages.highest_letter(["L1", "L3", "L2", "L6"]) == "L3"
    assert stages.highest_letter(["L1", "L6"]) is None


@pytest.mark.parametrize(("facts", "reason"), [
    ({"overdue": 10, "undisputed": 0}, "disputed"), ({"overdue": 10, "undisputed": 10}, None),
    ({"overdue": 10, "undisputed": 5, "promise_pending": True}, "promise"),
    ({"overdue": 10, "undisputed": 5, "plan_in_order": True}, "plan"),
    ({"overdue": 10, "undisputed": 5, "last_letter": date(2026, 5, 28)}, "recent"),
    ({"overdue": 10, "undisputed": 5, "last_letter": date(2026, 5, 27)}, None),
    ({"overdue": 0, "undisputed": 0}, "small"),
    ({"overdue": 5, "undisputed": 5, "policy": StagePolicy(small_amount=D(5))}, "small")])
def test_skip_reasons(facts: dict[str, object], reason: str | None) -> None:
    amounts = {key: D(value) if key in ("overdue", "undisputed") else value  # type: ignore[arg-type]
               for key, value in facts.items()}
    assert skip_reason(letter_date=date(2026, 6, 1), **amounts) == reason  # type: ignore[arg-type]


@pytest.mark.parametrize(("days", "amount", "options", "listed"), [
    (-7, "1", {"grade": "BBB"}, True), (-8, "1", {"grade": "A"}, False), (0, "1", {"grade": "B"}, True),
    (1, "1", {"grade": "A"}, False), (-3, "20000", {"grade": "CCC"}, False), (-3, "20000.01", {}, True),
    (-3, "1", {"is_new": True}, True), (-3, "1", {"grade": "A", "reminded": [(1, None)]}, False),
    (-3, "3000", {"base_rate": D("7.1")}, True)])
def test_reminder_before_due(days: int, amount: str, options: dict[str, object], listed: bool) -> None:
    assert bool(stages.pre_due_items([item(days, amount)], date(2026, 6, 1), **options)) is listed  # type: ignore[arg-type]


def test_a_run_before_the_last_is_refused() -> None:
    stages.check_run_date(date(2026, 6, 1), date(2026, 6, 1))
    with pytest.raises(RuleError, match="2026-06-01"):
        stages.check_run_date(date(2026, 5, 31), date(2026, 6, 1))
