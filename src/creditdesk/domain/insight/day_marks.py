"""What a person ticked off the day's list, and when a line comes back all the same (DOMAIN J: over 20 % worse, or after 30 days)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .dashboard import DayTask

KEPT_DAYS = 30
WORSE = Decimal("1.2")
#: lines that are of their day alone: the next call is another one
_OF_THE_DAY = frozenset({"touch", "promise"})
_WORTH = ("over", "overdue", "amount")


@dataclass(frozen=True, slots=True)
class DayMark:
    """A line that was ticked off on `day`; `worth` is the amount it was about then."""

    task: str
    day: date
    worth: Decimal | None


def task_key(task: DayTask, as_of: date) -> str:
    """What tells a line from every other one, over the days: its kind, its customer, what it is about."""
    parts: list[object] = [task.kind, task.customer_id or "", task.target or ""]
    told = as_of if task.kind in _OF_THE_DAY else task.fields.get("day")
    return ":".join(str(part) for part in [*parts, told or "", task.fields.get("grade", "")]).rstrip(":")


def worth_of(task: DayTask) -> Decimal | None:
    """The amount that may get worse, None where there is none."""
    return next((value for name in _WORTH if isinstance(value := task.fields.get(name), Decimal)), None)


def hides(mark: DayMark, task: DayTask, as_of: date) -> bool:
    """Whether the tick still holds: not for 30 days, and the amount not over 20 % worse."""
    if not mark.day <= as_of < mark.day + timedelta(KEPT_DAYS):
        return False
    now = worth_of(task)
    return mark.worth is None or now is None or now <= mark.worth * WORSE
