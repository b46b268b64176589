"""Ticking a line of the day's list off, and taking the tick back (DESIGN 9, screen 01)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from ...domain.insight.dashboard import DayTask, DONE
from ...domain.insight.day_marks import DayMark, hides, KEPT_DAYS, task_key, worth_of
from ...store import audit, today as store
from ...store.transaction import Transaction
from ..session import Session


def tick(session: Session, task: DayTask, as_of: date) -> None:
    """Tick a line off as of a day: it stands under what is done, and stays away until it is due again."""
    mark = DayMark(task_key(task, as_of), as_of, worth_of(task))
    with session.book.write() as connection:
        store.tick(connection, mark, session.stamp(), session.user)
        after = {"day": as_of.isoformat(), "worth": str(mark.worth) if mark.worth is not None else ""}
        audit.record(connection, audit.Change("tick", "day_task", mark.task, after=after), session.signature())


def untick(session: Session, task: DayTask, as_of: date) -> None:
    """Take a tick of the same day back."""
    key = task_key(task, as_of)
    with session.book.write() as connection:
        store.untick(connection, key, as_of)
        audit.record(connection, audit.Change("untick", "day_task", key, before={"day": as_of.isoformat()}), session.signature())


def without_ticked(connection: Transaction, tasks: Iterable[DayTask], as_of: date) -> list[DayTask]:
    """The lines still to do, and those ticked off on the day itself as done; what was ticked off before is left out."""
    marks = store.marks_since(connection, as_of - timedelta(KEPT_DAYS), as_of)
    todo, done = [], []
    for task in tasks:
        mark = marks.get(task_key(task, as_of)) if marks else None
        if mark is None or not hides(mark, task, as_of):
            todo.append(task)
        elif mark.day == as_of:
            done.append(replace(task, group=DONE, ticked=True))
    return todo + done
