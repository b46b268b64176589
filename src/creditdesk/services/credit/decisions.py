"""Rows of limit decisions as the rules want them: in base currency, imported ones before every date (DOMAIN D14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.credit.approval import NEEDS_INFORMATION, SUBMITTED, UNDER_REVIEW
from ...domain.credit.exposure import limit_in_force, LimitDecision, LimitInForce
from ...domain.dates import FIRST
from ...domain.errors import N_, RuleError
from ...domain.money import from_minor
from ...store import applications, credit
from ...store.transaction import Transaction
from ..rates import RateBook

#: a limit begun on the first day there is was imported: it is in force for every as-of date
ALWAYS = FIRST.isoformat()
_WAITS = frozenset({SUBMITTED, UNDER_REVIEW, NEEDS_INFORMATION})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application for a limit that nobody has decided; `on` the day it was written."""

    id: int
    amount: Decimal
    currency: str
    applicant: str
    on: date


def waiting_in(connection: Transaction, customer_id: int) -> tuple[Waiting, ...]:
    """What waits for a decision of one customer, the newest first."""
    steps = applications.steps
    return tuple(Waiting(row["id"], from_minor(row["amount_minor"], row["currency"]), row["currency"], row["applicant"],
                         date.fromisoformat(row["created_at"][:10]))
                 for row in applications.every(connection, customer_id)
                 if steps(connection, row["id"])[row["id"]][-1]["state"] in _WAITS)


def decision(row: Mapping[str, Any], rates: RateBook, as_of: date) -> LimitDecision:
    """One decision in base currency at the rate of the day; RuleError `no_rate`."""
    amount = rates.to_base(from_minor(row["amount_minor"], row["currency"]), row["currency"], as_of)
    if amount is None:
        raise RuleError(N_("There is no exchange rate for {currency} up to {date}."), code="no_rate", field="rate",
                        currency=row["currency"], date=as_of.isoformat())
    return LimitDecision(amount, None if row["effective_from"] <= ALWAYS else date.fromisoformat(row["effective_from"]),
                         _day(row["expires_on"]), bool(row["temporary"]), row["id"], row["reason"],
                         _day(row["withdrawn_on"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def decisions(found: Iterable[Mapping[str, Any]], rates: RateBook, as_of: date) -> list[LimitDecision]:
    return [decision(row, rates, as_of) for row in found]


def in_force(connection: Transaction, as_of: date, rates: RateBook, only: int | None = None) -> dict[int, LimitInForce]:
    """The limit in force of every customer that has one; one in a currency without a rate is left out. `only` of one."""
    by_customer: defaultdict[int, list[LimitDecision]] = defaultdict(list)
    for row in credit.limits(connection, as_of, only):
        if rates.at(row["currency"], as_of) is not None:
            by_customer[row["owner_id"]].append(decision(row, rates, as_of))
    return {customer: limit_in_force(found, as_of) for customer, found in by_customer.items()}
