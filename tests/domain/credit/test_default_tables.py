"""The tables of DOMAIN C6, D2 and B9 figure by figure: a slip in one cell changes every score or limit that meets it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.credit.behaviour_sums import BehaviourSums, card_of
from creditdesk.domain.credit.cover import Mitigant
from creditdesk.domain.credit.grades import grade, GRADES
from creditdesk.domain.credit.limit_policy import DEFAULT_TERMS
from creditdesk.domain.customers.archive import ARCHIVE
from creditdesk.domain.customers.facts import SOURCES

d = Decimal


@pytest.mark.parametrize(("code", "score", "pd", "months"), [
    ("AAA", "90", "0.002", 6), ("AA", "82", "0.004", 6), ("A", "74", "0.008", 3), ("BBB", "66", "0.015", 3),
    ("BB", "58", "0.03", 3), ("B", "50", "0.06", 3), ("CCC", "42", "0.12", 1), ("CC", "34", "0.20", 1), ("C", "0", "0.35", 1),
    ("D", None, "1", None), ("NR", None, "0.06", 3)])
def test_grades(code: str, score: str | None, pd: str, months: int | None) -> None:
    found = grade(code)
    assert (found.score, found.pd, found.review_months) == (None if score is None else d(score), d(pd), months)
    assert len(GRADES) == 11


@pytest.mark.parametrize(("code", "worth", "capital", "history", "days", "deposit", "dunning"), [
    ("AAA", "0.15", "0.25", "1.5", 90, "0", "0.8"), ("AA", "0.12", "0.20", "1.4", 75, "0", "0.8"),
    ("A", "0.10", "0.175", "1.3", 60, "0", "0.8"), ("BBB", "0.075", "0.125", "1.15", 45, "0", "1"),
    ("BB", "0.05", "0.08", "1.0", 30, "0.10", "1"), ("B", "0.03", "0.05", "0.8", 15, "0.30", "1"),
    ("CCC", "0.01", "0.02", "0.5", 7, "0.50", "1.2"), ("CC", "0", "0", "0", 0, "1", "1.2"),
    ("C", "0", "0", "0", 0, "1", "1.2"), ("D", "0", "0", "0", 0, "1", "1.2"), ("NR", "0", "0", "0", 0, "0.30", "1")])
def test_what_a_grade_may_draw_on(code: str, worth: str, capital: str, history: str, days: int, deposit: str, dunning: str
                                  ) -> None:
    found = DEFAULT_TERMS[code]
    assert (found.net_worth, found.working_capital, found.history, found.max_days, found.min_deposit, found.dunning) == (
        d(worth), d(capital), d(history), days, d(deposit), d(dunning))
    assert (found.review, found.turnover) == (grade(code).review_months, None)


@pytest.mark.parametrize(("code", "share"), [
    ("AAA", "0.5"), ("AA", "0.5"), ("A", "0.5"), ("BBB", "0.25"), ("BB", "0.25"), ("B", "0"), ("NR", "0"), (None, "0")])
def test_a_guarantor_counts_by_its_grade(code: str | None, share: str) -> None:
    assert Mitigant("corporate_guarantee", d(100), guarantor_grade=code).fixed_worth == 100 * d(share)


@pytest.mark.parametrize(("code", "confidence", "days", "months"), [
    ("official", "0.95", 180, None), ("audited", "0.90", None, 18), ("agency", "0.80", None, 12), ("own_ledger", "1.00", None, None),
    ("insurer", "0.90", None, None), ("visit", "0.75", None, 12), ("reference", "0.65", None, 6), ("customer", "0.50", None, 15),
    ("verbal", "0.35", None, 3)])
def test_sources_of_facts(code: str, confidence: str, days: int | None, months: int | None) -> None:
    found = SOURCES[code]
    assert (found.confidence, found.days, found.months) == (d(confidence), days, months)
    assert len(SOURCES) == 9


def test_what_an_archive_must_hold() -> None:
    assert {name: dict(items) for name, items in ARCHIVE.items()} == {
        "A": {"licence": 1, "statement": 2, "agency_report": 1, "visit": 1, "contract": 1, "reference": 2},
        "B": {"licence": 1, "contract": 1, "public_record": 1, "reference": 1},
        "C": {"licence": 1, "public_record": 1}}


@pytest.mark.parametrize(("first", "last", "counted", "kind"), [
    ("2025-12-30", "2025-07-01", 6, "existing"), ("2025-12-31", "2026-06-01", 6, "existing"), ("2026-01-01", "2026-06-01", 6, "new"), ("2025-12-30", "2025-06-30", 6, "new"),
    ("2025-12-30", "2026-06-01", 5, "new"), (None, "2026-06-01", 6, "new"), ("2025-12-30", None, 6, "new")])
def test_the_card_from_sums(first: str | None, last: str | None, counted: int, kind: str) -> None:
    sums = BehaviourSums(first_credit=date.fromisoformat(first) if first else None,
                         last_invoice=date.fromisoformat(last) if last else None, counted=counted)
    assert card_of(sums, date(2026, 6, 30)) == kind
