"""A letter's text, not yet saved, filled with a real customer's figures (DOMAIN I4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...domain.collections import stages
from ...domain.collections.demand import Demand, demand, reminder
from ...domain.collections.interest import InvoiceInterest
from ...domain.collections.letter_words import letter_number
from ...domain.collections.letters import read_template
from ...domain.errors import N_, RuleError
from ...store.book import Transaction
from ..session import Session
from .interest import interest_in
from .letter_fields import content_of, demands_among, letter_prefix, PlannedLetter
from .positions import Position, Positions, positions_in
from .statement import KIND as STATEMENT, statements_in

#: the letters whose text can be tried on the book as it stands
TRIED = (*stages.LETTERS, STATEMENT)


def preview_text(session: Session, kind: str, language: str, text: str, as_of: date,
                 customer_id: int | None = None) -> tuple[str, bytes]:
    """(customer's name, PDF) with this text; without `customer_id` the customer that owes most. Nothing is kept.

    InputError for a text that cannot be read, RuleError `no_letter` when nobody owes what the letter speaks of.
    """
    from ...files.letters import letter_pdf
    template = read_template(text, kind, language)
    with session.book.read() as connection:
        positions = positions_in(connection, as_of, customer_id)
        customers = sorted(positions.customers, key=lambda row: (-row.overdue, row.customer.code))
        if kind == STATEMENT and customers:
            owner = customers[0].customer
            found = statements_in(connection, owner.id, as_of, as_of.replace(day=1), language=language, template=template)
            return owner.name, letter_pdf(found[0].content)
        for position in customers:
            letter = _letter(connection, position, positions, kind, language)
            if letter is not None:
                content = content_of(letter, positions.company, template, positions.policy.interest.sale_factor)
                return position.customer.name, letter_pdf(content)
    raise RuleError(N_("Nobody owes anything this letter could speak of."), code="no_letter", field="customer")


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
