"""Post: nothing in an entry is passed over in silence (CLI Post; DOMAIN B3, D15)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from creditdesk.services.post.entries import KINDS
from creditdesk.services.post.fields import Fields
from creditdesk.services.post.names import FIELDS, PARTS

from .test_post import BILL, EVERY_KIND, INVOICE, problems, RECEIPT

PLAN = {"kind": "plan", "customer": "C1", "signed_on": "2026-03-01", "invoices": ["I1"],
        "instalments": [{"due_date": "2026-04-01", "amount": "1.00"}]}
CUSTOMER = {"kind": "customer", "code": "C3", "name": "Gamma"}


def told(found: Any) -> list[tuple[int, str, str]]:
    return [(row["index"], row["field"], row["code"]) for row in found.data.get("warnings", ())]


@pytest.mark.parametrize(("entry", "name", "meant"), [
    ({**INVOICE, "due_date": None, "due_dat": "2026-02-04"}, "due_dat", "due_date"),
    ({**INVOICE, "dueDate": "2026-02-04", "due_date": ""}, "dueDate", "due_date"),
    ({**INVOICE, "instalment": []}, "instalment", "instalments"), ({**INVOICE, "invoice_no": "I1", "no": None}, "invoice_no", "no"),
    ({**RECEIPT, "allocate": None, "alocate": []}, "alocate", "allocate"),
    ({**RECEIPT, "allocate": [{"to": "I1", "amount": "1", "dicount": "1"}]}, "dicount", "discount"),
    ({**CUSTOMER, "term": "EOM+30"}, "term", "terms"), ({**CUSTOMER, "Tax-ID": "X"}, "Tax-ID", "tax_id"),
    ({"kind": "limit", "customer": "C1", "amount": "5", "from": "2026-01-01", "untill": "2026-02-01"}, "untill", "until"),
    ({**PLAN, "instalments": [{"due_date": "2026-04-01", "amount": "1.00", "due-date": None, "amont": "2"}]}, "amont", None)])
def test_a_slip_of_the_pen_is_refused_with_what_was_meant(give: Any, book: Path, entry: dict[str, object], name: str,
                                                          meant: str | None) -> None:
    give(INVOICE)
    found = give(entry)
    if meant is None:  # the field it resembles is given: it is only told
        assert (found.code, told(found)) == (0, [(0, name, "unknown_field")])
        return
    assert [(row[0], row[1], row[3]) for row in problems(found)] == [(0, name, "unknown_field")]
    assert f"“{meant}”" in found.data["problems"][0]["message"]


def test_other_unknown_fields_are_told_and_have_no_effect(run: Any, give: Any, book: Path) -> None:
    found = give({**INVOICE, "their_reference": 7, "waybill": "9", "nothing": None}, CUSTOMER)
    assert (found.code, found.data["posted"]) == (0, 2)
    assert told(found) == [(0, "their_reference", "unknown_field"), (0, "waybill", "unknown_field")]
    said = run("post", book, book.with_name("entries.json"), "--language", "zh")
    assert "没有字段“waybill”" in said.err
    assert "warnings" not in give(CUSTOMER).data


def test_every_field_of_the_contract_is_known(give: Any, book: Path) -> None:
    found = give(*EVERY_KIND, {**BILL, "allocate": []}, PLAN)
    assert (found.code, found.data["problems"], told(found)) == (0, [], [])
    assert set(FIELDS) == set(KINDS)


def test_the_list_of_fields_is_what_the_entries_are_read_by(give: Any, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name that is asked of an entry stands in the list; a field that nobody asks for would be passed over."""
    asked: dict[str, set[str]] = {}
    plain = Fields.__init__

    class Watched(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.setdefault(str(dict.get(self, "kind", "")), set()).add(key)
            return dict.get(self, key, default)

        def __contains__(self, key: object) -> bool:
            asked.setdefault(str(dict.get(self, "kind", "")), set()).add(str(key))
            return dict.__contains__(self, key)

    monkeypatch.setattr(Fields, "__init__", lambda self, values: plain(self, Watched(values)))
    assert give(*EVERY_KIND, {**BILL, "allocate": []}, PLAN,
                {"kind": "order", "no": "O1", "customer": "C1", "date": "2026-02-01", "amount": "5"},
                {"kind": "shipment", "order": "O1", "date": "2026-02-02", "amount": "1"},
                {"kind": "proof", "customer": "C1", "invoices": ["I1"], "delivered_on": "2026-03-02", "channel": "ems"}).code == 0
    for kind, fields in FIELDS.items():
        parts = set().union(*(PARTS[name] for name in PARTS.keys() & fields))
        assert asked[kind] - {"kind", "note"} - parts <= fields, kind
        assert fields - asked[kind] <= {"customer", "currency", "of_kind"}, kind


@pytest.mark.parametrize(("number", "country", "code"), [
    ("123", "", "bad_tax_id"), ("91350211M0000XUF46", "CN", "tax_id_check"), ("91110000600037341L", "", None), ("123", "US", "tax_id_check"),
    ("anything", "BR", None)])
def test_a_tax_number_of_odd_form_is_told_as_the_import_tells_it(run: Any, give: Any, book: Path, tmp_path: Path, number: str,
                                                                 country: str, code: str | None) -> None:
    posted = give({**CUSTOMER, "tax_id": number, "country": country})
    file = tmp_path / "c.csv"
    file.write_text(f"name,tax_id,country\nDelta,{number},{country}\n", encoding="utf-8")
    imported = run("import", book, file, "--as", "customers", "--json")
    assert (posted.code, posted.data["posted"], imported.data["accepted"]) == (0, 1, 1)
    wanted = [] if code is None else [("tax_id", number, code)]
    assert [(row["field"], row["value"], row["code"]) for row in posted.data.get("warnings", ())] == wanted
    assert [(row["column"], row["value"], row["code"]) for row in imported.data["warnings"]] == wanted
    assert [row["message"] for row in posted.data.get("warnings", ())] == [row["message"] for row in imported.data["warnings"]]


def test_the_country_on_file_decides_the_form_of_a_tax_number(give: Any, book: Path) -> None:
    give({**CUSTOMER, "country": "BR"})
    assert told(give({"kind": "customer", "code": "C3", "tax_id": "123"})) == []


@pytest.mark.parametrize(("entry", "field"), [
    ({"kind": "allocation", "from": "R1", "to": "I1", "amount": "1", "currency": "USD"}, "currency"),
    ({"kind": "shipment", "order": "O1", "date": "2026-02-02", "amount": "1", "currency": "USD"}, "currency"),
    ({"kind": "dispute_result", "of": "D1", "outcome": "partly", "accepted": "1", "currency": "USD", "date": "2026-02-20"}, "currency")])
def test_a_currency_is_never_passed_over(give: Any, book: Path, entry: dict[str, object], field: str) -> None:
    give(INVOICE, {**RECEIPT, "allocate": []}, {"kind": "order", "no": "O1", "customer": "C1", "date": "2026-02-01", "amount": "5"},
         {"kind": "dispute", "no": "D1", "invoice": "I1", "amount": "2", "reason": "QL", "raised_on": "2026-02-02"})
    assert [(row[1], row[3]) for row in problems(give(entry))] == [(field, "currency_mismatch")]
    assert give({**entry, field: "CNY"}).data["posted"] == 1


def test_an_unknown_parameter_of_the_policy_is_told(give: Any, book: Path) -> None:
    found = give({"kind": "policy", "key": "smal_amount", "value": "5", "from": "2026-01-01"},
                 {"kind": "policy", "key": "small_amount", "value": "5", "from": "2026-01-01"})
    assert (found.data["posted"], told(found)) == (2, [(0, "key", "unknown_parameter")])


def test_the_cut_off_day_of_terms_is_a_parameter_with_a_day(run: Any, give: Any, book: Path) -> None:
    def due(number: str, day: str) -> str:
        entry = {"kind": "invoice", "no": number, "customer": "C1", "date": day, "amount": "1.00", "terms": "EOM+30"}
        assert give(entry).data["posted"] == 1
        rows = run("limitation", book, "--json").data
        return str(next(row["started"] for row in rows if row["invoice"] == number))

    before = due("A", "2025-01-26")
    cutoff = {"kind": "policy", "key": "cutoff_day", "value": "25", "from": "2025-02-01"}
    assert give(cutoff).data["posted"] == 1
    assert (before, due("B", "2025-01-26")) == ("2025-03-02", "2025-03-02")  # dated before the rule
    assert (due("C", "2025-05-25"), due("D", "2025-05-26")) == ("2025-06-30", "2025-07-30")
    assert give({**cutoff, "value": "0", "from": "2025-06-01"}).data["posted"] == 1
    assert due("G", "2025-06-26") == "2025-07-30"
    assert [row[3] for row in problems(give({**cutoff, "value": "32"}))] == ["bad_value"]
    assert run("verify", book).code == 0
