from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.collections.promises import evaluate, judged_between
from creditdesk.domain.ledger.documents import Document, Promise

MADE, PROMISED = date(2026, 2, 20), date(2026, 3, 1)


def receipt(amount: str, on: date, id_: int = 1, **more: object) -> Document:
    return Document(id_, "receipt", f"R{id_}", 1, on, "CNY", Decimal(amount), **more)  # type: ignore[arg-type]


def promise(amount: str = "1000", id_: int = 1, made: date = MADE, on: date = PROMISED) -> Promise:
    return Promise(id_, 1, Decimal(amount), "CNY", on, made)


@pytest.mark.parametrize(("amount", "received_on", "state"), [
    ("950", PROMISED + timedelta(2), "kept"),  # 95 % on the last day
    ("949.99", PROMISED, "broken"),
    ("1000", PROMISED + timedelta(3), "broken"),
    ("1000", MADE, "kept"),  # from the day it was made
    ("1000", MADE - timedelta(1), "broken"),
    ("2000", PROMISED, "kept"),
])
def test_judged_from_the_third_day(amount: str, received_on: date, state: str) -> None:
    found = evaluate(promise(), [receipt(amount, received_on)], date(2026, 3, 4))
    assert found.state == state
    assert found.kept_amount <= Decimal(1000)


def test_before_the_third_day_it_is_pending() -> None:
    for amount in ("100", "1000"):
        assert evaluate(promise(), [receipt(amount, PROMISED)], date(2026, 3, 3)).state == "pending"
    assert evaluate(promise(), [receipt("100", PROMISED)], date(2026, 3, 3)).received == Decimal(100)
    assert evaluate(promise(), [receipt("100", PROMISED)], date(2026, 3, 4)).state == "broken"


def test_reversed_receipts_and_other_currencies_do_not_count() -> None:
    gone = receipt("1000", PROMISED, status="reversed", reversed_on=date(2026, 3, 10))
    assert evaluate(promise(), [gone], date(2026, 3, 9)).state == "kept"
    assert evaluate(promise(), [gone], date(2026, 3, 10)).state == "broken"
    dollars = Document(2, "receipt", "R2", 1, PROMISED, "USD", Decimal(5000))
    other = Document(3, "receipt", "R3", 2, PROMISED, "CNY", Decimal(5000))
    assert evaluate(promise(), [dollars, other], date(2026, 3, 9)).received == 0


def test_each_promise_counts_whole_receipts_for_itself() -> None:
    two = [promise("300", 1), promise("100", 2)]
    states = judged_between(two, [receipt("340", PROMISED)], PROMISED, date(2026, 3, 31))
    assert [(s.state, s.kept_amount) for s in states] == [("kept", Decimal(300)), ("kept", Decimal(100))]


def test_only_promises_judged_in_the_period() -> None:
    late = promise(on=date(2026, 3, 29))  # judged on 1 April
    assert judged_between([promise(), late], [], date(2026, 3, 4), date(2026, 3, 31)) == (
        evaluate(promise(), [], date(2026, 3, 31)),)
    assert judged_between([promise()], [], date(2026, 3, 5), date(2026, 3, 31)) == ()
