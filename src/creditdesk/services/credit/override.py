"""A saved score's grade changed by hand, with reason, bounds and an end (DOMAIN C9)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ...domain.credit.caps import CAP, PROVISIONAL, VETO
from ...domain.credit.grades import (
    carried_override,
    check_override,
    notches,
    NR,
    OVERRIDE_DAYS,
    OVERRIDE_REASONS,
    worse,
)
from ...domain.credit.scoring import ScoreResult
from ...domain.dates import OPEN_END
from ...domain.errors import InputError, N_, RuleError
from ...domain.roles import OWNER, SCORE
from ...store import credit, scorecards as store
from ...store.transaction import Transaction
from ..ledger.entry import Entry, entry
from ..own_customers import check_not_seller
from ..rates import rate_book
from ..session import Session
from .decisions import in_force
from .matrix import matrix_in

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
                   owner: bool = False) -> int:
    """Change the grade of the customer's latest saved score for 90 days; it replaces an earlier override.

    At most one notch up (the owner two), never above a veto or cap. In a book with passwords it waits for somebody else's
    word (`approve_override`); one person alone sleeps on a raise above the matrix's first line (DOMAIN D12). InputError
    `bad_reason`, `reason_too_short`, `unknown_grade`; RuleError `override_too_far`, `override_above_cap`, `cannot_raise`,
    `never_scored`, `same_grade`.
    """
    alone = session.single_person
    with entry(session, "override" if alone else "propose", "score" if alone else "score_override", reason=note.strip()
               ) as (work, says):
        row = _latest(work, customer_id, as_of)
        # who may add the second notch is asked when it is approved
        _check(row, grade, reason_code, note, owner=owner or not alone or OWNER in session.roles)
        standing = store.override_on(work.connection, row["id"], as_of)
        if grade == (standing["grade"] if standing is not None else row["grade"]):
            raise RuleError(N_("The grade is {grade} already."), code="same_grade", field="grade", grade=grade)
        for held in store.waiting_overrides(work.connection):
            if held["owner_id"] == work.customer(customer_id):
                _withdraw(work, held["id"], as_of, "replaced")
        if alone:
            if standing is not None:
                _withdraw(work, standing["id"], as_of, note.strip())
            begins = as_of + _rest(work, customer_id, row["grade"], grade, as_of)
            new_id = _write(work, row, grade, reason_code, note.strip(), begins, as_of + timedelta(OVERRIDE_DAYS), session.user,
                            None)
        else:
            new_id = _write(work, row, grade, reason_code, note.strip(), OPEN_END, OPEN_END, "", None)
        says["entity_id"] = row["id"]
        says["before"] = {"grade": row["grade"]}
        says["after"] = {"customer_id": customer_id, "grade": grade, "reason": reason_code}
    return new_id


def approve_override(session: Session, override_id: int, as_of: date) -> int:
    """Let a proposed change of the grade hold from now for 90 days; not by who proposed it, nor by who sells to the customer.

    RuleError `unknown_override`, `own_application`, `own_customer`, `override_too_far` and the other bounds.
    """
    with entry(session, "override", "score") as (work, says):
        held = _waiting(work, override_id)
        if held["created_by"] == session.user:
            raise RuleError(N_("You proposed this yourself: somebody else has to decide it."), code="own_application",
                            field="override")
        check_not_seller(session, work.connection, held["customer_id"])
        row = _latest(work, held["customer_id"], as_of)
        if row["id"] != held["score_id"]:
            raise RuleError(N_("The customer was scored anew since: propose the change again."), code="unknown_override",
                            field="override")
        _check(row, held["grade"], held["reason_code"], held["note"], owner=OWNER in session.roles)
        standing = store.override_on(work.connection, row["id"], as_of)
        if standing is not None:
            _withdraw(work, standing["id"], as_of, held["note"])
        _withdraw(work, override_id, as_of, "approved")
        new_id = _write(work, row, held["grade"], held["reason_code"], held["note"], as_of, as_of + timedelta(OVERRIDE_DAYS),
                        session.user, None, held["created_by"])
        says["entity_id"] = row["id"]
        says["before"] = {"grade": row["grade"]}
        says["after"] = {"customer_id": held["customer_id"], "grade": held["grade"], "reason": held["reason_code"],
                         "proposed_by": held["created_by"]}
    return new_id


def refuse_override(session: Session, override_id: int, as_of: date, reason: str) -> None:
    """Turn a proposed change of the grade down, or take one's own back; InputError `missing` without a reason."""
    if not reason.strip():
        raise InputError(N_("Give a reason."), code="missing", field="reason")
    with entry(session, "refuse", "score_override", reason=reason.strip()) as (work, says):
        held = _waiting(work, override_id)
        if held["created_by"] != session.user:
            session.require(SCORE)
        _withdraw(work, override_id, as_of, reason.strip())
        says["entity_id"] = override_id


