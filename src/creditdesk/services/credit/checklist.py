"""What a reviewer of an application goes through: evidence on file, and where it departs from what is proposed (DOMAIN A31, A17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...domain.credit.grades import NR
from ...domain.customers import file_entries as rule, file_kinds as kinds
from ...domain.customers.facts import CONFLICTING
from ...domain.dates import add_months
from ...domain.errors import N_
from ...domain.ledger.terms import parse_terms
from ...domain.money import display, from_minor
from ...store import applications as store, credit, customers, facts as fact_store, file_entries as entry_store
from ...store.standing import methods_of
from ...store.transaction import Transaction
from ..rates import rate_book
from ..session import Session
from .agency_reports import lacking_from, wanted_from
from .covers import covers_in
from .fact_file import file_of
from .facts import every_statement
from .policy import policy_in
from .standing import worst_overdue_in
from .terms_setting import days_of
from .tolerance import BREACH_NAMES, own_caps_in

FINE, LOOK, DEVIATES = "fine", "look", "deviates"
#: months after its period's end a statement still speaks of the present (DOMAIN B9, customer's own)
_STATEMENT_MONTHS = 15
#: from here on no increase (DOMAIN D11)
_OVERDUE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Check:
    """One line: fine, to be looked at, or a deviation from the proposal; a template with its fields."""

    code: str
    state: str
    template: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the lines look at; `line` is the limit there would be in base currency."""

    connection: Transaction
    row: Mapping[str, Any]
    customer: Mapping[str, Any]
    line: Decimal
    base: str
    as_of: date
    methods: Mapping[str, Any]


def checklist(session: Session, application_id: int, as_of: date) -> tuple[Check, ...]:
    """The lines for one application on a day, deviations first; empty where there is no such application."""
    with session.book.read() as connection:
        row = store.one(connection, application_id)
        return () if row is None else checklist_in(connection, row, as_of)


def checklist_in(connection: Transaction, row: Mapping[str, Any], as_of: date) -> tuple[Check, ...]:
    """The same inside a transaction."""
    rates, person = rate_book(connection), customers.by_id(connection, row["owner_id"])
    line = rates.to_base(from_minor(row["amount_minor"], row["currency"]), row["currency"], as_of)
    if person is None or line is None:
        return ()
    asked = _Asked(connection, row, person, line, rates.base, as_of, methods_of(row["methods"]))
    found = (*_amount(asked), *_terms(asked), *_evidence(asked), *_standing(asked), *_file(asked))
    return tuple(sorted(found, key=lambda check: (DEVIATES, LOOK, FINE).index(check.state)))


def _amount(asked: _Asked) -> Iterator[Check]:
    try:
        proposed = Decimal(str(asked.methods["proposed"]))
    except (KeyError, ArithmeticError):
        return
    if asked.row["temporary"]:
        return
    if asked.line == proposed:
        yield Check("amount", FINE, N_("The amount is the one proposed"))
        return
    apart = asked.line - proposed
    yield Check("amount", DEVIATES if apart > 0 else LOOK, N_("{amount} {currency} above the proposal") if apart > 0 else N_(
        "{amount} {currency} below the proposal"), (("amount", display(abs(apart), asked.base)), ("currency", asked.base)))


def _terms(asked: _Asked) -> Iterator[Check]:
    of_grade = policy_in(asked.connection, asked.as_of).limits.terms(asked.row["grade"])
    terms = str(asked.row["terms"] or asked.customer["terms"])
    if terms:
        days = days_of(parse_terms(terms).canonical)
        yield Check("terms", DEVIATES if days > of_grade.max_days else FINE,
                    N_("Terms of {days} days, the grade allows {most}"), (("days", days), ("most", of_grade.max_days)))
    agreed = Decimal(str(asked.methods.get("deposit") or 0))
    if of_grade.min_deposit > 0:
        yield Check("deposit", FINE if agreed >= of_grade.min_deposit else DEVIATES,
                    N_("Deposit {agreed} %, the grade asks for {least} %"),
                    (("agreed", f"{agreed * 100:.0f}"), ("least", f"{of_grade.min_deposit * 100:.0f}")))


