"""Entries of the credit file checked field by field (DOMAIN B5-B10)."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.domain.customers.file_entries import checked, contract_flags, FileEntry, ring, step_state, visit_level
from creditdesk.domain.errors import CreditDeskError, ManyErrors

DAY = date(2026, 6, 30)


def entry(kind: str, **values: str) -> FileEntry:
    return FileEntry(0, 1, kind, DAY, values)


# Each line: kind, field, what was typed, what is kept.
@pytest.mark.parametrize(("kind", "name", "typed", "kept"), [
    ("contract", "value", "1,200", "1200"), ("contract", "value", "0", "0"), ("contract", "retention", "5%", "0.05"),
    ("contract", "retention", "5", "0.05"), ("contract", "retention", "0.05", "0.05"), ("contract", "retention", "100%", "1"),
    ("contract", "retention", "0", "0"), ("contract", "signed_on", "2026年1月5日", "2026-01-05"), ("contract", "terms", "月结30天", "EOM+30"),
    ("contract", "size", "public_institution", "public_institution"), ("contract", "title_kept", "1", "yes"),
    ("agency", "net_assets", "-5000", "-5000"), ("visit", "level", "5", "5"), ("contract", "no", " K1 ", "K1")])
def test_kept(kind: str, name: str, typed: str, kept: str) -> None:
    needed = {"contract": {"no": "K"}, "agency": {"provider": "P", "year": "2025"}, "visit": {"visitor": "V"}}[kind]
    assert checked(entry(kind, **(needed | {name: typed}))).value(name) == kept


@pytest.mark.parametrize(("kind", "values", "wrong"), [
    ("contract", {"no": ""}, [("required", "no")]), ("contract", {"no": "K", "value": "-1"}, [("bad_amount", "value")]),
    ("contract", {"no": "K", "retention": "101%"}, [("bad_share", "retention")]),
    ("contract", {"no": "K", "retention": "-1%"}, [("bad_share", "retention")]),
    ("contract", {"no": "K", "size": "huge"}, [("bad_choice", "size")]),
    ("contract", {"no": "K", "signed_on": "2026-05-01", "ends_on": "2026-04-30"}, [("out_of_range", "ends_on")]),
    ("contract", {"no": "K", "begins_on": "2026-05-01", "ends_on": "2026-05-01"}, []),
    ("contract", {"no": "", "value": "x"}, [("required", "no"), ("bad_amount", "value")]),
    ("visit", {"visitor": "V", "level": "6"}, [("bad_level", "level")]), ("visit", {"visitor": "V", "level": "0"}, [("bad_level", "level")]),
    ("agency", {"provider": "P", "revenue": "5"}, [("bad_year", "year")]), ("agency", {"provider": "P", "year": "25"}, [("bad_year", "year")]),
    ("agency", {"provider": "P"}, []), ("agency", {"provider": "P", "net_assets": "5", "year": "2025"}, []),
    ("insurer", {"insurer": "I", "requested": "0", "approved": "0"}, [("required", "requested")]), ("nothing", {}, [("unknown_kind", "kind")])])
def test_refused(kind: str, values: dict[str, str], wrong: list[tuple[str, str]]) -> None:
    found: list[CreditDeskError] = []
    try:
        checked(entry(kind, **values))
    except ManyErrors as errors:
        found = list(errors.problems)
    except CreditDeskError as error:
        found = [error]
    assert [(error.code, error.field) for error in found] == wrong


@pytest.mark.parametrize(("due", "done", "state"), [
    ("2026-06-29", "", "late"), ("2026-06-30", "", "due"), ("2026-07-30", "", "due"), ("2026-07-31", "", "open"), ("", "", "open"),
    ("2026-06-29", "2026-06-30", "done"), ("2026-06-29", "2026-07-01", "late")])
def test_where_a_step_stands(due: str, done: str, state: str) -> None:
    assert step_state(entry("step", due_on=due, done_on=done), DAY) == state


def test_a_bad_mark_makes_a_contract_amber() -> None:
    good = {"trigger": "invoice", "interest": "12%"}
    assert contract_flags(entry("contract", **good, checks="seal=good\nprice=doubt")) == ()
    assert contract_flags(entry("contract", **good, checks="seal=good\nprice=bad")) == ("the review found something wrong",)


def test_a_visit_needs_six_answers() -> None:
    from creditdesk.domain.customers.file_kinds import VISIT_CHECKS
    items = [item for item in VISIT_CHECKS if item != "moving"]
    assert visit_level(dict.fromkeys(items[:5], "good")) is None
    assert visit_level(dict.fromkeys(items[:6], "good")) == 5
    assert visit_level({**dict.fromkeys(items[:6], "good"), "moving": "bad"}) == 1
    assert visit_level(dict.fromkeys(items[:6], "doubt")) == 3
    assert visit_level(dict.fromkeys(items[:3], "bad") | dict.fromkeys(items[3:7], "good")) == 3  # 1 + 4 × 4/7 = 3.29


def test_firms_that_own_each_other() -> None:
    assert ring({1: [2], 2: [3], 3: [1]}, 1) == (1, 2, 3, 1)
    assert ring({1: [2, 3], 2: [4], 3: [4], 4: []}, 1) == ()
    assert ring({1: [2], 2: [3], 3: [2]}, 1) == ()
