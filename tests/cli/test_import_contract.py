"""CLI Import, sentence by sentence: a text in, what the command answers out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditdesk.cli import main

Import = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def blank_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book in CNY, terms 30 days, with C1 Alpha (tax number T1, terms 10 days) and C2 Beta; closed up to nothing."""
    folder = tmp_path_factory.mktemp("book")
    book = folder / "blank.creditdesk"
    assert main(["new", str(book), "--company", "Spruce"]) == 0
    entries = folder / "entries.json"
    entries.write_text(json.dumps({"documents": [
        {"kind": "customer", "code": "C1", "name": "Alpha", "tax_id": "T1", "terms": "10"},
        {"kind": "customer", "code": "C2", "name": "Beta"}]}), encoding="utf-8")
    assert main(["post", str(book), str(entries)]) == 0
    return book


@pytest.fixture
def book(blank_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(blank_book, tmp_path / "b.creditdesk"))


@pytest.fixture
def load(run: Any, book: Path, tmp_path: Path) -> Import:
    """`load(text, kind, *options)` imports a CSV; the answer with the exit code beside it."""
    def call(text: str, kind: str = "invoices", *options: str) -> dict[str, Any]:
        path = tmp_path / "f.csv"
        path.write_text(text, encoding="utf-8")
        found = run("import", book, path, "--as", kind, "--json", "--language", "en", *options)
        return {"code": found.code, **found.data}
    return call


@pytest.fixture
def post(run: Any, book: Path, tmp_path: Path) -> Callable[..., None]:
    def call(*entries: object) -> None:
        path = tmp_path / "entries.json"
        path.write_text(json.dumps({"documents": list(entries)}), encoding="utf-8")
        assert run("post", book, path).code == 0
    return call


def brief(found: dict[str, Any]) -> str:
    """Exit code, accepted, duplicates, new customers, assumed due dates, skipped; problems; totals."""
    counts = [found["code"], found["accepted"], found["duplicates"], found["created_customers"],
              found["due_dates_assumed"], found["skipped_rows"]]
    problems = [f"{one['row']} {one['column']}={one['value']} {one['code']}" for one in found["problems"]]
    totals = [f"{one['currency']} {one['amount']}" for one in found["total"]]
    return " ".join(map(str, counts)) + "".join(f"; {text}" for text in problems + totals)


N, R = "customer,invoice_no,invoice_date,amount", "customer,receipt_no,date,amount"
D = "2026-01-05"

