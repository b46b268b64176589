from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.collections.limitation import claimed, clock, earliest, Interruption, part_payments

D = Decimal

day = date.fromisoformat
LATE = date(2026, 12, 1)
DUE = claimed(day("2023-06-30"))


@pytest.mark.parametrize(("claim", "events", "expires"), [
    (claimed(day("2024-02-29")), [], "2027-02-28"),
    (DUE, [Interruption(day("2025-08-15"), "a")], "2028-08-15"),
    (DUE, [], "2026-06-30"),
    (DUE, [Interruption(day("2026-07-05"), "a")], "2026-06-30"),
    (DUE, [Interruption(day("2026-06-30"), "a")], "2029-06-30"),
    (DUE, [Interruption(day("2026-07-20"), "b", True, day("2026-12-31"))], "2029-12-31"),
    (DUE, [Interruption(day("2026-07-20"), "b", False)], "2026-06-30"),
    (claimed(None, [day("2026-03-31"), day("2026-01-31")]), [], "2029-03-31"),
    (DUE, [Interruption(day("2023-01-15"), "a")], "2026-06-30"),
    (DUE, [Interruption(day("2025-01-10"), "c", runs_from=day("2025-11-20"))], "2028-11-20"),
    (DUE, [Interruption(day("2025-01-10"), "c", runs_from=day("2027-11-20"))], "2028-01-10"),
    (DUE, [Interruption(LATE + timedelta(1), "b", True)], "2026-06-30"), (DUE, [Interruption(LATE, "b", True)], "2029-12-01"),
    (claimed(None, demand_deadline=day("2024-05-05")), [], "2027-05-05"),
    (claimed(day("2006-01-31")), [Interruption(day(f"{year}-01-15"), "a") for year in (2008, 2010, 2013, 2016, 2018, 2020,
                                                                                     2022, 2024, 2025)], "2026-01-31"),
])
def test_vectors(claim: object, events: list[Interruption], expires: str) -> None:
    assert clock(claim, events, LATE).expires == day(expires)  # type: ignore[arg-type]


def test_never_demanded() -> None:
    found = clock(claimed(None), [], LATE)
    assert (found.state, found.expires, found.days_left) == ("not_started", None, None)


@pytest.mark.parametrize(("as_of", "state"), [
    ("2023-06-01", "green"), ("2025-06-29", "green"), ("2025-06-30", "yellow"), ("2025-12-29", "yellow"),
    ("2025-12-30", "orange"), ("2026-04-01", "red"), ("2026-03-31", "orange"), ("2026-05-30", "red"),
    ("2026-05-31", "flashing"), ("2026-06-30", "flashing"), ("2026-07-01", "expired")])
def test_traffic_light(as_of: str, state: str) -> None:
    assert clock(DUE, [], day(as_of)).state == state


def test_last_counted_interruption_is_named() -> None:
    events = [Interruption(day("2027-01-01"), "a"), Interruption(day("2024-02-02"), "b"), Interruption(day("2025-08-15"), "a")]
    found = clock(DUE, events, LATE)
    assert (found.interrupted_on, found.interrupted_by, found.started) == (day("2025-08-15"), "a", day("2023-06-30"))


def test_only_payments_acknowledge() -> None:
    rows = part_payments([(day("2024-01-01"), D(5), "receipt"), (day("2024-02-01"), D(5), "credit_note"),
                          (day("2024-03-01"), D(5), "write_off")])
    assert [(row.day, row.kind, row.written) for row in rows] == [(day("2024-01-01"), "b", False)]


def test_earliest_running_clock() -> None:
    gone, soon = clock(DUE, [], LATE), clock(claimed(day("2024-02-29")), [], LATE)
    assert earliest([gone, soon, clock(claimed(None), [], LATE)]) == soon
    assert earliest([gone]) == gone
    assert earliest([]) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.sampled_from("abcd"), st.booleans()), max_size=8), st.integers(0, 4000))
def test_expiry_never_moves_back(rows: list[tuple[int, str, bool]], seen: int) -> None:
    start = day("2023-06-30")
    events = [Interruption(start + timedelta(offset), kind, written) for offset, kind, written in rows]
    now, later = (clock(DUE, events, start + timedelta(offset)).expires for offset in (seen, seen + 400))
    assert now is not None
    assert later is not None
    assert now <= later
