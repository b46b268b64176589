"""Scorecards: the default cards that come with the program and the versions made in the book (DOMAIN C4, C12).

A version is a draft until its first step. The champion of a kind is what was made active last on or before a day, a default
card where nothing was; the challenger what was set beside it since and not ended by a later step. A version for some industries
is put in force beside the champion and scores their customers in its stead (A39).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ...domain.credit.card_standing import (
    ACTIVE,
    card_for,
    CHALLENGER,
    clash,
    RETIRED,
    scores_beside,
    Sections,
    Standing,
    standing,
)
from ...domain.credit.claims import EXISTING, NEW
from ...domain.credit.outcomes import quarter_ends
from ...domain.credit.scorecard import card_problems, Factor, factors_from, Scorecard
from ...domain.dates import check_range
from ...domain.errors import CreditDeskError, InputError, ManyErrors, N_, RuleError
from ...paths import resource
from ...store import audit, scorecards as store
from ...store.audit import canonical
from ...store.transaction import Transaction
from ..ledger.entry import Entry, entry
from ..session import Session

_DEFAULTS = {NEW: "N-1.0", EXISTING: "E-1.0"}
TYPES = tuple(_DEFAULTS)
DRAFT = "draft"
STATUS_NAMES = {DRAFT: N_("Draft"), CHALLENGER: N_("Challenger"), ACTIVE: N_("In force"), RETIRED: N_("Retired")}
_NUMBER = re.compile(r"[NE]-(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class CardVersion:
    """A version of a scorecard and what became of it; `effective_from` of its latest step, None for a draft."""

    version: str
    type: str
    status: str
    scorecard: Scorecard
    parent: str = ""
    author: str = ""
    reason: str = ""
    effective_from: date | None = None
    approved_by: str = ""
    created_at: str = ""
    built_in: bool = False

    @property
    def changeable(self) -> bool:
        return self.status == DRAFT and not self.built_in

    @property
    def can_end(self) -> bool:
        """A challenger and a variant in force can be ended; the champion only gives way to another one."""
        return self.status == CHALLENGER or (self.status == ACTIVE and bool(self.scorecard.sections))


@dataclass(frozen=True, slots=True)
class CardsInForce:
    """The champions of a day by kind, the challengers where there are any, and the variants for some industries."""

    champions: Mapping[str, Scorecard]
    challengers: Mapping[str, Scorecard]
    variants: Mapping[str, tuple[Scorecard, ...]] = field(default_factory=dict)

    def of(self, section: str | None) -> CardsInForce:
        """The cards of a customer of this industry section, None where it is not known: no variant is left to choose from."""
        champions = {kind: card_for(general, self.variants.get(kind, ()), section) for kind, general in self.champions.items()}
        return CardsInForce(champions, {kind: silent for kind, silent in self.challengers.items()
                                        if scores_beside(silent, champions[kind], section)})


@lru_cache(maxsize=4)
def card(kind: str) -> Scorecard:
    """The default card for `new` or `existing` customers; InputError `unknown_card`."""
    version = _DEFAULTS.get(kind)
    if version is None:
        raise unknown_card(kind)
    return Scorecard.from_json(json.loads(resource(f"scorecards/{version}.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _optional() -> tuple[Factor, ...]:
    """The optional factors of C4 with the bands they start with."""
    data = json.loads(resource("scorecards/optional.json").read_text(encoding="utf-8"))
    return factors_from(data["factors"])


def further_factors(scorecard: Scorecard) -> tuple[Factor, ...]:
    """Factors a card could take up, weight 0: those of the other kind's default card and the optional ones (C4)."""
    held = {factor.code for factor in scorecard.factors}
    listed = [*(factor for kind in TYPES for factor in card(kind).factors), *_optional()]
    found = {factor.code: replace(factor, weight=Decimal(0)) for factor in listed if factor.code not in held}
    return tuple(found.values())


def unknown_card(kind: str) -> InputError:
    """The refusal of a kind of card that does not exist."""
    return InputError(N_("There is no scorecard “{value}”. Write new or existing."), code="unknown_card", field="card",
                      value=kind)


def check_card(scorecard: Scorecard) -> None:
    """Refuse a card that cannot be used; ManyErrors tells everything at once."""
    found: list[CreditDeskError] = list(card_problems(scorecard))
    if found:
        raise found[0] if len(found) == 1 else ManyErrors(found)


def in_force(connection: Transaction, as_of: date) -> CardsInForce:
    """Champions and challengers of a day."""
    steps = store.steps(connection)
    if not steps:
        return CardsInForce({kind: card(kind) for kind in TYPES}, {})
    bodies = _bodies(connection)
    champions, challengers, variants = {}, {}, {}
    for kind in TYPES:
        now = standing(_taken(steps, kind, as_of), _sections(bodies))
        champions[kind] = bodies.get(now.champion, card(kind))
        if now.challenger in bodies:
            challengers[kind] = bodies[now.challenger]
        if now.variants:
            variants[kind] = tuple(bodies[version] for version in now.variants)
    return CardsInForce(champions, challengers, variants)


