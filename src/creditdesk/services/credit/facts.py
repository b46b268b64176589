"""Facts and financial statements of a customer: entered with their source, read as what is known (DOMAIN B9, C2)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...domain.credit.caps import FLAGS
from ...domain.credit.factors import FACTORS, MAY_LACK, parse_value
from ...domain.credit.financials import LINES, Statement, statement_problems
from ...domain.customers import facts as rule
from ...domain.customers.facts import CurrentFact, Fact
from ...domain.customers.pasted import GONE_STATUSES, status_of
from ...domain.dates import add_months, check_range
from ...domain.errors import InputError, ManyErrors, N_
from ...store import facts as store
from ..ledger.entry import Entry, entry
from ..session import Session

#: key of a statement: this and the last day of its period
STATEMENT = "financials:"
#: the fact that tells of a firm struck off, and months for which a withdrawn cover counts (DOMAIN C7, V2, V7)
_STATUS, _WITHDRAWAL_MONTHS = "registration_status", 6
_UNITS = {"1": Decimal(1), "": Decimal(1), "元": Decimal(1), "10000": Decimal(10_000), "万元": Decimal(10_000),
          "1000": Decimal(1000)}


@dataclass(frozen=True, slots=True)
class StatementOnFile:
    """A customer's statement with its source, the day it came and what it is worth today."""

    statement: Statement
    fact: Fact
    confidence: Decimal


def checked(fact: Fact) -> Fact:
    """The fact with its expiry filled in; InputError names the field. Values of factors must fit the factor."""
    key, value = fact.key.strip(), fact.value.strip()
    if not key:
        raise InputError(N_("“{name}” is missing."), code="missing", field="key", name="key")
    if not value:
        raise InputError(N_("“{name}” is missing."), code="missing", field="value", name="value")
    rule.source(fact.source_type)
    check_range(fact.obtained_on, "obtained_on")
    if key in FACTORS:
        parse_value(key, value, na_allowed=key in MAY_LACK)
    expires = fact.expires_on or rule.default_expiry(key, fact.source_type, fact.obtained_on, fact.valid_from)
    return replace(fact, key=key, value=value, expires_on=expires)


def record_fact_in(work: Entry, fact: Fact) -> int | None:
    """Write a fact inside a transaction; None where the very same one is on file already."""
    ready = replace(checked(fact), customer_id=work.customer(fact.customer_id),
                    entered_by=fact.entered_by or work.session.user)
    if store.same(work.connection, ready) is not None:
        return None
    new_id = store.insert(work.connection, ready, work.stamp, work.seq)
    work.touch("fact")
    return new_id


def record_fact(session: Session, fact: Fact) -> int | None:
    """Put a fact on a customer's file; a later one of the same source replaces it, nothing is overwritten."""
    with entry(session, "record", "fact") as (work, says):
        new_id = record_fact_in(work, fact)
        says["entity_id"] = new_id or ""
        says["after"] = {"customer_id": fact.customer_id, "key": fact.key, "value": fact.value,
                         "source": fact.source_type}
    return new_id


def statement_fact(customer_id: int, period_end: date, lines: Mapping[str, Decimal | str | None], *, unit: str = "1",
                   audited: bool = False, obtained_on: date | None = None, source_name: str = "",
                   note: str = "") -> Fact:
    """A statement as the fact it is kept as; InputError `unknown_line`, `bad_unit`, `bad_amount`."""
    factor = _UNITS.get(unit.strip())
    if factor is None:
        raise InputError(N_("“{value}” is no unit. Write 1 or 10000."), code="bad_unit", field="unit", value=unit)
    kept: dict[str, str] = {}
    for name, amount in lines.items():
        if name not in LINES:
            raise InputError(N_("A statement has no line “{value}”."), code="unknown_line", field=name, value=name)
        if amount is not None and str(amount).strip():
            kept[name] = f"{_figure(name, amount) * factor:f}"
    value = json.dumps(kept, sort_keys=True)
    return Fact(0, customer_id, f"{STATEMENT}{check_range(period_end, 'period_end').isoformat()}", value,
                rule.AUDITED if audited else rule.CUSTOMER, obtained_on or period_end, unit=unit, source_name=source_name,
                valid_from=period_end, note=note)


def _figure(name: str, amount: Decimal | str) -> Decimal:
    from ...domain.money import parse
    try:
        return parse(amount)
    except InputError as error:
        error.field = name
        raise


def record_financials_in(work: Entry, customer_id: int, period_end: date, lines: Mapping[str, Decimal | str | None], *,
                         unit: str = "1", audited: bool = False, obtained_on: date | None = None, note: str = ""
                         ) -> int | None:
    """Write a statement inside a transaction; None where it is on file already. InputError names the line."""
    fact = statement_fact(customer_id, period_end, lines, unit=unit, audited=audited, obtained_on=obtained_on, note=note)
    problems = statement_problems(read_statement(fact), tolerance=tolerance_of(unit))
    if problems:
        raise problems[0] if len(problems) == 1 else ManyErrors(problems)
    return record_fact_in(work, fact)


