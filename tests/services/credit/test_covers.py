"""Security on file: what it adds to a limit, from when to when, and what reminds of its end (DOMAIN D5, D6)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.ledger.documents import INVOICE
from creditdesk.domain.ledger.drafts import DocumentDraft
from creditdesk.services import company
from creditdesk.services.credit import facts
from creditdesk.services.credit.covers import add_cover, cover_document, CoverDraft, covers_of, end_cover
from creditdesk.services.credit.limit_view import limit_view
from creditdesk.services.ledger.entry import entry
from creditdesk.services.overview.today import day_tasks
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)
d = Decimal


def test_the_example_of_d6(session: Session, alpha: int) -> None:
    """Net worth 6.0 m, working capital 3.0 m, grade A, insurer 400,000 × 90 %, own net assets 8.0 m: 885,000 → 880,000."""
    company.save_settings(session, {"own_net_assets": "8000000", "billing_lag_days": "15"})
    facts.record_financials(session, alpha, date(2025, 12, 31), {
        "total_assets": "9000000", "total_liabilities": "3000000", "current_assets": "5000000",
        "current_liabilities": "2000000"})
    with entry(session, "post", "document") as (work, _says):
        for month in range(1, 11):
            work.document(DocumentDraft(kind=INVOICE, customer_id=alpha, no=f"I{month}", date=date(2026, month, 5),
                                        due_date=date(2026, 12, 31), amount=d("1000000.00"), currency="CNY"))
    bare = limit_view(session, alpha, DAY, grade="A")
    assert bare.proposal.before_rounding == 525_000
    add_cover(session, CoverDraft(alpha, "insurance", d(400_000), "CNY", d("0.9"), "中国信保", begins=date(2026, 1, 1),
                                  until=date(2026, 12, 31)))
    view = limit_view(session, alpha, DAY, grade="A")
    assert view.proposal.covered == view.proposal.before_rounding == 885_000
    assert view.proposed == 880_000
    assert next(item for item in view.methods if item.code == "mitigants").limit == d("360000.00")
    assert view.uninsured(d(880_000)) == 520_000
    assert limit_view(session, alpha, date(2027, 1, 1), grade="A").proposal.covered == 525_000  # the day after its last
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("kind", "grade", "worth"), [
    ("bank_guarantee", "", "1000"), ("letter_of_credit", "", "1000"), ("deposit", "", "1000"),
    ("corporate_guarantee", "AA", "500"), ("corporate_guarantee", "BB", "250"), ("corporate_guarantee", "CCC", "0"),
    ("corporate_guarantee", "", "0"), ("personal_guarantee", "", "200"), ("title_retention", "", "0")])
def test_worth(session: Session, alpha: int, kind: str, grade: str, worth: str) -> None:
    add_cover(session, CoverDraft(alpha, kind, d(1000), "CNY", provider="G", guarantor_grade=grade))
    assert covers_of(session, alpha, DAY)[0].worth == d(worth)


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"amount": d(0)}, "bad_amount", "amount"), ({"percent": d("1.1")}, "bad_percent", "percent"),
    ({"percent": d(90)}, "bad_percent", "percent"), ({"kind": "pledge"}, "bad_cover", "cover"),
    ({"provider": " "}, "missing", "provider"), ({"guarantor_grade": "AAB"}, "bad_grade", "guarantor_grade"),
    ({"begins": DAY, "until": DAY - timedelta(1)}, "out_of_range", "until"),
    ({"document": Path("nowhere.pdf")}, "not_found", "document")])
def test_refused(session: Session, alpha: int, change: dict[str, object], code: str, field: str) -> None:
    usual: dict[str, object] = {"kind": "insurance", "amount": d(1000), "currency": "CNY", "provider": "P"}
    with pytest.raises(CreditDeskError) as refused:
        add_cover(session, CoverDraft(alpha, **(usual | change)))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)
    assert covers_of(session, alpha, DAY) == []


def test_ended_and_kept_with_its_paper(session: Session, alpha: int, tmp_path: Path) -> None:
    paper = tmp_path / "保函.pdf"
    paper.write_bytes(b"%PDF-1.4 guarantee")
    key = add_cover(session, CoverDraft(alpha, "bank_guarantee", d(1000), "USD", provider="B", document=paper))
    assert cover_document(session, key) == ("保函.pdf", b"%PDF-1.4 guarantee")
    found = covers_of(session, alpha, DAY)[0]
    assert found.worth is None and limit_view(session, alpha, DAY).held == ()  # no rate: it counts nothing
    end_cover(session, key, DAY, "returned to the bank")
    found = covers_of(session, alpha, DAY)[0]
    assert (found.counts_on(DAY - timedelta(1)), found.counts_on(DAY), found.end_reason) == (
        True, False, "returned to the bank")
    with pytest.raises(CreditDeskError, match="ended"):
        end_cover(session, key, DAY, "again")
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("left", "group"), [
    (61, None), (60, "coming"), (31, "coming"), (30, "coming"), (8, "coming"), (7, "first"), (0, "first"), (-1, "first"),
    (-30, "first"), (-31, None)])
def test_reminders(session: Session, alpha: int, left: int, group: str | None) -> None:
    add_cover(session, CoverDraft(alpha, "deposit", d(1000), "CNY", until=DAY + timedelta(left)))
    assert [row.group for row in day_tasks(session, DAY) if row.kind == "cover_ends"] == ([] if group is None else [group])
