"""The book as a whole: create, open, its company, settings, verify, backup, restore."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TYPE_CHECKING

from ..domain.customers.records import BankAccount, Company
from ..domain.errors import FileError, InputError, N_
from ..domain.money import currency_code
from ..store import audit, backup, book, company, location, placing, rows, users
from ..store.transaction import Transaction
from .countries import country_code, is_country
from .session import Clock, Session, stamp_of

if TYPE_CHECKING:  # checking a book is no part of opening it
    from ..store import verify

_TEXTS = ("name", "name_en", "country", "tax_id", "address", "phone", "email", "contact", "signatory", "base_currency",
          "default_terms", "letter_prefix", "size")


def create_book(path: Path, *, profile: Company, user: str, clock: Clock, overwrite: bool = False) -> Session:
    """Create a book for `profile` and answer a session on it; nothing is left behind when it fails."""
    from uuid import uuid4
    checked, signed = _checked(profile), audit.Signature(user, stamp_of(clock))

    def fill(connection: Transaction) -> None:
        values = {name: getattr(checked, name) for name in _TEXTS}
        rows.insert(connection, "company", {"id": 1, **values, "logo": checked.logo or None,
                                            "is_sample": int(checked.is_sample), "book_id": str(uuid4()),
                                            "created_at": signed.at})
        company.replace_bank_accounts(connection, [dataclasses.asdict(a) for a in checked.bank_accounts])
        audit.record(connection, audit.Change("create", "book", 1, after=values), signed)

    from ..store import creating  # SQLAlchemy, which an open book does not need
    creating.create_file(path, fill, overwrite=overwrite)
    return open_session(path, user=user, clock=clock)


@contextmanager
def making(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A name beside `path` to make a closed book at; it is put in place on leaving, or removed by any exception."""
    book.check_replaceable(path, overwrite=overwrite)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.making")
    try:
        yield unfinished
        book.check_replaceable(path, overwrite=overwrite)
        placing.replace_file(unfinished, path, "book")
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _checked(profile: Company, known_logo: bytes = b"") -> Company:
    """In its written form; a new logo has to be a picture that can be printed (FileError `bad_logo`)."""
    if not profile.name.strip():
        raise InputError(N_("Enter the company's name."), code="missing", field="name")
    if profile.logo and profile.logo != known_logo:
        from ..files.pdf import picture_size
        picture_size(profile.logo)
    from ..domain.ledger.terms import parse_terms
    terms = parse_terms(profile.default_terms or "30")
    country = country_code(profile.country)
    if not is_country(country):
        raise InputError(N_("“{value}” is not a country. Write its two letters, such as CN."), code="bad_country",
                         field="country", value=profile.country)
    return dataclasses.replace(profile, name=" ".join(profile.name.split()), country=country,
                               base_currency=currency_code(profile.base_currency), default_terms=terms.canonical)


def open_session(path: Path, *, user: str, clock: Clock, exclusive: bool = False) -> Session:
    """Open an existing book; FileError says in words why it cannot be opened.

    A book with passwords is opened without rights: `services.users.sign_in` gives them.
    """
    opened = book.open_book(path, exclusive=exclusive)
    try:
        with opened.read() as connection:
            guarded = users.any_active(connection)
    except BaseException:
        opened.close()
        raise
    return Session(opened, user, clock, frozenset() if guarded else None)


def location_risk(path: Path) -> str | None:
    """"synchronised", "network" or None: whether other programs or machines may write where the book lies."""
    return location.risk(path)


def profile(session: Session) -> Company:
    """The company of the book."""
    with session.book.read() as connection:
        return profile_in(connection)


def profile_in(connection: Transaction) -> Company:
    """The company of the book, inside a transaction."""
    row, accounts = company.company(connection), company.bank_accounts(connection)
    values = {name: row[name] for name in _TEXTS}
    return Company(**values, logo=row["logo"] or b"", is_sample=bool(row["is_sample"]), bank_accounts=tuple(
        BankAccount(a["currency"], a["account_name"], a["bank_name"], a["account_no"]) for a in accounts))


def save_profile(session: Session, changed: Company) -> None:
    """Change the company's data; the base currency stays once something is posted in the book."""
    before = profile(session)
    checked = _checked(changed, before.logo)
    if checked.base_currency != before.base_currency and _has_documents(session):
        raise InputError(N_("The book's currency cannot be changed once documents are posted."), code="in_use",
                         field="base_currency")
    difference = {name: getattr(checked, name) for name in _TEXTS if getattr(checked, name) != getattr(before, name)}
    accounts = [dataclasses.asdict(account) for account in checked.bank_accounts]
    with session.book.write() as connection:
        rows.update(connection, "company", 1, {**difference, "logo": checked.logo or None})
        company.replace_bank_accounts(connection, accounts)
        after: dict[str, Any] = {**difference, "bank_accounts": accounts}
        if checked.logo != before.logo:
            after["logo"] = f"{len(checked.logo)} bytes"
        audit.record(connection, audit.Change("change", "company", 1, {n: getattr(before, n) for n in difference}, after),
                     session.signature())


def _has_documents(session: Session) -> bool:
    with session.book.read() as connection:
        return company.has_documents(connection)


def setting(session: Session, key: str, default: str = "") -> str:
    """A setting of this book."""
    with session.book.read() as connection:
        return company.setting(connection, key, default)


