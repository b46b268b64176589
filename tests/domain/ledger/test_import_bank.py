"""Statements of banks and wallets as receipts: their headings, and which rows are money that came in (DOMAIN M)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from creditdesk.domain.ledger.import_layout import find_layout, Head
from creditdesk.domain.ledger.import_records import Checked, Options
from creditdesk.domain.ledger.import_rows import check_sheet

DAY = "2026-03-02"


def check(headings: str, *rows: Sequence[object]) -> Checked:
    numbered: list[tuple[int, Sequence[object]]] = list(enumerate([["某某银行账户明细"], headings.split(), *rows], 1))
    layout = find_layout([Head("s", tuple(numbered[:30]))], "receipts")
    assert layout.missing == ()
    return check_sheet(numbered, layout, Options())


def received(checked: Checked) -> list[str]:
    return [f"{one.customer} {one.number} {one.amount} {one.method}" for one in checked.drafts]  # type: ignore[union-attr]


@pytest.mark.parametrize(("headings", "came_in", "paid_out"), [
    ("交易日期 借方发生额 贷方发生额 余额 对方户名 摘要", [DAY, "", 5, 9, "甲", "货款"], [DAY, 5, "", 4, "乙", "费"]),
    ("交易时间 收入金额 支出金额 账户余额 对方户名", [DAY + " 10:00:01", "5.00", "", "9", "甲"], [DAY, "", "5.00", "4", "乙"]),
    ("记账日期 贷方发生额（收入） 借方发生额（支出） 对方名称", [DAY, "5.00", "0.00", "甲"], [DAY, "0.00", "5.00", "乙"]),
    ("交易日期 借方(支出)金额 贷方(收入)金额 账户余额 对方账户名称", ["20260302", "-", "5", "9", "甲"], ["20260302", "5", "-", "4", "乙"]),
    ("交易日期 交易金额(收入) 交易金额(支出) 记账金额(收入) 记账金额(支出) 对方户名", [DAY, "-", "-", "5.00 ", "", "甲"], [DAY, "-", "-", "", "5", "乙"]),
    ("记账日期 金额 余额 对方账户名", [DAY, "5.00", "9", "甲"], [DAY, "-5.00", "4", "乙"]),
    ("交易日期 交易金额 交易后余额 付款人名称[Payer] 收款人名称[Payee]", [DAY, 5, 9, "甲", "我"], [DAY, -5, 4, "我", "乙"]),
    ("交易日期 借贷 交易金额 余额 对方户名", [DAY, "贷 Cr", 5, 9, "甲"], [DAY, "借 Dr", 5, 4, "乙"]),
    ("会计日期 收付标志 发生额 对方单位名称", [DAY, "收", "5", "甲"], [DAY, "付", "5", "乙"]),
])
def test_only_money_that_came_in_is_a_receipt(headings: str, came_in: list[object], paid_out: list[object]) -> None:
    checked = check(headings, came_in, paid_out, came_in)
    assert [(one.customer, str(one.amount), one.date.isoformat()) for one in checked.drafts] == [  # type: ignore[union-attr]
        ("甲", "5.00", DAY)] * 2
    assert (checked.skipped_rows, checked.problems) == (1, ())


def test_a_wallet_has_words_for_money_that_is_neither() -> None:
    checked = check("交易时间 交易对方 收/支 金额(元) 交易单号 备注",
                    [DAY, "甲", "收入", "¥5.00", "T1", "/"], [DAY, "乙", "支出", "¥6.00", "T2", ""], [DAY, "丙", "/", "¥7.00", "T3", ""],
                    [DAY, "丁", "不计收支", "¥7.00", "T4", ""])
    assert received(checked) == ["甲 T1 5.00 "]
    assert checked.drafts[0].note == ""  # type: ignore[union-attr]
    assert checked.skipped_rows == 3


def test_a_bank_is_how_it_was_paid_and_its_sums_are_no_rows() -> None:
    checked = check("流水号 交易日期 借方金额 贷方金额 余额 对方户名", ["0001", DAY, "", "5", "9", "甲"], ["人民币合计", "", "6", "5", "", ""],
                    ["共2笔", "", "", "", "", ""], ["0002", DAY, "", "3", "12", "----"], ["0003", DAY, "", "", "12", "乙"])
    assert received(checked) == ["甲 0001 5.00 bank"]
    assert [(one.row, one.field, one.code) for one in checked.problems] == [(6, "customer", "missing"), (7, "amount", "missing")]
    assert checked.skipped_rows == 2


def test_a_plain_list_of_receipts_takes_no_negative_amount() -> None:
    numbered: list[tuple[int, Sequence[object]]] = [(1, ["客户", "日期", "金额"]), (2, ["甲", DAY, -5])]
    checked = check_sheet(numbered, find_layout([Head("s", tuple(numbered))], "receipts"), Options())
    assert [one.code for one in checked.problems] == ["bad_amount"]


YONYOU: list[Sequence[object]] = [
    ["往来对账明细表"], ["对账对象编码", "对账对象名称", "币种", "业务日期", "业务单号", "摘要", "借方", "", "", "贷方", "", ""],
    ["", "", "", "", "", "", "发生", "已结", "未结", "发生", "已结", "未结"],
    ["K1", "甲", "人民币", DAY, "X1", "销售", 1130, 0, 1130, "", "", ""], ["K1", "甲", "人民币", DAY, "S1", "收款", "", "", "", 500, 500, 0],
    ["", "合计", "", "", "", "", 1130, 0, 1130, 500, 500, 0]]


@pytest.mark.parametrize(("kind", "expected"), [("invoices", ["K1 X1 1130.00"]), ("receipts", ["K1 S1 500.00"])])
def test_an_account_of_the_books_has_invoices_on_one_side_and_receipts_on_the_other(kind: str, expected: list[str]) -> None:
    numbered = list(enumerate(YONYOU, 1))
    layout = find_layout([Head("s", tuple(numbered))], kind)
    checked = check_sheet(numbered, layout, Options())
    assert layout.last_heading_row == 3
    assert [f"{one.customer_code} {one.number} {one.amount}" for one in checked.drafts] == expected  # type: ignore[union-attr]
    assert (checked.skipped_rows, checked.problems) == (2, ())
