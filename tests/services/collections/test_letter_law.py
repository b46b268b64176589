"""Whose law a letter speaks, who stands behind the debt, and what it lacks (DOMAIN H0, H1, I4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from pathlib import Path

import pypdfium2
import pytest

from creditdesk.domain.credit.cover import CORPORATE_GUARANTEE, INSURANCE, PERSONAL_GUARANTEE
from creditdesk.domain.customers.file_entries import FileEntry
from creditdesk.domain.customers.file_kinds import CONTRACT
from creditdesk.domain.customers.records import Company, Customer
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.collections.interest import interest_report
from creditdesk.services.collections.letter_plan import LetterRequest, plan_letters
from creditdesk.services.collections.letters import preview_letters
from creditdesk.services.collections.limitation import limitation_report
from creditdesk.services.collections.worklist import worklist
from creditdesk.services.credit.covers import add_cover, CoverDraft
from creditdesk.services.credit.file_writing import save_entry
from creditdesk.services.ledger import posting
from creditdesk.services.session import Session

from ...conftest import still_clock

DAY = date(2026, 11, 20)
BY_AGE = LetterRequest(DAY, by_age=True)


def owes(session: Session, late: int = 70, amount: str = "1000.00", *, days: int = 30, **who: object) -> int:
    """A customer with one invoice `late` days overdue."""
    owner = customers.save(session, Customer(0, "C9", "某某有限公司", **who))  # type: ignore[arg-type]
    due = DAY - timedelta(late)
    posting.post_document(session, DocumentDraft(kind="invoice", customer_id=owner, date=due - timedelta(days), due_date=due,
                                                 amount=D(amount), currency="CNY"))
    return owner


def text(session: Session, request: LetterRequest = BY_AGE) -> str:
    (pdf,) = preview_letters(session, request)[1]
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).replace("\r\n", "")


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Session]:
    """The book of a British firm."""
    opened = company.create_book(tmp_path / "gb.creditdesk", profile=Company("Spruce Ltd", country="GB", base_currency="CNY"),
                                 user="tester", clock=still_clock)
    yield opened
    opened.close()


def test_a_chinese_claim_has_capitals_seal_and_the_sentence_on_limitation(session: Session) -> None:
    owes(session, tax_id="91330100MA27XYGH7A", country="CN")
    shown = text(session)
    for words in ("统一社会信用代码 91330100MA27XYGH7A", "大写：人民币壹仟圆整", "诉讼时效中断", "（盖章）", "（盖章处）"):
        assert words in shown, words


def test_a_foreign_company_has_neither_capitals_nor_seal(foreign: Session) -> None:
    owes(foreign, country="CN", tax_id="91330100MA27XYGH7A")
    shown = text(foreign, replace(BY_AGE, language="zh"))
    for words in ("大写", "盖章）", "盖章处", "诉讼时效"):
        assert words not in shown.partition("请沿此线裁下")[0], words
    assert "Company seal" not in text(foreign, replace(BY_AGE, language="en"))
    assert [line.clock for line in limitation_report(foreign, DAY)] == [None], "no period is tracked until one is entered"


def test_a_debtor_abroad_is_not_told_about_chinese_procedure(session: Session) -> None:
    owes(session, 100, country="HK", tax_id="12345678")
    shown = text(session)
    assert "支付令" not in shown and "诉讼时效" not in shown and "统一社会信用代码" not in shown
    assert "提起诉讼或仲裁" in shown and "（盖章处）" in shown


@pytest.mark.parametrize(("late", "wanted"), [(70, {"customer_address", "customer_tax_id"}), (40, set())])
def test_a_formal_demand_asks_for_the_debtors_code_and_address(session: Session, late: int, wanted: set[str]) -> None:
    owes(session, late)
    found = {row.code for row in plan_letters(session, BY_AGE).missing if row.customer_code}
    assert found == wanted
    if wanted:
        assert "统一社会信用代码 ____________；送达地址 ____________" in text(session)


@pytest.mark.parametrize("rate", ["", "12%"])
def test_a_large_debtor_is_told_of_the_complaint_platform_whatever_the_rate(session: Session, rate: str) -> None:
    owes(session, 100, size="large", contract_rate=rate)
    assert "向拖欠中小企业款项投诉平台投诉" in text(session)


def test_nobody_else_is_told_of_the_complaint_platform(session: Session) -> None:
    owes(session, 100, size="medium")
    assert "投诉平台" not in text(session)


def cover(owner: int, kind: str, name: str, begins: date | None = None, until: date | None = None) -> CoverDraft:
    return CoverDraft(owner, kind, D("1000"), "CNY", D("0.9"), name, begins=begins, until=until)


def test_a_live_guarantor_is_called_on(session: Session) -> None:
    owner = owes(session)
    assert "担保人" not in text(session)
    add_cover(session, cover(owner, CORPORATE_GUARANTEE, "甲公司", until=DAY))
    add_cover(session, cover(owner, PERSONAL_GUARANTEE, "张三"))
    add_cover(session, cover(owner, PERSONAL_GUARANTEE, "已过期", until=DAY - timedelta(1)))
    add_cover(session, cover(owner, PERSONAL_GUARANTEE, "未开始", begins=DAY + timedelta(1)))
    add_cover(session, cover(owner, INSURANCE, "保险公司"))
    shown = text(session)
    assert "请担保人 甲公司、张三 依约承担保证责任。" in shown
    assert "已过期" not in shown and "未开始" not in shown and "担保人 保险" not in shown
    assert "The guarantor 甲公司 and 张三 is called on to pay." in text(session, replace(BY_AGE, language="en"))


@pytest.mark.parametrize(("left", "tier"), [(7, "T0"), (8, "T2"), (0, "T0")])
def test_a_guarantee_about_to_end_goes_first(session: Session, left: int, tier: str) -> None:
    owner = owes(session)
    add_cover(session, cover(owner, PERSONAL_GUARANTEE, "张三", until=DAY + timedelta(left)))
    assert [row.tier for row in worklist(session, DAY)] == [tier]


def test_a_body_owes_interest_from_day_61_before_its_contract_is_due(session: Session) -> None:
    owner = owes(session, -20, days=90, size="government")  # invoiced 70 days ago, due in 20
    (line,) = interest_report(session, DAY)
    assert (line.result.regime, line.result.days, line.result.interest) == (2, 10, D("5.00"))
    assert plan_letters(session, BY_AGE).letters == ()
    customers.save(session, replace(customers.find(session, "C9"), size="small"))
    assert owner and interest_report(session, DAY) == []


@pytest.mark.parametrize(("letter_class", "kinds"), [("A", ["L1"]), ("B", ["L1"]), ("C", []), ("", [])])
def test_key_customers_are_reminded_before_the_due_date(session: Session, letter_class: str, kinds: list[str]) -> None:
    owner = owes(session, -3, abc_class=letter_class)
    posting.post_document(session, DocumentDraft(kind="invoice", customer_id=owner, date=date(2025, 1, 1), amount=D("1.00"),
                                                 due_date=date(2027, 1, 1), currency="CNY"))
    found = plan_letters(session, LetterRequest(DAY, stages=frozenset({0}))).letters
    assert [letter.kind for letter in found] == kinds


def contract(session: Session, owner: int, no: str, **values: str) -> None:
    save_entry(session, FileEntry(0, owner, CONTRACT, DAY, {"no": no, **values}))


def test_the_contract_in_the_file_gives_rate_floor_number_and_address(session: Session) -> None:
    owner = owes(session, 73, "36500.00", size="large")
    contract(session, owner, "HT-1", signed_on="2020-05-01", interest="2%", service_address="杭州市西湖区 1 号")
    (line,) = interest_report(session, DAY)
    assert (line.result.regime, line.result.rate, line.result.interest) == (1, D("0.0385"), D("281.05")), "the LPR at signing"
    shown = text(session)
    assert "双方合同 HT-1 及" in shown and "送达地址 杭州市西湖区 1 号" in shown


def test_the_invoices_own_contract_goes_first(session: Session) -> None:
    owner = owes(session, 73, "36500.00", contract_rate="10%")
    contract(session, owner, "HT-1", interest="12%")
    assert [line.result.rate for line in interest_report(session, DAY)] == [D("0.10")]
    posting.post_document(session, DocumentDraft(kind="invoice", customer_id=owner, date=DAY - timedelta(90), amount=D("1.00"),
                                                 due_date=DAY - timedelta(60), currency="CNY", contract_no="HT-1"))
    contract(session, owner, "HT-2", interest="15%")
    assert sorted(str(line.result.rate) for line in interest_report(session, DAY)) == ["0.1", "0.12"]
