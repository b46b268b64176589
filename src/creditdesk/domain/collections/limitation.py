"""The limitation clock of a claim: three years, restarted by proof only (DOMAIN H4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..dates import add_months, add_years
from ..errors import N_

NOT_STARTED, GREEN, YELLOW, ORANGE, RED, FLASHING, EXPIRED = (
    "not_started", "green", "yellow", "orange", "red", "flashing", "expired")
STATE_NAMES = {NOT_STARTED: N_("Not started"), GREEN: N_("In time"), YELLOW: N_("12 months or less"),
               ORANGE: N_("6 months or less"), RED: N_("90 days or less"), FLASHING: N_("30 days or less"),
               EXPIRED: N_("Time-barred")}
DEMAND, ACKNOWLEDGED, LAWSUIT, PROCEEDINGS = "a", "b", "c", "d"
YEARS, OUTER_YEARS = 3, 20


@dataclass(frozen=True, slots=True)
class Interruption:
    """A recorded and proved event: (a) demand delivered, (b) debtor agrees, (c) lawsuit, (d) other proceedings.

    `day` is the day it arrived, was signed, paid or filed. `runs_from` is the last instalment of a signed plan or the
    end of proceedings, where it is known.
    """

    day: date
    kind: str
    written: bool = False
    runs_from: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What starts the clock: the last due date (of instalments the last one's), else the first demand's deadline."""

    last_due: date | None
    first_due: date | None = None
    demand_deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The state on the as-of day; `days_left` is negative when expired, None when not started."""

    started: date | None
    interrupted_on: date | None
    interrupted_by: str | None
    expires: date | None
    state: str
    days_left: int | None


def claimed(due_date: date | None, instalments: Iterable[date] = (), demand_deadline: date | None = None) -> Claimed:
    """From an invoice's due date or its instalments' (the last starts the clock, the first the outer 20 years)."""
    days = sorted(instalments) or ([due_date] if due_date else [])
    return Claimed(days[-1], days[0], demand_deadline) if days else Claimed(None, None, demand_deadline)


def clock(claim: Claimed, interruptions: Iterable[Interruption], as_of: date, years: int = YEARS) -> Clock:
    """Go through the interruptions in date order; each counts when in time, or later if the debtor agreed in writing.

    `expires` never moves back and never passes 20 years from the first due date.
    """
    start = claim.last_due or claim.demand_deadline
    if start is None:
        return Clock(None, None, None, None, NOT_STARTED, None)
    outer = add_years(claim.first_due or start, OUTER_YEARS)
    expires = min(add_years(start, years), outer)
    last: Interruption | None = None
    for event in sorted(interruptions, key=lambda row: (row.day, row.kind)):
        if event.day > as_of:
            break
        if event.day <= expires or (event.kind == ACKNOWLEDGED and event.written):
            last = event
            expires = max(expires, min(add_years(_restart(event, as_of), years), outer))
    return Clock(start, last.day if last else None, last.kind if last else None, expires,
                 _state(start, expires, as_of), (expires - as_of).days)


def _restart(event: Interruption, as_of: date) -> date:
    """A plan runs from its last instalment; proceedings from their end, once it has come."""
    if event.runs_from is None or (event.kind in (LAWSUIT, PROCEEDINGS) and event.runs_from > as_of):
        return event.day
    return max(event.day, event.runs_from)


def _state(start: date, expires: date, as_of: date) -> str:
    if as_of > expires:
        return EXPIRED
    left = (expires - as_of).days
    if start >= as_of:
        return GREEN
    if left <= 30:
        return FLASHING
    if left <= 90:
        return RED
    if expires <= add_months(as_of, 6):
        return ORANGE
    return YELLOW if expires <= add_months(as_of, 12) else GREEN


def part_payments(rows: Iterable[tuple[date, Decimal, str]]) -> tuple[Interruption, ...]:
    """Allocations (value date, amount, kind of the paying document) as interruptions: only payments acknowledge."""
    return tuple(Interruption(day, ACKNOWLEDGED, source="payment") for day, amount, kind in rows
                 if kind == "receipt" and amount > 0)


def earliest(clocks: Iterable[Clock]) -> Clock | None:
    """The running clock that ends first; expired ones only when nothing else is left."""
    running = [row for row in clocks if row.expires is not None]
    return min(running, key=lambda row: (row.state == EXPIRED, row.expires), default=None)