def _taken(steps: Iterable[Mapping[str, Any]], kind: str, as_of: date | None = None) -> list[tuple[str, str]]:
    """The steps of a kind up to a day, None for all, as the rule of their standing takes them."""
    day = as_of.isoformat() if as_of is not None else "9999"
    return [(step["version"], step["status"]) for step in steps if step["type"] == kind and step["effective_from"] <= day]


def _sections(bodies: Mapping[str, Scorecard]) -> Sections:
    return {version: body.sections for version, body in bodies.items()}


def quarters_silent(session: Session, version: str, as_of: date) -> int:
    """Quarter-ends on which a version has scored silently beside the champion; 0 for one that is no challenger."""
    found = next((item for item in versions(session, as_of) if item.version == version), None)
    if found is None or found.status != CHALLENGER or found.effective_from is None:
        return 0
    return len(quarter_ends(found.effective_from, as_of))


def champions(session: Session, as_of: date) -> Mapping[str, Scorecard]:
    """The card in force on a day by kind, for every industry."""
    with session.book.read() as connection:
        return in_force(connection, as_of).champions


def _bodies(connection: Transaction) -> dict[str, Scorecard]:
    found = {name: card(kind) for kind, name in _DEFAULTS.items()}
    return found | {row["version"]: _read(row["body"]) for row in store.versions(connection)}


@lru_cache(maxsize=32)
def _read(body: str) -> Scorecard:
    return Scorecard.from_json(json.loads(body))


def card_named(connection: Transaction, version: str, kind: str) -> Scorecard:
    """The card of a version, of the book or of the program; the default one of its kind where it is unknown."""
    row = store.version(connection, version)
    return _read(row["body"]) if row is not None else card(kind)


def versions(session: Session, as_of: date) -> tuple[CardVersion, ...]:
    """Every version of both kinds, newest first within its kind, each with its standing on a day."""
    with session.book.read() as connection:
        made, steps, bodies = store.versions(connection), store.steps(connection), _bodies(connection)
    standings = {kind: standing(_taken(steps, kind, as_of), _sections(bodies)) for kind in TYPES}
    day = as_of.isoformat()
    found = [_version({"version": name, "type": kind, "body": "", "parent": "", "author": "", "reason": "",
                       "created_at": ""}, steps, day, standings[kind], card(kind)) for kind, name in _DEFAULTS.items()]
    found += [_version(row, steps, day, standings[row["type"]], None) for row in made]
    newest_first = found[::-1]
    return tuple(item for kind in TYPES for item in newest_first if item.type == kind)


def _version(row: Mapping[str, Any], steps: list[dict[str, Any]], day: str, now: Standing,
             default: Scorecard | None) -> CardVersion:
    own = [step for step in steps if step["version"] == row["version"]]
    current = row["version"] in ((now.champion or _DEFAULTS[row["type"]]), *now.variants)
    status = ACTIVE if current else CHALLENGER if now.challenger == row["version"] else (
        RETIRED if own or default is not None else DRAFT)
    if own and own[-1]["effective_from"] > day:  # decided already, in force from a later day
        status = own[-1]["status"]
    last = own[-1] if own else None
    scorecard = default or _read(row["body"])
    began = date.fromisoformat(last["effective_from"]) if last else (
        date.fromisoformat(scorecard.effective_from) if default is not None else None)
    return CardVersion(row["version"], row["type"], status, scorecard, row["parent"], row["author"],
                       (last["reason"] if last else "") or row["reason"], began, last["approved_by"] if last else "",
                       row["created_at"], default is not None)


def next_version(session: Session, kind: str) -> str:
    """The name of the next version of a kind: N-1.1 after N-1.0; InputError `unknown_card`."""
    with session.book.read() as connection:
        return _next_name(connection, kind)


def _next_name(connection: Transaction, kind: str) -> str:
    if kind not in _DEFAULTS:
        raise unknown_card(kind)
    names = [_DEFAULTS[kind], *(row["version"] for row in store.versions(connection) if row["type"] == kind)]
    parts = [(int(found[1]), int(found[2])) for name in names if (found := _NUMBER.fullmatch(name))]
    major, minor = max(parts)
    return f"{_DEFAULTS[kind][0]}-{major}.{minor + 1}"


