"""Scores kept up to date: where facts, payments or the passing of time changed one, the program saves it anew (DOMAIN C).

Only customers with a saved score take part: scoring begins with a person. What was typed for the last score and stands in
no fact is carried on for a year.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ...domain.credit.factors import KNOWN
from ...domain.credit.grades import notches
from ...domain.credit.record import input_from_json
from ...domain.dates import add_months
from ...domain.errors import N_
from ...domain.insight.dashboard import COMING, DayTask, FIRST
from ...store import company, scorecards as store
from ...store.book import Transaction
from ..ledger.entry import entry
from ..session import Session
from .basis import Basis, ENTERED, Origin
from .book_scores import bases
from .scoring import basis_in, grade_kept, RECALCULATED, save_score_in, score_with, ScoreView

#: the setting that holds the day of the last run
LAST_RUN = "recalculated_on"
_TYPED_MONTHS = 12


@dataclass(frozen=True, slots=True)
class GradeChange:
    """A score the program saved whose grade differs from the one before; `notches` + is better, 0 where one is NR."""

    customer_id: int
    code: str
    name: str
    day: date
    before: str
    grade: str
    score: Decimal | None

    @property
    def notches(self) -> int:
        return notches(self.before, self.grade)


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What a run did: customers looked at, scores saved, and the grade changes among them."""

    looked_at: int
    saved: int
    changes: tuple[GradeChange, ...]


def recalculate(session: Session, as_of: date, *, once_a_day: bool = False) -> Recalculated:
    """Score every customer that has begun with scoring; saved only where score or grade changed.

    `once_a_day`: nothing is done where it ran for the day already (on opening).
    """
    with session.book.read() as connection:
        if once_a_day and company.setting(connection, LAST_RUN) >= as_of.isoformat():
            return Recalculated(0, 0, ())
        before = store.latest_kept(connection, as_of)
        found = bases(connection, as_of, set(before)) if before else {}
        views = {customer: _again(basis, before[customer]) for customer, basis in found.items()}
        due = {customer: view for customer, view in views.items()
               if _figures(view, grade_kept(connection, view)) != (before[customer]["score"], before[customer]["grade"])}
    changes = _keep(session, due, before, as_of)
    return Recalculated(len(views), len(due), tuple(changes))


def _figures(view: ScoreView, grade: str) -> tuple[str, str]:
    return ("" if view.result.score is None else f"{view.result.score:f}"), grade


def _keep(session: Session, due: Mapping[int, ScoreView], before: Mapping[int, Mapping[str, Any]],
          as_of: date) -> list[GradeChange]:
    """Write what changed in one transaction, and the day of the run; a book without scores is left alone."""
    if not before:
        return []
    if not due:
        with session.book.write() as connection:
            company.put_setting(connection, LAST_RUN, as_of.isoformat())
        return []
    changes = []
    with entry(session, "recalculate", "score") as (work, says):
        for customer, view in due.items():
            _new_id, grade = save_score_in(work, view, cause=RECALCULATED)
            old = before[customer]["grade"]
            if grade != old:
                changes.append(GradeChange(customer, view.code, view.name, as_of, old, grade, view.result.score))
        company.put_setting(work.connection, LAST_RUN, as_of.isoformat())
        says["after"] = {"scores": len(due), "grades": {change.code: [change.before, change.grade] for change in changes}}
    return changes


def _again(basis: Basis, kept: Mapping[str, Any]) -> ScoreView:
    """The score of today with what was typed for the last one."""
    saved = json.loads(kept["inputs"])
    oldest = add_months(basis.as_of, -_TYPED_MONTHS).isoformat()
    inputs, origins, typed = dict(basis.inputs), dict(basis.origins), []
    for code in saved["entered"]:
        origin = saved["origins"].get(code)
        if origin is None or origin["source"] != ENTERED or code not in saved["factors"]:
            continue
        told = origin["day"] or kept["as_of"]
        own = basis.origins.get(code)
        newer = own is not None and own.day is not None and own.day.isoformat() > told
        if told < oldest or newer or (code.startswith("BH") and basis.inputs[code].state == KNOWN):
            continue
        inputs[code] = input_from_json(saved["factors"][code])
        origins[code] = Origin(ENTERED, date.fromisoformat(told))
        typed.append(code)
    flags = dict(basis.flags)
    if kept["as_of"] >= oldest:
        flags |= {code: text for code, text in saved["flags"].items() if text == ENTERED and code not in flags}
    found = score_with(replace(basis, inputs=inputs, origins=origins, flags=flags))
    return replace(found, entered=tuple(typed))


def scored_again(connection: Transaction, customer_id: int, as_of: date) -> ScoreView | None:
    """Today's score of a customer with what was typed for the last one; None where none was saved."""
    kept = store.latest_kept(connection, as_of).get(customer_id)
    return None if kept is None else _again(basis_in(connection, customer_id, as_of), kept)


def grade_changes(session: Session, since: date, as_of: date) -> list[GradeChange]:
    """The grade changes the program found after one day up to another, newest first; of a day the worst first."""
    with session.book.read() as connection:
        return _changes(connection, since, as_of)


def _changes(connection: Transaction, since: date, as_of: date) -> list[GradeChange]:
    found = [_change(row) for row in store.scores_between(connection, since + timedelta(1), as_of)
             if row["cause"] == RECALCULATED and row["before"] not in (None, row["grade"])]
    return sorted(found, key=lambda change: (-change.day.toordinal(), change.notches, change.code))


def regraded(connection: Transaction, since: date, as_of: date) -> Iterator[DayTask]:
    """The same as lines of the day's list: a lower grade is handled first, a higher one is to be seen."""
    for change in _changes(connection, since, as_of):
        yield DayTask(FIRST if change.notches < 0 else COMING, "regraded", N_("{name}: grade {before} to {grade}"),
                      N_("Recalculated on {day}"), "credit",
                      {"name": change.name, "before": change.before, "grade": change.grade, "day": change.day},
                      change.customer_id)


def _change(row: Mapping[str, Any]) -> GradeChange:
    return GradeChange(row["owner_id"], row["code"], row["short_name"] or row["name"], date.fromisoformat(row["as_of"]),
                       row["before"], row["grade"], Decimal(row["score"]) if row["score"] else None)
