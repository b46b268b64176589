"""How long a line ticked off the day's list stays away."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.insight.dashboard import DayTask
from creditdesk.domain.insight.day_marks import DayMark, hides, task_key

DAY = date(2026, 6, 30)


def task(kind: str = "aged", **fields: object) -> DayTask:
    return DayTask("first", kind, "", "", "credit", fields, 7, 9)


@pytest.mark.parametrize(("days", "worth", "now", "hidden"), [
    (0, "100", "120", True), (29, "100", "120", True), (30, "100", "100", False), (-1, "100", "100", False),
    (1, "100", "120.01", False), (1, None, "500", True), (1, "100", None, True)])
def test_a_tick_holds_for_thirty_days_unless_it_gets_a_fifth_worse(days: int, worth: str | None, now: str | None, hidden: bool
                                                                    ) -> None:
    line = task(overdue=Decimal(now)) if now is not None else task()
    mark = DayMark(task_key(line, DAY), DAY, None if worth is None else Decimal(worth))
    assert hides(mark, line, DAY + timedelta(days)) is hidden


def test_calls_of_two_days_are_two_lines_others_one() -> None:
    assert task_key(task("touch"), DAY) != task_key(task("touch"), DAY + timedelta(1))
    assert task_key(task(), DAY) == task_key(task(), DAY + timedelta(1)) == "aged:7:9"
    assert task_key(task(grade="B"), DAY) != task_key(task(grade="C"), DAY)
