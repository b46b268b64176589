"""Limits of groups: what members may owe together, and what that leaves for each (DOMAIN D10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ...domain.credit.cover import CORPORATE_GUARANTEE, Mitigant
from ...domain.credit.exposure import exposure
from ...domain.credit.grades import lifted_by_parent
from ...domain.customers.file_kinds import GROUP, OWNER
from ...domain.dates import check_range
from ...domain.errors import InputError, N_, RuleError
from ...domain.money import check_range as check_amount, currency_code, display, from_minor, to_minor
from ...store import credit, customers, file_entries, group_limits as store, reads, rows
from ...store.transaction import Transaction
from ..ledger.entry import entry
from ..rates import rate_book, RateBook
from ..session import Session
from .basis import bill_ends, converter, NO_RATE
from .factoring import shares, sold_in
from .orders import counted_in
from .policy import CreditPolicy, policy_in

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class GroupRoom:
    """A group and what is left of its limit, base currency; `limit` None = none decided, `exposure` None = no rate."""

    name: str
    members: tuple[int, ...]
    limit: Decimal | None
    exposure: Decimal | None

    @property
    def available(self) -> Decimal | None:
        return None if self.limit is None or self.exposure is None else self.limit - self.exposure


def groups(session: Session, as_of: date) -> list[GroupRoom]:
    """Every group of the book with its limit and exposure, by name."""
    with session.book.read() as connection:
        rates, policy = rate_book(connection), policy_in(connection, as_of)
        return [_room(connection, name, ids, as_of, rates, policy) for name, ids in sorted(members_in(connection, as_of).items())]


def base_currency(session: Session) -> str:
    """The currency in which groups are held against their limit."""
    with session.book.read() as connection:
        return rate_book(connection).base


def decide_group_limit(session: Session, name: str, amount: Decimal | None, currency: str, day: date, reason: str) -> int:
    """Decide what a group may owe together, None to have no such limit; answers its id.

    RuleError `unknown_group`; `below_member` where a member's own limit is larger.
    """
    code = currency_code(currency)
    if not reason.strip():
        raise InputError(N_("Give a reason for the limit."), code="missing", field="reason")
    if amount is not None and check_amount(amount) < 0:
        raise InputError(N_("A limit cannot be below zero."), code="bad_amount", field="amount", value=amount)
    check_range(day, "from")
    with entry(session, "decide", "group_limit", reason=reason) as (work, says):
        members = members_in(work.connection, day).get(name)
        if not members:
            raise RuleError(N_("There is no group “{name}”."), code="unknown_group", field="group", name=name)
        rates = rate_book(work.connection)
        if amount is not None:
            _abovemembers_in(work.connection, members, rates.to_base(amount, code, day), day, rates)
        new_id = rows.insert(work.connection, "group_limit", {
            "name": name, "amount_minor": to_minor(amount or _ZERO, code), "currency": code,
            "effective_from": day.isoformat(), "ended": int(amount is None), "reason": reason.strip(),
            "created_at": work.stamp, "created_by": session.user, "event_seq": work.seq})
        work.touch("group_limit")
        says["entity_id"], says["after"] = new_id, {"group": name, "amount": "" if amount is None else str(amount),
                                                    "currency": code, "from": day.isoformat()}
    return new_id


def _abovemembers_in(connection: Transaction, members: Collection[int], amount: Decimal | None, day: date, rates: RateBook
                   ) -> None:
    for member, limit in credit.limits_in_force(connection, day).items():
        if member in members and amount is not None and limit > amount:
            row = customers.by_id(connection, member)
            raise RuleError(N_("The group's limit cannot lie below that of {name}, {limit}."), code="below_member",
                            field="amount", name=row["name"] if row else "", limit=display(limit, rates.base))


def check_member_in(connection: Transaction, customer_id: int, amount: Decimal, currency: str, day: date) -> None:
    """RuleError `above_group` where a member's limit would exceed that of its group."""
    if not store.any_limit(connection):
        return
    room, rates = room_in(connection, customer_id, day), rate_book(connection)
    value = rates.to_base(amount, currency, day)
    if room is not None and room.limit is not None and value is not None and value > room.limit:
        raise RuleError(N_("The group {name} has a limit of {limit}: a member's cannot be larger."), code="above_group",
                        field="amount", name=room.name, limit=display(room.limit, rates.base))


def parents_in(connection: Transaction, customer_id: int, as_of: date) -> frozenset[str]:
    """Names of the firms that the file of a customer calls its parent or controller, and of the other group members."""
    found = {entry.value("name") for entry in file_entries.of_kind(connection, OWNER, as_of)
             if entry.customer_id == customer_id and entry.value("role") in ("parent", "controller")}
    mine = next((ids for ids in members_in(connection, as_of).values() if customer_id in ids), ())
    others = (customers.by_id(connection, key) for key in mine if key != customer_id)
    return frozenset(found | {str(row["name"]) for row in others if row is not None}) - {""}


def under_parent(grade: str, held: Sequence[Mitigant], parents: Collection[str]) -> tuple[str, tuple[Mitigant, ...]]:
    """(grade under a parent's guarantee, what is held beside it): a guarantee that lifts the grade counts only once (D10)."""
    for item in held:
        if item.kind == CORPORATE_GUARANTEE and item.name in parents and item.guarantor_grade:
            raised = lifted_by_parent(grade, item.guarantor_grade)
            if raised != grade:
                return raised, tuple(other for other in held if other is not item)
    return grade, tuple(held)


def room_in(connection: Transaction, customer_id: int, as_of: date) -> GroupRoom | None:
    """The group of a customer where one has a limit; None without."""
    if not store.any_limit(connection):
        return None
    found = next(((name, ids) for name, ids in members_in(connection, as_of).items() if customer_id in ids), None)
    if found is None:
        return None
    room = _room(connection, *found, as_of, rate_book(connection), policy_in(connection, as_of))
    return room if room.limit is not None else None


def members_in(connection: Transaction, as_of: date) -> dict[str, tuple[int, ...]]:
    """The members of every group, by its name; a customer belongs to the group named last."""
    latest = {item.customer_id: item.value("name") for item in file_entries.of_kind(connection, GROUP, as_of)}
    found: dict[str, list[int]] = {}
    for customer_id, name in sorted(latest.items()):
        found.setdefault(name, []).append(customer_id)
    return {name: tuple(ids) for name, ids in found.items()}


def _room(connection: Transaction, name: str, members: Collection[int], as_of: date, rates: RateBook, policy: CreditPolicy
          ) -> GroupRoom:
    row = store.limit_of(connection, name, as_of)
    limit = None if row is None else rates.to_base(from_minor(row["amount_minor"], row["currency"]), row["currency"], as_of)
    return GroupRoom(name, tuple(members), limit, _exposure(connection, members, as_of, rates, policy))


def _exposure(connection: Transaction, members: Collection[int], as_of: date, rates: RateBook, policy: CreditPolicy
              ) -> Decimal | None:
    total, to_base, sold = _ZERO, converter(rates, as_of), sold_in(connection, as_of)
    try:
        for member in members:
            ledger = reads.ledger_of(connection, member)
            total += exposure(ledger, as_of, to_base=to_base, orders=counted_in(connection, member, as_of),
                              bill_events=bill_ends(ledger), rules=policy.exposure, sold=shares(sold.get(member, []))).total
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        return None
    return total
