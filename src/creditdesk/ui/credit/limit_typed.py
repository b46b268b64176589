"""What stood in the fields of a limit: kept by customer until it is submitted, also over a restart."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from creditdesk.services.credit.inbox import Application
from creditdesk.ui.tables.layout_store import Settings


@dataclass(frozen=True, slots=True)
class Typed:
    """The texts as they stood; `replaces` is a returned application that is taken up again."""

    amount: str
    currency: str
    begins: str
    until: str
    temporary: bool
    reason: str
    terms: str = ""
    reasons: tuple[str, ...] = ()
    adjustment: int = 0
    replaces: int | None = None


def _key(path: object, customer_id: int) -> str:
    return f"limit/{path}/{customer_id}"


def keep(settings: Settings, path: object, customer_id: int, typed: Typed | None) -> None:
    """Write it down; None forgets it."""
    settings.setValue(_key(path, customer_id), "" if typed is None else json.dumps(asdict(typed), ensure_ascii=False))


def kept(settings: Settings, path: object, customer_id: int) -> Typed | None:
    """What was written down, None where nothing was or it cannot be read."""
    text = str(settings.value(_key(path, customer_id)) or "")
    if not text:
        return None
    try:
        found = json.loads(text)
        return Typed(**{**found, "reasons": tuple(found.get("reasons", ()))})
    except (ValueError, TypeError):  # written by another version
        return None


def of_application(one: Application) -> Typed:
    """A returned application as it was asked for, to be submitted anew."""
    reasons = tuple(str(code) for code in one.methods.get("reasons", ()))
    return Typed(f"{one.amount:f}", one.currency, one.begins.isoformat(), one.until.isoformat() if one.until else "",
                 one.temporary, one.reason, one.terms, reasons, 0, one.id)
