"""The rulebooks: shipped texts in both languages, filled with the live figures; own wording in versions (DOMAIN A14)."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from creditdesk.domain.errors import CreditDeskError
from creditdesk.domain.rulebooks import FIELDS, read_rules, RULEBOOKS
from creditdesk.services import company
from creditdesk.services.credit.policy_params import change_policy
from creditdesk.services.credit.rulebooks import rules_document, rules_text, save_rules, shipped_rules
from creditdesk.services.session import Session

DAY = date(2026, 11, 20)


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("book", RULEBOOKS)
def test_every_shipped_rulebook_prints_whole(session: Session, book: str, language: str) -> None:
    text = words(rules_document(session, book, language, DAY))
    assert len(text) > 400 and "{" not in text and "____" not in text.replace("_" * 20, "")
    assert read_rules(shipped_rules(book, language)).title


def test_figures_follow_the_policy(session: Session) -> None:
    change_policy(session, {"single_own_assets": "0.07", "max_loss_rate": "0.004", "trial_amount": "30000"}, DAY, "tighter", DAY)
    text = words(rules_document(session, "control", "en", DAY))
    assert "7%ofownnetassets" in text and "30,000CNY" in text and "AAA–A" in text and "Dunningspeed" in text
    assert "0.4%ofsales" in words(rules_document(session, "risk", "en", DAY))


def test_an_own_wording_is_kept_in_versions(session: Session) -> None:
    save_rules(session, "file", "en", "# Our file\n\n1 {company} keeps it well.", DAY)
    assert rules_text(session, "file", "en") == ("# Our file\n\n1 {company} keeps it well.", True)
    assert "keepsitwell" in words(rules_document(session, "file", "en", DAY))
    save_rules(session, "file", "en", shipped_rules("file", "en"), DAY)
    assert not rules_text(session, "file", "en")[1] and not rules_text(session, "file", "zh")[1]
    assert company.verify_book(session).ok


@pytest.mark.parametrize(("text", "code"), [
    ("# A\n{compny} pays", "unknown_field"), ("no title", "missing"), ("# A\n" + "x" * 20_001, "too_long")])
def test_a_wrong_text_is_refused(session: Session, text: str, code: str) -> None:
    with pytest.raises(CreditDeskError) as caught:
        save_rules(session, "file", "en", text, DAY)
    assert caught.value.code == code and rules_text(session, "file", "en")[1] is False


def test_every_field_is_used_somewhere() -> None:
    whole = "".join(shipped_rules(book, language) for book in RULEBOOKS for language in ("zh", "en"))
    assert [name for name in FIELDS if f"{{{name}}}" not in whole] == []
