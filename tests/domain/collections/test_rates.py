from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.domain.collections import rates
from creditdesk.domain.errors import InputError

FOLDER = Path(__file__).parents[3] / "resources" / "rates"


def load(code: str) -> rates.RateTable:
    return rates.table_from(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("code", "day", "percent", "provisional"), [
    ("lpr_1y", "2019-08-20", "4.25", False),
    ("lpr_1y", "2020-04-19", "4.05", False),
    ("lpr_1y", "2024-10-21", "3.10", False),
    ("lpr_1y", "2025-05-20", "3.00", False),
    ("lpr_1y", "2026-03-20", "3.00", False),
    ("lpr_1y", "2026-03-21", "3.00", True),
    ("boe_base", "2025-12-31", "4.25", False),
    ("ecb_reference", "2024-06-30", "4.50", False),
    ("ecb_reference", "2026-01-01", "2.15", True),
])
def test_shipped_rate_on_a_day(code: str, day: str, percent: str, provisional: bool) -> None:
    found = load(code).at(date.fromisoformat(day))
    assert found is not None
    assert (found.rate, found.provisional) == (Decimal(percent) / 100, provisional)


def test_before_the_table_there_is_no_rate() -> None:
    assert load("lpr_1y").at(date(2019, 8, 19)) is None
    assert load("ecb_reference").half_year(date(2023, 12, 31)) is None


def test_half_year_takes_its_first_day() -> None:
    found = load("boe_base").half_year(date(2026, 6, 30))
    assert found is not None
    assert found.rate == Decimal("0.0375")
    assert not found.provisional


def test_stale_after_forty_days() -> None:
    table = load("lpr_1y")
    assert not table.is_stale(date(2026, 4, 29))
    assert table.is_stale(date(2026, 4, 30))


def test_new_row_extends_what_is_known() -> None:
    table = load("lpr_1y").with_row(date(2026, 6, 22), Decimal("0.029"))
    found = table.at(date(2026, 6, 22))
    assert found is not None
    assert (found.rate, found.provisional) == (Decimal("0.029"), False)


@pytest.mark.parametrize("rows", [[], [{"from": "2024-02-30", "percent": "1"}], [{"from": "2024-01-01"}],
                                  [{"from": "2024-01-02", "percent": "1"}, {"from": "2024-01-01", "percent": "1"}],
                                  [{"from": "2024-01-01", "percent": "x"}]])
def test_unreadable_table_is_refused(rows: list[dict[str, str]]) -> None:
    with pytest.raises(InputError) as error:
        rates.table_from({"code": "x", "data_until": "2024-01-01", "rows": rows})
    assert error.value.code == "bad_rates"
