"""Importing files into a real book (CLI Import)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from creditdesk.domain.customers.facts import Fact
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import FileError, RuleError
from creditdesk.services import company, customers
from creditdesk.services.credit.facts import record_fact
from creditdesk.services.importing.options import ImportOptions, ImportResult
from creditdesk.services.importing.tasks import import_file
from creditdesk.services.importing.undo import undo_batch
from creditdesk.services.insight.aging import aging_report
from creditdesk.services.ledger.posting import reverse
from creditdesk.services.session import Session

Load = Callable[..., ImportResult]


@pytest.fixture
def load(session: Session, tmp_path: Path) -> Load:
    def run(text: str, kind: str = "invoices", **options: object) -> ImportResult:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(session, path, ImportOptions(kind, **options))
    return run


def balance(session: Session, day: date = date(2026, 12, 31)) -> str:
    totals = aging_report(session, day).totals
    return "0" if not totals else str(totals[0].balance)


def codes(result: ImportResult) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in result.problems]


def test_a_minimal_file_gives_customers_due_dates_and_an_aging(session: Session, load: Load) -> None:
    result = load("客户,开票日期,金额\n海岳建材,2026-01-05,1000\n海岳建材,2026-01-06,\"2,000.50\"\n合计,,3000.50\n")
    assert (result.accepted, result.created_customers, result.due_dates_assumed, result.skipped_rows) == (2, 1, 2, 1)
    assert result.total == [("CNY", D("3000.50"))]
    assert balance(session) == "3000.50"
    assert company.verify_book(session).ok


@pytest.mark.parametrize("text", [
    "invoice_no,customer,invoice_date,amount\nI1,Alpha,2026-01-05,100\nI2,Alpha,2026-01-05,100\n",
    "customer,invoice_date,amount\nAlpha,2026-01-05,100\nAlpha,2026-01-05,100\n",
])
def test_the_same_file_twice_adds_nothing(session: Session, load: Load, text: str) -> None:
    assert load(text).accepted == 2
    again = load(text)
    assert (again.batch, again.accepted, again.duplicates, codes(again)) == (None, 0, 2, [])
    assert balance(session) == "200.00"


def test_a_number_in_use_refuses_the_file_unless_bad_rows_are_skipped(session: Session, load: Load) -> None:
    load("no,customer,invoice_date,amount,invoice_no\nx,Alpha,2026-01-05,100,I1\n")
    text = "invoice_no,customer,invoice_date,amount\nI1,Alpha,2026-01-05,150\nI3,Alpha,2026-01-05,70\n"
    refused = load(text)
    assert (refused.batch, codes(refused), refused.accepted) == (None, [(2, "number_in_use")], 1)
    assert balance(session) == "100.00"
    assert load(text, skip_bad_rows=True).accepted == 1
    assert balance(session) == "170.00"


def test_receipts_and_credit_notes_settle_what_they_name_up_to_what_is_open(session: Session, load: Load) -> None:
    load("invoice_no,customer,invoice_date,amount,kind,applies_to\nI1,Alpha,2026-01-05,100,,\n"
         "K1,Alpha,2026-01-06,30,credit_note,I1\nI2,Alpha,2026-01-05,-5,,\n")
    result = load("receipt_no,customer,date,amount,invoice_no\nR1,Alpha,2026-02-01,100,I1\nR2,Alpha,2026-02-01,9,I9\n",
                  "receipts", skip_bad_rows=True)
    assert codes(result) == [(3, "unknown_invoice")]
    row = aging_report(session, date(2026, 12, 31)).totals[0]
    assert (str(row.balance), str(row.unapplied)) == ("-35.00", "-35.00")
    assert company.verify_book(session).ok


def test_undo_makes_a_batch_vanish_from_every_day_and_lets_it_come_again(session: Session, load: Load) -> None:
    text = "invoice_no,customer_code,customer,invoice_date,amount\nI1,C9,Beta,2026-01-05,100\n"
    batch = load(text).batch
    assert batch is not None
    undone = undo_batch(session, batch)
    assert (undone.reversed, undone.removed_customers) == (1, 1)
    assert balance(session, date(2026, 1, 5)) == "0"
    again = load(text.replace("100", "120"))
    assert (again.accepted, again.created_customers, again.problems) == (1, 1, [])
    assert company.verify_book(session).ok


def test_undo_is_refused_when_a_later_entry_relies_on_it(session: Session, load: Load) -> None:
    batch = load("invoice_no,customer,invoice_date,amount\nI1,Alpha,2026-01-05,100\n").batch
    load("receipt_no,customer,date,amount,invoice_no\nR1,Alpha,2026-02-01,60,I1\n", "receipts")
    assert batch is not None
    with pytest.raises(RuleError) as error:
        undo_batch(session, batch)
    assert error.value.code == "depends"


def test_undo_is_refused_when_a_document_stood_for_some_days(session: Session, load: Load) -> None:
    batch = load("invoice_no,customer,invoice_date,amount\nI1,Alpha,2026-01-05,100\nI2,Alpha,2026-01-05,100\n").batch
    reverse(session, 1, date(2026, 1, 9), "wrong")
    with pytest.raises(RuleError) as error:
        undo_batch(session, batch or 0)
    assert error.value.code == "depends"
    assert balance(session, date(2026, 1, 6)) == "200.00"


def test_customers_are_created_updated_and_restored(session: Session, load: Load) -> None:
    customers.save(session, Customer(0, "C1", "Alpha", phone="1"))
    batch = load("code,name,phone,limit,terms\nC1,Alpha,2,5000,月结30\nC2,Alpha,,,\n", "customers")
    assert (batch.accepted, batch.created_customers) == (2, 1)
    alpha = customers.find(session, "C1")
    assert (alpha.phone, alpha.terms) == ("2", "EOM+30")
    again = load("code,name,phone,limit,terms\nC1,Alpha,2,5000,EOM+30\nC2,Alpha,,,\n", "customers")
    assert (again.accepted, again.duplicates) == (0, 2)
    assert batch.batch is not None
    undo_batch(session, batch.batch)
    assert customers.find(session, "C1").phone == "1"
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("text", "code"), [
    ("customer,amount\nAlpha,1\n", "missing_column"), ("customer,invoice_date,amount\n", "no_rows"), ("x,y\n1,2\n", "no_heading"),
])
def test_a_file_that_cannot_be_imported_says_why(load: Load, text: str, code: str) -> None:
    with pytest.raises(FileError) as error:
        load(text)
    assert error.value.code == code


def test_undoing_an_update_lets_a_customer_be_found_by_its_old_name(session: Session, load: Load) -> None:
    load("code,name\nA1,Alpha\n", "customers")
    undo_batch(session, load("code,name\nA1,Alpha Ltd\n", "customers").batch or 0)
    assert customers.find(session, "Alpha").code == "A1"
    assert company.verify_book(session).ok


def test_a_later_row_changes_the_customer_an_earlier_one_created(session: Session, load: Load) -> None:
    result = load("code,name\nA1,Alpha\nA1,Alpha\nA1,Alpha Ltd\n", "customers")
    assert (result.accepted, result.duplicates, result.created_customers) == (2, 1, 1)
    assert customers.find(session, "A1").name == "Alpha Ltd"


@pytest.mark.parametrize(("word", "code"), [("中国", "CN"), ("germany", "DE"), ("UK", "GB"), ("us", "US"), ("香港", "HK"),
                                            ("nowhere", ""), ("", "")])
def test_a_country_may_be_written_as_a_word(session: Session, load: Load, word: str, code: str) -> None:
    load(f"code,name,country\nA1,Alpha,{word}\n", "customers")
    assert customers.find(session, "A1").country == code


def test_documents_on_or_before_the_lock_are_refused(session: Session, load: Load) -> None:
    company.close_books(session, date(2026, 1, 31))
    assert codes(load("customer,invoice_date,amount\nAlpha,2026-01-31,1\nAlpha,2026-02-01,1\n")) == [(2, "locked")]


def test_undoing_two_changes_of_one_customer_restores_the_first_values(session: Session, load: Load) -> None:
    load("code,name,phone,contact\nA1,Alpha,1,\n", "customers")
    batch = load("code,name,phone,contact\nA1,Alpha,2,\nA1,Alpha,3,Wang\nA1,Alpha,3,Wang\n", "customers")
    assert (batch.accepted, batch.duplicates) == (2, 1)
    undo_batch(session, batch.batch or 0)
    found = customers.find(session, "A1")
    assert (found.phone, found.contact) == ("1", "")


def test_undoing_an_update_keeps_what_a_person_changed_since(session: Session, load: Load) -> None:
    load("code,name,phone,contact\nA1,Alpha,1,Li\n", "customers")
    batch = load("code,name,phone,contact\nA1,Alpha,2,Wang\n", "customers").batch
    customers.save(session, replace(customers.find(session, "A1"), phone="9"))
    undo_batch(session, batch or 0)
    found = customers.find(session, "A1")
    assert (found.phone, found.contact) == ("9", "Li")
    assert company.verify_book(session).ok


def test_an_update_is_not_undone_before_a_later_one_of_the_same_cell(session: Session, load: Load) -> None:
    created = load("code,name,phone\nA1,Alpha,1\nA2,Beta,1\n", "customers").batch or 0
    first = load("code,name,phone\nA1,Alpha,2\n", "customers").batch or 0
    second = load("code,name,phone\nA1,Alpha,3\n", "customers").batch or 0
    with pytest.raises(RuleError) as refused:
        undo_batch(session, first)
    assert refused.value.code == "depends"
    assert undo_batch(session, created).removed_customers == 1, "another import relies on Alpha"
    undo_batch(session, second)
    undo_batch(session, first)
    assert customers.find(session, "A1").phone == "1"


def test_a_customer_is_kept_where_anything_else_relies_on_it(session: Session, load: Load) -> None:
    batch = load("code,name\nA1,Alpha\nA2,Beta\nA3,Gamma\n", "customers").batch or 0
    record_fact(session, Fact(0, customers.find(session, "A1").id, "registered_capital", "5000000", "official", date(2026, 11, 1)))
    limits = load("code,name,limit\nA2,Beta,500\n", "customers").batch or 0
    undo_batch(session, limits)
    assert undo_batch(session, batch).removed_customers == 2


def test_odd_cells_of_a_customers_file_are_told(session: Session, load: Load) -> None:
    found = load("code,name,country,tax_id\nA1,Alpha,Narnia,\nA2,Beta,中国,123\nA3,Gamma,CN,91330100MA00000005\n", "customers")
    assert [(one.row, one.column, one.code) for one in found.warnings][:1] == [(2, "country", "bad_country")]
    assert {one.row for one in found.warnings} >= {2, 3}
    assert found.accepted == 3


def test_a_purchase_is_no_receivable(session: Session, load: Load) -> None:
    company.save_profile(session, replace(company.profile(session), tax_id="91330100 MA0000001X"))
    found = load("数电发票号码,销方识别号,购买方名称,开票日期,金额,价税合计\n"
                 "26332000000000000001,91330100MA0000001X,甲,2026-04-01,100,113\n"
                 "26332000000000000002,91330100MA0000002X,我们,2026-04-01,100,113\n", skip_bad_rows=True)
    assert (found.accepted, codes(found)) == (1, [(3, "not_ours")])


def test_codes_that_differ_in_case_only_stay_apart(session: Session, load: Load) -> None:
    for code, name in (("a1", "Alpha"), ("A1", "Beta")):
        customers.save(session, Customer(0, code, name))
    load("customer_code,invoice_date,amount\nA1,2026-01-05,5\na1,2026-01-05,7\nＡ1,2026-01-06,1\n")
    assert {one.code: str(one.row.balance) for one in aging_report(session, date(2026, 2, 1)).lines} == {"A1": "5.00", "a1": "8.00"}


def test_a_merged_record_speaks_for_its_successor(session: Session, load: Load) -> None:
    load("code,name\nC1,Alpha\nC2,Alpha Ltd\n", "customers")
    customers.merge(session, 2, 1, "one firm")
    for text in ("code,name,phone\nC2,Alpha Ltd,77\n", "name,phone\nAlpha Ltd,88\n"):
        assert load(text, "customers").accepted == 1
    kept = customers.customer(session, 1)
    assert (kept.code, kept.name, kept.phone, customers.customer(session, 2).phone) == ("C1", "Alpha", "88", "")
    assert load("code,name,phone\nC2,Alpha Ltd,88\nC1,Alpha,88\n", "customers").duplicates == 2


def test_a_number_that_two_merged_records_brought_is_no_guess(session: Session, load: Load) -> None:
    load("customer,invoice_no,invoice_date,amount\nAlpha,I1,2026-01-05,100\nBeta,I1,2026-01-06,70\n")
    customers.merge(session, 2, 1, "one firm")
    refused = load("receipt_no,customer,date,amount,invoice_no\nR1,Beta,2026-02-01,60,I1\n", "receipts")
    assert codes(refused) == [(2, "unknown_invoice")]
    assert "more than one" in refused.problems[0].template


@pytest.mark.parametrize("first", ["invoice", "debit_note"])
def test_an_invoice_is_meant_before_a_debit_note_of_its_number(session: Session, load: Load, first: str) -> None:
    rest = "debit_note" if first == "invoice" else "invoice"
    load(f"customer,invoice_no,invoice_date,amount,kind\nAlpha,N1,2026-01-05,100,{first}\nAlpha,N1,2026-01-06,70,{rest}\n")
    load("receipt_no,customer,date,amount,invoice_no\nR1,Alpha,2026-02-01,150,N1\n", "receipts")
    totals = aging_report(session, date(2026, 3, 1)).totals[0]
    left = {"invoice": (D(70), D(-50)), "debit_note": (D(100), D(-80))}[first]
    assert (sum(totals.buckets), totals.unapplied) == left
