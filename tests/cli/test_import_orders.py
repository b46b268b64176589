"""`import --as orders`: what is written, told apart, refused and taken back (CLI Import)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HEAD = "order_no,customer,date,amount,currency,deposit\n"


@pytest.fixture
def bring(run: Any, book: Path) -> Any:
    """`bring("O1,Alpha,2026-03-01,100,,", "--dry-run")` imports rows under the English headings."""
    def call(rows: str, *options: str, head: str = HEAD) -> Any:
        file = book.with_name("orders.csv")
        file.write_text(head + rows + "\n", encoding="utf-8")
        return run("import", book, file, "--as", "orders", "--json", *options)
    return call


def exposure(run: Any, book: Path, customer: str = "C1") -> str:
    return str(run("limit", book, customer, "--as-of", "2026-03-31", "--json").data["exposure"])


def test_orders_come_in_and_go_again(run: Any, book: Path, bring: Any) -> None:
    rows = "O1,Alpha,2026-03-01,1000.00,,200\nO2,Beta,2026-03-02,50.00,,\n,Beta,2026-03-02,7,,\n,Beta,2026-03-02,7,,"
    found = bring(rows)
    assert (found.code, found.data["accepted"], found.data["created_customers"]) == (0, 4, 1)
    assert found.data["total"] == [{"currency": "CNY", "amount": "1064.00"}]
    assert found.data["due_dates_assumed"] == 0
    assert (exposure(run, book), exposure(run, book, "Beta")) == ("800.00", "64.00")
    again = bring(rows).data
    assert (again["accepted"], again["duplicates"], again["batch"], again["problems"]) == (0, 4, None, [])
    assert run("verify", book, "--json").code == 0
    undone = run("undo-import", book, found.data["batch"], "--json").data
    assert undone == {"batch": found.data["batch"], "reversed": 4, "removed_customers": 1}
    assert exposure(run, book) == "0.00"
    assert bring(rows).data["accepted"] == 4
    assert run("verify", book, "--json").code == 0


def test_chinese_headings(bring: Any, run: Any, book: Path) -> None:
    found = bring("D-1,Alpha,2026/3/1,\"1,000.00\"", head="订单编号,客户名称,下单日期,订单金额\n")
    assert (found.code, found.data["accepted"]) == (0, 1)
    assert exposure(run, book) == "1000.00"


def test_rows_that_are_refused(bring: Any) -> None:
    bring("O1,Alpha,2026-03-01,100,,")
    found = bring("O1,Alpha,2026-03-01,101,,\nO3,,2026-03-01,1,,\nO4,Alpha,,1,,\nO5,Alpha,2026-03-01,-1,,\n"
                  "O6,Alpha,2026-03-01,1,,2\nO7,Alpha,2026-03-01,5,,1")
    assert (found.code, found.data["accepted"], found.data["batch"]) == (3, 1, None)
    assert [(problem["row"], problem["column"], problem["code"]) for problem in found.data["problems"]] == [
        (2, "order_no", "number_in_use"), (3, "customer", "missing"), (4, "date", "missing"),
        (5, "amount", "bad_amount"), (6, "deposit", "bad_amount")]


def test_an_order_relied_on_stays(run: Any, book: Path, bring: Any, give: Any) -> None:
    batch = bring("O1,Alpha,2026-03-01,100,,").data["batch"]
    give({"kind": "shipment", "order": "O1", "date": "2026-03-02", "amount": "40"})
    found = run("undo-import", book, batch, "--json")
    assert (found.code, found.data["error"]["code"]) == (1, "depends")


def test_an_order_before_the_lock_is_no_entry_in_the_ledger(bring: Any, give: Any) -> None:
    give({"kind": "lock", "date": "2026-03-31"})
    assert bring("O1,Alpha,2026-03-01,100,,").code == 0
