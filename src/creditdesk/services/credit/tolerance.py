"""What a limit would do to the firm's own caps: group, industry, all receivables, new customers (DOMAIN D4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ...domain.credit.limit_policy import LimitPolicy
from ...domain.credit.limits import tolerance_breaches
from ...domain.dates import add_months
from ...domain.errors import N_
from ...store import customers, standing as store
from ...store.transaction import Transaction
from .basis import section_of
from .groups import members_in
from .policy import policy_in
from .usage import usage_in

#: months from its first invoice in which a customer counts as new (D8: the last step comes after six)
NEW_MONTHS = 6
BREACH_NAMES = {"group": N_("the group's share of the receivables budget"),
                "section": N_("the industry's share of the receivables budget"),
                "total": N_("the receivables budget"), "new_customers": N_("the share of new customers in receivables")}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OwnCaps:
    """What the others owe, base currency: the group's other members, the industry's, all customers, the other new ones.

    `group` and `section` None: the customer belongs to none that is known.
    """

    budget: Decimal | None
    total: Decimal
    group: Decimal | None = None
    section: Decimal | None = None
    new: Decimal | None = None
    policy: LimitPolicy = field(default_factory=LimitPolicy)

    def breaches(self, line: Decimal) -> tuple[str, ...]:
        """Names of the caps that a limit used in full would pass (`BREACH_NAMES`)."""
        return tolerance_breaches(
            budget=self.budget, group=_ZERO if self.group is None else self.group + line,
            section=_ZERO if self.section is None else self.section + line, total=self.total + line,
            new_customers=_ZERO if self.new is None else self.new + line, policy=self.policy)


def own_caps_in(connection: Transaction, customer_id: int, as_of: date) -> OwnCaps:
    """The caps as one customer's limit meets them; a customer without a rate counts nothing."""
    policy = policy_in(connection, as_of)
    owed = {key: max(_ZERO, found.exposure or _ZERO) for key, found in usage_in(connection, as_of).items() if key != customer_id}
    return OwnCaps(policy.budget, sum(owed.values(), _ZERO), _of_group(connection, customer_id, as_of, owed),
                   _of_section(connection, customer_id, owed), _of_new(connection, customer_id, as_of, owed), policy.limits)


def _sum(owed: Mapping[int, Decimal], keys: Iterable[int]) -> Decimal:
    return sum((owed.get(key, _ZERO) for key in keys), _ZERO)


def _of_group(connection: Transaction, customer_id: int, as_of: date, owed: Mapping[int, Decimal]) -> Decimal | None:
    mine = next((ids for ids in members_in(connection, as_of).values() if customer_id in ids), None)
    return None if mine is None else _sum(owed, mine)


def _of_section(connection: Transaction, customer_id: int, owed: Mapping[int, Decimal]) -> Decimal | None:
    sections = {row["id"]: section_of(str(row["industry"])) for row in customers.everyone(connection, retired=True)}
    own = sections.get(customer_id)
    return None if own is None else _sum(owed, (key for key, section in sections.items() if section == own))


def _of_new(connection: Transaction, customer_id: int, as_of: date, owed: Mapping[int, Decimal]) -> Decimal | None:
    first = store.first_invoices(connection, as_of)
    start = add_months(as_of, -NEW_MONTHS)

    def new(key: int) -> bool:
        return first.get(key, as_of) > start

    return _sum(owed, filter(new, owed)) if new(customer_id) else None
