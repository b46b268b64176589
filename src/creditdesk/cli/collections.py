"""Commands about collecting: worklist, letters, statement, interest, limitation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from creditdesk.domain.collections.limitation import STATE_NAMES
from creditdesk.domain.money import display, plain
from creditdesk.i18n import _, LANGUAGES, N_, ngettext
from creditdesk.services import customers
from creditdesk.services.collections.interest import interest_report, InterestLine
from creditdesk.services.collections.letter_fields import MISSING_NAMES
from creditdesk.services.collections.letter_plan import DEFAULT_STAGES, LetterRequest
from creditdesk.services.collections.letters import issue_letters
from creditdesk.services.collections.limitation import limitation_report, LimitationLine
from creditdesk.services.collections.statement_issue import write_statement
from creditdesk.services.collections.worklist import worklist, WorklistRow

from .command import Answer, argument, book_argument, Call, command, Day, option, path_option
from .layout import table


def show_worklist(call: Call, book: Path, due_only: bool) -> Answer:
    """Who is to be chased, in working order."""
    with call.book(book) as session:
        rows = worklist(session, call.as_of, due_only=due_only)
    lines = table((_("Tier"), _("Code"), _("Customer"), _("Stage"), _("Days"), _("Overdue"), _("Currency"), _("Next"),
                   _("Letter")),
                  [(row.tier, row.code, row.name, str(row.stage), str(row.days_overdue),
                    display(row.overdue, row.currency), row.currency, _day(row.next_date) or "", row.letter or "")
                   for row in rows], (4, 5)) if rows else [_("Nobody is to be chased.")]
    return Answer([_worklist_row(row) for row in rows], lines)


def _worklist_row(row: WorklistRow) -> dict[str, object]:
    return {"customer": row.code, "name": row.name, "currency": row.currency, "stage": row.stage,
            "days_overdue": row.days_overdue, "overdue": plain(row.overdue, row.currency), "tier": row.tier,
            "priority": _decimal(row.priority), "next_action": row.next_action, "next_date": _day(row.next_date),
            "due_today": row.due_today, "letter": row.letter}


def letters(call: Call, book: Path, stage: tuple[str, ...], customer: str | None, letter_language: str | None,
            by_age: bool, draft: bool, out: Path, one_file: bool) -> Answer:
    """Write the letters of the day."""
    with call.book(book) as session:
        one = customers.find(session, customer).id if customer is not None else None
        stages = frozenset(int(number) for number in stage) or DEFAULT_STAGES
        run = issue_letters(session, LetterRequest(call.as_of, stages, one, by_age, letter_language or ""), out,
                            one_file=one_file, draft=draft)
    written = run.letters
    lines = [ngettext("{count} letter was written to {folder}.", "{count} letters were written to {folder}.",
                      len(written)).format(count=len(written), folder=out)]
    lines += [f"{row.letter.number}  {row.letter.customer.name}  {row.file}" for row in written]
    lines += [_("No letter to {name}: {reason}").format(name=row.name, reason=_(row.template)) for row in run.skipped]
    if run.missing:
        names = dict.fromkeys(_(MISSING_NAMES.get(row.code, row.code)) for row in run.missing)
        lines.append(_("Left blank on the letters: {names}").format(names=", ".join(names)))
    return Answer(run.as_json(), lines)


def statement(call: Call, book: Path, customer: str, start: date | None, out: Path) -> Answer:
    """A statement of account with its reply slip."""
    with call.book(book) as session:
        found = write_statement(session, customers.find(session, customer).id, out, call.as_of, start=start)
    data = {"customer": found[0].customer.code, "name": found[0].customer.name, "file": str(out), "statements": [
        {"number": row.content.number if row.letter_id else None, "currency": row.currency,
         "from": row.figures.start.isoformat(), "to": row.figures.end.isoformat(),
         **{name: plain(getattr(row.figures, name), row.currency) for name in (
             "opening", "closing", "overdue", "disputed", "unapplied")}} for row in found]}
    return Answer(data, [_("The statement was written to {file}.").format(file=out), *(
        f"{_('Balance')} {row.currency} {display(row.figures.closing, row.currency)}" for row in found)])


def interest(call: Call, book: Path, customer: str | None) -> Answer:
    """Late-payment interest by invoice."""
    with call.book(book) as session:
        one = customers.find(session, customer).id if customer is not None else None
        found = interest_report(session, call.as_of, one)
    rows = [(line.code, line.name, line.result.no, line.result.currency,
             display(line.result.principal, line.result.currency), str(line.result.days),
             "" if line.result.interest is None else display(line.result.interest, line.result.currency))
            for line in found]
    lines = table((_("Code"), _("Customer"), _("Invoice"), _("Currency"), _("Overdue"), _("Days"), _("Interest")), rows,
                  (4, 5, 6)) if rows else [_("There is no interest to claim.")]
    return Answer([_interest_row(line) for line in found], lines)


def _interest_row(line: InterestLine) -> dict[str, object]:
    one = line.result
    return {"customer": line.code, "name": line.name, "invoice": one.no, "currency": one.currency, "regime": one.regime,
            "reason": one.reason, "rate": None if one.rate is None else _decimal(one.rate),
            "principal": plain(one.principal, one.currency), "days": one.days,
            "interest": None if one.interest is None else plain(one.interest, one.currency),
            "compensation": plain(one.compensation, one.currency), "provisional": one.provisional,
            "segments": [{"from": part.from_date.isoformat(), "to": part.to_date.isoformat(), "days": part.days,
                          "principal": plain(part.principal, one.currency), "rate": _decimal(part.rate),
                          "interest": plain(part.interest, one.currency)} for part in one.rows]}


def limitation(call: Call, book: Path) -> Answer:
    """The limitation clock of every open claim."""
    with call.book(book) as session:
        found = [line for line in limitation_report(session, call.as_of) if line.clock is not None]
    rows = [_limitation_row(line) for line in found]
    lines = table((_("Code"), _("Customer"), _("Invoice"), _("Started"), _("Expires"), _("State")),
                  [(line.code, line.name, line.invoice, str(row["started"] or ""), str(row["expires"] or ""),
                    _(STATE_NAMES[str(row["state"])])) for line, row in zip(found, rows, strict=True)]
                  ) if rows else [_("No claim is open.")]
    return Answer(rows, lines)


def _limitation_row(line: LimitationLine) -> dict[str, object]:
    assert line.clock is not None
    clock = line.clock
    return {"customer": line.code, "name": line.name, "invoice": line.invoice, "started": _day(clock.started),
            "interrupted_on": _day(clock.interrupted_on), "interrupted_by": clock.interrupted_by,
            "expires": _day(clock.expires), "state": clock.state}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _decimal(value: Decimal) -> str:
    """A plain decimal string without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_CUSTOMER = N_("One customer: the code, else the exact name.")
