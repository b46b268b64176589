"""`aging --json` clause by clause (CLI Aging; DOMAIN E11, E12), and its workbook and PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DAY = "2026-03-31"


def invoice(no: str, amount: str, day: str = "2026-01-01", due: str = "2026-01-31", **more: object) -> dict[str, object]:
    return {"kind": "invoice", "no": no, "customer": "C1", "date": day, "due_date": due, "amount": amount, **more}


def aging(run: Any, book: Path, *options: str, day: str = DAY) -> Any:
    found = run("aging", book, "--as-of", day, "--json", *options)
    assert found.code == 0
    return found.data


def columns(row: Any) -> tuple[str, ...]:
    """(not due, buckets…, unapplied, balance, disputed)."""
    return (row["not_due"], *row["buckets"].values(), row["unapplied"], row["balance"], row["disputed"])


def test_an_empty_book(run: Any, book: Path) -> None:
    assert aging(run, book) == {"as_of": DAY, "basis": "due", "totals": [], "customers": []}
    assert aging(run, book, "--customer", "C1") == {"as_of": DAY, "basis": "due", "totals": [], "customers": []}


def test_rows_are_ordered_by_customer_and_currency_and_currencies_stay_apart(run: Any, book: Path, give: Any) -> None:
    give({"kind": "customer", "code": "B2", "name": "Beta"}, {"kind": "customer", "code": "A9", "name": "Ares"},
         invoice("I1", "100"), invoice("I2", "50.05", currency="USD"), invoice("I3", "7000", currency="JPY"),
         invoice("I4", "9", customer="B2"), invoice("I5", "1", customer="A9", currency="USD"))
    found = aging(run, book)
    assert [(row["customer"], row["currency"], row["balance"]) for row in found["customers"]] == [
        ("A9", "USD", "1.00"), ("B2", "CNY", "9.00"), ("C1", "CNY", "100.00"), ("C1", "JPY", "7000"), ("C1", "USD", "50.05")]
    assert [(row["currency"], row["balance"]) for row in found["totals"]] == [("CNY", "109.00"), ("JPY", "7000"), ("USD", "51.05")]
    assert columns(found["totals"][1]) == ("0", "0", "7000", "0", "0", "0", "7000", "0")
    assert list(found) == ["as_of", "basis", "totals", "customers"]
    assert list(found["totals"][0]) == ["currency", "not_due", "buckets", "unapplied", "balance", "disputed"]
    assert set(found["customers"][0]) == {*found["totals"][0], "customer", "name", "grade"}


def test_who_has_only_credits_has_a_row(run: Any, book: Path, give: Any) -> None:
    give({"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-03-01", "amount": "30"},
         {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-01-01", "amount": "12.50"})
    found = aging(run, book)
    assert columns(found["customers"][0]) == ("0.00", "0.00", "0.00", "0.00", "0.00", "-42.50", "-42.50", "0.00")
    assert columns(found["totals"][0]) == columns(found["customers"][0])
    by_date = aging(run, book, "--credits", "by-date")
    assert columns(by_date["totals"][0]) == ("0.00", "-30.00", "0.00", "-12.50", "0.00", "0.00", "-42.50", "0.00")


def test_credits_by_date_take_the_document_date(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100", due="2026-02-28"),
         {"kind": "receipt", "no": "R0", "customer": "C1", "date": DAY, "amount": "5"},
         {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-03-30", "amount": "7"},
         {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-02-28", "amount": "11"})
    row, = aging(run, book, "--credits", "by-date")["totals"]
    assert columns(row) == ("-5.00", "-7.00", "89.00", "0.00", "0.00", "0.00", "77.00", "0.00")  # age 0 is not due
    row, = aging(run, book, "--credits", "by-date", "--basis", "invoice")["totals"]
    assert columns(row) == ("0.00", "-12.00", "-11.00", "100.00", "0.00", "0.00", "77.00", "0.00")


def test_by_invoice_date_there_is_no_not_due(run: Any, book: Path, give: Any) -> None:
    give(invoice("I0", "1", DAY, "2026-04-30"), invoice("I1", "2", "2026-03-01", "2026-09-30"),
         invoice("I2", "4", "2026-02-28", "2026-09-30"), invoice("I3", "8", "2025-12-30", "2026-09-30"))
    found = aging(run, book, "--basis", "invoice")
    assert found["basis"] == "invoice"
    assert columns(found["totals"][0]) == ("0.00", "3.00", "4.00", "0.00", "8.00", "0.00", "15.00", "0.00")


def test_a_dispute_is_a_memo_of_what_is_open_then(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100"), {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "80", "reason": "QL", "raised_on": "2026-02-10"})
    assert columns(aging(run, book, day="2026-02-09")["totals"][0])[-2:] == ("100.00", "0.00")
    assert columns(aging(run, book, day="2026-02-10")["totals"][0])[-2:] == ("100.00", "80.00")
    give({"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-20", "amount": "60",
          "allocate": [{"to": "I1", "amount": "60"}]})
    assert columns(aging(run, book, day="2026-02-20")["totals"][0])[-2:] == ("40.00", "40.00")
    give({"kind": "dispute_result", "of": "D1", "outcome": "rejected", "accepted": "0.00", "date": "2026-03-01"})
    assert columns(aging(run, book)["totals"][0])[-2:] == ("40.00", "0.00")


def test_as_of_semantics(run: Any, book: Path, give: Any) -> None:
    """A document counts from its date until its reversal, an allocation from the later of both dates."""
    give(invoice("I1", "100", "2026-01-10"), {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-01-05", "amount": "40",
         "allocate": [{"to": "I1", "amount": "40"}]}, invoice("I2", "9", "2026-01-12"),
         {"kind": "reversal", "of": "I2", "date": "2026-01-20", "reason": "wrong"})
    balances = {day: (row["unapplied"], row["balance"]) for day in ("2026-01-05", "2026-01-10", "2026-01-19", "2026-01-20")
                for row in aging(run, book, day=day)["totals"]}
    assert balances == {"2026-01-05": ("-40.00", "-40.00"), "2026-01-10": ("0.00", "60.00"), "2026-01-19": ("0.00", "69.00"),
                        "2026-01-20": ("0.00", "60.00")}
    assert aging(run, book, day="2026-01-04")["totals"] == []


@pytest.mark.parametrize(("buckets", "keys"), [
    ("30,60,90,120", ["1-30", "31-60", "61-90", "91-120", "121+"]), ("7", ["1-7", "8+"]), ("1,2", ["1-1", "2-2", "3+"]),
    ("30,60,90,180,365", ["1-30", "31-60", "61-90", "91-180", "181-365", "366+"])])
def test_keys_follow_the_buckets(run: Any, book: Path, give: Any, buckets: str, keys: list[str]) -> None:
    give(invoice("I1", "100"))
    found = run("aging", book, "--as-of", DAY, "--json", "--buckets", buckets)
    assert list(json.loads(found.out)["totals"][0]["buckets"]) == keys


@pytest.mark.parametrize("options", [
    ("--buckets", "90,60"), ("--buckets", "0,30"), ("--buckets", "30,30"), ("--buckets", "x"), ("--buckets", ""),
    ("--buckets", "30.5"), ("--basis", "age"), ("--credits", "none"), ("--as-of", "2026-02-30"), ("--as-of", "20260131"),
    ("--xlsx", "a.txt"), ("--xlsx", "a.pdf"), ("--pdf", "a.xlsx"), ("--pdf", "a")])
def test_wrong_options_are_wrong_usage(run: Any, book: Path, options: tuple[str, str]) -> None:
    found = run("aging", book, "--json", *options)
    assert found.code == 2
    assert found.data["error"]["message"]


def test_a_grade_once_scored(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100"))
    assert aging(run, book)["customers"][0]["grade"] is None
    scored = run("score", book, "C1", "--card", "new", "--save", "--as-of", "2026-03-01", "--json", "--flag", "V1")
    assert scored.code == 0
    assert aging(run, book)["customers"][0]["grade"] == "D"
    assert aging(run, book, day="2026-02-28")["customers"][0]["grade"] is None


def test_instalments_age_apart_and_a_dispute_comes_from_the_last(run: Any, book: Path, give: Any) -> None:
    parts = [{"due_date": "2026-01-31", "amount": "30"}, {"due_date": "2026-02-28", "amount": "50"}, {"due_date": "2026-04-30", "amount": "20"}]
    give(invoice("I1", "100", instalments=parts), {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-01", "amount": "45",
         "allocate": [{"to": "I1", "amount": "45"}]},
         {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "25", "reason": "QL", "raised_on": "2026-02-10"})
    assert columns(aging(run, book)["totals"][0]) == ("20.00", "0.00", "35.00", "0.00", "0.00", "0.00", "55.00", "25.00")
    assert columns(aging(run, book, "--basis", "invoice")["totals"][0]) == (
        "0.00", "0.00", "0.00", "55.00", "0.00", "0.00", "55.00", "25.00")


def test_texts_are_spoken_and_json_is_not(run: Any, book: Path, give: Any) -> None:
    give(invoice("I1", "100"))
    assert "未到期" in run("aging", book, "--as-of", DAY, "--language", "zh").out
    assert aging(run, book, "--language", "zh") == aging(run, book, "--language", "en")
    assert run("aging", book, "--as-of", "2025-01-01", "--language", "zh").out.strip()


def test_the_workbook_is_ready_to_print(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    """Real figures with their formats, a frozen head, A4 landscape, text that does not execute."""
    from openpyxl import load_workbook

    give({"kind": "customer", "code": "C2", "name": "=cmd|' /c calc'!A0"}, invoice("I1", "1234.5"), invoice("I2", "7", customer="C2"))
    path = tmp_path / "aging.xlsx"
    path.write_bytes(b"old")
    assert run("aging", book, "--as-of", DAY, "--xlsx", path, "--language", "zh").code == 0
    sheet = load_workbook(path).active
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows
    assert sheet.freeze_panes
    head = next(row for row in sheet.iter_rows() if row[0].value in ("编号", "客户编号"))
    first = head[0].row + 1
    assert sheet.freeze_panes.endswith(str(first))
    cells = {cell.value: sheet.cell(first, cell.column) for cell in head}
    assert cells["余额"].value == 1234.5
    assert "#,##0.00" in cells["余额"].number_format
    named = [row[1] for row in sheet.iter_rows(min_row=first) if row[0].value == "C2"]
    assert (named[0].data_type, named[0].quotePrefix) == ("s", True)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_pdf_says_the_same(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    from pypdf import PdfReader

    give(invoice("I1", "1234567.89"))
    path = tmp_path / "aging.pdf"
    assert run("aging", book, "--as-of", DAY, "--pdf", path, "--language", "zh").code == 0
    page = PdfReader(path).pages[0]
    assert float(page.mediabox.width) > float(page.mediabox.height)
    text = page.extract_text()
    assert "1,234,567.89" in text
    assert DAY in text
    assert "Alpha" in text
