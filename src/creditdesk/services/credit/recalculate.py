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
from ...store import company, scorecards as store, touched
from ...store.transaction import Transaction
from ..ledger.entry import entry
from ..session import Session
from .basis import Basis, ENTERED, LEDGER_CODES, Origin
from .book_scores import bases
from .scoring import basis_in, grade_kept, RECALCULATED, save_score_in, score_with, ScoreView

#: the settings that hold the day of the last run over everybody, and up to where the book was looked at
LAST_RUN, LAST_MARK = "recalculated_on", "recalculated_to"
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


def recalculate(session: Session, as_of: date) -> Recalculated:
    """Score every customer that has begun with scoring; saved only where score or grade changed."""
    return _run(session, as_of, everybody=True)


def catch_up(session: Session, as_of: date) -> Recalculated:
    """The same once a day; later on the day only whom an entry since the last run touched (DOMAIN A36).

    Run again it does nothing, so it may follow every change of the book.
    """
    return _run(session, as_of, everybody=False)


def start_from_here(session: Session, as_of: date) -> None:
    """Take the book as it stands as looked at: the sample company keeps the scores that are told of it."""
    with session.book.write() as connection:
        if not company.setting(connection, LAST_MARK):
            company.put_setting(connection, LAST_RUN, as_of.isoformat())
            company.put_setting(connection, LAST_MARK, touched.mark(connection).text)


def _run(session: Session, as_of: date, *, everybody: bool) -> Recalculated:
    with session.book.read() as connection:
        begun = store.begun(connection, as_of)
        if not begun:
            return Recalculated(0, 0, ())
        now = touched.mark(connection)
        wanted = None if everybody else _wanted(connection, now, as_of)
        due_for = begun if wanted is None else wanted & begun
        before = store.latest_kept(connection, as_of, due_for) if due_for else {}
        found = bases(connection, as_of, due_for) if due_for else {}
        views = {customer: _again(basis, before[customer]) for customer, basis in found.items()}
        due = {customer: view for customer, view in views.items()
               if _figures(view, grade_kept(connection, view)) != (before[customer]["score"], before[customer]["grade"])}
        noted = company.setting(connection, LAST_RUN), company.setting(connection, LAST_MARK)
    changes = _keep(session, due, before, as_of, now, noted)
    return Recalculated(len(views), len(due), tuple(changes))


def _wanted(connection: Transaction, now: touched.Mark, as_of: date) -> set[int] | None:
    """Whom entries since the last run touched, None for everybody: on a new day and where no run is on record."""
    last = touched.Mark.read(company.setting(connection, LAST_MARK))
    if last is None or company.setting(connection, LAST_RUN) < as_of.isoformat():
        return None
    return set() if last == now else touched.customers_since(connection, last)


def _figures(view: ScoreView, grade: str) -> tuple[str, str]:
    return ("" if view.result.score is None else f"{view.result.score:f}"), grade


def _keep(session: Session, due: Mapping[int, ScoreView], before: Mapping[int, Mapping[str, Any]], as_of: date,
          now: touched.Mark, noted: tuple[str, str]) -> list[GradeChange]:
    """Write what changed in one transaction, and up to where the book was looked at."""
    reached = max(noted[0], as_of.isoformat()), now.text
    if not due:
        if noted != reached:
            with session.book.write() as connection:
                _note(connection, reached)
        return []
    changes = []
    with entry(session, "recalculate", "score") as (work, says):
        for customer, view in due.items():
            _new_id, grade = save_score_in(work, view, cause=RECALCULATED)
            old = before[customer]["grade"]
            if grade != old:
                changes.append(GradeChange(customer, view.code, view.name, as_of, old, grade, view.result.score))
        _note(work.connection, reached)
        says["after"] = {"scores": len(due), "grades": {change.code: [change.before, change.grade] for change in changes}}
    return changes


def _note(connection: Transaction, reached: tuple[str, str]) -> None:
    for key, value in zip((LAST_RUN, LAST_MARK), reached, strict=True):
        company.put_setting(connection, key, value)


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
        if told < oldest or newer or (code in LEDGER_CODES and basis.inputs[code].state == KNOWN):
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
    kept = store.latest_kept(connection, as_of, {customer_id}).get(customer_id)
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
