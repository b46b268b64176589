"""Books as a person handles them: open for the window, move to a safer place, what an opened book is like."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..domain.customers.records import Company
from ..domain.errors import FileError, N_
from ..store import backup, company as tables, users
from . import company
from .session import Clock, Session

SUFFIX = ".creditdesk"


@dataclass(frozen=True, slots=True)
class Opened:
    """A book just opened for the window. `risk` as in `company.location_risk`; `empty`: nothing is posted in it."""

    session: Session
    profile: Company
    settings: Mapping[str, str]
    risk: str | None
    empty: bool
    #: names to sign in with; none for a book without passwords
    names: tuple[str, ...] = ()


def open_for_window(path: Path, *, user: str, clock: Clock) -> Opened:
    """Open a book exclusively; FileError says why it cannot be opened."""
    session = company.open_session(path, user=user, clock=clock, exclusive=True)
    try:
        return describe(session)
    except BaseException:
        session.close()
        raise


def describe(session: Session) -> Opened:
    """What the window shows of an open book."""
    with session.book.read() as connection:
        profile = company.profile_in(connection)
        values = tables.settings(connection)
        empty = not tables.has_documents(connection)
        names = tuple(row["name"] for row in users.accounts(connection) if row["active"])
    return Opened(session, profile, values, company.location_risk(session.book.path), empty, names)


def create_for_window(path: Path, *, profile: Company, user: str, clock: Clock) -> Opened:
    """Create a book and open it exclusively; FileError `exists` where a file has the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    company.create_book(path, profile=profile, user=user, clock=clock).close()
    return open_for_window(path, user=user, clock=clock)


def open_sample(path: Path, *, as_of: date, language: str, user: str, clock: Clock) -> Opened:
    """Open the sample company at `path`; made as of `as_of` where it is missing or cannot be opened."""
    if path.exists():
        try:
            return open_for_window(path, user=user, clock=clock)
        except FileError as error:
            if error.code in ("in_use", "locked"):
                raise
    from .sample import create_sample
    create_sample(path, as_of=as_of, user=user, clock=clock, language=language, overwrite=True).close()
    return open_for_window(path, user=user, clock=clock)


def free_path(folder: Path, name: str) -> Path:
    """A name for a new book in `folder` that no file has yet: the company's name, else numbered."""
    stem = "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < 32 else sign for sign in name).strip(" .")[:60] or "CreditDesk"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem} {number}{SUFFIX}"
    return path


def local_folder(documents: Path, data: Path) -> Path:
    """Where a book is offered to be kept: in the documents, unless those are synchronised or on a server, then in the data."""
    return documents / "CreditDesk" if company.location_risk(documents) is None else data / "books"


def move_to(opened: Session, folder: Path, *, user: str, clock: Clock) -> Opened:
    """Move a book out of a risky folder: a checked copy in `folder`, backups from now on where it was before.

    The former file stays there as the first backup (renamed, so that nobody goes on working in it). Answers the book
    opened at its new place; the former session is closed.
    """
    source = opened.book.path
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder, source.stem)
    kept = backup.write_backup(opened.book, target)
    moved = open_for_window(kept, user=user, clock=clock)
    moved = replace(moved, session=replace(moved.session, user=opened.user, rights=opened.rights, roles=opened.roles))
    try:
        if not company.verify_book(moved.session).ok:
            raise FileError(N_("The copy at {path} did not pass its check. The book stays where it was."), code="damaged",
                            field="book", path=target)
        company.save_settings(moved.session, {"backup_folder": str(source.parent)})
    except BaseException:
        moved.session.close()
        target.unlink(missing_ok=True)
        raise
    opened.close()
    stamp = moved.session.stamp().replace(":", "").replace("-", "")
    with suppress(OSError):  # where it cannot be renamed the old file stays; the new one is the book from now on
        source.rename(source.with_name(f"{source.stem}-{stamp}.creditdesk-backup"))
    return describe(moved.session)


def close_with_backup(session: Session) -> Path | None:
    """Write the rotating backup, if a folder is chosen, and close the book; it is closed even where the backup fails."""
    try:
        return company.back_up_on_closing(session)
    finally:
        session.close()
