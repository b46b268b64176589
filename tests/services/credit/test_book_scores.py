"""The scores of the whole book equal those of each customer alone, on random ledgers."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.ledger.documents import CREDIT_NOTE, Instalment, INVOICE, RECEIPT, WRITE_OFF
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers, rates
from creditdesk.services.collections.contacts import add_promise, PromiseDraft
from creditdesk.services.credit import facts, limits
from creditdesk.services.credit.book_scores import score_book
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.credit.scoring import score_customer
from creditdesk.services.credit.usage import limits_in_force, usage
from creditdesk.services.ledger.disputes import add_dispute, close_dispute
from creditdesk.services.ledger.entry import Entry, entry
from creditdesk.services.ledger.posting import reverse
from creditdesk.services.session import Session

d = Decimal
START, LAST = date(2025, 1, 1), date(2026, 6, 30)


def someday(draw: random.Random, first: date = START, last: date = LAST) -> date:
    return first + timedelta(draw.randint(0, max(0, (last - first).days)))


def business(draw: random.Random, work: Entry, customer: int, currency: str) -> list[int]:
    """Invoices with terms, paid in one or two parts or not, credited or written off."""
    found = []
    for n in range(draw.randint(0, 14)):
        day, amount = someday(draw), d(draw.randint(1, 9_000_00)) / 100
        due = day + timedelta(draw.choice((0, 15, 30, 60)))
        parts = ()
        if customer % 5 == 0 and amount > 2:
            parts = (Instalment(1, due, d(1)), Instalment(2, due + timedelta(20), amount - 1))
        invoice = work.document(DocumentDraft(kind=INVOICE, customer_id=customer, no=f"I{customer}-{n}", date=day,
                                              due_date=due, amount=amount, currency=currency, instalments=parts))
        found.append(invoice)
        share = draw.choice((0, 0.4, 1, 1, 1))
        paid = (amount * d(str(share))).quantize(d("0.01"))
        kind = draw.choice((RECEIPT, RECEIPT, RECEIPT, CREDIT_NOTE, WRITE_OFF))
        if paid:
            rest = d("50.00") if kind == RECEIPT and draw.random() < 0.3 else d(0)
            work.document(DocumentDraft(
                kind=kind, customer_id=customer, date=someday(draw, day), amount=paid + rest, currency=currency,
                reason=draw.choice(("", "small_difference")), allocations=(AllocationDraft(invoice, paid),)))
    return found


@pytest.fixture
def trade(session: Session) -> Session:
    draw = random.Random(7)
    rates.put_rate(session, "USD", START, d("7.1234"))
    for n in range(1, 16):
        customers.save(session, Customer(0, f"C{n:02}", f"Firm {n}", founded_on=date(2000 + n, 1, 1), industry="C27"))
    posted = {}
    with entry(session, "post", "document") as (work, _says):
        for n in range(1, 16):
            posted[n] = business(draw, work, n, "USD" if n == 7 else "CNY")
    for n, documents in posted.items():
        if documents and n % 3 == 0:
            reverse(session, documents[0], LAST, "entered twice")
        if len(documents) > 1 and n % 2 == 0:
            dispute = add_dispute(session, documents[1], d("0.01"), "QL", someday(draw, date(2026, 1, 1)))
            if n % 4 == 0:
                close_dispute(session, dispute, "rejected", LAST)
        if n % 4 == 1:
            add_promise(session, PromiseDraft(n, d("100.00"), "CNY", date(2026, 5, 20), date(2026, 5, 1)))
        if n % 3 == 1:
            limits.decide(session, n, d(draw.choice((0, 5_000, 30_000))), "CNY", date(2026, 1, 1), date(2026, 7, 10),
                          reason="usual")
    facts.record_fact(session, Fact(0, 3, "EX1", "none", "official", date(2026, 6, 20)))
    return session


@pytest.mark.parametrize("day", [LAST, date(2026, 8, 15), date(2026, 3, 1)])
def test_the_book_and_each_customer_agree(trade: Session, day: date) -> None:
    whole = score_book(trade, day)
    assert len(whole) == 15
    for customer, view in whole.items():
        alone = score_customer(trade, customer, day)
        assert view.inputs == alone.inputs, customer
        assert (view.flags, view.result) == (alone.flags, alone.result), customer
    assert company.verify_book(trade).ok


@pytest.mark.parametrize("day", [LAST, date(2026, 3, 1)])
def test_use_of_limits_for_lists_is_that_of_each_customer(trade: Session, day: date) -> None:
    found, decided = usage(trade, day), limits_in_force(trade, day)
    for customer in range(1, 16):
        view = limit_view(trade, customer, day)
        item = found.get(customer)
        assert (item.exposure if item else 0, item.limit if item else None) == (view.exposure, view.in_force)
        assert (item.percent if item else None) == view.used
        assert (customer in decided) == (view.in_force is not None)
