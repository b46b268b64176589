"""Finding headings: folding, rows above, two-row headings, several sheets, overrides."""

from __future__ import annotations

import pytest

from creditdesk.domain.errors import FileError, InputError
from creditdesk.domain.ledger.import_headings import fold_heading, IMPORTS, template_headings
from creditdesk.domain.ledger.import_layout import find_layout, Head, Layout, require_columns


def head(*rows: list[object], name: str = "Sheet1") -> Head:
    return Head(name, tuple(enumerate(rows, 1)))


def find(*rows: list[object], kind: str = "invoices", **overrides: str) -> Layout:
    return find_layout([head(*rows)], kind, overrides)


@pytest.mark.parametrize(("text", "folded"), [
    ("* 客户 名称", "客户名称"), ("金额(元)", "金额"), ("价税合计（元）（含税）", "价税合计"), ("Invoice_No.", "invoiceno"),
    ("ＡＭＯＵＮＴ", "amount"), ("开票\n日期", "开票日期"), ("InvoiceDate", "invoicedate"), ("收(付)方名称", "收(付)方名称"),
])
def test_headings_are_folded_before_they_are_compared(text: str, folded: str) -> None:
    assert fold_heading(text) == folded


def test_title_lines_above_the_heading_are_passed_over() -> None:
    layout = find(["应收账款明细"], ["单位：", "某公司", "日期", "2026-01-31"], [],
                  ["序号", "客户名称", "发票号码", "开票日期", "价税合计"], [1, "甲", "1", "2026-01-01", 5])
    assert layout.last_heading_row == 4
    assert layout.columns == {"customer": 1, "invoice_no": 2, "invoice_date": 3, "amount": 4}
    assert layout.headings[4] == "价税合计"
    assert layout.unused == (0,)


def test_the_word_standing_first_in_the_list_wins_and_net_amounts_give_way() -> None:
    assert find(["客户", "日期", "开票日期", "金额", "价税合计"]).columns == {
        "customer": 0, "invoice_date": 2, "amount": 4}
    assert find(["客户", "日期", "金额"]).columns == {"customer": 0, "invoice_date": 1, "amount": 2}


def test_a_two_row_merged_heading_is_read_as_one() -> None:
    layout = find(["客户", "发票", "", "", "备注"], ["", "发票号码", "开票日期", "价税合计", ""], ["甲", "1", "2026-1-1", 5, "x"])
    assert layout.last_heading_row == 2
    assert layout.columns == {"customer": 0, "invoice_no": 1, "invoice_date": 2, "amount": 3, "note": 4}


def test_group_and_sub_heading_together_may_be_the_known_word() -> None:
    layout = find(["客户", "收款", "", "收款方式"], ["", "日期", "金额", ""], kind="receipts")
    assert layout.columns == {"customer": 0, "date": 1, "amount": 2, "method": 3}
    assert find(["客户", "收款", ""], ["", "单号", "日期"], kind="receipts").columns == {
        "customer": 0, "receipt_no": 1, "date": 2}


def test_a_lower_row_that_only_names_parts_of_a_merged_heading_belongs_to_it() -> None:
    layout = find(["客户", "发票号码", "开票日期", "金额", "", ""], ["", "", "", "不含税金额", "税额", "价税合计"],
                  ["甲", "1", "2026-1-1", 5, 1, 6])
    assert (layout.last_heading_row, layout.columns["amount"]) == (2, 5)


def test_a_first_data_row_does_not_become_a_heading() -> None:
    layout = find(["客户", "类型", "日期", "金额"], ["甲", "发票", "2026-01-01", 5])
    assert layout.last_heading_row == 1


def test_the_sheet_with_most_known_headings_is_taken_and_the_first_on_a_tie() -> None:
    good = head(["客户名称", "开票日期", "价税合计"], name="b")
    assert find_layout([head(["客户", "备注"], name="a"), good, head(["客户名称", "开票日期", "价税合计"], name="c")],
                       "invoices").sheet_name == "b"


def test_the_tax_bureaus_header_sheet_is_taken_before_its_lines() -> None:
    words = ["发票代码", "发票号码", "数电发票号码", "购方识别号", "购买方名称", "开票日期", "金额", "税额", "价税合计", "备注"]
    lines = head([*words, "货物或应税劳务名称", "规格型号", "单价"], name="信息汇总表")
    assert find_layout([lines, head(words, name="发票基础信息")], "invoices").sheet_name == "发票基础信息"
    assert find_layout([lines], "invoices").line_sheet


def test_overrides_name_the_heading_of_a_field_and_take_its_column() -> None:
    layout = find(["企业代号", "开票日期", "单据日期", "价税合计"], customer="企业代号", invoice_date="单据日期")
    assert layout.columns == {"customer": 0, "invoice_date": 2, "amount": 3}
    assert "amount" not in find(["客户", "日期", "金额"], amount="").columns
    with pytest.raises(InputError) as unknown:
        find(["客户", "日期", "金额"], colour="金额")
    assert unknown.value.code == "usage"
    with pytest.raises(FileError) as absent:
        find(["客户", "日期", "金额"], amount="总额")
    assert absent.value.code == "missing_column"


def test_missing_headings_and_columns_are_told() -> None:
    with pytest.raises(FileError) as none:
        find(["甲", "乙"], ["1", "2"])
    assert none.value.code == "no_heading"
    layout = find(["客户", "金额"])
    assert layout.missing == (("invoice_date",),)
    with pytest.raises(FileError, match="invoice_date"):
        require_columns(layout)
    require_columns(find(["customer_code", "date", "amount"], kind="receipts"))


def test_real_english_headings_are_known() -> None:
    layout = find(["countryCode", "customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount"])
    assert set(layout.columns) == {"customer_code", "invoice_no", "invoice_date", "due_date", "amount"}
    quickbooks = find(["Date", "Transaction type", "Num", "Customer", "Due date", "Amount", "Open balance"])
    assert set(quickbooks.columns) == {"invoice_date", "kind", "invoice_no", "customer", "due_date", "amount"}


def test_the_signature_follows_the_headings_and_a_mapping_can_be_put_back() -> None:
    first, second = find(["客户", "日期", "金额(元)"]), find(["x"], ["客 户", "日期", "金额"])
    assert first.signature == second.signature != find(["客户", "金额", "日期"]).signature
    assert second.with_columns({"customer": 0, "amount": 2, "due_date": 1}).heading("due_date") == "日期"
    with pytest.raises(InputError):
        second.with_columns({"amount": 9})


@pytest.mark.parametrize("kind", IMPORTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_template_headings_map_to_their_own_fields(kind: str, language: str) -> None:
    headings = template_headings(kind, language)
    layout = find(list(headings.values()), kind=kind)
    assert list(layout.columns) == list(headings)
    require_columns(layout)
