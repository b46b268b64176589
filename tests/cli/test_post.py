"""Post: what is taken, what is a duplicate, what is refused (CLI Post)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

INVOICE = {"kind": "invoice", "no": "I1", "customer": "C1", "date": "2026-01-05", "due_date": "2026-02-04",
           "amount": "1000.00"}
RECEIPT = {"kind": "receipt", "no": "R1", "customer": "C1", "date": "2026-02-01", "amount": "500.00", "method": "bank",
           "allocate": [{"to": "I1", "amount": "400.00", "discount": "0.00"}]}
EVERY_KIND = [
    {"kind": "customer", "code": "C7", "name": "Gamma", "country": "CN", "terms": "EOM+30", "language": "en"},
    {"kind": "rate", "currency": "USD", "date": "2026-01-01", "rate": "7.1000"},
    {**INVOICE, "instalments": [{"due_date": "2026-02-04", "amount": "400.00"},
                                {"due_date": "2026-03-04", "amount": "600.00"}], "order": "O1"},
    {"kind": "debit_note", "no": "B1", "customer": "C1", "date": "2026-01-06", "amount": "10.00", "interest": True},
    {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-01-20", "amount": "100.00", "applies_to": "I1"},
    RECEIPT,
    {"kind": "allocation", "from": "R1", "to": "I1", "amount": "50.00"},
    {"kind": "refund", "customer": "C1", "no": "P1", "date": "2026-02-02", "amount": "10.00", "from": "R1"},
    {"kind": "receipt", "no": "R9", "customer": "C1", "date": "2026-02-02", "amount": "1.00", "method": "bank_acceptance",
     "maturity": "2026-08-02"},
    {"kind": "bill_event", "of": "R9", "event": "dishonoured", "date": "2026-02-02"},
    {"kind": "write_off", "invoice": "I1", "amount": "20.00", "date": "2026-02-03", "reason": "gone"},
    {"kind": "recovery", "invoice": "I1", "amount": "5.00", "date": "2026-02-04"},
    {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "200.00", "reason": "QL", "raised_on": "2026-02-02"},
    {"kind": "dispute_result", "of": "D1", "outcome": "partly", "accepted": "10.00", "date": "2026-02-20"},
    {"kind": "promise", "customer": "C1", "amount": "300.00", "date": "2026-03-01", "made_on": "2026-02-20", "written": False},
    {"kind": "contact", "customer": "C1", "at": "2026-02-20T10:00", "channel": "phone", "result": "promise",
     "invoices": ["I1"], "interrupts": False},
    {"kind": "limit", "customer": "C1", "amount": "50000.00", "from": "2026-01-01", "until": "2026-12-31",
     "temporary": False, "reason": "first"},
    {"kind": "fact", "customer": "C1", "key": "registered_capital", "value": "5000000", "source": "official",
     "obtained_on": "2026-01-01"},
    {"kind": "financials", "customer": "C1", "period_end": "2025-12-31", "unit": "1", "audited": True,
     "lines": {"current_assets": "10", "current_liabilities": "5"}},
    {"kind": "policy", "key": "small_amount", "value": "50.00", "from": "2026-01-01"},
    {"kind": "reversal", "of": "R1", "date": "2026-02-03", "reason": "returned"},
    {"kind": "lock", "date": "2026-01-31"},
]


def total(run: Any, book: Path, day: str, key: str = "balance") -> Any:
    rows = run("aging", book, "--as-of", day, "--json").data["totals"]
    return rows[0][key] if rows else None


def problems(found: Any) -> list[tuple[int, str | None, str | None, str]]:
    assert found.code == 3
    assert found.data["posted"] == 0
    return [(row["index"], row["field"], row["value"], row["code"]) for row in found.data["problems"]]


def test_every_kind_is_taken_once(run: Any, book: Path, give: Any) -> None:
    first, again = give(*EVERY_KIND), give(*EVERY_KIND)
    assert (first.code, first.data) == (0, {"posted": len(EVERY_KIND), "duplicates": 0, "problems": []})
    assert (again.code, again.data) == (0, {"posted": 0, "duplicates": len(EVERY_KIND), "problems": []})
    assert run("verify", book).code == 0
    assert total(run, book, "2026-02-02") == "420.00"  # 1000 + 10 − 100 − 500 + 10 refunded
    assert total(run, book, "2026-03-05") == "900.00"  # the receipt reversed, 20 written off, 5 of it recovered


def test_a_known_code_updates_the_customer(run: Any, book: Path, give: Any) -> None:
    assert give({"kind": "customer", "code": "C1", "name": "Alpha Ltd"}, INVOICE).data["posted"] == 2
    assert run("aging", book, "--json").data["customers"][0]["name"] == "Alpha Ltd"
    assert give({"kind": "customer", "code": "C1", "tax_id": "91110000600037341L"}).data == {"posted": 1, "duplicates": 0, "problems": []}
    assert give({"kind": "customer", "code": "C1", "name": "Alpha Ltd", "tax_id": "91110000600037341L"}).data["duplicates"] == 1


@pytest.mark.parametrize(("entry", "field", "value", "code"), [
    ({"kind": "gift"}, "kind", "gift", "unknown_kind"), ({}, "kind", None, "unknown_kind"),
    ({**INVOICE, "instalments": [{"due_date": "2026-02-04"}]}, "instalments", None, "missing"),
    ({**INVOICE, "customer": "C9"}, "customer", "C9", "unknown_customer"),
    ({**INVOICE, "customer": ""}, "customer", "", "missing"),
    ({**INVOICE, "amount": "12.345"}, "amount", "12.345", "too_many_decimals"),
    ({**INVOICE, "amount": "0"}, "amount", "0", "bad_amount"), ({**INVOICE, "amount": "-5"}, "amount", "-5", "bad_amount"),
    ({**INVOICE, "amount": "0.00"}, "amount", "0.00", "bad_amount"),
    ({**INVOICE, "amount": "100", "instalments": [{"due_date": "2026-02-04", "amount": "140.00"},
                                                  {"due_date": "2026-03-04", "amount": "-40.00"}]},
     "instalments", None, "bad_amount"),
    ({**INVOICE, "amount": "much"}, "amount", "much", "bad_amount"),
    ({**INVOICE, "amount": "1234567890123.00"}, "amount", "1234567890123.00", "out_of_range"),
    ({**INVOICE, "amount": "1" * 40}, "amount", "1" * 40, "out_of_range"),
    ({**INVOICE, "amount": "1." + "0" * 30 + "1"}, "amount", "1." + "0" * 30 + "1", "too_many_decimals"),
    ({**INVOICE, "date": "5.1.2026"}, "date", "5.1.2026", "bad_date"),
    ({**INVOICE, "date": "1989-12-31"}, "date", "1989-12-31", "out_of_range"),
    ({**INVOICE, "currency": "XXX"}, "currency", "XXX", "unknown_currency"),
    ({**INVOICE, "terms": "soon", "due_date": None}, "terms", "soon", "bad_terms"),
    ({**INVOICE, "instalments": [{"due_date": "2026-02-04", "amount": "999.99"}]}, "instalments", None, "instalments"),
    ({**RECEIPT, "allocate": [{"to": "I9", "amount": "1.00"}]}, "to", "I9", "unknown_document"),
    ({**RECEIPT, "method": "barter"}, "method", "barter", "bad_method"),
    ({"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-01-20", "amount": "1", "applies_to": "I9"},
     "applies_to", "I9", "unknown_document"),
    ({"kind": "reversal", "of": "R9", "date": "2026-02-03", "reason": "x"}, "of", "R9", "unknown_document"),
    ({"kind": "allocation", "from": "R9", "to": "I9", "amount": "1"}, "from", "R9", "unknown_document"),
    ({"kind": "write_off", "invoice": "I9", "amount": "1", "date": "2026-02-03", "reason": "x"}, "invoice", "I9",
     "unknown_document"),
    ({"kind": "dispute_result", "of": "D9", "outcome": "rejected", "date": "2026-02-20"}, "of", "D9", "unknown_document"),
    ({"kind": "bill_event", "of": "R9", "event": "honoured", "date": "2026-02-03"}, "of", "R9", "unknown_document"),
    ({"kind": "customer", "code": "C3"}, "name", None, "missing"),
    ({"kind": "limit", "customer": "C1", "amount": "-1", "from": "2026-01-01"}, "amount", "-1", "bad_amount"),
    ({"kind": "rate", "currency": "USD", "date": "2026-01-01", "rate": "0"}, "rate", "0", "bad_rate"),
])
def test_a_wrong_entry_is_told_with_its_field(give: Any, book: Path, entry: dict[str, object], field: str,
                                              value: str | None, code: str) -> None:
    found = problems(give(entry))
    assert [(row[0], row[1], row[3]) for row in found] == [(0, field, code)]
    if field != "instalments":
        assert found[0][2] == value


def test_nothing_is_written_and_every_cause_is_told_once(run: Any, book: Path, give: Any) -> None:
    found = problems(give(INVOICE, {**INVOICE, "no": "I2", "amount": "x"},
                          {**RECEIPT, "allocate": [{"to": "I2", "amount": "5"}]},
                          {**RECEIPT, "no": "R2", "allocate": [{"to": "I1", "amount": "1000.01"}], "amount": "2000"}))
    assert found == [(1, "amount", "x", "bad_amount"), (3, "amount", "1000.01", "over_allocated")]
    assert total(run, book, "2026-03-01") is None
    assert run("verify", book).code == 0


def test_one_number_means_several_documents(give: Any, book: Path) -> None:
    assert give({"kind": "customer", "code": "C2", "name": "Beta"}, INVOICE, {**INVOICE, "customer": "C2"}).code == 0
    ambiguous = {"kind": "write_off", "invoice": "I1", "amount": "1.00", "date": "2026-02-03", "reason": "x"}
    assert problems(give(ambiguous)) == [(0, "invoice", "I1", "ambiguous_number")]
    assert give({**ambiguous, "customer": "C2"}).data["posted"] == 1


@pytest.mark.parametrize(("change", "posted", "code"), [
    ({"note": "other"}, 0, None), ({"due_date": "2026-05-01"}, 0, None), ({"amount": "1000"}, 0, None),
    ({"amount": "999"}, 0, "number_in_use"), ({"date": "2026-01-06"}, 0, "number_in_use"),
    ({"currency": "USD"}, 0, "number_in_use"), ({"kind": "debit_note"}, 1, None), ({"no": "I2"}, 1, None)])
def test_the_same_document(give: Any, book: Path, change: dict[str, object], posted: int, code: str | None) -> None:
    give(INVOICE)
    found = give({**INVOICE, **change})
    if code:
        assert [row[3] for row in problems(found)] == [code]
    else:
        assert (found.data["posted"], found.data["duplicates"]) == (posted, 1 - posted)


def test_a_reversed_document_is_there_for_an_identical_one_only(give: Any, book: Path) -> None:
    give(INVOICE, {"kind": "reversal", "of": "I1", "date": "2026-01-10", "reason": "wrong"})
    assert give(INVOICE).data["duplicates"] == 1
    assert give({**INVOICE, "amount": "900.00"}).data["posted"] == 1


def test_a_reversal_needs_no_reason(run: Any, book: Path, give: Any) -> None:
    assert give(INVOICE, {"kind": "reversal", "of": "I1", "date": "2026-01-10"}).data["posted"] == 2
    assert run("verify", book).code == 0


def test_without_a_number_the_whole_content_decides(give: Any, book: Path) -> None:
    plain = {key: value for key, value in INVOICE.items() if key != "no"}
    assert give(plain, plain).data == {"posted": 1, "duplicates": 1, "problems": []}
    assert give({**plain, "amount": "1000", "currency": "CNY", "customer": "Alpha"}).data["duplicates"] == 1
    assert give({**plain, "note": "another"}).data["posted"] == 1


def test_lock_holds_within_one_file_and_spares_disputes_and_limits(give: Any, book: Path) -> None:
    lock = {"kind": "lock", "date": "2026-01-31"}
    assert problems(give(lock, INVOICE)) == [(1, "date", "2026-01-05", "locked")]
    assert give(INVOICE, lock).data["posted"] == 2
    assert give({"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "1", "reason": "OT", "raised_on": "2026-01-20"},
                {"kind": "limit", "customer": "C1", "amount": "1", "from": "2026-01-02"},
                {"kind": "promise", "customer": "C1", "amount": "1", "date": "2026-01-20", "made_on": "2026-01-10"},
                ).data["posted"] == 3


def test_currencies_are_never_mixed(give: Any, book: Path) -> None:
    dollars = {**INVOICE, "no": "U1", "currency": "USD"}
    found = problems(give(dollars, {**RECEIPT, "allocate": [{"to": "U1", "amount": "1"}]}))
    assert [(row[0], row[3]) for row in found] == [(1, "currency_mismatch")]


def test_yen_has_no_decimals(run: Any, book: Path, give: Any) -> None:
    yen = {**INVOICE, "currency": "JPY", "amount": "1234"}
    assert give(yen).code == 0
    assert total(run, book, "2026-01-05") == "1234"
    assert problems(give({**yen, "no": "J2", "amount": "1.5"}))[0][3] == "too_many_decimals"


@pytest.mark.parametrize(("content", "code"), [
    (b'{"documents": [{"kind": "customer", "name": "\\ud800"}]}', "unreadable"),
    (b"{", "unreadable"), (b"[]", "unreadable"), (b'{"documents": 5}', "unreadable"), (b"\xff\xfe\xfa", "unreadable"),
    (None, "not_found")])
def test_a_file_that_is_no_list_of_entries_is_exit_1(run: Any, book: Path, tmp_path: Path, content: bytes | None,
                                                     code: str) -> None:
    file = tmp_path / "f.json"
    if content is not None:
        file.write_bytes(content)
    found = run("post", book, file, "--json")
    assert (found.code, found.data["error"]["code"], found.data["error"]["field"]) == (1, code, "file")


def test_blanks_alone_are_nothing(give: Any) -> None:
    found = give({"kind": "customer", "code": "C1", "name": "Alpha", "starting_stage": " ", "class": " "}, {**INVOICE, "due_date": " "})
    assert (found.code, found.data["posted"]) == (0, 1)


def test_an_empty_list_and_a_byte_order_mark_are_fine(run: Any, book: Path, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(b'\xef\xbb\xbf{"documents": []}')
    assert run("post", book, file, "--json").data == {"posted": 0, "duplicates": 0, "problems": []}


def test_a_full_disk_writes_nothing(run: Any, book: Path, give: Any) -> None:
    from datetime import datetime, UTC

    from creditdesk.domain.errors import FileError
    from creditdesk.services import company
    from creditdesk.services.post.entries import post_entries
    session = company.open_session(book, user="t", clock=lambda: datetime(2026, 11, 20, tzinfo=UTC))
    try:
        session.book.limit_pages(session.book.page_count())
        with pytest.raises(FileError) as error:
            post_entries(session, [{**INVOICE, "no": f"I{n}", "note": "x" * 500} for n in range(400)])
        assert error.value.code == "disk_full"
    finally:
        session.close()
    assert total(run, book, "2026-03-01") is None
    assert run("verify", book).code == 0


BILL = {**RECEIPT, "no": "B1", "method": "bank_acceptance", "maturity": "2026-08-01",
        "allocate": [{"to": "I1", "amount": "500.00"}]}


def test_a_dishonoured_bill_reopens_its_invoice_with_its_own_due_date(run: Any, book: Path, give: Any) -> None:
    give(INVOICE, BILL, {"kind": "limit", "customer": "C1", "amount": "9000", "from": "2026-01-01"})
    assert total(run, book, "2026-03-05", "buckets")["1-30"] == "500.00"
    assert run("limit", book, "C1", "--as-of", "2026-03-05", "--json").data["exposure"] == "600.00"  # 500 + 20 % of the bill
    assert give({"kind": "bill_event", "of": "B1", "event": "discounted", "date": "2026-02-10"}).data["posted"] == 1
    assert run("limit", book, "C1", "--as-of", "2026-03-05", "--json").data["exposure"] == "600.00"  # it may still come back
    lost = {"kind": "bill_event", "of": "B1", "event": "dishonoured", "date": "2026-03-06", "note": "no funds"}
    assert [give(lost).data["posted"], give(lost).data["duplicates"]] == [1, 1]
    assert total(run, book, "2026-03-05", "buckets")["1-30"] == "500.00"
    assert total(run, book, "2026-03-06", "buckets") == {"1-30": "1000.00", "31-60": "0.00", "61-90": "0.00", "91+": "0.00"}
    assert total(run, book, "2026-03-07", "buckets")["31-60"] == "1000.00"
    assert run("limit", book, "C1", "--as-of", "2026-03-06", "--json").data["exposure"] == "1000.00"
    assert run("verify", book).code == 0


def test_an_honoured_bill_counts_no_longer(run: Any, book: Path, give: Any) -> None:
    give(INVOICE, BILL, {"kind": "limit", "customer": "C1", "amount": "9000", "from": "2026-01-01"})
    give({"kind": "bill_event", "of": "B1", "event": "honoured", "date": "2026-03-01"})
    exposure = [run("limit", book, "C1", "--as-of", day, "--json").data["exposure"] for day in ("2026-02-28", "2026-03-01")]
    assert exposure == ["600.00", "500.00"]
    assert [row[3] for row in problems(give({"kind": "bill_event", "of": "B1", "event": "endorsed", "date": "2026-03-02"}))
            ] == ["closed"]


@pytest.mark.parametrize(("change", "field", "code"), [
    ({"event": "lost"}, "event", "bad_value"), ({"event": ""}, "event", "missing"), ({"of": "R1"}, "of", "bad_kind"),
    ({"date": "2026-01-31"}, "date", "out_of_range"), ({"date": None}, "date", "missing"), ({"of": "I1"}, "of", "unknown_document")])
def test_what_cannot_happen_to_a_bill(give: Any, book: Path, change: dict[str, object], field: str, code: str) -> None:
    give(INVOICE, BILL, RECEIPT)
    found = problems(give({"kind": "bill_event", "of": "B1", "event": "honoured", "date": "2026-03-01", **change}))
    assert [(row[1], row[3]) for row in found] == [(field, code)]


@pytest.mark.parametrize(("terms", "event", "due"), [
    ("delivery+30", "delivered_on", "2026-03-12"), ("acceptance+30", "accepted_on", "2026-03-12"),
    ("confirmation+30", "confirmed_on", "2026-03-12"), ("COD", "delivered_on", "2026-02-10"), ("CIA", "delivered_on", "2026-01-05"),
    ("delivery+30", None, "2026-02-04"), ("acceptance+30", "delivered_on", "2026-02-04")])
def test_terms_count_from_their_event_or_else_from_the_invoice(run: Any, book: Path, give: Any, terms: str, event: str | None,
                                                               due: str) -> None:
    entry = {key: value for key, value in INVOICE.items() if key != "due_date"}
    assert give({**entry, "terms": terms, **({event: "2026-02-10"} if event else {})}).data["posted"] == 1
    assert total(run, book, due, "not_due") == "1000.00"
    assert total(run, book, str(date.fromisoformat(due) + timedelta(1)), "not_due") == "0.00"
    assert run("verify", book).code == 0


def test_an_invoice_and_a_receipt_of_one_number_are_never_taken_for_each_other(run: Any, book: Path, give: Any) -> None:
    give({**INVOICE, "no": "7"}, {**RECEIPT, "no": "7", "allocate": [{"to": "7", "amount": "400.00"}]})
    back = {"kind": "reversal", "of": "7", "customer": "C1", "date": "2026-02-03"}
    assert problems(give(back)) == [(0, "of", "7", "ambiguous_number")]
    assert give({**back, "of_kind": "receipt"}).data["posted"] == 1
    assert total(run, book, "2026-02-03") == "1000.00"
    assert [row[1:] for row in problems(give({**back, "of_kind": "gift"}))] == [("of_kind", "gift", "bad_value")]


def test_an_entry_takes_the_currency_of_what_it_names(run: Any, book: Path, give: Any) -> None:
    dollars, off = {**INVOICE, "no": "U1", "currency": "USD"}, {
        "kind": "write_off", "no": "W1", "invoice": "U1", "amount": "5.00", "date": "2026-02-03", "reason": "gone"}
    paid = {"kind": "receipt", "no": "U2", "customer": "C1", "date": "2026-01-10", "amount": "9", "currency": "USD"}
    back = {"kind": "refund", "no": "P1", "customer": "C1", "date": "2026-01-11", "amount": "4", "from": "U2"}
    assert give(dollars, off, paid, back, {**back, "note": "again"}, {**off, "note": "again"}).data == {
        "posted": 4, "duplicates": 2, "problems": []}
    assert total(run, book, "2026-03-01") == "990.00"
    for entry in (off, back, {"kind": "dispute", "invoice": "U1", "amount": "1", "reason": "QL", "raised_on": "2026-02-02"}):
        found = problems(give({**entry, "no": "X", "currency": "CNY"}))
        assert [(row[1], row[3]) for row in found] == [("currency", "currency_mismatch")]
    credit = {"kind": "credit_note", "no": "K1", "customer": "C1", "date": "2026-01-20", "amount": "1", "applies_to": "U1"}
    assert [(row[1], row[3]) for row in problems(give(credit))] == [("applies_to", "currency_mismatch")]


def test_a_zero_discount_says_nothing(give: Any, book: Path) -> None:
    plain = {"kind": "receipt", "customer": "C1", "date": "2026-02-01", "amount": "5", "allocate": [{"to": "I1", "amount": "5"}]}
    give(INVOICE, plain)
    assert give({**plain, "allocate": [{"to": "I1", "amount": "5.00", "discount": "0.00"}]}).data["duplicates"] == 1
    assert give({**plain, "allocate": [{"to": "I1", "amount": "5.00", "discount": "1.00"}]}).data["posted"] == 1
