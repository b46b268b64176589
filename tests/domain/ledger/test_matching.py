from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from time import perf_counter

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.ledger.matching import (
    early_payment_discount,
    exact_match,
    oldest_first,
    pro_rata,
    statutory_order,
)
from creditdesk.domain.ledger.settlement import OpenItem

DAY = date(2025, 1, 1)


def item(n: int, amount: str, due: int = 0, **more: Decimal) -> OpenItem:
    return OpenItem(n, f"I{n:03}", DAY + timedelta(due), Decimal(amount), **more)


@pytest.mark.parametrize(("amounts", "amount", "ids"), [
    (["100", "250", "350"], "350", [3]),  # the single invoice before the pair
    (["100", "250", "400"], "350", [1, 2]),
    (["100.00", "100.01", "99.99"], "100.00", [1]),
    (["100.01", "99.99"], "100.00", [1]),  # both a cent off: the earlier due date
    (["50", "60", "110.01", "30", "80"], "110.00", [3]),  # one invoice a cent off before two exact ones
    (["10", "20.01", "20", "10.01"], "30.00", [1, 3]),  # of two pairs the exact sum
    (["1", "2", "4", "8", "16", "32", "64"], "63", [1, 2, 3, 4, 5, 6]),
    (["1", "2", "4", "8", "16", "32", "64"], "127", []),  # seven would be needed
    (["100", "200"], "99", []),
    ([], "10", []),
])
def test_exact_match(amounts: list[str], amount: str, ids: list[int]) -> None:
    match = exact_match([item(n, a, due=n) for n, a in enumerate(amounts, 1)], Decimal(amount), "CNY")
    assert [document_id for document_id, _ in match.lines] == ids
    assert match.complete
    assert match.allocated + match.rest == Decimal(amount)


def test_a_cent_stays_open_or_unapplied() -> None:
    assert exact_match([item(1, "100.00")], Decimal("99.99"), "CNY").lines == ((1, Decimal("99.99")),)
    over = exact_match([item(1, "100.00")], Decimal("100.01"), "CNY")
    assert (over.lines, over.rest) == (((1, Decimal("100.00")),), Decimal("0.01"))
    pair = exact_match([item(1, "60.00", 1), item(2, "40.01", 2)], Decimal("100.00"), "CNY")
    assert pair.lines == ((1, Decimal("60.00")), (2, Decimal("40.00")))
    assert exact_match([item(1, "100")], Decimal("101"), "JPY").lines == ()  # a yen has no cent
    assert exact_match([item(1, "1.010")], Decimal("1.000"), "KWD").lines == ((1, Decimal("1.000")),)


def test_items_in_dispute_are_left_out() -> None:
    items = [item(1, "100", disputed=Decimal(1)), item(2, "60"), item(3, "40")]
    assert [n for n, _ in exact_match(items, Decimal(100), "CNY").lines] == [2, 3]


def test_ties_go_by_all_due_dates_then_by_numbers() -> None:
    # (day 1, day 3) against (day 1, day 2): the due dates decide before the number of the first one
    items = [item(1, "10", 1), item(2, "20", 1), item(3, "90", 3), item(4, "80", 2)]
    assert [n for n, _ in exact_match(items, Decimal(100), "CNY").lines] == [2, 4]
    same_day = [item(4, "50"), item(3, "50"), item(2, "50"), item(1, "50")]
    assert [n for n, _ in exact_match(same_day, Decimal(100), "CNY").lines] == [1, 2]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 4)), max_size=9), st.integers(1, 120))
def test_the_search_finds_what_trying_everything_finds(rows: list[tuple[int, int]], cents: int) -> None:
    items = [OpenItem(n, f"I{n}", DAY + timedelta(due), Decimal(value).scaleb(-2)) for n, (value, due) in enumerate(rows)]
    best = None
    for size in range(1, 7):
        for some in combinations(sorted(items, key=lambda i: (i.due_date, i.no)), size):
            off = abs(sum(i.open for i in some) - Decimal(cents).scaleb(-2))
            key = (size, off > 0, [i.due_date for i in some], [i.no for i in some])
            if off <= Decimal("0.01") and (best is None or key < best[0]):
                best = key, {i.document_id for i in some}
    found = exact_match(items, Decimal(cents).scaleb(-2), "CNY")
    assert found.complete
    # a document whose cent is the missing one gets no line
    assert {n for n, _ in found.lines} <= (best[1] if best else set())
    assert bool(found.lines) == (best is not None)


