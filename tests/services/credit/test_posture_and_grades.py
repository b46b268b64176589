"""What the policy says by grade beside limits: review, dunning speed; and what the year's posture does (DOMAIN A3, A53, A113)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.collections.worklist import Candidate, priority
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.credit.limit_view import limit_view, review_day
from creditdesk.services.credit.policy import policy_in
from creditdesk.services.credit.policy_params import change_policy, policy_lines
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def test_the_usual_figures_are_those_of_c6_and_i2(session: Session) -> None:
    values = {line.param.key: line.value for line in policy_lines(session, DAY)}
    assert [values[f"review_months_{grade}"] for grade in ("AAA", "A", "CCC", "D")] == ["6", "3", "1", ""]
    assert [values[f"dunning_{grade}"] for grade in ("A", "BBB", "C", "NR")] == ["0.8", "1", "1.2", "1"]


def test_a_changed_interval_moves_the_review(session: Session, alpha: int) -> None:
    assert review_day(limit_view(session, alpha, DAY, grade="NR")) == date(2027, 2, 19)
    change_policy(session, {"review_months_NR": "6"}, DAY, "fewer", DAY)
    assert review_day(limit_view(session, alpha, DAY)) == date(2027, 5, 19)


@pytest.mark.parametrize(("speed", "value"), [(None, "35"), ("2", "70"), ("0", "0")])
def test_a_dunning_speed_stands_before_that_of_the_grade(session: Session, speed: str | None, value: str) -> None:
    """100 at 10 days: 100 × .35 × speed."""
    assert priority(Candidate("A", d(100), 10, speed=None if speed is None else d(speed))).value == d(value)
    post_entries(session, [{"kind": "customer", "code": "C9", "name": "Iota"},
                           {"kind": "invoice", "no": "I1", "customer": "C9", "date": "2026-10-01", "due_date": "2026-11-10",
                            "amount": "100.00"}])
    if speed is not None:
        change_policy(session, {"dunning_NR": speed}, DAY, "as agreed", DAY)
    assert worklist(session, DAY)[0].priority == d(value)


@pytest.mark.parametrize(("posture", "factor", "shares"), [
    ("neutral", "1", ("0.10", "0.175", "1.3")), ("tight", "0.8", ("0.08", "0.14", "1.04")), ("loose", "1.2", ("0.12", "0.21", "1.56"))])
def test_the_posture_scales_the_shares_of_every_grade(session: Session, posture: str, factor: str, shares: tuple[str, ...]) -> None:
    if posture != "neutral":
        change_policy(session, {"posture": posture}, DAY, "the year ahead", DAY)
    with session.book.read() as connection:
        policy = policy_in(connection, DAY)
    terms = policy.limits.terms("A")
    assert policy.posture_factor == d(factor)
    assert (terms.net_worth, terms.working_capital, terms.history) == tuple(map(d, shares))
    assert (terms.max_days, terms.min_deposit) == (60, 0)


def test_the_posture_holds_from_its_day_and_its_factor_is_the_owners(session: Session) -> None:
    change_policy(session, {"posture": "tight", "posture_tight": "0.5"}, date(2027, 1, 1), "a hard year", DAY)
    with session.book.read() as connection:
        assert policy_in(connection, DAY).limits.terms("A").net_worth == d("0.10")
        assert policy_in(connection, date(2027, 1, 1)).limits.terms("A").net_worth == d("0.05")
