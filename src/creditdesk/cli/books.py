"""Commands about the book as a whole: new, verify, backup, restore."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from creditdesk.domain.customers.records import Company
from creditdesk.domain.errors import InputError
from creditdesk.domain.ledger.terms import parse_terms
from creditdesk.i18n import _, current_language, N_
from creditdesk.services import company
from creditdesk.services.company import Verification
from creditdesk.services.findings import sentence
from creditdesk.store.verify import Problem

from .command import Answer, argument, book_argument, Call, command, DONE, option, PATH, REFUSED_BY_BOOK

_OVERWRITE = N_("Replace a file that is there already.")


def new(call: Call, book: Path, company_name: str | None, country: str, currency: str, terms: str, sample: bool,
        overwrite: bool) -> Answer:
    """Create a book; the sample company brings its own country, currency and terms, and needs no name."""
    if sample:
        from creditdesk.services.sample import create_sample
        session = create_sample(book, as_of=call.as_of, user=call.user, clock=call.clock, overwrite=overwrite,
                                language=current_language(), company_name=company_name or "")
    elif company_name is None:
        raise InputError(N_("{name} is missing. --help shows what is needed."), code="missing", field="company",
                         name="--company")
    else:
        wanted = Company(company_name, country=country, base_currency=currency, default_terms=parse_terms(terms).canonical)
        try:
            session = company.create_book(book, profile=wanted, user=call.user, clock=call.clock, overwrite=overwrite)
        except InputError as error:
            error.field = "company" if error.field == "name" else error.field  # as the option is called
            raise
    try:
        made = company.profile(session)
    finally:
        session.close()
    data = {"book": str(book), "company": made.name, "country": made.country, "currency": made.base_currency,
            "terms": made.default_terms, "sample": made.is_sample}
    return Answer(data, [_("{book} was created for {company}.").format(book=book, company=made.name)])


def verify(call: Call, book: Path) -> Answer:
    """Check file, audit chain and ledger."""
    with call.book(book) as session:
        found = company.verify_book(session)
    return Answer(verification(found), _verification_lines(found), code=DONE if found.ok else REFUSED_BY_BOOK)


def verification(found: Verification) -> dict[str, object]:
    """The findings as CLI.md has them."""
    return {"file": "; ".join(map(sentence, found.file)) or "ok",
            "audit": {"ok": not found.audit and not found.file, "events": found.events, "head": found.head,
                      "problems": _problems(found.audit)},
            "ledger": {"ok": not found.ledger and not found.file, "problems": _problems(found.ledger)}}


def _problems(found: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"code": problem.code, "message": sentence(problem)} for problem in found]


def _verification_lines(found: Verification) -> list[str]:
    if found.ok:
        return [_("The book is in order: {events} audit events, head {head}.").format(
            events=found.events, head=found.head[:16])]
    return [_("The book was changed outside the program, or is damaged:"),
            *(sentence(problem) for problem in (*found.file, *found.audit, *found.ledger))]


def backup(call: Call, book: Path, file: Path, overwrite: bool) -> Answer:
    """Copy the book through the database's own backup."""
    with call.book(book) as session:
        written = company.back_up(session, file, overwrite=overwrite)
    return Answer({"book": str(book), "file": str(written), "bytes": written.stat().st_size},
                  [_("The backup was written to {file}.").format(file=written)])


def restore(call: Call, file: Path, book: Path, overwrite: bool) -> Answer:
    """Verify a backup and put it in the book's place."""
    found = company.restore(file, book, user=call.user, clock=call.clock, overwrite=overwrite)
    return Answer({"file": str(file), "book": str(book), "events": found.events, "head": found.head},
                  [_("{file} passed its check and was restored to {book}.").format(file=file, book=book)])


COMMANDS = (
    command("new", N_("Create a book."), (
        book_argument(),
        option("--company", "company_name", help=N_("The firm that keeps the book.")),
        option("--country", default="CN", show_default=True, help=N_("Its country in two letters.")),
        option("--currency", default="CNY", show_default=True, help=N_("The book's own currency.")),
        option("--terms", default="30", show_default=True, help=N_("Usual payment terms: 30, EOM+30, next-month 25.")),
        option("--sample", is_flag=True, help=N_("Fill it with the sample company: two years of data in CNY.")),
        option("--overwrite", is_flag=True, help=_OVERWRITE)), new),
    command("verify", N_("Check file, audit chain and ledger of a book."), (book_argument(),), verify),
    command("backup", N_("Write a backup of a book."), (
        book_argument(), argument("file", type=PATH), option("--overwrite", is_flag=True, help=_OVERWRITE)), backup),
    command("restore", N_("Check a backup and put it in the book's place."), (
        argument("file", type=PATH), book_argument(), option("--overwrite", is_flag=True, help=_OVERWRITE)), restore),
)
