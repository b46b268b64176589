"""A score being typed, kept on this computer by customer until it is saved or discarded: a crash loses nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from creditdesk.ui.credit.draft import Answer, ScoreDraft, StatementEntry
from creditdesk.ui.desk import Desk


class DraftKeeper:
    """Drafts of one book in the person's settings."""

    def __init__(self, desk: Desk) -> None:
        self._settings = desk.settings
        self._book = hashlib.sha256(str(desk.session.book.path).encode()).hexdigest()[:12]

    def _key(self, customer_id: int) -> str:
        return f"drafts/{self._book}/score-{customer_id}"

    def keep(self, draft: ScoreDraft) -> bool:
        """Write the draft down, or forget it where nothing is typed; whether there was anything new to write."""
        if not draft.changed:
            self.forget(draft.basis.customer_id)
            return False
        text = json.dumps(to_json(draft), ensure_ascii=False)
        if self._settings.value(self._key(draft.basis.customer_id)) == text:
            return False
        self._write(draft.basis.customer_id, text)
        return True

    def take_up(self, draft: ScoreDraft) -> bool:
        """Put back what was typed for the draft's customer; False where nothing is kept or it cannot be read."""
        kept = self._settings.value(self._key(draft.basis.customer_id))
        if not kept:
            return False
        try:
            from_json(draft, json.loads(str(kept)))
        except (ValueError, KeyError, TypeError, ArithmeticError):  # written by another version: nothing to go on with
            return False
        return True

    def forget(self, customer_id: int) -> None:
        """It was saved or discarded."""
        if self._settings.value(self._key(customer_id)):
            self._write(customer_id, "")

    def _write(self, customer_id: int, text: str) -> None:
        self._settings.setValue(self._key(customer_id), text)
        sync = getattr(self._settings, "sync", None)
        if sync is not None:  # at once: the power may go before the program next rests
            sync()


def to_json(draft: ScoreDraft) -> dict[str, Any]:
    """Everything the person typed, and where they were."""
    entry = draft.statement
    return {
        "card": draft.card_type, "step": draft.step, "opinion": draft.opinion,
        "requested": None if draft.requested is None else str(draft.requested),
        "conditions": None if draft.conditions is None else sorted(draft.conditions),
        "flags": draft.flags, "lifted": sorted(draft.lifted),
        "answers": {code: {**asdict(answer), "day": answer.day.isoformat() if answer.day else None}
                    for code, answer in draft.answers.items()},
        "statement": {**asdict(entry), "period_end": entry.period_end.isoformat()}}


def from_json(draft: ScoreDraft, data: Mapping[str, Any]) -> None:
    """What `to_json` wrote, over the basis as it is now."""
    entry = dict(data["statement"])
    statement = StatementEntry(date.fromisoformat(entry.pop("period_end")), **entry)
    answers = {code: Answer(item["state"], item["text"], item["source"],
                            date.fromisoformat(item["day"]) if item["day"] else None)
               for code, item in data["answers"].items()}
    draft.requested = None if data["requested"] is None else Decimal(data["requested"])
    draft.conditions = None if data["conditions"] is None else set(data["conditions"])
    draft.answers, draft.statement, draft.flags = answers, statement, dict(data["flags"])
    draft.lifted, draft.opinion, draft.step = set(data["lifted"]), str(data["opinion"]), int(data["step"])
    draft.card_type = data["card"]
