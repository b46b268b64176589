from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.domain.collections.letter_content import (
    Blocks,
    Grid,
    InstalmentLine,
    InterestLine,
    InvoiceLine,
    LetterContent,
    Letterhead,
    OpenLine,
    Paragraph,
    Statement,
    StatementLine,
    SummaryBox,
)
from creditdesk.domain.collections.letter_words import (
    complaint_clause,
    guarantor_clause,
    interest_basis,
    KINDS,
    letter_number,
    long_date,
    usual_fields,
)
from creditdesk.domain.collections.letters import compose, read_template
from creditdesk.domain.errors import InputError

LETTERS = Path(__file__).parents[3] / "resources" / "letters"
DAY = date(2026, 11, 20)
HEAD = Letterhead("云杉工贸有限公司")
INVOICES = (InvoiceLine("INV-2026-0712", date(2026, 6, 18), date(2026, 8, 2), Decimal("80010.00"), Decimal("20000.00"),
                        Decimal("60010.00"), 110),
            InvoiceLine("INV-2026-0846", date(2026, 7, 25), date(2026, 9, 8), Decimal("40000.00"), Decimal(0),
                        Decimal("40000.00"), 73))
INTEREST = (InterestLine("INV-2026-0712", Decimal("60010.00"), date(2026, 8, 3), DAY, 110, "4.5%", Decimal("813.83"),
                         "一年期LPR×1.5"),)
STATEMENT = Statement(
    "CNY", date(2026, 11, 1), DAY, Decimal("60010.00"),
    (StatementLine(date(2026, 11, 2), "发票", "INV-2026-0846", Decimal("40000.00"), None, Decimal("100010.00")),),
    Decimal("100010.00"),
    (OpenLine("INV-2026-0712", date(2026, 6, 18), date(2026, 8, 2), Decimal("80010.00"), Decimal("60010.00"), 110,
              Decimal("1000.00")),),
    (("未到期", Decimal("40000.00")), ("1–30 天", Decimal(0)), ("90 天以上", Decimal("60010.00"))),
    Decimal("60010.00"), Decimal("1000.00"), Decimal(0), "KH-0017", "91330200MA2X8K7Q3E")
BLOCKS = Blocks(INVOICES, INTEREST, (InstalmentLine(1, date(2026, 12, 31), Decimal("100010.00")),))
FIELDS: dict[str, object] = {
    "our_name": "云杉工贸有限公司", "our_contact": "李敏", "our_phone": "0571-5550 0166", "our_email": "ar@yunshan.example",
    "our_signatory": "Li Min", "bank_account_name": "云杉工贸有限公司", "bank_name": "示例银行杭州拱墅支行",
    "bank_account": "0000 1203 0099 4407", "customer_name": "晨曦幕墙工程有限公司", "uscc": "91330100MA27XYGH7A",
    "registration_no": "91330100MA27XYGH7A", "service_address": "杭州市西湖区文三路 9 号", "contact_name": "王芳",
    "letter_no": "YS-L4-2026-0058", "letter_date": DAY, "as_of_date": DAY, "currency": "CNY", "contract_no": "HT-017",
    "total_due": Decimal("100823.83"), "principal_due": Decimal("100010.00"), "interest_due": Decimal("813.83"),
    "due_date": date(2026, 8, 2), "max_days": 110, "closing_balance": Decimal("100010.00"),
    "overdue": Decimal("60010.00"), "disputed": Decimal("1000.00"), "unapplied": Decimal(0),
    "interest_basis": interest_basis(4, "zh"), "prev_letter_date": date(2026, 10, 1), "prev_letter_no": "YS-L2-2026-0003",
    "letter_history": (date(2026, 9, 1), date(2026, 10, 1)), "effective_date": DAY, "new_limit": "200,000.00 元",
    "terms": "月结 30 天", "reasons": "付款记录", "orders": "SO-1", "amount_to_release": Decimal("100010.00"),
    "since": date(2021, 3, 1), "window_start": date(2025, 11, 20), "paid_count": "12", "paid_amount": ("人民币 120,000.00",),
    "deadline": date(2026, 11, 30), "reply_deadline": date(2026, 11, 30)}


def letter(kind: str, language: str = "zh", blocks: Blocks = BLOCKS, **changes: object) -> LetterContent:
    template = read_template((LETTERS / language / f"{kind}.txt").read_text("utf-8"), kind, language)
    if kind == "L6":
        blocks = Blocks(statement=STATEMENT)
    return compose(template, {**usual_fields(kind, DAY, language), **FIELDS, **changes}, blocks, letterhead=HEAD)


