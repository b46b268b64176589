"""`--user` and CREDITDESK_PASSWORD: the command line has the rights of the window (CLI General)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditdesk.cli.command import Call
from creditdesk.domain.roles import AUDITOR, BOOKKEEPER, CREDIT_MANAGER
from creditdesk.services import company, users

Command = Callable[..., Any]
PASSWORD = "correct horse"
INVOICE = {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-11-01", "amount": "100.00"}
LIMIT = {"kind": "limit", "customer": "C1", "amount": "5000.00", "from": "2026-11-01", "reason": "agreed"}


@pytest.fixture
def guarded(book: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with an owner, a bookkeeper, a credit manager and an auditor, each with the same password."""
    session = company.open_session(book, user="tester", clock=Call.clock)
    owner, _code = users.set_up(session, "Ann", PASSWORD)
    for name, role in (("Bo", BOOKKEEPER), ("Cy", CREDIT_MANAGER), ("Di", AUDITOR)):
        users.add_user(owner, name, PASSWORD, [role])
    session.close()
    monkeypatch.setenv("CREDITDESK_PASSWORD", PASSWORD)
    return book


def as_user(run: Command, book: Path, name: str, entry: dict[str, str]) -> tuple[int, str]:
    book.with_name("entries.json").write_text(f'{{"documents": [{str(entry).replace(chr(39), chr(34))}]}}', encoding="utf-8")
    found = run("post", book, book.with_name("entries.json"), "--json", "--user", name)
    problems = found.data.get("problems") or [found.data.get("error", {"code": ""})]
    return found.code, problems[0]["code"]


def test_a_book_with_passwords_wants_a_name(run: Command, guarded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("aging", guarded, "--json").data["error"]["code"] == "login_needed"
    monkeypatch.setenv("CREDITDESK_PASSWORD", "something else")
    refused = run("aging", guarded, "--json", "--user", "Ann")
    assert (refused.code, refused.data["error"]["code"]) == (1, "sign_in_failed")
    monkeypatch.delenv("CREDITDESK_PASSWORD")
    assert run("aging", guarded, "--json", "--user", "Ann").data["error"]["code"] == "login_needed"


@pytest.mark.parametrize("name, invoice, limit", [
    ("Ann", (0, ""), (0, "")), ("Bo", (0, ""), (3, "forbidden")), ("Cy", (3, "forbidden"), (3, "needs_approval")),
    ("Di", (3, "forbidden"), (3, "forbidden"))])
def test_rights_are_those_of_the_window(run: Command, guarded: Path, name: str, invoice: tuple[int, str],
                                        limit: tuple[int, str]) -> None:
    assert run("aging", guarded, "--user", name).code == 0
    assert as_user(run, guarded, name, INVOICE) == invoice
    assert as_user(run, guarded, name, LIMIT) == limit
    assert run("verify", guarded, "--user", name).code == 0


def test_the_owner_posts_into_a_closed_period(run: Command, guarded: Path) -> None:
    assert as_user(run, guarded, "Bo", {"kind": "lock", "date": "2026-11-10"}) == (3, "forbidden")
    assert as_user(run, guarded, "Ann", {"kind": "lock", "date": "2026-11-10"}) == (0, "")
    assert as_user(run, guarded, "Bo", INVOICE) == (3, "locked")
    assert as_user(run, guarded, "Ann", INVOICE) == (0, "")


def test_without_passwords_the_name_only_signs(run: Command, give: Command, book: Path) -> None:
    assert give(INVOICE).code == 0
    assert run("aging", book, "--user", "anybody").code == 0
