"""Progressive credit: the step a new customer has reached, and what it is worth (DOMAIN D8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.collections.promises import judged_on
from ...domain.credit.behaviour import judged_promises
from ...domain.credit.limit_policy import LimitPolicy, round_down
from ...domain.credit.limits import NEED, trial_step
from ...domain.credit.triggers import PaidInvoice, Progress, progress, STEP_NEEDS, STEP_SHARES
from ...domain.dates import FIRST
from ...domain.errors import RuleError
from ...domain.ledger.documents import INVOICE, Ledger
from ...domain.ledger.open_items import open_items
from ...domain.ledger.settlement import payment_items
from ...store import reads, standing as store
from ...store.standing import methods_of
from ...store.transaction import Transaction
from ..rates import rate_book, RateBook
from ..session import Session
from .applications import LimitRequest, submit_limit, Submitted
from .basis import converter, NO_RATE
from .limit_view import limit_view_in, LimitView, review_day
from .policy import policy_in
from .terms_setting import agreed_in

#: least deposit of the trial order (DOMAIN D8)
TRIAL_DEPOSIT = Decimal("0.30")


@dataclass(frozen=True, slots=True)
class StepView:
    """Where a customer stands: the step earned, the one decided (None: not on steps), what the earned one is worth.

    `full` is the limit at step 3, None while unknown; `amount` base currency; `deposit` a fraction.
    """

    customer_id: int
    progress: Progress
    decided: int | None
    full: Decimal | None
    amount: Decimal
    deposit: Decimal
    #: whether who pays on time waits half as long (DOMAIN A119)
    faster: bool = False

    @property
    def next_need(self) -> tuple[int, int] | None:
        """(invoices paid within 5 days on average, months) the next step asks for; None at the last."""
        return STEP_NEEDS[self.progress.step + 1] if self.progress.step < 3 else None


def decided_step(decision: Mapping[str, Any] | None) -> int | None:
    """The step a limit decision was taken for; None for one that is no step."""
    found = methods_of(decision["methods"]).get("step") if decision is not None else None
    return found if isinstance(found, int) else None


def step_view(session: Session, customer_id: int, as_of: date) -> StepView:
    """The step of a customer; RuleError `unknown_customer`."""
    with session.book.read() as connection:
        return step_in(connection, customer_id, as_of)


def begin_step(session: Session, customer_id: int, as_of: date, *, reason: str) -> Submitted:
    """Ask for the limit of the step a customer has reached: the trial order of a new one, or the next it has earned (D8).

    Decided at once or put before an approver, as the matrix says; from then on the program proposes the steps.
    """
    with session.book.read() as connection:
        view = limit_view_in(connection, customer_id, as_of)
        found = step_in(connection, view.customer_id, as_of, view)
        before = agreed_in(store.standing_decisions(connection, as_of).get(view.customer_id))
    least = found.deposit if before.deposit is None else max(before.deposit, found.deposit)
    methods = {**replace(before, deposit=least or None).methods(), "step": found.progress.step, "proposed": str(found.amount)}
    return submit_limit(session, LimitRequest(
        view.customer_id, found.amount, view.currency, as_of, review_day(view), terms=before.terms, reason=reason.strip(),
        methods=methods, proposed=found.amount, deposit_agreed=True), as_of)


def step_in(connection: Transaction, customer_id: int, as_of: date, view: LimitView | None = None) -> StepView:
    """The same inside a transaction."""
    found = view or limit_view_in(connection, customer_id, as_of)
    rates, policy = rate_book(connection), policy_in(connection, as_of)
    reached = _progress(reads.ledger_of(connection, found.customer_id), as_of, rates, faster=policy.faster_steps)
    decision = store.standing_decisions(connection, as_of).get(found.customer_id)
    return replace(step_of(found, reached, decided_step(decision), policy.limits), faster=policy.faster_steps)


def step_of(view: LimitView, reached: Progress, decided: int | None, policy: LimitPolicy) -> StepView:
    """What a step is worth: its share of the limit proposed; the trial order while that is unknown."""
    known = view.proposal.base_method not in ("trial", "veto")
    wanted = next((item.limit for item in view.methods if item.code == NEED and item.usable), None)
    full = view.proposal.before_rounding if known else Decimal(0) if view.proposal.base_method == "veto" else None
    step = reached.step if full is not None else 0
    amount = trial_step(wanted, full, policy) if step == 0 else (full or Decimal(0)) * STEP_SHARES[step]
    deposit = max(TRIAL_DEPOSIT if step == 0 else Decimal(0), view.proposal.min_deposit)
    reached = reached if step == reached.step else Progress(step, reached.invoices, reached.since, STEP_SHARES[step])
    return StepView(view.customer_id, reached, decided, full, round_down(amount), deposit)


def _progress(ledger: Ledger, as_of: date, rates: RateBook, *, faster: bool) -> Progress:
    """Progress by the invoices paid in full; without a rate nothing counts, so no step is gained."""
    kinds = {document.id: document for document in ledger.documents if document.kind == INVOICE and document.counts_on(as_of)}
    first = min((document.date for document in kinds.values()), default=None)
    to_base = converter(rates, as_of)
    parts: dict[int, list[tuple[date, int, Decimal, bool]]] = {}
    try:
        for item in payment_items(ledger, as_of):
            if item.document_id in kinds:
                parts.setdefault(item.document_id, []).append(
                    (item.paid_on, item.days_beyond_terms, to_base(item.amount, item.currency), item.settled))
    except RuleError as error:
        if error.code != NO_RATE:
            raise
        return progress(first, ())
    still_open = {item.document_id for item in open_items(ledger, as_of) if item.is_claim}
    paid = [_paid(found) for key, found in parts.items() if key not in still_open]
    late = [PaidInvoice(as_of, max(days for _on, days, *_rest in found), sum((part[2] for part in found), Decimal(0)))
            for found in parts.values() if any(days > 15 and not settled for _on, days, _amount, settled in found)]
    broken = [judged_on(result.promise) for result in judged_promises(ledger, as_of, FIRST) if not result.kept]
    return progress(first, [*paid, *late], broken, faster=faster)


def _paid(parts: list[tuple[date, int, Decimal, bool]]) -> PaidInvoice:
    return PaidInvoice(max(part[0] for part in parts), max(part[1] for part in parts),
                       sum((part[2] for part in parts), Decimal(0)))
