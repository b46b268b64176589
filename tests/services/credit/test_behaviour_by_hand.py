"""BH1–BH9, the card and V3, V6 against a second, plain reading of DOMAIN C3 and C5 that knows only the tables' rows."""

from __future__ import annotations

import random
import sqlite3
from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, timedelta, UTC
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, HealthCheck, Phase, settings, strategies as st

from creditdesk.domain.customers.records import Company
from creditdesk.services import company
from creditdesk.services.credit.book_scores import score_book
from creditdesk.services.credit.scoring import score_customer
from creditdesk.services.post.entries import post_entries
from creditdesk.services.session import Session

RATES = {"CNY": Fraction(1), "USD": Fraction("7.1234"), "JPY": Fraction("0.0478")}
DIGITS = {"CNY": 2, "USD": 2, "JPY": 0}
ANCHOR = date(2026, 2, 28)
#: days on which the ledger is read: month-ends of different lengths, before and after its last entry
DAYS = (date(2026, 2, 28), date(2026, 5, 31), date(2026, 8, 30), date(2027, 2, 28))


def months_on(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def half_up(value: Fraction) -> int:
    return int(abs(value) + Fraction(1, 2)) * (1 if value >= 0 else -1)


def base(minor: int, currency: str) -> int:
    """Minor units of the base currency."""
    return half_up(Fraction(minor, 10 ** DIGITS[currency]) * RATES[currency] * 100)


class Rows:
    """One customer's rows as of a day, read with plain SQL."""

    def __init__(self, path: Path, customer: int, day: date) -> None:
        raw = sqlite3.connect(path)
        raw.row_factory = sqlite3.Row
        self.day, self.now = day, day.isoformat()
        every = raw.execute("SELECT * FROM document WHERE customer_id = ? AND status <> 'draft' ORDER BY id", (customer,))
        self.all = {row["id"]: row for row in every}
        self.counting = {key: row for key, row in self.all.items() if row["date"] <= self.now
                         and (row["reversed_on"] is None or row["reversed_on"] > self.now)}
        self.parts: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for row in raw.execute("SELECT * FROM instalment ORDER BY document_id, due_date, no"):
            self.parts[row["document_id"]].append((row["due_date"], row["amount_minor"]))
        self.paid = [row for row in raw.execute("SELECT * FROM allocation ORDER BY id") if row["to_id"] in self.all]
        self.disputes = [row for row in raw.execute("SELECT * FROM dispute") if row["document_id"] in self.all]
        self.promises = raw.execute("SELECT * FROM promise WHERE customer_id = ?", (customer,)).fetchall()
        self.orders = raw.execute("SELECT * FROM sales_order WHERE customer_id = ?", (customer,)).fetchall()
        self.shipped = raw.execute("SELECT * FROM shipment").fetchall()
        limits = raw.execute("SELECT * FROM limit_decision WHERE customer_id = ? AND effective_from <= ? AND temporary = 0 "
                             "ORDER BY effective_from, id", (customer, self.now)).fetchall()
        self.limit = limits[-1]["amount_minor"] if limits else None
        raw.close()

    def due(self, document: sqlite3.Row) -> list[tuple[str, int]]:
        return self.parts.get(document["id"]) or [(document["due_date"] or document["date"], document["amount_minor"])]

    def allocations(self, document: int, day: str) -> list[sqlite3.Row]:
        found = [row for row in self.paid if row["to_id"] == document and row["value_date"] <= day
                 and (row["reversed_on"] is None or row["reversed_on"] > day)]
        return sorted(found, key=lambda row: (row["value_date"], row["id"]))


def items(rows: Rows) -> tuple[list[tuple[int, int, str]], dict[int, int]]:
    """(amount, days beyond terms, day paid) of every item, and open undisputed sums by days overdue: 30, 90."""
    found: list[tuple[int, int, str]] = []
    late = {30: 0, 90: 0}
    for key, document in rows.counting.items():
        if document["kind"] not in ("invoice", "debit_note", "recovery"):
            continue
        due = [list(part) for part in rows.due(document)]
        if document["kind"] == "recovery":
            due = [[rows.due(rows.all[document["parent_id"]])[-1][0], document["amount_minor"]]]
        for allocation in rows.allocations(key, rows.now):
            left = allocation["amount_minor"]
            for part in due:
                taken = min(left, part[1])
                part[1] -= taken
                left -= taken
                if taken and rows.all[allocation["from_id"]]["kind"] == "receipt":
                    days = date.fromisoformat(allocation["value_date"]) - date.fromisoformat(part[0])
                    found.append((base(taken, document["currency"]), days.days, allocation["value_date"]))
        if document["kind"] == "recovery":
            continue
        disputed = sum(row["amount_minor"] for row in rows.disputes if row["document_id"] == key
                       and row["raised_on"] <= rows.now and (row["closed_on"] is None or row["closed_on"] > rows.now))
        for part in reversed(due):
            taken = min(disputed, part[1])
            disputed -= taken
            days = (rows.day - date.fromisoformat(part[0])).days
            if part[1] > taken and days > 0:
                amount = base(part[1] - taken, document["currency"])
                found.append((amount, days, rows.now))
                for border in late:
                    late[border] += amount if days > border else 0
    return found, late


def mean(found: list[tuple[int, int, str]]) -> Fraction | None:
    weight = sum(amount for amount, _, _ in found)
    return Fraction(sum(amount * days for amount, days, _ in found), weight) if weight else None


def owed(rows: Rows) -> int:
    """The balance, converted piece by piece: every open instalment, every credit not used up."""
    total = 0
    for key, document in rows.counting.items():
        parts = [part[1] for part in rows.due(document)]
        if document["amount_minor"] < 0:
            used = sum(row["amount_minor"] for row in rows.paid if row["from_id"] == key and row["value_date"] <= rows.now
                       and (row["reversed_on"] is None or row["reversed_on"] > rows.now))
            total += base(document["amount_minor"] + used, document["currency"])
            continue
        settled = sum(row["amount_minor"] for row in rows.allocations(key, rows.now))
        for part in parts:
            taken = min(settled, part)
            settled -= taken
            total += base(part - taken, document["currency"])
    return total


def payments(rows: Rows, expected: dict[str, Any]) -> dict[int, int]:
    found, late = items(rows)
    year, quarter = months_on(rows.day, -12).isoformat(), months_on(rows.day, -3).isoformat()
    found = [item for item in found if item[2] > year]
    expected["BH1"] = mean(found)
    weight = sum(item[0] for item in found)
    expected["BH2"] = Fraction(sum(item[0] for item in found if item[1] > 3), weight) if weight else None
    expected["BH3"] = max((item[1] for item in found if item[0] > 0), default=None)
    last, prior = [item for item in found if item[2] > quarter], [item for item in found if item[2] <= quarter]
    now, before = mean(last), mean(prior)
    enough = min(len(last), len(prior)) >= 3 and now is not None and before is not None
    expected["BH6"] = now - before if enough else None  # type: ignore[operator]
    return late


def promised(rows: Rows) -> Fraction | str:
    judged = broken = 0
    for promise in rows.promises:
        last = date.fromisoformat(promise["date"]) + timedelta(2)
        if not months_on(rows.day, -12) < last or not rows.day >= last + timedelta(1):
            continue
        judged += 1
        received = sum(-row["amount_minor"] for row in rows.counting.values() if row["kind"] == "receipt"
                       and row["currency"] == promise["currency"]
                       and promise["made_on"] <= row["date"] <= last.isoformat())
        broken += received * 100 < promise["amount_minor"] * 95
    return Fraction(broken, judged) if judged else "na"


def disputes(rows: Rows) -> Fraction | None:
    year = months_on(rows.day, -12).isoformat()
    billed = sum(base(row["amount_minor"], row["currency"]) for row in rows.counting.values()
                 if row["kind"] in ("invoice", "debit_note", "credit_note") and not row["interest"] and row["date"] > year)
    wrong = 0
    for row in rows.disputes:
        document = rows.all[row["document_id"]]
        if not year < row["raised_on"] <= rows.now:
            continue
        amount = 0
        if row["raised_on"] > rows.due(document)[-1][0]:
            amount = row["amount_minor"]
        elif row["closed_on"] is not None and row["closed_on"] <= rows.now:
            amount = {"rejected": row["amount_minor"], "withdrawn": row["amount_minor"],
                      "partly": row["amount_minor"] - row["accepted_minor"]}.get(row["outcome"], 0)
        wrong += base(amount, document["currency"])
    return Fraction(wrong, billed) if billed > 0 else None


def trade_of(rows: Rows) -> dict[str, Fraction | None]:
    """OP1, billed in the last half-year against the one before; OP2, the share of bills among the year's receipts."""
    year, half = months_on(rows.day, -12).isoformat(), months_on(rows.day, -6).isoformat()
    billed = {True: 0, False: 0}
    received = bills = 0
    for row in rows.counting.values():
        if row["date"] > year and row["kind"] in ("invoice", "debit_note", "credit_note") and not row["interest"]:
            billed[row["date"] > half] += base(row["amount_minor"], row["currency"])
        if row["date"] > year and row["kind"] == "receipt":
            amount = base(-row["amount_minor"], row["currency"])
            received += amount
            bills += amount if row["method"] == "bank_acceptance" else 0
    return {"OP1": Fraction(billed[True], billed[False]) - 1 if billed[False] > 0 else None,
            "OP2": Fraction(bills, received) if received > 0 else None}


def age(first: str, day: date) -> Fraction:
    start = date.fromisoformat(first)
    whole = 0
    while months_on(start, 12 * (whole + 1)) <= day:
        whole += 1
    begin, end = months_on(start, 12 * whole), months_on(start, 12 * (whole + 1))
    return whole + Fraction((day - begin).days, (end - begin).days)


def exposure_on(rows: Rows, day: str) -> int:
    total = unapplied = deposits = 0
    for key, row in rows.all.items():
        if row["date"] <= day and (row["reversed_on"] is None or row["reversed_on"] > day):
            total += base(row["amount_minor"], row["currency"])
            if row["method"] == "bank_acceptance" and day <= row["maturity"]:
                total += base(half_up(Fraction(-row["amount_minor"], 5)), row["currency"])
            if row["kind"] == "receipt":
                used = sum(part["amount_minor"] for part in rows.paid if part["from_id"] == key and part["value_date"] <= day
                           and (part["reversed_on"] is None or part["reversed_on"] > day))
                unapplied += base(-row["amount_minor"] - used, row["currency"])
    for order in rows.orders:
        if order["date"] > day:
            continue
        shipped = sum(row["amount_minor"] for row in rows.shipped if row["order_id"] == order["id"] and row["date"] <= day)
        invoiced = sum(row["amount_minor"] for row in rows.all.values() if row["order_no"] == order["no"]
                       and row["kind"] == "invoice" and row["currency"] == order["currency"] and row["date"] <= day
                       and (row["reversed_on"] is None or row["reversed_on"] > day))
        waiting = max(0, order["amount_minor"] - max(shipped, invoiced))
        deposit = min(waiting, order["deposit_minor"])
        total += base(max(0, shipped - invoiced), order["currency"]) + base(waiting - deposit, order["currency"])
        deposits += base(deposit, order["currency"])
    return total + min(unapplied, deposits)


def use_of_limit(rows: Rows) -> Fraction | str | None:
    if rows.limit is None:
        return "na"
    first = min((row["date"] for row in rows.counting.values() if row["kind"] in ("invoice", "debit_note")), default=None)
    highest: dict[str, int] = {}
    if first is not None:
        day = months_on(rows.day.replace(day=1), -5)
        while day <= rows.day:
            if day.isoformat()[:7] >= first[:7]:
                month, amount = day.isoformat()[:7], exposure_on(rows, day.isoformat())
                highest[month] = max(highest.get(month, amount), amount)
            day += timedelta(1)
    peak = Fraction(sum(highest.values()), len(highest)) if highest else Fraction(0)
    if rows.limit:
        return peak / rows.limit if highest else None
    return "over_limit" if peak > 0 else "na"


def which_card(rows: Rows) -> str:
    year = months_on(rows.day, -12).isoformat()
    invoices = [row for row in rows.counting.values() if row["kind"] == "invoice"]
    credit = [row for row in invoices if rows.due(row)[-1][0] > row["date"]]
    if not credit or max(row["date"] for row in invoices) <= year:
        return "new"
    if months_on(date.fromisoformat(min(row["date"] for row in credit)), 6) > rows.day:
        return "new"
    counted = 0
    for row in credit:
        settled = rows.allocations(row["id"], rows.now)
        left = row["amount_minor"] - sum(part["amount_minor"] for part in settled)
        due = [list(part) for part in rows.due(row)]
        rest = row["amount_minor"] - left
        for part in due:
            taken = min(rest, part[1])
            part[1], rest = part[1] - taken, rest - taken
        if left == 0 and settled:
            counted += max(part["value_date"] for part in settled) > year
        elif any(part[1] and part[0] < rows.now for part in due):
            counted += 1
    return "existing" if counted >= 6 else "new"


def by_hand(path: Path, customer: int, day: date) -> tuple[dict[str, Any], dict[str, Fraction], str]:
    """Values by factor (None unknown, "na"), amounts that fire V3 and V6, and the card."""
    rows = Rows(path, customer, day)
    expected: dict[str, Any] = {}
    late = payments(rows, expected)
    balance = owed(rows)
    expected["BH4"] = promised(rows)
    expected["BH5"] = Fraction(late[30], balance) if balance > 0 else Fraction(0)
    expected["BH7"] = disputes(rows)
    first = min((row["date"] for row in rows.counting.values() if row["kind"] == "invoice"), default=None)
    expected["BH8"] = age(first, day) if first else None
    expected["BH9"] = use_of_limit(rows)
    expected |= trade_of(rows)
    lost = sum(-base(row["amount_minor"], row["currency"]) for row in rows.counting.values()
               if row["kind"] in ("write_off", "recovery") and row["reason"] != "small_difference")
    flags = {"V3": Fraction(lost, 100)} if lost > 0 else {}
    if late[90] > max(Fraction(balance, 20), 500_000):
        flags["V6"] = Fraction(late[90], 100)
    return expected, flags, which_card(rows)


# -- books --

def trade(dice: random.Random, code: str) -> list[dict[str, Any]]:
    """One customer's entries for `post`, amounts and dates near the edges that matter."""
    currency = dice.choice(("CNY", "CNY", "CNY", "USD", "JPY"))
    edges = [months_on(ANCHOR, -12), months_on(ANCHOR, -3), ANCHOR, date(2026, 5, 31), months_on(date(2026, 5, 31), -3)]

    def some_day() -> date:
        if dice.random() < 0.5:
            return dice.choice(edges) + timedelta(dice.randint(-3, 3))
        return date(2024, 11, 1) + timedelta(dice.randint(0, 576))

    def money(low: int, high: int) -> str:
        minor = dice.randint(low, high)
        digits = DIGITS[currency]
        return f"{minor // 10 ** digits}" + (f".{minor % 10 ** digits:0{digits}d}" if digits else "")

    def minor(text: str) -> int:
        return int(text.replace(".", ""))

    found: list[dict[str, Any]] = [{"kind": "customer", "code": code, "name": f"Firm {code}"}]
    start: dict[str, Any] = {"customer": code, "currency": currency}
    for n in range(dice.randint(0, 9)):
        day = some_day()
        due = day + timedelta(dice.choice((0, 0, 15, 30, 60)))
        amount, no = money(1000, 2_000_000), f"{code}-I{n}"
        kind = dice.choice(("invoice", "invoice", "invoice", "invoice", "debit_note"))
        entry = start | {"kind": kind, "no": no, "date": day.isoformat(), "due_date": due.isoformat(), "amount": amount}
        if kind == "debit_note":
            entry["interest"] = dice.random() < 0.5
        elif dice.randint(0, 3) == 0:
            first = money(1, minor(amount) - 1)
            rest = minor(amount) - minor(first)
            digits = DIGITS[currency]
            entry["instalments"] = [
                {"due_date": due.isoformat(), "amount": first},
                {"due_date": (due + timedelta(20)).isoformat(),
                 "amount": f"{rest // 10 ** digits}" + (f".{rest % 10 ** digits:0{digits}d}" if digits else "")}]
        found.append(entry)
        found += settle(dice, start, no, day, due, minor(amount), money)
    for _n in range(dice.randint(0, 2)):
        made = some_day()
        found.append(start | {"kind": "promise", "amount": money(1000, 500_000), "made_on": made.isoformat(),
                              "date": (made + timedelta(dice.randint(0, 20))).isoformat()})
    if dice.random() < 0.5:
        found.append({"kind": "limit", "customer": code, "amount": dice.choice(("0.00", "5000.00", "60000.00")),
                      "from": "2025-12-01", "reason": "usual"})
    if dice.randint(0, 3) == 0:
        day = date(2025, 10, 1) + timedelta(dice.randint(0, 231))
        found.append(start | {"kind": "order", "no": f"{code}-O", "date": day.isoformat(), "amount": money(3000, 900_000),
                              "deposit": money(0, 3000)})
        if dice.random() < 0.5:
            found.append({"kind": "shipment", "order": f"{code}-O", "customer": code, "amount": money(1, 3000),
                          "date": (day + timedelta(4)).isoformat()})
    return found


def settle(dice: random.Random, start: dict[str, Any], no: str, day: date, due: date, amount: int, money: Any
           ) -> list[dict[str, Any]]:
    """How an invoice fares: paid in one or two parts, credited, written off and recovered, disputed, reversed."""
    found: list[dict[str, Any]] = []
    name = {"customer": start["customer"]}
    how = dice.choice(("open", "paid", "paid", "paid", "parts", "credit", "lost", "reversed"))

    def later(first: date, most: int = 90) -> date:
        return min(max(first, due + timedelta(dice.randint(-40, most))), date(2026, 6, 5))

    paid = later(day)
    if how in ("paid", "reversed"):
        method = dice.choice(("bank", "offset", "bank", "offset", "bank_acceptance"))
        found.append(start | {"kind": "receipt", "no": f"{no}-R", "date": paid.isoformat(), "amount": money(amount, amount + 500),
                              "method": method, "allocate": [{"to": no, "amount": money(amount, amount)}],
                              **({"maturity": (paid + timedelta(90)).isoformat()} if method == "bank_acceptance" else {})})
    if how == "reversed":
        found.append(name | {"kind": "reversal", "of": f"{no}-R", "reason": "bounced",
                             "date": (paid + timedelta(dice.randint(0, 60))).isoformat()})
    if how == "parts":
        first = dice.randint(1, amount - 1)
        found += [start | {"kind": "receipt", "no": f"{no}-R{n}", "date": later(day).isoformat(), "amount": money(part, part),
                           "allocate": [{"to": no, "amount": money(part, part)}]} for n, part in enumerate((first, amount - first))]
    if how == "credit":
        found.append(start | {"kind": "credit_note", "no": f"{no}-K", "date": paid.isoformat(),
                              "amount": money(amount // 2, amount // 2), "applies_to": no})
    if how == "lost":
        small = dice.random() < 0.5
        lost = 1 if small else amount // 2
        found.append(name | {"kind": "write_off", "invoice": no, "amount": money(lost, lost), "date": paid.isoformat(),
                             "reason": "small_difference" if small else "insolvent"})
        if not small and dice.random() < 0.5:
            found.append(name | {"kind": "recovery", "invoice": no, "amount": money(amount // 4, amount // 4),
                                 "date": (paid + timedelta(10)).isoformat()})
    if how in ("open", "credit") and dice.random() < 0.5:
        raised = max(day, due + timedelta(dice.randint(-5, 5)))
        found.append(name | {"kind": "dispute", "no": f"{no}-D", "invoice": no, "amount": money(1, amount // 2),
                             "reason": "QL", "raised_on": raised.isoformat()})
        outcome = dice.choice((None, "rejected", "withdrawn", "partly"))
        if outcome:
            found.append(name | {"kind": "dispute_result", "of": f"{no}-D", "outcome": outcome,
                                 "date": (raised + timedelta(dice.randint(0, 40))).isoformat(),
                                 **({"accepted": money(1, 1)} if outcome == "partly" else {})})
    return found


def new_book(folder: Path) -> Session:
    return company.create_book(folder / "book.creditdesk", profile=Company("Firm"), user="tester",
                               clock=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC), overwrite=True)


def agrees(value: object, expected: object) -> bool:
    if isinstance(value, Decimal) and isinstance(expected, (Fraction, int)):
        return abs(Fraction(value) - expected) < Fraction(1, 10 ** 18) * max(1, abs(expected))
    return value == expected


def check(session: Session, path: Path, day: date) -> None:
    whole = score_book(session, day)
    for customer, view in whole.items():
        expected, flags, card = by_hand(path, customer, day)
        for found in (view, score_customer(session, customer, day)):
            for code, value in expected.items():
                entry = found.inputs[code]
                told = {"known": entry.value, "unknown": None, "not_applicable": "na"}[entry.state]
                assert agrees(told, value), (day, customer, code, told, value)
            fired = {code: Fraction(text) for code, text in found.flags.items() if code in ("V3", "V6")}
            assert fired == flags, (day, customer)
            assert found.result.type == card, (day, customer)


@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10 ** 9))
def test_the_ledgers_figures_are_those_added_up_by_hand(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("book")
    session = new_book(folder)
    entries: list[dict[str, Any]] = [{"kind": "rate", "currency": code, "date": "2020-01-01", "rate": str(float(rate))}
                                     for code, rate in RATES.items() if code != "CNY"]
    dice = random.Random(seed)
    for n in range(21):
        entries += trade(dice, f"C{n}")
    result = post_entries(session, entries)
    assert not result.problems, result.problems
    for day in DAYS:
        check(session, folder / "book.creditdesk", day)
    session.close()
