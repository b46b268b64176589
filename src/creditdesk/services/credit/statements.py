"""Several years of a customer's statements: entered together, read from files, shown with ratios, trend and norm (C2, C4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ...domain.credit.financials import altman, Ratios, ratios, Statement, statement_cautions, statement_problems
from ...domain.credit.statement_layout import StatementRead
from ...domain.customers.facts import Fact
from ...domain.customers.industry import OUTLOOK
from ...domain.errors import CreditDeskError, InputError, ManyErrors, N_, RuleError
from ...store import customers, facts as store, industry
from ..customers import record
from ..ledger.entry import entry
from ..session import Session
from .basis import section_of
from .facts import (
    every_statement,
    read_statement,
    record_fact_in,
    STATEMENT,
    statement_fact,
    StatementOnFile,
    tolerance_of,
)

#: what a customer's own statement may get wrong and is kept all the same
KEPT_AS_GIVEN = frozenset({"unbalanced", "part_above_whole"})
#: days between the ends of two periods that follow one another
_YEAR = range(360, 371)


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """One period as typed, in the unit given beside it."""

    period_end: date
    lines: Mapping[str, Decimal | str | None]
    audited: bool = False


@dataclass(frozen=True, slots=True)
class YearSheet:
    """One period with its ratios; `z_private` and `z_emerging` are Z' and Z'' unrounded."""

    book: StatementOnFile
    ratios: Ratios
    z_private: Decimal | None
    z_emerging: Decimal | None
    problems: tuple[CreditDeskError, ...]

    @property
    def statement(self) -> Statement:
        return self.book.statement

    @property
    def counts(self) -> bool:
        """Whether it is not too old to be used in a score."""
        return self.book.confidence > 0


@dataclass(frozen=True, slots=True)
class StatementSheet:
    """A customer's statements, newest first, old ones too; `norms` are the industry's by factor.

    `versions` are the statements that a later or better one stands in for, or that no longer hold.
    """

    customer_id: int
    section: str | None
    years: tuple[YearSheet, ...]
    norms: Mapping[str, Decimal]
    outlook: str = ""
    versions: tuple[Fact, ...] = ()


def statement_sheet(session: Session, customer_id: int, as_of: date) -> StatementSheet:
    """The statements of a customer with their ratios; RuleError `unknown_customer`."""
    with session.book.read() as connection:
        root = customers.root(connection, customer_id)
        row = customers.by_id(connection, root) if root is not None else None
        if row is None:
            raise RuleError(N_("There is no such customer."), code="unknown_customer", field="customer")
        person = record(row)
        told = store.facts_of(connection, person.id)
        books = every_statement(told, as_of)
        section = section_of(person.industry)
        notes = [note for note in industry.notes(connection, as_of) if note.section == section]
    years = tuple(_year(book, books, section) for book in books)
    norms = {note.key: Decimal(note.value) for note in notes if note.key != OUTLOOK}
    used = {book.fact.id for book in books}
    versions = tuple(fact for fact in reversed(told) if fact.key.startswith(STATEMENT) and fact.id not in used)
    return StatementSheet(person.id, section, years, norms,
                          next((note.value for note in notes if note.key == OUTLOOK), ""), versions)


def _year(book: StatementOnFile, books: Sequence[StatementOnFile], section: str | None) -> YearSheet:
    now = book.statement
    before = next((item.statement for item in books if (now.period_end - item.statement.period_end).days in _YEAR), None)
    found = ratios(now, before, section=section, confidence=book.confidence)
    problems = (*statement_problems(now, tolerance=tolerance_of(book.fact.unit)), *statement_cautions(now))
    return YearSheet(book, found, altman(now, private=True), altman(now, private=False), problems)


def record_statements(session: Session, customer_id: int, drafts: Sequence[StatementDraft], *, unit: str = "1",
                      source_name: str = "", obtained_on: date | None = None, as_given: bool = False) -> int:
    """Put several periods on file at once, all or none; answers how many are new.

    InputError or ManyErrors name the lines. A sheet that does not balance is refused in words, unless it is to be kept
    `as_given`: then the file goes on saying what is wrong with it.
    """
    if not drafts:
        raise InputError(N_("There are no figures to save."), code="missing", field="lines")
    if len({draft.period_end for draft in drafts}) < len(drafts):
        raise InputError(N_("Two columns have the same period."), code="duplicate_period", field="period_end")
    ready, wrong = [], []
    for draft in drafts:
        fact = statement_fact(customer_id, draft.period_end, draft.lines, unit=unit, audited=draft.audited,
                              obtained_on=obtained_on, source_name=source_name)
        ready.append(fact)
        wrong += [problem for problem in statement_problems(read_statement(fact), tolerance=tolerance_of(unit))
                  if not (as_given and problem.code in KEPT_AS_GIVEN)]
    if wrong:
        raise wrong[0] if len(wrong) == 1 else ManyErrors(wrong)
    with entry(session, "record", "financials") as (work, says):
        written = [key for fact in ready if (key := record_fact_in(work, fact)) is not None]
        says["entity_id"] = written[0] if written else ""
        says["after"] = {"customer_id": customer_id, "periods": [draft.period_end.isoformat() for draft in drafts]}
    return len(written)


def read_statement_file(path: Path) -> StatementRead:
    """The statements a workbook holds; FileError, InputError `no_statement`."""
    from ...files.statement_in import statement_file
    return statement_file(path)


def read_statement_text(text: str) -> StatementRead:
    """The statements of a pasted block; FileError `empty`, InputError `no_statement`."""
    from ...files.statement_in import statement_text
    return statement_text(text)