def save_draft(session: Session, scorecard: Scorecard, *, parent: str, reason: str) -> str:
    """Keep a card as a draft: a new version, or a changed draft where its name is one already. Answers the name.

    Weights must add up to 100 and bands stand in order (ManyErrors); RuleError `card_in_use` for what is no draft.
    """
    check_card(scorecard)
    with session.book.write() as connection:
        row = store.version(connection, scorecard.version)
        fresh = row is None
        if fresh and scorecard.version in _DEFAULTS.values():
            scorecard = replace(scorecard, version=_next_name(connection, scorecard.type))
        if row is not None and row["event_seq"] is not None:
            raise RuleError(N_("Version {version} is or was in force: save a new version."), code="card_in_use",
                            field="version", version=scorecard.version)
        values = {"version": scorecard.version, "type": scorecard.type, "parent": parent, "reason": reason.strip(),
                  "author": session.user, "body": canonical(scorecard.to_json())}
        if row is None:
            store.insert_version(connection, {**values, "created_at": session.stamp()})
        else:
            store.update_version(connection, row["id"], values)
        audit.record(connection, audit.Change("draft", "scorecard", scorecard.version, after={
            "type": scorecard.type, "parent": parent}, reason=reason.strip()), session.signature())
    return scorecard.version


def discard_draft(session: Session, version: str) -> None:
    """Throw a draft away; RuleError `card_in_use` for a version that took a step."""
    with session.book.write() as connection:
        row = store.version(connection, version)
        if row is None or row["event_seq"] is not None:
            raise RuleError(N_("Only a draft can be discarded."), code="card_in_use", field="version")
        store.delete_version(connection, row["id"])
        audit.record(connection, audit.Change("discard", "scorecard", version), session.signature())


def challenge(session: Session, version: str, since: date, reason: str) -> None:
    """Let a version score silently beside the champion from a day on; it replaces another challenger of its kind."""
    _step(session, version, CHALLENGER, since, reason, "")


def activate(session: Session, version: str, since: date, reason: str, *, approved_by: str = "") -> None:
    """Make a version the champion from a day on, or a variant beside it; a reason of ten characters is asked for.

    InputError `reason_too_short`, RuleError `unknown_version`, `already_active`, `industries_overlap` for a variant that meets
    another one in a part of its industries. `approved_by` "": the person at work.
    """
    _step(session, version, ACTIVE, since, reason, approved_by or session.user)


def retire(session: Session, version: str, day: date, reason: str) -> None:
    """End a challenger or a variant; a champion is ended only by another one (RuleError `champion`)."""
    with session.book.read() as connection:
        if version in {found.version for found in in_force(connection, day).champions.values()}:
            raise RuleError(N_("The card in force ends when another one takes its place."), code="champion",
                            field="version")
    _step(session, version, RETIRED, day, reason, "")


_MIN_WORDS = 10


def _step(session: Session, version: str, status: str, since: date, reason: str, approved_by: str) -> None:
    check_range(since, "effective_from")
    if len(reason.strip()) < _MIN_WORDS:
        raise InputError(N_("Explain the change in at least {count} characters."), code="reason_too_short",
                         field="reason", count=_MIN_WORDS)
    with entry(session, status, "scorecard", reason=reason.strip()) as (work, says):
        kind = _take_up(work, version)
        now, own = in_force(work.connection, since), card_named(work.connection, version, kind)
        held = {other.version: other for other in (now.champions[kind], *now.variants.get(kind, ()))}
        if status == ACTIVE and version in held:
            raise RuleError(N_("Version {version} is in force already."), code="already_active", field="version",
                            version=version)
        store.insert_step(work.connection, {
            "version": version, "type": kind, "status": status, "effective_from": since.isoformat(),
            "reason": reason.strip(), "approved_by": approved_by, "created_at": work.stamp,
            "created_by": session.user, "event_seq": work.seq})
        work.touch("scorecard_step")
        if own.sections:
            _refuse_overlap(work.connection, kind)
        says["entity_id"] = version
        says["before"] = {"champion": next((name for name, other in held.items() if other.sections == own.sections), "")}
        says["after"] = {"status": status, "from": since.isoformat()}


def _refuse_overlap(connection: Transaction, kind: str) -> None:
    """Two variants in force on a day may not share a part of their industries, whichever step comes first."""
    found = clash(_taken(store.steps(connection), kind), _sections(_bodies(connection)))
    if found is not None:
        raise RuleError(N_("Versions {version} and {other} would both be in force for industry {sections}: end one of them first, or "
                           "leave the industry to one."), code="industries_overlap", field="sections", version=found.version,
                        other=found.other, sections=" ".join(found.sections))


def _take_up(work: Entry, version: str) -> str:
    """The kind of a version; a draft's body is checked and vouched for from now on."""
    row = store.version(work.connection, version)
    if row is None:
        for kind, name in _DEFAULTS.items():
            if name == version:
                return kind
        raise RuleError(N_("There is no scorecard version {version}."), code="unknown_version", field="version",
                        version=version)
    if row["event_seq"] is None:
        check_card(_read(row["body"]))
        store.update_version(work.connection, row["id"], {"event_seq": work.seq})
        work.touch("scorecard")
    return str(row["type"])