COMMANDS = (
    command("worklist", N_("Who is to be chased, in working order."), (
        book_argument(), option("--due-only", is_flag=True, help=N_("Only today's touches."))), show_worklist),
    command("letters", N_("Write and issue the letters of the day."), (
        book_argument(),
        option("--stage", multiple=True, type=click.Choice(("0", "1", "2", "3", "4")), help=N_("Stage of the age, 0 to 4.")),
        option("--customer", help=_CUSTOMER),
        option("--letter-language", type=click.Choice(LANGUAGES), help=N_("Language of the letters: zh or en.")),
        option("--by-age", is_flag=True, help=N_("The letter of the age alone, whatever was sent before.")),
        option("--draft", is_flag=True, help=N_("Write PDFs without issuing them.")),
        path_option("--out", required=True, help=N_("The folder for the PDFs.")),
        option("--one-file", is_flag=True, help=N_("One PDF for all letters."))), letters),
    command("statement", N_("Write a statement of account with its reply slip."), (
        book_argument(), argument("customer"),
        option("--from", "start", type=Day(), help=N_("First day of the movements; the month's first if left out.")),
        path_option("--out", required=True, help=N_("The file to write, .pdf or .xlsx."))), statement),
    command("interest", N_("Late-payment interest by invoice."), (
        book_argument(), option("--customer", help=_CUSTOMER)), interest),
    command("limitation", N_("The limitation clock of every open claim."), (book_argument(),), limitation),
)
