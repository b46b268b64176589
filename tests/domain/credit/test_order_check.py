"""The order check: worked figures of DOMAIN D14 and the peers' cases (PEERS 26, 28, 34)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditdesk.domain.credit.order_check import available, check_order, CustomerState, HoldRules, no_rate
from creditdesk.domain.errors import InputError

d = Decimal


def state(limit: str | None = "200000", exposure: str = "100000", **more: object) -> CustomerState:
    return CustomerState(d(exposure), None if limit is None else d(limit), **more)  # type: ignore[arg-type]


# Each line: limit, exposure, order, decision, deposit. The line of 200,000 is 210,000 with its tolerance.
@pytest.mark.parametrize(("limit", "exposure", "amount", "decision", "deposit"), [
    ("24000", "0", "12010", "pass", "0"), ("200000", "100000", "150000", "condition", "50000"),
    ("200000", "100000", "110000", "pass", "0"), ("200000", "100000", "110000.01", "condition", "10000.01"),
    ("200000", "200000", "20000", "hold", "0"), ("200000", "250000", "1000", "hold", "0"),
    ("0", "0", "100", "hold", "0"), (None, "500000", "100000", "pass", "0"),
    ("100", "0", "60", "pass", "0"),  # PEERS 34: the delivery is not counted twice
    (None, "100", "0", "pass", "0"), (None, "100", "100", "pass", "0"), ("0", "100", "0", "hold", "0"),  # PEERS 26
    ("200", "100", "0", "pass", "0"), ("200", "100", "150", "condition", "50"),
    ("100", "550", "0", "hold", "0"), ("1100", "550", "550", "pass", "0"), ("900", "550", "550", "condition", "200")])
def test_rule_a(limit: str | None, exposure: str, amount: str, decision: str, deposit: str) -> None:
    found = check_order(state(limit, exposure), d(amount))
    assert (found.decision, found.deposit) == (decision, d(deposit))


def test_no_limit_and_limit_zero_are_different() -> None:
    none = check_order(state(None, "500"), d(100))
    assert [(reason.code, reason.holds) for reason in none.reasons] == [("no_limit", False)]
    assert (none.limit, none.available, none.exposure) == (None, None, 500)
    zero = check_order(state("0", "0"), d(100))
    assert [reason.code for reason in zero.reasons] == ["over_limit"]
    assert zero.available == 0


def test_prepayment_frees_the_limit() -> None:
    assert check_order(state("0", "5000"), d(100), prepaid=d(100)).decision == "pass"
    assert check_order(state(), d(150_000), prepaid=d(50_000)).decision == "pass"
    asked = check_order(state(), d(150_000), prepaid=d(20_000))
    assert (asked.decision, asked.deposit) == ("condition", 50_000)  # what it carries included
    assert check_order(state(temporary=d(50_000)), d(150_000)).decision == "pass"


# Each line: what is known beside a roomy limit, its reason, and whether it holds.
@pytest.mark.parametrize(("known", "code", "holds"), [
    ({"overdue": d("1000.01")}, "overdue", True), ({"grade": "CC"}, "grade", True), ({"grade": "D"}, "grade", True),
    ({"grade": "D", "veto": "V1"}, "veto", True), ({"expired_days": 31}, "review_expired", False),
    ({"state": "restricted"}, "frozen", True), ({"state": "stop"}, "frozen", True),
    ({"promise_open": d(10)}, "broken_promise", True), ({"max_term_days": 29}, "terms_too_long", False),
    ({"group_limit": d(150_000), "group_exposure": d(149_990)}, "group_limit", True)])
def test_other_rules(known: dict[str, object], code: str, holds: bool) -> None:
    found = check_order(state(**known), d(1000), term_days=30)
    assert [(reason.code, reason.holds) for reason in found.reasons] == [(code, holds)]
    assert found.decision == ("hold" if holds else "pass")
    assert bool(found.release) == holds


@pytest.mark.parametrize("known", [
    {"overdue": d(1000)}, {"grade": "CCC"}, {"grade": "NR"}, {"grade": None}, {"expired_days": 30}, {"state": "watch"},
    {"promise_open": d(0)}, {"max_term_days": 30}, {"group_limit": d(150_000), "group_exposure": d(149_000)}])
def test_just_inside_the_rules(known: dict[str, object]) -> None:
    found = check_order(state(**known), d(1000), term_days=30)
    assert (found.decision, found.reasons, found.release) == ("pass", (), ())


def test_owner_may_let_warnings_hold() -> None:
    rules = HoldRules(review_holds=True, terms_hold=True)
    assert check_order(state(expired_days=31), d(1), rules=rules).decision == "hold"
    assert check_order(state(max_term_days=10), d(1), term_days=11, rules=rules).decision == "hold"
    assert check_order(state(expired_days=31), d(150_000)).decision == "condition"  # a warning changes no outcome
    assert check_order(state(overdue=d(5000)), d(150_000)).decision == "hold"


def test_what_would_release_it() -> None:
    found = check_order(state(), d(150_000))
    assert [(entry.action, entry.amount) for entry in found.release] == [
        ("pay", 50_000), ("prepay", 50_000), ("raise_limit", 250_000)]
    over = check_order(state("1000", "5000"), d(500))
    assert [(entry.action, entry.amount) for entry in over.release] == [
        ("pay", 4500), ("prepay", 500), ("raise_limit", 5500)]
    assert check_order(state("1000", "5000"), d(500), prepaid=d(500)).decision == "pass"
    grouped = check_order(state(group_limit=d(150_000), group_exposure=d(149_000)), d(1500), prepaid=d(200))
    assert [(entry.action, entry.amount) for entry in grouped.release] == [("pay_group", 300)]


def test_money_without_a_rate_holds() -> None:
    found = no_rate("USD")
    assert (found.decision, found.exposure, found.available) == ("hold", None, None)
    assert available(d(100), d(20), d(50), group_limit=d(200), group_exposure=d(190)) == 10
    with pytest.raises(InputError):
        check_order(state(), d(-1))


@pytest.mark.parametrize(("amount", "prepaid", "decision", "actions"), [
    ("100", "0", "hold", [("prepay", d("100"))]), ("100", "40", "hold", [("prepay", d("60"))]), ("100", "100", "pass", [])])
def test_a_customer_that_pays_in_advance_only(amount: str, prepaid: str, decision: str, actions: list[tuple[str, object]]) -> None:
    found = check_order(CustomerState(d("0"), d("1000"), prepaid_only=True), d(amount), prepaid=d(prepaid))
    assert found.decision == decision
    assert [reason.code for reason in found.reasons] == (["frozen"] if actions else [])
    assert [(release.action, release.amount) for release in found.release] == actions


@pytest.mark.parametrize(("exposure", "more", "shown"), [
    ("1000", {}, "normal"), ("1000.01", {}, "watch"), ("1200", {"temporary": d("200")}, "normal"), ("0", {"promise_open": d("5")}, "watch"),
    ("2000", {"state": "restricted"}, "restricted"), ("0", {"veto": "V1"}, "stop")])
def test_the_state_beside_an_entry(exposure: str, more: dict[str, object], shown: str) -> None:
    assert CustomerState(d(exposure), d("1000"), **more).shown == shown  # type: ignore[arg-type]