def _evidence(asked: _Asked) -> Iterator[Check]:
    """Score, statement, key facts: what the grade and the methods rest on."""
    latest = credit.latest_scores(asked.connection, asked.as_of).get(asked.row["owner_id"])
    policy = policy_in(asked.connection, asked.as_of)
    if latest is None or latest[3] == NR:
        yield Check("score", LOOK, N_("Not scored"))
    else:
        day = latest[1]
        months = policy.review_months(latest[3])
        old = months is not None and add_months(day, months) < asked.as_of
        yield Check("score", LOOK if old else FINE, N_("Scored on {day}: {grade}"), (("day", day), ("grade", latest[3])))
    told = fact_store.facts_of(asked.connection, asked.row["owner_id"])
    sheets = every_statement(told, asked.as_of)
    if not sheets:
        yield Check("statement", LOOK, N_("No financial statement"))
    else:
        end = sheets[0].statement.period_end
        yield Check("statement", FINE if add_months(end, _STATEMENT_MONTHS) >= asked.as_of else LOOK,
                    N_("Latest statement of {day}"), (("day", end),))
    facts = file_of(asked.row["owner_id"], told, asked.as_of)
    verified = sum(1 for item in facts.key_facts if item.verified)
    conflicts = sum(1 for item in facts.known.values() if item.status == CONFLICTING)
    yield Check("facts", FINE if verified * 10 >= len(facts.key_facts) * 7 else LOOK, N_("Key facts verified: {count} of {all}"),
                (("count", verified), ("all", len(facts.key_facts))))
    if conflicts:
        yield Check("conflicts", LOOK, N_("Sources disagree: {count}"), (("count", conflicts),))


def _standing(asked: _Asked) -> Iterator[Check]:
    """What the ledger says, and the firm's own caps."""
    key = asked.row["owner_id"]
    days = worst_overdue_in(asked.connection, key, asked.as_of)
    yield Check("overdue", DEVIATES if days > _OVERDUE_DAYS else FINE, N_("Nothing is overdue for more than {most} days") if
                days <= _OVERDUE_DAYS else N_("An item is {days} days overdue: no increase by the policy."),
                (("days", days), ("most", _OVERDUE_DAYS)))
    breaches = own_caps_in(asked.connection, key, asked.as_of).breaches(asked.line)
    for name in breaches:
        yield Check(name, DEVIATES, N_("Used in full it passes {cap}."), (("cap", BREACH_NAMES[name]),))
    if not breaches:
        yield Check("caps", FINE, N_("Within our own caps"))


def _file(asked: _Asked) -> Iterator[Check]:
    """Report, contract and security."""
    key, as_of = asked.row["owner_id"], asked.as_of
    above = wanted_from(asked.connection, key, as_of)
    if above is not None and asked.line >= above:
        lacks = lacking_from(asked.connection, key, as_of) is not None
        yield Check("report", DEVIATES if lacks else FINE, N_("The agency report the policy wants is missing") if lacks else N_(
            "Agency report on file"))
    contracts = [item for item in entry_store.entries_of(asked.connection, key)
                 if item.kind == kinds.CONTRACT and (item.ended_on is None or item.ended_on > as_of)]
    flagged = [item for item in contracts if rule.contract_flags(item, str(asked.customer["size"]))]
    yield Check("contract", FINE if contracts and not flagged else LOOK,
                N_("No contract on file") if not contracts else N_("Contracts with amber marks: {count}") if flagged else N_(
                    "Contract reviewed, no marks"), (("count", len(flagged)),))
    until = asked.row["until"]
    for cover in covers_in(asked.connection, key, rate_book(asked.connection), as_of):
        if cover.counts_on(as_of) and cover.until is not None and until and cover.until.isoformat() < until:
            yield Check("security", LOOK, N_("Security ends on {day}, before the limit"), (("day", cover.until),))
