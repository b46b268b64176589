"""Standard clauses to take into a contract, filled with what is agreed with the customer; the owner may word them anew (A58, H7)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...domain.errors import InputError, N_
from ...domain.ledger.terms import parse_terms
from ...i18n import translator
from ...paths import resource
from ..collections.agreements import yearly_rate
from ..company import profile, save_settings, settings
from ..customers import customer
from ..session import Session

#: settings that hold the owner's own wording, by language and key
_OWN = "clause/{language}/{key}"
FIELDS = ("company", "trigger", "days", "inspection", "rate", "address", "grace")
_INSPECTION_DAYS, _GRACE_DAYS = "7", "15"
_TRIGGERS = {"delivery": N_("delivery"), "acceptance": N_("acceptance"), "confirmation": N_("confirmation of account")}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: `template` with {fields}, `text` filled for the customer; `own` where the owner worded it."""

    key: str
    title: str
    template: str
    text: str
    own: bool


def clauses(session: Session, customer_id: int, language: str = "") -> list[Clause]:
    """Every clause in the customer's language, or the one given; what is not agreed yet stays a blank line to fill in."""
    person, firm = customer(session, customer_id), profile(session)
    chosen = language or person.letter_language(firm)
    say = translator(chosen).gettext
    terms = parse_terms(person.terms or firm.default_terms)
    blank = "________"
    values = {
        "company": (firm.name_en if chosen == "en" and firm.name_en else firm.name), "days": str(terms.days or blank),
        "trigger": say(_TRIGGERS.get(terms.type, N_("invoice date"))), "inspection": _INSPECTION_DAYS, "grace": _GRACE_DAYS,
        "rate": _rate(person.contract_rate, say) or blank, "address": person.service_address or person.address or blank}
    kept = settings(session)
    found = []
    for told in json.loads(resource("clauses/clauses.json").read_text(encoding="utf-8")):
        title, text = told[chosen]
        own = kept.get(_OWN.format(language=chosen, key=told["key"]), "")
        template = own or text
        found.append(Clause(told["key"], title, template, fill(template, values), bool(own)))
    return found


def _rate(text: str, say: Callable[[str], str]) -> str:
    """A rate of late interest in the words of a contract: 0.05 % a day, 12 % a year."""
    yearly = yearly_rate(text) if text else None
    if yearly is None:
        return text
    daily = any(word in text.casefold() for word in ("day", "daily", "天", "日"))
    figure = (yearly / 365 if daily else yearly) * 100
    shown = f"{figure.quantize(Decimal('0.0001')).normalize():f}"
    return say(N_("{rate} % a day") if daily else N_("{rate} % a year")).format(rate=shown)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), template)


def save_clause(session: Session, key: str, language: str, template: str) -> None:
    """Keep the owner's wording of a clause, "" for the standard one again; InputError `unknown_field` names a wrong field."""
    wrong = [name for name in re.findall(r"\{(\w+)\}", template) if name not in FIELDS]
    if wrong:
        raise InputError(N_("There is no field “{value}”. The fields are {known}."), code="unknown_field", field="text",
                         value=wrong[0], known=", ".join(FIELDS))
    save_settings(session, {_OWN.format(language=language, key=key): template.strip()})
