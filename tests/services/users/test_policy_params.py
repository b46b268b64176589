"""The policy's parameters with versions and days, the matrix from them, the printed policy."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from creditdesk.domain.credit.approval import ApprovalMatrix
from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company
from creditdesk.services.credit.matrix import matrix_in, matrix_of
from creditdesk.services.credit.policy import policy_in
from creditdesk.services.credit.policy_paper import policy_document
from creditdesk.services.credit.policy_params import (
    change_policy,
    checked_value,
    PARAMS,
    policy_lines,
    policy_versions,
)
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def line(session: Session, key: str, day: date = DAY):  # type: ignore[no-untyped-def]
    return next(found for found in policy_lines(session, day) if found.param.key == key)


def test_usual_values_are_those_the_rules_use(session: Session) -> None:
    with session.book.read() as connection:
        assert matrix_in(connection, DAY) == ApprovalMatrix()
        before = policy_in(connection, DAY)
    change = {found.param.key: found.value for found in policy_lines(session, DAY) if found.value}
    assert matrix_of(change) == ApprovalMatrix()
    for key, value in change.items():
        company.save_settings(session, {key: value})
    with session.book.read() as connection:
        assert policy_in(connection, DAY) == before


def test_a_change_holds_from_its_day_and_keeps_who_and_why(session: Session) -> None:
    later = DAY + timedelta(10)
    assert change_policy(session, {"max_days_A": "45", "min_deposit_A": "5%"}, later, "tighter year", DAY) == 2
    assert (line(session, "max_days_A").value, line(session, "max_days_A").planned) == ("60", ("45", later))
    then = line(session, "min_deposit_A", later)
    assert (then.value, then.since, then.author, then.reason) == ("0.05", later, "tester", "tighter year")
    assert change_policy(session, {"max_days_A": "45"}, later, "again", DAY) == 0
    assert [version.value for version in policy_versions(session, "max_days_A")] == ["45"]
    with session.book.read() as connection:
        assert policy_in(connection, DAY).limits.terms("A").max_days == 60
        assert policy_in(connection, later).limits.terms("A").max_days == 45
    assert company.verify_book(session).ok


@pytest.mark.parametrize("values, day, reason, field", [
    ({"max_days_A": "45"}, -1, "why", "from"), ({"max_days_A": "45"}, 0, " ", "reason"),
    ({"max_days_A": "4.5"}, 0, "why", "max_days_A"), ({"single_budget": "lots"}, 0, "why", "single_budget"),
    ({"matrix_1_1": "king"}, 0, "why", "matrix_1_1"), ({"cooling_hours": "73"}, 0, "why", "cooling_hours"),
    ({"matrix_amount_2": "50000"}, 0, "why", "matrix_amount_2")])
def test_what_cannot_be_is_refused(session: Session, values: dict[str, str], day: int, reason: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        change_policy(session, values, DAY + timedelta(day), reason, DAY)
    assert caught.value.field == field


def test_values_are_read_as_people_write_them() -> None:
    known = {param.key: param for param in PARAMS}
    assert [checked_value(known["single_budget"], text) for text in ("15%", "0.15", "12.5％")] == ["0.15", "0.15", "0.125"]
    assert checked_value(known["own_net_assets"], "8,000,000") == "8000000"


def test_the_matrix_follows_the_policy(session: Session) -> None:
    change_policy(session, {"matrix_amount_1": "80000", "matrix_1_3": "owner", "cooling_hours": "48"}, DAY, "growth", DAY)
    with session.book.read() as connection:
        found = matrix_in(connection, DAY)
    assert (found.first_line, found.rows[0].columns[2].role, found.cooling_hours) == (Decimal(80_000), "owner", 48)


@pytest.mark.parametrize("language, words", [("en", "Who decides what"), ("zh", "CCC")])
def test_the_policy_prints_with_live_figures(session: Session, alpha: int, language: str, words: str) -> None:
    posting.post_document(session, DocumentDraft("invoice", alpha, DAY, Decimal(123_456), "CNY"))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(policy_document(session, DAY, language))).pages)
    assert words in text and "123,456" in text and "50,000" in text


def test_what_the_policy_says_in_words(session: Session) -> None:
    usual = "".join(page.extract_text() for page in PdfReader(BytesIO(policy_document(session, DAY, "en"))).pages)
    assert "Neither tight nor loose" in usual
    assert change_policy(session, {"policy_strategy": "Tight: steel is falling."}, DAY + timedelta(1), "the year's plan", DAY) == 1
    for day, words in ((DAY, "Neither tight"), (DAY + timedelta(1), "Tight: steel is falling.")):
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(policy_document(session, day, "en"))).pages)
        assert words in text
    with pytest.raises(InputError) as caught:
        change_policy(session, {"policy_goals": "x" * 2001}, DAY, "long", DAY)
    assert (caught.value.code, caught.value.field) == ("too_long", "policy_goals")
