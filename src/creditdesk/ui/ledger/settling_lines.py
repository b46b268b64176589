"""What a receipt is allocated to: a line per open document, with what was typed and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from creditdesk.domain.errors import InputError, N_, RuleError
from creditdesk.domain.ledger.drafts import AllocationDraft
from creditdesk.domain.ledger.matching import Proposal
from creditdesk.domain.money import display
from creditdesk.services.ledger.receipts import Payable
from creditdesk.ui.widgets.arithmetic import amount_from

ZERO = Decimal(0)


@dataclass(eq=False, slots=True)
class ApplyLine:
    """An open document; the texts stand as typed, right or wrong."""

    item: Payable
    currency: str
    text: str = ""
    discount_text: str = ""
    amount: Decimal = ZERO
    discount: Decimal = ZERO
    wrong: bool = False

    @property
    def left(self) -> Decimal:
        """Open after this."""
        return self.item.open - self.amount - self.discount

    def put(self, text: str) -> None:
        """Type the amount allocated; InputError or RuleError when it cannot be read or is more than is open."""
        self.text, self.amount = text, ZERO
        self.amount = self._read(text, self.discount)
        self.text = display(self.amount, self.currency) if self.amount else ""

    def put_discount(self, text: str) -> None:
        """Type a cash discount: that part is settled without money (DOMAIN E4)."""
        self.discount_text, self.discount = text, ZERO
        self.discount = self._read(text, self.amount)
        self.discount_text = display(self.discount, self.currency) if self.discount else ""

    def set_amount(self, amount: Decimal) -> None:
        """Set an amount that is known to fit."""
        self.amount, self.wrong = amount, False
        self.text = display(amount, self.currency) if amount else ""

    def _read(self, text: str, beside: Decimal) -> Decimal:
        self.wrong = True
        amount = amount_from(text, self.currency) if text.strip() else ZERO
        if amount < 0:
            raise InputError(N_("The amount must be above zero."), code="bad_amount", field="amount", value=amount)
        if amount + beside > self.item.open:
            raise InputError(N_("{no} has only {open} {currency} open, {wanted} cannot be allocated."),
                             code="over_allocated", field="amount", no=self.item.no, currency=self.currency,
                             open=display(self.item.open, self.currency), wanted=display(amount + beside, self.currency))
        self.wrong = False
        return amount


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures that are always in sight: received, allocated, remaining, owed afterwards."""

    received: Decimal
    allocated: Decimal
    discounts: Decimal
    settled: int
    touched: int
    owed_after: Decimal

    @property
    def remaining(self) -> Decimal:
        return self.received - self.allocated


def tally(lines: Sequence[ApplyLine], received: Decimal, owed: Decimal) -> Tally:
    """The figures for lines and an amount received; `owed` is the balance before it."""
    used = [line for line in lines if line.amount or line.discount]
    discounts = sum((line.discount for line in used), ZERO)
    return Tally(received, sum((line.amount for line in used), ZERO), discounts, sum(line.left == 0 for line in used),
                 len(used), owed - received - discounts)


def parts(lines: Sequence[ApplyLine]) -> tuple[AllocationDraft, ...]:
    """The allocations as they will be posted; RuleError for a discount without any payment beside it."""
    for line in lines:
        if line.discount and not line.amount:
            raise RuleError(N_("{no}: a discount needs a payment on the same invoice."), code="discount_alone",
                            field="discount", no=line.item.no)
    return tuple(AllocationDraft(line.item.document_id, line.amount, line.discount) for line in lines if line.amount)


def take_proposal(lines: Sequence[ApplyLine], proposal: Proposal) -> None:
    """Fill the lines with a proposal; discounts typed before stay only where they still fit."""
    wanted = dict(proposal.lines)
    for line in lines:
        amount = wanted.get(line.item.document_id, ZERO)
        if amount + line.discount > line.item.open or not amount:
            line.discount, line.discount_text = ZERO, ""
        line.set_amount(amount)


def next_open(lines: Sequence[ApplyLine]) -> ApplyLine | None:
    """The first line with something still open: where a remainder can go on."""
    return next((line for line in lines if line.left > 0 and not line.wrong), None)
