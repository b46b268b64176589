"""Orders through the command line: posting, check-order, the peers' cases and the examples of DOMAIN D14."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

DAY = ("--as-of", "2026-03-31", "--json")


def invoice(no: str, amount: str, day: str = "2026-03-20", due: str = "2026-04-19", **more: object) -> dict[str, object]:
    return {"kind": "invoice", "no": no, "customer": "C1", "date": day, "due_date": due, "amount": amount, **more}


def order(no: str, amount: str, **more: object) -> dict[str, object]:
    return {"kind": "order", "no": no, "customer": "C1", "date": "2026-03-25", "amount": amount, **more}


def limit(amount: str, **more: object) -> dict[str, object]:
    return {"kind": "limit", "customer": "C1", "amount": amount, "from": "2026-01-01", "reason": "test", **more}


def receipt(no: str, amount: str, **more: object) -> dict[str, object]:
    return {"kind": "receipt", "no": no, "customer": "C1", "date": "2026-03-26", "amount": amount, **more}


@pytest.fixture
def ask(run: Any, book: Path) -> Any:
    """`ask("100", "--order", "O1")` → the answer of check-order for C1."""
    def call(amount: str, *options: str) -> Any:
        found = run("check-order", book, "C1", amount, *options, *DAY)
        assert found.code == 0, found.out
        return found.data
    return call


@pytest.fixture
def view(run: Any, book: Path) -> Any:
    return lambda: run("limit", book, "C1", *DAY).data


def codes(found: Any) -> list[str]:
    return [reason["code"] for reason in found["reasons"]]


def test_peers_26_no_limit_limit_zero_and_a_limit(give: Any, ask: Any) -> None:
    give(invoice("I1", "100.00"))
    for amount in ("0", "100"):
        found = ask(amount)
        assert (found["decision"], found["limit"], found["available"], codes(found)) == ("pass", None, None, ["no_limit"])
    give(limit("0.00"))
    assert ask("0")["decision"] == "hold"
    give(limit("200.00"))
    assert ask("0")["decision"] == "pass"
    found = ask("150")
    assert (found["decision"], found["deposit"]) == ("condition", "50.00")
    assert (found["exposure"], found["limit"], found["available"]) == ("100.00", "200.00", "100.00")


@pytest.mark.parametrize(("line", "amount"), [("100.00", "60"), ("24000.00", "12010")])
def test_peers_34_a_document_is_never_counted_twice(give: Any, ask: Any, view: Any, line: str, amount: str) -> None:
    give(limit(line))
    assert ask(amount)["decision"] == "pass"
    give(order("O1", amount))
    assert view()["exposure"] == f"{amount}.00"
    found = ask(amount, "--order", "O1")
    assert (found["decision"], found["exposure"]) == ("pass", "0.00")
    give({"kind": "shipment", "order": "O1", "date": "2026-03-28", "amount": amount})
    assert view()["exposure"] == f"{amount}.00"
    give(invoice("I1", amount, "2026-03-29", order="O1"))
    assert view()["exposure"] == f"{amount}.00"


def test_peers_28_totals(give: Any, ask: Any, view: Any) -> None:
    give(invoice("I1", "550.00", "2026-01-10", "2026-02-09"), limit("100.00"))
    assert view()["available"] == "-450.00"
    assert ask("0")["decision"] == "hold"
    give(limit("1100.00"))
    assert ask("550")["decision"] == "pass"
    give(limit("900.00"))
    found = ask("550")
    assert (found["decision"], found["deposit"], codes(found)) == ("condition", "200.00", ["over_limit"])


def test_domain_14_line_of_210000(give: Any, ask: Any) -> None:
    give(limit("200000.00"), invoice("I1", "100000.00"))
    found = ask("150000")
    assert (found["decision"], found["deposit"]) == ("condition", "50000.00")
    assert {item["action"]: item["amount"] for item in found["release"]}["pay"] == "50000.00"
    assert ask("110000")["decision"] == "pass"
    assert ask("110000.01")["decision"] == "condition"
    assert ask("150000", "--prepaid", "40000")["decision"] == "pass"
    assert ask("150000", "--prepaid", "150000")["decision"] == "pass"


def test_a_deposit_counts_once(give: Any, ask: Any, view: Any) -> None:
    give(limit("120.00"), invoice("I1", "100.00"), receipt("R1", "50.00"))
    assert view()["exposure"] == "50.00"
    assert ask("100", "--prepaid", "50")["decision"] == "condition"
    give(order("O1", "100.00", deposit="50.00"))
    assert view()["exposure"] == "150.00"
    found = ask("100", "--order", "O1")
    assert (found["exposure"], found["decision"], found["deposit"]) == ("100.00", "condition", "80.00")
    give({"kind": "shipment", "order": "O1", "date": "2026-03-28", "amount": "100.00"})
    assert view()["exposure"] == "150.00"


def test_an_invoice_uses_up_the_shipped_then_the_open_part(give: Any, ask: Any, view: Any, run: Any, book: Path) -> None:
    give(limit("1000.00"), order("O1", "300.00"),
         {"kind": "shipment", "order": "O1", "date": "2026-03-27", "amount": "100.00"})
    terms = {item["term"]: item["amount"] for item in ask("0")["waterfall"]}
    assert (terms["shipped_not_invoiced"], terms["open_orders"]) == ("100.00", "200.00")
    give(invoice("I1", "150.00", "2026-03-28", order="O1"))
    terms = {item["term"]: item["amount"] for item in ask("0")["waterfall"]}
    assert (terms["open_receivables"], terms["shipped_not_invoiced"], terms["open_orders"]) == ("150.00", "0.00", "150.00")
    assert view()["exposure"] == "300.00"
    found = ask("300", "--order", "O1")
    assert (found["exposure"], found["decision"]) == ("150.00", "pass")
    assert run("verify", book, "--json").data["ledger"]["problems"] == []


def test_bills_count_at_their_share(give: Any, view: Any) -> None:
    give(invoice("I1", "100.00"), limit("500.00"), receipt(
        "R1", "100.00", method="bank_acceptance", maturity="2026-06-30", allocate=[{"to": "I1", "amount": "100.00"}]))
    assert view()["exposure"] == "20.00"
    give({"kind": "policy", "key": "bank_bill_share", "value": "1", "from": "2026-01-01"})
    assert view()["exposure"] == "100.00"


def test_peers_51_percentages_are_policy(give: Any, run: Any, book: Path) -> None:
    sheet = {"current_assets": "60000", "current_liabilities": "20000", "total_assets": "120000", "equity": "80000",
             "total_liabilities": "40000", "revenue": "700000"}
    give({"kind": "financials", "customer": "C1", "period_end": "2025-12-31", "lines": sheet})
    grade = run("score", book, "C1", "--save", *(f"--set={code}=4" for code in ("QL1", "QL2", "QL3", "QL4", "QL6")),
                "--set=EX1=none", "--set=EX2=none", "--set=EX3=A", *DAY).data["grade"]
    for key, value in ((f"limit_net_worth_{grade}", "0.35"), (f"limit_working_capital_{grade}", "1"),
                       (f"limit_turnover_{grade}", "0.05")):
        give({"kind": "policy", "key": key, "value": value, "from": "2026-01-01"})
    give(*(invoice(f"I{month}", "50000", f"2025-{month:02}-20", f"2026-{month:02}-19") for month in range(4, 13)))
    found = run("limit", book, "C1", *DAY).data
    methods = {method["code"]: method["limit"] for method in found["methods"]}
    assert (methods["capacity"], found["proposed"]) == ("28000.00", "28000.00")


def test_overdue_above_the_tolerance_holds(give: Any, ask: Any) -> None:
    give(limit("100000.00"), invoice("I1", "1000.00", "2026-01-10", "2026-03-15"),
         invoice("I2", "1000.00", "2026-01-10", "2026-03-16"), invoice("I3", "5.00", "2026-01-10", "2026-03-15"),
         {"kind": "dispute", "no": "D1", "invoice": "I3", "amount": "5.00", "reason": "QL", "raised_on": "2026-03-01"})
    assert ask("10")["decision"] == "pass"
    give({"kind": "dispute_result", "of": "D1", "outcome": "rejected", "date": "2026-03-30"})
    found = ask("10")
    assert (found["decision"], codes(found), found["reasons"][0]["holds"]) == ("hold", ["overdue"], True)
    assert (found["release"][0]["action"], found["release"][0]["amount"]) == ("pay_overdue", "1005.00")
    give({"kind": "policy", "key": "hold_tolerance", "value": "1005", "from": "2026-01-01"})
    assert ask("10")["decision"] == "pass"


def test_a_broken_promise_holds_until_it_is_paid(give: Any, ask: Any) -> None:
    give(limit("10000.00"), invoice("I1", "500.00"),
         {"kind": "promise", "customer": "C1", "amount": "300.00", "date": "2026-03-20", "made_on": "2026-03-01"})
    assert codes(ask("10")) == ["broken_promise"]
    give(receipt("R1", "100.00", date="2026-03-30"))
    assert ask("10")["release"][0]["amount"] == "200.00"
    give(receipt("R2", "200.00", date="2026-03-31"))
    assert ask("10")["decision"] == "pass"


def test_warnings_change_nothing_unless_the_owner_says_so(give: Any, ask: Any) -> None:
    give({"kind": "customer", "code": "C1", "terms": "30"}, limit("1000.00", until="2026-02-28"))
    found = ask("10", "--terms-days", "60")
    assert found["decision"] == "pass"
    assert [(item["code"], item["holds"]) for item in found["reasons"]] == [("review_expired", False),
                                                                          ("terms_too_long", False)]
    give({"kind": "policy", "key": "terms_hold", "value": "yes", "from": "2026-01-01"})
    assert ask("10", "--terms-days", "60")["decision"] == "hold"


def test_over_sixty_days_the_customer_is_frozen(give: Any, ask: Any) -> None:
    give(limit("100000.00"), invoice("I1", "1500.00", "2026-01-01", "2026-01-25"))
    assert codes(ask("10")) == ["overdue", "frozen"]


def test_without_a_rate_it_holds(give: Any, ask: Any) -> None:
    give(limit("1000.00"))
    found = ask("10", "--currency", "USD")
    assert (found["decision"], codes(found), found["exposure"], found["deposit"]) == ("hold", ["no_rate"], None, None)
    give({"kind": "rate", "currency": "USD", "date": "2026-01-01", "rate": "7"})
    assert ask("150", "--currency", "USD")["decision"] == "pass"
    assert ask("151", "--currency", "USD")["decision"] == "condition"
    give(order("O1", "100.00", currency="USD"))
    assert ask("0")["exposure"] == "700.00"


def test_what_is_refused(run: Any, book: Path, give: Any) -> None:
    give(limit("1000.00"), order("O1", "100.00"))
    assert run("check-order", book, "C9", "10", *DAY).code == 1
    found = run("check-order", book, "C1", "10", "--order", "O9", *DAY)
    assert (found.code, found.data["error"]["code"]) == (1, "unknown_order")
    for options in (("10", "--terms-days", "x"), ("ten",), ("10.001",), ("10", "--prepaid", "x")):
        assert run("check-order", book, "C1", *options, *DAY).code == 2, options
    assert give(order("O1", "100.00")).data == {"posted": 0, "duplicates": 1, "problems": []}
    for entry, field, code in (
            (order("O1", "101.00"), "no", "number_in_use"), (order("O2", "0"), "amount", "bad_amount"),
            (order("O2", "10", deposit="11"), "deposit", "bad_amount"),
            ({"kind": "shipment", "order": "O9", "date": "2026-03-28", "amount": "1"}, "order", "unknown_document"),
            ({"kind": "shipment", "order": "O1", "date": "2026-03-28", "amount": "-1"}, "amount", "bad_amount")):
        found = give(entry)
        assert (found.code, found.data["problems"][0]["field"], found.data["problems"][0]["code"]) == (3, field, code)


def test_in_words(run: Any, book: Path, give: Any) -> None:
    give(limit("100.00"), invoice("I1", "100.00"))
    shown = run("check-order", book, "C1", "50", "--as-of", "2026-03-31", "--language", "en").out
    assert "Pass" not in shown and "Hold" in shown
    assert "CNY 150.00 would be outstanding with this order; the limit is CNY 100.00." in shown
    chinese = run("check-order", book, "C1", "50", "--as-of", "2026-03-31", "--language", "zh").out
    assert "暂停" in chinese


@pytest.mark.parametrize(("key", "value", "fine"), [
    ("margin", "12", False), ("margin", "12%", True), ("margin", "0.12", True), ("limit_net_worth_A", "35", False),
    ("limit_net_worth_A", "35%", True), ("min_deposit_B", "1.5", False), ("max_days_A", "4.5", False), ("max_days_A", "45", True),
    ("order_check", "maybe", False), ("order_check", "yes", True), ("cooling_hours", "73", False), ("matrix_1_1", "king", False),
    ("hold_tolerance", "-5", False), ("own_key", "anything", True),
    ("small_amount", "abc", False), ("small_amount", "500", True), ("interest_day_basis", "364", False), ("letter_gap", "5.5", False)])
def test_a_policy_that_cannot_be_is_refused_in_words(give: Any, key: str, value: str, fine: bool) -> None:
    found = give({"kind": "policy", "key": key, "value": value, "from": "2026-01-01"})
    assert found.code == (0 if fine else 3)
    if not fine:
        problem = found.data["problems"][0]
        assert (problem["code"], problem["field"], problem["value"]) == ("bad_value", "value", value)


def test_percentages_are_read_as_people_write_them(give: Any, run: Any, book: Path) -> None:
    give({"kind": "policy", "key": "own_net_assets", "value": "8000000", "from": "2026-01-01"},
         {"kind": "policy", "key": "single_own_assets", "value": "12%", "from": "2026-01-01"})
    own = next(method for method in run("limit", book, "C1", *DAY).data["methods"] if method["code"] == "own_tolerance")
    assert (own["limit"], own["inputs"]["share_of_assets"]) == ("960000.00", "0.12")
