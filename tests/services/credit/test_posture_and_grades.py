"""What the policy says by grade beside limits: review, dunning speed; and what the year's posture does (DOMAIN A3, A53, A113)."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pypdf import PdfReader

from creditdesk.domain.collections.worklist import Candidate, priority
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.registers import OUTLOOKS, STRATEGY, suggested_posture
from creditdesk.services import company
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.credit.limit_view import limit_view, review_day
from creditdesk.services.credit.policy import policy_in
from creditdesk.services.credit.policy_paper import policy_document
from creditdesk.services.credit.policy_params import change_policy, policy_lines
from creditdesk.services.credit.strategy import save_strategy, strategies
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


# -- the strategy of a year (A113) --

def plan(year: str, posture: str, reasons: str, day: date = DAY, **outlooks: str) -> FileEntry:
    return FileEntry(0, 0, STRATEGY, day, {"year": year, "posture": posture, "reasons": reasons, **outlooks})


@pytest.mark.parametrize(("levels", "posture"), [
    ("", ""), ("55", ""), ("555", "loose"), ("4443", "loose"), ("443", "neutral"), ("333", "neutral"), ("322", "neutral"),
    ("3222", "tight"), ("11111", "tight")])
def test_outlooks_suggest_a_posture(levels: str, posture: str) -> None:
    assert suggested_posture(dict(zip(OUTLOOKS, levels, strict=False))) == posture


def test_the_policy_follows_the_strategy_from_its_day(session: Session) -> None:
    save_strategy(session, plan("2026", "tight", "builders pay late, our bank is careful", product="2", cycle="1", means="3"), DAY)
    later = DAY + timedelta(40)
    save_strategy(session, plan("2027", "neutral", "orders come back slowly", later, product="3", market="3", cycle="3"), DAY)
    for day, posture, words in ((DAY, "tight", "builders pay late, our bank is careful"), (later, "neutral", "orders come back slowly")):
        found = {line.param.key: line.value for line in policy_lines(session, day)}
        assert (found["posture"], found["policy_strategy"]) == (posture, words)
    with session.book.read() as connection:
        assert policy_in(connection, DAY).posture_factor == Decimal("0.8")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(policy_document(session, DAY, "en"))).pages)
    assert "builders pay late" in text and "Our product 2" in text
    save_strategy(session, plan("2026", "neutral", "the crisis is over by now", product="3", cycle="3", means="3"), DAY)
    assert [item.value("posture") for item in strategies(session) if item.ended_on is None] == ["neutral", "neutral"]
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("entry", "code"), [
    (plan("26", "tight", "long enough a reason"), "bad_year"), (plan("2031", "tight", "long enough a reason"), "bad_year"),
    (plan("2026", "loose", "no", product="1", cycle="1", means="1"), "reason_too_short"),
    (plan("2026", "loose", ""), "required"), (plan("2026", "tight", "long enough a reason", DAY - timedelta(1)), "out_of_range")])
def test_a_strategy_is_refused_in_words(session: Session, entry: FileEntry, code: str) -> None:
    with pytest.raises(CreditDeskError) as caught:
        save_strategy(session, entry, DAY)
    assert caught.value.code == code
