"""Security held for a customer and what it is worth for a limit (DOMAIN D5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..errors import InputError, N_

INSURANCE, BANK_GUARANTEE, LETTER_OF_CREDIT, DEPOSIT = "insurance", "bank_guarantee", "letter_of_credit", "deposit"
CORPORATE_GUARANTEE, PERSONAL_GUARANTEE, TITLE = "corporate_guarantee", "personal_guarantee", "title_retention"
KINDS = (INSURANCE, BANK_GUARANTEE, LETTER_OF_CREDIT, DEPOSIT, CORPORATE_GUARANTEE, PERSONAL_GUARANTEE, TITLE)
_SHARE = {BANK_GUARANTEE: Decimal(1), LETTER_OF_CREDIT: Decimal(1), DEPOSIT: Decimal(1),
          CORPORATE_GUARANTEE: Decimal("0.5"), PERSONAL_GUARANTEE: Decimal("0.2"), TITLE: Decimal(0)}
_GUARANTOR = {"AAA": Decimal(1), "AA": Decimal(1), "A": Decimal(1), "BBB": Decimal("0.5"), "BB": Decimal("0.5")}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Mitigant:
    """A security in base currency: `amount` is the insurer's limit or the amount guaranteed, `percent` insured.

    It counts to its expiry, that day included. InputError `bad_cover`.
    """

    kind: str
    amount: Decimal
    percent: Decimal = Decimal(1)
    guarantor_grade: str | None = None
    expires: date | None = None
    name: str = ""
    starts: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.amount < 0 or not 0 <= self.percent <= 1:
            raise InputError(N_("This security cannot be taken: kind, amount or percentage is wrong."),
                             code="bad_cover", field="cover")

    def counts_on(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (self.expires is None or day <= self.expires)

    @property
    def fixed_worth(self) -> Decimal:
        """Worth that does not depend on the exposure; 0 for insurance."""
        if self.kind == INSURANCE:
            return _ZERO
        share = _SHARE[self.kind]
        if self.kind == CORPORATE_GUARANTEE:
            share *= _GUARANTOR.get(self.guarantor_grade or "", _ZERO)
        return self.amount * share


@dataclass(frozen=True, slots=True)
class CoverLine:
    """What one security is worth at an exposure."""

    mitigant: Mitigant
    worth: Decimal


def cover_of(held: Sequence[Mitigant], exposure: Decimal, as_of: date) -> tuple[CoverLine, ...]:
    """Worth of each security at `exposure`; expired ones 0, insurance = min(its limit, exposure) × percentage."""
    return tuple(CoverLine(item, _ZERO if not item.counts_on(as_of)
                           else min(item.amount, max(_ZERO, exposure)) * item.percent if item.kind == INSURANCE
                           else item.fixed_worth) for item in held)


def with_cover(base: Decimal, held: Sequence[Mitigant], as_of: date) -> Decimal:
    """The limit L that `base` and the securities carry: L = base + fixed worth + Σ min(insurer's limit, L) × percent.

    While the insurer's limit is not reached that is base ÷ (1 − percentage), at most the insurer's limit (DOMAIN D5).
    """
    living = [item for item in held if item.counts_on(as_of)]
    fixed = base + sum((item.fixed_worth for item in living), _ZERO)
    policies = sorted((item for item in living if item.kind == INSURANCE), key=lambda item: item.amount)
    # Insurers' limits are filled smallest first: take the largest solution that agrees with which ones are full.
    for full in range(len(policies), -1, -1):
        filled = sum((item.amount * item.percent for item in policies[:full]), _ZERO)
        open_share = sum((item.percent for item in policies[full:]), _ZERO)
        if open_share >= 1:
            return policies[full].amount if fixed + filled > 0 else _ZERO
        level = (fixed + filled) / (1 - open_share)
        if full == 0 or level >= policies[full - 1].amount:
            return level
    return fixed
