"""What every customer owes in the book's currency, with what came in another one and is not applied yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services.customer_lines import customer_list
from creditdesk.services.insight import receivables
from creditdesk.services.ledger import posting
from creditdesk.services.rates import put_rate, rate_book
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


@pytest.fixture
def paid_in_dollars(session: Session, alpha: int) -> Session:
    def post(kind: str, amount: str) -> None:
        posting.post_document(session, DocumentDraft(
            kind=kind, customer_id=alpha, date=date(2026, 9, 1), amount=D(amount), currency="USD",
            due_date=date(2026, 10, 1) if kind == "invoice" else None))
    post("invoice", "100")
    post("receipt", "30")
    put_rate(session, "USD", date(2026, 8, 1), D(7))
    return session


@pytest.mark.parametrize("day", [DAY, date(2026, 9, 15)])
def test_a_receipt_in_another_currency_stands_apart(paid_in_dollars: Session, alpha: int, day: date) -> None:
    with paid_in_dollars.book.read() as connection:
        rates = rate_book(connection)
        whose = receivables.receivables_in(connection, day, rates)
        sums = receivables.totals_in(connection, day, rates)
    for found in (whose, sums):
        lines = [line for line in found.by_customer.values() if any(line)]
        assert [[amount for amount in line if amount] for line in lines] == [[D(700), D(-210)]]
        assert lines[0][5] == D(-210)


def test_the_list_of_customers_shows_it(paid_in_dollars: Session) -> None:
    assert [line.balance for line in customer_list(paid_in_dollars, DAY)] == [D(490)]
