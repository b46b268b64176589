"""Key-customer classes A, B, C by share of the exposure: what they are and what they would be (DOMAIN A42)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..domain.customers.archive import classes
from ..domain.errors import InputError, N_
from ..store import customers
from .credit.usage import usage_in
from .customers import change
from .session import Session

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A customer with its exposure, the share up to and with it, its class and the one proposed."""

    customer_id: int
    code: str
    name: str
    exposure: Decimal
    cumulated: Decimal
    now: str
    proposed: str


def class_proposals(session: Session, as_of: date) -> list[ClassLine]:
    """Every living customer by exposure; one without a rate counts as nothing owed."""
    with session.book.read() as connection:
        used = usage_in(connection, as_of)
        people = customers.everyone(connection)
    owed = {row["id"]: (used[row["id"]].exposure or _ZERO) if row["id"] in used else _ZERO for row in people}
    proposed = classes(owed)
    total = sum((amount for amount in owed.values() if amount > 0), _ZERO)
    found, reached = [], _ZERO
    for row in sorted(people, key=lambda row: (-owed[row["id"]], row["code"])):
        reached += max(owed[row["id"]], _ZERO)
        found.append(ClassLine(row["id"], row["code"], row["name"], owed[row["id"]], reached / total if total else _ZERO,
                               row["class"], proposed[row["id"]]))
    return found


def set_classes(session: Session, wanted: Mapping[int, str]) -> int:
    """Give customers their class in one go; answers how many changed. InputError `bad_value`."""
    changed = 0
    with session.book.write() as connection:
        for customer_id, letter in wanted.items():
            if letter not in ("A", "B", "C", ""):
                raise InputError(N_("“{value}” is no class: A, B or C."), code="bad_value", field="class", value=letter)
            changed += bool(change(connection, session, customer_id, {"class": letter}, "exposure"))
    return changed
