"""Late-payment interest on what is overdue (DOMAIN H2, H3; CLI `interest`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...domain.collections.interest import Claim, interest_on, InvoiceInterest
from ...domain.collections.rates import RateTable
from ...domain.collections.regimes import country_code, size_class, Terms
from ...domain.customers.records import Company, Customer
from ...domain.ledger.documents import Allocation, Document
from ...domain.ledger.open_items import OpenItem, parts
from ...domain.ledger.settlement import by_document
from ...store import collections as store, reads
from ...store.transaction import Transaction
from ..session import Session
from .agreements import agreed_rate, Agreement, agreement_for
from .law import law_of, under_sme_rules
from .positions import Position, Positions, positions_in
from .reference_rates import tables_in


@dataclass(frozen=True, slots=True)
class InterestLine:
    """The interest on one invoice and whose it is."""

    code: str
    name: str
    result: InvoiceInterest


def interest_report(session: Session, as_of: date, customer_id: int | None = None) -> list[InterestLine]:
    """Interest on every invoice with an overdue undisputed open part, by customer and number."""
    with session.book.read() as connection:
        positions = positions_in(connection, as_of, customer_id)
        found = interest_in(connection, positions, positions.customers)
    lines = [InterestLine(position.customer.code, position.customer.name, result)
             for position in positions.customers for result in found.get(position.customer.id, ())]
    return sorted(lines, key=lambda line: (line.code, line.result.no, line.result.document_id))


def interest_in(connection: Transaction, positions: Positions, wanted: Sequence[Position]
                ) -> dict[int, list[InvoiceInterest]]:
    """The interest on the overdue invoices of some customers, by customer: the documents are read in one go."""
    claims = {position.customer.id: _bearing(position, positions.company) for position in wanted}
    ids = sorted({item.document_id for items in claims.values() for item in items})
    documents = reads.by_ids(connection, ids)
    payments = by_document(store.allocations_of(connection, ids)) if ids else {}
    tables = tables_in(connection)
    found: dict[int, list[InvoiceInterest]] = {}
    for position in wanted:
        results = [_interest(documents[key], position.customer, positions, payments.get(key, ()), tables)
                   for key in _documents(claims[position.customer.id]) if not documents[key].interest]
        found[position.customer.id] = [result for result in results if result is not None]
    return found


def _bearing(position: Position, firm: Company) -> tuple[OpenItem, ...]:
    """What is overdue, a plan or not; of a debtor under the SME rules all claims, whose day by law may be the earlier (H1)."""
    anyway = under_sme_rules(position.customer, firm)
    return tuple(item for item in position.items if item.is_claim and item.undisputed > 0
                 and (anyway or item.is_overdue(position.as_of)))


def _documents(items: Sequence[OpenItem]) -> list[int]:
    return list(dict.fromkeys(item.document_id for item in items))


def _interest(document: Document, customer: Customer, positions: Positions, allocations: Sequence[Allocation],
              tables: Mapping[str, RateTable]) -> InvoiceInterest | None:
    claim = Claim(document.id, document.no, document.currency,
                  parts(document, allocations, positions.disputes.get(document.id, ()), positions.as_of),
                  terms_of(document, customer, positions.company, positions.agreements.get(customer.id, ())),
                  document.customer_id)
    return interest_on(claim, positions.as_of, tables, positions.policy.interest)


def terms_of(document: Document, customer: Customer, firm: Company, known: Sequence[Agreement] = ()) -> Terms:
    """What decides the interest on an invoice: its contract, the customer's law and size, and the invoice's own days."""
    agreement = agreement_for(document.contract_no, customer, known)
    return Terms(document.date, law_of(customer, firm), document.delivered_on,
                 document.due_assumed, agreed_rate(document.contract_no, customer, agreement),
                 agreement.signed_on if agreement else None, True, size_class(customer.size),
                 size_class(firm.size), country_code(firm.country))
