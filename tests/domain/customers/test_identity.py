"""The Chinese tax number (DOMAIN B3)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from creditdesk.domain.customers.identity import ALPHABET, check_character, check_uscc, clean_id
from creditdesk.domain.errors import InputError, NeedsConsent


@pytest.mark.parametrize("code", ["91110000600037341L", "91350100M000100Y43", "91110000101623741K", "",
                                  "9111 0000-6000 37341l", "９１１１００００６０００３７３４１Ｌ"])
def test_valid_codes_pass_whatever_their_dress(code: str) -> None:
    found = check_uscc(code)
    assert found.valid and found.value == clean_id(code)


def test_a_registered_code_with_a_wrong_check_character_is_a_warning() -> None:
    found = check_uscc("91350211M0000XUF46")
    assert isinstance(found.error, NeedsConsent) and not found.blocks
    assert found.error.fields["expected"] == "R"


@pytest.mark.parametrize("code,word", [
    ("9111000060003734", "16"), ("911100006000373411111", "21"), ("91110000600V37341L", "V"), ("91A10000600037341L", "A10000")])
def test_wrong_length_or_characters_are_errors(code: str, word: str) -> None:
    found = check_uscc(code)
    assert isinstance(found.error, InputError) and found.blocks and word in found.error.message


@pytest.mark.parametrize("code,meant", [
    ("9111OOOO6OOO37341L", "91110000600037341L"), ("9I110000600037341L", "91110000600037341L"),
    ("9111000060003734IL", "91110000600037341L"), ("91110000600037342O", "")])
def test_a_correction_is_offered_only_when_it_makes_the_code_valid(code: str, meant: str) -> None:
    found = check_uscc(code)
    assert found.blocks and found.correction == meant


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True), st.integers(0, 16))
def test_every_code_has_one_check_character_and_one_slip_is_found(first: str, place: int) -> None:
    whole = first + check_character(first)
    assert check_uscc(whole).valid
    slipped = "0" if first[place] != "0" else "1"
    assert not check_uscc(first[:place] + slipped + first[place + 1:] + whole[-1]).valid
    assert whole[-1] in ALPHABET