def record_financials(session: Session, customer_id: int, period_end: date, lines: Mapping[str, Decimal | str | None],
                      *, unit: str = "1", audited: bool = False, obtained_on: date | None = None, note: str = ""
                      ) -> int | None:
    """Put a financial statement on a customer's file."""
    with entry(session, "record", "financials") as (work, says):
        new_id = record_financials_in(work, customer_id, period_end, lines, unit=unit, audited=audited,
                                      obtained_on=obtained_on, note=note)
        says["entity_id"] = new_id or ""
        says["after"] = {"customer_id": customer_id, "period_end": period_end.isoformat()}
    return new_id


def tolerance_of(unit: str) -> Decimal:
    """What a sum may be off by rounding: one of the unit the figures came in."""
    return _UNITS.get(unit.strip(), Decimal(1))


def read_statement(fact: Fact) -> Statement:
    """The statement a fact holds."""
    figures = {name: Decimal(amount) for name, amount in json.loads(fact.value).items()}
    return Statement(date.fromisoformat(fact.key.removeprefix(STATEMENT)), **figures,
                     audited=fact.source_type == rule.AUDITED)


def statements(facts: Iterable[Fact], as_of: date) -> tuple[StatementOnFile, ...]:
    """The statements that still count on a day, latest period first; of one period the better source."""
    known = rule.current((fact for fact in facts if fact.key.startswith(STATEMENT)
                          and date.fromisoformat(fact.key.removeprefix(STATEMENT)) <= as_of), as_of)
    # two versions of one period are no conflict: the better source, else the later one, is the statement
    found = [StatementOnFile(read_statement(item.fact), item.fact,
                             rule.confidence_on(item.fact, as_of) or Decimal(0)) for item in known.values()]
    return tuple(sorted(found, key=lambda item: item.statement.period_end, reverse=True))


def every_statement(facts: Iterable[Fact], as_of: date) -> tuple[StatementOnFile, ...]:
    """The same whatever their age: an opening figure and a trend do not run out. One that counts no more has confidence 0."""
    kept = [fact for fact in facts if fact.key.startswith(STATEMENT)]
    expiry = {fact.id: fact.expires_on for fact in kept}
    found = statements((replace(fact, expires_on=None) for fact in kept), as_of)
    aged = ((item, replace(item.fact, expires_on=expiry[item.fact.id])) for item in found)
    return tuple(StatementOnFile(item.statement, fact, rule.confidence_on(fact, as_of) or Decimal(0)) for item, fact in aged)


def derived(books: Iterable[StatementOnFile]) -> list[Fact]:
    """Revenue and net assets as the latest statement tells them, facts of its source; they are kept nowhere else."""
    for book in books:
        figures = (("revenue", book.statement.revenue), ("net_assets", book.statement.book_equity))
        year = book.statement.period_end.year
        return [replace(book.fact, id=-2 * book.fact.id - place, key=f"{name}_{year}", value=f"{amount:f}", unit="")
                for place, (name, amount) in enumerate(figures) if amount is not None]
    return []


def known_facts(session: Session, customer_id: int, as_of: date) -> dict[str, CurrentFact]:
    """What is known of a customer on a day, by key (statements aside)."""
    with session.book.read() as connection:
        facts = store.facts_of(connection, customer_id)
    return rule.current((fact for fact in facts if not fact.key.startswith(STATEMENT)), as_of)


def fact_flags(facts: Iterable[Fact], as_of: date) -> dict[str, str]:
    """Vetoes and caps that facts raise, each with source, day and number of the fact as evidence (DOMAIN C7).

    Keys V1…V12 with any value but no, and V2 for a firm struck off, in liquidation or bankrupt. What has grown old goes on
    counting until it is lifted by a later word of no; V7 alone ends by itself, after six months.
    """
    mine = [fact for fact in facts if fact.key in FLAGS or fact.key == _STATUS]
    if not mine:
        return {}
    told = rule.current(mine, as_of)
    told = {**rule.current((replace(fact, expires_on=None) for fact in mine if fact.key not in told), as_of), **told}
    raised = {key: _evidence(item.fact) for key, item in told.items() if key in FLAGS and not _says_no(item.value)
              and (key != "V7" or as_of <= add_months(item.fact.obtained_on, _WITHDRAWAL_MONTHS))}
    status, lifted = told.get(_STATUS), told.get("V2")
    if status is not None and status_of(status.value) in GONE_STATUSES and "V2" not in raised and (
            lifted is None or lifted.fact.obtained_on < status.fact.obtained_on):
        raised["V2"] = _evidence(status.fact)
    return raised


def _evidence(fact: Fact) -> str:
    return f"{fact.source_name or fact.source_type}, {fact.obtained_on.isoformat()}, #{fact.id}"


def _says_no(value: str) -> bool:
    return value.strip().casefold() in ("no", "0", "false", "none", "否", "无")
