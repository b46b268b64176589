"""What several sources say together (DOMAIN B9)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.customers.facts import (
    agree,
    confidence_on,
    current,
    default_expiry,
    Fact,
    SOURCES,
    verified_share,
)
from creditdesk.domain.errors import InputError

d = Decimal
DAY = date(2026, 6, 30)


def fact(number: int, source: str, value: str, obtained: date = DAY, **more: object) -> Fact:
    return Fact(number, 1, "registered_capital", value, source, obtained, **more)  # type: ignore[arg-type]


CASES = [
    # facts, confidence, status, verified
    ([fact(1, "customer", "5000000")], "0.50", "unverified", False),
    ([fact(1, "official", "5000000")], "0.95", "verified", True),
    ([fact(1, "customer", "5000000"), fact(2, "agency", "5,100,000")], "0.90", "verified", True),
    ([fact(1, "official", "5"), fact(2, "agency", "5"), fact(3, "audited", "5")], "0.99", "verified", True),
    ([fact(1, "customer", "5"), fact(2, "customer", "5", source_name="the owner")], "0.50", "unverified", False),
    ([fact(1, "customer", "5"), fact(2, "agency", "5", quotes="customer")], "0.80", "unverified", False),
    ([fact(1, "official", "5000000"), fact(2, "customer", "6000000")], "0.570", "conflicting", False),
    ([fact(1, "official", "5", expires_on=date(2026, 6, 29))], "0.475", "expired", True),
    ([fact(1, "customer", "5", date(2026, 1, 1)), fact(2, "customer", "7", date(2026, 2, 1))], "0.50", "unverified", False),
]


@pytest.mark.parametrize(("facts", "confidence", "status", "verified"), CASES)
def test_sources_together(facts: list[Fact], confidence: str, status: str, verified: bool) -> None:
    found = current(facts, DAY)["registered_capital"]
    assert (found.confidence, found.status, found.verified) == (d(confidence), status, verified)


def test_a_later_word_of_the_same_source_replaces_the_earlier() -> None:
    found = current([fact(1, "customer", "5", date(2026, 1, 1)), fact(2, "customer", "7", date(2026, 2, 1))], DAY)
    assert found["registered_capital"].value == "7"
    assert current([fact(1, "customer", "5", date(2026, 7, 1))], DAY) == {}


@pytest.mark.parametrize(("first", "second", "same"), [
    ("100", "105", True), ("100", "105.3", False), ("-100", "-96", True), ("0", "0.0", True), ("ＡＢＣ  Ltd", "abc ltd", True),
    ("2020-01-01", "2020-01-02", False), ("five", "5", False)])
def test_agreement(first: str, second: str, same: bool) -> None:
    assert agree(first, second) is same


@pytest.mark.parametrize(("key", "source", "end", "expected"), [
    ("address", "official", None, date(2026, 12, 27)), ("EX1", "official", None, date(2026, 7, 30)),
    ("financials:2025-12-31", "audited", date(2025, 12, 31), date(2027, 6, 30)),
    ("financials:2025-12-31", "customer", date(2025, 12, 31), date(2027, 3, 31)),
    ("TR1", "reference", None, date(2026, 12, 30)), ("x", "own_ledger", None, None)])
def test_default_expiry(key: str, source: str, end: date | None, expected: date | None) -> None:
    assert default_expiry(key, source, DAY, end) == expected


def test_unknown_source() -> None:
    with pytest.raises(InputError) as refused:
        default_expiry("x", "gossip", DAY)
    assert refused.value.code == "unknown_source"


def test_key_facts() -> None:
    def told(number: int, key: str) -> Fact:
        return Fact(number, 1, key, "x", "official", DAY)

    names = ["name", "tax_id", "registration_status", "revenue_2025", "EX1", "colour"]
    assert verified_share(current([told(n, key) for n, key in enumerate(names)], DAY)) == d("0.4")


@given(st.lists(st.tuples(st.sampled_from(sorted(SOURCES)), st.integers(0, 900), st.integers(1, 3)), min_size=1,
                max_size=6))
@settings(max_examples=60, deadline=None)
def test_confidence_lies_between_nothing_and_certainty(rows: list[tuple[str, int, int]]) -> None:
    facts = [fact(n, source, str(value * 100), date.fromordinal(DAY.toordinal() - age),
                  expires_on=default_expiry("x", source, date.fromordinal(DAY.toordinal() - age)))
             for n, (source, age, value) in enumerate(rows)]
    for found in current(facts, DAY).values():
        assert 0 < found.confidence <= 1
        alone = confidence_on(found.fact, DAY)
        assert alone is not None
        assert found.confidence >= alone or found.status == "conflicting"
