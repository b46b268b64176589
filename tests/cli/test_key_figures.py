"""The worked numbers of DOMAIN F through `post` and `kpi --json` (amounts in thousands there, in yuan here)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

NAMES = ("dso", "dso_countback", "dso_best_possible", "add", "cei", "turnover", "overdue_ratio", "bad_debt_ratio",
         "collection_rate", "promise_kept_ratio")


def invoice(no: str, amount: str, day: str, due: str, **more: object) -> dict[str, object]:
    return {"kind": "invoice", "no": no, "customer": "C1", "date": day, "due_date": due, "amount": amount, **more}


def paid(no: str, amount: str, day: str, *parts: tuple[str, str], **more: object) -> dict[str, object]:
    return {"kind": "receipt", "no": no, "customer": "C1", "date": day, "amount": amount,
            "allocate": [{"to": to, "amount": part} for to, part in parts], **more}


def figures(run: Any, book: Path, start: str, end: str) -> Any:
    found = run("kpi", book, "--from", start, "--to", end, "--json")
    assert found.code == 0
    return found.data


def the_quarter() -> list[dict[str, object]]:
    """AR 1,900 on 30 June; sales 700, 800, 1,000; AR 2,120 on 30 September, of it 620 overdue, 60 of that disputed."""
    return [
        invoice("P1", "560", "2026-03-01", "2026-07-01"), invoice("P2", "60", "2026-03-02", "2026-07-02"),
        invoice("P3", "1280", "2026-04-01", "2026-07-31"), invoice("S7", "700", "2026-07-15", "2026-11-15"),
        invoice("S8", "800", "2026-08-15", "2026-12-15"), invoice("S9", "1000", "2026-09-15", "2026-12-31"),
        paid("R1", "1280", "2026-08-01", ("P3", "1280")), paid("R2", "1000", "2026-08-20", ("S7", "700"), ("S8", "300")),
        {"kind": "dispute", "no": "D1", "invoice": "P2", "amount": "60", "reason": "QL", "raised_on": "2026-08-01"}]


def test_the_worked_quarter(run: Any, book: Path, give: Any) -> None:
    assert give(*the_quarter()).code == 0
    found = figures(run, book, "2026-07-01", "2026-09-30")
    assert list(found) == ["from", "to", "currency", *NAMES, "concentration"]
    assert (found["from"], found["to"], found["currency"]) == ("2026-07-01", "2026-09-30", "CNY")
    assert {name: found[name]["value"] for name in NAMES[:7]} == {
        "dso": "78.0160",  # 2,120 / 2,500 × 92
        "dso_countback": "75.1714",  # 30 + 31 + 320 / 700 × 31
        "dso_best_possible": "55.2000", "add": "22.8160", "cei": "0.7862", "turnover": "4.9751", "overdue_ratio": "0.2925"}
    assert found["dso"] == {"value": "78.0160", "numerator": "2120.00", "denominator": "2500.00", "unit": "days", "reason": None}
    assert found["cei"] == {"value": "0.7862", "numerator": "2280.00", "denominator": "2900.00", "unit": "fraction", "reason": None}
    assert found["turnover"] == {"value": "4.9751", "numerator": "10000.00", "denominator": "2010.00", "unit": "times", "reason": None}
    assert found["add"]["numerator"] == "620.00"
    assert found["concentration"] == {
        "top1": {"value": "1.0000", "numerator": "2120.00", "denominator": "2120.00", "unit": "fraction", "reason": None},
        "top5": {"value": "1.0000", "numerator": "2120.00", "denominator": "2120.00", "unit": "fraction", "reason": None},
        "hhi": {"value": "10000.0000", "numerator": "4494400.0000", "denominator": "4494400.0000", "unit": "points", "reason": None}}


def test_the_published_count_back(run: Any, book: Path, give: Any) -> None:
    """AR 212 on sales of 70, 80, 100; with months of 31, 28 and 31 days: 31 + 28 + 32 / 70 × 31."""
    give(invoice("A", "70", "2026-01-10", "2026-06-10"), invoice("B", "80", "2026-02-10", "2026-06-10"),
         invoice("C", "100", "2026-03-10", "2026-06-10"), paid("R", "38", "2026-03-20", ("A", "38")))
    assert figures(run, book, "2026-01-01", "2026-03-31")["dso_countback"]["value"] == "73.1714"


def test_count_back_takes_the_current_month_to_its_day_and_skips_months_without_sales(run: Any, book: Path, give: Any) -> None:
    give(invoice("A", "100", "2026-01-10", "2026-06-10"), invoice("B", "40", "2026-03-05", "2026-06-10"))
    # 10 days of March hold 40; February adds its 28 days; 60 of January's 100 are left when 40 of them were paid
    give(paid("R", "40", "2026-03-08", ("A", "40")))
    assert figures(run, book, "2026-03-01", "2026-03-10")["dso_countback"]["value"] == "56.6000"


def test_what_is_older_than_24_months_has_no_count_back(run: Any, book: Path, give: Any) -> None:
    give(invoice("A", "100", "2024-06-10", "2024-07-10"))
    assert figures(run, book, "2026-06-01", "2026-06-30")["dso_countback"] == {
        "value": None, "numerator": "100.00", "denominator": "0.00", "unit": "days", "reason": "older_than_24_months"}
    assert figures(run, book, "2026-05-01", "2026-05-31")["dso_countback"]["reason"] is None


def test_collection_bad_debt_and_promises(run: Any, book: Path, give: Any) -> None:
    """1,580 of 2,200 = 71.8 %; (40 − 10) / 10,000 = 0.30 %; 340 of 400 = 85 %."""
    give(invoice("OLD", "500", "2026-07-01", "2026-08-15"), invoice("NEW", "1700", "2026-09-01", "2026-09-20"),
         invoice("LATER", "7800", "2026-09-02", "2026-12-31"),
         paid("R1", "1580", "2026-09-10", ("OLD", "500"), ("NEW", "1080")), paid("R2", "900", "2026-09-11", ("LATER", "900")),
         {"kind": "promise", "customer": "C1", "amount": "400", "date": "2026-08-20", "made_on": "2026-08-10"},
         paid("R0", "340", "2026-08-20"),
         {"kind": "write_off", "invoice": "NEW", "amount": "40", "date": "2026-09-25", "reason": "bankrupt"},
         {"kind": "recovery", "invoice": "NEW", "amount": "10", "date": "2026-09-28"})
    september = figures(run, book, "2026-09-01", "2026-09-30")
    assert september["collection_rate"]["denominator"] == "2200.00"
    assert september["collection_rate"] == {
        "value": "0.7182", "numerator": "1580.00", "denominator": "2200.00", "unit": "fraction", "reason": None}
    assert september["bad_debt_ratio"] == {
        "value": "0.0030", "numerator": "30.00", "denominator": "10000.00", "unit": "fraction", "reason": None}
    august = figures(run, book, "2026-08-01", "2026-08-31")
    assert august["promise_kept_ratio"] == {
        "value": "0.8500", "numerator": "340.00", "denominator": "400.00", "unit": "fraction", "reason": None}


def test_concentration_of_ten(run: Any, book: Path, give: Any) -> None:
    """Shares 30, 20, 15, 10, 10, 5, 5, 3, 1, 1 %; whoever has paid too much is left out."""
    shares = (30, 20, 15, 10, 10, 5, 5, 3, 1, 1)
    give(*({"kind": "customer", "code": f"K{n}", "name": f"Firm {n}"} for n in range(11)),
         *(invoice(f"I{n}", str(share), "2026-06-01", "2026-07-01", customer=f"K{n}") for n, share in enumerate(shares)),
         paid("R", "50", "2026-06-02", customer="K10"))
    found = figures(run, book, "2026-06-01", "2026-06-30")["concentration"]
    assert [found[name]["value"] for name in ("top1", "top5", "hhi")] == ["0.3000", "0.8500", "1786.0000"]
    assert (found["top5"]["numerator"], found["top5"]["denominator"]) == ("85.00", "100.00")


def test_a_book_with_nothing(run: Any, book: Path) -> None:
    found = figures(run, book, "2026-06-01", "2026-06-30")
    reasons = {"dso": "no_sales", "dso_countback": "no_sales", "dso_best_possible": "no_sales", "add": "no_sales",
               "cei": "nothing_collectible", "turnover": "no_balance", "overdue_ratio": "no_balance", "bad_debt_ratio": "no_sales",
               "collection_rate": "nothing_due", "promise_kept_ratio": "no_promises"}
    for name, reason in reasons.items():
        assert (found[name]["value"], found[name]["reason"]) == (None, reason), name
        assert found[name]["numerator"] == "0.00"
    assert {figure["reason"] for figure in found["concentration"].values()} == {"no_balance"}


def test_people_read_words(run: Any, book: Path) -> None:
    said = run("kpi", book, "--from", "2026-06-01", "--to", "2026-06-30", "--language", "zh").out
    assert "收账效率" in said and "承诺兑现率" in said
    assert not any(word in said for word in ("cei", "turnover", "fraction", "no_sales", "points"))


def test_a_missing_rate_takes_only_what_needs_it(run: Any, book: Path, give: Any) -> None:
    give(invoice("U", "100", "2026-06-02", "2026-06-20", currency="USD"),
         {"kind": "promise", "customer": "C1", "amount": "50", "date": "2026-06-05", "made_on": "2026-06-02"},
         paid("R", "50", "2026-06-05"))
    found = figures(run, book, "2026-06-01", "2026-06-30")
    for name in (*NAMES[:7], "collection_rate"):
        assert found[name] == {"value": None, "numerator": None, "denominator": None, "unit": found[name]["unit"], "reason": "no_rate"}
    assert {figure["reason"] for figure in found["concentration"].values()} == {"no_rate"}
    assert found["promise_kept_ratio"]["value"] == "1.0000"
    give({"kind": "rate", "currency": "USD", "date": "2026-06-01", "rate": "7"})
    assert figures(run, book, "2026-06-01", "2026-06-30")["overdue_ratio"]["value"] == "1.0769"  # 700 of 650


def test_interest_and_reversed_notes_are_no_sales(run: Any, book: Path, give: Any) -> None:
    give(invoice("A", "100", "2026-06-01", "2026-07-01"),
         {"kind": "debit_note", "no": "DN", "customer": "C1", "date": "2026-06-02", "due_date": "2026-07-02", "amount": "20"},
         {"kind": "debit_note", "no": "IN", "customer": "C1", "date": "2026-06-03", "due_date": "2026-07-03", "amount": "7", "interest": True},
         {"kind": "credit_note", "no": "CN", "customer": "C1", "date": "2026-06-04", "amount": "15"},
         invoice("X", "1000", "2026-06-05", "2026-07-05"), {"kind": "reversal", "of": "X", "date": "2026-06-06", "reason": "wrong"})
    dso = figures(run, book, "2026-06-01", "2026-06-30")["dso"]
    assert (dso["numerator"], dso["denominator"]) == ("112.00", "105.00")


@pytest.mark.parametrize(("start", "end", "annual"), [
    ("2026-06-01", "2026-06-30", 120), ("2026-04-01", "2026-06-30", 40), ("2026-06-01", "2026-06-15", Decimal(3650) / 15)])
def test_turnover_is_annualised_by_whole_months_or_by_days(run: Any, book: Path, give: Any, start: str, end: str, annual: Any) -> None:
    give(invoice("A", "10", "2026-06-01", "2026-07-01"))
    found = figures(run, book, start, end)["turnover"]
    assert Decimal(found["value"]) == round(Decimal(annual) / 5, 4)


@pytest.mark.parametrize("arguments", [
    ("--from", "2026-06-30", "--to", "2026-06-01"), ("--from", "2026-06-01"), ("--from", "06/01/2026", "--to", "2026-06-30")])
def test_a_wrong_period(run: Any, book: Path, arguments: tuple[str, ...]) -> None:
    found = run("kpi", book, *arguments, "--json")
    assert found.code in (1, 2)
    assert found.data["error"]["message"]
