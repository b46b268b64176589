"""The guided way with a customer: collect what is known, assess, decide, monitor; and what comes next (DOMAIN A2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..errors import N_

COLLECT, ASSESS, DECIDE, MONITOR = "collect", "assess", "decide", "monitor"
STEP_NAMES = {COLLECT: N_("Collect"), ASSESS: N_("Assess"), DECIDE: N_("Decide"), MONITOR: N_("Monitor")}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `done` a fraction, 1 = nothing to do; `says` what is there or missing, a template with `fields`."""

    code: str
    done: Decimal
    says: str
    fields: tuple[tuple[str, object], ...] = ()

    @property
    def complete(self) -> bool:
        return self.done >= 1


@dataclass(frozen=True, slots=True)
class Findings:
    """What the steps follow from. `complete` of the archive; `score_until` the day by which the grade asks for a new score,
    `review_on` that by which the limit is looked at; `to_check` facts that disagree, run out or stand on one source;
    `number` whether a tax number is on the record, fitting its check digit or not."""

    complete: Decimal
    identity: bool
    scored_on: date | None
    rated: bool
    score_until: date | None
    review_on: date | None
    limit: Decimal | None
    limit_until: date | None
    to_check: int
    number: bool = False


def steps(found: Findings, as_of: date) -> tuple[Step, ...]:
    """The four steps in order. A score past its review day, or a limit that ran out, is not done any more."""
    return (_collect(found), _assess(found, as_of), _decide(found, as_of), _monitor(found, as_of))


def next_step(found: tuple[Step, ...]) -> Step | None:
    """The first step that is not done; None when everything is."""
    return next((step for step in found if not step.complete), None)


def _collect(found: Findings) -> Step:
    share = (found.complete * 4 + (1 if found.identity else 0)) / 5
    if share >= 1:
        return Step(COLLECT, Decimal(1), N_("The file is complete for its class"))
    if not found.identity:
        return Step(COLLECT, share, N_("The tax number fails its own check: check it in the register") if found.number
                    else N_("Enter the tax number or check the name in the register"))
    return Step(COLLECT, share, N_("The archive is {percent} complete"), (("percent", found.complete),))


def _assess(found: Findings, as_of: date) -> Step:
    if found.scored_on is None:
        return Step(ASSESS, Decimal(0), N_("Not scored yet"))
    if found.score_until is not None and found.score_until < as_of:
        return Step(ASSESS, Decimal("0.5"), N_("The score was to be looked at on {day}"), (("day", found.score_until),))
    if not found.rated:
        return Step(ASSESS, Decimal("0.5"), N_("Too little is known for a grade"))
    return Step(ASSESS, Decimal(1), N_("Scored on {day}"), (("day", found.scored_on),))


def _decide(found: Findings, as_of: date) -> Step:
    if found.limit is None:
        return Step(DECIDE, Decimal(0), N_("No limit decided"))
    if found.limit_until is not None and found.limit_until < as_of:
        return Step(DECIDE, Decimal("0.5"), N_("The limit ran out on {day}"), (("day", found.limit_until),))
    return Step(DECIDE, Decimal(1), N_("A limit is in force"))


def _monitor(found: Findings, as_of: date) -> Step:
    """It begins once a limit was decided, and is never done for good: up to date means nothing waits."""
    if found.limit is None:
        return Step(MONITOR, Decimal(0), N_("Begins with the first limit"))
    if found.to_check:
        return Step(MONITOR, Decimal("0.5"), N_("Facts to verify or renew: {count}"), (("count", found.to_check),))
    if found.review_on is not None and found.review_on < as_of:
        return Step(MONITOR, Decimal("0.5"), N_("Review due since {day}"), (("day", found.review_on),))
    return Step(MONITOR, Decimal(1), N_("Nothing waits"))
