"""Post after two records of one firm were merged: the former code still says whose document is meant (CLI Post)."""

from __future__ import annotations

from datetime import datetime, UTC
from pathlib import Path
from typing import Any

import pytest

from creditdesk.services import company, customers

from .test_post import INVOICE, problems

OFF = {"kind": "write_off", "invoice": "I1", "amount": "1.00", "date": "2026-02-03", "reason": "x"}


@pytest.fixture
def merged(book: Path, give: Any) -> Path:
    """C2 Beta was merged into C1 Alpha; both had an invoice I1, a dispute D1, an order O1 and a receipt R1."""
    two: list[dict[str, object]] = []
    for code, amount in (("C1", "1000.00"), ("C2", "200.00")):
        two += [{**INVOICE, "customer": code, "amount": amount},
                {"kind": "dispute", "no": "D1", "customer": code, "invoice": "I1", "amount": "5", "reason": "QL", "raised_on": "2026-02-02"},
                {"kind": "order", "no": "O1", "customer": code, "date": "2026-02-01", "amount": amount},
                {"kind": "receipt", "no": "R1", "customer": code, "date": "2026-02-01", "amount": amount}]
    assert give({"kind": "customer", "code": "C2", "name": "Beta"}, *two).code == 0
    session = company.open_session(book, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    try:
        ids = {item.code: item.id for item in customers.everyone(session)}
        customers.merge(session, ids["C2"], ids["C1"], "same firm")
    finally:
        session.close()
    return book


def opened(run: Any, book: Path) -> list[str]:
    """What is open and undisputed of the two invoices: what interest runs on."""
    return sorted(row["principal"] for row in run("interest", book, "--as-of", "2026-03-05", "--json").data for row in row["segments"][-1:])


@pytest.mark.parametrize("named", ["C2", "Beta"])
def test_the_former_code_or_name_says_which_of_two_documents_is_meant(run: Any, merged: Path, give: Any, named: str) -> None:
    found = problems(give(OFF, {**OFF, "customer": "C1"}))
    assert [row[1:] for row in found] == [("invoice", "I1", "ambiguous_number")] * 2
    entries: list[dict[str, object]] = [
        {**OFF, "customer": named}, {"kind": "dispute_result", "of": "D1", "customer": named, "outcome": "rejected", "date": "2026-02-20"},
        {"kind": "shipment", "order": "O1", "customer": named, "date": "2026-02-05", "amount": "200.00"},
        {"kind": "allocation", "from": "R1", "to": "I1", "customer": named, "amount": "150.00"},
        {"kind": "contact", "customer": named, "at": "2026-02-20T10:00", "channel": "phone", "invoices": ["I1"]},
        {"kind": "proof", "customer": named, "invoices": ["I1"], "delivered_on": "2026-03-02", "channel": "ems"}]
    assert give(*entries).data == {"posted": len(entries), "duplicates": 0, "problems": []}
    assert run("verify", merged).code == 0
    assert opened(run, merged) == ["49.00", "995.00"]  # the dispute of 5 of the other one stands


def test_a_receipt_of_the_former_code_settles_its_own_invoice(run: Any, merged: Path, give: Any) -> None:
    paid = {"kind": "receipt", "no": "R2", "customer": "C2", "date": "2026-02-02", "amount": "60",
            "allocate": [{"to": "I1", "amount": "60"}]}
    assert [row[1:] for row in problems(give({**paid, "customer": "C1"}))] == [("to", "I1", "ambiguous_number")]
    assert give(paid).data["posted"] == 1
    assert opened(run, merged) == ["135.00", "995.00"]


def test_naming_one_entry_by_the_former_code_says_nothing_of_the_next(merged: Path, give: Any) -> None:
    found = problems(give({**OFF, "customer": "C2"}, {**OFF, "customer": "C1", "amount": "2.00"}))
    assert [(row[0], row[3]) for row in found] == [(1, "ambiguous_number")]
    assert "under which it was issued" in give({**OFF, "customer": "C1"}).data["problems"][0]["message"]
