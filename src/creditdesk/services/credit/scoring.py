"""Scores: computed with every input and its source shown, saved so that they can be re-opened (DOMAIN C)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ...domain.credit.caps import parse_flag
from ...domain.credit.claims import EXISTING, NEW
from ...domain.credit.exposure import limit_in_force
from ...domain.credit.factors import FactorInput
from ...domain.credit.financials import EQUITY
from ...domain.credit.grades import after_card_switch, grade, notches
from ...domain.credit.levers import grade_levers, Lever
from ...domain.credit.record import input_from_json, input_to_json, result_from_json, result_to_json
from ...domain.credit.scorecard import Scorecard
from ...domain.credit.scoring import score, ScoreResult
from ...domain.customers.facts import Fact
from ...domain.dates import add_months
from ...domain.errors import N_, RuleError
from ...store import credit, customers, facts, industry, reads, scorecards
from ...store.audit import canonical
from ...store.transaction import Transaction
from ..customers import record as customer_record
from ..ledger.entry import Entry, entry
from ..rates import rate_book
from ..session import Session
from .basis import Basis, build, conduct, ENTERED, Origin
from .broken_plans import broken_plans
from .cards import card as card_called, card_named, in_force as in_force_cards
from .decisions import decisions
from .facts import record_fact_in
from .orders import counted_in
from .override import carry_on, Override, overrides_of
from .policy import policy_in

#: months after a change of cards in which the grade rises at most one notch (DOMAIN C5)
_SWITCH_MONTHS = 3
#: why the program saved a score by itself
RECALCULATED = "recalculated"


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A score with what it rests on. `inputs` and `origins` are by factor; `flags` every veto or cap with evidence."""

    customer_id: int
    code: str
    name: str
    as_of: date
    result: ScoreResult
    inputs: Mapping[str, FactorInput]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    section: str | None = None
    #: codes of the factors typed for this run
    entered: tuple[str, ...] = ()
    #: the card scored on, and what a challenger beside it says
    scorecard: Scorecard | None = None
    challenger: ScoreResult | None = None
    #: months between two looks by grade as the policy has them; where it was not read C6's
    reviews: Mapping[str, int | None] = field(default_factory=dict, compare=False)

    @property
    def review_months(self) -> int | None:
        """Months until the next look; None for a case of its own (D)."""
        code = self.result.grade
        return self.reviews[code] if code in self.reviews else grade(code).review_months

    @property
    def next_review(self) -> date | None:
        """The day by which the grade asks for a review; None for a case of its own (D)."""
        months = self.review_months
        return None if months is None else add_months(self.as_of, months)


@dataclass(frozen=True, slots=True)
class SavedScore:
    """One saved score in a customer's history; `change` counts notches against the one before, + is better."""

    id: int
    as_of: date
    card: str
    version: str
    score: Decimal | None
    grade: str
    coverage: Decimal
    confidence: Decimal
    opinion: str
    created_at: str
    created_by: str
    previous_grade: str | None = None
    change: int = 0
    #: saved by the program after something changed, not by a person
    recalculated: bool = False
    #: the latest override of this score (DOMAIN C9), in force or not
    override: Override | None = None
    #: the sub-scores by tag and view, None where none of their factors applies
    parts: Mapping[str, Decimal | None] = field(default_factory=dict)

    def grade_on(self, day: date) -> str:
        """The grade with an override in force on a day."""
        return self.override.grade if self.override is not None and self.override.holds(day) else self.grade


def basis_in(connection: Transaction, customer_id: int, as_of: date) -> Basis:
    """What a customer's score rests on, inside a transaction; RuleError `unknown_customer`."""
    root = customers.root(connection, customer_id)
    row = customers.by_id(connection, root) if root is not None else None
    if row is None:
        raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
    who, rates = customer_record(row), rate_book(connection)
    policy = policy_in(connection, as_of)
    limit = limit_in_force(decisions(credit.limits_of(connection, who.id), rates, as_of), as_of).amount
    paid = conduct(reads.ledger_of(connection, who.id), as_of, rates, limit, policy.behaviour, policy.exposure,
                   counted_in(connection, who.id, as_of) if limit is not None else ())
    made = build(who, as_of, paid, facts.facts_of(connection, who.id), in_force_cards(connection, as_of),
                 industry.outlooks(connection, as_of), broken_plans(connection, as_of, [who.id]).get(who.id, ""))
    return replace(made, reviews={code: terms.review for code, terms in policy.limits.grades.items()})


