"""Which open items a receipt pays: proposals a person confirms, never a posting (DOMAIN E3, E4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, groupby

from ..money import exponent, from_minor, round_money, to_minor
from .settlement import OpenItem, ZERO

MAX_INVOICES = 6
BUDGET = 400_000  # search steps; some tenths of a second
SUMS_UP_TO = {2: 600, 3: 120}  # items: above it the sums of two or three would fill the memory


@dataclass(frozen=True, slots=True)
class Proposal:
    """`lines` = (document id, amount); `rest` stays unapplied.

    `complete` False: the search gave up before it had seen every combination, a better or a first one may exist.
    """

    lines: tuple[tuple[int, Decimal], ...]
    rest: Decimal
    complete: bool = True

    @property
    def allocated(self) -> Decimal:
        return sum((amount for _, amount in self.lines), ZERO)


def _in_order(items: Iterable[OpenItem]) -> list[OpenItem]:
    return sorted(items, key=lambda item: (item.due_date, item.no, item.document_id))


def _proposal(pairs: Iterable[tuple[int, Decimal]], amount: Decimal, complete: bool = True) -> Proposal:
    """The lines of one document are added up, zero lines dropped."""
    lines: dict[int, Decimal] = {}
    for document_id, part in pairs:
        if part > 0:
            lines[document_id] = lines.get(document_id, ZERO) + part
    return Proposal(tuple(lines.items()), amount - sum(lines.values(), ZERO), complete)


def _fill(items: Iterable[OpenItem], amount: Decimal) -> list[tuple[int, Decimal]]:
    pairs, rest = [], amount
    for item in items:
        taken = min(rest, item.open)
        pairs.append((item.document_id, taken))
        rest -= taken
    return pairs


def oldest_first(items: Iterable[OpenItem], amount: Decimal) -> Proposal:
    """The earliest due date first, then the lowest number, each up to what is open."""
    return _proposal(_fill(_in_order(items), amount), amount)


def pro_rata(items: Iterable[OpenItem], amount: Decimal, currency: str) -> Proposal:
    """In proportion to the open amounts, half-up; the remainder to the largest debt, then the lowest number."""
    return _proposal(_shares(_in_order(items), amount, currency), amount)


def _shares(items: Sequence[OpenItem], amount: Decimal, currency: str) -> list[tuple[int, Decimal]]:
    total = sum((item.open for item in items), ZERO)
    if amount >= total:
        return [(item.document_id, item.open) for item in items]
    shares = [round_money(item.open * amount / total, currency) for item in items]
    rest = amount - sum(shares, ZERO)
    # the largest debt takes the remainder as far as it can, then the next: shares stay within 0 and the open amount
    for i in sorted(range(len(items)), key=lambda i: (-items[i].open, items[i].no)):
        taken = max(-shares[i], min(rest, items[i].open - shares[i]))
        shares[i] += taken
        rest -= taken
    return [(item.document_id, share) for item, share in zip(items, shares, strict=True)]


def statutory_order(items: Iterable[OpenItem], amount: Decimal, currency: str, value_date: date) -> Proposal:
    """CC 560: due debts first, among them the least secured, the more burdensome, the earlier due, then pro rata."""
    def rank(item: OpenItem) -> tuple[bool, Decimal, Decimal, date]:
        return item.due_date > value_date, item.secured, -item.rate, item.due_date

    pairs: list[tuple[int, Decimal]] = []
    rest = amount
    for _, group in groupby(sorted(_in_order(items), key=rank), key=rank):
        shares = _shares(list(group), rest, currency)
        pairs += shares
        rest -= sum((share for _, share in shares), ZERO)
    return _proposal(pairs, amount)


def exact_match(items: Iterable[OpenItem], amount: Decimal, currency: str, *, budget: int = BUDGET) -> Proposal:
    """The single invoice, else the fewest invoices (at most 6), that add up to `amount` within ±0.01 (DOMAIN E3).

    Of the same count an exact sum first, then the earliest due dates, then the numbers; items with an open dispute are
    left out. A difference of 0.01 stays open on the last one or unapplied. No lines: nothing matches.
    """
    tolerance = 10 ** exponent(currency) // 100
    target = to_minor(amount, currency)
    fit = [item for item in _in_order(items)
           if item.disputed == 0 and 0 < to_minor(item.open, currency) <= target + tolerance]
    search = _Search(fit, [to_minor(item.open, currency) for item in fit], budget)
    found: tuple[int, ...] | None = None
    for size in range(1, min(MAX_INVOICES, len(fit)) + 1):
        found = search.best(size, [target])
        if found is None and search.complete:
            near = [target + sign * step for step in range(1, tolerance + 1) for sign in (1, -1)]
            found = search.best(size, near)
        if found is not None or not search.complete:
            break
    chosen = [fit[i] for i in found or ()]
    return _proposal(_fill(chosen, from_minor(target, currency)), amount, search.complete)


class _Search:
    """Subsets of a given size and sum, best first by due dates, then numbers; gives up after `budget` steps."""

    def __init__(self, items: Sequence[OpenItem], values: Sequence[int], budget: int) -> None:
        self.values, self.budget, self.complete = values, budget, True
        self.dues = [item.due_date for item in items]
        self.nos = [item.no for item in items]
        self.places: defaultdict[int, list[int]] = defaultdict(list)
        for place, value in enumerate(values):
            self.places[value].append(place)
        self.sums: dict[int, frozenset[int]] = {}
        self.found: tuple[int, ...] | None = None

    def best(self, size: int, targets: Sequence[int]) -> tuple[int, ...] | None:
        self.found = None
        for few in (2, 3):
            # which sums two or three items can have at all: cuts nearly every branch three levels early
            if few not in self.sums and size >= 2 * few - 1 and len(self.values) <= SUMS_UP_TO[few]:
                self.sums[few] = frozenset(sum(some) for some in combinations(self.values, few))
        for target in targets:
            if self.complete:
                self._extend((), 0, target, size)
        return self.found

    def _extend(self, chosen: tuple[int, ...], start: int, rest: int, left: int) -> None:
        if left == 1:
            self._finish(chosen, start, rest)
            return
        if left in self.sums and rest not in self.sums[left]:
            return
        for place in range(start, len(self.values) - left + 1):
            self.budget -= 1
            if self.budget < 0:
                self.complete = False
            if not self.complete:
                return
            if self.values[place] < rest and not self._hopeless(chosen, place, left):
                self._extend((*chosen, place), place + 1, rest - self.values[place], left - 1)

    def _finish(self, chosen: tuple[int, ...], start: int, rest: int) -> None:
        places = self.places.get(rest, [])
        at = bisect_left(places, start)
        if at < len(places):
            candidate = (*chosen, places[at])
            if self.found is None or self._key(candidate) < self._key(self.found):
                self.found = candidate

    def _key(self, places: tuple[int, ...]) -> tuple[list[date], list[str]]:
        return [self.dues[i] for i in places], [self.nos[i] for i in places]

    def _hopeless(self, chosen: tuple[int, ...], place: int, left: int) -> bool:
        """Whether even the earliest completion of chosen + place comes after the best found so far."""
        if self.found is None:
            return False
        dues, nos = self._key(self.found)
        earliest = [self.dues[i] for i in chosen] + self.dues[place:place + left]
        if earliest != dues:
            return earliest > dues
        begun = [self.nos[i] for i in (*chosen, place)]
        return begun > nos[:len(begun)]


@dataclass(frozen=True, slots=True)
class EarlyDiscount:
    """The discount earned, or 0 and why not: late, older_open, short."""

    amount: Decimal
    reason: str | None = None


def early_payment_discount(*, gross: Decimal, disputed: Decimal, open_amount: Decimal, received: Decimal, rate: Decimal,
                           discount_date: date, value_date: date, older_open: bool, currency: str) -> EarlyDiscount:
    """DOMAIN E4. `gross` is the invoice (or its net of VAT, by the setting), `rate` a fraction.

    `older_open`: an older undisputed invoice is still open after this receipt. One day of grace after `discount_date`.
    """
    if value_date > discount_date + timedelta(1):
        return EarlyDiscount(ZERO, "late")
    if older_open:
        return EarlyDiscount(ZERO, "older_open")
    discount = round_money(rate * (gross - disputed), currency)
    undisputed = open_amount - disputed
    if received + discount < undisputed:
        return EarlyDiscount(ZERO, "short")
    return EarlyDiscount(max(ZERO, min(discount, undisputed)))
