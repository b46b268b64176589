"""The peers' dunning cases through the command line (PEERS, "test cases to replay": 37, 38, 52; complaints 14–18)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def invoice(no: str, due: str, amount: str = "100.00", **more: object) -> dict[str, object]:
    return {"kind": "invoice", "no": no, "customer": "C1", "date": "2026-01-01", "due_date": due, "amount": amount, **more}


@pytest.fixture
def letters(run: Any, book: Path, tmp_path: Path) -> Any:
    """`letters("2026-03-01", …)` → [(kind, principal, interest, fee, total)] and the reasons of those left out."""
    def call(day: str, *options: str) -> tuple[list[tuple[str, ...]], list[str]]:
        found = run("letters", book, "--as-of", day, "--out", tmp_path / "out", "--json", *options)
        assert found.code == 0, found.out
        return ([tuple(row[name] for name in ("kind", "principal", "interest", "fee", "total")) for row in found.data["letters"]],
                [row["reason"] for row in found.data["skipped"]])
    return call


def test_37_without_a_fee_the_letter_asks_for_the_principal(give: Any, letters: Any) -> None:
    give(invoice("I1", "2026-02-01"))
    assert letters("2026-02-21") == ([("L2", "100.00", "0.00", "0.00", "100.00")], [])


def test_37_fee_and_interest_of_a_formal_letter(run: Any, book: Path, give: Any, letters: Any) -> None:
    """15 days late, fee 10, 10 % a year: 0.41 + 10 = 10.41, in all 110.41; a first reminder states no interest."""
    give({"kind": "customer", "code": "C1", "name": "Alpha", "contract_rate": "10%"}, invoice("I1", "2026-02-01"),
         {"kind": "policy", "key": "dunning_fee", "value": "10.00", "from": "2026-01-01"})
    assert letters("2026-02-16", "--draft") == ([("L2", "100.00", "0.00", "10.00", "110.00")], [])
    assert run("score", book, "C1", "--flag", "V1", "--save", "--as-of", "2026-02-16").code == 0
    assert letters("2026-02-16") == ([("L5", "100.00", "0.41", "10.00", "110.41")], [])
    assert [row["interest"] for row in run("interest", book, "--as-of", "2026-02-16", "--json").data] == ["0.41"]
    # EN #58220: paying the 100 leaves the fee owed, and the interest once it is billed
    give({"kind": "debit_note", "no": "Z1", "customer": "C1", "date": "2026-02-16", "due_date": "2026-02-26", "amount": "0.41",
          "interest": True},
         {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-20", "amount": "100.00", "method": "bank",
          "allocate": [{"to": "I1", "amount": "100.00"}]})
    (row,) = run("aging", book, "--as-of", "2026-02-28", "--json").data["totals"]
    assert row["balance"] == "10.41"
    assert run("interest", book, "--as-of", "2026-02-28", "--json").data == [], "neither fee nor interest bears interest"


def test_37_instalments_of_which_one_is_due(give: Any, letters: Any) -> None:
    give(invoice("I1", "2026-02-10", instalments=[{"due_date": "2026-02-05", "amount": "50.00"},
                                                   {"due_date": "2026-02-10", "amount": "50.00"}]))
    assert letters("2026-02-06") == ([("L2", "50.00", "0.00", "0.00", "50.00")], [])


@pytest.mark.parametrize(("linked", "kinds"), [(True, []), (False, [])])
def test_37_a_credit_note_linked_or_not(run: Any, book: Path, give: Any, letters: Any, linked: bool, kinds: list[str]) -> None:
    """Either way nothing is demanded; only the linked one settles the invoice."""
    note = {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-02-10", "amount": "100.00"}
    give(invoice("I1", "2026-02-01"), note | ({"applies_to": "I1"} if linked else {}))
    found, reasons = letters("2026-02-21")
    assert (found, reasons) == (kinds, [] if linked else ["small"])
    assert len(run("limitation", book, "--as-of", "2026-02-21", "--json").data) == (0 if linked else 1)


def test_38_drafts_do_not_count_and_the_sequence_goes_on_once_issued(give: Any, letters: Any) -> None:
    give(invoice("I1", "2026-02-01"))
    assert letters("2026-02-01") == ([], []), "the due day itself is not overdue"
    for day in ("2026-02-06", "2026-03-03"):
        assert [row[0] for row in letters(day, "--draft")[0]] == ["L2"]
    assert [row[0] for row in letters("2026-03-03")[0]] == ["L2"]
    give({"kind": "promise", "customer": "C1", "amount": "100.00", "date": "2026-03-08", "made_on": "2026-03-04"})
    assert letters("2026-03-09") == ([], ["promise"])
    assert [row[0] for row in letters("2026-03-11")[0]] == ["L3"], "the promise is broken"
    give({"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-03-12", "amount": "100.00", "method": "bank",
          "allocate": [{"to": "I1", "amount": "100.00"}]})
    assert letters("2026-03-23") == ([], [])


def test_14_15_a_day_missed_is_caught_up(run: Any, book: Path, give: Any, letters: Any) -> None:
    """A reminder is due within a window, a touch stays due, whatever the day the program is opened."""
    give(invoice("I1", "2026-02-07", "30000.00"))
    assert [row[0] for row in letters("2026-02-05", "--stage", "0", "--draft")[0]] == ["L1"]
    assert [row[0] for row in letters("2026-02-07", "--stage", "0", "--draft")[0]] == ["L1"]
    (row,) = run("worklist", book, "--as-of", "2026-02-14", "--json").data
    assert (row["next_date"], row["due_today"]) == ("2026-02-10", True)


def test_16_17_credits_stand_in_the_letter_and_nothing_hides_the_rest(run: Any, book: Path, give: Any, tmp_path: Path) -> None:
    give(invoice("I1", "2026-02-01"), invoice("I2", "2026-02-05", "40.00"),
         {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-02-10", "amount": "30.00"},
         {"kind": "credit_note", "no": "K2", "customer": "C1", "date": "2026-02-10", "amount": "5.00"},
         {"kind": "reversal", "of": "K2", "date": "2026-02-11", "reason": "wrong"})
    (row,) = run("letters", book, "--as-of", "2026-02-21", "--out", tmp_path / "out", "--json").data["letters"]
    assert row["principal"] == "110.00"
    give(invoice("I3", "2026-02-22", "7.00"))
    (row,) = run("letters", book, "--as-of", "2026-02-26", "--out", tmp_path / "out", "--json").data["letters"]
    assert row["principal"] == "117.00", "what was listed before and what is new"


def test_52_statutory_interest(run: Any, book: Path, give: Any) -> None:
    give({"kind": "customer", "code": "C1", "name": "Alpha", "size": "large"}, invoice("I1", "2026-03-02", "100000.00"))
    (row,) = run("interest", book, "--as-of", "2026-04-01", "--json").data
    assert (row["regime"], row["days"], row["interest"], row["rate"]) == (2, 30, "1500.00", "0.1825")