def settings(session: Session) -> dict[str, str]:
    """All settings of this book."""
    with session.book.read() as connection:
        return company.settings(connection)


def save_settings(session: Session, values: Mapping[str, str]) -> None:
    """Change settings of this book."""
    with session.book.write() as connection:
        before = {key: company.setting(connection, key) for key in values}
        changed = {key: value for key, value in values.items() if before[key] != value}
        for key, value in changed.items():
            company.put_setting(connection, key, value)
        if changed:
            audit.record(connection, audit.Change("change", "setting", "", {key: before[key] for key in changed}, changed),
                         session.signature())


def close_books(session: Session, up_to: date | None, reason: str = "") -> None:
    """Refuse documents dated on or before `up_to` from now on (DOMAIN E11, period lock)."""
    with session.book.write() as connection:
        close_books_in(connection, session, up_to, reason)


def close_books_in(connection: Transaction, session: Session, up_to: date | None, reason: str = "") -> None:
    """The same inside a transaction."""
    before = company.setting(connection, "lock_date")
    company.put_setting(connection, "lock_date", up_to.isoformat() if up_to else "")
    audit.record(connection, audit.Change("lock", "setting", "lock_date", {"lock_date": before},
                                          {"lock_date": up_to.isoformat() if up_to else ""}, reason),
                 session.signature())


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found: each part in order or not, with its problems as (code, template, fields)."""

    file: Sequence[verify.Problem]
    events: int
    head: str
    audit: Sequence[verify.Problem]
    ledger: Sequence[verify.Problem]

    @property
    def ok(self) -> bool:
        return not (self.file or self.audit or self.ledger)


def verify_book(session: Session, progress: Callable[[str], bool] | None = None) -> Verification:
    """Check file, chain and ledger; `progress(step)` is told each step and answers whether to stop."""
    from ..store import creating, verify
    tell = progress or (lambda _step: False)
    tell("file")
    file = [verify.Problem("damaged", "{reason}", {"reason": reason}) for reason in session.book.integrity()]
    file += file or [verify.misshapen(kind, name) for kind, name in creating.misshapen(session.book.shape())]
    if any(problem.code in ("damaged", "table") for problem in file):
        return Verification(file, 0, "", (), ())
    with session.book.read() as connection:
        chain, found = verify.findings(connection, tell)
    return Verification(file, chain.events, chain.head, chain.problems, found)


def history_is_sound(session: Session, latest: int = 20_000) -> bool:
    """Whether the latest events of the audit chain hold together: what is looked at as a book is opened (DOMAIN K)."""
    from ..store import verify
    with session.book.read() as connection:
        count = audit.next_seq(connection) - 1
        return verify.check_chain(connection, max(0, count - latest)).ok


def back_up(session: Session, target: Path, *, overwrite: bool = False) -> Path:
    """Copy the open book to `target` (checked by the caller's choice of name; never over another file unasked)."""
    written = backup.write_backup(session.book, target, overwrite=overwrite)
    with session.book.write() as connection:  # whoever closes the book may say that it was backed up
        before, stamp = company.setting(connection, "last_backup"), session.stamp()
        company.put_setting(connection, "last_backup", stamp)
        audit.record(connection, audit.Change("back_up", "setting", "last_backup", {"last_backup": before},
                                              {"last_backup": stamp}), session.signature())
    return written


def back_up_on_closing(session: Session) -> Path | None:
    """The rotating backup into the chosen folder, if one is chosen; FileError when it cannot be written."""
    chosen = setting(session, "backup_folder")
    if not chosen:
        return None
    folder = Path(chosen)
    if not folder.is_dir():
        raise FileError(N_("The backup folder {path} is not there. Choose another in the settings."), code="not_found",
                        field="backup_folder", path=folder)
    stem = session.book.path.stem
    stamp = session.stamp().replace(":", "").replace("-", "")
    target = folder / f"{stem}-{stamp}.creditdesk-backup"
    written = back_up(session, target, overwrite=True)
    with session.book.read() as connection:
        keep, book_id = int(company.setting(connection, "backup_keep", "10")), str(company.company(connection)["book_id"])
    backup.rotate(folder, stem, keep, book_id)
    return written


def restore(source: Path, target: Path, *, user: str, clock: Clock, overwrite: bool = False) -> Verification:
    """Verify a backup, then put a copy of it at `target`; FileError when it is damaged, or the target exists or is open."""
    with making(target, overwrite=overwrite) as rehearsal:
        try:
            book.check_file(source)
            backup.copy_file(source, rehearsal)
        except FileError as error:
            if error.code == "cannot_write":  # that is the copy beside the target
                raise placing.refused(target, error.fields["reason"], "book") from error
            error.field = "file"
            raise
        found = _rehearse(rehearsal, user, clock)
        if found is None or not found.ok:
            raise FileError(N_("The backup {path} did not pass its check; nothing was restored."), code="damaged",
                            field="file", path=source)
    return found


def _rehearse(copy: Path, user: str, clock: Clock) -> Verification | None:
    """What verifying the copy of a backup finds; None where it cannot even be read."""
    try:
        session = open_session(copy, user=user, clock=clock)
        try:
            return verify_book(session)
        finally:
            session.close()
    except FileError as error:
        if error.code in ("damaged", "truncated", "not_a_book", "migration"):
            return None
        raise
