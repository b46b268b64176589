"""Letters about limits and suspended deliveries: what they say, what they never say, how they are kept (DOMAIN D18, I4)."""

from __future__ import annotations

import dataclasses
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import AllocationDraft, DocumentDraft
from creditdesk.services import company, customers
from creditdesk.services.collections.issued import letter_pdf, letters_of
from creditdesk.services.collections.letter_plan import LetterRequest, plan_letters
from creditdesk.services.collections.templates import shipped_text
from creditdesk.services.credit import limits
from creditdesk.services.credit.call_script import call_script
from creditdesk.services.credit.good_standing import GoodStandingLetter, issue_good_standing, preview_good_standing
from creditdesk.services.credit.notices import HoldNotice, issue_notice, LimitNotice, preview_notice
from creditdesk.services.ledger import posting
from creditdesk.services.ledger.entry import entry
from creditdesk.services.session import Session
from creditdesk.services.template_preview import preview_text

DAY = date(2026, 11, 20)
d = Decimal


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def decided(session: Session, alpha: int, *amounts: int, temporary: int = 0) -> None:
    for number, amount in enumerate(amounts):
        limits.decide(session, alpha, d(amount), "CNY", date(2026, 1 + number, 1), date(2026, 12, 31), terms="60",
                      reason="score 93, grade A, lawsuit of a shareholder", methods={"discount": "2/10", "deposit": "0.3"})
    if temporary:
        limits.decide(session, alpha, d(temporary), "CNY", DAY, DAY + timedelta(30), temporary=True, reason="order 7")


@pytest.mark.parametrize(("amounts", "temporary", "zh", "en"), [
    ((10_000,), 0, "信用额度人民币10,000.00，", "limitCNY10,000.00,paymentterms"),
    ((10_000, 20_000), 0, "信用额度人民币20,000.00（原人民币10,000.00）", "limitCNY20,000.00(wasCNY10,000.00)"),
    ((10_000, 5_000), 0, "信用额度人民币5,000.00（原人民币10,000.00）", "limitCNY5,000.00(wasCNY10,000.00)"),
    ((10_000,), 3_000, "有效期至2026年12月20日", "limitCNY13,000.00(wasCNY10,000.00)")])
def test_limit_notice(session: Session, alpha: int, amounts: tuple[int, ...], temporary: int, zh: str, en: str) -> None:
    decided(session, alpha, *amounts, temporary=temporary)
    for language, wanted, beside in (("zh", zh, ("开票后60天", "10天内付款减2%", "定金要求30%", "付款记录、我司信用政策")),
                                     ("en", en, ("60daysfromtheinvoice", "2%within10days", "deposit30%",
                                                 "paymentrecordandourpolicy"))):
        text = words(preview_notice(session, LimitNotice(alpha, DAY, ("payment_record", "policy"), language=language)))
        assert wanted in text
        assert [part for part in beside if part not in text] == []
        for never in ("score", "grade", "lawsuit", "93", "评分", "等级"):
            assert never not in text.replace("CNY", "")
    if not temporary:
        assert "2026年12月31日" in words(preview_notice(session, LimitNotice(alpha, DAY, ("policy",), language="zh")))


@pytest.mark.parametrize(("amounts", "temporary", "zh", "en"), [
    ((10_000,), 0, "信用额度是人民币 10,000.00", "your limit is CNY 10,000.00, payable 60 days"),
    ((10_000, 20_000), 0, "由人民币 10,000.00提高到人民币 20,000.00", "goes up from CNY 10,000.00 to CNY 20,000.00"),
    ((10_000, 5_000), 0, "由人民币 10,000.00调整为人民币 5,000.00", "If you send recent accounts"),
    ((10_000,), 3_000, "临时调到人民币 13,000.00（原人民币 10,000.00），到2026年12月20日", "until 20 December 2026")])
def test_the_call_says_what_the_letter_says(session: Session, alpha: int, amounts: tuple[int, ...], temporary: int, zh: str, en: str
                                            ) -> None:
    decided(session, alpha, *amounts, temporary=temporary)
    for language, wanted in (("zh", zh), ("en", en)):
        text = call_script(session, LimitNotice(alpha, DAY, ("payment_record", "policy"), language=language))
        assert wanted in text and {"zh": "付款记录、我司信用政策", "en": "payment record, our policy"}[language] in text
        assert "lawsuit" not in text and "93" not in text


def test_issued_and_kept(session: Session, alpha: int, tmp_path: Path) -> None:
    decided(session, alpha, 10_000)
    found = issue_notice(session, LimitNotice(alpha, DAY, ("policy",)), tmp_path / "letters")
    assert found.number == "YS-L7-2026-0001"
    kept = letters_of(session, DAY, alpha)[0]
    assert (kept.kind, kept.number, kept.total) == ("L7", found.number, 0)
    assert letter_pdf(session, found.id) == found.path.read_bytes()
    assert issue_notice(session, LimitNotice(alpha, DAY, ("policy",)), tmp_path).number == "YS-L7-2026-0002"
    assert company.verify_book(session).ok


