"""The peers' own cases through `post` and `aging --json` (PEERS, figures only)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def invoice(no: str, amount: str, day: str = "2026-01-01", due: str = "2026-01-31", **more: object) -> dict[str, object]:
    return {"kind": "invoice", "no": no, "customer": "C1", "date": day, "due_date": due, "amount": amount, **more}


def receipt(no: str, amount: str, day: str, *parts: tuple[str, str]) -> dict[str, object]:
    return {"kind": "receipt", "no": no, "customer": "C1", "date": day, "amount": amount,
            "allocate": [{"to": to, "amount": part} for to, part in parts]}


def aged(run: Any, book: Path, day: str, *options: str) -> tuple[str, ...] | None:
    """(not due, buckets…, unapplied, balance) of the only currency."""
    rows = run("aging", book, "--as-of", day, "--json", *options).data["totals"]
    return (rows[0]["not_due"], *rows[0]["buckets"].values(), rows[0]["unapplied"], rows[0]["balance"]) if rows else None


def test_1_a_ledger_by_due_date(run: Any, book: Path, give: Any) -> None:
    give(invoice("a", "6.75", "2026-05-13", "2026-07-18"), invoice("b", "4.00", "2026-04-13", "2026-06-18"),
         invoice("c", "8.50", "2026-03-13", "2026-05-18"), invoice("d", "7.50", "2026-02-13", "2026-04-18"),
         invoice("e", "11.50", "2026-01-13", "2026-03-18"), receipt("p", "1.50", "2026-03-18", ("e", "1.50")),
         receipt("q", "2.00", "2026-03-20", ("e", "2.00")), invoice("f", "200.00", "2026-04-18", "2026-04-18"),
         receipt("r", "200.00", "2026-04-19", ("f", "200.00")),
         {"kind": "credit_note", "no": "g", "customer": "C1", "date": "2026-06-22", "amount": "3.00", "applies_to": "b"})
    assert aged(run, book, "2026-07-01") == ("6.75", "1.00", "8.50", "7.50", "8.00", "0.00", "31.75")


def test_3_instalments_fill_in_due_order(run: Any, book: Path, give: Any) -> None:
    parts = [{"due_date": "2026-01-31", "amount": "30"}, {"due_date": "2026-03-02", "amount": "50"},
             {"due_date": "2026-04-01", "amount": "20"}]
    give(invoice("I1", "100.00", instalments=parts), receipt("R1", "40.00", "2026-01-10", ("I1", "40.00")))
    assert aged(run, book, "2026-02-15") == ("60.00", "0.00", "0.00", "0.00", "0.00", "0.00", "60.00")
    assert aged(run, book, "2026-04-02") == ("0.00", "20.00", "40.00", "0.00", "0.00", "0.00", "60.00")
    give({"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-04-02", "amount": "100.00"})
    assert aged(run, book, "2026-04-02") == ("0.00", "20.00", "40.00", "0.00", "0.00", "-100.00", "-40.00")


def test_7_one_receipt_over_two_invoices_later(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100.00"), invoice("I2", "100.00"), receipt("R1", "100.00", "2026-02-20", ("I1", "50"), ("I2", "50")))
    assert aged(run, book, "2026-02-19") == ("0.00", "200.00", "0.00", "0.00", "0.00", "0.00", "200.00")
    assert aged(run, book, "2026-02-20") == ("0.00", "100.00", "0.00", "0.00", "0.00", "0.00", "100.00")


def test_8_a_cent_is_listed(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100.00"), receipt("R1", "99.99", "2026-01-20", ("I1", "99.99")))
    assert aged(run, book, "2026-02-01") == ("0.00", "0.01", "0.00", "0.00", "0.00", "0.00", "0.01")


def test_12_advance_then_allocation(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "200.00"))
    assert aged(run, book, "2026-01-31") == ("200.00", "0.00", "0.00", "0.00", "0.00", "0.00", "200.00")
    give(receipt("R1", "50.00", "2026-02-01"))
    assert aged(run, book, "2026-02-01") == ("0.00", "200.00", "0.00", "0.00", "0.00", "-50.00", "150.00")
    give({"kind": "allocation", "from": "R1", "to": "I1", "amount": "50"}, receipt("R2", "125.00", "2026-02-01", ("I1", "125")))
    assert aged(run, book, "2026-02-01") == ("0.00", "25.00", "0.00", "0.00", "0.00", "0.00", "25.00")
    give(receipt("R3", "25.00", "2026-02-01", ("I1", "25")))
    assert aged(run, book, "2026-02-01") is None


@pytest.mark.parametrize(("days", "place"), [
    (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5)])
def test_16_borders_of_the_buckets(run: Any, book: Path, give: Any, days: int, place: int) -> None:
    from datetime import date, timedelta
    give(invoice("I1", "7.00"))
    row = aged(run, book, (date(2026, 1, 31) + timedelta(days)).isoformat(), "--buckets", "30,60,90,120")
    assert row is not None
    assert [index for index, value in enumerate(row[:6]) if value == "7.00"] == [place]


def test_18_a_cancelled_receipt(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "200.00"), receipt("R1", "55.00", "2026-01-10", ("I1", "55")),
         receipt("R2", "35.00", "2026-01-11", ("I1", "35")))
    assert aged(run, book, "2026-01-12")[-1] == "110.00"  # type: ignore[index]
    give({"kind": "reversal", "of": "R1", "date": "2026-01-12", "reason": "cancelled"})
    assert aged(run, book, "2026-01-11")[-1] == "110.00"  # type: ignore[index]
    assert aged(run, book, "2026-01-12")[-1] == "165.00"  # type: ignore[index]


def test_19_invoice_and_credit_note(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100.00"), {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-01-02", "amount": "100"},
         {"kind": "allocation", "from": "K1", "to": "I1", "amount": "80"})
    assert aged(run, book, "2026-02-01") == ("0.00", "20.00", "0.00", "0.00", "0.00", "-20.00", "0.00")
    give({"kind": "allocation", "from": "K1", "to": "I1", "amount": "20"})
    assert aged(run, book, "2026-02-01") is None


def test_21_no_more_than_is_unapplied(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100.00"), invoice("I2", "5000.00"), receipt("R1", "200.00", "2026-01-10", ("I1", "100")))
    refused = give({"kind": "allocation", "from": "R1", "to": "I2", "amount": "200"})
    assert (refused.code, refused.data["problems"][0]["code"]) == (3, "over_allocated")
    give({"kind": "allocation", "from": "R1", "to": "I2", "amount": "100"})
    assert aged(run, book, "2026-02-01")[1] == "4900.00"  # type: ignore[index]
    give(receipt("R2", "100.00", "2026-01-11"), {"kind": "allocation", "from": "R2", "to": "I2", "amount": "100"})
    assert aged(run, book, "2026-02-01")[1] == "4800.00"  # type: ignore[index]


def test_23_settled_taken_back_and_written_off(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "42.00"), receipt("R1", "42.00", "2026-01-10", ("I1", "42")))
    assert aged(run, book, "2026-01-31") is None
    give({"kind": "reversal", "of": "R1", "date": "2026-01-12", "reason": "taken back"}, invoice("I2", "68.00"),
         receipt("R2", "65.00", "2026-01-10", ("I2", "65")),
         {"kind": "write_off", "invoice": "I2", "amount": "3", "date": "2026-01-11", "reason": "small"})
    assert aged(run, book, "2026-01-31")[-1] == "42.00"  # type: ignore[index]


def test_1_its_statement_runs_on(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    from openpyxl import load_workbook
    test_1_a_ledger_by_due_date(run, book, give)
    out = tmp_path / "s.xlsx"
    assert run("statement", book, "C1", "--from", "2026-01-01", "--as-of", "2026-07-01", "--out", out).code == 0
    rows = [row for row in load_workbook(out).worksheets[0].iter_rows(values_only=True) if row[2]]
    assert [row[5] for row in rows[1:]] == [11.5, 19, 27.5, 26, 24, 28, 228, 28, 34.75, 31.75]
    closing = [row for row in load_workbook(out).worksheets[0].iter_rows(values_only=True) if not row[2]][-1]
    assert closing[3:6] == (238.25, 206.5, 31.75)


@pytest.mark.parametrize(("terms", "day", "due"), [
    ("30", "2016-01-22", "2016-02-21"), ("next-month 31", "2016-01-22", "2016-02-29"), ("next-month 31", "2017-01-22", "2017-02-28"),
    ("0", "2016-01-22", "2016-01-22"), ("CIA", "2016-01-22", "2016-01-22"), ("EOM+30", "2025-09-12", "2025-10-30")])
def test_46_terms_to_due_date(run: Any, book: Path, give: Any, terms: str, day: str, due: str) -> None:
    from datetime import date, timedelta
    give({"kind": "invoice", "no": "I1", "customer": "C1", "date": day, "amount": "7.00", "terms": terms})
    assert aged(run, book, due) == ("7.00", "0.00", "0.00", "0.00", "0.00", "0.00", "7.00")
    later = date.fromisoformat(due) + timedelta(1)
    assert aged(run, book, later.isoformat()) == ("0.00", "7.00", "0.00", "0.00", "0.00", "0.00", "7.00")
