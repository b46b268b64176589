"""Which card a customer gets where some are for industries, and which may stand beside each other (DOMAIN A39)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from creditdesk.domain.credit.card_standing import card_for, Clash, clash, scores_beside, Standing, standing
from creditdesk.domain.credit.scorecard import Scorecard
from creditdesk.domain.errors import RuleError

#: versions by name with the sections they are for
SECTIONS = {"N-1.0": (), "N-1.1": (), "C1": ("C",), "C2": ("C",), "FG": ("F", "G"), "CF": ("C", "F")}


def card(version: str) -> Scorecard:
    return Scorecard(version, "new", "", (), sections=SECTIONS[version])


@pytest.mark.parametrize(("section", "in_force", "chosen"), [
    ("C", "", "N-1.0"), (None, "", "N-1.0"),
    ("C", "C1", "C1"), ("F", "C1", "N-1.0"), (None, "C1", "N-1.0"),
    ("G", "C1 FG", "FG"), ("C", "C1 FG", "C1"), ("A", "C1 FG", "N-1.0")])
def test_the_variant_of_the_section_is_taken_before_the_card_for_every_industry(section: str | None, in_force: str,
                                                                                chosen: str) -> None:
    assert card_for(card("N-1.0"), [card(version) for version in in_force.split()], section).version == chosen


def steps(text: str) -> list[tuple[str, str]]:
    """"+C1 ?C2 -C1": put in force, set as challenger, ended."""
    return [(part[1:], {"+": "active", "?": "challenger", "-": "retired"}[part[0]]) for part in text.split()]


@pytest.mark.parametrize(("text", "champion", "challenger", "variants"), [
    ("", "", "", ""), ("+N-1.1", "N-1.1", "", ""), ("?N-1.1 +N-1.1", "N-1.1", "", ""),
    ("+C1", "", "", "C1"), ("+C1 +N-1.1 +FG", "N-1.1", "", "C1 FG"), ("+C1 +FG +C2", "", "", "FG C2"),
    ("+C1 -C1", "", "", ""), ("+C1 -C1 +CF", "", "", "CF"), ("+C1 ?C2", "", "C2", "C1"), ("+C1 ?C2 +C2", "", "", "C2"),
    ("+N-1.1 ?C1 -C1", "N-1.1", "", "")])
def test_a_variant_leaves_the_others_in_force(text: str, champion: str, challenger: str, variants: str) -> None:
    assert standing(steps(text), SECTIONS) == Standing(champion, challenger, tuple(variants.split()))


@pytest.mark.parametrize(("text", "found"), [
    ("+C1 +FG", None), ("+C1 +N-1.1", None), ("+C1 +C2", None), ("+C1 +C1", None), ("+C1 ?CF", None), ("+C1 -C1 +CF", None),
    ("+C1 +CF", Clash("CF", "C1", ("C",))), ("+FG +CF", Clash("CF", "FG", ("F",))), ("+CF +N-1.1 +C1", Clash("C1", "CF", ("C",)))])
def test_two_variants_may_not_share_a_part_of_their_sections(text: str, found: Clash | None) -> None:
    assert clash(steps(text), SECTIONS) == found


@pytest.mark.parametrize(("challenger", "champion", "section", "beside"), [
    ("N-1.1", "N-1.0", "C", True), ("N-1.1", "C1", "C", False), ("C2", "C1", "C", True), ("C2", "N-1.0", "C", True),
    ("C2", "N-1.0", "F", False), ("C2", "N-1.0", None, False)])
def test_a_challenger_scores_beside_the_card_it_would_replace(challenger: str, champion: str, section: str | None,
                                                              beside: bool) -> None:
    assert scores_beside(card(challenger), card(champion), section) is beside


def test_sections_are_read_in_order_and_only_written_where_there_are_any() -> None:
    factor = {"code": "FN1", "w": 100, "dir": "ge", "bands": [[1, 100]]}
    data = {"version": "N-1.1", "type": "new", "factors": [factor], "sections": ["F", "C", "C"]}
    read = Scorecard.from_json(data)
    assert read.sections == ("C", "F") and Scorecard.from_json(read.to_json()) == read
    assert "sections" not in Scorecard.from_json({**data, "sections": []}).to_json()
    with pytest.raises(RuleError) as caught:
        Scorecard.from_json({**data, "sections": ["Z"]})
    assert caught.value.code == "bad_section" and read.factors[0].weight == Decimal(100)
