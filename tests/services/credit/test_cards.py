"""Versions of scorecards: drafts, activation by date, a silent challenger, the test against the whole book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from creditdesk.domain.credit.scorecard import Band, Scorecard
from creditdesk.domain.customers.records import Customer
from creditdesk.domain.errors import CreditDeskError, InputError, ManyErrors, RuleError
from creditdesk.services import company, customers
from creditdesk.services.credit import book_scores, card_test, cards, scoring
from creditdesk.services.session import Session

d = Decimal
DAY, LATER = date(2026, 11, 20), date(2026, 12, 1)
WHY = "own experience of three years"


def weighted(card: Scorecard, weights: Mapping[str, int]) -> Scorecard:
    """The card with some weights changed."""
    return replace(card, factors=tuple(replace(factor, weight=d(weights[factor.code])) if factor.code in weights else factor
                                       for factor in card.factors))


def draft(session: Session, weights: Mapping[str, int] = {"EX1": 4, "EX3": 10}) -> str:
    parent = cards.card("new")
    made = replace(weighted(parent, weights), version=cards.next_version(session, "new"))
    return cards.save_draft(session, made, parent=parent.version, reason="tax class says more")


def statuses(session: Session, day: date) -> dict[str, str]:
    return {found.version: found.status for found in cards.versions(session, day)}


def test_the_default_cards_are_in_force(session: Session) -> None:
    assert statuses(session, DAY) == {"N-1.0": "active", "E-1.0": "active"}


@pytest.mark.parametrize(("change", "codes"), [
    (lambda card: weighted(card, {"EX1": 9}), ["weights_not_100"]),
    (lambda card: weighted(card, {"EX1": -1, "EX3": 15}), ["bad_card"]),
    (lambda card: replace(card, factors=(replace(card.factors[0], bands=(Band(d(1), d(50)), Band(d(2), d(20)))),
                                         *card.factors[1:])), ["bands_overlap"]),
    (lambda card: weighted(replace(card, factors=(replace(card.factors[0], bands=(Band(d(1), d(150)),)),
                                                  *card.factors[1:])), {"EX1": 9}), ["bad_card", "weights_not_100"]),
])
def test_a_card_that_cannot_be_used_is_not_saved(session: Session, change: object, codes: list[str]) -> None:
    wrong = replace(change(cards.card("new")), version="N-1.1")  # type: ignore[operator]
    with pytest.raises((RuleError, ManyErrors)) as caught:
        cards.save_draft(session, wrong, parent="N-1.0", reason="")
    found: list[CreditDeskError] = list(caught.value.problems) if isinstance(caught.value, ManyErrors) else [caught.value]
    assert [error.code for error in found] == codes
    assert len(cards.versions(session, DAY)) == 2


def test_a_version_counts_from_its_day(session: Session, alpha: int) -> None:
    name = draft(session)
    assert (name, statuses(session, DAY)[name]) == ("N-1.1", "draft")
    cards.activate(session, name, LATER, WHY)
    assert scoring.score_customer(session, alpha, DAY).result.version == "N-1.0"
    view = scoring.score_customer(session, alpha, LATER, overrides={"EX3": "A"})
    assert view.result.version == name
    assert next(row.points for row in view.result.factors if row.code == "EX3") == 10
    assert statuses(session, LATER) == {"N-1.1": "active", "N-1.0": "retired", "E-1.0": "active"}
    cards.activate(session, "N-1.0", date(2026, 12, 20), "the new one was no better")
    assert statuses(session, date(2026, 12, 20)) == {"N-1.1": "retired", "N-1.0": "active", "E-1.0": "active"}
    assert company.verify_book(session).ok


def test_a_saved_score_keeps_its_card(session: Session, alpha: int) -> None:
    cards.activate(session, draft(session), DAY, WHY)
    saved = scoring.save_score(session, scoring.score_customer(session, alpha, DAY, overrides={"EX3": "B"}))
    cards.activate(session, "N-1.0", DAY, "back to the card before")
    kept = scoring.open_score(session, saved.id)
    assert kept.result.version == "N-1.1"
    assert kept.scorecard is not None and kept.scorecard.factor("EX3").weight == 10
    assert scoring.levers(kept) is not None


def test_a_challenger_scores_silently(session: Session, alpha: int) -> None:
    name = draft(session)
    cards.challenge(session, name, DAY, "two quarters beside the champion")
    view = scoring.score_customer(session, alpha, DAY, overrides={"EX3": "A", "EX1": "none"})
    assert view.result.version == "N-1.0"
    assert view.challenger is not None and view.challenger.version == name
    assert view.challenger.score != view.result.known_only
    scoring.save_score(session, view)
    assert company.verify_book(session).ok
    cards.retire(session, name, LATER, "it was no better than ours")
    assert scoring.score_customer(session, alpha, LATER).challenger is None


def test_what_is_refused(session: Session) -> None:
    name = draft(session)
    with pytest.raises(InputError, match="10 characters"):
        cards.activate(session, name, DAY, "because")
    cards.activate(session, name, DAY, WHY)
    with pytest.raises(RuleError) as caught:
        cards.activate(session, name, DAY, WHY)
    assert caught.value.code == "already_active"
    with pytest.raises(RuleError) as caught:
        cards.save_draft(session, replace(cards.card("new"), version=name), parent="N-1.0", reason="")
    assert caught.value.code == "card_in_use"
    with pytest.raises(RuleError) as caught:
        cards.discard_draft(session, name)
    assert caught.value.code == "card_in_use"
    with pytest.raises(RuleError) as caught:
        cards.retire(session, name, DAY, WHY)
    assert caught.value.code == "champion"
    with pytest.raises(RuleError) as caught:
        cards.activate(session, "N-9.9", DAY, WHY)
    assert caught.value.code == "unknown_version"


def test_a_draft_changes_and_goes(session: Session) -> None:
    name = draft(session)
    changed = replace(weighted(cards.card("new"), {"EX1": 6, "EX3": 8}), version=name)
    assert cards.save_draft(session, changed, parent="N-1.0", reason="less of a step") == name
    found = next(item for item in cards.versions(session, DAY) if item.version == name)
    assert found.scorecard.factor("EX1").weight == 6 and found.reason == "less of a step"
    cards.discard_draft(session, name)
    assert name not in statuses(session, DAY)
    assert company.verify_book(session).ok


def variant(session: Session, sections: str, weights: Mapping[str, int] = {"EX1": 4, "EX3": 10}) -> str:
    made = replace(weighted(cards.card("new"), weights), version=cards.next_version(session, "new"), sections=tuple(sections))
    return cards.save_draft(session, made, parent="N-1.0", reason="")


def test_a_variant_scores_its_industries_beside_the_general_card(session: Session, alpha: int) -> None:
    customers.save(session, replace(customers.customer(session, alpha), industry="C27"))
    other = customers.save(session, Customer(0, "C002", "Other", industry="F51"))
    unknown = customers.save(session, Customer(0, "C003", "Unknown"))
    made = variant(session, "CE")
    cards.activate(session, made, LATER, WHY)

    def used(day: date) -> list[str]:
        found = book_scores.score_book(session, day)
        return [found[one].result.version for one in (alpha, other, unknown)]

    assert used(DAY) == ["N-1.0", "N-1.0", "N-1.0"]
    assert used(LATER) == [made, "N-1.0", "N-1.0"]
    assert scoring.score_customer(session, alpha, LATER, card="existing").result.version == "E-1.0"
    assert statuses(session, LATER) == {made: "active", "N-1.0": "active", "E-1.0": "active"}
    saved = scoring.save_score(session, scoring.score_customer(session, alpha, LATER, overrides={"EX3": "B"}))
    assert (saved.card, saved.version) == ("new", made)

    general = draft(session)
    cards.activate(session, general, LATER, "a new card for everybody else")
    assert used(LATER) == [made, general, general]
    successor = variant(session, "CE", {"EX1": 6, "EX3": 8})
    tried = card_test.try_card(session, replace(cards.card("new"), version="N-1.9", sections=("C",)), LATER)
    assert ([row.customer_id for row in tried.rows], tried.champion) == ([alpha], made)
    cards.activate(session, successor, LATER, "the same industries, better weights")
    assert used(LATER) == [successor, general, general]
    cards.retire(session, successor, LATER, "too few customers for one of their own")
    assert used(LATER) == [general, general, general]

    kept = scoring.open_score(session, saved.id)
    assert kept.scorecard is not None and (kept.result.version, kept.scorecard.sections) == (made, ("C", "E"))
    assert company.verify_book(session).ok


def test_variants_that_meet_are_refused(session: Session) -> None:
    first, second = variant(session, "CE"), variant(session, "CF")
    cards.activate(session, first, LATER, WHY)
    for day in (LATER, DAY):  # from an earlier day on it would still meet the other one later
        with pytest.raises(RuleError, match=f"{second if day == LATER else first} and .* industry C:") as caught:
            cards.activate(session, second, day, WHY)
        assert caught.value.code == "industries_overlap"
    assert statuses(session, LATER)[second] == "draft"
    cards.retire(session, first, date(2026, 12, 31), "they go together with trade")
    cards.activate(session, second, date(2026, 12, 31), WHY)
    assert company.verify_book(session).ok


def test_a_challenger_for_an_industry_scores_only_there(session: Session, alpha: int) -> None:
    customers.save(session, replace(customers.customer(session, alpha), industry="C"))
    other = customers.save(session, Customer(0, "C002", "Other", industry="F"))
    cards.challenge(session, variant(session, "C"), DAY, WHY)
    assert scoring.score_customer(session, alpha, DAY).challenger is not None
    assert scoring.score_customer(session, other, DAY).challenger is None
