"""A letter's text, not yet saved, filled with a real customer's figures (DOMAIN I4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..domain.collections import stages
from ..domain.collections.demand import Demand, demand, reminder
from ..domain.collections.interest import InvoiceInterest
from ..domain.collections.letter_words import letter_number
from ..domain.collections.letters import read_template
from ..domain.collections.plans import instalments
from ..domain.collections.template import Template
from ..domain.dates import add_months
from ..domain.errors import CreditDeskError, N_, RuleError
from ..store import credit, customers
from ..store.transaction import Transaction
from .collections.interest import interest_in
from .collections.letter_fields import content_of, demands_among, letter_prefix, PlannedLetter
from .collections.plan_letter import PlanLetter, preview_plan_letter
from .collections.plans import PlanDraft
from .collections.positions import Position, Positions, positions_in
from .collections.statement import KIND as STATEMENT, statements_in
from .credit.good_standing import GoodStandingLetter, preview_good_standing
from .credit.notices import HoldNotice, LimitNotice, preview_notice
from .session import Session

#: customers tried before the preview gives up
_TRIED = 40
Maker = Callable[[Session, int, date, str, Template], bytes]


def preview_text(session: Session, kind: str, language: str, text: str, as_of: date,
                 customer_id: int | None = None) -> tuple[str, bytes]:
    """(customer's name, PDF) with this text; without `customer_id` the customer it speaks of most. Nothing is kept.

    InputError for a text that cannot be read, RuleError `no_letter` when there is nobody to write it to.
    """
    template = read_template(text, kind, language)
    if kind in _MAKERS:
        return _by_itself(session, kind, template, as_of, customer_id)
    return _of_a_run(session, template, as_of, customer_id)


# -- letters of a run, and the statement --

def _of_a_run(session: Session, template: Template, as_of: date, customer_id: int | None) -> tuple[str, bytes]:
    from ..files.letters import letter_pdf
    kind, language = template.kind, template.language
    with session.book.read() as connection:
        positions = positions_in(connection, as_of, customer_id)
        found = sorted(positions.customers, key=lambda row: (-row.overdue, row.customer.code))
        if kind == STATEMENT and found:
            owner = found[0].customer
            stated = statements_in(connection, owner.id, as_of, as_of.replace(day=1), language=language, template=template)
            return owner.name, letter_pdf(stated[0].content)
        for position in found:
            letter = _letter(connection, position, positions, kind, language)
            if letter is not None:
                content = content_of(letter, positions.company, template, positions.policy.interest.sale_factor)
                return position.customer.name, letter_pdf(content)
    raise _nobody()


def _nobody() -> RuleError:
    return RuleError(N_("Nobody owes anything this letter could speak of."), code="no_letter", field="customer")


def _letter(connection: Transaction, position: Position, positions: Positions, kind: str, language: str
            ) -> PlannedLetter | None:
    interest = interest_in(connection, positions, [position]).get(position.customer.id, ()) if kind != "L1" else ()
    stated = next(filter(None, (_stated(position, kind, currency, interest) for currency in sorted(
        {item.currency for item in position.items if item.is_claim}))), None)
    if stated is None:
        return None
    number = letter_number(letter_prefix(positions.company), kind, position.as_of, 0)
    return PlannedLetter(position, number, kind, position.stage, 0, language, stated,
                         tuple(row for row in interest if row.currency == stated.currency),
                         demands_among(position.issued_for(position.items)), position.backing.guarantors)


def _stated(position: Position, kind: str, currency: str, interest: Sequence[InvoiceInterest]) -> Demand | None:
    if kind == "L1":
        return reminder([item for item in position.chased if item.due_date >= position.as_of], currency, position.as_of)
    return demand(kind, position.chased, currency, position.as_of, interest=interest)


# -- letters by themselves --

def _by_itself(session: Session, kind: str, template: Template, as_of: date, customer_id: int | None) -> tuple[str, bytes]:
    with session.book.read() as connection:
        names = {row["id"]: str(row["name"]) for row in customers.everyone(connection)}
        wanted = [customer_id] if customer_id is not None else [key for key in _likely(connection, kind, as_of) if key in names]
    told: CreditDeskError = _nobody()
    for key in wanted[:_TRIED]:
        try:
            return names[key], _MAKERS[kind](session, key, as_of, template.language, template)
        except RuleError as error:  # this customer gives no occasion for it; the last word is told
            told = error
    raise told


def _likely(connection: Transaction, kind: str, as_of: date) -> Iterable[int]:
    """Whom such a letter would go to, the most likely first."""
    if kind == "L7":
        return [row["owner_id"] for row in sorted(credit.limits(connection, as_of), key=lambda row: str(row["effective_from"]),
                                                  reverse=True)]
    if kind == "L10":
        return [row["id"] for row in customers.everyone(connection)]
    found = positions_in(connection, as_of).customers
    return [row.customer.id for row in sorted(found, key=lambda row: (-row.overdue, row.customer.code)) if row.overdue > 0]


def _limit(session: Session, customer_id: int, as_of: date, language: str, template: Template) -> bytes:
    return preview_notice(session, LimitNotice(customer_id, as_of, ("payment_record", "policy"), language=language), template)


def _hold(session: Session, customer_id: int, as_of: date, language: str, template: Template) -> bytes:
    return preview_notice(session, HoldNotice(customer_id, as_of, language=language), template)


def _plan(session: Session, customer_id: int, as_of: date, language: str, template: Template) -> bytes:
    """What is overdue in three parts."""
    with session.book.read() as connection:
        position = next(iter(positions_in(connection, as_of, customer_id).customers))
    late = position.overdue_items
    mine = [item for item in position.items if item.document_id in {one.document_id for one in late}
            and item.currency == late[0].currency]
    owed = sum((item.open for item in mine), Decimal(0))
    draft = PlanDraft(customer_id, late[0].currency, as_of, tuple(dict.fromkeys(item.document_id for item in mine)),
                      instalments(owed, 3, add_months(as_of, 1), late[0].currency))
    return preview_plan_letter(session, PlanLetter(draft, as_of, language=language), template)


def _thanks(session: Session, customer_id: int, as_of: date, language: str, template: Template) -> bytes:
    return preview_good_standing(session, GoodStandingLetter(customer_id, as_of, language), template)


_MAKERS: Mapping[str, Maker] = {"L7": _limit, "L8": _plan, "L9": _hold, "L10": _thanks}
#: every letter, in the order of the editor's list
EDITED = (*stages.LETTERS, STATEMENT, *_MAKERS)
