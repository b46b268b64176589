"""`score` and `limit` as commands: the worked examples of DOMAIN C10, keys, exit codes."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, UTC
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.cli.program import main
from creditdesk.services import company, customers
from creditdesk.services.credit import cards, facts, limits
from creditdesk.services.session import Session

from .conftest import Command

FULL = ("FN1=1.60 FN2=110% FN3=0.24 FN4=50% FN5=5.5 FN6=3.89% FN7=0.0609 FN8=58.8 FN9=50.7 FN10=18% FN11=upper_grey "
        "EX1=none EX2=none EX3=B EX4=low EX5=0.5 QL1=4 QL2=3 QL3=3 QL4=4 QL5=6 QL6=5 TR1=2_prompt TR2=0.7")
REFUSES = ("BH1=4.2 BH2=12% BH3=26 BH4=na BH5=0 BH6=1 BH7=0 BH8=3.5 BH9=62% EX1=none EX2=none EX3=M EX4=unknown EX5=na "
           "QL1=4 QL2=3 QL3=3 QL4=4 QL6=3 " + " ".join(f"FN{n}=unknown" for n in range(1, 12)))
GOING_BAD = ("FN1=0.97 FN2=0.45 FN3=0.04 FN4=77.9% FN5=0.6 FN6=-1.1% FN7=-1.3% FN8=102.9 FN9=112.6 FN10=-4.8% FN11=1.344 "
             "BH1=24 BH2=68% BH3=81 BH4=40% BH5=34% BH6=18 BH7=2% BH8=6 BH9=112% EX1=open_under_10pct EX2=none EX3=C "
             "EX4=high EX5=0.3 QL1=2 QL2=2 QL3=2 QL4=3 QL6=2")
BASE = ("--as-of", "2026-06-30", "--language", "en", "--json")


@pytest.fixture
def book(session: Session, alpha: int, book_path: Path) -> Path:
    """A book with customer C1, closed again."""
    customers.save(session, dataclasses.replace(customers.customer(session, alpha), industry="C27", terms="60"))
    session.close()
    return book_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    code = main([*arguments, *BASE])
    return code, json.loads(capsys.readouterr().out)


def sets(text: str) -> list[str]:
    return [part for pair in text.split() for part in ("--set", pair)]


@pytest.mark.parametrize(("card", "values", "flags", "expected"), [
    ("new", FULL, (), ("76.05", "A", "1.0000")),
    ("existing", REFUSES, (), ("66.09", "BBB", "0.7065")),
    ("existing", GOING_BAD, (), ("22.70", "C", "1.0000")),
    ("existing", GOING_BAD, ("--flag", "V1"), ("22.70", "D", "1.0000"))])
def test_worked_examples(book: Path, capsys: pytest.CaptureFixture[str], card: str, values: str, flags: tuple[str, ...],
                         expected: tuple[str, str, str]) -> None:
    code, found = run(capsys, "score", str(book), "C1", "--card", card, *sets(values), *flags)
    assert code == 0
    assert (found["score"], found["grade"], found["coverage"]) == expected
    assert found["card"] == card
    assert len(found["factors"]) == {"new": 24, "existing": 30}[card]
    assert [cap["code"] for cap in found["caps"]] == [flag for flag in flags if flag != "--flag"]


def test_every_key_of_score_is_there(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, found = run(capsys, "score", str(book), "Alpha", "--card", "existing", *sets(REFUSES))
    assert {"customer", "name", "card", "version", "score", "grade", "coverage", "confidence", "range", "if_average",
            "known_only", "best_next", "factors", "caps"} <= set(found)
    assert (found["if_average"], found["known_only"], found["best_next"]) == ("71.96", "81.08", "FN4")
    rows = {row["code"]: row for row in found["factors"]}
    assert rows["BH4"] == {"code": "BH4", "value": None, "state": "not_applicable", "weight": "5", "score": None,
                           "points": None, "source": "entered"}
    assert (rows["EX4"]["state"], rows["EX4"]["score"], rows["EX4"]["points"]) == ("unknown", "30", "0.6")
    assert rows["BH2"]["value"] == "0.12"


def test_nothing_known_is_not_rated(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = run(capsys, "score", str(book), "C1")
    assert (code, found["card"], found["score"], found["grade"]) == (0, "new", None, "NR")
    assert [cap["effect"] for cap in found["caps"]] == ["provisional", "not_rated"]


@pytest.mark.parametrize(("options", "exit_code", "error"), [
    (("--set", "FN99=1"), 2, "unknown_factor"), (("--card", "existing", "--set", "TR1=refused"), 2, "unknown_factor"),
    (("--set", "EX1=perhaps"), 2, "bad_value"), (("--set", "EX1"), 2, "bad_value"), (("--flag", "V13"), 2, "unknown_flag"),
    (("--card", "old"), 2, "bad_value"), (("--set", "BH1=na", "--card", "existing"), 2, "bad_value")])
def test_wrong_usage(book: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], exit_code: int,
                     error: str) -> None:
    code, found = run(capsys, "score", str(book), "C1", *options)
    assert (code, found["error"]["code"]) == (exit_code, error)


def test_unknown_customer(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("score", "limit"):
        code, found = run(capsys, name, str(book), "nobody")
        assert (code, found["error"]["code"]) == (1, "unknown_customer")


def test_the_card_of_the_industry_is_taken(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = company.open_session(book, user="tester", clock=lambda: datetime(2026, 6, 30, tzinfo=UTC))
    made = dataclasses.replace(cards.card("new"), version="N-1.1", sections=("C",))
    cards.activate(opened, cards.save_draft(opened, made, parent="N-1.0", reason=""), date(2026, 6, 1), "makers are another matter")
    opened.close()
    assert [run(capsys, "score", str(book), "C1", *card)[1]["version"] for card in ((), ("--card", "existing"))] == ["N-1.1", "E-1.0"]


def test_the_last_of_a_repeated_factor_holds_and_nothing_is_kept(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, found = run(capsys, "score", str(book), "C1", "--set", "QL1=1", "--set", "QL1=5")
    assert next(row["value"] for row in found["factors"] if row["code"] == "QL1") == "5"
    _code, again = run(capsys, "score", str(book), "C1")
    assert next(row["state"] for row in again["factors"] if row["code"] == "QL1") == "unknown"


def test_save_gives_the_grade_to_limit(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, before = run(capsys, "limit", str(book), "C1")
    assert (before["in_force"], before["available"], before["grade"]) == (None, None, "NR")
    run(capsys, "score", str(book), "C1", "--card", "new", *sets(FULL), "--save")
    opened = company.open_session(book, user="tester", clock=lambda: datetime(2026, 6, 30, tzinfo=UTC))
    facts.record_financials(opened, 1, date(2025, 12, 31), {
        "current_assets": "8000000", "current_liabilities": "5000000", "total_assets": "12000000",
        "total_liabilities": "6000000"})
    limits.decide(opened, 1, Decimal("0"), "CNY", date(2026, 1, 1), date(2026, 12, 31), reason="stop")
    assert company.verify_book(opened).ok
    opened.close()
    _code, found = run(capsys, "limit", str(book), "C1")
    methods = {method["code"]: method for method in found["methods"]}
    assert list(methods) == ["need", "capacity", "history", "own_tolerance", "mitigants", "risk_return"]
    assert (methods["capacity"]["limit"], methods["capacity"]["usable"]) == ("525000.00", True)
    assert (methods["need"]["limit"], methods["need"]["usable"]) == (None, False)
    assert (found["grade"], found["in_force"], found["available"]) == ("A", "0.00", "0.00")
    assert (found["proposed"], found["effective"], found["expires"]) == ("520000.00", "2026-01-01", "2026-12-31")


def test_words_for_people(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(book), "C1", "--language", "zh", "--as-of", "2026-06-30"]) == 0
    assert "流动比率" in capsys.readouterr().out
    assert main(["limit", str(book), "C1", "--language", "en", "--as-of", "2026-06-30"]) == 0
    assert "Own tolerance" in capsys.readouterr().out


def test_a_score_is_reckoned_when_it_is_asked_for(run: Command, book: Path, give: Command) -> None:
    """No entry stores one: what was posted a moment ago counts, and the list of ages knows only what was saved."""
    first = run("score", book, "C1", "--json").data
    assert give({"kind": "fact", "customer": "C1", "key": "founded_on", "value": "1999-01-01", "source": "official",
                 "obtained_on": "2026-01-01"}, {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-01-05", "amount": "5"}).code == 0
    again = run("score", book, "C1", "--json").data
    assert again["coverage"] > first["coverage"]
    assert run("aging", book, "--json").data["customers"][0]["grade"] is None
    assert run("score", book, "C1", "--save", "--json").code == 0
    assert run("aging", book, "--json").data["customers"][0]["grade"] == again["grade"]
