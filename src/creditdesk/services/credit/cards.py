"""Scorecards in force (DOMAIN C4): the default cards that come with the program."""

from __future__ import annotations

import json
from functools import lru_cache

from ...domain.credit.claims import EXISTING, NEW
from ...domain.credit.scorecard import Scorecard
from ...domain.errors import InputError, N_
from ...paths import resource

_DEFAULTS = {NEW: "N-1.0", EXISTING: "E-1.0"}
TYPES = tuple(_DEFAULTS)


@lru_cache(maxsize=4)
def card(kind: str) -> Scorecard:
    """The card for `new` or `existing` customers; InputError `unknown_card`."""
    version = _DEFAULTS.get(kind)
    if version is None:
        raise InputError(N_("There is no scorecard “{value}”. Write new or existing."), code="unknown_card",
                         field="card", value=kind)
    return Scorecard.from_json(json.loads(resource(f"scorecards/{version}.json").read_text(encoding="utf-8")))