def test_a_suspension_lists_what_is_overdue(session: Session, alpha: int, tmp_path: Path) -> None:
    with entry(session, "post", "document") as (work, _says):
        for no, due, amount in (("I1", DAY - timedelta(40), "1200.00"), ("I2", DAY + timedelta(5), "70.00")):
            work.document(DocumentDraft(kind=INVOICE, customer_id=alpha, no=no, date=date(2026, 9, 1), due_date=due,
                                        amount=d(amount), currency="CNY"))
    text = words(preview_notice(session, HoldNotice(alpha, DAY, orders="SO-7", language="zh")))
    assert all(part in text for part in ("贵公司下列款项逾期未付", "I1", "SO-7", "第五百二十六条", "1,200.00", "2026年11月27日"))
    assert "I2" not in text
    over = words(preview_notice(session, HoldNotice(alpha, DAY, "over_limit", excess=d("300.00"), language="en")))
    assert "theorderexceedstheagreedcreditlimit" in over and "CNY300.00" in over and "I1" not in over
    issue_notice(session, HoldNotice(alpha, DAY), tmp_path)
    # a suspension is a letter they got: the next reminder waits; a limit notice would not keep it back
    assert letters_of(session, DAY, alpha)[0].principal == 1200
    assert [row.reason for row in plan_letters(session, LetterRequest(DAY)).skipped] == ["recent"]
    assert company.verify_book(session).ok


def test_a_limit_notice_keeps_no_reminder_back(session: Session, alpha: int, tmp_path: Path) -> None:
    decided(session, alpha, 10_000)
    with entry(session, "post", "document") as (work, _says):
        work.document(DocumentDraft(kind=INVOICE, customer_id=alpha, no="I1", date=date(2026, 9, 1),
                                    due_date=date(2026, 10, 20), amount=d("1200.00"), currency="CNY"))
    issue_notice(session, LimitNotice(alpha, DAY, ("policy",)), tmp_path)
    assert [letter.kind for letter in plan_letters(session, LetterRequest(DAY)).letters] == ["L2"]


@pytest.mark.parametrize(("notice", "code"), [
    (LimitNotice(1, DAY, ("policy",)), "no_limit"), (LimitNotice(1, DAY, ()), "missing"),
    (LimitNotice(1, DAY, ("court",)), "unknown_reason"), (LimitNotice(1, DAY, ("policy",), language="fr"), "unknown_language"),
    (HoldNotice(1, DAY), "no_letter"), (HoldNotice(1, DAY, "mood"), "unknown_reason"),
    (HoldNotice(9, DAY), "unknown_customer")])
def test_refused(session: Session, alpha: int, notice: LimitNotice | HoldNotice, code: str) -> None:
    with pytest.raises(CreditDeskError) as refused:
        preview_notice(session, notice)
    assert refused.value.code == code


def test_the_law_is_theirs(session: Session, alpha: int) -> None:
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), country="DE"))
    with entry(session, "post", "document") as (work, _says):
        work.document(DocumentDraft(kind=INVOICE, customer_id=alpha, no="I1", date=date(2026, 9, 1),
                                    due_date=date(2026, 10, 20), amount=d("1200.00"), currency="CNY"))
    text = words(preview_notice(session, HoldNotice(alpha, DAY)))
    assert "underourcontract" in text and "CivilCode" not in text


# -- good standing (L10) --

def paid_up(session: Session, customer: int, *late: int, count: int = 3) -> None:
    """Invoices of the last months paid in full, so many days after they were due."""
    for number in range(count):
        due = DAY - timedelta(30 * (number + 1))
        days = late[number] if number < len(late) else 0
        key = posting.post_document(session, DocumentDraft(INVOICE, customer, due - timedelta(30), d(1000), "CNY", no=f"G{number}",
                                                           due_date=due)).id
        posting.post_document(session, DocumentDraft("receipt", customer, due + timedelta(days), d(1000), "CNY", no=f"R{number}",
                                            allocations=(AllocationDraft(key, d(1000)),)))


def test_good_standing_thanks_with_the_year_s_record(session: Session, alpha: int, tmp_path: Path) -> None:
    paid_up(session, alpha, 0, 3, -5)
    text = words(preview_good_standing(session, GoodStandingLetter(alpha, DAY, "zh")))
    assert "付清货款3笔，合计人民币3,000.00" in text and "2025年11月20日至2026年11月20日" in text
    assert "3invoices,CNY3,000.00inall,andyour" in words(preview_good_standing(session, GoodStandingLetter(alpha, DAY, "en")))
    done = issue_good_standing(session, GoodStandingLetter(alpha, DAY), tmp_path)
    assert "-L10-2026-0001" in done.number and done.path.is_file()
    assert [row.kind for row in letters_of(session, DAY, alpha)] == ["L10"]


@pytest.mark.parametrize(("late", "count", "owed"), [((0, 16), 3, False), ((6, 6, 6), 3, False), ((), 2, False), ((), 3, True)])
def test_good_standing_is_earned(session: Session, alpha: int, late: tuple[int, ...], count: int, owed: bool) -> None:
    paid_up(session, alpha, *late, count=count)
    if owed:
        posting.post_document(session, DocumentDraft(INVOICE, alpha, DAY - timedelta(40), d(5), "CNY", no="X1",
                                            due_date=DAY - timedelta(10)))
    with pytest.raises(CreditDeskError) as caught:
        preview_good_standing(session, GoodStandingLetter(alpha, DAY))
    assert caught.value.code == "not_earned"


@pytest.mark.parametrize("kind", ["L7", "L8", "L9", "L10"])
def test_every_text_is_tried_on_somebody_it_fits(session: Session, alpha: int, kind: str) -> None:
    beta = customers.save(session, Customer(0, "C2", "Beta"))
    decided(session, alpha, 10_000)
    paid_up(session, beta)
    posting.post_document(session, DocumentDraft(INVOICE, alpha, DAY - timedelta(40), d(50), "CNY", no="X1", due_date=DAY - timedelta(10)))
    name, pdf = preview_text(session, kind, "en", shipped_text(kind, "en") + "\nTry this.", DAY)
    assert "Trythis." in words(pdf) and name == customers.customer(session, beta if kind == "L10" else alpha).name
