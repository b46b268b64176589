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


def as_user(run: Command, book: Path, name: str, entry: dict[str, object]) -> tuple[int, str]:
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


#: what each role may post, by kind; "approval" is refused only because a limit needs somebody else's approval
ENTRIES: dict[str, dict[str, object]] = {
    "invoice": INVOICE, "receipt": {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-11-02", "amount": "10.00"},
    "customer": {"kind": "customer", "code": "C9", "name": "New firm"}, "limit": LIMIT,
    "order": {"kind": "order", "no": "O1", "customer": "C1", "date": "2026-11-01", "amount": "100.00"},
    "shipment": {"kind": "shipment", "order": "O0", "date": "2026-11-02", "amount": "10.00"},
    "dispute": {"kind": "dispute", "no": "D1", "invoice": "I0", "amount": "10.00", "reason": "QL", "raised_on": "2026-11-02"},
    "promise": {"kind": "promise", "customer": "C1", "amount": "10.00", "date": "2026-12-01", "made_on": "2026-11-02"},
    "contact": {"kind": "contact", "customer": "C1", "at": "2026-11-02T10:00", "channel": "phone", "result": "none"},
    "write_off": {"kind": "write_off", "invoice": "I0", "amount": "1.00", "date": "2026-11-03", "reason": "cents"},
    "fact": {"kind": "fact", "customer": "C1", "key": "registered_capital", "value": "5000000", "source": "official",
             "obtained_on": "2026-11-01"},
    "rate": {"kind": "rate", "currency": "USD", "date": "2026-11-01", "rate": "7.1"}, "lock": {"kind": "lock", "date": "2026-01-31"},
    "policy": {"kind": "policy", "key": "margin", "value": "0.12", "from": "2026-11-01"}}
MAY = {
    "owner": set(ENTRIES),
    "credit_manager": {"customer", "order", "shipment", "dispute", "promise", "contact", "write_off", "fact"},
    "bookkeeper": {"invoice", "receipt", "customer", "order", "shipment", "dispute", "promise", "contact", "fact", "rate"},
    "sales": {"customer", "order", "shipment", "dispute", "promise", "contact", "fact"},
    "legal": {"dispute", "promise", "contact"}, "auditor": set()}


@pytest.mark.parametrize("role", list(MAY))
def test_each_role_posts_what_its_rights_allow(run: Command, give: Command, book: Path, role: str,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    assert give({**INVOICE, "no": "I0"}, {**ENTRIES["order"], "no": "O0"}).code == 0
    session = company.open_session(book, user="tester", clock=Call.clock)
    owner, _code = users.set_up(session, "Ann", PASSWORD)
    name = "Ann" if role == "owner" else users.add_user(owner, "Bo", PASSWORD, [role]).name
    session.close()
    monkeypatch.setenv("CREDITDESK_PASSWORD", PASSWORD)
    told = {kind: as_user(run, book, name, entry) for kind, entry in ENTRIES.items()}
    assert {kind for kind, (code, _problem) in told.items() if code == 0} == MAY[role]
    refused = {kind: problem for kind, (code, problem) in told.items() if code}
    approval = {"limit"} if role == "credit_manager" else set()
    assert refused == {kind: "needs_approval" if kind in approval else "forbidden" for kind in set(ENTRIES) - MAY[role]}
    assert run("verify", book, "--user", name).code == 0


@pytest.mark.parametrize(("role", "saves", "imports", "writes"), [
    ("owner", True, True, True), ("credit_manager", True, False, True), ("bookkeeper", False, True, True),
    ("sales", False, False, False), ("legal", False, False, True), ("auditor", False, False, False)])
def test_each_role_runs_what_its_rights_allow(run: Command, give: Command, book: Path, tmp_path: Path, role: str, saves: bool,
                                              imports: bool, writes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert give({**INVOICE, "no": "I0", "date": "2026-08-01", "due_date": "2026-08-31"}).code == 0
    session = company.open_session(book, user="tester", clock=Call.clock)
    owner, _code = users.set_up(session, "Ann", PASSWORD)
    name = "Ann" if role == "owner" else users.add_user(owner, "Bo", PASSWORD, [role]).name
    session.close()
    monkeypatch.setenv("CREDITDESK_PASSWORD", PASSWORD)
    sheet = tmp_path / "in.csv"
    sheet.write_text("invoice_no,customer_code,invoice_date,amount\nI9,C1,2026-11-01,5.00\n", encoding="utf-8")
    day = ("--as-of", "2026-11-20", "--json", "--user", name)
    for command in (("aging", book), ("limit", book, "C1"), ("check-order", book, "C1", "10"), ("worklist", book),
                    ("score", book, "C1"), ("kpi", book, "--from", "2026-10-01", "--to", "2026-10-31")):
        options = day if command[0] != "kpi" else ("--json", "--user", name)
        assert run(*command, *options).code == 0, command
    told = (run("score", book, "C1", "--save", *day), run("import", book, sheet, "--as", "invoices", *day),
            run("letters", book, "--out", tmp_path / "out", *day))
    assert [found.code for found in told] == [0 if allowed else 1 for allowed in (saves, imports, writes)]
    assert all(found.data["error"]["code"] == "forbidden" for found in told if found.code)


def test_without_passwords_the_name_only_signs(run: Command, give: Command, book: Path) -> None:
    assert give(INVOICE).code == 0
    assert run("aging", book, "--user", "anybody").code == 0
