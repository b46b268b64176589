"""Grades: cut-offs, default probability, review interval, notches and the override rule (DOMAIN C6, C9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..errors import InputError, N_, RuleError

D, NR = "D", "NR"


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade with the lowest score that reaches it, its 12-month default probability and months between reviews."""

    code: str
    score: Decimal | None
    pd: Decimal
    meaning: str
    review_months: int | None


GRADES = (
    Grade("AAA", Decimal(90), Decimal("0.002"), N_("excellent"), 6),
    Grade("AA", Decimal(82), Decimal("0.004"), N_("very good"), 6),
    Grade("A", Decimal(74), Decimal("0.008"), N_("good"), 3),
    Grade("BBB", Decimal(66), Decimal("0.015"), N_("acceptable"), 3),
    Grade("BB", Decimal(58), Decimal("0.03"), N_("average risk"), 3),
    Grade("B", Decimal(50), Decimal("0.06"), N_("below average"), 3),
    Grade("CCC", Decimal(42), Decimal("0.12"), N_("weak"), 1),
    Grade("CC", Decimal(34), Decimal("0.20"), N_("poor"), 1),
    Grade("C", Decimal(0), Decimal("0.35"), N_("very poor"), 1),
    Grade(D, None, Decimal(1), N_("in default"), None),
    Grade(NR, None, Decimal("0.06"), N_("not rated"), 3),
)
_BY_CODE = {grade.code: grade for grade in GRADES}
#: best to worst; NR stands outside the order
ORDER = tuple(grade.code for grade in GRADES if grade.code != NR)
OVERRIDE_REASONS = {"new_information": N_("New information"), "group_support": N_("Support of the group"),
                    "guarantee": N_("Guarantee"), "one_off": N_("One-off event"), "other": N_("Other")}
OVERRIDE_DAYS = 90
_MIN_WORDS = 10


def grade(code: str) -> Grade:
    """The grade called `code`; InputError `unknown_grade`."""
    found = _BY_CODE.get(code)
    if found is None:
        raise InputError(N_("There is no grade “{value}”."), code="unknown_grade", field="grade", value=code)
    return found


def grade_of(score: Decimal) -> str:
    """Grade that a score, already rounded to 2 decimals, reaches."""
    for entry in GRADES:
        if entry.score is not None and score >= entry.score:
            return entry.code
    return "C"


def rank(code: str) -> int:
    """0 for AAA, growing as the grade worsens; NR has none (InputError)."""
    if code not in ORDER:
        raise InputError(N_("Grade {grade} has no rank."), code="no_rank", field="grade", grade=code)
    return ORDER.index(code)


def worse(first: str, second: str) -> str:
    """The lower of two grades."""
    return first if rank(first) >= rank(second) else second


def notches(old: str, new: str) -> int:
    """How many notches `new` lies above (+) or below (−) `old`; 0 where one of them is NR."""
    return 0 if NR in (old, new) else rank(old) - rank(new)


def one_below(code: str) -> str:
    """The grade one notch below; C stays C, D and NR are no ground to stand on and stay as they are."""
    place = rank(code) if code not in (D, NR) else -1
    return code if place < 0 or code == "C" else ORDER[place + 1]


def lifted_by_parent(own: str, parent: str) -> str:
    """A member's grade under its parent's guarantee: the parent's less one notch where that is better (DOMAIN D10).

    D and NR are lifted by nobody, and a parent without a grade lifts nobody (C9).
    """
    if D in (own, parent) or NR in (own, parent):
        return own
    under = one_below(parent)
    return under if rank(under) < rank(own) else own


def after_card_switch(old: str, new: str) -> str:
    """Grade after the customer changed cards: at most one notch above the last saved one (DOMAIN C5)."""
    if NR in (old, new) or D in (old, new) or notches(old, new) <= 1:
        return new
    return ORDER[rank(old) - 1]


def check_override(proposed: str, wanted: str, *, lowest_cap: str | None, provisional: bool, owner: bool, reason: str,
                   text: str) -> None:
    """Refuse an override beyond +1 notch (owner +2), above a cap or veto, or without reason (DOMAIN C9).

    InputError `bad_reason`, `reason_too_short`; RuleError `override_too_far`, `override_above_cap`, `cannot_raise`.
    """
    if reason not in OVERRIDE_REASONS:
        raise InputError(N_("Choose one of the reasons."), code="bad_reason", field="reason")
    if len(text.strip()) < _MIN_WORDS:
        raise InputError(N_("Explain the change in at least {count} characters."), code="reason_too_short",
                         field="text", count=_MIN_WORDS)
    if wanted == NR:
        raise RuleError(N_("A grade cannot be changed to “not rated” by hand."), code="cannot_raise", field="grade")
    grade(wanted)
    if proposed == NR:
        raise RuleError(N_("A customer without a rating cannot be raised by hand."), code="cannot_raise", field="grade")
    step = notches(proposed, wanted)
    if step <= 0:
        return
    if proposed == D or provisional:
        raise RuleError(N_("A grade {grade} or a provisional one cannot be raised by hand."), code="cannot_raise",
                        field="grade", grade=D)
    if step > (2 if owner else 1):
        raise RuleError(N_("At most {count} notches up are allowed."), code="override_too_far", field="grade",
                        count=2 if owner else 1)
    if lowest_cap is not None and rank(wanted) < rank(lowest_cap):
        raise RuleError(N_("A cap holds the grade at {grade} or below."), code="override_above_cap", field="grade",
                        grade=lowest_cap)


def carried_override(proposed: str, wanted: str, now: str, *, lowest_cap: str | None, provisional: bool) -> str:
    """The grade an override leaves of a later score `now` of the same customer (DOMAIN C9; design).

    One downward holds while the score stands above it; one upward adds as many notches as it did, never beyond the grade
    wanted then, never above a cap; a D, an NR and a provisional grade are not raised.
    """
    if D in (now, wanted) or NR in (now, wanted):
        return worse(now, wanted) if wanted == D and now != NR else now
    step = notches(proposed, wanted)
    if step <= 0:
        return worse(now, wanted)
    if provisional or rank(now) <= rank(wanted):
        return now
    raised = worse(wanted, ORDER[max(0, rank(now) - step)])
    if lowest_cap is not None:
        raised = worse(raised, lowest_cap)
    return raised if rank(raised) < rank(now) else now
