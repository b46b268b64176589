"""Approval matrix, states, triggers and steps (DOMAIN D8–D13, D17)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.credit.approval import (
    check_approver,
    check_transition,
    cooling_hours,
    Requirement,
    requirement,
    TRANSITIONS,
)
from creditdesk.domain.credit.exposure import LimitDecision
from creditdesk.domain.credit.triggers import (
    check_temporary,
    Facts,
    may_keep_in_batch,
    PaidInvoice,
    progress,
    state_of,
    triggers,
)
from creditdesk.domain.errors import RuleError

d = Decimal
TODAY = date(2026, 6, 30)


# Each line: amount, grade, own net assets, role, and what stands beside it.
@pytest.mark.parametrize(("amount", "grade", "own", "role", "beside"), [
    ("50000", "A", None, "credit_manager", ""), ("50000", "NR", None, "credit_manager", "deposit"),
    ("50000", "C", None, "owner", ""), ("200000", "AAA", None, "credit_manager", ""), ("50000.01", "BB", None, "credit_manager", ""), ("200000.01", "BB", None, "owner", ""),
    ("200000", "CC", None, "owner", "secured_only"), ("500000", "A", None, "credit_manager", "second_person"),
    ("500001", "A", None, "owner", ""), ("500001", "B", None, "owner", "opinion"),
    ("50000", "BBB", "999999", "owner", "opinion"), ("50000", "BBB", "1000000", "credit_manager", "")])
def test_matrix(amount: str, grade: str, own: str | None, role: str, beside: str) -> None:
    found = requirement(d(amount), grade, own_net_assets=d(own) if own else None)
    assert found.role == role
    assert [name for name in ("deposit", "secured_only", "second_person", "opinion") if getattr(found, name)] == (
        [beside] if beside else [])
    assert not requirement(d(200_001), "D").allowed


@pytest.mark.parametrize(("approver", "role", "needed", "single", "problem"), [
    ("li", "credit_manager", Requirement("credit_manager"), False, None),
    ("wang", "owner", Requirement("credit_manager"), False, "own_application"),
    ("zhao", "owner", Requirement("credit_manager"), False, "own_application"),
    ("wang", "owner", Requirement("owner"), True, None), ("li", "clerk", Requirement("credit_manager"), False, "no_right"),
    ("li", "credit_manager", Requirement("owner"), False, "no_right"),
    ("li", "credit_manager", Requirement("credit_manager", second_person=True), False, "second_person"),
    ("li", "owner", Requirement("owner", allowed=False), True, "not_allowed")])
def test_nobody_approves_their_own(approver: str, role: str, needed: Requirement, single: bool, problem: str | None) -> None:
    def run() -> None:
        check_approver(approver, applicant="wang", salesperson="zhao", role=role, needed=needed, single_person=single)
    if problem is None:
        run()
    else:
        with pytest.raises(RuleError) as caught:
            run()
        assert caught.value.code == problem


def test_states() -> None:
    check_transition("draft", "submitted")
    check_transition("frozen", "effective")
    with pytest.raises(RuleError):
        check_transition("draft", "effective")
    assert all(target in TRANSITIONS for targets in TRANSITIONS.values() for target in targets)
    assert (cooling_hours(d(50_000)), cooling_hours(d(50_001))) == (0, 24)


def paid(count: int, start: date, days: int = 0, gap: int = 20) -> list[PaidInvoice]:
    return [PaidInvoice(start + timedelta(gap * number), days, d(100)) for number in range(count)]


def test_steps_of_a_new_customer() -> None:
    first = date(2026, 1, 1)
    assert progress(None, []).step == 0
    assert [progress(first, paid(count, date(2026, 2, 1))).step for count in (2, 3, 5, 6, 11, 12)] == [0, 1, 1, 2, 2, 3]
    assert progress(first, paid(12, date(2026, 2, 1), gap=2)).step == 1  # 12 invoices, but under three months
    assert progress(first, paid(3, date(2026, 2, 1), days=6)).step == 0
    back = progress(first, [*paid(6, date(2026, 2, 1)), PaidInvoice(date(2026, 6, 1), 16, d(100))])
    assert (back.step, back.invoices, back.since, back.share) == (1, 0, date(2026, 6, 1), d("0.40"))
    assert progress(first, paid(3, date(2026, 2, 1)), [date(2026, 6, 1)]).step == 0
    # where the policy lets good payers wait half as long; one day late and the usual counts hold
    assert [progress(first, paid(count, date(2026, 2, 1)), faster=True).step for count in (1, 2, 3, 6)] == [0, 1, 2, 3]
    assert progress(first, paid(2, date(2026, 2, 1), days=1), faster=True).step == 0


@pytest.mark.parametrize(("until", "held", "overdue", "problem"), [
    (TODAY + timedelta(90), [], 15, None), (TODAY + timedelta(91), [], 0, "too_long"),
    (TODAY - timedelta(1), [], 0, "bad_period"), (TODAY, [], 16, "overdue"),
    (TODAY, [LimitDecision(d(1), date(2026, 1, day), temporary=True) for day in (1, 2)], 0, "too_many"),
    (TODAY, [LimitDecision(d(1), date(2025, 6, day), temporary=True) for day in (29, 30)], 0, None)])
def test_temporary_limits(until: date, held: list[LimitDecision], overdue: int, problem: str | None) -> None:
    if problem is None:
        check_temporary(TODAY, until, held, worst_overdue=overdue)
    else:
        with pytest.raises(RuleError) as caught:
            check_temporary(TODAY, until, held, worst_overdue=overdue)
        assert caught.value.code == problem


@pytest.mark.parametrize(("facts", "expected"), [
    (Facts("A", "BBB", d(50), d(100)), [("review", None)]), (Facts("A", "BB", d(50), d(100)), [("freeze", 50)]),
    (Facts("B", "CCC", d(-5), d(100)), [("freeze", 0)]), (Facts("CCC", "CC", d(50), d(100)), [("review", None)]),
    (Facts("A", "A", d(50), d(100), worst_overdue=31), [("no_increase", None)]),
    (Facts("A", "A", d(150), d(100), worst_overdue=61), [("freeze", 100)]),
    (Facts("A", "A", d(50), d(100), worst_overdue=91), [("stop", 50)]),
    (Facts("A", "A", d(0), d(100), last_invoice=date(2025, 6, 30)), [("limit_to_zero", 0)]),
    (Facts("BBB", "A", d(90), d(100), good_reviews=2, utilisation=d("0.81"), wadbt=d(5)), [("raise", 125)]),
    (Facts("A", "A", d(50), d(100), worst_overdue=30), []), (Facts("A", "A", d(50), d(100), worst_overdue=60), [("no_increase", None)]),
    (Facts("A", "A", d(50), d(100), worst_overdue=90), [("freeze", 50)]),
    (Facts("A", "A", d(0), d(100), last_invoice=date(2025, 7, 1)), []),
    (Facts("BBB", "A", d(90), d(100), good_reviews=2, utilisation=d("0.80"), wadbt=d(5)), []),
    (Facts("BBB", "A", d(90), d(100), good_reviews=2, utilisation=d("0.81"), wadbt=d("5.01")), []),
    (Facts("BBB", "A", d(90), d(100), good_reviews=1, utilisation=d("0.81"), wadbt=d(5)), [])])
def test_triggers(facts: Facts, expected: list[tuple[str, int | None]]) -> None:
    assert [(found.action, found.limit) for found in triggers(facts, TODAY)] == expected
    assert all(found.due == TODAY + timedelta(10) for found in triggers(facts, TODAY) if found.action == "review")
    assert not any(found.increase for found in triggers(facts, TODAY) if found.action != "raise")


def test_states_of_a_customer() -> None:
    def state(veto: bool = False, late: int = 0, frozen: bool = False, red: bool = False) -> str:
        return state_of(veto=veto, worst_overdue=late, frozen=frozen, red_alert=red)

    assert [state(), state(red=True), state(late=31), state(late=61), state(frozen=True), state(late=91),
            state(veto=True)] == ["normal", "watch", "watch", "restricted", "restricted", "stop", "stop"]
    assert [state(late=30), state(late=60), state(late=90)] == ["normal", "watch", "restricted"]
    assert may_keep_in_batch(old_grade="A", new_grade="A", wadbt=d(10), utilisation=d("0.9"), red_alert=False)
    assert not may_keep_in_batch(old_grade="A", new_grade="BBB", wadbt=None, utilisation=None, red_alert=False)
    assert not may_keep_in_batch(old_grade="A", new_grade="A", wadbt=d("10.01"), utilisation=None, red_alert=False)
    assert not may_keep_in_batch(old_grade="A", new_grade="A", wadbt=None, utilisation=d("0.9001"), red_alert=False)
    assert not may_keep_in_batch(old_grade="A", new_grade="A", wadbt=None, utilisation=None, red_alert=True)