@pytest.mark.parametrize("kind", ["random", "no solution", "all equal", "even", "many"])
def test_sixty_open_items_are_searched_at_once(kind: str) -> None:
    draw = random.Random(7)
    values = {"random": [draw.randint(100, 9_000_000) for _ in range(60)],
              "no solution": [draw.randint(100, 9_000_000) * 10 + 5 for _ in range(60)],
              "all equal": [100_000] * 60, "even": [draw.randint(1, 50) * 1000 for _ in range(60)],
              "many": [draw.randint(100, 9_000_000) for _ in range(500)]}[kind]
    items = [OpenItem(n, f"I{n:03}", DAY + timedelta(n % 7), Decimal(v).scaleb(-2)) for n, v in enumerate(values)]
    amount = {"no solution": Decimal(values[0] + values[9] + 2), "many": Decimal(sum(values[:6]))}.get(kind, Decimal(sum(values[5:11])))
    began = perf_counter()
    found = exact_match(items, amount.scaleb(-2), "CNY")
    assert perf_counter() - began < 3
    assert found.complete or kind == "many"
    if kind != "no solution" and found.complete:
        assert found.allocated == amount.scaleb(-2)


def test_giving_up_is_said() -> None:
    items = [item(n, str(n * n * 7 + 1)) for n in range(1, 40)]
    assert not exact_match(items, Decimal("1000.50"), "CNY", budget=10).complete


def test_oldest_first_merges_the_instalments_of_an_invoice() -> None:
    parts = [item(1, "30", 10), item(2, "50", 20), item(1, "70", 30)]
    found = oldest_first(parts, Decimal(100))
    assert found.lines == ((1, Decimal(50)), (2, Decimal(50)))
    assert oldest_first(parts, Decimal(200)).rest == Decimal(50)


@pytest.mark.parametrize(("amounts", "amount", "shares"), [
    (["100", "100", "100"], "100", ["33.34", "33.33", "33.33"]),
    (["300", "100"], "200", ["150.00", "50.00"]),
    (["10", "10", "20"], "25.03", ["6.26", "6.26", "12.51"]),  # the remainder to the largest, whatever its number
    (["10", "20", "10"], "25.03", ["6.26", "12.51", "6.26"]),
    (["10", "20"], "40", ["10", "20"]),
    (["0.01"] * 10, "0.04", ["0.01"] * 4),  # what the largest cannot take goes to the next
    (["1.00"] * 3, "2.99", ["0.99", "1.00", "1.00"]),
])
def test_pro_rata(amounts: list[str], amount: str, shares: list[str]) -> None:
    found = pro_rata([item(n, a) for n, a in enumerate(amounts, 1)], Decimal(amount), "CNY")
    assert [share for _, share in found.lines] == [Decimal(s) for s in shares]


def test_statutory_order() -> None:
    items = [item(1, "100", -30, secured=Decimal(1)), item(2, "100", -10, rate=Decimal("0.05")), item(3, "100", -20),
             item(4, "100", -20), item(5, "100", 10)]
    assert statutory_order(items, Decimal(150), "CNY", DAY).lines == ((2, Decimal(100)), (3, Decimal("25.00")), (4, Decimal("25.00")))
    # due on the very day of the receipt is due: a secured debt due today comes before an unsecured one due tomorrow
    today, tomorrow = item(1, "100", 0, secured=Decimal(1)), item(2, "100", 1)
    assert statutory_order([today, tomorrow], Decimal(100), "CNY", DAY).lines == ((1, Decimal(100)),)
    assert statutory_order(items, Decimal(450), "CNY", DAY).lines[-2:] == ((1, Decimal(100)), (5, Decimal(50)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=8), st.integers(1, 50_000))
def test_no_proposal_gives_more_than_is_open_or_was_received(cents: list[int], received: int) -> None:
    items = [OpenItem(n, str(n), DAY, Decimal(c).scaleb(-2)) for n, c in enumerate(cents)]
    amount = Decimal(received).scaleb(-2)
    for found in (oldest_first(items, amount), pro_rata(items, amount, "CNY"),
                  statutory_order(items, amount, "CNY", DAY), exact_match(items, amount, "CNY")):
        assert found.rest >= 0
        assert all(0 < part <= items[n].open for n, part in found.lines)
    assert oldest_first(items, amount).rest == pro_rata(items, amount, "CNY").rest


@pytest.mark.parametrize(("received", "paid", "older", "disputed", "discount", "reason"), [
    ("980", 10, False, "0", "20.00", None),
    ("980", 11, False, "0", "20.00", None),  # one day of grace
    ("980", 12, False, "0", "0", "late"),
    ("980", 10, True, "0", "0", "older_open"),
    ("979.99", 10, False, "0", "0", "short"),
    ("784", 10, False, "200", "16.00", None),  # 2 % of the undisputed 800
    ("990", 10, False, "0", "20.00", None),
])
def test_early_payment_discount(received: str, paid: int, older: bool, disputed: str, discount: str,
                                reason: str | None) -> None:
    found = early_payment_discount(
        gross=Decimal(1000), disputed=Decimal(disputed), open_amount=Decimal(1000), received=Decimal(received), rate=Decimal("0.02"),
        discount_date=date(2025, 3, 10), value_date=date(2025, 3, paid), older_open=older, currency="CNY")
    assert (found.amount, found.reason) == (Decimal(discount), reason)
