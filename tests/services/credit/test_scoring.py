"""Scores from the book: sources, saving, re-opening, history, and the worked examples through the service."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import InputError, RuleError
from creditdesk.domain.ledger.documents import INVOICE, RECEIPT
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.credit import facts, limits, scoring
from creditdesk.services.credit.statements import statement_sheet
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session

d = Decimal
DAY = date(2026, 6, 30)
FULL = ("FN1=1.60 FN2=110% FN3=0.24 FN4=50% FN5=5.5 FN6=3.89% FN7=0.0609 FN8=58.8 FN9=50.7 FN10=18% FN11=2.558 EX1=none "
        "EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7")


def typed(text: str) -> dict[str, str]:
    return dict(part.split("=") for part in text.split())


def pay(session: Session, customer: int, invoices: list[tuple[str, date, date, str, date | None]]) -> None:
    """Post invoices (no, date, due, amount) and the receipt of each on its day."""
    with entry(session, "post", "document") as (work, _says):
        for no, day, due, amount, paid in invoices:
            invoice = work.document(DocumentDraft(kind=INVOICE, customer_id=customer, no=no, date=day, due_date=due,
                                                  amount=d(amount), currency="CNY"))
            if paid:
                work.document(DocumentDraft(kind=RECEIPT, customer_id=customer, no=f"R{no}", date=paid,
                                            amount=d(amount), currency="CNY",
                                            allocations=(AllocationDraft(invoice, d(amount)),)))


def regular(session: Session, customer: int) -> None:
    """Twelve invoices of 1,000, 30 days, each paid 5 days late."""
    months = [date(2025 + (m // 12), m % 12 + 1, 10) for m in range(5, 17)]
    pay(session, customer, [
        (f"I{n}", day, date.fromordinal(day.toordinal() + 30), "1000.00", date.fromordinal(day.toordinal() + 35))
        for n, day in enumerate(months)])


def test_worked_example_of_a_new_customer(session: Session, alpha: int) -> None:
    view = scoring.score_customer(session, alpha, DAY, card="new", overrides=typed(FULL))
    assert (view.result.score, view.result.grade, view.result.coverage_text) == (d("76.05"), "A", "1.0000")
    assert {row.source for row in view.result.factors} == {"entered"}
    assert scoring.score_history(session, alpha) == ()


def test_behaviour_comes_from_the_ledger_and_decides_the_card(session: Session, alpha: int) -> None:
    assert scoring.score_customer(session, alpha, DAY).result.type == "new"
    regular(session, alpha)
    view = scoring.score_customer(session, alpha, DAY)
    assert view.result.type == "existing"
    assert (view.inputs["BH1"].value, view.inputs["BH1"].source) == (d(5), "ledger")
    assert view.inputs["BH9"].state == "not_applicable"
    limits.decide(session, alpha, d("2000.00"), "CNY", date(2026, 1, 1), reason="first")
    assert scoring.score_customer(session, alpha, DAY).inputs["BH9"].state == "known"
    assert view.origins["BH1"].day == DAY


def test_facts_give_factors_with_their_confidence_and_age(session: Session, alpha: int) -> None:
    facts.record_fact(session, Fact(0, alpha, "EX1", "none", "official", date(2026, 6, 20)))
    facts.record_fact(session, Fact(0, alpha, "QL1", "4", "visit", date(2024, 1, 1)))
    facts.record_fact(session, Fact(0, alpha, "EX3", "B", "official", date(2025, 12, 1)))
    facts.record_fact(session, Fact(0, alpha, "founded_on", "2020-06-30", "official", date(2026, 6, 1)))
    facts.record_fact(session, Fact(0, alpha, "V8", "yes", "verbal", date(2026, 6, 1), source_name="a supplier"))
    basis = scoring.score_basis(session, alpha, DAY)
    found, origins = basis.inputs, basis.origins
    assert (found["EX1"].value, found["EX1"].confidence, origins["EX1"].source) == ("none", d("0.95"), "official")
    assert found["QL1"].state == "unknown"  # more than 180 days past its expiry
    assert found["EX3"].confidence == d("0.475")  # expired, still known at half confidence
    assert found["QL5"].value == 6
    assert found["TR2"].value == d("0.2")  # founded and, through EX1, the court status
    view = scoring.score_customer(session, alpha, DAY)
    assert [cap.evidence for cap in view.result.caps if cap.code == "V8"] == ["a supplier, 2026-06-01, #5"]


def test_conflicting_sources_take_the_better_one_at_lower_confidence(session: Session, alpha: int) -> None:
    facts.record_fact(session, Fact(0, alpha, "EX3", "B", "official", date(2026, 6, 1)))
    facts.record_fact(session, Fact(0, alpha, "EX3", "D", "verbal", date(2026, 6, 2)))
    basis = scoring.score_basis(session, alpha, DAY)
    found, origins = basis.inputs, basis.origins
    assert (found["EX3"].value, found["EX3"].confidence, origins["EX3"].status) == ("B", d("0.57"), "conflicting")


def test_statements_give_the_ratios(session: Session, alpha: int) -> None:
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), industry="C27"))
    lines = {"current_assets": "800", "current_liabilities": "500", "inventory": "220", "prepayments": "30",
             "cash": "120", "total_assets": "1200", "total_liabilities": "600", "retained_earnings": "250",
             "profit_before_tax": "90", "interest_expense": "20", "net_profit": "70", "revenue": "1800", "cogs": "1440",
             "receivables": "290", "ocf": "90"}
    facts.record_financials(session, alpha, date(2025, 12, 31), lines, unit="10000", audited=True)
    basis = scoring.score_basis(session, alpha, DAY)
    found, origins = basis.inputs, basis.origins
    assert (found["FN1"].value, found["FN1"].confidence) == (d("1.6"), d("0.90"))
    assert found["FN4"].value == d("0.5")
    assert origins["FN1"].day == date(2025, 12, 31)
    assert statement_sheet(session, alpha, DAY).years[0].statement.current_assets == d("8000000")
    with pytest.raises(InputError) as refused:
        facts.record_financials(session, alpha, date(2024, 12, 31), {"current_asset": "1"})
    assert refused.value.code == "unknown_line"
    assert company.verify_book(session).ok


def test_a_saved_score_opens_as_it_was(session: Session, alpha: int) -> None:
    regular(session, alpha)
    basis = scoring.score_basis(session, alpha, DAY)
    view = scoring.score_with(basis, overrides={"EX1": "none", "EX3": "A"})
    learned = Fact(0, alpha, "EX1", "none", "official", DAY)
    saved = scoring.save_score(session, view, opinion="Pays five days late.", learned=[learned])
    assert (saved.grade, saved.score, saved.opinion) == (view.result.grade, view.result.score, "Pays five days late.")
    pay(session, alpha, [("X1", date(2026, 5, 1), date(2026, 5, 2), "90000.00", None)])
    assert scoring.open_score(session, saved.id) == view
    after = scoring.score_customer(session, alpha, DAY)
    assert after.result.score != view.result.score
    assert after.inputs["EX1"].source == "official"  # entered with a source: kept as a fact
    assert after.inputs["EX3"].state == "unknown"  # typed for the run only
    worse = scoring.save_score(session, after)
    assert (worse.previous_grade, worse.change < 0) == (saved.grade, True)
    assert [item.id for item in scoring.score_history(session, alpha)] == [worse.id, saved.id]
    assert company.verify_book(session).ok


def test_after_a_change_of_cards_the_grade_rises_one_notch_at_most(session: Session, alpha: int) -> None:
    bad = scoring.score_customer(session, alpha, DAY, card="existing", overrides=typed(
        "BH1=90 BH2=1 BH3=200 BH4=1 BH5=1 BH6=20 BH7=1 EX1=open_larger EX3=C QL1=1 QL2=1 QL3=1 QL6=1"))
    saved = scoring.save_score(session, bad)
    good = scoring.score_customer(session, alpha, DAY, card="new", overrides=typed(FULL))
    assert (saved.grade, good.result.grade) == ("C", "A")
    assert scoring.save_score(session, good).grade == "CC"


def test_what_is_refused(session: Session, alpha: int) -> None:
    for overrides, code in (({"FN99": "1"}, "unknown_factor"), ({"TR1": "refused"}, "unknown_factor"),
                            ({"EX1": "maybe"}, "bad_value"), ({"QL1": "6"}, "bad_value")):
        with pytest.raises(InputError) as refused:
            scoring.score_customer(session, alpha, DAY, card="existing", overrides=overrides)
        assert refused.value.code == code
    with pytest.raises(InputError):
        scoring.score_customer(session, alpha, DAY, flags=["V13"])
    with pytest.raises(RuleError):
        scoring.score_customer(session, 999, DAY)


def test_a_missing_rate_leaves_behaviour_unknown(session: Session) -> None:
    abroad = customers.save(session, Customer(0, "U1", "Abroad", currency="USD"))
    with entry(session, "post", "document") as (work, _says):
        work.document(DocumentDraft(kind=INVOICE, customer_id=abroad, no="U-1", date=date(2026, 1, 1),
                                    due_date=date(2026, 2, 1), amount=d("10.00"), currency="USD"))
    found = scoring.score_basis(session, abroad, DAY).inputs
    assert {found[f"BH{n}"].state for n in range(1, 10)} == {"unknown"}
