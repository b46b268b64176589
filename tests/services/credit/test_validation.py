"""Back-test, figures and new weights on a real book; files of scored firms from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.domain.credit.outcomes import conduct_of, quarter_ends
from creditdesk.domain.credit.validation import Case
from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.dates import add_months
from creditdesk.domain.errors import FileError, InputError
from creditdesk.domain.ledger.documents import Allocation, Document, INVOICE, Ledger, RECEIPT, WRITE_OFF
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import customers
from creditdesk.services.credit import cards, facts, scoring
from creditdesk.services.credit.back_test import back_test, compare
from creditdesk.services.credit.labelled import read_labelled, validate_ratios, validate_scores
from creditdesk.services.credit.override import override_grade
from creditdesk.services.credit.validation import figures, propose, validate
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session

d = Decimal
AS_OF = date(2026, 11, 20)
Q = date(2025, 6, 30)


def claim(no: int, day: date, amount: str, paid: date | None = None, kind: str = RECEIPT) -> tuple[list[Document], list[Allocation]]:
    """An invoice of 30 days, settled on a day or open."""
    documents = [Document(no, INVOICE, f"I{no}", 1, day, "CNY", d(amount), day + timedelta(30))]
    if paid is None:
        return documents, []
    documents.append(Document(no + 500, kind, f"R{no}", 1, paid, "CNY", d(amount)))
    return documents, [Allocation(no, no + 500, no, d(amount), paid)]


def ledger(*claims: tuple[list[Document], list[Allocation]]) -> Ledger:
    return Ledger(tuple(item for documents, _ in claims for item in documents),
                  tuple(item for _, allocations in claims for item in allocations))


BEFORE = date(2025, 6, 10)
AFTER = date(2025, 9, 1)


@pytest.mark.parametrize(("own", "bad"), [
    (ledger(claim(1, BEFORE, "100", date(2025, 7, 20))), False),  # 10 days late
    (ledger(claim(1, BEFORE, "100", date(2025, 9, 7))), False),  # paid 59 days late
    (ledger(claim(1, BEFORE, "100", date(2025, 10, 20))), True),  # 102 days late
    (ledger(claim(1, BEFORE, "9"), claim(2, BEFORE, "91", date(2025, 7, 20))), False),  # 9 % of what was owed then
    (ledger(claim(1, BEFORE, "10"), claim(2, BEFORE, "90", date(2025, 7, 20))), True),  # just 10 %
    (ledger(claim(1, AFTER, "100"), claim(2, BEFORE, "1", date(2025, 7, 1))), True),  # invoiced later, never paid
    (ledger(claim(1, date(2026, 5, 1), "100")), False),  # late only after the twelve months
    (ledger(claim(1, BEFORE, "100", date(2025, 7, 1), WRITE_OFF)), True),
    (ledger(claim(1, BEFORE, "100", date(2026, 7, 1), WRITE_OFF)), True),  # late before it was written off
])
def test_what_counts_as_bad(own: Ledger, bad: bool) -> None:
    days = tuple(date(2025, 6, 30) if n == 0 else add_months(date(2025, 6, 30), n) for n in range(0, 17))
    days = tuple(sorted({(day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1) for day in days}))
    found = conduct_of(own, days, lambda amount, _currency: amount)
    assert found.went_bad(Q) is bad
    assert not found.late_on(Q)


def test_insolvency_and_quarters() -> None:
    found = conduct_of(ledger(claim(1, BEFORE, "1", date(2025, 7, 1))), (Q,), lambda amount, _currency: amount)
    assert found.went_bad(Q, date(2026, 6, 30)) and not found.went_bad(Q, date(2026, 7, 1))
    assert quarter_ends(date(2024, 3, 31), date(2024, 9, 29)) == (date(2024, 3, 31), date(2024, 6, 30))


def monthly(session: Session, customer: int, late: int, start: date, *, stops: date | None = None) -> None:
    """An invoice a month from a day on, each paid so many days late; nothing is paid from `stops` on."""
    with entry(session, "post", "document") as (work, _says):
        day, n = start, 0
        while day < date(2026, 11, 1):
            invoice = work.document(DocumentDraft(kind=INVOICE, customer_id=customer, no=f"I{customer}-{n}", date=day,
                                                  due_date=day + timedelta(30), amount=d("1000.00"), currency="CNY"))
            paid = day + timedelta(30 + late + n % 3)
            if paid <= AS_OF and (stops is None or paid < stops):
                work.document(DocumentDraft(kind=RECEIPT, customer_id=customer, date=paid, amount=d("1000.00"),
                                            currency="CNY", allocations=(AllocationDraft(invoice, d("1000.00")),)))
            day, n = add_months(day, 1), n + 1


@pytest.fixture
def trade(session: Session) -> Session:
    """Six prompt payers, four slow ones that stop paying at different times."""
    for n in range(1, 11):
        customers.save(session, Customer(0, f"C{n:02}", f"Firm {n}", founded_on=date(2010, 1, 1), industry="C27"))
        if n <= 6:
            monthly(session, n, n - 1, date(2023, 1, n))
        else:
            monthly(session, n, 20 + n, date(2023, 1, n), stops=add_months(date(2025, 1, 1), 3 * (n - 7)))
    return session


def test_back_test(trade: Session) -> None:
    facts.record_fact(trade, Fact(0, 1, "EX1", "open_larger", "official", date(2023, 2, 1)))
    found = back_test(trade, AS_OF)
    assert found.quarters[-1] == date(2025, 9, 30) and len(found.quarters) == 11
    assert {item.basis.customer_id for item in found.cases if item.bad} == {7, 8, 9, 10}
    assert found.bad_before > 0
    # entered in 2026: no case may know it, whatever day the fact says it was obtained
    assert all(item.basis.inputs["EX1"].state == "unknown" for item in found.cases)
    figures = validate(trade, found, "existing")
    assert figures.separation is not None and figures.separation.auc > d("0.8")
    assert figures.curve[-1].bad == figures.curve[-1].good == 1
    assert sum(row.bads for row in figures.ranks) == figures.bads == sum(row.bads for row in figures.calibration)
    assert (figures.enough, figures.shift) == (figures.cases >= 100 and figures.bads >= 20, None)
    assert figures.overrides.rate is None


def test_a_book_without_past_says_so(session: Session, alpha: int) -> None:
    monthly(session, alpha, 0, date(2026, 6, 1))
    figures = validate(session, back_test(session, AS_OF))
    assert (figures.cases, figures.separation, figures.enough, figures.ranks) == (0, None, False, ())


def test_override_rate_and_shift(trade: Session) -> None:
    for customer in (1, 2, 3):
        scoring.save_score(trade, scoring.score_customer(trade, customer, AS_OF))
    grade = scoring.score_history(trade, 1)[0].grade
    assert grade != "C"
    override_grade(trade, 1, "C", "new_information", "the owner has left the country", AS_OF)
    figures = validate(trade, back_test(trade, AS_OF))
    assert (figures.overrides.count, figures.overrides.upward, figures.overrides.decided) == (1, 0, 3)
    assert figures.overrides.alarm
    assert figures.shift is not None and (figures.shift.now, figures.shift.before) == (3, figures.cases)


def test_new_weights(trade: Session) -> None:
    found = back_test(trade, AS_OF)
    proposal = propose(found, "existing")
    assert sum(row.proposed for row in proposal.rows) == 100
    by_code = {row.code: row for row in proposal.rows}
    assert by_code["BH1"].gini is not None and by_code["BH1"].gini > 0
    assert by_code["BH1"].proposed > by_code["BH1"].weight
    assert by_code["EX1"].gini is None and by_code["EX1"].proposed < by_code["EX1"].weight
    assert not proposal.enough
    made = proposal.with_weights({row.code: d(row.proposed) for row in proposal.rows}, "E-1.1")
    assert cards.save_draft(trade, made, parent="E-1.0", reason="own experience") == "E-1.1"
    result = compare(found, made, 0)
    assert 0 <= result.chance <= 1 and not result.promote
    assert compare(found, replace(found.cards.champions["existing"], version="E-1.2"), 4).chance == d("0.5")


def test_a_file_of_scores(tmp_path: Path) -> None:
    # DOMAIN C11: bands (bad, good) from the worst up → KS 0.590, AUC 0.847, Gini 0.695
    bands = ((45, 12, 20), (55, 6, 40), (65, 3, 80), (75, 2, 120), (85, 1, 116))
    lines = ["评分,违约"] + [f"{score},{flag}" for score, bad, good in bands for flag in ["1"] * bad + ["否"] * good]
    path = tmp_path / "scored.csv"
    path.write_text("\n".join([*lines, "n/a,1", "60,maybe"]), encoding="utf-8")
    table = read_labelled(path)
    assert (table.score_column, table.flag_column) == ("评分", "违约")
    found = validate_scores(table, "评分", "违约")
    assert found.left_out == 2 and found.figures.enough
    result = found.figures.separation
    assert result is not None
    assert (round(result.ks, 3), result.ks_at, round(result.auc, 3), round(result.gini, 3)) == (
        d("0.590"), 55, d("0.847"), d("0.695"))
    assert [row.cases for row in found.figures.ranks] == [117, 122, 83, 46, 32]
    with pytest.raises(InputError) as caught:
        validate_scores(table, "Points", "违约")
    assert caught.value.code == "unknown_column"


def test_grades_in_letters_are_scores_and_few_cases_say_so(tmp_path: Path) -> None:
    path = tmp_path / "graded.csv"
    rows = [("A", "否")] * 13 + [("B", "否")] * 20 + [("B", "是")] + [("C", "否")] * 14 + [("C", "是")] * 2 + [("D", "是")] * 12
    path.write_text("企业代号,信誉评级,是否违约\n" + "".join(f"E{n},{grade},{bad}\n" for n, (grade, bad) in enumerate(rows)),
                    encoding="utf-8")
    table = read_labelled(path)
    found = validate_scores(table, table.score_column, table.flag_column)
    assert (found.figures.cases, found.figures.bads, found.figures.enough) == (62, 15, False)
    # 12·47 + 2·(33 + 14÷2) + 13 + 20÷2 = 667 of 15·47 pairs
    assert [(row.grade, row.cases, row.bads) for row in found.figures.ranks] == [("A", 13, 0), ("B", 21, 1), ("C", 16, 2), ("D", 12, 12)]
    assert found.figures.separation is not None and round(found.figures.separation.auc, 3) == d("0.946")


def test_a_file_of_ratios(tmp_path: Path) -> None:
    path = tmp_path / "ratios.csv"
    path.write_text("Default;CR;DTA;RecT\n0;2.5;0.2;10\n0;1.6;0.5;5\n1;0.7;1.2;2\n1;;99;\n0;1.1;0.4;0\n", encoding="utf-8")
    mapping = {"FN1": "CR", "FN4": "DTA", "FN8": "365/RecT"}
    found = validate_ratios(read_labelled(path), mapping, "Default", cards.card("new"))
    assert (found.figures.cases, found.figures.bads, found.left_out) == (4, 1, 1)
    assert found.figures.separation is not None and found.figures.separation.auc == 1
    # FN1 100·4, FN4 100·5, FN8 36.5 days 80·1 → 98.00; the row with equity below zero is capped at BB
    assert found.figures.ranks[0].grade == "AAA"


def test_one_sided_and_empty(tmp_path: Path) -> None:
    assert figures([Case(d(50), False)]).separation is None
    path = tmp_path / "empty.csv"
    path.write_text("score,default\n", encoding="utf-8")
    with pytest.raises(FileError):
        read_labelled(path)
