"""What several sources say together (DOMAIN B9)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.customers.agreement import agree, quantity
from creditdesk.domain.customers.facts import (
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


@pytest.mark.parametrize(("key", "first", "second", "same"), [
    # an account or a tax number that differs in its last figure is another one, however close the two are as numbers
    ("payer_account", "6222020200112233445", "6222020200112233446", False),
    ("payer_account", "6222 0202 0011 2233 445", "6222020200112233445", True),
    ("tax_id", "91350100M000100Y43", "９１３５０１００m000100y43", True), ("registration_no", "1000001", "1000002", False),
    ("founded_on", "2019-08-06", "2019年8月6日", True), ("founded_on", "2019/8/6", "2019-08-07", False),
    ("founded_on", "2019", "2020", False), ("name", "甲（宁波）有限公司", "甲(宁波) 有限公司", True),
    ("registered_capital", "500万元人民币", "5,000,000", True), ("registered_capital", "500万美元", "500万元", False),
    ("revenue_2025", "0.5亿", "52,000,000", True), ("EX5", "58%", "0.58", True), ("address", "A路 1 号", "a路 1 号", True),
    ("insured_headcount", "120", "126", True), ("insured_headcount", "120人", "126人", False)])
def test_agreement_of_a_key(key: str, first: str, second: str, same: bool) -> None:
    assert agree(first, second, key=key) is agree(second, first, key=key) is same


@pytest.mark.parametrize(("text", "unit", "expected"), [
    ("600", "万元", (d(6000000), "")), ("600万", "万元", (d(6000000), "")), ("1,234.5", "USD", (d("1234.5"), "USD")),
    ("(300)", "", (d(-300), "")), ("58%", "", (d("0.58"), "")), ("active", "", None), ("12 号院", "", None)])
def test_quantities(text: str, unit: str, expected: object) -> None:
    assert quantity(text, unit) == expected


@pytest.mark.parametrize(("key", "source", "end", "expected"), [
    ("address", "official", None, date(2026, 12, 27)), ("EX1", "official", None, date(2026, 7, 30)),
    ("financials:2025-12-31", "audited", date(2025, 12, 31), date(2027, 6, 30)),
    ("financials:2025-12-31", "customer", date(2025, 12, 31), date(2027, 3, 31)),
    ("TR1", "reference", None, date(2026, 12, 30)), ("x", "own_ledger", None, None),
    ("revenue_2024", "customer", None, date(2026, 3, 31)), ("revenue_2024", "agency", None, date(2027, 6, 30)),
    ("QL4", "visit", date(2020, 1, 1), date(2027, 6, 30)), ("QL6", "customer", None, date(2027, 9, 30)),
    ("address", "verbal", None, date(2026, 9, 30)), ("EX5", "insurer", None, None)])
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


def brute(facts: list[Fact]) -> tuple[Decimal, str, bool]:
    """B9 read word for word: what is current, what it is worth, who depends on whom, whether all agree."""
    worth = {}
    for one in facts:
        last = one.expires_on
        late = (DAY - last).days if last is not None else -1
        if late <= 180:
            worth[one] = SOURCES[one.source_type].confidence * (d("0.5") if late > 0 else 1)
    best = max(worth, key=lambda one: (worth[one], one.obtained_on, one.id))
    if any(abs(d(one.value) - d(best.value)) > d("0.05") * max(abs(d(one.value)), abs(d(best.value))) for one in worth):
        return worth[best] * d("0.6"), "conflicting", False
    # two sources are independent when their type differs and neither quotes the other, directly or over others
    group = {one: {one} for one in worth}
    for _turn in worth:
        for one in worth:
            for other in worth:
                if (one.source_type == other.source_type or one.quotes == other.source_type
                        or other.quotes == one.source_type):
                    group[one] |= group[other]
    groups = {frozenset(members) for members in group.values()}
    confidence = worth[best]
    if len(groups) > 1:
        doubt = d(1)
        for members in groups:
            doubt *= 1 - max(worth[one] for one in members)
        confidence = max(confidence, min(d("0.99"), 1 - doubt))
    verified = len(groups) > 1 or any(one.source_type == "official" for one in worth)
    late = best.expires_on is not None and best.expires_on < DAY
    return confidence, "expired" if late else "verified" if verified else "unverified", verified


@given(st.lists(st.tuples(st.sampled_from(sorted(SOURCES)), st.integers(-300, 60), st.sampled_from(("100", "104", "120")),
                          st.sampled_from(("", "", "", "official", "agency", "customer"))), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_combined_confidence_is_b9_word_for_word(rows: list[tuple[str, int, str, str]]) -> None:
    # each source has a name of its own, so that none replaces another
    facts = [fact(n, source, value, source_name=f"source {n}", quotes=quotes, expires_on=DAY + timedelta(left))
             for n, (source, left, value, quotes) in enumerate(rows, 1)]
    found = current(facts, DAY).get("registered_capital")
    if all((DAY - one.expires_on).days > 180 for one in facts):  # type: ignore[operator]
        assert found is None
    else:
        assert found is not None
        assert (found.confidence, found.status, found.verified) == brute(facts)