# what is read → exit code, accepted, duplicates, new customers, assumed due dates, skipped; problems; totals
CASES: dict[str, tuple[str, str, str]] = {
    # Required
    "a single date column is the invoice date": ("invoices", f"customer,date,amount\nX,{D},5", "0 1 0 1 1 0; CNY 5.00"),
    "a code alone names the customer": ("invoices", f"customer_code,date,amount\nC1,{D},5", "0 1 0 0 1 0; CNY 5.00"),
    "receipts": ("receipts", f"customer_code,date,amount\nC1,{D},5", "0 1 0 0 0 0; CNY 5.00"),
    "customers": ("customers", "name\nX", "0 1 0 1 0 0"),
    "orders": ("orders", f"customer,date,amount\nX,{D},5", "0 1 0 1 0 0; CNY 5.00"),
    # Due date
    "the row's due date": ("invoices", f"{N},due_date,terms_days\nAlpha,1,{D},5,2026-02-01,7", "0 1 0 0 0 0; CNY 5.00"),
    "the row's terms": ("invoices", f"{N},due_date,terms_days\nAlpha,1,{D},5,,7", "0 1 0 0 0 0; CNY 5.00"),
    "a credit note falls due never": ("invoices", f"{N}\nAlpha,1,{D},-5", "0 1 0 0 0 0; CNY -5.00"),
    # Customer
    "code before tax number before name": (
        "invoices", f"customer_code,{N},税号\nc1,Beta,1,{D},1,\n,Beta,2,{D},1,t1\n,　ＢＥＴＡ ,3,{D},1,\nＣ２,Z,4,{D},1,",
        "0 4 0 0 4 0; CNY 4.00"),
    "an unknown one is created once": ("invoices", f"{N}\nX,1,{D},1\n x ,2,{D},1\nY,3,{D},1", "0 3 0 2 3 0; CNY 3.00"),
    "two codes in one file are two customers": (
        "invoices", f"customer_code,{N}\nX1,X,1,{D},1\nX2,X,1,{D},2\nX1,x ltd,2,{D},3", "0 3 0 2 3 0; CNY 6.00"),
    "a code learnt in one row is known in the next": (
        "invoices", f"customer_code,{N}\n,X,1,{D},1\nX1,X,2,{D},1\nX1,,3,{D},1", "0 3 0 1 3 0; CNY 3.00"),
    # Blank kind, blank currency, negative amounts
    "a negative invoice is a credit note": ("invoices", f"{N},kind\nAlpha,1,{D},-5,invoice\nAlpha,1,{D},7,", "0 2 0 0 1 0; CNY 2.00"),
    "positive for credit notes too": ("invoices", f"{N},kind\nAlpha,1,{D},5,credit_note", "0 1 0 0 0 0; CNY -5.00"),
    "negative elsewhere": ("invoices", f"{N},kind\nAlpha,1,{D},-5,credit_note\nAlpha,2,{D},-5,debit_note",
                           "3 0 0 0 0 0; 2 amount=-5 bad_amount; 3 amount=-5 bad_amount"),
    "a negative receipt": ("receipts", f"{R}\nAlpha,1,{D},(5)", "3 0 0 0 0 0; 2 amount=(5) bad_amount"),
    "zero": ("invoices", f"{N}\nAlpha,1,{D},0.00", "3 0 0 0 0 0; 2 amount=0.00 bad_amount"),
    # The same document in one file
    "equal rows with a number are one document": ("invoices", f"{N},note\nAlpha,1,{D},5,a\nAlpha,1,{D},5.00,b", "0 1 1 0 1 0; CNY 5.00"),
    "equal rows without one are two": ("invoices", f"{N}\nAlpha,,{D},5\nAlpha,,{D},5", "0 2 0 0 2 0; CNY 10.00"),
    "another date, amount or currency": (
        "invoices", f"{N},currency\nAlpha,1,{D},5,\nAlpha,1,2026-01-06,5,\nAlpha,1,{D},6,\nAlpha,1,{D},5,USD\nBeta,1,{D},6,\nAlpha,1,{D},-5,",
        "3 3 0 0 2 0; 3 invoice_no=1 number_in_use; 4 invoice_no=1 number_in_use; 5 invoice_no=1 number_in_use; CNY 6.00"),
    # Refused rows
    "no customer, no date, no amount": (
        "invoices", f"{N}\n,1,{D},5\nAlpha,2,,5\nAlpha,3,{D},",
        "3 0 0 0 0 0; 2 customer= missing; 3 invoice_date= missing; 4 amount= missing"),
    "no name": ("customers", "code,name\nX,", "3 0 0 0 0 0; 2 name= missing"),
    "decimals": ("invoices", f"{N},currency\nAlpha,1,{D},5.5,JPY\nAlpha,2,{D},5.005,\nAlpha,3,{D},5.0,JPY\nAlpha,4,{D},1.2345,",
                 "3 1 0 0 1 0; 2 amount=5.5 too_many_decimals; 3 amount=5.005 too_many_decimals; 5 amount=1.2345 too_many_decimals; JPY 5"),
    "dates outside 1990-2100": ("invoices", f"{N}\nAlpha,1,1989-12-31,5\nAlpha,2,1990-01-01,5\nAlpha,3,2101-01-01,5",
                                "3 1 0 0 1 0; 2 invoice_date=1989-12-31 out_of_range; 4 invoice_date=2101-01-01 out_of_range; CNY 5.00"),
    "more than 12 digits": ("invoices", f"{N}\nAlpha,1,{D},1000000000000\nAlpha,2,{D},999999999999.99",
                            "3 1 0 0 1 0; 2 amount=1000000000000 out_of_range; CNY 999999999999.99"),
    "digits lost in every column of numbers": (
        "invoices", f"customer_code,{N},contract_no,applies_to\n2.6E+19,A,1,{D},5,,\n,A,2.6E+19,{D},5,,\n,A,3,{D},5,2.6E+19,\n,A,4,{D},-5,,2.6E+19",
        "3 0 0 0 0 0; 2 customer_code=2.6E+19 digits_lost; 3 invoice_no=2.6E+19 digits_lost; "
        "4 contract_no=2.6E+19 digits_lost; 5 applies_to=2.6E+19 digits_lost"),
    "currency, kind, terms": ("invoices", f"{N},currency,kind,terms\nAlpha,1,{D},5,XX,,\nAlpha,2,{D},5,,receipt,\nAlpha,3,{D},5,,,soon",
                              "3 0 0 0 0 0; 2 currency=XX unknown_currency; 3 kind=receipt bad_kind; 4 terms=soon bad_terms"),
    "an invoice not found": ("receipts", f"{R},invoice_no\nAlpha,1,{D},5,I9", "3 0 0 0 0 0; 2 invoice_no=I9 unknown_invoice"),
    "what a credit note settles must be accepted itself": (
        "invoices", f"{N},applies_to,currency\nAlpha,K,{D},-5,I1,\nAlpha,I1,{D},5,,USD\nAlpha,K2,{D},-2,I2,\nAlpha,I2,{D},5,,",
        "3 3 0 0 2 0; 2 applies_to=I1 unknown_invoice; CNY 3.00; USD 5.00"),
    "two problems in one row": ("invoices", f"{N}\nAlpha,1,x,y", "3 0 0 0 0 0; 2 invoice_date=x bad_date; 2 amount=y bad_amount"),
    # Skipped quietly
    "blank rows and sums": (
        "invoices", f"{N}\n,,,\n小计,,,5\n合　计,,,5\n总计：,,,5\n本页小计,,,5\n本月合计,,,5\nTotal,,,5\nSubtotal,,,5\nGRAND TOTAL,,,5\nTotal Oil,1,{D},5",
        "0 1 0 1 1 9; CNY 5.00"),
    "sums among customers": ("customers", "name,limit,phone\n合计,\"1,000\",\n合计商贸,5,x", "0 1 0 1 0 1"),
    # Amounts
    "marks, signs, widths": (
        "invoices", f"{N}\nA,1,{D},\"1,234.50\"\nA,2,{D},\"¥1,234.50\"\nA,3,{D},１２３４．５\nA,4,{D},\"(1,234.50)\"\nA,5,{D},\"1,234.50-\"\n"
                    f"A,6,{D},1 234.50\nA,7,{D},1234.50元\nA,8,{D},RMB 5\nA,9,{D},1234.5000\nA,10,{D},-0.01", "0 10 0 1 7 0; CNY 4942.99"),
    "the last of two marks is the decimal one": ("invoices", f"{N}\nA,1,{D},\"1.234,56\"\nA,2,{D},\"1,234\"", "3 1 0 1 1 0; 3 amount=1,234 too_many_decimals; CNY 1234.56"),
    "a single comma before three digits": ("invoices", f"{N}\nA,1,{D},\"1,234\"", "0 1 0 1 1 0; CNY 1234.00"),
    "a single point before three digits": ("invoices", f"{N}\nA,1,{D},1.234", "3 0 0 0 0 0; 2 amount=1.234 bad_amount"),
    "another cell proves decimal commas": ("invoices", f"{N}\nA,1,{D},1.234\nA,2,{D},\"5,50\"", "0 2 0 1 2 0; CNY 1239.50"),
    # Dates
    "every form": (
        "invoices", f"{N}\nA,1,20260105,1\nA,2,2026/1/5,1\nA,3,2026年1月5日,1\nA,4,5-Jan-26,1\nA,5,46027,1\nA,6,2026-01-05 23:59,1\n"
                    f"A,7,05/05/2026,1\nA,8,2026-Jan-5,1\nA,9,2026/1/5 下午 3:04:05,1", "0 9 0 1 9 0; CNY 9.00"),
    "two-digit years": ("invoices", f"{N}\nA,1,1/2/26,1\nA,2,26/1/2,1", "3 0 0 0 0 0; 2 invoice_date=1/2/26 bad_date; 3 invoice_date=26/1/2 bad_date"),
    "ambiguous": ("invoices", f"{N}\nA,1,1/2/2026,1", "3 0 0 0 0 0; 2 invoice_date=1/2/2026 ambiguous_date"),
    "settled by another cell": ("invoices", f"{N}\nA,1,1/2/2026,1\nA,2,13/2/2026,1", "0 2 0 1 2 0; CNY 2.00"),
    "contradicting cells settle nothing": ("invoices", f"{N}\nA,1,1/2/2026,1\nA,2,13/2/2026,1\nA,3,2/13/2026,1",
                                           "3 2 0 1 2 0; 2 invoice_date=1/2/2026 ambiguous_date; CNY 2.00"),
    # Heading row
    "titles above, row numbers of the sheet": ("invoices", f"应收明细\n\n制表,{D}\n客户,开票日期,价税合计（元）\n甲,x,5", "3 0 0 0 0 0; 5 开票日期=x bad_date"),
    "in a quoted cell a line break is no row": ("invoices", f"{N},note\nA,1,{D},5,\"a\nb\"\nA,2,x,5,", "3 1 0 1 1 0; 3 invoice_date=x bad_date; CNY 5.00"),
    "most known headings win": ("invoices", f"客户,金额\n{N}\nA,1,{D},5", "0 1 0 1 1 0; CNY 5.00"),
    "gross before net": ("invoices", f"客户,开票日期,金额,价税合计\n甲,{D},100,113", "0 1 0 1 1 0; CNY 113.00"),
    "first in the list wins": ("invoices", f"客户名称,客户,日期,业务日期,发票金额,含税金额\n乙,Alpha,2026-01-09,{D},1,2", "0 1 0 0 1 0; CNY 2.00"),
    "folded headings": ("invoices", f" 客 户 ,Invoice_Date*,AMOUNT (CNY),Ｉｎｖｏｉｃｅ　Ｎｏ．\n甲,{D},5,1", "0 1 0 1 1 0; CNY 5.00"),
    "semicolons": ("invoices", f"{N}\nA,1,{D},\"1,50\"".replace(",", ";").replace("1;50", "1,50"), "0 1 0 1 1 0; CNY 1.50"),
    "tabs": ("invoices", f"{N}\nA,1,{D},5".replace(",", "\t"), "0 1 0 1 1 0; CNY 5.00"),
    "bars": ("invoices", f"{N}\nA,1,{D},5".replace(",", "|"), "0 1 0 1 1 0; CNY 5.00"),
    # Files of other programs
    "QuickBooks, with labels and sums of buckets": (
        "invoices", ",Date,Transaction type,Num,Customer,Due date,Amount,Open balance\n1 - 30 days past due,,,,,,,\n"
                    ",05/15/2026,Invoice,1001,Amy,06/14/2026,\"1,239.00\",\"1,239.00\"\nTotal for 1 - 30 days past due,,,,,,\"$1,239.00\",\n"
                    "TOTAL,,,,,,\"$1,239.00\",", "0 1 0 1 0 3; CNY 1239.00"),
    "one row a line, each with the invoice's total": (
        "invoices", "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,LineAmount,Currency\n"
                    "ABC,I1,15/05/2026,14/06/2026,110.00,50,GBP\nABC,I1,15/05/2026,14/06/2026,110.00,50,GBP", "0 1 1 1 0 0; GBP 110.00"),
    "Kingdee, with a void document": (
        "invoices", f"单据编号,单据类型,业务日期,到期日,客户,币别,价税合计,单据状态\nA1,标准应收单,{D},2026-02-04,甲,人民币,113,已审核\n"
                    f"A2,标准应收单,{D},,甲,人民币,113,已作废", "0 1 0 1 0 1; CNY 113.00"),
    "the tax bureau": (
        "invoices", "序号,发票代码,发票号码,数电票号码,购方识别号,购方名称,开票日期,金额,税额,价税合计,发票状态,是否正数发票,备注\n"
                    f"1,,,\t26332000000000000001,T1,X,{D} 10:00:00,100,13,113,正常,是,\n2,3300,01234567,,,Beta,{D},100,13,113,正常,是,\n"
                    f"3,,,26332000000000000003,T1,X,{D},-100,-13,-113,正常,否,被红冲蓝字数电发票号码：26332000000000000001\n"
                    f"4,,,26332000000000000004,T1,X,{D},100,13,113,已作废,是,\n合计,,,,,,,300,39,339,,,", "0 3 0 0 2 2; CNY 113.00"),
    # Words
    "terms": ("invoices", f"{N},terms\n" + "\n".join(f"A,{n},{D},1,{word}" for n, word in enumerate(
        ("月结30", "次月25日", "30天", "30", "EOM+30", "next-month 25"))), "0 6 0 1 0 0; CNY 6.00"),
    "currencies": ("invoices", f"{N},currency\n" + "\n".join(f"A,{n},{D},1,{word}" for n, word in enumerate(
        ("人民币", "RMB", "美元", "欧元", "英镑", "日元", "港币", "usd", ""))),
        "0 9 0 1 9 0; CNY 3.00; EUR 1.00; GBP 1.00; HKD 1.00; JPY 1; USD 2.00"),
    "kinds": ("invoices", f"{N},kind\n" + "\n".join(f"A,{n},{D},{2 ** n},{word}" for n, word in enumerate(
        ("发票", "应收单", "蓝字", "红字发票", "红字", "贷项", "退货", "借项", "利息单", "invoice", "credit_note", "debit_note"))),
        "0 12 0 1 7 0; CNY 1807.00"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_answered(load: Import, case: str) -> None:
    kind, text, expected = CASES[case]
    assert brief(load(text + "\n", kind, "--dry-run")) == expected


# what each call reads, in turn, in one book → what it answers
TALES: dict[str, list[tuple[str, str, tuple[str, ...], str]]] = {
    "the same file twice, whatever the other cells": [
        ("invoices", f"{N},note\nAlpha,1,{D},5,a\nBeta,,{D},7,", (), "0 2 0 0 2 0; CNY 12.00"),
        ("invoices", f"{N},note,due_date\nAlpha,1,{D},5.00,b,2027-01-01\nBeta,,{D},7,,", (), "0 0 2 0 0 0")],
    "a number in use": [
        ("invoices", f"{N}\nAlpha,1,{D},5", (), "0 1 0 0 1 0; CNY 5.00"),
        ("invoices", f"{N}\nAlpha,1,{D},6\nX,1,{D},6", (), "3 1 0 1 1 0; 2 invoice_no=1 number_in_use; CNY 6.00"),
        ("invoices", f"{N}\nAlpha,1,{D},6\nX,1,{D},6", ("--skip-bad-rows",), "3 1 0 1 1 0; 2 invoice_no=1 number_in_use; CNY 6.00"),
        ("invoices", f"{N}\nAlpha,1,{D},5\nX,1,{D},6", (), "0 0 2 0 0 0")],
    "rows without a number are counted": [
        ("receipts", f"{R}\nAlpha,,{D},5\nAlpha,,{D},5", (), "0 2 0 0 0 0; CNY 10.00"),
        ("receipts", f"{R}\nAlpha,,{D},5\nAlpha,,{D},5\nAlpha,,{D},5", (), "0 1 2 0 0 0; CNY 5.00"),
        ("receipts", f"{R}\nAlpha,,{D},5\nAlpha,,{D},6", (), "0 1 1 0 0 0; CNY 6.00")],
    "a number of the person's own is none of the program's": [
        ("invoices", f"{N}\nAlpha,INV-1,{D},5", (), "0 1 0 0 1 0; CNY 5.00"),
        ("invoices", f"{N}\nAlpha,,{D},5", (), "0 1 0 0 1 0; CNY 5.00"),
        ("invoices", f"{N}\nAlpha,INV-2026-0001,{D},5", (), "0 0 1 0 0 0")],
    "a rehearsal and a refused file write nothing": [
        ("invoices", f"{N}\nX,1,{D},5", ("--dry-run",), "0 1 0 1 1 0; CNY 5.00"),
        ("invoices", f"{N}\nX,1,{D},5\nX,2,{D},x", (), "3 1 0 1 1 0; 3 amount=x bad_amount; CNY 5.00"),
        ("invoices", f"{N}\nX,1,{D},5\nX,2,{D},x", ("--dry-run", "--skip-bad-rows"), "3 1 0 1 1 0; 3 amount=x bad_amount; CNY 5.00"),
        ("invoices", f"{N}\nX,1,{D},5", (), "0 1 0 1 1 0; CNY 5.00")],
    "options": [
        ("invoices", f"{N}\nAlpha,1,{D},5", ("--currency", "美元"), "0 1 0 0 1 0; USD 5.00"),
        ("invoices", f"{N}\nAlpha,2,1/2/2026,5", ("--date-order", "dmy"), "0 1 0 0 1 0; CNY 5.00"),
        ("invoices", f"{N}\nAlpha,3,13/2/2026,5", ("--date-order", "mdy"), "3 0 0 0 0 0; 2 invoice_date=13/2/2026 bad_date"),
        ("invoices", f"{N}\nAlpha,4,1/2/2026,5", ("--date-order", "ymd"), "3 0 0 0 0 0; 2 invoice_date=1/2/2026 ambiguous_date"),
        ("invoices", f"{N}\nAlpha,5,{D},1.234", ("--decimal", "comma"), "0 1 0 0 1 0; CNY 1234.00"),
        ("invoices", f"{N}\nAlpha,6,{D},1.5", ("--decimal", "comma"), "3 0 0 0 0 0; 2 amount=1.5 bad_amount"),
        ("invoices", f"who,when,much\nAlpha,{D},5", ("--map", "customer=WHO", "--map", "invoice_date=when", "--map", "amount=much"),
         "0 1 0 0 1 0; CNY 5.00")],
    "a customers file updates, and equal cells are a duplicate": [
        ("customers", "code,name,phone\nC1,Alpha,1\nC2,Beta,\nC3,Gamma,3", (), "0 2 1 1 0 0"),
        ("customers", "code,name,phone\nc1,Alpha,1\nC1,Alpha,2\n,Alpha,2\n,Gamma,", (), "0 1 3 0 0 0"),
        ("customers", "code,name\nC9,Alpha\nc9,Alpha", (), "0 1 1 1 0 0")],
    "a code the program gives is none of the file's": [
        ("customers", "code,name\n,First\nC0003,Second\n,Third", (), "0 3 0 3 0 0"),
        ("customers", "code,name\nC0003,Second\nC0004,First\nC0005,Third", (), "0 0 3 0 0 0")],
    "a code learnt by a tax number is known in the next row": [
        ("customers", "code,name,tax_id\nC9,Alpha,T1\nC9,Gamma,\nC9,Gamma,T1", (), "0 2 1 0 0 0")],
}


@pytest.mark.parametrize("tale", TALES)
def test_a_book_remembers(load: Import, tale: str) -> None:
    for step, (kind, text, options, expected) in enumerate(TALES[tale]):
        assert (step, brief(load(text + "\n", kind, *options))) == (step, expected)


def test_the_batch_is_null_where_nothing_was_written(load: Import) -> None:
    text = f"{N}\nAlpha,1,{D},5\n"
    assert load(text, "invoices", "--dry-run")["batch"] is None
    assert load(text + "Alpha,2,x,5\n")["batch"] is None
    first = load(text)
    assert (first["batch"], first["file"], set(first)) == (1, "f.csv", {
        "code", "file", "batch", "accepted", "duplicates", "created_customers", "due_dates_assumed", "skipped_rows",
        "problems", "warnings", "total", "sheet", "other_sheets"})
    assert load(text)["batch"] is None
    assert set(load(text + "Alpha,2,x,5\n")["problems"][0]) == {"row", "column", "value", "code", "message"}


@pytest.mark.parametrize(("text", "kind", "options", "code", "error"), [
    ("customer,amount\nA,5\n", "invoices", (), 1, "missing_column"),
    (f"customer,invoice_date,due_date\nA,{D},{D}\n", "invoices", (), 1, "missing_column"),
    (f"customer,due_date,amount\nA,{D},5\n", "invoices", (), 1, "missing_column"),
    ("code\nX\n", "customers", (), 1, "missing_column"), ("a,b\n1,2\n", "invoices", (), 1, "no_heading"),
    (f"{N}\n", "invoices", (), 1, "no_rows"), (f"{N}\n\n,,,\n", "invoices", (), 1, "no_rows"),
    ("x\n" * 30 + f"{N}\nA,1,{D},5\n", "invoices", (), 1, "no_heading"),
    ("", "invoices", (), 1, "empty"), (f"{N}\nA,1,{D},5\n", "invoices", ("--map", "amount=nowhere"), 1, "missing_column"),
    (f"{N}\nA,1,{D},5\n", "invoices", ("--map", "colour=amount"), 2, "usage"),
    (f"{N}\nA,1,{D},5\n", "invoices", ("--map", "amount"), 2, "bad_value"),
    (f"{N}\nA,1,{D},5\n", "invoices", ("--currency", "XXX"), 2, "unknown_currency"),
    (f"{N}\nA,1,{D},5\n", "invoices", ("--date-order", "ydm"), 2, "bad_value"),
    (f"{N}\nA,1,{D},5\n", "invoices", ("--decimal", "dot"), 2, "bad_value"),
])
def test_a_file_that_cannot_be_read_at_all(load: Import, text: str, kind: str, options: tuple[str, ...], code: int,
                                           error: str) -> None:
    found = load(text, kind, *options)
    assert (found["code"], found["error"]["code"]) == (code, error)
    assert found["error"]["message"]


def aged(run: Any, book: Path, day: str) -> list[str]:
    """Customer, balance and unapplied of every row of the aging."""
    return [f"{row['customer']} {row['currency']} {row['balance']} {row['unapplied']}" for row in
            run("aging", book, "--as-of", day, "--json").data["customers"]]


def test_due_dates_come_from_the_row_the_customer_or_the_book(run: Any, book: Path, load: Import) -> None:
    load(f"{N},due_date,terms_days\nAlpha,1,{D},1,2026-01-06,\nAlpha,2,{D},2,,3\nAlpha,3,{D},4,,\nBeta,4,{D},8,,\n")
    overdue = {}
    for day in ("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", "2026-01-15", "2026-01-16", "2026-02-04", "2026-02-05"):
        totals = run("aging", book, "--as-of", day, "--json").data["totals"][0]
        overdue[day] = totals["buckets"]["1-30"]
    assert list(overdue.values()) == ["0.00", "1.00", "1.00", "3.00", "3.00", "7.00", "7.00", "15.00"]


def test_what_a_row_names_is_settled_up_to_what_is_open(run: Any, book: Path, load: Import) -> None:
    load(f"{N},applies_to\nAlpha,1,{D},100,\nAlpha,K,2026-01-06,-30,1\nBeta,1,{D},10,\n")
    found = load(f"{R},invoice_no,currency\nAlpha,a,2026-01-07,50,1,\nAlpha,b,2026-01-08,50,1,\nAlpha,c,2026-01-08,9,,\n"
                 f"Beta,d,2026-01-01,4,1,\nBeta,e,2026-01-09,1,1,USD\nX,f,2026-01-09,1,1,\n", "receipts", "--skip-bad-rows")
    assert brief(found) == "3 4 0 0 0 0; 6 invoice_no=1 unknown_invoice; 7 invoice_no=1 unknown_invoice; CNY 113.00"
    assert aged(run, book, "2026-01-06") == ["C1 CNY 70.00 0.00", "C2 CNY 6.00 0.00"]
    assert aged(run, book, "2026-01-09") == ["C1 CNY -39.00 -39.00", "C2 CNY 6.00 0.00"]
    assert aged(run, book, "2026-01-03") == ["C2 CNY -4.00 -4.00"], "paid before it was invoiced"
    assert run("verify", book).code == 0


def test_a_reversed_document_counts_for_an_identical_one_only(load: Import, post: Any) -> None:
    load(f"{N}\nAlpha,1,{D},5\n")
    post({"kind": "reversal", "of": "1", "customer": "C1", "date": "2026-01-10", "reason": "wrong"})
    assert brief(load(f"{N}\nAlpha,1,{D},5\n")) == "0 0 1 0 0 0"
    assert brief(load(f"{N}\nAlpha,1,2026-01-06,5\n")) == "0 1 0 0 1 0; CNY 5.00"
    again = load(f"{N}\nAlpha,1,{D},5\nAlpha,1,2026-01-06,5\nAlpha,1,2026-01-07,5\n")
    assert brief(again) == "3 0 2 0 0 0; 4 invoice_no=1 number_in_use"


def test_an_undone_import_is_forgotten_wholly(run: Any, book: Path, load: Import) -> None:
    text = f"{N}\nX,1,{D},5\nAlpha,,{D},7\n"
    assert load(text)["batch"] == 1
    assert run("undo-import", book, 1, "--json").data == {"batch": 1, "reversed": 2, "removed_customers": 1}
    assert [aged(run, book, day) for day in (D, "2026-12-31")] == [[], []]
    assert brief(load(text.replace("5\nAlpha", "6\nAlpha"))) == "0 2 0 1 2 0; CNY 13.00"
    assert run("undo-import", book, 1, "--json").data["error"]["code"] == "undone"
    assert run("undo-import", book, 9, "--json").code == 1
    assert run("verify", book).code == 0


def test_a_closed_period_is_locked_for_new_documents_only(load: Import, post: Any) -> None:
    load(f"{N}\nAlpha,1,{D},5\n")
    post({"kind": "lock", "date": "2026-01-31"})
    found = load(f"{N}\nAlpha,1,{D},5\nAlpha,2,2026-01-31,5\nAlpha,3,2026-02-01,5\n")
    assert brief(found) == "3 1 1 0 1 0; 3 invoice_date=2026-01-31 locked; CNY 5.00"


def test_a_limit_holds_for_every_day_until_a_later_decision(run: Any, book: Path, load: Import, post: Any) -> None:
    def limit(day: str) -> str | None:
        return str(run("limit", book, "C1", "--as-of", day, "--json").data["in_force"])
    load("code,name,limit\nC1,Alpha,\"5,000\"\nC2,Beta,\n", "customers")
    assert [limit("1995-01-01"), limit("2026-06-01")] == ["5000.00", "5000.00"]
    post({"kind": "limit", "customer": "C1", "amount": "9000.00", "from": "2026-01-01", "reason": "review"})
    assert [limit("2025-12-31"), limit("2026-06-01")] == ["5000.00", "9000.00"]
    found = load("code,name,limit\nC2,Beta,0\n", "customers")
    assert found["accepted"] == 1
    assert run("limit", book, "C2", "--json").data["in_force"] == "0.00"
    assert run("undo-import", book, found["batch"]).code == 0
    assert run("limit", book, "C2", "--json").data["in_force"] is None


@pytest.mark.parametrize(("entry", "code"), [
    ({"kind": "proof", "customer": "C1", "invoices": ["I1"], "delivered_on": "2026-03-01", "channel": "ems"}, 1),
    ({"kind": "proof", "customer": "C1", "invoices": ["I11"], "delivered_on": "2026-03-01", "channel": "ems"}, 0),
    ({"kind": "contact", "customer": "C1", "at": "2026-02-20T10:00", "channel": "phone", "invoices": ["I1"]}, 0)])
def test_a_proof_holds_the_claims_it_names(run: Any, book: Path, load: Import, post: Any, entry: dict[str, Any], code: int) -> None:
    post({"kind": "invoice", "no": "I11", "customer": "C1", "date": D, "amount": "5"})
    batch = load(f"{N}\nAlpha,I1,{D},5\n")["batch"]
    post(entry)
    assert run("undo-import", book, batch, "--json").code == code
