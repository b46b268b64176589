"""What an event of the history changed, in one line of words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditdesk.i18n import _, N_
from creditdesk.services.history import HistoryEvent
from creditdesk.ui.customers.words import FIELDS

#: the keys met most; a customer's fields are called as on its page, the others stay as they are written
_KEYS = {**FIELDS,
         "accepted": N_("Rows"), "amount": N_("Amount"), "base_currency": N_("Currency of the book"),
         "begins": N_("From"), "count": N_("Count"), "date": N_("Date"), "decision": N_("Decision"),
         "default_terms": N_("Usual payment terms"), "due_date": N_("Due date"), "ended_on": N_("Until"), "fee": N_("Fee"),
         "file": N_("Source"), "first": N_("First number"), "from": N_("From"), "grade": N_("Grade"), "group": N_("Group"),
         "last": N_("Last number"), "lock_date": N_("Closed until"), "letter_prefix": N_("Prefix of letter numbers"),
         "method": N_("Method"), "no": N_("Number"), "note": N_("Note"), "on": N_("Day"), "percent": N_("Share"),
         "provider": N_("Provider"), "rate": N_("Rate"), "reason": N_("Reason"), "role": N_("Role"), "roles": N_("Roles"),
         "score": N_("Score"), "since": N_("From"), "state": N_("State"), "status": N_("State"), "title": N_("Title"),
         "until": N_("Until"), "value": N_("Value")}
#: for the proof, not for reading: seals, and numbers inside the book
_MUTE = frozenset({"digests", "sha256", "initials", "customer_id", "document_id", "amount_minor", "allocations", "into",
                   "last_backup", "kind", "kinds"})
_LENGTH = 240
#: reasons the program writes itself
_REASONS = {"undo": N_("undone")}


def summary(event: HistoryEvent, names: Mapping[str, str]) -> str:
    """Whom it was about (`names` of customers by the text of their key), then what changed."""
    found = event.after or event.before
    key = event.entity_id if event.entity == "customer" else str(found.get("customer_id", ""))
    who = names.get(key, "") or ("" if event.entity_id.isdigit() else event.entity_id)
    parts = [f"{_(_KEYS.get(name, name))} {value}" if name else str(value) for name, value in found.items()
             if name not in _MUTE and value not in ("", None, [], {}) and not _numbers(value)]
    return " · ".join(filter(None, (who, *parts)))[:_LENGTH]


def reason_words(event: HistoryEvent) -> str:
    """Why, as it was written; the program's own reasons in the person's language."""
    return _(_REASONS[event.reason]) if event.reason in _REASONS else event.reason


def _numbers(value: Any) -> bool:
    """Whether it is only the keys of rows in the book."""
    return isinstance(value, list) and all(isinstance(one, int) for one in value)
