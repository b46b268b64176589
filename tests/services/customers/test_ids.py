"""Tax numbers of other countries (DOMAIN B4)."""

from __future__ import annotations

import pytest

from creditdesk.services.customers_ids import check_tax_id


@pytest.mark.parametrize("text,country,home,valid", [
    ("91110000600037341L", "", "CN", True), ("911100006000373", "", "CN", False), ("911100006000373", "", "US", False),
    ("DE136695976", "DE", "CN", True), ("136695976", "DE", "CN", True), ("DE136695978", "DE", "CN", False),
    ("EL094259216", "GR", "CN", True), ("980780684", "GB", "CN", True), ("01234567", "GB", "CN", True),
    ("GB12", "GB", "CN", False), ("12-3456789", "US", "CN", True), ("12345678", "HK", "CN", True),
    ("1234", "HK", "CN", False), ("anything 9", "JP", "CN", True), ("", "DE", "CN", True)])
def test_numbers_by_country(text: str, country: str, home: str, valid: bool) -> None:
    assert check_tax_id(text, country, home).valid is valid


def test_a_foreign_number_is_never_refused() -> None:
    assert not check_tax_id("GB12", "GB", "CN").blocks and check_tax_id("12", "CN", "GB").blocks
