"""Duties better kept apart: who could do both by their roles, and who did both by the history (DOMAIN K).

In a book without passwords nothing is forbidden: there the report is the log of what one person did alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, UTC
from pathlib import Path

from ..domain.errors import InputError, N_
from ..domain.insight.tables import Column, Table
from ..domain.roles import conflicts
from ..i18n import _, current_language
from ..store import company, duties as store
from .session import Session
from .users import users

DUTY_NAMES: Mapping[str, str] = {
    "apply_approve": N_("applied for a limit and approved it"),
    "receipt_write_off": N_("posted receipts of a customer and wrote its claims off"),
    "bank_letters": N_("changed the company's bank accounts and issued letters"),
    "card_activation": N_("changed a scorecard and activated it"),
    "release_salesperson": N_("released an order of their own customer")}


@dataclass(frozen=True, slots=True)
class Act:
    """One act that somebody did although it was better done by another: `what` names the customer, order or card."""

    duty: str
    user: str
    what: str
    at: str


@dataclass(frozen=True, slots=True)
class Duties:
    """The report of a span: `roles` are (name, sentence) of what somebody's roles allow together."""

    first: date
    last: date
    single: bool
    roles: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]


def duties_report(session: Session, first: date, last: date) -> Duties:
    """Everything between two days, both included; InputError `out_of_range` where they are in the wrong order."""
    if last < first:
        raise InputError(N_("The end lies before the beginning."), code="out_of_range", field="until")
    zone = session.clock().tzinfo or UTC

    def moment(day: date) -> str:
        return datetime.combine(day, time.min, zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    with session.book.read() as connection:
        found = store.acts(connection, moment(first), moment(last + timedelta(1)))
    people = [] if session.single_person else [(user.title, user.roles) for user in users(session) if user.active]
    return Duties(first, last, session.single_person, tuple(conflicts(people)),
                  tuple(Act(row["duty"], row["user"], row["what"], row["at"]) for row in found))


def duties_table(found: Duties) -> Table:
    """The report as a table, in the language spoken."""
    rows: list[tuple[str, str, str, str]] = [(_("Roles"), "", _(sentence).format(name=name), "") for name, sentence in found.roles]
    rows += [(act.user, act.at[:10], _(DUTY_NAMES[act.duty]), act.what) for act in found.acts]
    subtitle = _("{first} to {last}").format(first=found.first.isoformat(), last=found.last.isoformat())
    if found.single:
        subtitle += " · " + _("one person decides: this is the log of what was done alone")
    columns = (Column(_("Who")), Column(_("Date")), Column(_("What was better kept apart")), Column(_("Customer, order or card")))
    return Table(_("Separation of duties"), subtitle, columns, tuple(rows))


def write_duties(session: Session, found: Duties, path: Path) -> Path:
    """The report as a PDF; FileError `not_written`."""
    from ..files.reports import write_report
    with session.book.read() as connection:
        own = str(company.company(connection)["name"])
    write_report(duties_table(found), path, company=own, language=current_language())
    return path
