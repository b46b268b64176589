"""A saved score's grade changed by hand, with reason, bounds and an end (DOMAIN C9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ...domain.credit.caps import CAP, PROVISIONAL, VETO
from ...domain.credit.grades import carried_override, check_override, NR, OVERRIDE_DAYS, OVERRIDE_REASONS, worse
from ...domain.credit.scoring import ScoreResult
from ...domain.errors import InputError, N_, RuleError
from ...domain.roles import OWNER
from ...store import credit, scorecards as store
from ...store.book import Transaction
from ..ledger.entry import Entry, entry
from ..session import Session
from .application_case import check_not_seller

REASON_NAMES = OVERRIDE_REASONS


@dataclass(frozen=True, slots=True)
class Override:
    """An override of one saved score; `proposed` is the grade the card gave, `expires_on` the last day it holds."""

    id: int
    score_id: int
    proposed: str
    grade: str
    reason_code: str
    note: str
    begins: date
    expires_on: date
    created_by: str
    approved_by: str
    withdrawn_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.begins <= day <= self.expires_on and (self.withdrawn_on is None or self.withdrawn_on > day)


def _record(row: Mapping[str, Any]) -> Override:
    gone = row["withdrawn_on"]
    return Override(row["id"], row["score_id"], row["proposed"], row["grade"], row["reason_code"], row["note"],
                    date.fromisoformat(row["begins"]), date.fromisoformat(row["expires_on"]), row["created_by"],
                    row["approved_by"], date.fromisoformat(gone) if gone else None)


def overrides_of(connection: Transaction, customer_id: int) -> dict[int, Override]:
    """The latest override of each of a customer's scores, by score."""
    return {row["score_id"]: _record(row) for row in reversed(store.overrides_of(connection, customer_id))}


def bounds(result: Mapping[str, Any]) -> tuple[str | None, bool]:
    """(lowest grade that a cap or veto leaves, whether the score is provisional) of a saved result."""
    lowest: str | None = None
    for cap in result["caps"]:
        if cap["effect"] in (CAP, VETO):
            lowest = cap["grade"] if lowest is None else worse(lowest, cap["grade"])
    return lowest, any(cap["effect"] == PROVISIONAL for cap in result["caps"])


def override_grade(session: Session, customer_id: int, grade: str, reason_code: str, note: str, as_of: date, *,
                   owner: bool = False, approved_by: str = "") -> int:
    """Change the grade of the customer's latest saved score for 90 days; it replaces an earlier override.

    At most one notch up (the owner two), never above a veto or cap. InputError `bad_reason`, `reason_too_short`,
    `unknown_grade`; RuleError `override_too_far`, `override_above_cap`, `cannot_raise`, `never_scored`, `same_grade`.
    """
    with entry(session, "override", "score", reason=note.strip()) as (work, says):
        check_not_seller(session, work.connection, customer_id)
        owner = owner if session.single_person else OWNER in session.roles
        latest = credit.latest_scores(work.connection, as_of).get(customer_id)
        if latest is None:
            raise RuleError(N_("There is no saved score to change."), code="never_scored", field="grade")
        row = credit.score_row(work.connection, latest[0])
        assert row is not None
        lowest, provisional = bounds(json.loads(row["result"]))
        check_override(row["grade"], grade, lowest_cap=lowest, provisional=provisional,
                       owner=owner or OWNER in session.roles, reason=reason_code, text=note)
        standing = store.override_on(work.connection, row["id"], as_of)
        if grade == (standing["grade"] if standing is not None else row["grade"]):
            raise RuleError(N_("The grade is {grade} already."), code="same_grade", field="grade", grade=grade)
        if standing is not None:
            _withdraw(work, standing["id"], as_of, note.strip())
        new_id = _write(work, row, grade, reason_code, note.strip(), as_of, as_of + timedelta(OVERRIDE_DAYS),
                        approved_by or session.user, None)
        says["entity_id"] = row["id"]
        says["before"] = {"grade": row["grade"]}
        says["after"] = {"customer_id": customer_id, "grade": grade, "reason": reason_code}
    return new_id


def withdraw_override(session: Session, override_id: int, as_of: date, reason: str) -> None:
    """Let the card's own grade count again; InputError `missing` without a reason, RuleError `unknown_override`."""
    if not reason.strip():
        raise InputError(N_("Give a reason."), code="missing", field="reason")
    with entry(session, "withdraw", "score_override", reason=reason.strip()) as (work, says):
        row = store.override(work.connection, override_id)
        if row is None or not _record(row).holds(as_of):
            raise RuleError(N_("That change of the grade is no longer in force."), code="unknown_override",
                            field="override")
        _withdraw(work, override_id, as_of, reason.strip())
        says["entity_id"] = override_id


def carry_on(work: Entry, customer_id: int, score_id: int, result: ScoreResult, kept: str, as_of: date) -> None:
    """Let an override of the score before go on for a new one, as far as the new score's bounds allow, until its end."""
    found = [row for row in store.overrides_of(work.connection, customer_id)
             if row["score_id"] != score_id and _record(row).holds(as_of)]
    if not found or kept == NR:
        return
    old = found[0]
    lowest: str | None = None
    for cap in result.caps:
        if cap.effect in (CAP, VETO):
            lowest = cap.grade if lowest is None else worse(lowest, cap.grade)
    grade = carried_override(old["proposed"], old["grade"], kept, lowest_cap=lowest, provisional=result.provisional)
    _withdraw(work, old["id"], as_of, "")
    if grade != kept:
        row = {"id": score_id, "customer_id": work.customer(customer_id), "grade": kept}
        _write(work, row, grade, old["reason_code"], old["note"], as_of, date.fromisoformat(old["expires_on"]),
               old["approved_by"], old["id"])


def _withdraw(work: Entry, override_id: int, day: date, reason: str) -> None:
    store.withdraw_override(work.connection, override_id, day, reason, work.seq)
    work.touch("score_override.withdrawal")


def _write(work: Entry, row: Mapping[str, Any], grade: str, reason_code: str, note: str, begins: date, until: date,
           approved_by: str, continues: int | None) -> int:
    new_id = store.insert_override(work.connection, {
        "score_id": row["id"], "customer_id": row["customer_id"], "proposed": row["grade"], "grade": grade,
        "reason_code": reason_code, "note": note, "begins": begins.isoformat(), "expires_on": until.isoformat(),
        "approved_by": approved_by, "continues": continues, "created_at": work.stamp,
        "created_by": work.session.user, "event_seq": work.seq})
    work.touch("score_override")
    return new_id