def score_basis(session: Session, customer_id: int, as_of: date) -> Basis:
    """What a customer's score rests on: read once, then `score_with` computes without the book (the wizard's live score)."""
    with session.book.read() as connection:
        return basis_in(connection, customer_id, as_of)


def score_with(basis: Basis, *, card: str | None = None, overrides: Mapping[str, str] | None = None,
               flags: Sequence[str] = (), scorecard: Scorecard | None = None) -> ScoreView:
    """Score a basis with values typed for this run; without `card` C5 decides.

    InputError `unknown_card`, `unknown_factor`, `bad_value`, `unknown_flag`.
    """
    chosen = scorecard or basis.scorecard(card or basis.card)
    typed = {code.strip().upper(): chosen.parse_value(code.strip().upper(), text, ENTERED)
             for code, text in (overrides or {}).items()}
    inputs = {**basis.inputs, **typed}
    raised = {**basis.flags, **{parse_flag(flag): ENTERED for flag in flags}}
    if "FN4" in typed and raised.get("V9") == EQUITY:
        del raised["V9"]  # what is typed for this run beats the sheet, and FN4 fires the cap itself (CLI Score)
    origins = {**basis.origins, **{code: Origin(ENTERED, basis.as_of) for code in typed}}
    silent = basis.challengers.get(chosen.type) if scorecard is None else None
    return ScoreView(basis.customer_id, basis.code, basis.name, basis.as_of,
                     score(chosen, inputs, raised, section=basis.section), inputs, origins, raised, basis.section,
                     tuple(typed), chosen,
                     score(silent, inputs, raised, section=basis.section) if silent is not None else None, basis.reviews)


def score_customer(session: Session, customer_id: int, as_of: date, *, card: str | None = None,
                   overrides: Mapping[str, str] | None = None, flags: Sequence[str] = ()) -> ScoreView:
    """Score a customer as of a day; nothing is stored."""
    return score_with(score_basis(session, customer_id, as_of), card=card, overrides=overrides, flags=flags)


def both_cards(basis: Basis) -> tuple[ScoreView, ScoreView]:
    """The score on the card for new and on that for existing customers: shown at the first switch (DOMAIN C5)."""
    return score_with(basis, card=NEW), score_with(basis, card=EXISTING)


def levers(view: ScoreView) -> tuple[Lever, ...]:
    """The smallest changes that would lift or drop the grade."""
    return grade_levers(view.scorecard or card_called(view.result.type), view.inputs, view.flags, section=view.section)


def save_score(session: Session, view: ScoreView, *, opinion: str = "", learned: Sequence[Fact] = ()) -> SavedScore:
    """Keep a score with its inputs; `learned` are facts entered with a source, put on file in the same transaction.

    After a change of cards the grade kept rises at most one notch within a quarter (DOMAIN C5).
    """
    with entry(session, "save", "score", reason=opinion) as (work, says):
        for fact in learned:
            record_fact_in(work, fact)
        new_id, kept = save_score_in(work, view, opinion=opinion)
        says["entity_id"] = new_id
        says["after"] = {"customer_id": view.customer_id, "score": str(view.result.score), "grade": kept}
    return next(item for item in score_history(session, view.customer_id) if item.id == new_id)


