"""Dividing an amount into instalments: equal ones, ones of a given size, or given ones brought to another total (DOMAIN E8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..dates import add_months
from ..errors import InputError, N_
from ..money import round_money
from .documents import Instalment

MAX_PARTS = 120


def equal_parts(total: Decimal, count: int, currency: str, *, field: str = "instalments") -> tuple[Decimal, ...]:
    """`count` parts, each rounded half-up; the last is the total less the others. InputError `bad_count` at `field`."""
    if not 1 <= count <= MAX_PARTS:
        raise InputError(N_("Choose between 1 and {most} instalments."), code="bad_count", field=field, most=MAX_PARTS)
    part = round_money(total / count, currency)
    return _closed([part] * (count - 1), total, field)


def parts_of(total: Decimal, size: Decimal, currency: str) -> tuple[Decimal, ...]:
    """Parts of one size, the last with what is left. InputError `bad_count` where there would be too many."""
    size = round_money(size, currency)
    count = total // size + (1 if total % size else 0) if size > 0 else MAX_PARTS + 1
    if count > MAX_PARTS:
        raise InputError(N_("Choose between 1 and {most} instalments."), code="bad_count", field="instalments",
                         most=MAX_PARTS)
    return _closed([size] * (int(count) - 1), total)


def _closed(others: Sequence[Decimal], total: Decimal, field: str = "instalments") -> tuple[Decimal, ...]:
    last = total - sum(others, Decimal(0))
    if last <= 0 or any(part <= 0 for part in others):
        raise InputError(N_("The amount is too small for {count} instalments."), code="bad_count", field=field,
                         count=len(others) + 1)
    return (*others, last)


def scheduled(amounts: Sequence[Decimal], first: date, months: int = 1) -> tuple[Instalment, ...]:
    """Instalments every so many months from the first date, clamped to the month's end."""
    return tuple(Instalment(place + 1, add_months(first, place * months), amount) for place, amount in enumerate(amounts))