@dataclass(frozen=True, slots=True)
class WaitingOverride:
    """A change of a grade that waits for somebody else's word."""

    id: int
    customer_id: int
    code: str
    name: str
    proposed: str
    grade: str
    reason_code: str
    note: str
    created_by: str


def waiting_in(connection: Transaction) -> list[WaitingOverride]:
    """Every one, oldest first."""
    return [WaitingOverride(row["id"], row["owner_id"], row["code"], row["short_name"] or row["name"], row["proposed"],
                            row["grade"], row["reason_code"], row["note"], row["created_by"])
            for row in store.waiting_overrides(connection)]


def waiting_override(session: Session, customer_id: int) -> WaitingOverride | None:
    """The one of a customer, or None."""
    with session.book.read() as connection:
        return next((item for item in waiting_in(connection) if item.customer_id == customer_id), None)


def _latest(work: Entry, customer_id: int, as_of: date) -> Mapping[str, Any]:
    latest = credit.latest_scores(work.connection, as_of).get(work.customer(customer_id))
    row = credit.score_row(work.connection, latest[0]) if latest is not None else None
    if row is None:
        raise RuleError(N_("There is no saved score to change."), code="never_scored", field="grade")
    return row


def _check(row: Mapping[str, Any], grade: str, reason_code: str, note: str, *, owner: bool) -> None:
    lowest, provisional = bounds(json.loads(row["result"]))
    check_override(row["grade"], grade, lowest_cap=lowest, provisional=provisional, owner=owner, reason=reason_code, text=note)


def _waiting(work: Entry, override_id: int) -> Mapping[str, Any]:
    held = store.override(work.connection, override_id)
    if held is None or held["approved_by"] or held["withdrawn_on"] is not None:
        raise RuleError(N_("That proposal no longer waits."), code="unknown_override", field="override")
    return held


def _rest(work: Entry, customer_id: int, old: str, new: str, as_of: date) -> timedelta:
    """Whole days one person alone sleeps on a raise, where the customer's limit is above the matrix's first line (D12)."""
    matrix, root = matrix_in(work.connection, as_of), work.customer(customer_id)
    limit = in_force(work.connection, as_of, rate_book(work.connection)).get(root)
    if notches(old, new) <= 0 or limit is None or (limit.amount or Decimal(0)) <= matrix.first_line:
        return timedelta(0)
    return timedelta(-(-matrix.cooling_hours // 24))


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
           approved_by: str, continues: int | None, proposer: str = "") -> int:
    new_id = store.insert_override(work.connection, {
        "score_id": row["id"], "customer_id": row["customer_id"], "proposed": row["grade"], "grade": grade,
        "reason_code": reason_code, "note": note, "begins": begins.isoformat(), "expires_on": until.isoformat(),
        "approved_by": approved_by, "continues": continues, "created_at": work.stamp,
        "created_by": proposer or work.session.user, "event_seq": work.seq})
    work.touch("score_override")
    return new_id