def save_score_in(work: Entry, view: ScoreView, *, opinion: str = "", cause: str = "") -> tuple[int, str]:
    """Write a score inside a transaction with what the challenger says; answers its id and the grade kept.

    An override still in force is carried on, within the bounds of the new score (DOMAIN C9).
    """
    connection, result = work.connection, view.result
    kept = grade_kept(connection, view)
    values = {
        "customer_id": work.customer(view.customer_id), "as_of": view.as_of.isoformat(), "card": result.type,
        "version": result.version, "score": _figure(result), "grade": kept, "coverage": result.coverage_text,
        "confidence": result.confidence_text, "inputs": _inputs_text(view), "result": canonical(result_to_json(result)),
        "opinion": opinion.strip(), "created_at": work.stamp, "created_by": work.session.user, "cause": cause}
    new_id = credit.insert_score(connection, values, work.seq)
    work.touch("score")
    if view.challenger is not None:
        scorecards.insert_challenger_score(connection, {
            "score_id": new_id, "version": view.challenger.version, "score": _figure(view.challenger),
            "grade": view.challenger.grade, "created_at": work.stamp, "event_seq": work.seq})
        work.touch("challenger_score")
    carry_on(work, view.customer_id, new_id, result, kept, view.as_of)
    return new_id, kept


def _figure(result: ScoreResult) -> str:
    return "" if result.score is None else f"{result.score:f}"


def grade_kept(connection: Transaction, view: ScoreView) -> str:
    """The grade a score is saved with: within a quarter of a change of cards at most one notch above the old one."""
    before = scorecards.other_card_since(connection, view.customer_id, view.result.type,
                                         add_months(view.as_of, -_SWITCH_MONTHS), view.as_of)
    return view.result.grade if before is None else after_card_switch(before["grade"], view.result.grade)


def _inputs_text(view: ScoreView) -> str:
    origins = {code: {"source": origin.source, "day": origin.day.isoformat() if origin.day else None,
                      "expires": origin.expires.isoformat() if origin.expires else None, "name": origin.name,
                      "status": origin.status, "confidence": f"{origin.confidence:f}"}
               for code, origin in view.origins.items()}
    return canonical({"factors": {code: input_to_json(item) for code, item in view.inputs.items()}, "origins": origins,
                      "flags": dict(view.flags), "section": view.section, "entered": list(view.entered)})


def open_score(session: Session, score_id: int) -> ScoreView:
    """A saved score exactly as it was, whatever has become known since; RuleError `unknown_score`."""
    with session.book.read() as connection:
        row = credit.score_row(connection, score_id)
        who = customers.by_id(connection, row["customer_id"]) if row else None
        chosen = card_named(connection, row["version"], row["card"]) if row else None
    if row is None or who is None:
        raise RuleError(N_("There is no such score."), code="unknown_score", field="score")
    kept = json.loads(row["inputs"])
    origins = {code: Origin(data["source"], _day(data["day"]), _day(data["expires"]), data["name"], data["status"],
                            Decimal(data["confidence"])) for code, data in kept["origins"].items()}
    return ScoreView(row["customer_id"], who["code"], who["name"], date.fromisoformat(row["as_of"]),
                     result_from_json(json.loads(row["result"])),
                     {code: input_from_json(data) for code, data in kept["factors"].items()}, origins, kept["flags"],
                     kept["section"], tuple(kept["entered"]), chosen)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _parts(result: str) -> dict[str, Decimal | None]:
    """The sub-scores a saved result holds."""
    data = json.loads(result) if result else {}
    return {name: None if value is None else Decimal(str(value))
            for name, value in (*data.get("tags", {}).items(), *data.get("views", {}).items())}


def score_history(session: Session, customer_id: int) -> tuple[SavedScore, ...]:
    """Saved scores, newest first, each with how the grade moved."""
    with session.book.read() as connection:
        found = credit.scores_of(connection, customer_id)
        changed = overrides_of(connection, customer_id)
    history: list[SavedScore] = []
    before: str | None = None
    for row in reversed(found):
        history.append(SavedScore(
            row["id"], date.fromisoformat(row["as_of"]), row["card"], row["version"],
            Decimal(row["score"]) if row["score"] else None, row["grade"], Decimal(row["coverage"]),
            Decimal(row["confidence"]), row["opinion"], row["created_at"], row["created_by"], before,
            notches(before, row["grade"]) if before else 0, row["cause"] == RECALCULATED, changed.get(row["id"]),
            _parts(row["result"])))
        before = row["grade"]
    return tuple(reversed(history))