def text(content: LetterContent) -> str:
    return "\n".join(element.text for element in content.elements + content.annex if isinstance(element, Paragraph))


def grids(content: LetterContent) -> list[Grid]:
    return [element for element in content.elements + content.annex if isinstance(element, Grid)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_composes_without_gaps(kind: str, language: str) -> None:
    content = letter(kind, language)
    slip = "\n".join(content.slip.lines) if content.slip else ""
    whole = "\n".join([content.title, text(content), slip, *(line for place in content.closing for line in place)])
    assert content.title and content.closing and not content.missing
    assert not set(whole) & set("{}[]！!\ue000\ue001\ue002") - (set("[]") if language == "en" else set())
    assert "  " not in whole and "（）" not in whole and "()" not in whole
    if language == "zh":
        assert not set(text(content)) & set(";()"), "full-width marks"
        assert not __import__("re").search(r"[一-鿿][,:;]|[,:;][一-鿿]", whole)


@pytest.mark.parametrize("kind", ["L1", "L2", "L3", "L4", "L5", "L8", "L9"])
def test_claims_list_every_invoice(kind: str) -> None:
    rows = [row[0] for grid in grids(letter(kind)) for row in grid.rows]
    assert {"INV-2026-0712", "INV-2026-0846"} <= set(rows)


def test_formal_demand_says_capitals_interest_and_date() -> None:
    content = letter("L4")
    assert "本金人民币 100,010.00（大写：人民币壹拾万零壹拾圆整）" in text(content)
    assert "支付本金及逾期利息合计人民币 100,823.83" in text(content)
    assert "2026年11月30日 前" in text(content) and "双方合同 HT-017 及" in text(content)
    assert "（统一社会信用代码 91330100MA27XYGH7A；送达地址 杭州市西湖区文三路 9 号）：" in text(content)
    invoice, interest = grids(content)
    assert invoice.totals is not None and invoice.totals[5] == "100,010.00"
    assert interest.columns[1].heading == "本金（元）" and interest.rows[0][-1] == "一年期LPR×1.5"


CASES = [
    ("L4", {"uscc": ""}, "晨曦幕墙工程有限公司（送达地址 杭州市西湖区文三路 9 号）：", "信用代码"),
    ("L4", {"uscc": None, "service_address": ""}, "晨曦幕墙工程有限公司（送达地址 ____________）：", "信用代码"),
    ("L4", {"prc_law": ""}, "提出的履行请求。部分付款", "诉讼时效"),
    ("L5", {"prc_law": ""}, "视情况委托律师提起诉讼或仲裁，向保险人报损，", "时效"),
    ("L4", {"seal": ""}, "本金人民币 100,010.00，明细如下", "大写"),
    ("L4", {"contract_no": ""}, "根据双方合同及相应订单", "HT-017"),
    ("L4", {"interest_due": Decimal(0)}, "前支付本金合计人民币", "及逾期利息"),
    ("L4", {"fixed_comp": Decimal("40.00")}, "、固定补偿人民币 40.00 合计", ""),
    ("L4", {"guarantor_clause": guarantor_clause("张三", "zh")}, "放弃其余权利。请担保人 张三 依约承担保证责任。", ""),
    ("L4", {"currency": "USD"}, "本金美元 100,010.00，明细如下", "大写"),
    ("L3", {"prev_letter_no": None, "prev_letter_date": None}, "贵公司仍有下列款项未付：", "号函请贵公司"),
    ("L3", {"interest_basis": None}, "逾期利息依约定及法律规定自各笔", "依自"),
    ("L5", {"letter_history": ()}, "截至 2026年11月20日，尚欠本金", "多次要求"),
    ("L5", {}, "我司已于 2026年9月1日、2026年10月1日 多次要求", "投诉平台"),
    ("L5", {"complaint_clause": complaint_clause("zh")}, "向保险人报损、向拖欠中小企业款项投诉平台投诉，并", ""),
    ("L1", {"contact_name": ""}, "您好。感谢", "____"),
    ("L6", {"pay_sentence": ""}, "预收未核销 0.00。", "安排付款"),
    ("L6", {}, "预收未核销 0.00。请贵公司对已到期部分安排付款。", ""),
    ("L7", {"expiry": date(2027, 1, 31)}, "，有效期至 2027年1月31日。", ""),
    ("L7", {"expiry": None}, "付款期限 月结 30 天。", "有效期"),
    ("L8", {"guarantor": "张三"}, "七、本协议所列地址", ""),
    ("L8", {}, "六、本协议所列地址", "丙方"),
]


@pytest.mark.parametrize(("kind", "changes", "expected", "absent"), CASES)
def test_optional_parts(kind: str, changes: dict[str, object], expected: str, absent: str) -> None:
    whole = text(letter(kind, **changes))
    assert expected in whole
    assert not absent or absent not in whole


def test_english_drops_what_it_does_not_know() -> None:
    content = letter("L4", "en", registration_no="", service_address=None, contract_no=None)
    assert content.elements[0] == Paragraph("晨曦幕墙工程有限公司, ____________", "lead")
    assert content.missing == ("service_address",)
    assert "Under our contract and" in text(content) and "fixed compensation" not in text(content)
    assert "by 30 November 2026 to" in text(content)
    first = letter("L3", "en", prev_letter_no=None)
    assert "We wrote" not in text(first) and "The following remains unpaid:" in text(first)


def test_sentences_of_an_edited_text_that_quote_earlier_letters_are_left_out() -> None:
    template = read_template("# 函\n我司曾以 {prev_letter_no} 函告。请付款。{letter_history}多次催告；请速付。", "L3", "zh")
    content = compose(template, {"letter_no": "1", "letter_date": DAY, "currency": "CNY"}, letterhead=HEAD)
    assert text(content) == "请付款。请速付。"


def test_missing_fields_print_a_line_and_are_named() -> None:
    content = letter("L2", bank_name="", bank_account=None, our_contact="")
    assert content.missing == ("bank_name", "bank_account", "our_contact")
    assert "云杉工贸有限公司 / ____________ / ____________。" in text(content)


def test_statement_shows_movements_open_items_and_ageing() -> None:
    content = letter("L6")
    box = content.elements[0]
    assert isinstance(box, SummaryBox) and box.figure == "人民币 100,010.00" and "KH-0017" in box.lines[0]
    movements, items, ageing = grids(content)
    assert movements.rows[0][1:] == ("期初余额", "", "", "", "60,010.00")
    assert movements.totals == ("本期合计", "", "", "40,000.00", "0.00", "100,010.00")
    assert items.rows[0][3] == "逾期 110 天，有争议 1,000.00"
    assert ageing.rows == (("40,000.00", "—", "60,010.00"),)
    assert content.slip is not None and content.slip.cut == "回　执"
    assert "期末应收余额 100,010.00（大写：人民币壹拾万零壹拾圆整）；其中" in text(content)
    assert "期间：2026年11月1日 至 2026年11月20日" == content.aside


def test_seal_places() -> None:
    assert [place[0] for place in letter("L8").closing] == ["甲方（盖章）", "乙方（盖章）"]
    assert len(letter("L8", guarantor="张三").closing) == 3
    assert letter("L4").closing[0][-1] == "2026年11月20日"


BAD = [("# T\n{amount_due} now", "unknown_field", "amount_due"), ("# T\n{statement_table}", "unknown_field", "statement_table"),
       ("# T\n{金额}", "unknown_field", "金额"), ("# T\n{our_name", "bad_template", "text"), ("# T\nour_name}", "bad_template", "text"),
       ("# T\n[[{uscc}", "bad_template", "text"), ("# T\n{pay_sentence:x}", "unknown_field", "pay_sentence"),
       ("no title", "no_title", "text"), ("# T\n{hold_reason:{x}}", "unknown_field", "hold_reason")]


@pytest.mark.parametrize(("source", "code", "field"), BAD)
def test_bad_texts_are_refused_with_the_place(source: str, code: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        read_template(source, "L4", "zh")
    assert (caught.value.code, caught.value.field) == (code, field)
    if code == "unknown_field":
        assert f"{{{field}}}" in caught.value.message


def test_numbers_and_dates() -> None:
    assert letter_number("YS", "L4", DAY, 58) == "YS-L4-2026-0058"
    assert letter_number("", "L2", DAY, 1) == "L2-2026-0001"
    assert (long_date(date(2026, 3, 5), "zh"), long_date(date(2026, 3, 5), "en")) == ("2026年3月5日", "5 March 2026")
    assert usual_fields("L4", DAY, "zh")["deadline"] == date(2026, 11, 30)
    assert interest_basis(1, "zh", rate=Decimal("0.12"), clause="九") == "合同第九条约定的年利率 12%"
    assert "LPR加计50%" in interest_basis(3, "zh")
